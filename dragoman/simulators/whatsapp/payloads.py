"""What `POST /{phone}/messages` accepts: one check per message type, each limit refused as the Cloud API refuses it.

Source: Meta, Cloud API "Messages" reference and the page of each message type (text, media, location, contacts,
reaction). Interactive messages stand in `interactive`, templates in `template_fill`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dragoman.simulators.whatsapp import reading
from dragoman.simulators.whatsapp.errors import GraphError
from dragoman.simulators.whatsapp.interactive import check_interactive
from dragoman.simulators.whatsapp.media import MediaStore

Payload = dict[str, Any]
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
OPAQUE_LIMIT = 512
CAPTIONED = frozenset({"image", "video", "document"})
MEDIA_TYPES = frozenset({"image", "video", "audio", "document", "sticker"})


def check_envelope(payload: Payload) -> None:
    """Check the keys common to all sends; raises GraphError 100 or 131009."""
    if payload.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if payload.get("recipient_type", "individual") not in ("individual", "group"):
        raise GraphError(100, message="(#100) Param recipient_type must be one of {INDIVIDUAL, GROUP}.")
    if payload.get("recipient_type") == "group":
        raise GraphError(131009, "Group messaging is not enabled for this phone number")
    opaque = payload.get("biz_opaque_callback_data")
    if opaque is not None and (not isinstance(opaque, str) or len(opaque) > OPAQUE_LIMIT):
        raise GraphError(
            100, message=f"(#100) Param biz_opaque_callback_data must be at most {OPAQUE_LIMIT} characters."
        )
    context = payload.get("context")
    if context is not None:
        reading.text(reading.table(payload, "context", "message"), "message_id", "context", 512)


def check_content(payload: Payload, media: MediaStore) -> str:
    """Check the body of a free-form message and return its type; a template's own body is checked elsewhere."""
    kind = payload.get("type", "text")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if kind == "template":
        return "template"
    if check is None:
        names = ", ".join(sorted(name.upper() for name in [*CHECKS, "template"]))
        raise GraphError(100, message=f'(#100) Param type must be one of {{{names}}} - got "{kind}".')
    if payload.get(kind) is None:
        raise GraphError(131008, f"Parameter of type {kind} is missing {kind} object")
    check(payload, media)
    return str(kind)


def check_media(body: Payload, kind: str, media: MediaStore) -> None:
    """Check a media object: an id that exists and fits the type, or an http(s) link."""
    where = kind
    if ("id" in body) == ("link" in body):
        raise GraphError(131009, f"{where}: exactly one of id and link is needed")
    if "link" in body:
        reading.url(body, "link", where)
    else:
        media.expect(reading.text(body, "id", where, 128), kind)
    if body.get("caption") is not None:
        if kind not in CAPTIONED:
            raise GraphError(100, message=f'(#100) Unexpected key "caption" on param "{kind}".')
        reading.text(body, "caption", where, CAPTION_LIMIT)
    if body.get("filename") is not None:
        if kind != "document":
            raise GraphError(100, message=f'(#100) Unexpected key "filename" on param "{kind}".')
        reading.text(body, "filename", where, 240)


def check_location(body: Payload) -> None:
    """Check a location: latitude and longitude in degrees, name and address optional."""
    reading.number(body, "latitude", "location", -90, 90)
    reading.number(body, "longitude", "location", -180, 180)
    reading.optional_text(body, "name", "location", 1000)
    reading.optional_text(body, "address", "location", 1000)


def _text(payload: Payload, media: MediaStore) -> None:
    body = reading.table(payload, "text", "message")
    words = body.get("body")
    if words is None or words == "":
        raise GraphError(100, message="(#100) The parameter text['body'] is required.")
    if not isinstance(words, str):
        raise GraphError(100, message="(#100) Param text['body'] must be a string.")
    if len(words) > TEXT_LIMIT:
        raise GraphError(100, message=f"(#100) Param text['body'] must be at most {TEXT_LIMIT} characters long.")
    if not isinstance(body.get("preview_url", False), bool):
        raise GraphError(100, message="(#100) Param text['preview_url'] must be a boolean.")


def _media(kind: str) -> Callable[[Payload, MediaStore], None]:
    def check(payload: Payload, media: MediaStore) -> None:
        check_media(reading.table(payload, kind, "message"), kind, media)

    return check


def _location(payload: Payload, media: MediaStore) -> None:
    check_location(reading.table(payload, "location", "message"))


def _contacts(payload: Payload, media: MediaStore) -> None:
    for contact in reading.rows(payload, "contacts", "message", 257):
        name = reading.table(contact, "name", "contacts")
        reading.text(name, "formatted_name", "contacts name", 1024)
        if not any(name.get(key) for key in ("first_name", "last_name", "middle_name", "suffix", "prefix")):
            raise GraphError(131009, "contacts name needs formatted_name and at least one other part")
        for part in ("phones", "emails", "addresses", "urls"):
            if contact.get(part) is not None:
                reading.rows(contact, part, "contacts", 100, 0)


def _reaction(payload: Payload, media: MediaStore) -> None:
    body = reading.table(payload, "reaction", "message")
    reading.text(body, "message_id", "reaction", 512)
    emoji = body.get("emoji")
    if emoji is None:
        raise GraphError(131008, "reaction is missing emoji")
    if (
        not isinstance(emoji, str)
        or len(emoji) > 16
        or any(c.isascii() and c.isalnum() for c in emoji.strip("#*0123456789"))
    ):
        raise GraphError(131009, "reaction emoji must be one emoji or an empty string")


def _interactive(payload: Payload, media: MediaStore) -> None:
    check_interactive(
        reading.table(payload, "interactive", "message"), lambda body, kind: check_media(body, kind, media)
    )


CHECKS: dict[str, Callable[[Payload, MediaStore], None]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    **{kind: _media(kind) for kind in sorted(MEDIA_TYPES)},
}
