"""Webhooks as Meta posts them, signed, and as raw HTTP requests that a load generator only has to write out.

Source: Meta, "Webhooks reference, messages"; "Create a webhook endpoint" (X-Hub-Signature-256 over the raw body).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from typing import Any

import msgspec

from dragoman.simulators.settings import SimSettings

SIM = SimSettings(_env_file=None, state_folder=None)
FIRST_PHONE = 2_348_100_000_000  # Nigerian mobile numbers, one for each person of the load
TEXTS = (
    "Hello, good morning",
    "LOS-ABV 2027-02-15, 1 adult",
    "I would like to fly from Lagos to Accra next Friday, two of us",
    "what is the status of my booking?",
)


def phone(person: int) -> str:
    """The digits of one person's number."""
    return str(FIRST_PHONE + person)


def text_message(person: int, serial: int, text: str) -> dict[str, Any]:
    """One inbound text as an update of the `messages` field."""
    return {
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": SIM.whatsapp_display_number,
                "phone_number_id": SIM.whatsapp_phone_number_id,
            },
            "contacts": [
                {
                    "profile": {"name": f"Traveller {person}"},
                    "wa_id": phone(person),
                    "user_id": f"NG.{FIRST_PHONE * 7 + person}",
                }
            ],
            "messages": [
                {
                    "from": phone(person),
                    "from_user_id": f"NG.{FIRST_PHONE * 7 + person}",
                    "id": f"wamid.HBgNMjM0ODEwMDAwMDAwMBUCABIYFDNB{serial:012d}A",
                    "timestamp": str(int(time.time())),
                    "type": "text",
                    "text": {"body": text},
                }
            ],
        },
        "field": "messages",
    }


def webhook(changes: Iterable[dict[str, Any]]) -> bytes:
    """One POST's body with these updates."""
    entry = {"id": SIM.whatsapp_waba_id, "changes": list(changes)}
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": [entry]})


def signature(body: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(SIM.whatsapp_app_secret.encode(), body, hashlib.sha256).hexdigest()


def request(path: str, body: bytes) -> bytes:
    """A whole signed HTTP/1.1 request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: {signature(body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def requests(path: str, number: int, *, first: int = 0, texts: tuple[str, ...] = TEXTS[:1]) -> list[bytes]:
    """Requests with one message each, from as many different people."""
    return [request(path, webhook([text_message(n, n, texts[n % len(texts)])])) for n in range(first, first + number)]
