"""Every order of pay webhook (twice), return page, expiry and the airline's outcome ends in one legal state, books balanced."""

from __future__ import annotations

from itertools import permutations

import pytest

from dragoman.bookings import facts
from dragoman.flights import facts as flights
from dragoman.flights.queries import orders_of
from dragoman.kit.money import Money
from dragoman.payments import facts as payments
from dragoman.payments.commands import check_payment
from tests.rooms.bookings.test_money import TOTAL, end
from tests.rooms.bookings.world import World

STEPS = ("webhook", "webhook again", "return page", "expiry", "outcome")


async def play(world: World, step: str, reference: str) -> None:
    if step.startswith("webhook"):
        await world.webhook(f"payment:{reference}", "paystack.charge.success", f"{reference} {step}")
    elif step == "return page":
        async with world.work() as work:
            await check_payment(work, reference)
    elif step == "outcome":
        for request in list(world.airline.requests):
            await world.webhook(f"order:{request.offer}", "duffel.created", f"{reference} {len(world.told)}")
    else:
        await world.later(minutes=32)


async def check(world: World, name: str, order: tuple[str, ...]) -> None:
    view = await world.view(name)
    assert (view.state, view.paid) == ("CONFIRMED", Money(TOTAL, "NGN")), order
    async with world.work() as work:
        assert [o.state for o in await orders_of(work, name)] == ["TICKETED"], order
    for kind in (payments.PaymentSettled, facts.BookingConfirmed, flights.OrderTicketed):
        assert len([f for f in world.heard(kind) if f.booking == name]) == 1, (order, kind)
    assert [f for f in world.heard(payments.RefundRequested) if f.booking == name] == [], order


@pytest.mark.parametrize("outcome", ["lost_made", pytest.param("ticketed", marks=pytest.mark.slow)])
@pytest.mark.parametrize("first", STEPS)
async def test_every_order_of_events(world: World, first: str, outcome: str) -> None:
    world.airline.outcome, world.airline.count = outcome, 1
    for n, order in enumerate(p for p in permutations(STEPS) if p[0] == first):
        name, reference = await world.linked(f"p{n}")
        world.bank.pay(reference)
        for step in order:
            await play(world, step, reference)
            if n % 2:  # every other order arrives as one heap
                await world.engine.drain()
        await world.engine.drain()
        await world.later(minutes=1)
        await check(world, name, order)
        world.airline.requests.clear()
    assert world.airline.asked["issue"] == 24
    books = await end(world)
    assert not {"customer NGN", "suspense NGN", "refunds NGN"} & set(books)


async def refused(world: World, reference: str, order: tuple[str, ...], n: int) -> None:
    world.bank.pay(reference)
    for step in order:
        await play(world, step, reference)
        if n % 2:
            await world.engine.drain()
    await world.engine.drain()


async def test_every_order_of_events_when_the_seats_are_gone(world: World) -> None:
    world.airline.outcome = "refused:gone"
    for n, order in enumerate(permutations(("webhook", "return page", "expiry"))):
        name, reference = await world.linked(f"p{n}")
        await refused(world, reference, order, n)
        view = await world.view(name)
        assert (view.standing, view.paid) == ("choosing", Money(TOTAL, "NGN")), order
        assert len([f for f in world.heard(facts.TicketingFailed) if f.booking == name]) == 1
    assert (await end(world))["customer NGN"] == -6 * TOTAL
    await world.later(hours=25)
    assert "customer NGN" not in await end(world)
    assert len(world.heard(payments.RefundPaid)) == 6
