"""The prohibitions of the table of roles that can be broken today, each by name, through commands and through the API.

"Own" of sales: a booking that they made, or of a conversation that is theirs now (docs/decisions, whose bookings sales see).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from dragoman.access import SYSTEM, Doer, Role, Surface
from dragoman.bookings import queries
from dragoman.bookings.closing import cancel_booking
from dragoman.bookings.commands import hold_booking
from dragoman.bookings.dossier import dossier
from dragoman.bookings.revealing import add_note
from dragoman.bookings.states import BOOKING
from dragoman.bookings.ticketing import issue
from dragoman.command import COMMANDS, Refused
from dragoman.conversations import people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.message import Sender
from dragoman.engine import Store
from dragoman.inbox.lists import counts
from dragoman.kit.money import Money
from dragoman.notifications.alerts import close_alert, open_alert, open_alerts
from dragoman.notifications.commands import resend_documents
from dragoman.payments.approvals import approve_refund, keep_money, request_refund
from dragoman.payments.commands import check_payment, settle_payment
from dragoman.payments.listing import PaymentFilters, payments_listed
from dragoman.payments.page import payment_page
from dragoman.payments.refunds import refund_payment
from dragoman.tenancy.settings import change_settings
from tests import lagos
from tests.rooms.api.world import ALL, Shop, things_of
from tests.rooms.api.world import build as build_shop
from tests.rooms.bookings.world import ADA, CHAT, KOFI, World

STAFF = (lagos.SALES, lagos.OPERATIONS, lagos.GUIDE, lagos.MANAGER, lagos.OWNER)
OTHER_SALES = Doer(Role.SALES, "st_othersales")


@pytest.fixture
async def shop(store: Store) -> Shop:
    return await build_shop(store)


async def code_of(world: World, by: Doer, command: Callable[..., Awaitable[Any]], *args: object, **more: Any) -> str:
    """Ask with a fresh proof, so that it is the role that decides; "" when it was done."""
    try:
        async with world.lagos.work(by, Surface.CONSOLE, proven=True) as work:
            await command(work, *args, **more)
    except Refused as refusal:
        return refusal.code
    return ""


async def standing(world: World) -> list[tuple[object, ...]]:
    """What must not have changed: bookings, orders, charges, refunds, requests and the books."""
    async with world.work() as work:
        rows = []
        for table in (
            "booking",
            "flight_order",
            "payment",
            "refund",
            "refund_request",
            "payment_note",
            "ledger_entry",
            "booking_note",
        ):
            rows += await work.sql.fetch(f"select '{table}', t::text from {table} t order by 2")
    return [tuple(row) for row in rows]


async def test_a_customer_never_sees_anothers_data(world: World) -> None:
    name, _ = await world.linked()
    before = await standing(world)
    for look in (
        queries.booking,
        queries.booking_of,
        queries.party_of,
        queries.link_pending,
        dossier,
        resend_documents,
    ):
        assert await code_of(world, KOFI, look, name) == "not_found", look.__name__
    assert await code_of(world, KOFI, queries.bookings_of, ADA.id) == "not_found"
    for look_at_all in (queries.page, payments_of_all):
        assert await code_of(world, KOFI, look_at_all) == "not_found"
    assert await standing(world) == before
    assert await code_of(world, ADA, queries.booking, name) == ""


async def payments_of_all(work: Any) -> None:
    await payments_listed(work, PaymentFilters())


async def test_a_customer_never_changes_inventory_and_never_approves(world: World) -> None:
    name, _ = await world.linked()
    before = await standing(world)
    assert await code_of(world, ADA, hold_booking, name) == "role"
    for decide in (approve_refund,):
        assert await code_of(world, ADA, decide, "rr_any") == "role"
    assert await code_of(world, ADA, keep_money, "pay_any", "goodwill") == "role"
    assert await code_of(world, ADA, refund_payment, "pay_any", Money(1, "NGN"), "goodwill") == "role"
    assert await standing(world) == before


async def test_sales_sees_their_own_bookings_and_no_others(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    async with world.work() as work:
        payment = await work.sql.fetchval("select id from payment where booking_id = $1", name)
        await open_alert(work, "ticketing_failed", f"booking:{name}", "")
    before = await standing(world)
    doors: tuple[tuple[Any, ...], ...] = (
        (queries.booking, name), (queries.booking_of, name), (queries.party_of, name), (queries.link_pending, name), (dossier, name),
        (add_note, name, "mine now"), (resend_documents, name), (payment_page, payment), (check_payment, reference),
        (request_refund, payment, Money(1, "NGN"), "goodwill"),
    )  # fmt: skip
    for door, *args in doors:
        assert await code_of(world, lagos.SALES, door, *args) == "not_found", door.__name__
    assert await seen(world, lagos.SALES) == ([], [], [], 0)
    assert await standing(world) == before
    await world.sell(name, lagos.SALES)
    for door, *args in doors[:5]:
        assert await code_of(world, lagos.SALES, door, *args) == "", door.__name__
    assert await seen(world, lagos.SALES) == ([name], [name], [payment], 1)
    assert await seen(world, OTHER_SALES) == ([], [], [], 0)


async def seen(world: World, by: Doer) -> tuple[list[str], list[str], list[str], int]:
    async with world.work(by) as work:
        return (
            [b.id for b in await queries.page(work)],
            [b.id for b in await queries.bookings_of(work, ADA.id)],
            [p.id for p in await payments_listed(work, PaymentFilters())],
            len(await open_alerts(work)),
        )


async def test_a_conversation_makes_its_bookings_ones_own_while_one_has_it(world: World) -> None:
    name, _ = await world.linked()
    async with world.lagos.work() as work:
        person = await people.recognise(work, Sender(phone=lagos.ADA))
        await records.start(
            work,
            person=person,
            number=world.lagos.number,
            channel="meta",
            actor=CHAT,
            to=Recipient(lagos.ADA),
            referral=None,
        )
    for owner, code in ((lagos.SALES.id, ""), (OTHER_SALES.id, "not_found"), ("", "not_found")):
        async with world.work() as work:
            changed = await work.sql.execute("update conversation set assigned_to = $2 where actor = $1", CHAT, owner)
        assert changed == "UPDATE 1"
        assert await code_of(world, lagos.SALES, queries.booking, name) == code


async def test_sales_closes_no_alert_of_somebody_elses_booking(world: World) -> None:
    name, _ = await world.linked()
    async with world.work() as work:
        await open_alert(work, "ticketing_failed", f"booking:{name}", "")
    async with world.work(lagos.OPERATIONS) as work:
        alert = (await open_alerts(work))[0].id
    assert await code_of(world, lagos.SALES, close_alert, alert) == "alert.gone"
    async with world.work(lagos.OPERATIONS) as work:
        assert [a.id for a in await open_alerts(work)] == [alert]
    await world.sell(name, lagos.SALES)
    assert await code_of(world, lagos.SALES, close_alert, alert) == ""


async def test_sales_never_approves_refunds_or_holds_and_cancels_nothing_paid(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    await world.sell(name, lagos.SALES)
    before = await standing(world)
    assert await code_of(world, lagos.SALES, approve_refund, "rr_any") == "role"
    assert await code_of(world, lagos.SALES, keep_money, "pay_any", "goodwill") == "role"
    assert await code_of(world, lagos.SALES, refund_payment, "pay_any", Money(1, "NGN"), "goodwill") == "role"
    assert await code_of(world, lagos.SALES, hold_booking, name) == "role"
    assert await code_of(world, lagos.SALES, cancel_booking, name) == "booking.paid"
    assert await standing(world) == before


async def test_operations_never_approves_sells_or_changes_the_business(world: World) -> None:
    before = await standing(world)
    assert await code_of(world, lagos.OPERATIONS, approve_refund, "rr_any") == "role"
    assert await code_of(world, lagos.OPERATIONS, keep_money, "pay_any", "goodwill") == "role"
    async with world.work() as work:
        kept = work.tenant.settings
    assert await code_of(world, lagos.OPERATIONS, change_settings, kept) == "role"
    assert await standing(world) == before


async def test_nobody_approves_their_own_request_in_another_of_their_roles(world: World) -> None:
    name, reference = await world.linked()
    world.airline.outcome = "refused:gone"
    await world.pay(reference)
    both = "st_asksanddecides"
    async with world.lagos.work(Doer(Role.OPERATIONS, both), Surface.CONSOLE, proven=True) as work:
        payment = await work.sql.fetchval("select id from payment where booking_id = $1", name)
        request = await request_refund(work, payment, Money(100, "NGN"), "goodwill")
    before = await standing(world)
    assert await code_of(world, Doer(Role.MANAGER, both), approve_refund, request.id) == "refund.own_request"
    assert await standing(world) == before


async def test_field_staff_sees_no_money_no_booking_and_nobody_else(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    async with world.work() as work:
        payment = await work.sql.fetchval("select id from payment where booking_id = $1", name)
    before = await standing(world)
    for look in (queries.booking, queries.party_of, dossier):
        assert await code_of(world, lagos.GUIDE, look, name) == "not_found"
    assert await code_of(world, lagos.GUIDE, payment_page, payment) == "not_found"
    assert await code_of(world, lagos.GUIDE, payments_of_all) == "not_found"
    assert await code_of(world, lagos.GUIDE, queries.page) == "not_found"
    async with world.work(lagos.GUIDE) as work:
        assert set((await counts(work)).values()) <= {0}
    own = {tag for tag, entry in COMMANDS.items() if Role.FIELD_STAFF in entry.by}
    assert {tag.partition(":")[0] for tag in own} <= {"staff", "inbox"}, (
        "field staff steers nothing but their own sign-in"
    )
    assert await standing(world) == before


async def test_nobody_confirms_a_payment_that_the_provider_does_not_confirm(world: World) -> None:
    name, reference = await world.linked()
    record = world.bank.pay(reference)
    before = await standing(world)
    for by in (ADA, *STAFF):
        assert await code_of(world, by, settle_payment, "pay_any", record, "paystack") == "role"
    assert await standing(world) == before
    assert COMMANDS["payments:settle"].by == {SYSTEM.role}
    async with world.work(SYSTEM) as work:  # and nothing is bought before the settling
        with pytest.raises(Refused, match=r"booking\.unpaid"):
            await issue(work, await queries.booking_of(work, name, lock=True))


async def test_nobody_skips_a_guard(world: World) -> None:
    """No verb of the table is open from a state that it does not name, whoever asks; only the table's own moves write a state."""
    name = await world.draft()
    before = await standing(world)
    async with world.work() as work:
        row = await queries.booking_of(work, name)
        closed = {verb for verb in BOOKING.moves if verb not in BOOKING.open_to(row)}
    assert closed, "a draft cannot do everything"
    for verb in sorted(closed):
        async with world.work() as work:
            with pytest.raises(Refused) as refusal:
                await work.move(await queries.booking_of(work, name), verb)
            assert refusal.value.code in ("state", "guard"), verb
    assert await standing(world) == before


async def test_a_key_of_sales_reaches_its_own_bookings_alone(shop: Shop) -> None:
    """The same table decides through the API: what sales may not see does not exist there either."""
    things = await things_of(shop)
    async with shop.client(await shop.key(*ALL, role=Role.SALES)) as sales:
        made = await shop.booked(sales, pay=False)
        listed = (await sales.get("/v1/bookings")).json()["items"]
        assert [b["id"] for b in listed] == [made["id"]]
        assert (await sales.get(f"/v1/bookings/{made['id']}")).status_code == 200
        for path in ("", "/timeline", "/payments", "/documents", "/actions"):
            answer = await sales.get(f"/v1/bookings/{things['booking']}{path}")
            assert answer.status_code == 404, path
        assert (await sales.get(f"/v1/documents/{things['document']}")).status_code == 404
        for path in ("/payment-link", "/choice", "/documents/resend"):
            body = {"take": "refund"} if path == "/choice" else None
            answer = await sales.post(f"/v1/bookings/{things['booking']}{path}", json=body)
            assert answer.status_code in (403, 404), path
        refund = {"amount": {"minor": 100, "currency": "NGN"}, "reason": "goodwill"}
        assert (await sales.post(f"/v1/payments/{things['payment']}/refund", json=refund)).status_code == 403
    async with shop.client(await shop.key(*ALL, role=Role.FIELD_STAFF)) as field:
        for path in ("/v1/bookings", f"/v1/bookings/{things['booking']}", f"/v1/bookings/{things['booking']}/payments"):
            assert (await field.get(path)).status_code == 403, path
