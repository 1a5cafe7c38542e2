"""The accounts of a travel business (design §6). Debits are positive, credits negative, in every account."""

from __future__ import annotations

from enum import StrEnum


class Account(StrEnum):
    """What a line of the ledger is booked to; a provider's or partner's name goes into the line's `subject`."""

    CLEARING = "clearing"  # asset: money that a payment provider holds for us; subject = provider
    FEES = "fees"  # expense: the provider's cut; subject = provider
    CUSTOMER = "customer"  # liability: paid in for a booking and not yet earned; subject = booking
    REFUNDS = "refunds"  # liability: promised back, not yet sent; subject = booking
    SUSPENSE = "suspense"  # liability: in, but nobody knows yet what for; subject = payment reference
    SUPPLIER = "supplier"  # liability: owed to a flight supplier, in its currency; subject = supplier
    VENDOR = "vendor"  # liability: owed to the seller of a service
    VENUE = "venue"  # liability: owed to a place
    PLATFORM = "platform"  # income: mark-up and commissions
    FX = "fx"  # what was sold in one currency and bought in another
    ROUNDING = "rounding"  # minor units that a split leaves over
