"""Settings of the simulators: port, folders, pace, and the demo credentials that the product is seeded with."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _state_folder() -> Path:
    return Path(os.environ.get("DRAGOMAN_HOME", ".dragoman")) / "simulators"


class SimSettings(BaseSettings):
    """Every setting is read from `DRAGOMAN_SIM_…` in the environment or in `.env`; the defaults run the demo.

    The credentials are made up and open nothing in the real world. Times are seconds unless the name says otherwise.
    """

    model_config = SettingsConfigDict(env_prefix="DRAGOMAN_SIM_", env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8100
    public_url: str = ""  # where browsers find the simulators; empty = http://{host}:{port}
    product_url: str = "http://127.0.0.1:8000"
    clock_listeners: list[str] = Field(default_factory=list)  # empty = product_url + /demo/clock
    seed: int = 20261215
    follow_stdin: bool = False  # end, with all that is kept, when whoever started this process is gone
    state_folder: Path | None = Field(default_factory=_state_folder)  # None keeps nothing over a restart
    snapshot_every_seconds: float = 3.0

    slow_seconds: float = (
        12.0  # how late a `slow` answer comes; above the 10 s in which a traveller must hear something
    )
    timeout_seconds: float = 150.0  # how long a `timeout` holds the line; above the 130 s Duffel tells clients to wait
    webhook_timeout_seconds: float = 30.0  # Paystack's own limit; see partners.md B3
    webhook_lines: int = 16  # webhook calls under way at one time

    whatsapp_app_secret: str = "demo-app-secret-5e2f0c6d1b9a4e73"  # noqa: S105
    whatsapp_verify_token: str = "demo-verify-token"  # noqa: S105
    whatsapp_access_token: str = "EAADemoAccessTokenOfLagosTours"  # noqa: S105
    whatsapp_phone_number_id: str = "106540352242922"
    whatsapp_waba_id: str = "102290129340398"
    whatsapp_display_number: str = "2347003724666"

    duffel_token: str = "duffel_test_lagos_tours_demo"  # noqa: S105
    duffel_webhook_secret: str = "ZHVmZmVsLXdlYmhvb2stZGVtby1zZWNyZXQ="  # noqa: S105
    duffel_webhook_url: str = ""  # empty = product_url + /webhooks/duffel/demo
    duffel_currency: str = "GBP"  # the currency of the account, in which every offer is priced
    duffel_requests_per_minute: int = 4000  # observed in the sandbox; the docs say 60
    duffel_searches_per_minute: int = 300  # observed 30; more here, so that many journeys can run side by side
    duffel_balance: str = "unlimited"  # or a decimal amount in duffel_currency

    paystack_secret_key: str = "sk_test_lagos_tours_demo_5f1c9e7a"  # noqa: S105
    paystack_webhook_url: str = ""  # empty = product_url + /webhooks/paystack/demo
    paystack_business: str = "Lagos Tours"  # the name on the checkout page
    paystack_refund_seconds: float = 20.0  # from asking for a refund to its end; the real one takes days
    paystack_transfer_seconds: float = 5.0
    paystack_balance_minor: int = 500_000_000  # NGN 5,000,000.00 in kobo

    openai_key: str = "sk-demo-lagos-tours"
    openai_model: str = "demo-reader-1"
    dialogflow_agent: str = "projects/lagos-tours-demo/locations/global/agents/2f6b0c1e-demo"

    mail_host: str = "127.0.0.1"
    mail_port: int = 8125
    mail_kept_messages: int = 2_000

    @property
    def own_url(self) -> str:
        """The address under which browsers and clients reach the simulators, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def listeners(self) -> list[str]:
        """The addresses that are told when the clock moves."""
        return self.clock_listeners or [self.product_url.rstrip("/") + "/demo/clock"]

    def webhook_url(self, partner: str) -> str:
        """Where `partner` posts its webhooks in the demo: `/webhooks/<partner>/demo` of the product unless set."""
        own: str = getattr(self, f"{partner}_webhook_url", "")
        return own or f"{self.product_url.rstrip('/')}/webhooks/{partner}/demo"
