"""What has happened to bookings; ids and public values only."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.kit.money import Money


class BookingQuoted(Struct, frozen=True, tag=True):
    """A price was promised until `expires_at`; `before` is the unpaid one it stands in for when it rose above the threshold."""

    booking: str
    total: Money
    expires_at: datetime
    before: Money | None = None


class BookingHeld(Struct, frozen=True, tag=True):
    """The airline holds the seats until `pay_by` without payment."""

    booking: str
    pay_by: datetime


class HoldEnding(Struct, frozen=True, tag=True):
    """Held seats are still unpaid two hours before the airline frees them at `pay_by` (C9)."""

    booking: str
    pay_by: datetime


class BookingConfirmed(Struct, frozen=True, tag=True):
    """Paid and ticketed."""

    booking: str


class BookingExpired(Struct, frozen=True, tag=True):
    """The promise ran out before it was paid."""

    booking: str


class BookingCancelled(Struct, frozen=True, tag=True):
    """Cancelled; `refund` is what goes back, when anything does. `replaced`: another quote of the traveller's stands in for it.

    `unpriced`: nobody knows yet what goes back, and a colleague settles it.
    """

    booking: str
    refund: Money | None = None
    replaced: bool = False
    unpriced: bool = False


class CancellationUnpriced(Struct, frozen=True, tag=True):
    """A ticket was cancelled, and what comes back cannot be said in the traveller's money: staff settle it by hand.

    `code`: `no_refund_named`, or `currency` when the airline names another than that of the fare.
    """

    booking: str
    code: str


class CancellationSettled(Struct, frozen=True, tag=True):
    """Staff have said what the airline gave back for a cancelled ticket; `back` is the traveller's again.

    `sent` when it is on its way; otherwise two must agree to it first.
    """

    booking: str
    back: Money
    sent: bool = False


class CancellationOffered(Struct, frozen=True, tag=True):
    """What cancelling a ticketed booking would bring: `refund` goes back and `kept` does not (None = the airline does not say)."""

    booking: str
    refund: Money | None
    kept: Money | None
    expires_at: datetime | None


class CancellationAsked(Struct, frozen=True, tag=True):
    """The traveller wants to cancel at the quoted terms; a colleague must confirm it (roles.md)."""

    booking: str
    refund: Money | None


class CancellationDeclined(Struct, frozen=True, tag=True):
    """A colleague has decided that the booking stays."""

    booking: str


class TicketingFailed(Struct, frozen=True, tag=True):
    """Paid, and there is no ticket: the traveller chooses between other flights and the money back.

    `search` names a fresh search for alternatives that was started at once. `reason` as NotIssued has it, or
    flight_cancelled: there was a ticket, and the airline cancelled the flight. Where the airline refused a traveller's name,
    `traveller` is their place in the party (-1 otherwise) and `field` the part: name, given_name or family_name.
    """

    booking: str
    reason: str
    search: str
    traveller: int = -1
    field: str = ""


class TicketingDelayed(Struct, frozen=True, tag=True):
    """Paid, and the airline has not yet said whether the order exists."""

    booking: str


class PriceRose(Struct, frozen=True, tag=True):
    """Paid, but the fare has risen above the tenant's threshold since: pay the difference, other flights, or the money back."""

    booking: str
    before: Money
    after: Money


class BookingUnavailable(Struct, frozen=True, tag=True):
    """An unpaid booking's flight is no longer to be had; `search` names a fresh search that was started, "" when none could be."""

    booking: str
    reason: str
    search: str
