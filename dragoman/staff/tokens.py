"""Secrets that cookies and links carry: the tenant, so that it is known where to look, and 256 random bits."""

from __future__ import annotations

import re
import secrets

from dragoman.kit.crypto import token_digest

_TOKEN = re.compile(r"(tn_[0-9a-z]{10,40})\.([A-Za-z0-9_\-]{43})")


def new_token(tenant: str) -> tuple[str, bytes]:
    """Draw a token; returns it with the digest that is stored."""
    secret = secrets.token_urlsafe(32)
    return f"{tenant}.{secret}", token_digest(secret)


def token_parts(token: str) -> tuple[str, str] | None:
    """Split a token into tenant and secret; None when it is not one of ours."""
    found = _TOKEN.fullmatch(token)
    return (found[1], found[2]) if found else None
