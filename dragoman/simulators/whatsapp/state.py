"""What the simulated network remembers: business numbers, people, chats and their bubbles; all plain records."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from dragoman.simulators.whatsapp.media import MediaItem
from dragoman.simulators.whatsapp.pacing import PairRate, PairRule
from dragoman.simulators.whatsapp.templates import Template

HISTORY_MAX = 400
"""Bubbles kept per chat; when there are more, the older half goes."""
Share = Annotated[float, msgspec.Meta(ge=0, le=86_400)]


class Mode(msgspec.Struct, forbid_unknown_fields=True):
    """How the network behaves now; `POST /graph/_mode` changes the fields it names.

    `batch` events per webhook POST, held at most `linger` seconds of the simulated clock, within a batch in random order
    if `shuffle`. Every event is told `copies` times, each up to `delay` seconds late (drawn from the seed). `identity`: what inbound
    events and statuses carry, phone and business-scoped id, the id alone, or the phone alone. `statuses`: which are
    sent at all. `reading`: a bubble is read when a phone looks (`open`), at once (`auto`) or never. `window`: outside
    the 24 hours a send is refused, accepted and then failed, or the rule is off. `throughput`: messages a second per
    number, 0 = no limit. Delays are seconds.
    """

    batch: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    linger: Share = 0.05
    shuffle: bool = False
    copies: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1
    delay: Share = 0.0
    identity: Literal["both", "user_id", "phone"] = "both"
    statuses: list[Literal["sent", "delivered", "read", "failed"]] = msgspec.field(
        default_factory=lambda: ["sent", "delivered", "read", "failed"]
    )
    reading: Literal["open", "auto", "never"] = "open"
    window: Literal["refuse", "fail", "off"] = "refuse"
    pair_rate: PairRule = "credit"
    throughput: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 80
    sent_after: Share = 0.02
    delivered_after: Share = 0.1
    template_review: Share = 2.0


class Number(msgspec.Struct):
    """One business number. `display` is its digits, `callback` a webhook address of its own (empty = the account's)."""

    id: str
    account: str
    display: str
    name: str
    registered: bool = True
    callback: str = ""
    public_key: str = ""
    profile: dict[str, Any] = msgspec.field(default_factory=lambda: {"vertical": "UNDEFINED"})
    blocked: list[str] = msgspec.field(default_factory=list)  # people, by their digits
    pin: str = ""


class Person(msgspec.Struct):
    """Someone with a phone. `phone` is digits without plus; `user_id` the business-scoped id (`NG.…`).

    `hides_phone`: a username adopter, whose number webhooks leave out. `online` False leaves messages undelivered.
    """

    phone: str
    name: str
    user_id: str
    username: str = ""
    hides_phone: bool = False
    read_receipts: bool = True
    online: bool = True
    wants_marketing: bool = True


class Bubble(msgspec.Struct):
    """One message in a chat. `content` is the wire body of its type; `rev` grows with every change of the chat."""

    n: int
    id: str
    sender: Literal["business", "customer"]
    type: str
    content: dict[str, Any]
    at: float
    rev: int
    status: str = "accepted"
    quotes: str = ""
    tracker: str = ""
    category: str = "service"
    free: bool = True
    reactions: dict[str, str] = msgspec.field(default_factory=dict)
    chosen: str = ""
    seen: bool = False  # the person has looked at it
    expires: float = 0.0  # a template's time to live is over then; 0 = never
    edited: bool = False
    revoked: bool = False
    error: int = 0


class Chat(msgspec.Struct):
    """The bubbles between one person and one business number, and what pacing knows of the pair."""

    person: str
    number: str
    bubbles: list[Bubble] = msgspec.field(default_factory=list)
    last_n: int = 0
    rev: int = 0
    last_inbound: float | None = None
    typing_until: float = 0.0
    blocked: bool = False  # by the person
    pair: PairRate = msgspec.field(default_factory=PairRate)

    def add(self, bubble: Bubble) -> None:
        """Append a bubble, dropping the older half of an overlong history."""
        if len(self.bubbles) >= HISTORY_MAX:
            del self.bubbles[: HISTORY_MAX // 2]
        self.bubbles.append(bubble)

    def find(self, message_id: str) -> Bubble | None:
        """Return the bubble with this id, newest first, or None."""
        for bubble in reversed(self.bubbles):
            if bubble.id == message_id:
                return bubble
        return None

    def touch(self, bubble: Bubble) -> None:
        """Mark a bubble as changed."""
        self.rev += 1
        bubble.rev = self.rev


class Kept(msgspec.Struct):
    """The snapshot of the whole room."""

    mode: Mode
    numbers: list[Number]
    people: list[Person]
    chats: list[Chat]
    templates: list[Template]
    media: list[MediaItem]
    callbacks: dict[str, str]
