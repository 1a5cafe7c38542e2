"""Webhook bodies put together from the recorded shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "wire" / "whatsapp"
INBOUND: dict[str, dict[str, Any]] = json.loads((FOLDER / "inbound.json").read_text())
STATUSES: dict[str, dict[str, Any]] = json.loads((FOLDER / "statuses.json").read_text())
ACCOUNT: dict[str, dict[str, Any]] = json.loads((FOLDER / "account_fields.json").read_text())
NUMBER = "106540352242922"
WABA = "102290129340398"
ADA = "2348035550101"
ADA_USER = "NG.13491208655302741918"
METADATA = {"display_phone_number": "2347003724666", "phone_number_id": NUMBER}
CONTACT = {"profile": {"name": "Ada Obi", "username": "ada.obi"}, "wa_id": ADA, "user_id": ADA_USER}


def message(name: str, **more: Any) -> dict[str, Any]:
    return {
        "from": ADA,
        "from_user_id": ADA_USER,
        "id": "wamid.IN1",
        "timestamp": "1796040000",
        **INBOUND[name],
        **more,
    }


def value(**more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "metadata": METADATA, **more}


def post(*changes: dict[str, Any], account: str = WABA) -> bytes:
    entry = {"id": account, "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def messages(*found: dict[str, Any], contacts: list[Any] | None = None) -> bytes:
    return post(
        {
            "field": "messages",
            "value": value(contacts=[CONTACT] if contacts is None else contacts, messages=list(found)),
        }
    )


def statuses(*found: dict[str, Any], **more: Any) -> bytes:
    return post({"field": "messages", "value": value(statuses=list(found), **more)})
