"""Paystack's webhooks: signed over the raw body with the secret key, no event id, retried for 72 hours (partners.md B3)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import msgspec

from dragoman.simulators.world import World

WAITS = (*(timedelta(minutes=3),) * 4, *(timedelta(hours=1),) * 71)
"""Live mode's schedule: every three minutes four times, then hourly up to 72 hours."""


def sign(secret: str, body: bytes) -> str:
    """The x-paystack-signature: hex HMAC-SHA512 of the raw body under the secret key."""
    return hmac.new(secret.encode(), body, hashlib.sha512).hexdigest()


class Events:
    """Tells the integration's one webhook address what happens."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._url = world.settings.webhook_url("paystack")
        world.delivers("paystack", self._headers, WAITS, lambda status: status == 200)

    def _headers(self, body: bytes, at: datetime) -> dict[str, str]:
        return {
            "x-paystack-signature": sign(self._world.settings.paystack_secret_key, body),
            "User-Agent": "Paystack/2.0",
        }

    def tell(self, event: str, content: dict[str, Any]) -> None:
        """Send one event."""
        body = msgspec.json.encode({"event": event, "data": content})
        self._world.courier.send("paystack", self._url, body, event)
