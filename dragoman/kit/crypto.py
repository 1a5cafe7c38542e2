"""Envelope encryption: a master key wraps one key per tenant; each value is sealed to its tenant, table, column and row.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; look-ups use HMAC-SHA-256 under a separate HKDF key per
tenant and column, because phone numbers are few enough to guess from a plain hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class SealBroken(Exception):
    """A sealed value was moved, altered, or belongs to a key that is not here. Carries no content."""


class Master:
    """The keys that wrap tenant keys. The first wraps anew; all of them unwrap, so a rotation never blocks reading."""

    def __init__(self, keys: list[bytes]) -> None:
        if not keys or any(len(k) != KEY_BYTES for k in keys):
            raise ValueError("a master key is 32 bytes in base64")
        self._keys = {_name(k): k for k in keys}
        self._current = _name(keys[0])

    @classmethod
    def from_text(cls, text: str) -> Master:
        """Read one or more base64 keys, newest first, separated by commas."""
        return cls([base64.b64decode(part) for part in text.split(",") if part.strip()])

    @classmethod
    def from_file(cls, path: Path) -> Master:
        """Read the key file, creating it with one random key (mode 0600) when it is not there."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls.from_text(path.read_text())
        with os.fdopen(handle, "w") as out:
            out.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
            out.flush()
            os.fsync(out.fileno())
        return cls.from_text(path.read_text())

    def wrap(self, tenant: str, key_id: int, key: bytes) -> bytes:
        """Seal a tenant's key under the current master key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, key, f"{tenant}|{key_id}".encode())
        return self._current + nonce + sealed

    def unwrap(self, tenant: str, key_id: int, wrapped: bytes) -> bytes:
        """Open a tenant's key; raises SealBroken for a master key that is not here or a foreign tenant."""
        key = self._keys.get(wrapped[:4])
        if key is None:
            raise SealBroken("unknown master key")
        try:
            return AESGCM(key).decrypt(wrapped[4:16], wrapped[16:], f"{tenant}|{key_id}".encode())
        except InvalidTag:
            raise SealBroken("tenant key") from None


class Vault:
    """Seals and opens the values of one tenant. `keys` by id; `current` seals; all of them open."""

    def __init__(self, tenant: str, keys: Mapping[int, bytes], current: int) -> None:
        self.tenant = tenant
        self._aead = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current
        self._root = keys[min(keys)]  # look-ups must not change when the sealing key does
        self._index: dict[str, bytes] = {}

    def seal(self, table: str, column: str, row: str, plain: bytes) -> bytes:
        """Seal `plain` to its place: version, key id (2 bytes), nonce (12), ciphertext and tag."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        place = f"{self.tenant}|{table}|{column}|{row}".encode()
        sealed = self._aead[self._current].encrypt(nonce, plain, place)
        return _VERSION + self._current.to_bytes(2, "big") + nonce + sealed

    def open(self, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """Open a sealed value; raises SealBroken when it was moved or altered."""
        if sealed[:1] != _VERSION:
            raise SealBroken("version")
        aead = self._aead.get(int.from_bytes(sealed[1:3], "big"))
        if aead is None:
            raise SealBroken("unknown key")
        try:
            return aead.decrypt(sealed[3:15], sealed[15:], f"{self.tenant}|{table}|{column}|{row}".encode())
        except InvalidTag:
            raise SealBroken(f"{table}.{column}") from None

    def blind(self, column: str, value: str) -> bytes:
        """Return the keyed index of a canonical value: equal values of one tenant and column, and only those, are equal."""
        key = self._index.get(column)
        if key is None:
            key = self._index[column] = _derive(self._root, f"blind|{self.tenant}|{column}")
        return hmac.digest(key, value.encode(), "sha256")


def new_key() -> bytes:
    """Draw a random key."""
    return secrets.token_bytes(KEY_BYTES)


def token_digest(token: str) -> bytes:
    """Digest a random secret (API key, session) for storage; random enough that no salt is needed."""
    return hashlib.sha256(token.encode()).digest()


def same(left: str | bytes, right: str | bytes) -> bool:
    """Compare two secrets in constant time."""
    a = left.encode() if isinstance(left, str) else left
    b = right.encode() if isinstance(right, str) else right
    return hmac.compare_digest(a, b)


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"master" + key).digest()[:4]


def _derive(root: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(root)
