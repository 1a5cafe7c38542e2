"""What a webhook's signature check found, in one word for every partner; the door turns it into 200, 401, 403 or 503."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from enum import StrEnum


class Verdict(StrEnum):
    """GOOD; UNSET: no secret configured (fail closed, 503); MISSING: no header (401); MALFORMED, WRONG (403); STALE: too old or ahead (403)."""

    GOOD = "good"
    UNSET = "unset"
    MISSING = "missing"
    MALFORMED = "malformed"
    WRONG = "wrong"
    STALE = "stale"


class UnreadableWebhook(ValueError):
    """A body with a good signature that is no event; `code` is a fixed word, nothing of the body is inside."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def usable(secrets: Sequence[str]) -> list[bytes]:
    """Drop blank secrets: an empty key would accept whatever anybody signs with nothing."""
    return [secret.encode() for secret in secrets if secret.strip()]


def signed_by_any(message: bytes, offered: Iterable[str], secrets: Sequence[bytes], algorithm: str) -> bool:
    """Whether one of the lower-case hex `offered` signatures is the HMAC of `message` under one of `secrets`.

    Every pair is compared in constant time and none is skipped, so the time tells nothing about which one matched.
    """
    expected = [hmac.new(secret, message, algorithm).hexdigest() for secret in secrets]
    found = False
    for signature in offered:
        for one in expected:
            found |= hmac.compare_digest(signature.encode(), one.encode())
    return found
