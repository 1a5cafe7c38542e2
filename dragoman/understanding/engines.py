"""The port of intent engines: readers outside this process that are asked when the built-in one is unsure.

An engine proposes and does nothing else: what it says is read again by the built-in readers (`proposals.accept`). It is
shown one message with everything personal masked, what was asked, the titles of the choices on show under numbers of no
meaning elsewhere, the day and the language; no history, no ids, no prices but those in titles, nothing of other people.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from dragoman.kit.breaker import BreakerView
from dragoman.understanding.names import Intent, Slot

TEXT_MAX = 1000
"""Characters of a message that an engine is shown; the built-in reader reads no more either."""
VALUE_MAX = 80
VALUES_MAX = 12
OPTIONS_MAX = 10
TOKENS_OUT_MAX = 400
"""An answer is never longer; engines that bill by tokens are told so, and the allowance reckons with it."""
SLOTS: tuple[Slot, ...] = (
    Slot.ORIGIN, Slot.DESTINATION, Slot.DEPARTURE_DATE, Slot.RETURN_DATE, Slot.PASSENGERS, Slot.CABIN, Slot.TRIP_TYPE,
    Slot.BUDGET, Slot.PART_OF_DAY, Slot.EMAIL, Slot.PHONE,
)  # fmt: skip
"""The slots that an engine may propose a value for; names, papers and references are never among them."""

Short = Annotated[str, Meta(max_length=VALUE_MAX)]


class Asked(Struct, frozen=True):
    """One question to an engine. `options` are titles, named "1", "2", … by their order; `session` is drawn for this question alone."""

    text: str
    today: date
    language: str
    session: str
    expect: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Asked({self.session})"


class Proposed(Struct, frozen=True, omit_defaults=True):
    """A value for one slot in plain words or ISO form, and the words of the message that say it (None: the engine does not quote)."""

    slot: Short
    value: Short
    quote: Annotated[str, Meta(max_length=TEXT_MAX)] | None = None

    def __repr__(self) -> str:
        return f"Proposed({self.slot})"


class Proposal(Struct, frozen=True, omit_defaults=True):
    """What an engine makes of a message. `choice` is the number of a choice on show, "" for none."""

    intent: Short = Intent.UNKNOWN.value
    values: Annotated[tuple[Proposed, ...], Meta(max_length=VALUES_MAX)] = ()
    choice: Short = ""


class Usage(Struct, frozen=True, omit_defaults=True):
    """What one question cost: tokens read and written (0 for engines that count none), and requests."""

    tokens_in: int = 0
    tokens_out: int = 0
    requests: int = 1


class Opinion(Struct, frozen=True):
    """An engine's answer: its proposal and what it cost, None when it does not say."""

    proposal: Proposal
    usage: Usage | None = None


class EngineFault(StrEnum):
    """Why an engine gave no opinion."""

    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    LIMITED = "limited"
    REFUSED = "refused"  # the engine would not answer this message
    MALFORMED = "malformed"  # it answered, but not in the form that was agreed
    DENIED = "denied"  # key, address or model are wrong: a person must look


class EngineError(Exception):
    """No opinion. `usage` is what it cost all the same: None when nobody knows; `again` says that a second try may help."""

    def __init__(
        self, fault: EngineFault, usage: Usage | None = None, *, again: bool = False, detail: str = ""
    ) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.usage = usage
        self.again = again
        self.detail = detail  # for staff; never a word of the message


class IntentEngine(Protocol):
    """One engine of one business."""

    @property
    def name(self) -> str:
        """Which engine it is, for logs and health."""
        ...

    async def ask(self, asked: Asked) -> Opinion:
        """Ask for an opinion on one message, once, within about six seconds; raises EngineError."""
        ...

    async def check(self) -> str:
        """Ask a harmless question: says in a sentence that the engine answers; raises EngineError."""
        ...

    def health(self) -> tuple[BreakerView, ...]:
        """Return the circuit breakers' states."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
