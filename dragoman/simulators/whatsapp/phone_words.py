"""What a script or the page may ask a phone to do: the JSON of `POST /phone/api/{number}/messages` and settings."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=65_536)]
Phone = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{6,14}$")]
Emoji = Annotated[str, msgspec.Meta(max_length=16)]
INBOUND_TYPES = frozenset(
    {
        *("text", "image", "video", "audio", "document", "sticker", "location", "contacts", "button", "interactive"),
        *("reaction", "order", "system", "unsupported", "unknown", "edit", "revoke"),
    }
)


class Place(msgspec.Struct, omit_defaults=True):
    """A location in degrees."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    name: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    address: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Reaction(msgspec.Struct):
    """React to bubble `n`; an empty emoji takes the reaction back."""

    n: int
    emoji: Emoji


class Edit(msgspec.Struct):
    """Change the text of one's own bubble `n`."""

    n: int
    text: Words


class Revoke(msgspec.Struct):
    """Delete one's own bubble `n` for everyone."""

    n: int


class FlowReply(msgspec.Struct):
    """Complete the Flow of bubble `n` with these answers."""

    n: int
    response: dict[str, Any]


class Act(msgspec.Struct, forbid_unknown_fields=True):
    """Exactly one thing to do, and what may ride along: a quoted bubble, a referral, a forwarding mark.

    `choose` is a button or row id; `of` names the bubble when the newest offer is not meant. `raw` is a whole inbound
    message of any type, without the common keys.
    """

    text: Words | None = None
    choose: Short | None = None
    location: Place | None = None
    contacts: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=20)] | None = None
    reaction: Reaction | None = None
    edit: Edit | None = None
    revoke: Revoke | None = None
    flow: FlowReply | None = None
    raw: dict[str, Any] | None = None
    of: int | None = None
    quote: int | None = None
    referral: dict[str, Any] | None = None
    forwarded: bool = False


ACTS = ("text", "choose", "location", "contacts", "reaction", "edit", "revoke", "flow", "raw")


class PhoneSettings(msgspec.Struct, forbid_unknown_fields=True):
    """What can be changed on a phone; fields left out stay. `blocked` is the chat with the number `to`."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    username: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9._]{0,35}$")] | None = None
    hides_phone: bool | None = None
    read_receipts: bool | None = None
    online: bool | None = None
    wants_marketing: bool | None = None
    blocked: bool | None = None
