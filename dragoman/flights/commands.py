"""Search for flights and price an offer again."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dragoman.access import OWN_BOOKING, SELL
from dragoman.command import Work, command, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.flights import effects
from dragoman.flights.limits import check_query
from dragoman.flights.models import Offer, Search
from dragoman.flights.supplier import FlightQuery

OFFERS_STORED_MAX = 50


@command("flights:search", by=SELL | OWN_BOOKING)
async def start_search(work: Work, query: FlightQuery, *, asked_by: str, key: str) -> str:
    """Start a search for flights; the same key twice is one search.

    Raises Refused("search.query") naming the field. `asked_by` (an actor) hears OffersFound or SearchFailed.
    """
    check_query(query, work.now.date())
    search = work.new_id("fs")
    made = await work.session.scalar(
        insert(Search)
        .values(
            id=search, tenant_id=work.tenant.id, created_at=work.now, key=key, asked_by=asked_by,
            body=msgspec.json.encode(query), code="", total=0,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(Search.id)
    )  # fmt: skip
    if made is None:
        return str(await work.session.scalar(select(Search.id).where(Search.key == key)))
    ask = effects.SearchAsk(query, OFFERS_STORED_MAX)
    await work.effect(effects.SEARCH, f"{effects.SEARCH}:{search}", ask, actor=f"search:{search}")
    return search


@command("flights:price", by=SELL | OWN_BOOKING)
async def reprice_offer(work: Work, offer_id: str, *, asked_by: str) -> None:
    """Price an offer again just before it is sold.

    `asked_by` hears OfferPriced, OfferGone or PricingFailed. Raises Refused("not_found").
    """
    offer = await work.session.get(Offer, offer_id, with_for_update=ROW_LOCK, populate_existing=True)
    if offer is None:
        raise not_found("offer")
    offer.asked += 1
    offer.askers = list(dict.fromkeys([*offer.askers, asked_by]))
    await work.session.flush()
    ask = effects.PriceAsk(offer.supplier_offer)
    await work.effect(effects.PRICE, f"{effects.PRICE}:{offer.id}:{offer.asked}", ask, actor=f"offer:{offer.id}")
