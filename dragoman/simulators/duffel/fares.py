"""What a seat costs and what it includes: by distance, cabin, carrier, day and brand. Pure and repeatable."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dragoman.kit.money import Money
from dragoman.simulators.duffel.airlines import airlines
from dragoman.simulators.duffel.timetable import Itinerary

# Cabin: (price in percent of economy, name on the ticket, letter of the fare basis)
CABINS = {
    "economy": (100, "Economy", "Y"),
    "premium_economy": (170, "Premium Economy", "W"),
    "business": (330, "Business", "J"),
    "first": (560, "First", "F"),
}
# Monday … Sunday, in percent: Fridays and Sundays are dear.
_WEEKDAY = (98, 94, 95, 100, 112, 101, 110)
_TYPE_PERCENT = {"adult": 100, "child": 75, "infant_without_seat": 10}
_TAX_PERCENT = 17


@dataclass(frozen=True, slots=True)
class Brand:
    """A fare family. `percent` scales the price; a fee of None means unknown, of -1 not allowed (in percent of fare)."""

    name: str
    percent: int
    checked_bags: int
    carry_on_bags: int
    change_fee: int | None
    refund_fee: int | None


SAVER = Brand("Saver", 100, 0, 1, -1, -1)
CLASSIC = Brand("Classic", 118, 1, 1, 20, 45)
FLEX = Brand("Flex", 152, 2, 1, 0, 0)
BASIC = Brand("Basic", 100, 1, 1, 25, 0)
"""Duffel Airways' one fare: every change costs a penalty, cancelling gives everything back (partners.md A8)."""
UNKNOWN = Brand("Economy", 104, 1, 1, None, None)
"""A fare of whose conditions the airline tells nothing: both are null and must be worded as unknown."""


def brands(itinerary: Itinerary) -> tuple[Brand, ...]:
    """The fare families on sale for a way: one for Duffel Airways and for two changes, up to three otherwise."""
    if itinerary.owner == "ZZ":
        return (BASIC,)
    if len(itinerary.legs) > 2:
        return (UNKNOWN,)
    if airlines()[itinerary.owner].level < 90:
        return (SAVER, CLASSIC)
    return (SAVER, CLASSIC, FLEX) if len(itinerary.legs) == 1 else (CLASSIC, FLEX)


def _season(day: date) -> int:
    """High season in percent: the turn of the year, Easter weeks roughly, July and August."""
    if (day.month, day.day) >= (12, 12) or (day.month, day.day) <= (1, 6):
        return 128
    if day.month in (7, 8):
        return 116
    if day.month == 4:
        return 106
    return 100


def _pounds(km: int) -> Decimal:
    """One adult in economy, one way, in GBP: Lagos-Abuja (510 km) near 60, London-New York (5,540 km) near 330."""
    near = min(km, 1500)
    far = min(max(km - 1500, 0), 6000)
    rest = max(km - 7500, 0)
    return (
        Decimal(30)
        + Decimal(near) * Decimal("0.058")
        + Decimal(far) * Decimal("0.050")
        + Decimal(rest) * Decimal("0.038")
    )


def adult_fare(
    seed: int, itinerary: Itinerary, cabin: str, brand: Brand, currency: str, rate: Decimal = Decimal(1)
) -> Money:
    """The whole price of one adult for the way, in the account's currency; `rate` = that currency per GBP."""
    day = itinerary.legs[0].departs.date()
    draw = random.Random(f"{seed}/fare/{itinerary.owner}/{day}/{[leg.number for leg in itinerary.legs]}")
    amount = _pounds(sum(leg.km for leg in itinerary.legs))
    if len(itinerary.legs) > 1:
        amount = amount * Decimal("0.86")
    factors = (
        CABINS[cabin][0],
        brand.percent,
        airlines()[itinerary.owner].level,
        _WEEKDAY[day.weekday()],
        _season(day),
        draw.randint(90, 116),
    )
    for percent in factors:
        amount = amount * percent / 100
    return Money.rounded(amount * rate, currency)


def passenger_fare(adult: Money, kind: str) -> Money:
    """A passenger's share of the price by type (adult, child, infant_without_seat)."""
    return adult.times(Decimal(_TYPE_PERCENT[kind]) / 100)


def split_tax(total: Money) -> tuple[Money, Money]:
    """Base and tax of a total; they sum to it exactly."""
    tax = total.times(Decimal(_TAX_PERCENT) / 100)
    return total - tax, tax


def penalty(total: Money, fee: int | None) -> dict[str, object] | None:
    """A condition as Duffel shows it: null when unknown, else allowed with its penalty (decimal string) or not."""
    if fee is None:
        return None
    if fee < 0:
        return {"allowed": False, "penalty_amount": None, "penalty_currency": None}
    amount = total.times(Decimal(fee) / 100)
    return {"allowed": True, "penalty_amount": amount.decimal_text(), "penalty_currency": total.currency}
