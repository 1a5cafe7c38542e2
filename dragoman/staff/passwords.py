"""Passwords: argon2id at the library's default cost (RFC 9106 section 4, second choice), rules of NIST SP 800-63B section 5.1.1.2.

Length counts and the commonest choices are refused; no rules about kinds of characters, no forced change.
"""

from __future__ import annotations

import asyncio
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dragoman.command import Refused

LENGTH_MIN = 12
LENGTH_MAX = 128
_HASHER = PasswordHasher()
_AT_ONCE = asyncio.Semaphore(2)  # each takes 64 MiB for about a tenth of a second
# Beginnings of what people type when twelve characters are asked: matched against the whole and against its repeats.
_COMMON = (
    "password",
    "passwort",
    "qwerty",
    "qwertz",
    "azerty",
    "letmein",
    "welcome",
    "iloveyou",
    "admin",
    "dragoman",
    "123456",
    "abcdef",
)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def acceptable(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, too long, too common, or made of `about` (name, e-mail, business)."""
    plain = _plain(password)
    if not LENGTH_MIN <= len(plain) <= LENGTH_MAX:
        raise Refused(
            "password.length", f"Choose {LENGTH_MIN} to {LENGTH_MAX} characters; a few words are easy to remember.",
            field="password", status=422,
        )  # fmt: skip
    folded = "".join(c for c in plain.casefold() if c.isalnum())
    words = {w for text in about for w in text.casefold().replace("@", " ").replace(".", " ").split() if len(w) > 2}
    rest = folded
    for word in sorted((*_COMMON, *words), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(rest)) < 5:
        raise Refused(
            "password.common", "Others guess that password at once. Choose a few words that do not belong together.",
            field="password", status=422,
        )  # fmt: skip


async def hashed(password: str) -> str:
    """Hash a password for storage."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_HASHER.hash, _plain(password))


async def fits(kept: str | None, password: str) -> bool:
    """Compare; takes as long when there is nothing to compare with."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_fits, kept, _plain(password)[:LENGTH_MAX])


def _fits(kept: str | None, plain: str) -> bool:
    try:
        _HASHER.verify(kept or _nobodys(), plain)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    return _HASHER.hash("what nobody typed")
