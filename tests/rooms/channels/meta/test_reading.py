from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dragoman.channels.meta.reading import read
from dragoman.channels.meta.webhook import split
from dragoman.conversations.message import Card, DeliveryReport, Heard, HeardKind, Media, Place, Referral, Sender
from tests.rooms.channels.meta import shapes

AT = datetime.fromtimestamp(1796040000, UTC)
ADA = Sender(phone=shapes.ADA, user_id=shapes.ADA_USER, name="Ada Obi", username="ada.obi")
PRODUCT = '{"catalog":"c9","items":[{"item":"lagoon-tour","quantity":2,"price":"%s","currency":"NGN"}]}'

EXPECTED: dict[str, dict[str, Any]] = {
    "text": {"kind": "text", "text": "LOS-ABV 2026-12-15, 1 adult"},
    "text_reply_forwarded": {"kind": "text", "text": "this one", "reply_to": "wamid.OUT1", "forwarded": True},
    "text_frequently_forwarded": {"kind": "text", "text": "look", "forwarded": True},
    "text_millis": {"kind": "text", "text": "hi"},
    "text_from_product": {"kind": "text", "text": "is it free?", "reply_to": "wamid.OUT2"},
    "text_from_ad": {
        "kind": "text",
        "text": "Hello",
        "referral": Referral(
            source_type="ad",
            source_id="120208",
            source_url="https://fb.me/abc",
            headline="Lagos lagoon",
            body="Book now",
            click_id="ARAkLkA8rmlFeiCktEJQ",
            media_url="https://scontent.example/ad.jpg",
        ),
    },
    "location_from_ad_without_click": {
        "kind": "location",
        "place": Place(latitude=6.45, longitude=3.39),
        "referral": Referral(source_type="post", source_url="https://fb.me/xyz"),
    },
    "image": {
        "kind": "image",
        "text": "my passport",
        "media": Media(
            id="1003383421387256",
            media_type="image/jpeg",
            sha256="SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
            caption="my passport",
            url="https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1003383421387256",
        ),
    },
    "image_failed": {"kind": "image", "text": "half", "media": Media(id="", caption="half"), "error": 131052},
    "video": {"kind": "video", "media": Media(id="201", media_type="video/mp4", sha256="x")},
    "audio_voice": {"kind": "audio", "media": Media(id="202", media_type="audio/ogg", sha256="x", voice=True)},
    "document": {
        "kind": "document",
        "text": "visa",
        "media": Media(id="203", media_type="application/pdf", sha256="x", filename="جواز_سفر_Añá.pdf", caption="visa"),
    },
    "sticker": {"kind": "sticker", "media": Media(id="204", media_type="image/webp", sha256="x", animated=True)},
    "location": {
        "kind": "location",
        "place": Place(latitude=9.0069, longitude=7.2632, name="Abuja Airport", address="Airport Rd"),
        "reply_to": "wamid.ASK",
    },
    "contacts": {
        "kind": "contacts",
        "cards": (
            Card(name="Kofi Mensah", phones=("233245550102", "+233 30 000 0000"), emails=("kofi@example.test",)),
        ),
    },
    "contacts_without_wa_id": {
        "kind": "contacts",
        "cards": (Card(name="Ada Obi", phones=("+234 803 555 0101",)), Card(name="")),
    },
    "button": {"kind": "choice", "choice": "offer:1", "text": "Book", "reply_to": "wamid.TPL"},
    "button_without_context": {"kind": "choice", "choice": "Yes", "text": "Yes"},
    "button_reply": {"kind": "choice", "choice": "offer:2", "text": "Second", "reply_to": "wamid.OUT3"},
    "list_reply": {"kind": "choice", "choice": "page:2", "text": "More"},
    "flow_reply": {"kind": "form", "form": '{"flow_token": "t1", "name": "Ada"}', "text": "Sent", "system": "flow"},
    "flow_reply_broken": {"kind": "form", "form": "{not json", "text": "Sent", "system": "flow"},
    "flow_reply_null": {"kind": "form", "form": "", "text": "Sent", "system": "flow"},
    "call_permission": {
        "kind": "call_permission",
        "choice": "accept",
        "form": '{"response":"accept","expiration_timestamp":1796050000,"response_source":"user_action"}',
    },
    "call_permission_rejected": {
        "kind": "call_permission",
        "choice": "reject",
        "form": '{"response":"reject","response_source":"user_action"}',
    },
    "payment_method": {
        "kind": "payment_method",
        "choice": "credit_card",
        "form": '{"payment_method":"credit_card","payment_timestamp":1796040000,"reference_id":"pay_1",'
        '"last_four_digits":"4081","credential_id":"c1"}',
    },
    "interactive_without_interactive": {"kind": "unsupported", "error": 131000},
    "interactive_new_kind": {"kind": "unsupported", "system": "hologram_reply"},
    "reaction": {"kind": "reaction", "target": "wamid.OUT4", "emoji": "👍🏽"},
    "reaction_removed_empty": {"kind": "reaction", "target": "wamid.OUT4"},
    "reaction_removed_absent": {"kind": "reaction", "target": "wamid.OUT4"},
    "order_strings": {"kind": "order", "order": PRODUCT % "25000.50", "text": "two please"},
    "order_numbers": {"kind": "order", "order": PRODUCT % "25000.5"},
    "system_number": {
        "kind": "system",
        "system": "user_changed_number",
        "target": "2348035550199",
        "text": "User changed number",
    },
    "system_number_older": {
        "kind": "system",
        "system": "customer_changed_number",
        "target": "2348035550199",
        "text": "User changed number",
    },
    "system_identity": {
        "kind": "system",
        "system": "customer_identity_changed",
        "target": "Kj8=",
        "text": "identity changed",
        "sender": Sender(
            phone=shapes.ADA, user_id=shapes.ADA_USER, name="Ada Obi", username="ada.obi", identity_hash="Kj8="
        ),
    },
    "unsupported": {"kind": "unsupported", "system": "poll", "error": 131051},
    "unknown": {"kind": "unsupported", "system": "Message type unknown", "error": 131051},
    "new_type": {"kind": "unsupported", "system": "hologram"},
    "edit_text": {"kind": "edit", "target": "wamid.IN0", "text": "LOS-ABV 2026-12-16"},
    "edit_caption": {
        "kind": "edit",
        "target": "wamid.IN0",
        "text": "new caption",
        "media": Media(id="77", media_type="image/jpeg", sha256="x", caption="new caption"),
    },
    "revoke": {"kind": "revoke", "target": "wamid.IN0"},
}


@pytest.mark.parametrize("name", sorted(shapes.INBOUND))
def test_every_inbound_type(name: str) -> None:
    (part,) = split(shapes.messages(shapes.message(name)))
    wanted = dict(EXPECTED[name])
    kind = HeardKind(wanted.pop("kind"))
    assert read(part.body) == Heard(**{"external_id": "wamid.IN1", "kind": kind, "at": AT, "sender": ADA, **wanted})


def test_every_kind_is_covered() -> None:
    assert {entry["kind"] for entry in EXPECTED.values()} == set(HeardKind)


def test_without_contacts_the_message_tells_what_it_can() -> None:
    (part,) = split(shapes.messages(shapes.message("text", from_parent_user_id="NG.ENT.1"), contacts=[]))
    heard = read(part.body)
    assert isinstance(heard, Heard)
    assert heard.sender == Sender(phone=shapes.ADA, user_id=shapes.ADA_USER, parent_user_id="NG.ENT.1")


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("1796040000", AT),
        (1796040000, AT),
        (1796040000000, AT),
        ("", datetime.fromtimestamp(0, UTC)),
        ("soon", datetime.fromtimestamp(0, UTC)),
        (-5, datetime.fromtimestamp(0, UTC)),
        (10**18, datetime.fromtimestamp(0, UTC)),
        (None, datetime.fromtimestamp(0, UTC)),
    ],
)
def test_time_stamps(stamp: object, at: datetime) -> None:
    (part,) = split(shapes.messages(shapes.message("text", timestamp=stamp)))
    heard = read(part.body)
    assert isinstance(heard, Heard)
    assert heard.at == at


@pytest.mark.parametrize("latitude", ["91", 1e300, None, True, "north", "inf", []])
def test_impossible_places_are_not_places(latitude: object) -> None:
    found = shapes.message("location", location={"latitude": latitude, "longitude": 3.0})
    heard = read(split(shapes.messages(found))[0].body)
    assert isinstance(heard, Heard)
    assert (heard.kind, heard.place, heard.system) == (HeardKind.UNSUPPORTED, None, "location")


def report(name: str, **more: Any) -> DeliveryReport:
    (part,) = split(shapes.statuses(shapes.STATUSES[name], **more))
    found = read(part.body)
    assert isinstance(found, DeliveryReport)
    return found


def test_sent() -> None:
    assert report("sent", contacts=[shapes.CONTACT]) == DeliveryReport(
        external_id="wamid.OUT1",
        status="sent",
        at=AT,
        sender=ADA,
        tracker="ef_1",
        category="service",
        billable=False,
    )


@pytest.mark.parametrize("name", ["delivered_bsuid_a", "delivered_bsuid_b"])
def test_both_spellings_of_the_parent(name: str) -> None:
    sender = Sender(user_id=shapes.ADA_USER, parent_user_id="NG.ENT.11815799212886844830")
    assert report(name).sender == sender


def test_parent_from_the_contact() -> None:
    contact = {"user_id": shapes.ADA_USER, "parent_user_id": "NG.ENT.2"}
    assert report("bare", contacts=[contact]).sender == Sender(user_id=shapes.ADA_USER, parent_user_id="NG.ENT.2")


@pytest.mark.parametrize("name", ["read", "played", "deleted"])
def test_later_statuses(name: str) -> None:
    found = report(name)
    assert (found.status, found.sender.phone) == (name, shapes.ADA)


def test_unknown_price_category_is_kept_as_it_is() -> None:
    assert report("read").category == "AI_BOT"
    assert report("read").billable is None


def test_failed_tells_code_and_details() -> None:
    found = report("failed")
    assert (found.status, found.code, found.detail) == ("failed", 131047, "More than 24 hours have passed.")


def test_bare_status() -> None:
    found = report("bare")
    assert (found.external_id, found.status, found.sender) == ("wamid.OUT1", "read", Sender())


def test_only_bytes_that_are_no_json_are_an_error() -> None:
    with pytest.raises(ValueError, match="not JSON"):
        read(b"{")
    assert json.loads(read(b"[1]").payload) == [1]
