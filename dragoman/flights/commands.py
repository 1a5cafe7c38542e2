"""Search for flights and price an offer again."""

from __future__ import annotations

import msgspec

from dragoman.access import OWN_BOOKING, SELL
from dragoman.command import Work, command, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.flights import effects
from dragoman.flights.limits import check_query
from dragoman.flights.models import Offer
from dragoman.flights.supplier import FlightQuery

OFFERS_STORED_MAX = 50


@command("flights:search", by=SELL | OWN_BOOKING)
async def start_search(work: Work, query: FlightQuery, *, asked_by: str, key: str) -> str:
    """Start a search for flights; the same key twice is one search.

    Raises Refused("search.query") naming the field. `asked_by` (an actor) hears OffersFound or SearchFailed. Plain SQL:
    every other message of a new conversation asks for a search.
    """
    check_query(query, work.now.date())
    search = work.new_id("fs")
    made = await work.sql.fetchval(
        "insert into flight_search (id, tenant_id, created_at, key, asked_by, body, code, total) values ($1, $2, $3, $4, $5, $6, '', 0)"
        " on conflict (tenant_id, key) do nothing returning id",
        search, work.tenant.id, work.now, key, asked_by, msgspec.json.encode(query),
    )  # fmt: skip
    if made is None:
        return str(await work.sql.fetchval("select id from flight_search where key = $1", key))
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
