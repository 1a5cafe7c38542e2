"""Messages as they came over SMTP, and how they are shown."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import msgspec

_BYTES_MAX = 32_000_000
_PARTS_MAX = 100


class Message(msgspec.Struct):
    """One e-mail: its envelope, the bytes as received, and when (aware UTC)."""

    id: str
    sender: str
    recipients: list[str]
    raw: bytes
    received_at: datetime


class Mailbox:
    """The newest messages, at most `most` and 32 MB together; older ones are forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._size = 0

    def add(self, message: Message) -> None:
        """Keep a message."""
        self._messages[message.id] = message
        self._size += len(message.raw)
        while len(self._messages) > self._most or (self._size > _BYTES_MAX and len(self._messages) > 1):
            _, oldest = self._messages.popitem(last=False)
            self._size -= len(oldest.raw)

    def get(self, message_id: str) -> Message | None:
        """The message of this id."""
        return self._messages.get(message_id)

    def newest_first(self) -> list[Message]:
        """Every message, newest first."""
        return list(reversed(self._messages.values()))

    def clear(self) -> None:
        """Forget every message."""
        self._messages.clear()
        self._size = 0


def parse(message: Message) -> EmailMessage:
    """Read the bytes as an e-mail; the parser takes anything and notes defects instead of raising."""
    parsed = BytesParser(policy=policy.default).parsebytes(message.raw)
    assert isinstance(parsed, EmailMessage)
    return parsed


def attachments(parsed: EmailMessage) -> list[EmailMessage]:
    """Every part that is not the text or HTML body itself, in order; also pictures inside the HTML."""
    bodies = {id(parsed.get_body(("plain",))), id(parsed.get_body(("html",)))}
    found = []
    for part in parsed.walk():
        if isinstance(part, EmailMessage) and not part.is_multipart() and id(part) not in bodies:
            found.append(part)
    return found[:_PARTS_MAX]


def text_of(parsed: EmailMessage, kind: str) -> str:
    """The body as `plain` or `html` text; bytes that are not of the declared charset are replaced."""
    part = parsed.get_body((kind,))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    return content if isinstance(content, str) else ""


def content_of(part: EmailMessage) -> bytes:
    """The decoded bytes of an attachment."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def file_name(part: EmailMessage, number: int) -> str:
    """The attachment's file name without any folder, or one made from its kind."""
    name = (part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '"<>')
    return name or f"part-{number + 1}.{part.get_content_subtype()}"


def shown(message: Message) -> dict[str, Any]:
    """A message as GET /mail/api/messages lists it."""
    parsed = parse(message)
    return {
        "id": message.id,
        "to": message.recipients,
        "from": str(parsed.get("From") or message.sender),
        "subject": str(parsed.get("Subject") or ""),
        "text": text_of(parsed, "plain"),
        "html": text_of(parsed, "html"),
        "attachments": [
            {
                "filename": file_name(part, number),
                "content_type": part.get_content_type(),
                "size": len(content_of(part)),
                "url": f"/mail/api/messages/{message.id}/attachments/{number}",
            }
            for number, part in enumerate(attachments(parsed))
        ],
        "message_id": str(parsed.get("Message-ID") or ""),
        "received_at": message.received_at,
    }
