"""What was said, apart from any network: an outgoing `Say` and an incoming `Heard`; channels render one and read the other."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Choice(Struct, frozen=True, omit_defaults=True):
    """One thing to tap: `id` comes back, `title` is shown, `detail` stands below it in lists, `section` groups rows."""

    id: str
    title: str
    detail: str = ""
    section: str = ""


class Link(Struct, frozen=True, omit_defaults=True):
    """A button that opens `url` in the browser."""

    title: str
    url: str


class Attachment(Struct, frozen=True, omit_defaults=True):
    """A stored document by its id; the channel uploads or links it. `media_type` is a MIME type."""

    document: str
    filename: str
    media_type: str = "application/pdf"


class TemplateCall(Struct, frozen=True, omit_defaults=True):
    """An approved template and its values, in order: what may be sent when the 24-hour window is closed.

    `values` are body variables {{1}}…, `button` the suffix of a URL button, `attachment` the header document.
    """

    name: str
    language: str
    values: tuple[str, ...] = ()
    button: str = ""
    attachment: Attachment | None = None


class Say(Struct, frozen=True, omit_defaults=True):
    """One outgoing message in meaning. Choices become buttons (up to 3), a list (up to 10) or numbered text.

    `label` is the list's opening button ("See flights"). `template` stands in when the window is closed; a Say without
    one is then refused rather than lost. `purpose` is service, utility or marketing and decides consent.
    More choices than a network shows at once are paged: the last row is `more` and its id is `page:<n>`; the dialogue
    answers that choice by saying the same again with `page` = n and all choices.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    label: str = ""
    header: str = ""
    footer: str = ""
    link: Link | None = None
    attachment: Attachment | None = None
    template: TemplateCall | None = None
    ask_location: bool = False
    reply_to: str = ""
    purpose: str = "service"
    page: int = 1
    more: str = "More"


class HeardKind(StrEnum):
    """What kind of message came in."""

    TEXT = "text"
    CHOICE = "choice"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    REACTION = "reaction"
    ORDER = "order"
    FORM = "form"
    CALL_PERMISSION = "call_permission"
    PAYMENT_METHOD = "payment_method"
    SYSTEM = "system"
    EDIT = "edit"
    REVOKE = "revoke"
    UNSUPPORTED = "unsupported"


class Sender(Struct, frozen=True, omit_defaults=True):
    """Who wrote: any of the ids may be absent (a username adopter has no phone). `phone` is the raw wa_id digits."""

    phone: str = ""
    user_id: str = ""
    parent_user_id: str = ""
    name: str = ""
    username: str = ""
    identity_hash: str = ""


class Media(Struct, frozen=True, omit_defaults=True):
    """A file at the network, fetched with authentication; `url` may be empty and expires within minutes."""

    id: str
    media_type: str = ""
    sha256: str = ""
    filename: str = ""
    caption: str = ""
    url: str = ""
    voice: bool = False
    animated: bool = False


class Place(Struct, frozen=True, omit_defaults=True):
    """A shared location in degrees."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


class Card(Struct, frozen=True, omit_defaults=True):
    """A shared contact card."""

    name: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    user_ids: tuple[str, ...] = ()


class Referral(Struct, frozen=True, omit_defaults=True):
    """The advertisement or page a conversation began from (Click-to-WhatsApp)."""

    source_type: str = ""
    source_id: str = ""
    source_url: str = ""
    headline: str = ""
    body: str = ""
    click_id: str = ""
    media_url: str = ""


class Heard(Struct, frozen=True, omit_defaults=True):
    """One incoming message in meaning.

    `external_id` is the network's id, `at` the instant it was sent (UTC). `choice` is the id that was tapped and
    `text` its title or whatever was written (captions too). `target` is the message that a reaction, edit or
    deletion speaks of. `form` is the JSON text of a form's answer, unread. `error` is the network's code when it
    could not deliver the content.
    """

    external_id: str
    kind: HeardKind
    at: datetime
    sender: Sender
    text: str = ""
    choice: str = ""
    media: Media | None = None
    place: Place | None = None
    cards: tuple[Card, ...] = ()
    emoji: str = ""
    target: str = ""
    reply_to: str = ""
    form: str = ""
    order: str = ""
    system: str = ""
    forwarded: bool = False
    referral: Referral | None = None
    error: int = 0


class Delivery(StrEnum):
    """How far an outgoing message has come; later values of the lattice win whatever order they arrive in."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"
    DELETED = "deleted"


class DeliveryReport(Struct, frozen=True, omit_defaults=True):
    """A status from the network. `tracker` is our own id as echoed; `code` and `detail` explain a failure."""

    external_id: str
    status: str
    at: datetime
    sender: Sender
    tracker: str = ""
    code: int = 0
    detail: str = ""
    category: str = ""
    billable: bool | None = None


class Notice(Struct, frozen=True, omit_defaults=True):
    """Anything else the network says: account, template, quality events, or a kind nobody knows yet. `payload` is JSON text."""

    field: str
    external_id: str
    payload: str
