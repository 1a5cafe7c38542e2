"""A refund that waits for a second person is told to those who may approve it, until somebody has decided."""

from __future__ import annotations

import pytest

from dragoman.access import Doer, Role, Surface
from dragoman.bookings.refund_wish import ask_refund_choice
from dragoman.command import Work
from dragoman.engine import Store
from dragoman.notifications.alerts import open_alerts
from dragoman.notifications.effects import MAIL, MailAsk
from dragoman.payments.approvals import approve_refund, decline_refund, withdraw_refund
from dragoman.staff.members import choose_preferences
from dragoman.staff.models import Preferences
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.api.world import Shop, build

CONSOLE = Surface.CONSOLE


@pytest.fixture
async def shop(store: Store) -> Shop:
    return await build(store)


async def joined(shop: Shop, name: str, *roles: Role) -> Doer:
    """A member of staff with an address."""
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        card = StaffCard(name, email=f"{name.lower()}@lagostours.example")
        return Doer(roles[0], await add_staff(work, card, roles[0], also=roles[1:]))


async def asked(shop: Shop, by: Doer) -> tuple[str, str]:
    """A paid booking that the airline refused, whose money `by` asks back; returns booking and request."""
    async with shop.client(await shop.key()) as client:
        made = await shop.booked(client)
    shop.airline.outcome = "refused:gone"
    shop.bank.pay(f"{made['reference']}-1")
    await shop.later(minutes=2)
    async with shop.lagos.work() as work:
        await work.sql.execute("update booking set sold_by = $1", by.id)
    async with shop.lagos.work(by, CONSOLE) as work:
        await ask_refund_choice(work, made["id"])
    await shop.engine.drain()
    async with shop.lagos.work() as work:
        return made["id"], await work.sql.fetchval("select id from refund_request")


async def mails(work: Work) -> dict[str, MailAsk]:
    """What was written to whom about an approval."""
    rows = await work.sql.fetch("select key, body from effect where kind = $1 and actor like 'staff:%'", MAIL)
    found = [work.open("effect", "body", row["key"], bytes(row["body"]), MailAsk) for row in rows]
    return {ask.to: ask for ask in found}


async def test_managers_are_written_to_but_not_who_asked_nor_who_wants_the_console_alone(shop: Shop) -> None:
    bayo = await joined(shop, "Bayo", Role.SALES, Role.MANAGER)  # also a manager, but who asks cannot approve
    await joined(shop, "Chidi", Role.OPERATIONS)
    await joined(shop, "Efua", Role.MANAGER)
    await joined(shop, "Zainab", Role.OPERATIONS, Role.MANAGER)
    silent = await joined(shop, "Grace", Role.MANAGER)
    async with shop.lagos.work(silent, CONSOLE) as work:
        await choose_preferences(work, Preferences(refund_mails="off"), ("en",))
    booking, _ = await asked(shop, bayo)
    async with shop.lagos.work(lagos.MANAGER) as work:
        written = await mails(work)
        reference = await work.sql.fetchval("select reference from booking where id = $1", booking)
        assert sorted(written) == ["efua@lagostours.example", "zainab@lagostours.example"]
        ask = written["efua@lagostours.example"]
        assert "182,700" in ask.subject
        assert reference in ask.text
        assert "Ada" not in ask.text + ask.html
        assert [a.kind for a in await open_alerts(work) if a.kind == "refund_asked"] == ["refund_asked"]


@pytest.mark.parametrize("decide", [approve_refund, decline_refund, withdraw_refund])
async def test_the_alert_ends_with_the_decision_and_an_approval_closes_the_question(shop: Shop, decide: object) -> None:
    bayo = await joined(shop, "Bayo", Role.SALES)
    booking, request = await asked(shop, bayo)
    by = bayo if decide is withdraw_refund else lagos.MANAGER
    async with shop.lagos.work(by, CONSOLE, proven=True) as work:
        await decide(work, request)  # type: ignore[operator]
    await shop.engine.drain()
    async with shop.lagos.work(lagos.MANAGER) as work:
        assert [a.kind for a in await open_alerts(work) if a.kind == "refund_asked"] == []
        stands = await work.sql.fetchrow("select state, choice from booking where id = $1", booking)
    approved = decide is approve_refund
    assert tuple(stands) == (("CANCELLED", "") if approved else ("PAYMENT_PENDING", "ticketing_failed"))


async def test_the_alert_ends_when_nobody_decides(shop: Shop) -> None:
    bayo = await joined(shop, "Bayo", Role.SALES)
    await asked(shop, bayo)
    async with shop.lagos.work() as work:
        await work.sql.execute("delete from timer where name = 'choice'")
    await shop.later(hours=49)
    async with shop.lagos.work(lagos.MANAGER) as work:
        assert await work.sql.fetchval("select state from refund_request") == "EXPIRED"
        assert [a.kind for a in await open_alerts(work) if a.kind == "refund_asked"] == []
