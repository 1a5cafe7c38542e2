"""Stored charges and refunds. The payer's e-mail is sealed; everything else is public to the tenant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from dragoman.command.models import Versioned
from dragoman.kit.money import Money
from dragoman.payments.states import PAYMENT, REFUND, REFUND_REQUEST


class Payment(Versioned):
    """One charge at the provider, known there by `reference`.

    `purpose` groups the charges of which one is enough ("total", "difference-2"); `root_id` names the charge whose rest
    this one collects (its own id otherwise). `credited_minor` counts for the traveller, `received_minor` is what was taken.
    """

    __tablename__ = "payment"
    states = PAYMENT

    booking_id: Mapped[str]
    purpose: Mapped[str]
    root_id: Mapped[str]
    reference: Mapped[str]
    title: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    provider: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    sealed: Mapped[bytes]
    looks: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str] = mapped_column(default="")
    received_minor: Mapped[int] = mapped_column(default=0)
    received_currency: Mapped[str] = mapped_column(default="")
    credited_minor: Mapped[int] = mapped_column(default=0)
    fees_minor: Mapped[int] = mapped_column(default=0)
    paid_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        """What was asked."""
        return Money(self.amount_minor, self.currency)

    @property
    def received(self) -> Money:
        """What was taken from the payer; zero in the asked currency before any money came."""
        return Money(self.received_minor, self.received_currency or self.currency)

    @property
    def credited(self) -> Money:
        """What counts for the traveller."""
        return Money(self.credited_minor, self.currency)

    @property
    def actor(self) -> str:
        """The mailbox of this charge."""
        return f"payment:{self.reference}"


class Refund(Versioned):
    """Money on its way back to the payer of one charge. `ordinal` counts earlier refunds of the same sum at the provider.

    `asked_by` is the member of staff behind it, "" when the product gave the money back by itself; `approved_by` the second
    person, where the business wants one.
    """

    __tablename__ = "refund"
    states = REFUND

    payment_id: Mapped[str]
    booking_id: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reason: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str] = mapped_column(default="")
    attention: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str | None]

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)


class RefundRequest(Versioned):
    """A refund that one person asks for and another decides. `reason` is a code, `sealed` what was written about it."""

    __tablename__ = "refund_request"
    states = REFUND_REQUEST

    payment_id: Mapped[str]
    booking_id: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reason: Mapped[str]
    sealed: Mapped[bytes]
    asked_by: Mapped[str]
    asked_role: Mapped[str]
    expires_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        """What would go back."""
        return Money(self.amount_minor, self.currency)

    @property
    def actor(self) -> str:
        """The mailbox of this request."""
        return f"refund_request:{self.id}"
