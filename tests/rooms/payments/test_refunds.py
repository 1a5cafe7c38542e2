"""Refunds are processes: full, part, lost, failed, stuck at the bank; the books show both legs at every moment."""

from __future__ import annotations

import pytest
from msgspec import structs

from dragoman.bookings.closing import choose_refund
from dragoman.command import Refused
from dragoman.kit.money import Money
from dragoman.payments import facts
from dragoman.payments.gateway import RefundStatus
from dragoman.payments.queries import payments
from dragoman.payments.refunds import refund_payment
from tests import lagos
from tests.rooms.bookings.test_money import FEE, TOTAL, end, ngn
from tests.rooms.bookings.world import World


async def paid(world: World) -> tuple[str, str, str]:
    """A booking that is paid and has no ticket; returns its id, the charge's id and reference."""
    name, reference = await world.linked()
    world.airline.outcome = "refused:gone"
    await world.pay(reference)
    async with world.work() as work:
        [payment] = await payments(work, name)
    return name, payment.id, reference


async def refund(world: World, payment: str, amount: int) -> str:
    async with world.work(lagos.OPERATIONS) as work:
        row = await refund_payment(work, payment, ngn(amount), "goodwill")
    await world.engine.drain()
    return row.id


async def shown(world: World, name: str) -> list[tuple[int, str, bool]]:
    async with world.work(lagos.MANAGER) as work:
        [payment] = await payments(work, name)
    return [(r.amount.minor, r.state, r.attention) for r in payment.refunds]


def bank_says(world: World, reference: str, status: RefundStatus) -> None:
    rows = world.bank.refunded[reference]
    rows[-1] = structs.replace(rows[-1], status=status)


async def test_parts_never_exceed_the_whole(world: World) -> None:
    name, payment, _ = await paid(world)
    await refund(world, payment, 100_000_00)
    await refund(world, payment, 82_000_00)
    for amount, code in ((700_01, "refund.too_much"), (0, "refund.amount"), (-1, "refund.amount")):
        with pytest.raises(Refused) as refusal:
            await refund(world, payment, amount)
        assert (refusal.value.code, refusal.value.field) == (code, "amount")
    await refund(world, payment, 700_00)
    assert [row[1] for row in await shown(world, name)] == ["REFUNDED"] * 3
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}


async def test_a_slow_refund_is_promised_until_the_webhook_says_done(world: World) -> None:
    world.bank.refund_status = RefundStatus.PENDING
    name, payment, reference = await paid(world)
    await refund(world, payment, 50_000_00)
    assert (await end(world))["refunds NGN"] == -50_000_00
    assert await shown(world, name) == [(50_000_00, "REFUND_PENDING", False)]
    bank_says(world, reference, RefundStatus.PROCESSED)
    for n in range(2):
        await world.webhook(f"payment:{reference}", "paystack.refund.processed", f"delivery {n}")
        await world.engine.drain()
    assert await shown(world, name) == [(50_000_00, "REFUNDED", False)]
    assert len(world.heard(facts.RefundPaid)) == 1
    assert "refunds NGN" not in await end(world)


async def test_a_refund_without_webhook_is_found_by_looking(world: World) -> None:
    world.bank.refund_status = RefundStatus.PENDING
    name, payment, reference = await paid(world)
    await refund(world, payment, 50_000_00)
    bank_says(world, reference, RefundStatus.PROCESSED)
    await world.later(minutes=15)
    assert await shown(world, name) == [(50_000_00, "REFUNDED", False)]


async def test_a_lost_answer_is_looked_up_and_never_asked_twice(world: World) -> None:
    name, payment, reference = await paid(world)
    world.bank.lose["refund"] = 1
    await refund(world, payment, 50_000_00)
    assert await shown(world, name) == [(50_000_00, "REFUND_PENDING", False)]
    await refund(world, payment, 50_000_00)  # of the same sum: waits in its lane behind the lost one
    assert world.bank.asked["refund"] == 1
    await world.later(seconds=10)
    await world.engine.drain()
    assert [row[1] for row in await shown(world, name)] == ["REFUNDED", "REFUNDED"]
    assert len(world.bank.refunded[reference]) == 2
    await end(world)


async def test_a_failed_refund_goes_to_a_person_and_can_be_sent_again(world: World) -> None:
    world.bank.refund_status = RefundStatus.FAILED
    name, payment, _ = await paid(world)
    await refund(world, payment, 50_000_00)
    assert [(f.amount, f.attention) for f in world.heard(facts.RefundFailed)] == [(ngn(50_000_00), False)]
    assert (await end(world))["suspense NGN"] == -50_000_00
    world.bank.refund_status = RefundStatus.PROCESSED
    await refund(world, payment, 50_000_00)
    assert [row[1] for row in await shown(world, name)] == ["REFUND_FAILED", "REFUNDED"]
    assert "suspense NGN" not in await end(world)


async def test_bank_details_are_asked_once_and_the_refund_goes_on(world: World) -> None:
    world.bank.refund_status = RefundStatus.ATTENTION
    name, payment, reference = await paid(world)
    await refund(world, payment, 50_000_00)
    await world.webhook(f"payment:{reference}", "paystack.refund.needs-attention", "again")
    await world.engine.drain()
    assert [f.attention for f in world.heard(facts.RefundFailed)] == [True]
    bank_says(world, reference, RefundStatus.PROCESSED)
    await world.webhook(f"payment:{reference}", "paystack.refund.processed", "done")
    await world.engine.drain()
    assert await shown(world, name) == [(50_000_00, "REFUNDED", True)]
    await end(world)


async def test_money_that_went_to_the_airline_is_not_refunded_blindly(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    async with world.work() as work:
        [payment] = await payments(work, name)
    with pytest.raises(Refused) as refusal:
        await refund(world, payment.id, 1_00)
    assert refusal.value.code == "refund.earned"
    assert world.bank.asked["refund"] == 0


async def test_an_unpaid_charge_has_nothing_to_refund(world: World) -> None:
    name, _ = await world.linked()
    async with world.work() as work:
        [payment] = await payments(work, name)
    with pytest.raises(Refused) as refusal:
        await refund(world, payment.id, 1_00)
    assert refusal.value.code == "refund.unpaid"


async def test_a_part_refunded_booking_gives_back_only_the_rest(world: World) -> None:
    name, payment, _ = await paid(world)
    await refund(world, payment, 82_700_00)
    async with world.work() as work:
        await choose_refund(work, name)
    await world.engine.drain()
    assert [row[:2] for row in await shown(world, name)] == [(82_700_00, "REFUNDED"), (TOTAL - 82_700_00, "REFUNDED")]
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}
    assert Money(0, "NGN") == (await world.view(name)).paid
