"""Four eyes on refunds: who may ask, who may decide, the limit over several parts, and the database's own word on it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from msgspec import structs

from dragoman import timeline
from dragoman.access import Doer, Role, Surface
from dragoman.bookings.closing import choose_refund
from dragoman.command import Refused
from dragoman.kit.money import Money
from dragoman.payments.approvals import (
    approve_refund,
    decline_refund,
    keep_money,
    request_refund,
    withdraw_refund,
)
from dragoman.payments.models import Payment, RefundRequest
from dragoman.payments.page import payment_page
from dragoman.payments.refunds import Approval, ask_refund, refund_payment
from dragoman.tenancy.commands import issue_api_key
from dragoman.tenancy.settings import change_settings
from tests import lagos
from tests.conftest import Database
from tests.rooms.bookings.test_money import FEE, TOTAL, end, ngn
from tests.rooms.bookings.world import World, build
from tests.rooms.payments.test_refunds import paid, shown

LIMIT = 100_000_00
SECOND = Doer(Role.MANAGER, "st_secondmanager")


async def limited(world: World, **settings: object) -> None:
    """Give Lagos Tours a limit above which two people decide."""
    async with world.lagos.work(lagos.OWNER, proven=True) as work:
        await change_settings(work, structs.replace(work.tenant.settings, refund_limit_minor=LIMIT, **settings))
    world.lagos.desk.tenants.forget(lagos.TENANT)


async def ask(world: World, payment: str, amount: int, by: Doer = lagos.OPERATIONS) -> str:
    async with world.work(by, Surface.CONSOLE) as work:
        return (await request_refund(work, payment, ngn(amount), "traveller_asked", "she called")).id


async def decide(world: World, command: object, request: str, by: Doer, via: Surface = Surface.CONSOLE) -> None:
    async with world.work(by, via) as work:
        await command(work, request)  # type: ignore[operator]
    await world.engine.drain()


async def refused(doing: object) -> str:
    with pytest.raises(Refused) as refusal:
        await doing  # type: ignore[misc]
    return refusal.value.code


async def state(world: World, request: str) -> tuple[str, str]:
    async with world.work(lagos.MANAGER) as work:
        row = await work.session.get(RefundRequest, request)
        assert row is not None
        return row.state, row.decided_by


async def test_one_asks_another_approves_and_both_are_named(world: World) -> None:
    await limited(world)
    name, payment, _ = await paid(world)
    request = await ask(world, payment, TOTAL)
    assert world.bank.asked["refund"] == 0
    await decide(world, approve_refund, request, lagos.MANAGER)
    assert await shown(world, name) == [(TOTAL, "REFUNDED", False)]
    assert await state(world, request) == ("APPROVED", lagos.MANAGER.id)
    async with world.work(lagos.MANAGER) as work:
        told = [h for h in await timeline.history(work.sql, f"booking:{name}") if h.tag.startswith("refund_request")]
        audited = await work.sql.fetch(
            "select tag, doer, result from audit where tag in ('payments:request_refund', 'payments:approve_refund') order by id"
        )
        refund = await work.sql.fetchrow("select asked_by, approved_by, request_id from refund")
    assert [(h.tag, h.public["asked_by"], h.public["decided_by"]) for h in told] == [
        ("refund_request:ask", lagos.OPERATIONS.id, ""),
        ("refund_request:approve", lagos.OPERATIONS.id, lagos.MANAGER.id),
    ]
    assert [tuple(r) for r in audited] == [
        ("payments:request_refund", lagos.OPERATIONS.id, "done"), ("payments:approve_refund", lagos.MANAGER.id, "done"),
    ]  # fmt: skip
    assert tuple(refund) == (lagos.OPERATIONS.id, lagos.MANAGER.id, request)
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}


async def test_nobody_approves_or_declines_their_own(world: World) -> None:
    await limited(world)
    _, payment, _ = await paid(world)
    request = await ask(world, payment, TOTAL, lagos.MANAGER)
    for command in (approve_refund, decline_refund):
        assert await refused(decide(world, command, request, lagos.MANAGER)) == "refund.own_request"
    assert await state(world, request) == ("ASKED", "")
    assert world.bank.asked["refund"] == 0
    await decide(world, withdraw_refund, request, lagos.MANAGER)
    assert await state(world, request) == ("WITHDRAWN", lagos.MANAGER.id)
    assert await refused(decide(world, approve_refund, request, SECOND)) == "state"


async def test_the_database_too_refuses_that_one_person_is_both(world: World) -> None:
    _, payment, _ = await paid(world)
    request = await ask(world, payment, TOTAL, lagos.MANAGER)
    for statement in (
        "update refund_request set state = 'APPROVED', decided_by = asked_by where id = $1",
        "update refund_request set state = 'DECLINED', decided_by = '' where id = $1",
        "insert into refund (id, tenant_id, created_at, state, payment_id, booking_id, amount_minor, currency, reason, asked_by,"
        " approved_by) select 'rf_x', tenant_id, created_at, 'REFUND_PENDING', payment_id, booking_id, 1, 'NGN', '', asked_by,"
        " asked_by from refund_request where id = $1",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            async with world.work(lagos.MANAGER) as work:
                await work.sql.execute(statement, request)


async def test_sales_may_ask_and_decides_nothing(world: World) -> None:
    name, payment, _ = await paid(world)
    assert await refused(ask(world, payment, TOTAL, lagos.SALES)) == "not_found", "somebody else's sale"
    await world.sell(name, lagos.SALES)
    request = await ask(world, payment, TOTAL, lagos.SALES)
    for who in (lagos.SALES, lagos.OPERATIONS, lagos.OWNER, lagos.GUIDE):
        assert await refused(decide(world, approve_refund, request, who)) == "role"
    assert await refused(ask(world, payment, TOTAL, lagos.GUIDE)) == "role"
    assert await refused(decide(world, withdraw_refund, request, lagos.OPERATIONS)) == "refund.not_yours"
    assert await state(world, request) == ("ASKED", "")


async def test_parts_do_not_slip_under_the_limit(world: World) -> None:
    await limited(world)
    name, payment, _ = await paid(world)
    for amount, code in (
        (LIMIT + 1, "refund.four_eyes"),
        (60_000_00, ""),
        (40_000_01, "refund.four_eyes"),
        (40_000_00, ""),
    ):
        async with world.work(lagos.OPERATIONS) as work:
            doing = refund_payment(work, payment, ngn(amount), "goodwill")
            assert (await refused(doing) if code else (await doing).state) == (code or "REFUND_PENDING")
    async with world.work(lagos.MANAGER) as work:
        assert await refused(choose_refund(work, name)) == "refund.four_eyes"
    await world.engine.drain()
    assert [amount for amount, *_ in await shown(world, name)] == [60_000_00, 40_000_00]


async def test_what_the_product_gives_back_by_itself_needs_nobody(world: World) -> None:
    await limited(world)
    name, _, _ = await paid(world)
    async with world.work() as work:  # the traveller's own choice
        await choose_refund(work, name)
    await world.engine.drain()
    assert await shown(world, name) == [(TOTAL, "REFUNDED", False)]


async def test_without_proof_nothing_is_refunded_or_approved(world: World) -> None:
    _, payment, _ = await paid(world)
    request = await ask(world, payment, TOTAL)
    async with world.lagos.work(lagos.MANAGER) as work:
        assert await refused(approve_refund(work, request)) == "proof"
        assert await refused(refund_payment(work, payment, ngn(1), "goodwill")) == "proof"
    assert world.bank.asked["refund"] == 0


async def test_an_api_key_is_nobodys_second_pair_of_eyes(world: World) -> None:
    _, payment, _ = await paid(world)
    request = await ask(world, payment, TOTAL)
    assert await refused(decide(world, approve_refund, request, lagos.MANAGER, Surface.API)) == "refund.person"
    async with world.lagos.work(Doer(Role.ADMIN, lagos.MANAGER.id), Surface.CONSOLE, proven=True) as work:
        key = await issue_api_key(work, "shop", ("payments",), Role.MANAGER)
        made = await work.sql.fetchval("select id from api_key")
    assert key
    await decide(world, withdraw_refund, request, lagos.OPERATIONS)
    theirs = await ask(world, payment, TOTAL, Doer(Role.MANAGER, made))
    assert await refused(decide(world, approve_refund, theirs, lagos.MANAGER)) == "refund.own_request"


async def test_a_request_ends_undecided(world: World) -> None:
    _, payment, _ = await paid(world)
    request = await ask(world, payment, 50_000_00)
    await world.later(hours=23)
    assert (await state(world, request))[0] == "ASKED"
    world.lagos.clock.shift += timedelta(hours=25)
    await world.engine.drain()
    assert await state(world, request) == ("EXPIRED", "")
    assert await refused(decide(world, approve_refund, request, lagos.MANAGER)) == "state"


async def test_one_request_at_a_time_and_sums_that_exist(world: World) -> None:
    _, payment, _ = await paid(world)
    assert await refused(ask(world, payment, TOTAL + 1)) == "refund.too_much"
    await ask(world, payment, TOTAL)
    assert await refused(ask(world, payment, 1, lagos.MANAGER)) == "refund.asked"
    async with world.work(lagos.OPERATIONS) as work:
        assert await refused(request_refund(work, payment, ngn(1), "because")) == "refund.reason"
        assert await refused(request_refund(work, payment, ngn(1), "other", " ")) == "refund.note"
        assert await refused(request_refund(work, payment, ngn(1), "goodwill", "x" * 301)) == "refund.note"
        assert await refused(request_refund(work, payment, Money(1, "USD"), "goodwill")) == "refund.too_much"


async def test_keeping_the_money_declines_what_was_asked(world: World) -> None:
    name, payment, _ = await paid(world)
    request = await ask(world, payment, TOTAL)
    async with world.work(lagos.MANAGER) as work:
        await keep_money(work, payment, "goodwill")
    assert await state(world, request) == ("DECLINED", lagos.MANAGER.id)
    async with world.work(lagos.MANAGER) as work:
        assert (await timeline.history(work.sql, f"booking:{name}"))[-1].tag == "payments:keep_money"


async def test_what_is_written_about_a_decision_is_kept_sealed_with_the_charge(world: World) -> None:
    _, payment, _ = await paid(world)
    request = await ask(world, payment, 10_00)
    async with world.work(lagos.MANAGER) as work:
        await keep_money(work, payment, "other", "  The card   was stolen ")
        refund = await refund_payment(work, payment, ngn(5_00), "other", "Agreed with Ada")
        await refund_payment(work, payment, ngn(4_00), "goodwill")
        notes = (await payment_page(work, payment)).notes
        assert [(n.about, n.reason, n.text, n.by) for n in notes] == [
            (request, "other", "The card was stolen", lagos.MANAGER.id), (refund.id, "other", "Agreed with Ada", lagos.MANAGER.id),
        ]  # fmt: skip
        rows = await work.sql.fetch("select sealed from payment_note")
        assert all(b"stolen" not in row["sealed"] and b"Ada" not in row["sealed"] for row in rows)


async def test_a_refund_names_its_reason(world: World) -> None:
    _, payment, _ = await paid(world)
    async with world.work(lagos.MANAGER) as work:
        assert await refused(refund_payment(work, payment, ngn(1), "because")) == "refund.reason"
        assert await refused(refund_payment(work, payment, ngn(1), "other")) == "refund.note"
        assert await refused(refund_payment(work, payment, ngn(1), "goodwill", "x" * 301)) == "refund.note"
        assert (await payment_page(work, payment)).refunds == ()


async def both(*doings: object) -> list[str]:
    results = await asyncio.gather(*doings, return_exceptions=True)  # type: ignore[call-overload]
    return sorted(r.code if isinstance(r, Refused) else type(r).__name__ if r is not None else "done" for r in results)


async def test_two_approvers_at_once_make_one_refund(world: World) -> None:
    name, payment, reference = await paid(world)
    request = await ask(world, payment, 50_000_00)
    result = await both(*(decide(world, approve_refund, request, who) for who in (lagos.MANAGER, SECOND)))
    assert result == ["done", "state"]
    assert await shown(world, name) == [(50_000_00, "REFUNDED", False)]
    assert len(world.bank.refunded[reference]) == 1


async def blindly(world: World, payment: str, request: str, by: Doer, meet: asyncio.Barrier) -> None:
    """Approve without looking at the request's state: only the database stands between two refunds."""
    async with world.work(by, Surface.CONSOLE) as work:
        await meet.wait()
        row = await work.session.get(Payment, payment)
        assert row is not None
        await ask_refund(work, row, ngn(50_000_00), "goodwill", approval=Approval(request, lagos.OPERATIONS.id))


async def raced(world: World) -> tuple[list[str], int]:
    name, payment, _ = await paid(world)
    request = await ask(world, payment, 50_000_00)
    meet = asyncio.Barrier(2)
    result = await both(*(blindly(world, payment, request, who, meet) for who in (lagos.MANAGER, SECOND)))
    await world.engine.drain()
    return result, len(await shown(world, name))


async def test_the_index_alone_stops_the_second_refund(world: World) -> None:
    assert await raced(world) == (["IntegrityError", "done"], 1)


async def test_without_the_index_two_refunds_go_out(own_database: Database) -> None:
    owner = await asyncpg.connect(own_database.owner)
    await owner.execute("drop index refund_request_once")
    await owner.close()
    store = await own_database.store()
    world = await build(store)
    assert await raced(world) == (["done", "done"], 2)
    await world.door.close()
    await store.close()
