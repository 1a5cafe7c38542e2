"""Many at once: one order, one settlement, one refund; and proof that the guards are what keeps it so."""

from __future__ import annotations

import asyncio

import asyncpg

from dragoman.access import SYSTEM
from dragoman.bookings.closing import cancel_booking, choose_refund
from dragoman.bookings.promises import airline_travellers
from dragoman.bookings.queries import booking_of
from dragoman.command import Refused
from dragoman.flights import queries as flights
from dragoman.flights.models import Offer
from dragoman.flights.orders import place_order
from dragoman.kit.money import Money
from dragoman.payments import facts as payments
from dragoman.payments.commands import settle_payment
from dragoman.payments.queries import payments as payments_shown
from dragoman.payments.refunds import refund_payment
from tests import lagos
from tests.conftest import Database
from tests.rooms.bookings.test_money import FEE, TOTAL, end, ngn
from tests.rooms.bookings.world import World, build


async def at_once(*doings: object) -> list[str]:
    """Do all at the same time; a refusal is its code."""
    results = await asyncio.gather(*doings, return_exceptions=True)  # type: ignore[call-overload]
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return [result.code if isinstance(result, Refused) else "done" for result in results]


async def buy(world: World, name: str) -> None:
    async with world.work(SYSTEM) as work:
        booking = await booking_of(work, name)  # unlocked on purpose: only the database stands between two orders
        offer = await work.session.get(Offer, booking.offer_id)
        assert offer is not None
        travellers = await airline_travellers(work, booking, offer)
        await place_order(work, name, offer_id=offer.id, travellers=travellers, hold=False)


async def test_ten_at_once_place_one_order(world: World) -> None:
    name = await world.quoted()
    assert sorted(await at_once(*(buy(world, name) for _ in range(10)))) == ["done"] + ["order.live"] * 9
    await world.engine.drain()
    assert world.airline.sold == 1


async def test_without_its_indexes_ten_place_several(own_database: Database) -> None:
    owner = await asyncpg.connect(own_database.owner)
    await owner.execute("drop index flight_order_one_live; drop index flight_order_one_per_offer")
    await owner.execute("alter table flight_order drop constraint flight_order_tenant_id_booking_id_attempt_key")
    await owner.close()
    store = await own_database.store()
    world = await build(store)
    name = await world.quoted()
    assert (await at_once(*(buy(world, name) for _ in range(10)))).count("done") > 1
    await world.door.close()
    await store.close()


async def test_ten_settlements_at_once_book_once(world: World) -> None:
    name, reference = await world.linked()
    record = world.bank.pay(reference)
    async with world.work() as work:
        [payment] = await payments_shown(work, name)

    async def settle() -> None:
        async with world.work(SYSTEM) as work:
            await settle_payment(work, payment.id, record, "paystack")

    assert await at_once(*(settle() for _ in range(10))) == ["done"] * 10
    await world.engine.drain()
    assert len(world.heard(payments.PaymentSettled)) == 1
    assert world.airline.asked["issue"] == 1
    await end(world)


async def test_paying_and_cancelling_at_once_never_keeps_the_money(world: World) -> None:
    for n in range(6):
        name, reference = await world.linked(f"r{n}")
        world.airline.count = 1
        world.bank.pay(reference)
        await world.webhook(f"payment:{reference}", "paystack.charge.success", f"r{n}")

        async def cancel(booking: str = name) -> None:
            async with world.work() as work:
                await cancel_booking(work, booking)

        await at_once(world.engine.drain(), cancel())
        await world.engine.drain()
        view = await world.view(name)
        assert view.state in ("CONFIRMED", "CANCELLED")
        assert view.paid == (ngn(TOTAL) if view.state == "CONFIRMED" else ngn(0))
    books = await end(world)
    assert not {"customer NGN", "suspense NGN", "refunds NGN"} & set(books)


async def test_ten_refunds_at_once_give_the_money_back_once(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "refused:gone"
    await world.pay(reference)
    async with world.work() as work:
        [payment] = await payments_shown(work, name)

    async def staff() -> None:
        async with world.work(lagos.MANAGER) as work:
            await refund_payment(work, payment.id, ngn(TOTAL), "goodwill")

    async def traveller() -> None:
        async with world.work() as work:
            await choose_refund(work, name)

    await at_once(*(staff() for _ in range(5)), *(traveller() for _ in range(5)))
    await world.engine.drain()
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(TOTAL)]
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}


async def test_money_of_an_open_order_cannot_be_refunded(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "lost_unmade"
    await world.pay(reference)
    async with world.work() as work:
        [payment] = await payments_shown(work, name)

    async def staff() -> None:
        async with world.work(lagos.MANAGER) as work:
            await refund_payment(work, payment.id, Money(1, "NGN"), "goodwill")

    assert await at_once(staff()) == ["refund.earned"]
    assert (await end(world))["supplier NGN"] == -TOTAL


async def test_engines_side_by_side_confirm_each_booking_once(world: World) -> None:
    world.airline.count = 1
    started = [await world.linked(f"p{n}") for n in range(8)]
    for _, reference in started:
        world.bank.pay(reference)
    await world.engine.start(turn_loops=4, effect_loops=1)
    try:
        for _, reference in started:
            for n in range(3):
                await world.webhook(f"payment:{reference}", "paystack.charge.success", f"{reference} {n}")
        await world.engine.drain()  # beside the running loops, as another process would
    finally:
        await world.engine.stop()
    await world.engine.drain()
    assert [(await world.view(name)).state for name, _ in started] == ["CONFIRMED"] * 8
    assert (world.airline.asked["issue"], world.airline.sold) == (8, 8)
    async with world.work() as work:
        assert [len(await flights.orders_of(work, name)) for name, _ in started] == [1] * 8
    await end(world)
