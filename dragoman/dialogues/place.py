"""Where a conversation stands: JSON-serialisable and versioned, so that a restart loses nothing."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from dragoman.dialogues.engine_calls import Spent

VERSION = 1
STACK_MAX = 3


class Shown(Struct, frozen=True):
    """A choice of the last question: what a number or an ordinal speaks of."""

    id: str
    title: str


class Waiting(Struct, frozen=True, omit_defaults=True):
    """The fact that is awaited: by which step, for which request (its JSON), under which id of the domain (`bind`)."""

    step: str
    request: str
    id: str = ""
    nonce: int = 0


class Frame(Struct, frozen=True, omit_defaults=True):
    """One dialogue in hand. `trail` names the answered steps in order (for "back"), `edit` the step asked again on wish."""

    dialogue: str
    memory: dict[str, Any] = {}
    step: str = ""
    trail: tuple[str, ...] = ()
    edit: str = ""
    said: tuple[str, ...] = ()
    waiting: Waiting | None = None


class Unread(Struct, frozen=True, omit_defaults=True):
    """A message that waits for an engine's opinion: under which key it was asked, the words, the choices then on show.

    `aside` was set aside for the question on `day`, a calendar day of the business (ISO 8601).
    """

    key: str
    text: str
    card_seen: bool = False
    shown: tuple[str, ...] = ()
    rev: int = 0
    aside: Spent = Spent()
    day: str = ""

    def __repr__(self) -> str:
        return f"Unread({self.key})"


class Place(Struct, frozen=True, omit_defaults=True):
    """Everything a conversation's next turn needs.

    `frames` is the stack, the dialogue in hand last; `shown` and `expect` belong to the last question; `rev` counts
    questions so that an old "yes" cannot answer a new one; `nonce` counts waits; `aside` is what was put away by "cancel";
    `unread` is the message that an engine is being asked about; `unasked`: a person has the conversation although the traveller
    asked for none, so a new search is answered once.
    """

    version: int = VERSION
    frames: tuple[Frame, ...] = ()
    shown: tuple[Shown, ...] = ()
    expect: tuple[str, ...] = ()
    misses: int = 0
    rev: int = 0
    nonce: int = 0
    aside: Frame | None = None
    unread: Unread | None = None
    unasked: bool = False

    @property
    def top(self) -> Frame | None:
        """The dialogue in hand."""
        return self.frames[-1] if self.frames else None


def start() -> Place:
    """A conversation's first place."""
    return Place()


def dump(place: Place) -> bytes:
    """Write a place as JSON."""
    return msgspec.json.encode(place)


def load(raw: bytes | str | None) -> tuple[Place, bool]:
    """Read a place; the flag says that it was of another version or unreadable, and what could be kept was kept."""
    if not raw:
        return Place(), False
    try:
        place = msgspec.json.decode(raw, type=Place)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Place(), True
    if place.version == VERSION:
        return place, False
    frames = tuple(Frame(dialogue=f.dialogue, memory=f.memory) for f in place.frames[-STACK_MAX:])
    return Place(frames=frames, rev=place.rev + 1, nonce=place.nonce + 1), True
