"""Encrypted mail against a server with a certificate of a made-up authority, trusted or not."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dragoman.channels.mail.client import MailSettings, SmtpMailer
from dragoman.conversations.channel import Accepted, Refused, Verdict
from dragoman.conversations.mail import Email
from dragoman.kit.clock import ShiftedClock

HELLO = Email(to="ada@example.test", subject="Your trip", text="Hello")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that signs itself, as a file to trust and as a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sim")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    trusted, private = folder / "cert.pem", folder / "key.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return trusted, context


class Mailbox:
    """Counts what arrives."""

    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.count += 1
        return "250 OK"


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("trust", [True, False])
async def test_a_server_must_prove_who_it_is(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, security: str, trust: bool
) -> None:
    trusted, context = certificate
    if trust:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    box = Mailbox()
    inner = context if security == "starttls" else None
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, tls_context=inner), "127.0.0.1", 0, ssl=context if security == "tls" else None
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = MailSettings("127.0.0.1", port, "trips@lagostours.test", security=security, step=3, total=5)
        outcome = await SmtpMailer(settings, ShiftedClock()).send(HELLO, "ef_1")
    if trust:
        assert isinstance(outcome, Accepted)
        assert box.count == 1
    else:
        assert outcome == Refused(0, "certificate", Verdict.ACCOUNT)
        assert box.count == 0
