"""Search for flights, look at a search, price an offer anew."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from dragoman.access import OWN_BOOKING, SEE_BOOKINGS, SELL
from dragoman.api.cursors import Cursor, Limit, cursor_at, number
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.common import OfferId, SearchId
from dragoman.api.shapes.flights import GivenSearch, Offer, PricedOffer, Search
from dragoman.command import Refused, Work, not_found
from dragoman.flights.commands import reprice_offer, start_search
from dragoman.flights.queries import offer, offers, price_standing, standing_of

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["flights"])
Sort = Literal["best", "cheapest", "fastest"]
_FIRST = 20
_SEARCHERS = SEE_BOOKINGS | SELL | OWN_BOOKING


@router.post("/search", response_model=Search, responses={202: {"model": Search}})
@needs("search")
async def search(caller: Calling, asked: GivenSearch) -> Response:
    """Search for flights. Answers with the best offers, or 202 and a Location while the airlines are still asked."""

    async def act(work: Work) -> Outcome:
        key = f"{caller.actor}:{caller.key or work.request}"
        started = await start_search(work, asked.query(), asked_by=caller.actor, key=key)
        shown = await _shown(work, started)
        return Outcome(202, shown, f"/v1/searches/{started}", started)

    return await once(caller, act, _ended)


async def _ended(work: Work, search_id: str) -> Outcome | None:
    shown = await _shown(work, search_id)
    if shown.status == "pending":
        return None
    if shown.code == "refused" and shown.field:
        raise Refused(
            "search.refused", "The airlines cannot search this; for a place, it may be no airport or city that they know.",
            field=shown.field, status=422,
        )  # fmt: skip
    if shown.status == "failed":
        raise Refused(
            "search.failed", f"The airlines did not answer ({shown.code}). Search again in a moment.", status=502
        )
    return Outcome(200, shown, f"/v1/searches/{search_id}")


async def _shown(
    work: Work, search_id: str, sort: Sort = "best", *, direct_only: bool = False, after: int = 0, limit: int = _FIRST
) -> Search:
    standing = await standing_of(work, search_id)
    found = await offers(work, search_id, sort=sort, direct_only=direct_only, after=after, limit=limit + 1)
    more = cursor_at("offers", str(after + limit)) if len(found) > limit else None
    return Search.of(standing, [Offer.of(o) for o in found[:limit]], more)


@router.get("/searches/{search_id}", response_model=Search)
@needs("search", _SEARCHERS)
async def show_search(
    caller: Calling, search_id: SearchId, sort: Sort = "best",
    direct_only: Annotated[bool, Query(description="Only offers without a change of planes")] = False,
    limit: Limit = _FIRST, cursor: Cursor = None,
) -> Search:  # fmt: skip
    """Look at a search and its offers, in the asked order. Offers that are no longer sold are left out."""
    after = number("offers", cursor, 1000)
    async with caller.work() as work:
        return await _shown(work, search_id, sort, direct_only=direct_only, after=after, limit=limit)


@router.get("/offers/{offer_id}", response_model=PricedOffer)
@needs("search", _SEARCHERS)
async def show_offer(caller: Calling, offer_id: OfferId) -> PricedOffer:
    """Look at an offer, also when it is gone."""
    async with caller.work() as work:
        return await _priced(work, offer_id, caller.actor)


@router.post("/offers/{offer_id}/price", response_model=PricedOffer, responses={202: {"model": PricedOffer}})
@needs("search")
async def price(caller: Calling, offer_id: OfferId) -> Response:
    """Ask the airline for the price of an offer as it is now. 202 while it is being asked; 409 when it is gone."""

    async def act(work: Work) -> Outcome:
        if await offer(work, offer_id) is None:
            raise not_found("offer")
        await reprice_offer(work, offer_id, asked_by=caller.actor)
        shown = await _priced(work, offer_id, caller.actor)
        return Outcome(202, shown, f"/v1/offers/{offer_id}", f"{offer_id} {work.now.isoformat()}")

    async def answered(work: Work, subject: str) -> Outcome | None:
        since = datetime.fromisoformat(subject.partition(" ")[2])
        shown = await _priced(work, offer_id, caller.actor)
        if shown.pricing == "pending":
            return None
        if shown.offer.gone:
            raise Refused("offer.gone", "The airline no longer sells this offer; search again.")
        if shown.priced_at is None or shown.priced_at < since:
            raise Refused(
                "offer.unpriced", "The airline did not answer. Price the offer again in a moment.", status=502
            )
        return Outcome(200, shown)

    return await once(caller, act, answered)


async def _priced(work: Work, offer_id: str, asker: str) -> PricedOffer:
    standing = await price_standing(work, offer_id, asker)
    pricing: Literal["done", "pending"] = "pending" if standing.waiting else "done"
    return PricedOffer(offer=Offer.of(standing.offer), pricing=pricing, priced_at=standing.priced_at)
