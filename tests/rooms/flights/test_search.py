"""Searching and pricing: stored once, priced at a kept rate, honest when the supplier or the rate is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dragoman.command import Refused
from dragoman.flights import facts
from dragoman.flights.commands import reprice_offer, start_search
from dragoman.flights.queries import offer, offers, offers_total
from dragoman.flights.supplier import FlightQuery, Seat, SliceQuery
from dragoman.kit.money import Money
from tests.rooms.bookings.world import ADA, CHAT, DAY, KOFI, World


async def test_offers_come_priced_and_ranked(world: World) -> None:
    search = await world.search()
    assert world.heard(facts.OffersFound) == [facts.OffersFound(search, CHAT, 3)]
    async with world.work() as work:
        page = await offers(work, search, limit=2)
        more = await offers(work, search, after=2, limit=2)
        assert await offers_total(work, search) == 3
    assert [(o.price, o.original) for o in page] == [
        (Money(182_700_00, "NGN"), Money(120_00, "USD")),
        (Money(197_925_00, "NGN"), Money(130_00, "USD")),
    ]
    assert [o.price.minor for o in more] == [213_150_00]
    assert (page[0].checked_bags, page[0].cabin_bags) == (1, 1)


async def test_the_same_key_searches_once(world: World) -> None:
    assert await world.search() == await world.search()
    assert world.airline.asked["search"] == 1
    assert len(world.heard(facts.OffersFound)) == 1


async def test_expired_offers_are_not_shown(world: World) -> None:
    search = await world.search()
    world.lagos.clock.shift += timedelta(minutes=31)
    async with world.work() as work:
        assert await offers(work, search) == ()


async def test_nothing_found_is_told(world: World) -> None:
    world.airline.count = 0
    search = await world.search()
    assert world.heard(facts.OffersFound) == [facts.OffersFound(search, CHAT, 0)]


async def test_a_supplier_that_is_down_is_told_after_two_tries(world: World) -> None:
    world.airline.fails["search"] = "unavailable"
    search = await world.search()
    await world.later(seconds=2)
    assert world.heard(facts.SearchFailed) == [facts.SearchFailed(search, CHAT, "unavailable")]
    assert world.airline.asked["search"] == 2


async def test_no_rate_no_price(world: World) -> None:
    world.market.rate = None
    search = await world.search()
    for _ in range(3):
        await world.later(seconds=5)
    assert world.heard(facts.SearchFailed) == [facts.SearchFailed(search, CHAT, "rates")]
    async with world.work() as work:
        assert await offers(work, search) == ()


async def test_a_rate_is_fetched_once_an_hour(world: World) -> None:
    for n in range(4):
        await world.search(key=f"s{n}")
        await world.later(minutes=20)
    assert world.market.asked == 2
    world.market.rate = None  # an old rate still serves for a day
    search = await world.search(key="later")
    await world.later(minutes=1)
    async with world.work() as work:
        assert await offers_total(work, search) == 3
    await world.later(hours=25)
    await world.search(key="next day")
    for _ in range(3):
        await world.later(seconds=5)
    assert [f.code for f in world.heard(facts.SearchFailed)] == ["rates"]


async def first(world: World) -> str:
    search = await world.search()
    async with world.work() as work:
        return (await offers(work, search, sort="cheapest"))[0].id


async def ask_price(world: World, name: str, *askers: str) -> None:
    async with world.work() as work:
        for asker in askers:
            await reprice_offer(work, name, asked_by=asker)
    await world.engine.drain()


async def test_a_new_price_is_told_at_the_kept_rate(world: World) -> None:
    name = await first(world)
    world.airline.price_now, world.market.rate = Money(130_00, "USD"), None
    await ask_price(world, name, CHAT)
    assert world.heard(facts.OfferPriced) == [
        facts.OfferPriced(name, CHAT, Money(182_700_00, "NGN"), Money(197_925_00, "NGN"))
    ]
    async with world.work() as work:
        found = await offer(work, name)
    assert found is not None
    assert found.price == Money(197_925_00, "NGN")


async def test_everybody_who_asked_is_told_once(world: World) -> None:
    name = await first(world)
    await ask_price(world, name, CHAT, "chat:other", CHAT)
    assert sorted(f.asked_by for f in world.heard(facts.OfferPriced)) == [CHAT, "chat:other"]


async def test_a_gone_offer_is_gone(world: World) -> None:
    name = await first(world)
    world.airline.fails["price"] = "gone"
    await ask_price(world, name, CHAT)
    assert world.heard(facts.OfferGone) == [facts.OfferGone(name, CHAT)]
    async with world.work() as work:
        found = await offer(work, name)
        assert found is not None
        assert found.gone
        assert name not in {o.id for o in await offers(work, found.search)}


async def test_a_price_nobody_answers_is_told(world: World) -> None:
    name = await first(world)
    world.airline.fails["price"] = "timeout"
    await ask_price(world, name, CHAT)
    for _ in range(3):
        await world.later(seconds=5)
    assert world.heard(facts.PricingFailed) == [facts.PricingFailed(name, CHAT, "timeout")]


async def test_an_impossible_search_is_refused_and_nothing_asked(world: World) -> None:
    query = FlightQuery((SliceQuery("LOS", "LOS", DAY),), (Seat(),))
    with pytest.raises(Refused) as refusal:
        async with world.work(KOFI) as work:
            await start_search(work, query, asked_by=CHAT, key="x")
    assert refusal.value.field == "slices.0"
    await world.engine.drain()
    assert world.airline.asked["search"] == 0
    assert ADA.id != KOFI.id
