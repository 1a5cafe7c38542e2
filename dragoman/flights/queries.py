"""Read offers and orders."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import select

from dragoman.command import Work, not_found
from dragoman.flights import models
from dragoman.flights.matching import flights_of
from dragoman.flights.ranking import DayPart, Sort, ranked
from dragoman.flights.states import LIVE
from dragoman.flights.supplier import AirlineChange, FlightQuery
from dragoman.flights.views import OfferView, offer_view

OFFERS_MAX = 200


async def offers(
    work: Work,
    search: str,
    *,
    sort: str = Sort.BEST,
    direct_only: bool = False,
    wish: DayPart | None = None,
    after: int = 0,
    limit: int = 3,
) -> tuple[OfferView, ...]:
    """Return a page of a search's offers that are still sold, in the asked order; `after` skips, `limit` at most 50."""
    pool = await _pool(work, search)
    return tuple(ranked(pool, Sort(sort), direct_only=direct_only, wish=wish)[after : after + min(max(limit, 0), 50)])


async def offers_total(work: Work, search: str, *, direct_only: bool = False) -> int:
    """Count a search's offers that are still sold."""
    return len(ranked(await _pool(work, search), direct_only=direct_only))


async def _pool(work: Work, search: str) -> list[OfferView]:
    rows = await work.session.scalars(
        select(models.Offer)
        .where(
            models.Offer.search_id == search,
            models.Offer.gone_at.is_(None),
            models.Offer.cost_minor.is_not(None),
            models.Offer.expires_at > work.now,
        )
        .limit(OFFERS_MAX)
    )
    refused = await _refused(work, search)
    return [
        view
        for view in map(offer_view, rows)
        if view is not None
        and (refused is None or (flights_of(view.legs), view.price) != (flights_of(refused.legs), refused.price))
    ]


async def _refused(work: Work, search: str) -> OfferView | None:
    row = await work.session.get(models.Search, search)
    return await offer(work, row.instead_of) if row is not None and row.instead_of else None


async def leave_out(work: Work, search: str, refused: str) -> None:
    """Show nobody among a search's offers the flights at the price of the offer that was just refused."""
    row = await work.session.get(models.Search, search)
    if row is not None:
        row.instead_of = refused


async def offer(work: Work, offer_id: str) -> OfferView | None:
    """Return an offer, also when it is gone or expired (it says so); None when it does not exist or has no price."""
    row = await work.session.get(models.Offer, offer_id)
    return None if row is None else offer_view(row)


class SearchStanding(Struct, frozen=True):
    """How far a search is: `ended` with `code` "" means its offers are there; `total` counts what the supplier had.

    `field` is the place in the query that the supplier refuses, when it names one.
    """

    id: str
    query: FlightQuery
    ended: bool
    code: str
    total: int
    field: str = ""


async def standing_of(work: Work, search: str) -> SearchStanding:
    """Say how far a search is; raises Refused("not_found")."""
    row = await work.session.get(models.Search, search)
    if row is None:
        raise not_found("search")
    return SearchStanding(row.id, row.query, row.ended_at is not None, row.code, row.total, row.field)


class PriceStanding(Struct, frozen=True):
    """An offer and whether a fresh price for `asker` is still on its way; `priced_at` is the last answer's instant."""

    offer: OfferView
    waiting: bool
    priced_at: datetime | None


async def price_standing(work: Work, offer_id: str, asker: str) -> PriceStanding:
    """Say how far a re-pricing is; raises Refused("not_found")."""
    row = await work.session.get(models.Offer, offer_id)
    view = None if row is None else offer_view(row)
    if row is None or view is None:
        raise not_found("offer")
    return PriceStanding(view, asker in row.askers, row.priced_at)


async def query_of(work: Work, search: str) -> FlightQuery | None:
    """Return what a search asked for."""
    row = await work.session.get(models.Search, search)
    return None if row is None else row.query


async def orders_of(work: Work, booking: str) -> tuple[models.Order, ...]:
    """Return a booking's orders, oldest first."""
    rows = await work.session.scalars(
        select(models.Order).where(models.Order.booking_id == booking).order_by(models.Order.attempt)
    )
    return tuple(rows)


async def live_order(work: Work, booking: str) -> models.Order | None:
    """Return the booking's order that lives or may live, if there is one."""
    found: models.Order | None = await work.session.scalar(
        select(models.Order).where(models.Order.booking_id == booking, models.Order.state.in_(LIVE))
    )
    return found


async def changes_of(work: Work, order: str) -> tuple[AirlineChange, ...]:
    """Return the changes that the airline made to an order, oldest first; each says what was done about it when it was stored."""
    rows = await work.session.scalars(
        select(models.Change)
        .where(models.Change.order_id == order)
        .order_by(models.Change.created_at, models.Change.id)
    )
    return tuple(msgspec.json.decode(row.body, type=AirlineChange) for row in rows)
