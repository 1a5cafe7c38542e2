"""A Google service account and its access tokens: a signed assertion is exchanged for a bearer token, kept until it nearly expires.

Source: Google Identity, "Using OAuth 2.0 for server to server applications" (HTTP/REST), RFC 7523; RS256 is RFC 7518 §3.3.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from msgspec import Struct

from dragoman.kit.clock import Clock
from dragoman.kit.http import Http, NoAnswer, NotSent
from dragoman.understanding.engines import EngineError, EngineFault, Usage

SCOPE = "https://www.googleapis.com/auth/dialogflow"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE = timedelta(hours=1)  # the longest that Google allows
_SPARE = timedelta(minutes=2)
_FREE = Usage(requests=0)  # nothing has been asked of the agent yet


class Account(Struct, frozen=True):
    """The key file of a service account, only what is used."""

    client_email: str
    private_key: str
    private_key_id: str = ""
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

    def __repr__(self) -> str:
        return f"Account({self.client_email})"


class _Token(Struct):
    access_token: str
    expires_in: int = 3600


def read_account(text: str) -> Account:
    """Read a key file; raises EngineError("denied") when it is none."""
    try:
        account = msgspec.json.decode(text, type=Account)
        _private_key(account)
    except ValueError:
        raise EngineError(EngineFault.DENIED, _FREE, detail="the key is no service account's JSON") from None
    return account


def _private_key(account: Account) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(account.private_key.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("no RSA key")
    return key


def assertion(account: Account, now: datetime) -> str:
    """Return the signed JSON Web Token that asks for an access token."""
    header = {"alg": "RS256", "typ": "JWT"} | ({"kid": account.private_key_id} if account.private_key_id else {})
    issued = int(now.timestamp())
    claims = {
        "iss": account.client_email, "scope": SCOPE, "aud": account.token_uri, "iat": issued,
        "exp": issued + int(_LIFE.total_seconds()),
    }  # fmt: skip
    signed = f"{_coded(msgspec.json.encode(header))}.{_coded(msgspec.json.encode(claims))}"
    signature = _private_key(account).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_coded(signature)}"


def _coded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class Tokens:
    """The account's access token, fetched anew shortly before it expires."""

    def __init__(self, account: Account, http: Http, clock: Clock) -> None:
        self._account = account
        self._http = http
        self._clock = clock
        self._kept: tuple[str, datetime] | None = None

    async def bearer(self) -> str:
        """Return a token that is good for two minutes at least; raises EngineError."""
        now = self._clock.now()
        if self._kept is not None and now < self._kept[1] - _SPARE:
            return self._kept[0]
        form = {"grant_type": _GRANT, "assertion": assertion(self._account, now)}
        try:
            answer = await self._http.call("POST", self._account.token_uri, form=form, limit_bytes=100_000)
        except (NotSent, NoAnswer, ConnectionError):
            raise EngineError(EngineFault.UNAVAILABLE, _FREE, again=True, detail="token") from None
        if not answer.ok:
            passing = answer.status >= 500 or answer.status == 429
            fault = EngineFault.UNAVAILABLE if passing else EngineFault.DENIED
            raise EngineError(fault, _FREE, again=passing, detail=f"token: HTTP {answer.status}")
        try:
            token = msgspec.json.decode(answer.body, type=_Token)
        except (ValueError, RecursionError):
            raise EngineError(EngineFault.MALFORMED, _FREE, detail="token") from None
        self._kept = (token.access_token, now + timedelta(seconds=max(0, min(token.expires_in, 3600))))
        return token.access_token

    def forget(self) -> None:
        """Drop the token: it was refused."""
        self._kept = None
