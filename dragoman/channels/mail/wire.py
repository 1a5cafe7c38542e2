"""From an Email to the message on the wire (RFC 5322, MIME), within bounds and safe from header injection. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from dragoman.conversations.mail import Email, Enclosure

SUBJECT_LIMIT = 250
TEXT_LIMIT = 500_000
ENCLOSURES_LIMIT = 10
BYTES_LIMIT = 15 * 1024 * 1024  # base64 adds a third; common servers take 20 to 25 MB

_POLICY = SMTP.clone(cte_type="7bit")  # reaches servers without 8BITMIME as well
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_MEDIA_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)")


class BadEmail(ValueError):
    """An e-mail that cannot be sent as it is. `code` is address, subject, empty, too_large or enclosure."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def address(text: str, name: str = "") -> Address:
    """Read one address, with or without a name before it; raises BadEmail("address").

    The local part must be ASCII (RFC 6531 mailboxes are refused rather than mangled); the domain may be
    international and is written in its ASCII form.
    """
    if any(ord(sign) < 32 or sign == "\x7f" for sign in text) or text.count("@") != 1:
        raise BadEmail("address")
    shown, plain = parseaddr(text)
    local, _, domain = plain.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadEmail("address") from error
    if not (_LOCAL.fullmatch(local) and len(local) <= 64 and _DOMAIN.fullmatch(ascii_domain)):
        raise BadEmail("address")
    return Address(_line(name or shown), username=local, domain=ascii_domain)


def message_id(key: str, domain: str) -> str:
    """The Message-ID of an effect key: the same key, the same id; nothing of the key can be read from it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def build(email: Email, sender: Address, key: str, at: datetime) -> EmailMessage:
    """Make the message; `at` is its Date. Raises BadEmail."""
    _check(email)
    made = EmailMessage(policy=_POLICY)
    made["From"] = sender
    made["To"] = address(email.to, email.to_name)
    made["Subject"] = _line(email.subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id(key, sender.domain)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    if email.reply_to:
        made["Reply-To"] = address(email.reply_to)
    made.set_content(_clean(email.text))
    made.add_alternative(_clean(email.html) or html_of(email.text, email.language), subtype="html")
    for enclosure in email.enclosures:
        _enclose(made, enclosure)
    made["Content-Language"] = _line(email.language)[:35] or "en"  # last: setting content drops such headers
    return made


def html_of(text: str, language: str = "en") -> str:
    """A plain text as a plain page: paragraphs, line breaks and links, everything else escaped."""
    paragraphs = []
    for block in re.split(r"\n\s*\n", _clean(text).strip()):
        safe = html.escape(block).replace("\n", "<br>\n")
        linked = re.sub(r"https?://(?:&amp;|[^\s<>&])+", lambda url: f'<a href="{url[0]}">{url[0]}</a>', safe)
        paragraphs.append(f"<p>{linked}</p>")
    style = (
        "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:40em;margin:1em auto;padding:0 1em"
    )
    return (
        f'<!doctype html>\n<html lang="{html.escape(_line(language))}"><head><meta charset="utf-8"></head>\n'
        f'<body style="{style}">\n' + "\n".join(paragraphs) + "\n</body></html>\n"
    )


def _check(email: Email) -> None:
    if not _line(email.subject):
        raise BadEmail("subject")
    if not email.text.strip():
        raise BadEmail("empty")
    if max(len(email.text), len(email.html)) > TEXT_LIMIT or len(email.enclosures) > ENCLOSURES_LIMIT:
        raise BadEmail("too_large")
    if sum(len(one.content) for one in email.enclosures) > BYTES_LIMIT:
        raise BadEmail("too_large")


def _enclose(made: EmailMessage, enclosure: Enclosure) -> None:
    found = _MEDIA_TYPE.fullmatch(enclosure.media_type)
    filename = re.sub(r"[\\/]", "-", _line(enclosure.filename))[:200]
    if found is None or not filename or found[1] in ("multipart", "message"):
        raise BadEmail("enclosure")
    if found[1] == "text":
        content = enclosure.content.decode("utf-8", "replace")
        made.add_attachment(content, subtype=found[2], filename=filename)
    else:
        made.add_attachment(enclosure.content, maintype=found[1], subtype=found[2], filename=filename)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())[:SUBJECT_LIMIT]


def _clean(text: str) -> str:
    """Drop halves of surrogate pairs and control characters, which no mail may carry."""
    kept = text.encode("utf-8", "ignore").decode("utf-8").replace("\r\n", "\n")
    return "".join(sign for sign in kept if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
