"""Every setting of a running Dragoman, from the environment or `.env`, each with the prefix DRAGOMAN_."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one process. Secrets print masked. `.env.example` documents each; a test keeps the two alike."""

    model_config = SettingsConfigDict(env_prefix="DRAGOMAN_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(Path(".dragoman"), description="Folder for the embedded database, keys and caches")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, description="Port of the product")
    sim_port: int = Field(8100, description="Port of the simulators")
    public_url: str = Field(
        "", description="Address under which partners and travellers reach this product; empty: http://host:port"
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses of reverse proxies in front of this product, comma separated; they are believed about who calls",
    )
    demo: bool = Field(False, description="Demo mode: simulators, a seeded tenant, a clock that can be moved")
    database_url: SecretStr = Field(
        SecretStr(""), description="PostgreSQL >= 15 for the product's own role; empty: the embedded database"
    )
    owner_database_url: SecretStr = Field(
        SecretStr(""), description="PostgreSQL for migrations (owner role); empty: the same as database_url"
    )
    master_key: SecretStr = Field(
        SecretStr(""), description="Base64 key(s) that wrap tenant keys, newest first; empty: a key file in home"
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    pool_max: int = Field(
        28, description="Database connections per process: one a loop, and some for everything else", ge=8, le=200
    )
    turn_loops: int = Field(8, description="Conversations and bookings worked on at once per process", ge=1, le=64)
    effect_loops: int = Field(4, description="Batches of outgoing calls at once per process", ge=1, le=32)
    body_bytes_max: int = Field(3_145_728, description="Largest webhook body (Meta posts up to 3 MB)")
    quiet_ms: int = Field(700, description="How long to wait for more before answering a typed message", ge=0, le=3000)

    business_name: str = Field("", description="Name of the business that the credentials below belong to")
    business_currency: str = Field("NGN", description="Currency that travellers pay in (ISO 4217)")
    business_country: str = Field("NG", description="Country of the business (ISO 3166 alpha-2)")
    business_zone: str = Field("Africa/Lagos", description="Time zone of the business (IANA)")

    graph_url: str = Field("https://graph.facebook.com", description="WhatsApp Cloud API")
    graph_version: str = Field("v23.0", description="Graph API version")
    meta_token: SecretStr = Field(SecretStr(""), description="WhatsApp access token")
    meta_app_secret: SecretStr = Field(
        SecretStr(""), description="Secret(s) that sign webhooks, newest first, comma separated"
    )
    meta_verify_token: SecretStr = Field(SecretStr(""), description="Token of the webhook verification handshake")
    meta_number_id: str = Field("", description="Phone number id of the business number")
    meta_account_id: str = Field("", description="WhatsApp Business Account id")
    meta_number: str = Field("", description="The business number as people dial it, in E.164")
    meta_throughput: float = Field(80.0, description="Messages per second that the number may send", gt=0, le=1000)

    duffel_url: str = Field("https://api.duffel.com", description="Duffel API")
    duffel_token: SecretStr = Field(SecretStr(""), description="Duffel access token")
    duffel_webhook_secret: SecretStr = Field(SecretStr(""), description="Secret(s) of the Duffel webhook, newest first")

    paystack_url: str = Field("https://api.paystack.co", description="Paystack API")
    paystack_key: SecretStr = Field(
        SecretStr(""), description="Paystack secret key(s), newest first; they also sign webhooks"
    )

    fx_url: str = Field(
        "https://open.er-api.com/v6/latest/{base}",
        description="Exchange rates: an address with {base} in it, or the root of a service with /v1/latest; must list your currency",
    )

    engine: str = Field(
        "", description="Asked when the built-in reader is unsure: openai, dialogflow, or empty for none"
    )
    engine_url: str = Field("", description="Its address (with /v1 for openai); empty: OpenAI's or Google's own")
    engine_model: str = Field(
        "",
        description="Model of the endpoint, or full name of the Dialogflow agent (projects/…/agent, projects/…/agents/…)",
    )
    engine_key: SecretStr = Field(
        SecretStr(""), description="API key, or the Dialogflow service account's JSON on one line"
    )
    engine_conversation_tokens: int = Field(10_000, description="Tokens that one conversation may use a day", ge=0)
    engine_conversation_cents: int = Field(5, description="Cents that one conversation may cost a day", ge=0)
    engine_day_tokens: int = Field(1_000_000, description="Tokens that a business may use a day", ge=0)
    engine_day_cents: int = Field(500, description="Cents that a business may spend a day", ge=0)
    engine_cents_in: int = Field(0, description="Price of a million tokens read, in cents", ge=0)
    engine_cents_out: int = Field(0, description="Price of a million tokens written, in cents", ge=0)
    engine_cents_asks: int = Field(0, description="Price of a thousand questions, in cents", ge=0)

    smtp_host: str = Field("", description="Mail server; empty: no e-mail is sent")
    smtp_port: int = Field(587, description="Mail server's port")
    smtp_user: str = Field("", description="Mail account")
    smtp_password: SecretStr = Field(SecretStr(""), description="Mail password")
    smtp_security: str = Field("starttls", description="starttls, tls or none")
    smtp_from: str = Field("", description="Sender, e.g. Lagos Tours <trips@example.com>")

    webhook_hosts: str = Field(
        "",
        description="Hosts of your own that outgoing webhooks may reach over plain http or a private network, comma separated",
    )
    alert_email: str = Field("", description="Where alerts to the operator go")
    sentry_dsn: SecretStr = Field(
        SecretStr(""), description="Sentry project; empty: no error reports leave the machine"
    )
    otel_endpoint: str = Field("", description="OpenTelemetry collector (OTLP over HTTP); empty: no traces")

    @field_validator("engine")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value not in {"", "openai", "dialogflow"}:
            raise ValueError("openai, dialogflow, or nothing")
        return value

    @field_validator("smtp_security")
    @classmethod
    def _known_security(cls, value: str) -> str:
        if value not in {"starttls", "tls", "none"}:
            raise ValueError("starttls, tls or none")
        return value

    @property
    def own_url(self) -> str:
        """The product's address as others reach it, without a closing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
