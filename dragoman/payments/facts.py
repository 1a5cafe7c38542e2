"""What has happened to charges and refunds, as the provider's record says; ids and public values only."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.kit.money import Money


class PaymentLinkReady(Struct, frozen=True, tag=True):
    """The provider opened a charge; `url` is its page."""

    booking: str
    payment: str
    url: str
    amount: Money
    expires_at: datetime


class PaymentLinkFailed(Struct, frozen=True, tag=True):
    """No payment page could be opened for now."""

    booking: str
    payment: str
    code: str


class PaymentSettled(Struct, frozen=True, tag=True):
    """The full amount is in. `late` when the quote had expired, `over` what came in too much (to be refunded)."""

    booking: str
    payment: str
    amount: Money
    late: bool = False
    over: Money | None = None


class PaymentShort(Struct, frozen=True, tag=True):
    """Too little came in; it stays in suspense until the rest is paid or it is refunded."""

    booking: str
    payment: str
    received: Money
    missing: Money


class PaymentForeign(Struct, frozen=True, tag=True):
    """Money came in another currency than asked; it stays in suspense for a person."""

    booking: str
    payment: str
    received: Money


class PaymentDoubled(Struct, frozen=True, tag=True):
    """A booking that was paid already was paid again; the second sum is refunded."""

    booking: str
    payment: str
    amount: Money


class PaymentOrphaned(Struct, frozen=True, tag=True):
    """Money came in under our reference for a booking that is closed, or that does not exist (`booking` "").

    For a closed booking it goes back at once; money of nobody's waits in suspense for a person.
    """

    payment: str
    amount: Money
    booking: str = ""


class PaymentFailed(Struct, frozen=True, tag=True):
    """The provider's record says a try failed; the link may be tried again."""

    booking: str
    payment: str
    reason: str


class PaymentStillOpen(Struct, frozen=True, tag=True):
    """The payer asked, and the provider's record knows of no payment yet."""

    booking: str
    payment: str


class PaymentUnchecked(Struct, frozen=True, tag=True):
    """The payer asked, and the provider did not answer; it is asked again by itself."""

    booking: str
    payment: str


class PaymentExpired(Struct, frozen=True, tag=True):
    """The quote's time ran out without money."""

    booking: str
    payment: str


class RefundAsked(Struct, frozen=True, tag=True):
    """A refund waits for a second person; `staff` is who asked and cannot approve it."""

    booking: str
    payment: str
    request: str
    amount: Money
    staff: str


class RefundDecided(Struct, frozen=True, tag=True):
    """A refund waits no more: approved, declined, withdrawn, or its time is over."""

    booking: str
    payment: str
    request: str


class RefundRequested(Struct, frozen=True, tag=True):
    """A refund was asked of the provider."""

    booking: str
    refund: str
    amount: Money


class RefundPaid(Struct, frozen=True, tag=True):
    """The provider processed a refund."""

    booking: str
    refund: str
    amount: Money


class RefundFailed(Struct, frozen=True, tag=True):
    """The provider could not refund; a person must act. `attention` when it wants bank details."""

    booking: str
    refund: str
    amount: Money
    attention: bool


class BooksCompared(Struct, frozen=True, tag=True):
    """A day of the provider's charges was compared with the ledger; `differences` 0 means that they agree."""

    provider: str
    day: str
    charges: int
    differences: int
