"""From a Say to the bodies of `POST /{number}/messages`, without a recipient; and the other small bodies. Pure.

Nothing that was said is lost: what does not fit its place (a header of more than 60, details beside a button, a body
of more than 1,024) moves to where it fits, and only titles are shortened, with "…". Source: Meta, pages of the
message types ("Interactive reply buttons", "Interactive lists", "Interactive CTA URL", "Templates", "Reactions").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from dragoman.channels.meta import limits
from dragoman.channels.meta.choices import action_of, hidden_words, shown
from dragoman.channels.meta.limits import clean, length, one_line, shorten
from dragoman.conversations.channel import Recipient
from dragoman.conversations.message import Attachment, Say, TemplateCall

Body = dict[str, object]
UPLOAD = "dragoman_upload"  # key of our own in a rendered body; send takes it out again
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}")
_HEADER_KINDS = ("image", "video", "document")


def render(say: Say) -> list[bytes]:
    """Render into one or more bodies, in the order to send them; `reply_to` quotes in the first.

    Raises ValueError for what no rule can mend: nothing to say, a choice id that is empty, doubled, too long or has
    spaces at its ends, a link that is not http(s).
    """
    bodies = list(_bodies(say))
    if not bodies:
        raise ValueError("nothing to say")
    if say.reply_to:
        bodies[0]["context"] = {"message_id": say.reply_to}
    return [msgspec.json.encode(body) for body in bodies]


def _bodies(say: Say) -> list[Body]:
    if say.choices or say.link or say.ask_location:
        return _interactive(say)
    words = _words(say)
    if say.attachment is None:
        return [_text(piece) for piece in limits.split(words)]
    kind = media_kind(say.attachment.media_type)
    if not words or kind == "audio":
        return [*map(_text, limits.split(words)), _file(say.attachment, kind)]
    *before, caption = limits.split(words, last=limits.CAPTION)
    return [*map(_text, before), _file(say.attachment, kind, caption)]


def _interactive(say: Say) -> list[Body]:
    """The message to tap on, after a file that cannot stand in its header and after words too long for its body."""
    choices, many = shown(say), len(say.choices) > limits.BUTTONS
    files: list[Body] = []
    header: Body | None = None
    if say.attachment:
        kind = media_kind(say.attachment.media_type)
        if kind in _HEADER_KINDS and not many and not say.ask_location:
            header = {"type": kind, kind: _file_fields(say.attachment, kind)}
        else:
            files.append(_file(say.attachment, kind))
    elif not say.ask_location and 0 < length(one_line(say.header)) <= limits.HEADER:
        header = {"type": "text", "text": one_line(say.header)}
    footer = one_line(say.footer) if not say.ask_location and length(one_line(say.footer)) <= limits.FOOTER else ""
    extra = hidden_words(say, choices)
    if say.link and (say.choices or say.ask_location):
        extra.append(f"{one_line(say.link.title)}: {_address(say.link.url)}")
    words = _words(say, header="text" not in (header or {}), footer=not footer, extra=extra)
    if not words:
        raise ValueError("a message to tap on needs text")
    *before, body = limits.split(words, last=limits.BODY)
    inner: Body = {"body": {"text": body}, **_action(say, choices)}
    if header:
        inner["header"] = header
    if footer:
        inner["footer"] = {"text": footer}
    message: Body = {"type": "interactive", "interactive": inner}
    if header and say.attachment and "text" not in header:
        message[UPLOAD] = _upload(say.attachment)
    return [*files, *map(_text, before), message]


def _action(say: Say, choices: Sequence[object]) -> Body:
    if say.ask_location:
        return {"type": "location_request_message", "action": {"name": "send_location"}}
    if choices:
        return action_of(say)
    if say.link is None:
        raise ValueError("nothing to tap on")
    title = shorten(say.link.title, limits.LINK_TITLE)
    if not title:
        raise ValueError("a link needs a title")
    parameters = {"display_text": title, "url": _address(say.link.url)}
    return {"type": "cta_url", "action": {"name": "cta_url", "parameters": parameters}}


def _words(say: Say, *, header: bool = True, footer: bool = True, extra: Sequence[str] = ()) -> str:
    """The text with the header and footer that have no place of their own, and further lines."""
    parts = [
        f"*{one_line(say.header)}*" if header and one_line(say.header) else "",
        clean(say.text),
        "\n".join(extra),
        f"_{one_line(say.footer)}_" if footer and one_line(say.footer) else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _text(piece: str) -> Body:
    return {"type": "text", "text": {"body": piece, "preview_url": False}}


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", url) or length(url) > limits.URL:
        raise ValueError("a link is http(s) and at most 2,000 long")
    return url


def media_kind(media_type: str) -> str:
    """The message type that carries a MIME type: image, video, audio or, for all others, document."""
    if media_type in ("image/jpeg", "image/png"):
        return "image"
    if media_type in ("video/mp4", "video/3gpp"):
        return "video"
    if media_type in ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"):
        return "audio"
    return "document"


def _file(attachment: Attachment, kind: str, caption: str = "") -> Body:
    fields = _file_fields(attachment, kind)
    if caption:
        fields["caption"] = caption
    return {"type": kind, kind: fields, UPLOAD: _upload(attachment)}


def _file_fields(attachment: Attachment, kind: str) -> Body:
    """The media object; its id is filled in by `complete` once the file is uploaded."""
    return {"filename": _filename(attachment)} if kind == "document" else {}


def _filename(attachment: Attachment) -> str:
    name = re.sub(r"[\\/]", "-", one_line(attachment.filename)) or "document"
    if length(name) <= limits.FILENAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{shorten(stem, limits.FILENAME - 12)}{dot}{ending[:10]}" if dot else shorten(name, limits.FILENAME)


def _upload(attachment: Attachment) -> Body:
    return {"document": attachment.document, "filename": _filename(attachment), "media_type": attachment.media_type}


def render_template(call: TemplateCall) -> bytes:
    """Render a template call: header document, body values {{1}}…, suffix of the first URL button.

    Values may not hold line breaks, tabs or runs of spaces (Meta 132018), an empty one is written "-", and together
    they keep to the room of a body. Raises ValueError for a name or language that cannot exist.
    """
    if not _TEMPLATE_NAME.fullmatch(call.name) or not re.fullmatch(r"[a-z]{2,3}(_[A-Za-z]{2,4})?", call.language):
        raise ValueError("no such template name or language")
    components: list[Body] = []
    body: Body = {"type": "template"}
    if call.attachment:
        kind = media_kind(call.attachment.media_type)
        if kind not in _HEADER_KINDS:
            raise ValueError("a template's header holds an image, a video or a document")
        parameter = {"type": kind, kind: _file_fields(call.attachment, kind)}
        components.append({"type": "header", "parameters": [parameter]})
        body[UPLOAD] = _upload(call.attachment)
    if call.values:
        room = max(limits.TEMPLATE_VALUES // len(call.values), limits.HEADER)
        values = [{"type": "text", "text": shorten(value, room) or "-"} for value in call.values]
        components.append({"type": "body", "parameters": values})
    if call.button:
        if length(call.button) > limits.URL or re.search(r"\s", call.button):
            raise ValueError("a button's suffix is one piece of an address")
        suffix = [{"type": "text", "text": call.button}]
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": suffix})
    template: Body = {"name": call.name, "language": {"code": call.language}}
    if components:
        template["components"] = components
    body["template"] = template
    return msgspec.json.encode(body)


def reaction(message_id: str, emoji: str) -> bytes:
    """React to a message of the other side at most 30 days old; an empty emoji takes the reaction back."""
    return msgspec.json.encode({"type": "reaction", "reaction": {"message_id": message_id, "emoji": clean(emoji)}})


def seen_body(message_id: str, *, typing: bool) -> bytes:
    """Mark a message and all before it as read; `typing` shows the indicator until an answer or 25 s."""
    body: Body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    if typing:
        body["typing_indicator"] = {"type": "text"}
    return msgspec.json.encode(body)


@dataclass(frozen=True, slots=True)
class Upload:
    """A stored document that a rendered body needs at Meta before it can be sent."""

    document: str
    filename: str
    media_type: str


def upload_of(body: bytes) -> Upload | None:
    """The document that a rendered body waits for, or None."""
    found = _object(body).get(UPLOAD)
    return None if found is None else msgspec.convert(found, Upload)


def complete(body: bytes, to: Recipient, tracker: str, media_id: str = "") -> bytes:
    """Add recipient and tracker, and the media id in place of the document; the phone wins over the user id.

    Raises ValueError without a recipient, with an overlong tracker, or when the media id is missing.
    """
    message = _object(body)
    if message.pop(UPLOAD, None) is not None:
        if not media_id:
            raise ValueError("the document is not uploaded")
        _media_object(message)["id"] = media_id
    if length(tracker) > limits.TRACKER:
        raise ValueError("the tracker is too long")
    message |= {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if to.phone:
        message["to"] = to.phone
    elif to.user_id:
        message["recipient"] = to.user_id
    else:
        raise ValueError("no recipient")
    if tracker:
        message["biz_opaque_callback_data"] = tracker
    return msgspec.json.encode(message)


def _object(body: bytes) -> Body:
    return msgspec.json.decode(body, type=dict[str, object])


def _media_object(message: Mapping[str, object]) -> Body:
    """Where the media id belongs: the message itself, an interactive header, or a template's header parameter."""
    holder: object = message
    if message.get("type") == "interactive":
        holder = msgspec.convert(message["interactive"], dict[str, object])["header"]
    elif message.get("type") == "template":
        holder = message["template"]["components"][0]["parameters"][0]  # type: ignore[index]
    kind = holder["type"]  # type: ignore[index]
    return holder[kind]  # type: ignore[index, no-any-return]
