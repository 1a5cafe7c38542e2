"""A card number is masked before an event is stored, wherever a person can write one; ids and phone numbers are left alone."""

from __future__ import annotations

import json

import pytest

from dragoman.channels.meta.reading import read
from dragoman.channels.meta.webhook import split
from dragoman.conversations.message import Heard

CARD = "4084 0840 8408 4081"
PHONE = "4084084084084081"  # thirteen digits and more pass the card test by chance: a sender's number must survive it


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", {"text": {"body": f"card {CARD}"}}),
        ("image", {"image": {"id": "1", "mime_type": "image/jpeg", "caption": f"card {CARD}"}}),
        ("document", {"document": {"id": "1", "mime_type": "application/pdf", "filename": "a.pdf", "caption": f"card {CARD}"}}),
        ("interactive", {"interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": json.dumps({"x": CARD})}}}),
        ("edit", {"edit": {"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": f"card {CARD}"}}}}),
    ],
)  # fmt: skip
def test_no_card_number_reaches_the_store(kind: str, content: dict[str, object]) -> None:
    message = {"from": PHONE, "id": "wamid.1", "timestamp": "1795000000", "type": kind, **content}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": "1"},
        "contacts": [{"wa_id": PHONE}],
        "messages": [message],
    }
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "2", "changes": [{"field": "messages", "value": value}]}],
    }
    (part,) = split(json.dumps(body).encode())
    assert CARD.encode() not in part.body
    assert "…4081".encode() in part.body
    heard = read(part.body)
    assert isinstance(heard, Heard)
    assert heard.sender.phone == PHONE
