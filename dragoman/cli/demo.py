"""The demo's settings: every partner without credentials of its own is a simulator, also for processes beside the demo."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from dragoman.cli.simulating import simulated
from dragoman.kit.settings import Settings
from dragoman.simulators.dialogflow.account import key_file
from dragoman.simulators.settings import SimSettings

_KEPT = "demo.env"
DEMO_TENANT = "tn_0000demolagostours00000000"
DEMO_SLUG = "demo"


def settings() -> Settings:
    """Return demo settings: every partner without credentials of its own in .env is a simulator."""
    own = Settings()
    sim = simulated(own)
    fill: dict[str, object] = {"demo": True, "business_name": own.business_name or "Lagos Tours"}
    if not own.meta_token.get_secret_value():
        fill |= {
            "graph_url": f"{sim.own_url}/graph",
            "meta_token": SecretStr(sim.whatsapp_access_token),
            "meta_app_secret": SecretStr(sim.whatsapp_app_secret),
            "meta_verify_token": SecretStr(sim.whatsapp_verify_token),
            "meta_number_id": sim.whatsapp_phone_number_id,
            "meta_account_id": sim.whatsapp_waba_id,
            "meta_number": f"+{sim.whatsapp_display_number}",
        }
    if not own.duffel_token.get_secret_value():
        fill |= {"duffel_url": f"{sim.own_url}/duffel", "duffel_token": SecretStr(sim.duffel_token)}
        fill |= {"duffel_webhook_secret": SecretStr(sim.duffel_webhook_secret)}
    if not own.paystack_key.get_secret_value():
        fill |= {"paystack_url": f"{sim.own_url}/paystack", "paystack_key": SecretStr(sim.paystack_secret_key)}
        fill |= {"fx_url": f"{sim.own_url}/fx"}
    if own.engine and not own.engine_key.get_secret_value() and not own.engine_url:
        fill |= _simulated_engine(own, sim)
    if not own.smtp_host:
        fill |= {"smtp_host": sim.mail_host, "smtp_port": sim.mail_port, "smtp_security": "none"}
        fill |= {"smtp_from": "Lagos Tours <trips@lagostours.example>"}
    return own.model_copy(update=fill)


def _simulated_engine(own: Settings, sim: SimSettings) -> dict[str, object]:
    """Return the settings of a simulated engine of the kind chosen."""
    if own.engine == "openai":
        url, key, model = f"{sim.own_url}/openai/v1", sim.openai_key, sim.openai_model
    else:
        url, model = f"{sim.own_url}/dialogflow", sim.dialogflow_agent
        key = key_file(f"{url}/token", own.home / "simulators")
    return {"engine_url": url, "engine_key": SecretStr(key), "engine_model": model}


def remember(settings: Settings) -> None:
    """Keep with the home what the demo fills in, so that `check`, `web` and `worker` beside it speak to the same simulators."""
    own = Settings()
    names = [name for name in Settings.model_fields if name != "home" and getattr(settings, name) != getattr(own, name)]
    lines = [f"DRAGOMAN_{name.upper()}={_quoted(getattr(settings, name))}" for name in sorted(names)]
    path = _place(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(["# Written by `dragoman run --demo`; removed by `dragoman run`.", *lines, ""]))


def forget(settings: Settings) -> None:
    """Take the demo's settings away: this home is run without simulators from now on."""
    _place(settings).unlink(missing_ok=True)


def beside() -> Settings:
    """Return the settings of a process beside a running product: a demo's simulators when the home was last run as a demo.

    The environment comes first, then what the demo wrote, then `.env`.
    """
    own = Settings()
    kept = _place(own)
    return Settings(_env_file=(".env", kept)) if kept.exists() else own


def _place(settings: Settings) -> Path:
    return settings.home / _KEPT


def _quoted(value: object) -> str:
    """Write a value for python-dotenv: in single quotes, in which only the quote and the backslash are special."""
    plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'"
