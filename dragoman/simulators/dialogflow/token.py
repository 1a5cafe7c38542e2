"""The token exchange: a signed assertion for a bearer token, checked as Google checks it.

Source: Google Identity, "Using OAuth 2.0 for server to server applications"; errors are those of RFC 6749 §5.2.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from dragoman.simulators.dialogflow.account import EMAIL

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPES = frozenset({"https://www.googleapis.com/auth/dialogflow", "https://www.googleapis.com/auth/cloud-platform"})
LIFE_S = 3599
_SKEW_S = 300


class BadGrant(Exception):
    """An assertion that buys no token; `code` and text as Google words them."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code
        self.said = said


class _Header(msgspec.Struct):
    alg: str
    typ: str = ""


class _Claims(msgspec.Struct):
    iss: str
    scope: str
    aud: str
    iat: int
    exp: int


def check_assertion(text: str, key: rsa.RSAPublicKey, now: datetime) -> None:
    """Check signature and claims; raises BadGrant."""
    try:
        head, body, signature = text.split(".")
        header = msgspec.json.decode(_plain(head), type=_Header)
        claims = msgspec.json.decode(_plain(body), type=_Claims)
        signed = _plain(signature)
    except (ValueError, RecursionError):
        raise BadGrant("invalid_grant", "Invalid JWT: malformed token") from None
    if header.alg != "RS256" or claims.iss != EMAIL:
        raise BadGrant("invalid_grant", "Invalid grant: account not found")
    try:
        key.verify(signed, f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise BadGrant("invalid_grant", "Invalid JWT Signature.") from None
    if not set(claims.scope.split()) & SCOPES or not claims.aud.endswith("/token"):
        raise BadGrant("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    at = now.timestamp()
    if claims.exp - claims.iat > 3600 or not claims.iat - _SKEW_S <= at <= claims.exp:
        raise BadGrant(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
        )


def _plain(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Bearers:
    """Tokens that carry their own expiry under a digest, so that nothing need be remembered."""

    def __init__(self, seed: int) -> None:
        self._secret = hashlib.sha256(f"{seed}/google".encode()).digest()

    def issue(self, now: datetime) -> str:
        """Return a token good for an hour."""
        until = int(now.timestamp()) + LIFE_S
        return f"ya29.{until}.{self._sign(until)}"

    def good(self, header: str, now: datetime) -> bool:
        """Whether an Authorization header carries a token that is still good."""
        kind, _, token = header.partition(" ")
        parts = token.split(".")
        if kind != "Bearer" or len(parts) != 3 or not (parts[1].isascii() and parts[1].isdigit()) or len(parts[1]) > 12:
            return False
        until = int(parts[1])
        return hmac.compare_digest(parts[2].encode(), self._sign(until).encode()) and now.timestamp() < until

    def _sign(self, until: int) -> str:
        return hmac.new(self._secret, str(until).encode(), hashlib.sha256).hexdigest()[:40]
