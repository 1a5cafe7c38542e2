"""From money to tickets and every way that can go wrong: never a second order, never paid and nothing (C4, C5, C6)."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from dragoman.access import SYSTEM
from dragoman.bookings import facts
from dragoman.bookings.closing import cancel_booking, choose_refund
from dragoman.bookings.commands import hold_booking, quote_booking
from dragoman.bookings.payment import pay_difference, request_payment
from dragoman.bookings.queries import booking_of
from dragoman.bookings.ticketing import issue, rebook
from dragoman.command import Refused
from dragoman.flights import facts as flights
from dragoman.flights.queries import offers, orders_of
from dragoman.flights.supplier import AirlineChange, Ticket
from dragoman.kit.money import Money
from dragoman.payments import facts as payments
from tests import lagos
from tests.rooms.bookings.test_money import FEE, TOTAL, end, ngn
from tests.rooms.bookings.world import World, leg


async def states(world: World, name: str) -> list[str]:
    async with world.work() as work:
        return [order.state for order in await orders_of(work, name)]


async def gone(world: World, first_hour: int = 7) -> str:
    """A booking of the 07:05 that was paid and whose seats were sold meanwhile; flights leave from `first_hour` on then."""
    name, reference = await world.linked()
    world.airline.first_hour = first_hour
    world.airline.outcome = "refused:gone"
    await world.pay(reference)
    world.airline.outcome = "ticketed"
    return name


async def test_sold_out_after_payment_brings_alternatives_at_once(world: World) -> None:
    name = await gone(world)
    [failed] = world.heard(facts.TicketingFailed)
    assert (failed.booking, failed.reason) == (name, "gone")
    assert [f.search for f in world.heard(flights.OffersFound)][-1] == failed.search
    assert await states(world, name) == ["FAILED"]
    assert (await end(world))["customer NGN"] == -TOTAL


async def test_the_traveller_takes_the_money_back(world: World) -> None:
    name = await gone(world)
    async with world.work() as work:
        await choose_refund(work, name)
    await world.engine.drain()
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(TOTAL))]
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(TOTAL)]
    view = await world.view(name)
    assert (view.state, view.paid, view.standing) == ("CANCELLED", ngn(0), "closed")
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}
    with pytest.raises(Refused):
        async with world.work() as work:
            await choose_refund(work, name)
    await world.engine.drain()
    assert len(world.heard(payments.RefundRequested)) == 1


async def alternative(world: World, name: str, n: int) -> str:
    async with world.work() as work:
        page = await offers(work, (await world.view(name)).search, sort="cheapest", limit=9)
        return page[n].id


async def test_the_traveller_takes_another_flight_at_the_same_price(world: World) -> None:
    name = await gone(world, first_hour=8)
    offer = await alternative(world, name, 0)
    async with world.work() as work:
        await rebook(work, name, offer)
    await world.engine.drain()
    view = await world.view(name)
    assert (view.state, view.offer, view.choice) == ("CONFIRMED", offer, "")
    assert await states(world, name) == ["FAILED", "TICKETED"]
    assert "customer NGN" not in await end(world)


async def test_a_cheaper_flight_gives_the_difference_back(world: World) -> None:
    world.airline.price_now = Money(150_00, "USD")
    name, reference = await world.linked()
    world.airline.outcome, world.airline.price_now = "refused:gone", Money(120_00, "USD")
    await world.pay(reference)
    world.airline.outcome = "ticketed"
    offer = await alternative(world, name, 0)
    async with world.work() as work:
        await rebook(work, name, offer)
    await world.engine.drain()
    assert (await world.view(name)).paid == ngn(TOTAL)
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(228_375_00 - TOTAL)]
    assert "customer NGN" not in await end(world)


async def test_a_dearer_flight_is_issued_after_the_difference(world: World) -> None:
    name = await gone(world)
    offer = await alternative(world, name, 1)  # 140 USD: the refused one is not listed
    async with world.work() as work:
        await rebook(work, name, offer)
    await world.engine.drain()
    view = await world.view(name)
    assert (view.standing, view.to_pay) == ("choosing", ngn(213_150_00 - TOTAL))
    await world.pay(f"{view.reference}-2")
    view = await world.view(name)
    assert (view.state, view.paid) == ("CONFIRMED", ngn(213_150_00))
    assert "customer NGN" not in await end(world)


async def test_a_small_rise_after_payment_is_ours(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome, world.airline.price_now = "refused:price_changed", Money(121_00, "USD")
    world.bank.pay(reference)
    world.airline.issue = _once_refused(world)  # type: ignore[method-assign]
    await world.pay(reference)
    view = await world.view(name)
    assert (view.state, view.paid) == ("CONFIRMED", ngn(TOTAL))
    assert (await end(world))["platform NGN"] == -(TOTAL - 181_500_00)


def _once_refused(world: World) -> object:
    real = type(world.airline).issue

    async def issue(request: object) -> object:
        answer = await real(world.airline, request)  # type: ignore[arg-type]
        world.airline.outcome = "ticketed"
        return answer

    return issue


async def test_a_large_rise_after_payment_is_asked_and_paid(world: World) -> None:
    name, reference = await world.linked()
    world.airline.price_now = Money(130_00, "USD")
    world.airline.outcome = "refused:price_changed"
    await world.pay(reference)
    world.airline.outcome = "ticketed"
    [rose] = world.heard(facts.PriceRose)
    assert (rose.before, rose.after) == (ngn(TOTAL), ngn(197_925_00))
    async with world.work() as work:
        await pay_difference(work, name)
    await world.engine.drain()
    view = await world.view(name)
    assert view.to_pay == ngn(197_925_00 - TOTAL)
    await world.pay(f"{view.reference}-2")
    assert (await world.view(name)).state == "CONFIRMED"
    assert "customer NGN" not in await end(world)


async def test_a_question_nobody_answers_ends_with_the_money_back(world: World) -> None:
    name = await gone(world)
    await world.later(hours=25)
    assert (await world.view(name)).state == "CANCELLED"
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(TOTAL)]
    await end(world)


async def test_a_lost_answer_is_looked_up_and_never_repeated(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "lost_made"
    await world.pay(reference)
    assert await states(world, name) == ["UNKNOWN"]
    assert world.heard(facts.TicketingDelayed) == [facts.TicketingDelayed(name)]
    with pytest.raises(Refused) as refusal:
        async with world.work(lagos.MANAGER) as work:
            await choose_refund(work, name)
    assert refusal.value.code == "choice"
    await world.later(seconds=10)
    assert (await world.view(name)).state == "CONFIRMED"
    assert (world.airline.asked["issue"], world.airline.sold) == (1, 1)
    await end(world)


async def test_an_unknown_order_alarms_a_person_after_a_quarter_of_an_hour(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "lost_unmade"
    await world.pay(reference)
    for seconds in (10, 20, 90, 180):
        await world.later(seconds=seconds)
    assert world.heard(flights.OrderOutcomeStuck) == []
    await world.later(seconds=600)
    assert [f.booking for f in world.heard(flights.OrderOutcomeStuck)] == [name]
    assert await states(world, name) == ["UNKNOWN"]
    await world.later(hours=30)
    assert await states(world, name) == ["UNKNOWN"]  # no refund, no second order, however long it takes
    assert world.airline.asked["issue"] == 1
    assert (await world.view(name)).paid == ngn(TOTAL)
    await world.webhook(f"order:{world.airline.requests[0].offer}", "duffel.creation_failed", "wev_1")
    await world.engine.drain()
    assert await states(world, name) == ["FAILED"]
    assert [f.reason for f in world.heard(facts.TicketingFailed)] == ["airline"]
    books = await world.books()
    assert books["customer NGN"] == -TOTAL


async def test_the_suppliers_webhook_ends_the_waiting(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "lost_made"
    await world.pay(reference)
    await world.webhook(f"order:{world.airline.requests[0].offer}", "duffel.created", "wev_1")
    await world.webhook("order:off_of_somebody_else", "duffel.created", "wev_2")
    await world.engine.drain()
    assert (await world.view(name)).state == "CONFIRMED"
    await end(world)


async def test_confirmed_only_when_tickets_exist(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "no_tickets"
    await world.pay(reference)
    assert await states(world, name) == ["ISSUING"]
    assert (await world.view(name)).standing == "ticketing"
    assert len(world.heard(facts.TicketingDelayed)) == 1
    await world.later(seconds=10)
    world.airline.set("ord_1", tickets=(Ticket("999-late"),))
    await world.later(seconds=20)
    view = await world.view(name)
    assert (view.state, view.tickets) == ("CONFIRMED", ("999-late",))
    await end(world)


async def test_two_orders_are_impossible(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "lost_unmade"
    await world.pay(reference)
    with pytest.raises(Refused) as refusal:
        async with world.work(SYSTEM) as work:
            await issue(work, await booking_of(work, name, lock=True))
    assert refusal.value.code == "order.live"
    twin = 'insert into flight_order select (json_populate_record(o, \'{"id": "fo_twin", "attempt": 2}\'::json)).* from flight_order o'
    with pytest.raises(asyncpg.UniqueViolationError, match="flight_order_one_live"):
        async with world.work(SYSTEM) as work:
            await work.sql.execute(twin)


async def test_a_booking_with_an_order_under_way_is_not_cancelled(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "lost_unmade"
    await world.pay(reference)
    with pytest.raises(Refused) as refusal:
        async with world.work() as work:
            await cancel_booking(work, name)
    assert refusal.value.code == "booking.paid"
    assert (await world.view(name)).paid == ngn(TOTAL)


async def held(world: World) -> tuple[str, str]:
    world.airline.hold_allowed = True
    name = await world.quoted()
    async with world.work(lagos.OPERATIONS) as work:
        await hold_booking(work, name)
    await world.engine.drain()
    return name, f"{(await world.view(name)).reference}-1"


async def test_a_held_booking_is_paid_before_its_deadline(world: World) -> None:
    name, reference = await held(world)
    view = await world.view(name)
    assert view.state == "HELD"
    assert [f.pay_by for f in world.heard(facts.BookingHeld)] == [
        world.airline.orders[next(iter(world.airline.orders))].pay_by
    ]
    assert view.deadline == world.heard(facts.BookingHeld)[0].pay_by - timedelta(minutes=5)
    await world.later(hours=10)
    async with world.work() as work:
        await request_payment(work, name)
    await world.engine.drain()
    await world.pay(reference)
    assert (await world.view(name)).state == "CONFIRMED"
    assert (world.airline.asked["issue"], world.airline.asked["pay"], world.airline.sold) == (1, 1, 1)
    await end(world)


async def test_a_hold_about_to_end_is_told_two_hours_before_unless_it_is_paid(world: World) -> None:
    name, _ = await held(world)
    pay_by = world.heard(facts.BookingHeld)[0].pay_by
    await world.later(hours=17, minutes=59)
    assert world.heard(facts.HoldEnding) == []
    await world.later(minutes=2)
    assert world.heard(facts.HoldEnding) == [facts.HoldEnding(name, pay_by)]


async def test_a_paid_hold_is_not_told_of_its_deadline(world: World) -> None:
    name, reference = await held(world)
    async with world.work() as work:
        await request_payment(work, name)
    await world.engine.drain()
    await world.pay(reference)
    await world.later(hours=19)
    assert world.heard(facts.HoldEnding) == []


async def test_a_lapsed_hold_is_not_taken_for_a_paid_one(world: World) -> None:
    name, _ = await held(world)
    order = next(iter(world.airline.orders.values()))
    world.airline.set(order.id, awaiting_payment=False)  # what the supplier shows after the deadline
    await world.later(hours=21)
    assert await states(world, name) == ["LAPSED"]
    assert (await world.view(name)).state == "EXPIRED"
    assert world.airline.sold == 0


async def test_a_hold_that_nobody_wants_is_given_back(world: World) -> None:
    name, _ = await held(world)
    async with world.work() as work:
        await cancel_booking(work, name)
    await world.engine.drain()
    assert await states(world, name) == ["LAPSED"]
    assert (await world.view(name)).state == "CANCELLED"
    assert world.airline.asked["confirm_cancel"] == 1
    assert next(iter(world.airline.orders.values())).cancelled_at is not None


async def test_a_hold_that_lapsed_before_its_money_asks_the_traveller(world: World) -> None:
    name, reference = await held(world)
    async with world.work() as work:
        await request_payment(work, name)
    await world.engine.drain()
    order = next(iter(world.airline.orders.values()))
    world.airline.set(order.id, awaiting_payment=False)
    await world.pay(reference)
    assert world.airline.asked["pay"] == 0
    assert [f.reason for f in world.heard(facts.TicketingFailed)] == ["gone"]
    await end(world)


async def test_the_airlines_own_changes_are_told_once(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    world.airline.changes = (AirlineChange("aic_1", "ord_1", (leg(hour=15),)),)
    for n in range(2):
        await world.webhook("order:ord_1", "duffel.airline_change", f"wev_{n}")
        await world.engine.drain()
    assert [(f.booking, f.cancelled) for f in world.heard(flights.FlightChanged)] == [(name, False)]
    assert (await world.view(name)).departs.hour == 15
    world.airline.changes += (AirlineChange("aic_2", "ord_1"),)
    await world.webhook("order:ord_1", "duffel.airline_change", "wev_9")
    await world.engine.drain()
    assert [f.cancelled for f in world.heard(flights.FlightChanged)] == [False, True]


async def test_a_supplier_that_is_down_delays_and_then_asks(world: World) -> None:
    _, reference = await world.linked()
    await world.later(hours=2)
    world.airline.fails["price"] = "unavailable"
    await world.pay(reference)
    for _ in range(60):
        await world.later(seconds=30)
        if world.heard(facts.TicketingFailed):
            break
    assert len(world.heard(facts.TicketingDelayed)) == 1
    assert [f.reason for f in world.heard(facts.TicketingFailed)] == ["airline"]
    await end(world)


async def test_requoting_a_paid_booking_is_refused(world: World) -> None:
    name = await gone(world)
    with pytest.raises(Refused) as refusal:
        async with world.work() as work:
            await quote_booking(work, name)
    assert refusal.value.code == "state"
