"""Late, short, over-, foreign, double and orphan money: each has its path, its fact and its place in the books (E3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dragoman.bookings import facts
from dragoman.bookings.closing import cancel_booking
from dragoman.bookings.payment import renew_payment_link, request_payment
from dragoman.command import Refused
from dragoman.kit.money import Money
from dragoman.payments import facts as payments
from dragoman.payments.commands import check_payment
from dragoman.payments.gateway import ChargeRequest
from dragoman.payments.queries import payments as payments_shown
from dragoman.payments.refunds import refund_payment
from tests import lagos
from tests.rooms.bookings.world import World

TOTAL = 182_700_00
FEE = 150_00


def ngn(minor: int) -> Money:
    return Money(minor, "NGN")


async def end(world: World) -> dict[str, int]:
    """Check what must hold after every story: nothing poisoned, our clearing account equals the provider's truth."""
    await world.nobody_poisoned()
    books = await world.books()
    assert books.get("clearing NGN", 0) == world.bank.held()
    return books


async def ask_rest(world: World, name: str) -> None:
    """Ask for the link by which the rest is paid."""
    async with world.work() as work:
        await request_payment(work, name)
    await world.engine.drain()


async def test_a_short_payment_waits_in_suspense_until_its_rest_is_paid(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, ngn(100_000_00))
    [short] = world.heard(payments.PaymentShort)
    assert (short.received, short.missing) == (ngn(100_000_00), ngn(82_700_00))
    assert (await end(world))["suspense NGN"] == -100_000_00
    assert world.airline.sold == 0
    view = await world.view(name)
    assert (view.state, view.to_pay) == ("PAYMENT_PENDING", None)  # no link before it is asked for
    assert (view.received, view.missing, view.paid) == (ngn(100_000_00), ngn(82_700_00), ngn(0))
    await ask_rest(world, name)
    view = await world.view(name)
    assert view.to_pay == ngn(82_700_00)
    await world.pay(f"{view.reference}-2")
    assert (await world.view(name)).state == "CONFIRMED"
    assert [f.amount for f in world.heard(payments.PaymentSettled)] == [ngn(TOTAL)]
    books = await end(world)
    assert "suspense NGN" not in books
    assert "customer NGN" not in books


async def test_a_short_payment_goes_back_when_its_rest_never_comes(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, ngn(100_000_00))
    await ask_rest(world, name)
    await world.later(hours=2)
    view = await world.view(name)
    assert (view.state, view.received, view.missing) == ("EXPIRED", None, None)
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(100_000_00)]
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}
    rest = f"{(await world.view(name)).reference}-2"
    await world.pay(rest)
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(100_000_00), ngn(82_700_00)]
    assert await end(world) == {"clearing NGN": -2 * FEE, "fees NGN": 2 * FEE}


async def test_a_part_of_short_money_that_was_given_back_is_not_counted_twice(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, ngn(100_000_00))
    await ask_rest(world, name)
    async with world.work(lagos.MANAGER) as work:
        [short, _] = await payments_shown(work, name)
        await refund_payment(work, short.id, ngn(10_00), "goodwill")
    await world.engine.drain()
    await world.pay(f"{(await world.view(name)).reference}-2")
    view = await world.view(name)
    assert (view.state, view.paid) == ("CONFIRMED", ngn(TOTAL - 10_00))  # a rise of 0.01 % is ours to bear
    assert not {"customer NGN", "suspense NGN"} & set(await end(world))


async def test_what_is_paid_too_much_goes_back_at_once(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, ngn(TOTAL + 5_000_00))
    [settled] = world.heard(payments.PaymentSettled)
    assert (settled.amount, settled.over, settled.late) == (ngn(TOTAL), ngn(5_000_00), False)
    assert (await world.view(name)).state == "CONFIRMED"
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(5_000_00)]
    assert (await end(world))["clearing NGN"] == TOTAL - FEE  # the fee is ours


async def test_a_fee_that_the_payer_bears_is_no_overpayment(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, ngn(TOTAL + FEE))
    assert (await world.view(name)).state == "CONFIRMED"
    assert world.heard(payments.RefundRequested) == []
    books = await end(world)
    assert books["clearing NGN"] == TOTAL
    assert "fees NGN" not in books


async def test_foreign_money_waits_for_a_person(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, Money(121_80, "USD"), fees=Money(1_00, "USD"))
    assert [f.received for f in world.heard(payments.PaymentForeign)] == [Money(121_80, "USD")]
    assert (await world.view(name)).state == "PAYMENT_PENDING"
    assert world.airline.sold == 0
    assert await end(world) == {"clearing USD": 120_80, "fees USD": 1_00, "suspense USD": -121_80}


async def test_a_second_payment_of_the_same_booking_goes_back(world: World) -> None:
    world.bank.lose["initialize"] = 1
    name, first = await world.linked()
    await world.later(seconds=5)  # the lost answer is looked up, the page is gone with it, another charge is opened
    [link] = world.heard(payments.PaymentLinkReady)
    assert link.url.endswith("-2")
    await world.pay(first)
    await world.pay(first.replace("-1", "-2"))
    assert (await world.view(name)).state == "CONFIRMED"
    assert len(world.heard(payments.PaymentSettled)) == 1
    assert [f.amount for f in world.heard(payments.PaymentDoubled)] == [ngn(TOTAL)]
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(TOTAL)]
    assert (await end(world))["clearing NGN"] == TOTAL - 2 * FEE


async def test_money_for_a_cancelled_booking_goes_back(world: World) -> None:
    name, reference = await world.linked()
    async with world.work() as work:
        await cancel_booking(work, name)
    await world.pay(reference)
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(TOTAL)]
    assert (await world.view(name)).state == "CANCELLED"
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}


async def test_money_under_a_strange_reference_waits_in_suspense(world: World) -> None:
    world.bank.charges_by["DASHBOARD-7"] = ChargeRequest("DASHBOARD-7", ngn(700_00), "", "", "")
    await world.pay("DASHBOARD-7")
    await world.webhook("payment:DASHBOARD-7", "paystack.charge.success", "again")
    await world.engine.drain()
    assert await end(world) == {"clearing NGN": 700_00 - FEE, "fees NGN": FEE, "suspense NGN": -700_00}


async def test_late_money_is_priced_again_and_still_buys_the_seats(world: World) -> None:
    name, reference = await world.linked()
    await world.later(hours=2)
    assert (await world.view(name)).state == "EXPIRED"
    assert len(world.heard(payments.PaymentExpired)) == 1
    assert world.heard(facts.BookingExpired) == [facts.BookingExpired(name)]
    await world.pay(reference)
    assert [f.late for f in world.heard(payments.PaymentSettled)] == [True]
    assert world.airline.asked["price"] == 1
    assert (await world.view(name)).state == "CONFIRMED"
    await end(world)


async def test_late_money_for_seats_that_are_gone_asks_the_traveller(world: World) -> None:
    name, reference = await world.linked()
    await world.later(hours=2)
    world.airline.fails["price"] = "gone"
    world.airline.first_hour = 8  # what was 07:05 flies no more
    await world.pay(reference)
    [failed] = world.heard(facts.TicketingFailed)
    assert failed.reason == "gone"
    assert failed.search.startswith("fs_")
    view = await world.view(name)
    assert (view.state, view.standing, view.paid) == ("PAYMENT_PENDING", "choosing", ngn(TOTAL))
    assert world.airline.sold == 0
    assert (await end(world))["customer NGN"] == -TOTAL


async def late_for_an_ended_offer(world: World, **airline: object) -> str:
    """A booking paid two hours late; its offer has ended, and the airline sells what `airline` says."""
    name, reference = await world.linked()
    await world.later(hours=2)
    world.airline.fails["price"] = "gone"
    for what, value in airline.items():
        setattr(world.airline, what, value)
    await world.pay(reference)
    return name


async def test_late_money_buys_the_same_flight_under_its_new_offer(world: World) -> None:
    name = await late_for_an_ended_offer(world)
    view = await world.view(name)
    assert (view.state, view.paid, view.choice) == ("CONFIRMED", ngn(TOTAL), "")
    assert (world.airline.sold, world.airline.asked["issue"]) == (1, 1)
    assert world.heard(facts.TicketingFailed) == []
    assert "customer NGN" not in await end(world)


async def test_late_money_for_a_flight_that_is_dearer_now_asks_for_the_difference(world: World) -> None:
    name = await late_for_an_ended_offer(world, price_now=Money(13_000, "USD"))
    [rose] = world.heard(facts.PriceRose)
    assert (rose.before, rose.after) == (ngn(TOTAL), ngn(197_925_00))
    view = await world.view(name)
    assert (view.standing, view.choice, view.search.startswith("fs_")) == ("choosing", "price_rose", True)
    assert world.airline.sold == 0


async def test_late_money_waits_a_quarter_of_an_hour_while_the_search_is_down(world: World) -> None:
    name = await late_for_an_ended_offer(world, fails={"price": "gone", "search": "unavailable"})
    await world.later(seconds=5)
    assert (await world.view(name)).standing == "ticketing"
    assert len(world.heard(facts.TicketingDelayed)) == 1
    world.airline.fails.pop("search")
    await world.later(minutes=2)
    assert (await world.view(name)).state == "CONFIRMED"


async def test_a_missed_webhook_is_found_by_looking(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference, webhook=False)
    assert (await world.view(name)).state == "PAYMENT_PENDING"
    await world.later(minutes=2)
    assert (await world.view(name)).state == "CONFIRMED"
    await end(world)


async def test_webhook_twice_and_return_page_settle_once(world: World) -> None:
    name, reference = await world.linked()
    world.bank.pay(reference)
    for n in range(2):
        await world.webhook(f"payment:{reference}", "paystack.charge.success", f"delivery {n}")
    async with world.work() as work:
        await check_payment(work, reference)
    await world.engine.drain()
    assert len(world.heard(payments.PaymentSettled)) == 1
    assert world.airline.asked["issue"] == 1
    assert (await world.view(name)).state == "CONFIRMED"
    await end(world)


async def test_a_webhook_alone_proves_nothing(world: World) -> None:
    name, reference = await world.linked()
    await world.webhook(f"payment:{reference}", "paystack.charge.success", "forged")
    await world.engine.drain()
    assert (await world.view(name)).standing == "awaiting_payment"
    assert await end(world) == {}


async def test_a_provider_that_is_down_is_told_and_asked_again_on_request(world: World) -> None:
    world.bank.down["initialize"] = 3
    name, _ = await world.linked()
    for _ in range(2):
        await world.later(seconds=2)
    assert [f.code for f in world.heard(payments.PaymentLinkFailed)] == ["unavailable"]
    async with world.work() as work:
        await request_payment(work, name)
    await world.engine.drain()
    assert len(world.heard(payments.PaymentLinkReady)) == 1
    await world.pay(f"{(await world.view(name)).reference}-2")
    assert (await world.view(name)).state == "CONFIRMED"


async def test_the_link_is_given_again_not_opened_twice(world: World) -> None:
    name, _ = await world.linked()
    async with world.work() as work:
        await request_payment(work, name)
        await renew_payment_link(work, name)
    await world.engine.drain()
    assert world.bank.asked["initialize"] == 1
    assert len({f.url for f in world.heard(payments.PaymentLinkReady)}) == 1


async def test_renewing_after_expiry_prices_again(world: World) -> None:
    name, _ = await world.linked()
    await world.later(hours=1)
    async with world.work() as work:
        await renew_payment_link(work, name)
    await world.engine.drain()
    assert world.airline.asked["price"] == 1
    assert [f.url[-2:] for f in world.heard(payments.PaymentLinkReady)] == ["-1", "-2"]
    await world.pay(f"{(await world.view(name)).reference}-2")
    assert (await world.view(name)).state == "CONFIRMED"
    await end(world)


async def test_renewing_at_a_much_higher_price_asks_first(world: World) -> None:
    name, _ = await world.linked()
    await world.later(hours=1)
    world.airline.price_now = Money(150_00, "USD")
    async with world.work() as work:
        await renew_payment_link(work, name)
    await world.engine.drain()
    assert [f.total for f in world.heard(facts.BookingQuoted)] == [ngn(TOTAL), ngn(228_375_00)]
    assert len(world.heard(payments.PaymentLinkReady)) == 1
    async with world.work() as work:
        await request_payment(work, name)
    await world.engine.drain()
    assert world.heard(payments.PaymentLinkReady)[-1].amount == ngn(228_375_00)


async def test_nothing_is_charged_on_an_ended_quote(world: World) -> None:
    name = await world.quoted()
    world.lagos.clock.shift += timedelta(minutes=40)
    with pytest.raises(Refused) as refusal:
        async with world.work() as work:
            await request_payment(work, name)
    assert refusal.value.code == "quote.expired"
    assert "“New payment link”" in refusal.value.guest
    await world.engine.drain()
    async with world.work() as work:
        assert await payments_shown(work, name) == ()
    assert (await world.view(name)).state == "EXPIRED"
