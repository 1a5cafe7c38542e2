"""Prices in another currency than they are sold in: asked for by "in dollars", answered with about so much."""

from __future__ import annotations

from decimal import Decimal

from dragoman.dialogues import requests as ask
from dragoman.dialogues.book_flight.listing import number_of
from dragoman.dialogues.book_flight.memory import Flight
from dragoman.dialogues.rates import RateHere
from dragoman.dialogues.steps import Taken
from dragoman.dialogues.voice import Voice
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money


def in_currency(m: Flight, currency: str) -> Taken[Flight] | None:
    """Ask for the rate of `currency`; None when there is no price yet."""
    offers = _offers(m)
    if not offers:
        return None
    return Taken(m, do=(ask.FindRate(currency, offers[0].id),))


def told_rate(m: Flight, fact: RateHere, v: Voice) -> Taken[Flight] | None:
    """Tell the prices on the table in the currency that was asked for, at today's rate; they are paid as they were told."""
    offers = _offers(m)
    if not offers:
        return None
    sold = v.setting.currency
    if fact.rate is None and any(o.original.currency != fact.currency for o in offers):
        return Taken(m, (v.text("price.about_unknown", currency=fact.currency, paid=sold),), again=True)
    notes = []
    for offer in offers:
        amount = v.words.money(about(offer, fact.currency, fact.rate))
        number = f"{number_of(m, offer.id)}. " if len(offers) > 1 else ""
        notes.append(number + v.text("price.about", amount=amount, price=v.words.money(offer.price)))
    return Taken(m, (*notes, v.text("price.paid_in", paid=sold)), again=True)


def about(offer: OfferView, currency: str, rate: Decimal | None) -> Money:
    """An offer's price in `currency`, rounded half-even to its minor unit; the airline's own sum when it asks in it."""
    if offer.price.currency == currency:
        return offer.price
    if rate is None:
        return offer.original
    return Money.rounded(offer.price.major / rate, currency)


def _offers(m: Flight) -> tuple[OfferView, ...]:
    return (m.priced,) if m.priced else m.found
