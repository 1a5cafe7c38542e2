"""What the payment room asks of a provider, and what comes back. A charge request carries the payer's e-mail: sealed."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dragoman.kit.money import Money
from dragoman.payments.gateway import ProviderRecord, RefundRecord

INITIALIZE = "payments.initialize"
VERIFY = "payments.verify"
REFUND = "payments.refund"
REFUNDS = "payments.refunds"
CHARGES = "payments.charges"
ASKED = ":asked"  # ends the key of a look that the payer asked for


class LinkHere(Struct, frozen=True):
    """The provider opened the charge; `provider` names it in the books."""

    provider: str
    url: str


class VerifyAsk(Struct, frozen=True):
    """Read the provider's record of a charge."""

    reference: str


class RecordHere(Struct, frozen=True):
    """The provider's record."""

    provider: str
    record: ProviderRecord


class RefundAsk(Struct, frozen=True):
    """Ask for a refund. `ordinal` counts earlier refunds of the same sum on this charge: it tells ours in the provider's list."""

    refund: str
    reference: str
    amount: Money
    ordinal: int


class RefundHere(Struct, frozen=True):
    """The provider took the refund on."""

    record: RefundRecord


class RefundsAsk(Struct, frozen=True):
    """List a charge's refunds."""

    reference: str


class RefundsHere(Struct, frozen=True):
    """The provider's refunds of a charge, oldest first."""

    records: tuple[RefundRecord, ...]


class ChargesAsk(Struct, frozen=True):
    """List what was paid in a span of time (UTC, end excluded)."""

    since: datetime
    until: datetime


class ChargesHere(Struct, frozen=True):
    """The provider's charges of that span."""

    provider: str
    since: datetime
    until: datetime
    records: tuple[ProviderRecord, ...]


class CallFailed(Struct, frozen=True):
    """The provider refused or could not be reached; `code` as GatewayRefused or GatewayUnavailable has it."""

    code: str
