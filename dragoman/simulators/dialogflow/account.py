"""The service account of the simulated Google project; its key is drawn at first use and opens nothing in the real world."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

EMAIL = "reader@lagos-tours-demo.iam.gserviceaccount.com"
KEY_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c"
_FILE = "google-account.pem"


@cache
def key_of(folder: Path | None) -> rsa.RSAPrivateKey:
    """Return the account's key: kept in `folder`, so that product and simulators agree on it, or for this process alone."""
    path = folder / _FILE if folder is not None else None
    if path is not None and path.exists():
        kept = serialization.load_pem_private_key(path.read_bytes(), None)
        if isinstance(kept, rsa.RSAPrivateKey):
            return kept
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(_pem(key))
    return key


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def key_file(token_uri: str, folder: Path | None = None) -> str:
    """Return a key file as Google's console gives it out, on one line."""
    file = {
        "type": "service_account", "project_id": "lagos-tours-demo", "private_key_id": KEY_ID,
        "private_key": _pem(key_of(folder)).decode(), "client_email": EMAIL, "client_id": "100000000000000000001",
        "token_uri": token_uri,
    }  # fmt: skip
    return msgspec.json.encode(file).decode()
