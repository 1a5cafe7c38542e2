"""A name that the airline refuses after payment: asked for by whom it is, put right once, bought with the money that is in."""

from __future__ import annotations

import pytest

from dragoman.bookings import facts
from dragoman.bookings.closing import choose_refund
from dragoman.bookings.queries import party_of
from dragoman.bookings.ticketing import correct_name
from dragoman.command import Refused
from tests.rooms.bookings.test_ticketing import states
from tests.rooms.bookings.world import KOFI, World


async def refused(world: World, outcome: str = "refused:passenger:given_name:0") -> str:
    name, reference = await world.linked()
    world.airline.outcome = outcome
    await world.pay(reference)
    world.airline.outcome = "ticketed"
    return name


async def test_whose_name_is_told_and_no_other_flight_is_searched(world: World) -> None:
    name = await refused(world)
    assert world.heard(facts.TicketingFailed) == [facts.TicketingFailed(name, "passenger", "", 0, "given_name")]
    assert await states(world, name) == ["FAILED"]
    assert (await world.view(name)).search == ""


async def test_the_name_is_put_right_and_bought_without_paying_again(world: World) -> None:
    name = await refused(world)
    async with world.work() as work:
        await correct_name(work, name, 0, given_name="Adaeze", family_name="Obi")
    await world.engine.drain()
    view = await world.view(name)
    assert (view.state, view.choice) == ("CONFIRMED", "")
    assert await states(world, name) == ["FAILED", "TICKETED"]
    async with world.work() as work:
        assert [(t.given_name, t.family_name) for t in (await party_of(work, name)).travellers] == [("Adaeze", "Obi")]


async def test_a_name_refused_again_is_asked_again(world: World) -> None:
    name = await refused(world)
    world.airline.outcome = "refused:passenger:family_name:0"
    async with world.work() as work:
        await correct_name(work, name, 0, given_name="Adaeze", family_name="Obi")
    await world.engine.drain()
    assert [f.field for f in world.heard(facts.TicketingFailed)] == ["given_name", "family_name"]
    assert (await world.view(name)).state == "PAYMENT_PENDING"


@pytest.mark.parametrize(
    ("traveller", "given", "family", "code"),
    [(0, "阿达", "Obi", "name.letters"), (0, "", "Obi", "name.missing"), (1, "Ada", "Obi", "not_found")],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    world: World, traveller: int, given: str, family: str, code: str
) -> None:
    name = await refused(world)
    with pytest.raises(Refused) as reason:
        async with world.work() as work:
            await correct_name(work, name, traveller, given_name=given, family_name=family)
    assert reason.value.code == code
    await world.engine.drain()
    assert (await world.view(name)).choice
    assert await states(world, name) == ["FAILED"]


@pytest.mark.parametrize("outcome", ["refused:gone", "refused:passenger:phone_number:0", "refused:passenger"])
async def test_where_no_name_was_refused_none_is_put_right(world: World, outcome: str) -> None:
    name = await refused(world, outcome)
    assert [f.traveller for f in world.heard(facts.TicketingFailed)] == [-1]
    if outcome == "refused:gone":
        with pytest.raises(Refused) as reason:
            async with world.work() as work:
                await correct_name(work, name, 0, given_name="Adaeze", family_name="Obi")
        assert reason.value.code == "choice"


async def test_money_that_went_back_buys_nothing(world: World) -> None:
    name = await refused(world)
    async with world.work() as work:
        await choose_refund(work, name)
    with pytest.raises(Refused):
        async with world.work() as work:
            await correct_name(work, name, 0, given_name="Adaeze", family_name="Obi")
    await world.engine.drain()
    assert await states(world, name) == ["FAILED"]


async def test_another_customer_corrects_nothing(world: World) -> None:
    name = await refused(world)
    with pytest.raises(Refused) as reason:
        async with world.work(KOFI) as work:
            await correct_name(work, name, 0, given_name="Adaeze", family_name="Obi")
    assert reason.value.code == "not_found"
