"""Sign a webhook so that its receiver knows who sent it, when, and that nothing was changed. Pure.

Source: Standard Webhooks specification 1.0.0, "Signature scheme": HMAC-SHA-256 over `id.timestamp.body`, in base64 after
`v1,`; several signatures stand beside one another, parted by spaces, while a secret is changed; a secret has 24 to 64
random bytes, in base64 after `whsec_`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

SECRET_BYTES = 32
_PREFIX = "whsec_"


def new_secret(random: bytes) -> str:
    """Write random bytes as a secret; raises ValueError for fewer than 24 or more than 64."""
    if not 24 <= len(random) <= 64:
        raise ValueError("a webhook secret has 24 to 64 bytes")
    return _PREFIX + base64.b64encode(random).decode()


def headers(message: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers that go with a body; `at` is the instant of this attempt, in real time."""
    stamp = str(int(at.timestamp()))
    signed = f"{message}.{stamp}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_mac(secret, signed)}" for secret in secrets),
    }


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
