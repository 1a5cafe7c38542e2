"""Store what a supplier found, and keep each offer's price in the tenant's currency together with the rate that made it."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dragoman.command import Work
from dragoman.flights.models import Offer, Search
from dragoman.flights.pricing import Price, sale_price
from dragoman.flights.supplier import FlightOffer, Found
from dragoman.kit.money import Money
from dragoman.ledger.rates import StoredRate, usable_rate


def price_at(work: Work, original: Money, rate: StoredRate) -> Price:
    """Price a supplier's sum for the traveller by the tenant's mark-ups."""
    settings = work.tenant.settings
    return sale_price(
        original, rate.value, work.tenant.currency, markup_bp=settings.markup_bp, fx_markup_bp=settings.fx_markup_bp
    )


async def store_offers(work: Work, search: Search, found: Found) -> None:
    """Store a search's offers, unpriced; an offer that is there already stays as it is."""
    rows = [
        {
            "id": work.new_id("of"), "tenant_id": work.tenant.id, "created_at": work.now, "search_id": search.id,
            "supplier_offer": offer.id, "body": msgspec.json.encode(offer), "currency": work.tenant.currency,
            "expires_at": offer.expires_at, "rate_source": "", "askers": [], "asked": 0,
        }
        for offer in found.offers
    ]  # fmt: skip
    if rows:
        await work.session.execute(
            insert(Offer).values(rows).on_conflict_do_nothing(index_elements=["tenant_id", "supplier_offer"])
        )
    search.total = max(found.total, len(rows))


async def price_offers(work: Work, search: Search) -> bool:
    """Price a search's unpriced offers; False while a rate is missing, which was then asked for in the search's name."""
    unpriced = list(
        await work.session.scalars(select(Offer).where(Offer.search_id == search.id, Offer.cost_minor.is_(None)))
    )
    complete = True
    for base in sorted({offer.supplied.total.currency for offer in unpriced}):
        rate = await usable_rate(work, base, actor=f"search:{search.id}")
        if rate is None:
            complete = False
            continue
        for offer in unpriced:
            if offer.supplied.total.currency == base:
                _set_price(offer, price_at(work, offer.supplied.total, rate), rate)
                offer.priced_at = work.now
    await work.session.flush()
    return complete


async def take_fresh_price(work: Work, offer: Offer, fresh: FlightOffer) -> tuple[Money, Money] | None:
    """Store an offer as it is priced now and return its totals before and after.

    Both stand at the offer's kept rate, so exchange rates alone never move a price that was shown; only a supplier that
    changes its currency forces a new rate. None when that is missing.
    """
    before = offer.price
    if before is None or offer.rate is None or offer.rate_at is None:
        return None
    if fresh.total.currency == before.original.currency:
        rate = StoredRate(fresh.total.currency, offer.currency, offer.rate, offer.rate_source, offer.rate_at, work.now)
    else:
        found = await usable_rate(work, fresh.total.currency, actor=f"offer:{offer.id}")
        if found is None:
            return None
        rate = found
    after = price_at(work, fresh.total, rate)
    offer.body = msgspec.json.encode(fresh)
    offer.expires_at = fresh.expires_at
    offer.priced_at = work.now
    offer.gone_at = None
    _set_price(offer, after, rate)
    return before.total, after.total


def _set_price(offer: Offer, price: Price, rate: StoredRate) -> None:
    offer.cost_minor, offer.markup_minor = price.cost.minor, price.markup.minor
    offer.rate, offer.rate_source, offer.rate_at = rate.value, rate.source, rate.at
