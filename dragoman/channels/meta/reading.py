"""From one webhook part to meaning: every inbound type, every status, every account event. Pure, and never raises on shape.

Source: Meta, webhook reference "messages" (all types), "status", "Business-scoped user IDs"; older spellings that
production still sends are accepted beside the documented ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import msgspec

from dragoman.channels.meta.loose import at, flag, instant, items, mapping, real, text, whole
from dragoman.conversations.message import (
    Card,
    DeliveryReport,
    Heard,
    HeardKind,
    Media,
    Notice,
    Place,
    Referral,
    Sender,
)

Fields = dict[str, object]
_NO_CONTENT = 131000
_PARENT_SPELLINGS = ("recipient_parent_user_id", "parent_recipient_user_id", "parent_user_id")


def read(body: bytes) -> Heard | DeliveryReport | Notice:
    """Read the body of a Part. Raises ValueError only when the bytes are not JSON at all."""
    try:
        part: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError("not JSON") from error
    if isinstance(at(part, "message"), Mapping):
        return _heard(part)
    if isinstance(at(part, "status"), Mapping):
        return _report(part)
    return _notice(part, body)


def _heard(part: object) -> Heard:
    message = mapping(part, "message")
    fields: Fields = {"kind": HeardKind.UNSUPPORTED, "error": whole(message, "errors", 0, "code")}
    fields.update(_content(message))
    fields["reply_to"] = text(message, "context", "id") or text(message, "context", "message_id")
    fields["forwarded"] = flag(message, "context", "forwarded") or flag(message, "context", "frequently_forwarded")
    fields["referral"] = _referral(message)
    return msgspec.convert(
        {
            "external_id": text(message, "id"),
            "at": instant(message, "timestamp"),
            "sender": _sender(part, message),
            **fields,
        },
        Heard,
        from_attributes=True,
    )


def _content(message: Mapping[str, object]) -> Fields:
    """The fields of one content, by its type; an edit reads its new content through here again."""
    kind = text(message, "type")
    reader = _READERS.get(kind)
    if reader is None or (at(message, kind) is None and kind not in _BARE):
        return {"kind": HeardKind.UNSUPPORTED, "system": kind if reader is None else ""}
    return reader(message)


def _text(message: Mapping[str, object]) -> Fields:
    return {"kind": HeardKind.TEXT, "text": text(message, "text", "body")}


def _media(kind: HeardKind) -> Callable[[Mapping[str, object]], Fields]:
    def reader(message: Mapping[str, object]) -> Fields:
        file = mapping(message, kind.value)
        media = Media(
            id=text(file, "id"),
            media_type=text(file, "mime_type").partition(";")[0].strip().lower(),
            sha256=text(file, "sha256"),
            filename=text(file, "filename"),
            caption=text(file, "caption"),
            url=text(file, "url"),
            voice=flag(file, "voice"),
            animated=flag(file, "animated"),
        )
        return {"kind": kind, "media": media, "text": media.caption}

    return reader


def _location(message: Mapping[str, object]) -> Fields:
    place = mapping(message, "location")
    latitude, longitude = real(place, "latitude"), real(place, "longitude")
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return {"kind": HeardKind.UNSUPPORTED, "system": "location"}
    found = Place(latitude=latitude, longitude=longitude, name=text(place, "name"), address=text(place, "address"))
    return {"kind": HeardKind.LOCATION, "place": found}


def _contacts(message: Mapping[str, object]) -> Fields:
    return {"kind": HeardKind.CONTACTS, "cards": tuple(_card(one) for one in items(message, "contacts"))}


def _card(contact: object) -> Card:
    phones = items(contact, "phones")
    numbers = [text(one, "wa_id") or text(one, "phone") for one in phones]
    users = [text(one, "user_id") for one in phones] + [text(contact, "user_id")]
    first_last = f"{text(contact, 'name', 'first_name')} {text(contact, 'name', 'last_name')}".strip()
    return Card(
        name=text(contact, "name", "formatted_name") or first_last,
        phones=tuple(filter(None, numbers)),
        emails=tuple(filter(None, (text(one, "email") for one in items(contact, "emails")))),
        user_ids=tuple(filter(None, users)),
    )


def _button(message: Mapping[str, object]) -> Fields:
    title = text(message, "button", "text")
    return {"kind": HeardKind.CHOICE, "choice": text(message, "button", "payload") or title, "text": title}


def _interactive(message: Mapping[str, object]) -> Fields:
    part = mapping(message, "interactive")
    kind = text(part, "type")
    if kind in ("button_reply", "list_reply"):
        return {"kind": HeardKind.CHOICE, "choice": text(part, kind, "id"), "text": text(part, kind, "title")}
    if kind == "nfm_reply":
        form = text(part, kind, "response_json")
        return {
            "kind": HeardKind.FORM,
            "form": form,
            "text": text(part, kind, "body"),
            "system": text(part, kind, "name"),
        }
    if kind in ("call_permission_reply", "payment_method"):
        answer = mapping(part, kind)
        # the card's last digits stay in `form` for the dialogue; they never become text
        return {
            "kind": HeardKind.CALL_PERMISSION if kind == "call_permission_reply" else HeardKind.PAYMENT_METHOD,
            "choice": text(answer, "response") or text(answer, "payment_method"),
            "form": _json(answer),
        }
    return {"kind": HeardKind.UNSUPPORTED, "system": kind or "interactive"}


def _reaction(message: Mapping[str, object]) -> Fields:
    return {
        "kind": HeardKind.REACTION,
        "target": text(message, "reaction", "message_id"),
        "emoji": text(message, "reaction", "emoji"),
    }


def _order(message: Mapping[str, object]) -> Fields:
    order = mapping(message, "order")
    rows = [
        {
            "item": text(row, "product_retailer_id"),
            "quantity": whole(row, "quantity"),
            "price": _decimal(at(row, "item_price")),
            "currency": text(row, "currency"),
        }
        for row in items(order, "product_items")
    ]
    made = {"catalog": text(order, "catalog_id"), "items": rows}
    return {"kind": HeardKind.ORDER, "order": _json(made), "text": text(order, "text")}


def _decimal(value: object) -> str:
    """A price as decimal text, whether it came as a number or a string: never through binary arithmetic of ours."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    return value.strip() if isinstance(value, str) else repr(value)


def _system(message: Mapping[str, object]) -> Fields:
    """Number, id and identity changes: `system` names the change, `target` the new id (wa_id, else user id)."""
    part = mapping(message, "system")
    new = text(part, "wa_id") or text(part, "new_wa_id") or text(part, "user_id")
    hashed = text(message, "identity", "hash") or text(part, "identity")
    kind = text(part, "type") or "system"
    return {
        "kind": HeardKind.SYSTEM,
        "system": kind,
        "target": hashed if kind == "customer_identity_changed" else new,
        "text": text(part, "body"),
    }


def _edit(message: Mapping[str, object]) -> Fields:
    inner = _content(mapping(message, "edit", "message"))
    kept = {name: value for name, value in inner.items() if name in ("text", "media")}
    return {**kept, "kind": HeardKind.EDIT, "target": text(message, "edit", "original_message_id")}


def _revoke(message: Mapping[str, object]) -> Fields:
    return {"kind": HeardKind.REVOKE, "target": text(message, "revoke", "original_message_id")}


def _unsupported(message: Mapping[str, object]) -> Fields:
    named = text(message, "unsupported", "type") or text(message, "errors", 0, "title")
    return {"kind": HeardKind.UNSUPPORTED, "system": named, "error": whole(message, "errors", 0, "code") or _NO_CONTENT}


_BARE = frozenset({"unsupported", "unknown"})
_READERS: Mapping[str, Callable[[Mapping[str, object]], Fields]] = {
    "text": _text,
    "image": _media(HeardKind.IMAGE),
    "video": _media(HeardKind.VIDEO),
    "audio": _media(HeardKind.AUDIO),
    "document": _media(HeardKind.DOCUMENT),
    "sticker": _media(HeardKind.STICKER),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "order": _order,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": _unsupported,
    "unknown": _unsupported,
}


def _sender(part: object, message: Mapping[str, object]) -> Sender:
    contact = at(part, "contacts", 0)
    system = mapping(message, "system")
    return Sender(
        phone=text(contact, "wa_id") or text(message, "from"),
        user_id=text(system, "previous_user_id") or text(message, "from_user_id") or text(contact, "user_id"),
        parent_user_id=text(message, "from_parent_user_id") or text(contact, "parent_user_id"),
        name=text(contact, "profile", "name"),
        username=text(contact, "profile", "username"),
        identity_hash=text(contact, "identity_key_hash") or text(message, "identity", "hash"),
    )


def _referral(message: Mapping[str, object]) -> Referral | None:
    found = mapping(message, "referral")
    if not found:
        return None
    media = text(found, "image_url") or text(found, "video_url") or text(found, "thumbnail_url")
    return Referral(
        source_type=text(found, "source_type"),
        source_id=text(found, "source_id"),
        source_url=text(found, "source_url"),
        headline=text(found, "headline"),
        body=text(found, "body"),
        click_id=text(found, "ctwa_clid"),
        media_url=media,
    )


def _report(part: object) -> DeliveryReport:
    status = mapping(part, "status")
    contact = at(part, "contacts", 0)
    parents = [text(status, key) for key in _PARENT_SPELLINGS] + [text(contact, "parent_user_id")]
    billable = at(status, "pricing", "billable")
    error = mapping(status, "errors", 0)
    return DeliveryReport(
        external_id=text(status, "id"),
        status=text(status, "status"),
        at=instant(status, "timestamp"),
        sender=Sender(
            phone=text(contact, "wa_id") or text(status, "recipient_id"),
            user_id=text(status, "recipient_user_id")
            or text(contact, "user_id")
            or text(status, "recipient_participant_user_id"),
            parent_user_id=next(filter(None, parents), ""),
            name=text(contact, "profile", "name"),
            username=text(contact, "profile", "username"),
            identity_hash=text(status, "recipient_identity_key_hash"),
        ),
        tracker=text(status, "biz_opaque_callback_data"),
        code=whole(error, "code"),
        detail=text(error, "error_data", "details") or text(error, "message") or text(error, "title"),
        category=text(status, "pricing", "category"),
        billable=billable if isinstance(billable, bool) else None,
    )


def _notice(part: object, body: bytes) -> Notice:
    change = at(part, "notice")
    payload = _json(at(change, "value")) if isinstance(change, Mapping) else body.decode("utf-8", "replace")
    return Notice(
        field=text(change, "field") or "unknown", external_id=hashlib.sha256(body).hexdigest(), payload=payload
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
