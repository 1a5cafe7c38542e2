"""What staff see of a booking and of its money, what is open to them, and what a stale button gets."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from dragoman import timeline
from dragoman.access import Doer, Role, Surface
from dragoman.bookings.actions import RULES, ChargeFacts, RequestFacts, open_actions
from dragoman.bookings.after_sale import ask_cancellation, quote_cancellation
from dragoman.bookings.closing import cancel_booking
from dragoman.bookings.dossier import actions_of, dossier
from dragoman.bookings.figures import daily, spans
from dragoman.bookings.queries import booking_of
from dragoman.bookings.revealing import add_note, masked_number, reveal_documents
from dragoman.bookings.unknowns import unknown_charges, unknown_orders, unknown_outside, unknown_refunds
from dragoman.command import COMMANDS, Refused
from dragoman.kit.crypto import Vault
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.browsing import accounts, postings, proof, subjects
from dragoman.notifications.queues import queues
from dragoman.payments.approvals import request_refund
from dragoman.payments.gateway import RefundStatus
from dragoman.payments.listing import PaymentFilters, payments_listed
from dragoman.payments.page import payment_page
from dragoman.payments.refunds import refund_payment
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.deeds import mark, unmoved
from dragoman.tenancy.queries import StaffCard
from scripts.generated_pages import load_commands
from tests import lagos
from tests.rooms.bookings.test_money import FEE, TOTAL, ngn
from tests.rooms.bookings.world import ADA_DETAILS, World
from tests.rooms.payments.test_refunds import paid

PASSPORT = structs.replace(
    ADA_DETAILS,
    nationality="NG",
    document_number="A12345678",
    document_country="NG",
    document_expires_on=date(2031, 5, 1),
)


async def verbs(world: World, name: str, by: Doer) -> list[str]:
    async with world.work(by, Surface.CONSOLE) as work:
        return [action.verb for action in (await dossier(work, name)).actions]


def test_every_button_has_a_command() -> None:
    load_commands()
    assert {rule.command for rules in RULES.values() for rule in rules} <= COMMANDS.keys()


async def test_buttons_follow_state_and_role(world: World) -> None:
    load_commands()
    name, reference = await world.linked()
    assert await verbs(world, name, lagos.MANAGER) == ["payment_link", "cancel", "add_note"]
    assert await verbs(world, name, lagos.OPERATIONS) == ["cancel", "add_note"]
    await world.pay(reference)
    assert await verbs(world, name, lagos.MANAGER) == ["quote_cancellation", "resend_documents", "add_note"]
    world.airline.gives_back = Money(6_600, "USD")
    async with world.work(lagos.MANAGER) as work:
        await quote_cancellation(work, name)
    await world.engine.drain()
    assert await verbs(world, name, lagos.OPERATIONS) == [
        "quote_cancellation", "ask_cancellation", "resend_documents", "add_note",
    ]  # fmt: skip
    async with world.work(lagos.MANAGER) as work:
        assert (await dossier(work, name)).comes_back == ngn(101_700_00)


async def test_buttons_are_found_without_opening_anything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    load_commands()
    name = await world.draft((PASSPORT,))
    async with world.work(lagos.MANAGER, Surface.CONSOLE) as work:
        await add_note(work, name, "window")
        shown = (await dossier(work, name)).actions
        with monkeypatch.context() as patch:
            patch.setattr(Vault, "open", lambda *_: pytest.fail("verbs need no passports, notes or e-mails"))
            assert await actions_of(work, name) == shown
    assert "reveal_documents" in [action.verb for action in shown]


async def test_a_paid_booking_without_ticket_offers_the_ways_out(world: World) -> None:
    load_commands()
    name, payment, _ = await paid(world)
    assert await verbs(world, name, lagos.MANAGER) == ["rebook", "choose_refund", "add_note"]
    assert await verbs(world, name, lagos.OPERATIONS) == ["choose_refund", "add_note"]
    async with world.work(lagos.MANAGER) as work:
        page = await payment_page(work, payment)
    facts = ChargeFacts("PAID", page.terms.held or ngn(0))
    assert [a.verb for a in open_actions(facts, Role.MANAGER)] == ["check", "refund", "request_refund", "keep_money"]
    assert [a.verb for a in open_actions(facts, Role.SALES)] == ["check", "request_refund"]
    assert [(a.verb, a.sensitive) for a in open_actions(RequestFacts("ASKED", own=False), Role.MANAGER)] == [
        ("approve", True), ("decline", False),
    ]  # fmt: skip
    assert [a.verb for a in open_actions(RequestFacts("ASKED", own=True), Role.MANAGER)] == ["withdraw"]
    assert open_actions(RequestFacts("APPROVED", own=False), Role.MANAGER) == ()
    assert open_actions(facts, Role.FIELD_STAFF) == open_actions(facts, Role.ADMIN) == ()


async def test_sales_sees_only_their_own(world: World) -> None:
    name, payment, _ = await paid(world)
    for by, doing in ((lagos.SALES, dossier), (lagos.GUIDE, dossier), (lagos.OWNER, dossier)):
        async with world.work(by) as work:
            with pytest.raises(Refused) as refusal:
                await doing(work, name)
            assert refusal.value.code == "not_found"
            with pytest.raises(Refused) as refusal:
                await payment_page(work, payment)
            assert refusal.value.code == "not_found"
    async with world.work(lagos.SALES) as work:
        assert await payments_listed(work, PaymentFilters()) == ()
    async with world.work(lagos.OPERATIONS) as work:
        [row] = await payments_listed(work, PaymentFilters(state="PAID", verdict="full", made_from=date(2026, 11, 20)))
        assert (row.id, row.received, row.fees) == (payment, ngn(TOTAL), ngn(FEE))
        assert await payments_listed(work, PaymentFilters(refunds=True)) == ()


async def test_passports_are_masked_until_somebody_says_why(world: World) -> None:
    name = await world.draft((PASSPORT,))
    async with world.lagos.work(lagos.OPERATIONS, proven=True) as work:
        [seen] = (await dossier(work, name)).travellers
        assert (seen.document, seen.born) == ("****5678", "1988")
        with pytest.raises(Refused) as refusal:
            await reveal_documents(work, name, "curious")
        assert refusal.value.code == "reveal.reason"
        [shown] = await reveal_documents(work, name, "visa")
        assert (shown.document, shown.born) == ("A12345678", "1988-03-14")
        told = (await timeline.history(work.sql, f"booking:{name}"))[-1]
        assert (told.tag, told.public, told.doer) == (
            "bookings:reveal_documents",
            {"reason": "visa"},
            lagos.OPERATIONS.id,
        )
    for by, proven, code in (
        (lagos.OPERATIONS, False, "proof"),
        (lagos.SALES, True, "role"),
        (lagos.GUIDE, True, "role"),
    ):
        async with world.lagos.work(by, proven=proven) as work:
            with pytest.raises(Refused) as refusal:
                await reveal_documents(work, name, "visa")
            assert refusal.value.code == code


def test_short_numbers_show_nothing() -> None:
    assert [masked_number(n) for n in ("", "A1234", "A1234567")] == ["", "****", "****4567"]


async def test_notes_are_for_staff(world: World) -> None:
    name = await world.sell(await world.draft(), lagos.SALES)
    async with world.work(lagos.SALES) as work:
        await add_note(work, name, " She prefers the <b>window</b> ")
        with pytest.raises(Refused) as refusal:
            await add_note(work, name, "  ")
        assert refusal.value.code == "note.length"
    async with world.work(lagos.MANAGER) as work:
        found = await dossier(work, name)
    assert [(n.text, n.by) for n in found.notes] == [("She prefers the <b>window</b>", lagos.SALES.id)]


async def test_a_stale_button_says_who_was_faster(world: World) -> None:
    name, _ = await world.linked()
    async with world.lagos.work(lagos.OWNER, proven=True) as work:
        chidi = await add_staff(work, StaffCard("Chidi Eze", "+2348035550103"), Role.OPERATIONS)
    async with world.work(lagos.MANAGER) as work:
        seen = mark(await booking_of(work, name))
    async with world.work(Doer(Role.OPERATIONS, chidi), Surface.CONSOLE) as work:
        await cancel_booking(work, name)
    async with world.work(lagos.MANAGER) as work:
        row = await booking_of(work, name, lock=True)
        with pytest.raises(Refused) as refusal:
            await unmoved(work, row, seen)
        await unmoved(work, row, mark(row))
    assert refusal.value.code == "moved"
    assert refusal.value.staff.startswith("Already done: “cancel” by Chidi Eze at 10:00 on 20 Nov 2026 (Africa/Lagos).")


async def test_the_payment_page_shows_both_records_and_every_word_between(world: World) -> None:
    _, reference = await world.linked()
    await world.pay(reference)
    async with world.work(lagos.OPERATIONS) as work:
        payment = (await payments_listed(work, PaymentFilters(reference=reference)))[0].id
        page = await payment_page(work, payment)
    assert page.theirs.record is not None
    assert (page.theirs.record.charged, page.theirs.record.fees, page.disagreements) == (ngn(TOTAL), ngn(FEE), ())
    assert [(w.source, w.kind) for w in page.webhooks] == [("paystack", "paystack.charge.success")]
    assert {(c.kind, c.state) for c in page.calls} == {("payments.initialize", "SENT"), ("payments.verify", "SENT")}
    assert (page.terms.held, page.terms.due, page.terms.ground) == (ngn(0), ngn(0), "fare_silent")
    world.bank.records[reference] = structs.replace(
        world.bank.records[reference], charged=ngn(TOTAL - 1), fees=ngn(FEE + 1)
    )
    async with world.work(lagos.OPERATIONS) as work:
        entry = COMMANDS["payments:check"]
        await entry.function(work, reference)
    await world.engine.drain()
    async with world.work(lagos.OPERATIONS) as work:
        page = await payment_page(work, payment)
    assert [(d.about, d.ours, d.theirs) for d in page.disagreements] == [
        ("received", "182700.00 NGN", "182699.99 NGN"), ("fee", "150.00 NGN", "150.01 NGN"),
    ]  # fmt: skip


async def test_the_ledger_is_browsed_from_account_to_posting_and_sums_to_zero(world: World) -> None:
    name, _, reference = await paid(world)
    async with world.work(lagos.MANAGER) as work:
        found = {(a.account, a.after.currency): a for a in await accounts(work)}
        assert sum(a.after.minor for a in found.values()) == 0
        assert (found["clearing", "NGN"].debits, found["clearing", "NGN"].after) == (ngn(TOTAL - FEE), ngn(TOTAL - FEE))
        assert [(s.subject, s.balance) for s in await subjects(work, Account.CUSTOMER)] == [(name, ngn(-TOTAL))]
        told = await postings(work, account="customer", subject=name)
        assert all(sum(line.amount.minor for line in p.lines) == 0 for p in told)
        assert told[-1].key == f"charge:{reference}"
        whole = await postings(work, limit=1)
        rest = await postings(work, after=whole[0].id)
        assert [p.id for p in (*whole, *rest)] == sorted({p.id for p in (*whole, *rest)}, reverse=True)
        assert await postings(work, first=date(2026, 11, 21)) == ()
        yesterday = await accounts(work, first=date(2026, 11, 21))
        assert all((a.before, a.debits.minor, a.credits.minor) == (a.after, 0, 0) for a in yesterday)
        proven = await proof(work)
    assert (proven.holds, proven.sums, proven.postings) == (True, (ngn(0),), len(whole) + len(rest))


async def test_what_nobody_knows_is_listed_until_it_is_known(world: World) -> None:
    world.airline.outcome = "lost_unmade"
    name, reference = await world.linked()
    await world.pay(reference)
    async with world.work(lagos.OPERATIONS) as work:
        [order] = await unknown_orders(work)
        assert (order.booking, order.standing, order.amount) == (name, "unknown", Money(12_000, "USD"))
        assert [c.kind for c in await unknown_outside(work)] == ["flights.issue"]
        assert {q.name: q.count for q in await queues(work)}["unknown_orders"] == 1
        assert await unknown_charges(work) == ()


async def test_refunds_that_need_a_person_are_listed_until_they_are_sent_again(world: World) -> None:
    world.bank.refund_status = RefundStatus.FAILED
    _, payment, _ = await paid(world)
    async with world.work(lagos.OPERATIONS) as work:
        await refund_payment(work, payment, ngn(10_00), "goodwill")
    await world.engine.drain()
    async with world.work(lagos.OPERATIONS) as work:
        assert [(r.standing, r.amount) for r in await unknown_refunds(work)] == [("failed", ngn(10_00))]
        assert {q.name: q.count for q in await queues(work)}["refunds_failed"] == 1
    world.bank.refund_status = RefundStatus.PENDING
    async with world.work(lagos.OPERATIONS) as work:
        await refund_payment(work, payment, ngn(10_00), "goodwill")
        await request_refund(work, payment, ngn(10_00), "goodwill")
    await world.engine.drain()
    async with world.work(lagos.OPERATIONS) as work:
        assert await unknown_refunds(work) == ()
        assert {q.name: q.count for q in await queues(work)}["approvals"] == 1
    await world.later(days=3, minutes=1)
    async with world.work(lagos.OPERATIONS) as work:
        assert [r.standing for r in await unknown_refunds(work)] == ["late"]


async def test_the_queues_count_what_the_lists_show_and_sales_see_their_own(world: World) -> None:
    world.airline.outcome = "no_tickets"
    waits, reference = await world.linked()
    await world.pay(reference)
    world.airline.outcome = "lost_unmade"
    lost, reference = await world.linked("s2")
    await world.pay(reference)
    await world.sell(lost, lagos.SALES)
    for by, seen in ((lagos.MANAGER, {waits: "awaits_tickets", lost: "unknown"}), (lagos.SALES, {lost: "unknown"})):
        async with world.work(by) as work:
            assert {o.booking: o.standing for o in await unknown_orders(work)} == seen
            assert {q.name: q.count for q in await queues(work)}["unknown_orders"] == len(seen)
    async with world.work(lagos.SALES) as work:
        assert (await unknown_refunds(work), await unknown_charges(work), await unknown_outside(work)) == ((), (), ())


async def test_what_a_cancelled_ticket_gave_back_is_no_turnover(world: World) -> None:
    name, reference = await world.linked()
    await world.pay(reference)
    async with world.work(lagos.MANAGER) as work:
        [sold] = await daily(work, 1)
    assert (sold.sold, sold.turnover, sold.margin) == (1, ngn(TOTAL), ngn(2_700_00))  # 120 USD at 1500 cost 180,000
    world.airline.gives_back = Money(6_600, "USD")
    async with world.work(lagos.MANAGER) as work:
        await quote_cancellation(work, name)
    await world.engine.drain()
    async with world.work(lagos.MANAGER) as work:
        await ask_cancellation(work, name)
    await world.engine.drain()
    async with world.work(lagos.MANAGER) as work:
        days = await daily(work, 1)
        [today] = await spans(work, days, (1,))
    # 54 USD stay with the airline: 81,000 of 182,700 stay, and of the mark-up what the books say
    assert (days[0].sold, days[0].turnover) == (1, ngn(81_000_00))
    assert days[0].margin == ngn(2_700_00) - ngn(101_700_00 - 99_000_00)
    assert (today.turnover, today.margin) == (days[0].turnover, days[0].margin)


async def test_figures_of_the_day(world: World) -> None:
    _, reference = await world.linked("s1")
    await world.pay(reference)
    await world.quoted("s2")
    async with world.work(lagos.MANAGER) as work:
        days = await daily(work, 7)
        [today, week] = await spans(work, days, (1, 7))
    assert [d.made for d in days] == [0] * 6 + [2]
    assert (today.made, today.sold, today.turnover, today.conversion_bp) == (2, 1, ngn(TOTAL), 5000)
    assert (week.turnover, week.margin) == (today.turnover, today.margin)
    async with world.work(lagos.SALES) as work:
        assert await daily(work, 7) == ()


async def test_each_role_sees_its_queues(world: World) -> None:
    await world.quoted()
    names = {}
    for by in (lagos.SALES, lagos.OPERATIONS, lagos.MANAGER, lagos.GUIDE, lagos.OWNER):
        async with world.work(by) as work:
            names[by.role] = {q.name for q in await queues(work)}
    assert names[Role.FIELD_STAFF] == names[Role.ADMIN] == set()
    assert "differences" in names[Role.MANAGER] - names[Role.OPERATIONS]
    assert "refunds_failed" in names[Role.OPERATIONS] - names[Role.SALES]
