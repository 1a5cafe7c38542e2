"""The port that a payment provider implements. Amounts are Money in our exponents; wire modules translate."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from dragoman.kit.money import Money


class ChargeRequest(Struct, frozen=True, omit_defaults=True):
    """A sum to collect. `reference` is ours, unique, and the key of everything that follows. `email` is personal."""

    reference: str
    amount: Money
    email: str
    title: str
    return_url: str
    booking: str = ""

    def __repr__(self) -> str:
        return f"ChargeRequest({self.reference})"


class PayLink(Struct, frozen=True):
    """A hosted page where the traveller pays."""

    reference: str
    url: str
    access_code: str


class RecordStatus(StrEnum):
    """What the provider's record says, in our words. OPEN: may still be paid. REVERSED: money went back."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    ABANDONED = "abandoned"
    REVERSED = "reversed"
    MISSING = "missing"


class ProviderRecord(Struct, frozen=True, omit_defaults=True):
    """The provider's own record of a charge. `charged` is what was taken, `requested` what we asked, `fees` the provider's cut."""

    reference: str
    status: RecordStatus
    charged: Money
    requested: Money | None = None
    fees: Money | None = None
    external_id: str = ""
    paid_at: datetime | None = None
    means: str = ""
    reason: str = ""


class RefundStatus(StrEnum):
    """A refund is a process; ATTENTION needs bank details from a person."""

    PENDING = "pending"
    PROCESSED = "processed"
    FAILED = "failed"
    ATTENTION = "attention"


class RefundRecord(Struct, frozen=True, omit_defaults=True):
    """The provider's record of a refund."""

    external_id: str
    charge_reference: str
    amount: Money
    status: RefundStatus
    reason: str = ""


class GatewayRefused(Exception):
    """The provider certainly did nothing. `code` is ours (duplicate, amount, currency, key, not_found, invalid, balance); detail is the provider's words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class GatewayUnavailable(Exception):
    """The provider could not be reached or did not answer in time. `sent` says whether the request may have been acted on."""

    def __init__(self, code: str, *, sent: bool, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sent = sent
        self.retry_after = retry_after


class Gateway(Protocol):
    """A payment provider."""

    name: str

    async def initialize(self, charge: ChargeRequest) -> PayLink:
        """Open a charge and return its page; a repeated reference raises GatewayRefused("duplicate")."""
        ...

    async def verify(self, reference: str) -> ProviderRecord:
        """Read the provider's record by our reference; status MISSING when it knows none."""
        ...

    async def refund(self, charge_reference: str, amount: Money, note: str) -> RefundRecord:
        """Ask for a refund, full or part; asynchronous at the provider."""
        ...

    async def refunds(self, charge_reference: str) -> tuple[RefundRecord, ...]:
        """List the provider's refunds of a charge: the way to resolve an unknown outcome."""
        ...

    async def charges(self, since: datetime, until: datetime) -> tuple[ProviderRecord, ...]:
        """List the records of charges that were paid in a span of time (UTC, end excluded): what the books are compared with."""
        ...

    async def check(self) -> str:
        """Say in a sentence that the key works; raises GatewayRefused with the provider's words otherwise."""
        ...
