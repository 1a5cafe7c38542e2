"""The daily comparison with the provider: equal books say so, and what differs is named, noted and read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from dragoman import timeline
from dragoman.access import SYSTEM
from dragoman.command import Refused
from dragoman.kit.money import Money
from dragoman.ledger.reconciliation import Gap
from dragoman.payments import effects
from dragoman.payments.comparisons import StoredDifference, days, resolve_difference, stored_differences
from dragoman.payments.executors import READ_POLICY
from dragoman.payments.facts import BooksCompared
from dragoman.payments.gateway import ChargeRequest
from dragoman.payments.reconcile import ACTOR, compare, reconcile_daily, reconcile_day
from tests import lagos
from tests.rooms.bookings.test_money import FEE, TOTAL
from tests.rooms.bookings.world import World

DAY = datetime(2026, 11, 20, tzinfo=UTC)


async def listening(world: World) -> list[BooksCompared]:
    """Let the chat's notebook hear of comparisons too, as staff do."""

    async def staff(_work: object, fact: object) -> tuple[str, ...]:
        return ("chat:staff",) if isinstance(fact, BooksCompared) else ()

    world.lagos.desk.routes.listen(staff)
    return world.told


async def test_equal_books_agree(world: World) -> None:
    await listening(world)
    _, reference = await world.linked()
    await world.pay(reference)
    async with world.work(SYSTEM) as work:
        await reconcile_day(work, DAY)
    await world.engine.drain()
    assert world.heard(BooksCompared) == [BooksCompared("paystack", "2026-11-20", 1, 0)]


async def test_money_we_missed_is_named_read_and_booked(world: World) -> None:
    await listening(world)
    name, reference = await world.linked()
    world.bank.pay(reference)  # no webhook, no look yet
    world.bank.charges_by["STRAY-1"] = ChargeRequest("STRAY-1", Money(500_00, "NGN"), "", "", "")
    world.bank.pay("STRAY-1")
    async with world.work(SYSTEM) as work:
        await reconcile_day(work, DAY)
    await world.engine.drain()
    assert world.heard(BooksCompared) == [BooksCompared("paystack", "2026-11-20", 2, 2)]
    async with world.work(SYSTEM) as work:
        notes = await timeline.history(work.sql, "reconciliation:2026-11-20")
    assert [(n.tag, n.public["reference"]) for n in notes] == [
        ("payments:not_booked", reference),
        ("payments:not_booked", "STRAY-1"),
    ] or [n.public["reference"] for n in notes] == sorted([reference, "STRAY-1"])
    assert (await world.view(name)).state == "CONFIRMED"
    books = await world.books()
    assert books["suspense NGN"] == -500_00
    assert books["clearing NGN"] == world.bank.held() == TOTAL + 500_00 - 2 * FEE


async def test_money_the_provider_does_not_know_is_named(world: World) -> None:
    _, reference = await world.linked()
    await world.pay(reference)
    here = effects.ChargesHere("paystack", DAY, DAY + timedelta(days=1), ())
    async with world.work(SYSTEM) as work:
        [difference] = await compare(work, here)
    assert (difference.reference, difference.gap) == (reference, Gap.NOT_AT_PROVIDER)
    assert difference.ours == Money(TOTAL - FEE, "NGN")


async def test_it_runs_every_day_by_itself(world: World) -> None:
    await listening(world)
    async with world.work(SYSTEM) as work:
        await reconcile_daily(work)
    for _ in range(3):
        await world.later(hours=24)
    assert [f.day for f in world.heard(BooksCompared)] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    async with world.work(SYSTEM) as work:
        assert await work.sql.fetchval("select count(*) from timer where actor = $1", ACTOR) == 1


async def test_a_start_after_the_hour_does_not_skip_the_day(world: World) -> None:
    await listening(world)
    async with world.work(SYSTEM) as work:
        await reconcile_daily(work)
    world.lagos.clock.shift += timedelta(hours=24)  # the process was down at six
    async with world.work(SYSTEM) as work:
        await reconcile_daily(work)
    await world.engine.drain()
    assert [f.day for f in world.heard(BooksCompared)] == ["2026-11-20"]


@pytest.mark.parametrize("why", ["open", "down"])
async def test_stray_money_is_found_though_the_first_look_found_nothing(world: World, why: str) -> None:
    world.bank.charges_by["STRAY-1"] = ChargeRequest("STRAY-1", Money(500_00, "NGN"), "", "", "")
    if why == "down":
        world.bank.pay("STRAY-1")
        world.bank.down["verify"] = READ_POLICY.attempts_max
    await world.webhook("payment:STRAY-1", "paystack.charge.failed", "STRAY-1 first")
    for _ in range(READ_POLICY.attempts_max):
        await world.later(minutes=1)
    assert world.bank.asked["verify"] == (1 if why == "open" else READ_POLICY.attempts_max)
    assert "suspense NGN" not in await world.books()
    if why == "open":
        world.bank.pay("STRAY-1")
        await world.webhook("payment:STRAY-1", "paystack.charge.success", "STRAY-1 second")
    else:
        async with world.work(SYSTEM) as work:
            await reconcile_day(work, DAY)
    await world.engine.drain()
    assert (await world.books())["suspense NGN"] == -500_00


def listed(world: World, *records: object) -> effects.ChargesHere:
    return effects.ChargesHere("paystack", DAY, DAY + timedelta(days=1), records)  # type: ignore[arg-type]


async def kept(world: World) -> list[StoredDifference]:
    async with world.work(lagos.MANAGER) as work:
        return list(await stored_differences(work, day=DAY.date()))


async def test_every_difference_is_kept_by_name_and_goes_when_it_is_gone(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    record = world.bank.records[reference]
    wrong = {
        Gap.NOT_AT_PROVIDER: (),
        Gap.FEE: (structs.replace(record, fees=Money(FEE + 1_00, "NGN")),),
        Gap.AMOUNT: (structs.replace(record, charged=Money(TOTAL - 1, "NGN")),),
        Gap.CURRENCY: (structs.replace(record, charged=Money(TOTAL, "USD"), fees=None),),
    }
    for gap, records in wrong.items():
        async with world.work(SYSTEM) as work:
            await compare(work, listed(world, *records))
        [open_one] = [d for d in await kept(world) if d.closed_at is None]
        assert (open_one.gap, open_one.reference, open_one.booking) == (gap, reference, name)
    async with world.work(SYSTEM) as work:
        await compare(work, listed(world, record))
    assert {(d.gap, d.closed_by) for d in await kept(world)} == {(gap, "settled") for gap in wrong}
    async with world.work(lagos.MANAGER) as work:
        [today] = await days(work, DAY.date(), 2)  # the business is as old as today
        [tomorrow, again] = await days(work, DAY.date() + timedelta(days=1), 2)
    assert (today.charges, today.open, today.closed) == (1, 0, 4)
    assert (tomorrow.compared_at, again) == (None, today)
    async with world.work(SYSTEM) as work:  # what comes back is open again
        await compare(work, listed(world))
    assert [d.gap for d in await kept(world) if d.closed_at is None] == [Gap.NOT_AT_PROVIDER]


async def test_a_difference_is_explained_once_by_a_manager(world: World) -> None:
    _, reference = await world.linked()
    await world.pay(reference)
    async with world.work(SYSTEM) as work:
        await compare(work, listed(world))
    [found] = await kept(world)
    for by, reason, note, code in (
        (lagos.OPERATIONS, "provider_error", "", "role"),
        (lagos.MANAGER, "because", "", "difference.reason"),
        (lagos.MANAGER, "other", " ", "difference.note"),
    ):
        async with world.work(by) as work:
            with pytest.raises(Refused) as refusal:
                await resolve_difference(work, found.id, reason, note)
        assert refusal.value.code == code
    async with world.work(lagos.MANAGER) as work:
        await resolve_difference(work, found.id, "provider_error", "their list was late")
        with pytest.raises(Refused) as refusal:
            await resolve_difference(work, found.id, "written_off", "")
    assert refusal.value.code == "difference.gone"
    async with world.work(SYSTEM) as work:  # explained once, it stays explained
        await compare(work, listed(world))
    [again] = await kept(world)
    assert (again.closed_by, again.reason, again.note) == (lagos.MANAGER.id, "provider_error", "their list was late")


async def test_days_without_the_product_are_all_compared(world: World) -> None:
    await listening(world)
    _, reference = await world.linked()
    await world.pay(reference)
    async with world.work(SYSTEM) as work:
        await reconcile_daily(work)
    world.lagos.clock.shift += timedelta(days=4)  # down for four days: the timer rings once, late
    await world.engine.drain()
    compared = sorted(fact.day for fact in world.heard(BooksCompared))
    first = datetime.fromisoformat(compared[0])
    assert compared == [(first + timedelta(days=n)).date().isoformat() for n in range(4)]
    await world.later(days=1)
    assert len(world.heard(BooksCompared)) == 5  # and none of them twice
