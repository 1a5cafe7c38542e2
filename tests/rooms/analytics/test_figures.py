"""The figures of the business against a small world whose numbers are counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from dragoman.access import Doer, Role
from dragoman.analytics.behind import named
from dragoman.analytics.figures import (
    BEHIND,
    Day,
    Failure,
    Firsts,
    Responses,
    Stage,
    Takings,
    conversations_behind,
    conversion,
    failures,
    firsts,
    messages,
    responses,
    revenue,
)
from dragoman.analytics.ranges import Range, chosen
from dragoman.bookings.commands import draft_booking, quote_booking
from dragoman.bookings.payment import request_payment
from dragoman.bookings.queries import booking
from dragoman.command import Refused
from dragoman.flights.commands import start_search
from dragoman.flights.queries import offers
from dragoman.flights.supplier import FlightQuery, Seat, SliceQuery
from tests import lagos
from tests.rooms.api.world import Shop
from tests.rooms.bookings.test_money import TOTAL, ngn
from tests.rooms.bookings.world import ADA_DETAILS, DAY, EMAIL, PHONE

EARLY, LATE = date(2026, 11, 9), date(2026, 11, 10)  # two quiet days before the journeys below are bought
QUIET = Range(EARLY, LATE, "Africa/Lagos")
KOFI, DELE = "233245550102", "2348035550177"


async def chats(shop: Shop) -> dict[str, str]:
    """Conversations of Ada, Kofi and Dele, each of whom writes one word today."""
    return {name: await shop.chat(peer) for name, peer in (("ada", lagos.ADA), ("kofi", KOFI), ("dele", DELE))}


async def quiet_days(shop: Shop, chat: dict[str, str]) -> None:
    """Two days of messages, at the edges of the business's days (UTC+1), and four needs for a person."""
    said = (
        # who, heard, author, at (UTC), delivery, code
        ("ada", True, "", "2026-11-08T23:00", "", 0),  # midnight in Lagos: the 9th
        ("ada", False, "bot", "2026-11-08T23:01", "read", 0),
        ("kofi", True, "", "2026-11-09T12:00", "", 0),
        ("kofi", False, "bot", "2026-11-09T12:01", "failed", 131026),
        ("kofi", False, "st_bayoade", "2026-11-09T22:59", "failed", 131047),
        ("dele", True, "", "2026-11-09T23:00", "", 0),  # the 10th
        ("dele", False, "bot", "2026-11-10T08:00", "failed", 131026),
        ("dele", True, "", "2026-11-10T23:00", "", 0),  # the 11th: outside
        ("dele", True, "", "2026-11-08T22:59", "", 0),  # the 8th: outside
    )
    spells = (
        # who, begun, answered after, ended after, breached: seconds
        ("ada", "2026-11-09T09:00", 60, 600, False),
        ("ada", "2026-11-09T12:00", 120, 1200, False),
        ("kofi", "2026-11-10T09:00", 900, None, True),
        ("dele", "2026-11-10T10:00", None, None, True),
        ("dele", "2026-11-11T10:00", 1, 1, False),  # outside
    )
    async with shop.lagos.work() as work:
        for n, (who, heard, author, at, delivery, code) in enumerate(said):
            await work.sql.execute(
                "insert into message (id, tenant_id, created_at, conversation_id, heard, kind, sealed, author, delivery, code)"
                " values ($1, $2, $3, $4, $5, 'text', '', $6, $7, $8)",
                f"ms_{n}", lagos.TENANT, _utc(at), chat[who], heard, author, delivery, code,
            )  # fmt: skip
        for n, (who, at, answered, ended, late) in enumerate(spells):
            begun = _utc(at)
            await work.sql.execute(
                "insert into spell (id, tenant_id, created_at, conversation_id, reason, answered_at, ended_at, breached, response_s,"
                " resolution_s) values ($1, $2, $3, $4, 'asked', $5, $6, $7, $8, $9)",
                f"sp_{n}", lagos.TENANT, begun, chat[who], begun + timedelta(seconds=answered) if answered else None,
                begun + timedelta(seconds=ended) if ended else begun + timedelta(hours=9), late, answered, ended,
            )  # fmt: skip


def _utc(at: str) -> datetime:
    return datetime.fromisoformat(f"{at}+00:00")


async def test_messages_fall_on_the_businesss_days(shop: Shop) -> None:
    await quiet_days(shop, await chats(shop))
    async with shop.lagos.work(lagos.MANAGER) as work:
        assert await messages(work, QUIET) == (Day(EARLY, 2, 2, 1, 2), Day(LATE, 1, 1, 0, 1))
        assert await messages(work, Range(date(2026, 10, 1), date(2026, 10, 2), "Africa/Lagos")) == (
            Day(date(2026, 10, 1), 0, 0, 0, 0), Day(date(2026, 10, 2), 0, 0, 0, 0),
        )  # fmt: skip
        assert await failures(work, QUIET) == (Failure(131026, 2), Failure(131047, 1))


async def test_answer_times_are_those_of_what_began_in_the_range(shop: Shop) -> None:
    await quiet_days(shop, await chats(shop))
    async with shop.lagos.work(lagos.MANAGER) as work:
        assert await responses(work, QUIET) == Responses(
            needs=4, answered=3, late=2, response_median_s=120, response_p90_s=900, resolution_median_s=600
        )
        assert await responses(work, Range(date(2026, 10, 1), date(2026, 10, 1), "UTC")) == Responses(
            0, 0, 0, None, None, None
        )


async def test_behind_each_figure_stand_its_conversations(shop: Shop) -> None:
    chat = await chats(shop)
    await quiet_days(shop, chat)
    ada, kofi, dele = chat["ada"], chat["kofi"], chat["dele"]
    wanted = {
        ("messages", ""): {ada, kofi, dele}, ("failed", ""): {kofi, dele}, ("failed", "131047"): {kofi}, ("needs", ""): {ada, kofi, dele},
        ("late", ""): {kofi, dele}, ("unanswered", ""): {dele}, ("paid", ""): set(),
    }  # fmt: skip
    assert {figure for figure, _ in wanted} == set(BEHIND)
    async with shop.lagos.work(lagos.MANAGER) as work:
        found = {at: set(await conversations_behind(work, at[0], QUIET, at[1])) for at in wanted}
    assert found == wanted


async def test_who_stands_behind_a_figure_has_a_name_and_references(shop: Shop) -> None:
    chat = await chats(shop)
    _, made = await quoted(shop, chat["ada"], "named")
    async with shop.lagos.work(lagos.MANAGER) as work:
        reference = (await booking(work, made)).reference
        found = {one.conversation: one for one in await named(work, (chat["ada"], chat["kofi"]))}
        assert await named(work, ()) == ()
    assert set(found) == {chat["ada"], chat["kofi"]}
    assert found[chat["ada"]].bookings == ((made, reference),)
    assert found[chat["kofi"]].bookings == ()
    assert all(one.name for one in found.values())
    async with shop.lagos.work(lagos.SALES) as work:
        with pytest.raises(Refused) as refused:
            await named(work, (chat["ada"],))
    assert refused.value.code == "role"


async def wish(shop: Shop, chat: str, key: str) -> tuple[Doer, str, str]:
    """Somebody searches from their conversation; returns who, their actor and the search."""
    async with shop.lagos.work() as work:
        person, actor = await work.sql.fetchrow("select person_id, actor from conversation where id = $1", chat)
    by = Doer(Role.CUSTOMER, person)
    async with shop.lagos.work(by) as work:
        query = FlightQuery((SliceQuery("LOS", "ABV", DAY),), (Seat(),))
        search = await start_search(work, query, asked_by=actor, key=key)
    await shop.engine.drain()
    return by, actor, search


async def quoted(shop: Shop, chat: str, key: str) -> tuple[Doer, str]:
    by, actor, search = await wish(shop, chat, key)
    async with shop.lagos.work(by) as work:
        offer = (await offers(work, search, limit=1))[0]
        made = await draft_booking(
            work, offer.id, (ADA_DETAILS,), person=by.id, asked_by=actor, email=EMAIL, phone=PHONE
        )
        await quote_booking(work, made.id)
    return by, made.id


async def bought(shop: Shop, chat: str) -> None:
    """A journey is paid with 5,000 naira too much, which go back at once."""
    by, name = await quoted(shop, chat, "bought")
    async with shop.lagos.work(by) as work:
        await request_payment(work, name)
    await shop.engine.drain()
    async with shop.lagos.work(by) as work:
        reference = (await booking(work, name)).reference
    shop.bank.pay(f"{reference}-1", ngn(TOTAL + 5_000_00))
    await shop.later(minutes=3)


async def test_the_funnel_counts_persons_and_not_their_searches(shop: Shop) -> None:
    chat = await chats(shop)
    await bought(shop, chat["ada"])
    await wish(shop, chat["ada"], "again")  # one person, two searches
    await quoted(shop, chat["kofi"], "kofi")
    async with shop.client(await shop.key()) as client:
        await shop.offers(client)  # an API key is nobody who wrote
    async with shop.lagos.work(lagos.MANAGER) as work:
        today = chosen("", "", work.now, "Africa/Lagos", default_days=1)
        assert await conversion(work, today) == (
            Stage("wrote", 3), Stage("searched", 2), Stage("quoted", 2), Stage("asked", 1), Stage("paid", 1), Stage("ticketed", 1),
        )  # fmt: skip
        assert await revenue(work, today) == (Takings(ngn(TOTAL + 5_000_00), ngn(5_000_00), 1),)
        assert await conversations_behind(work, "paid", today) == (chat["ada"],)
        assert [stage.count for stage in await conversion(work, QUIET)] == [0] * 6
        assert await revenue(work, QUIET) == ()


async def test_what_has_happened_at_least_once(shop: Shop) -> None:
    async with shop.lagos.work(lagos.MANAGER) as work:
        before = await firsts(work)
    assert (before.heard, before.paid) == (False, False)
    chat = await chats(shop)
    async with shop.lagos.work(lagos.MANAGER) as work:
        assert await firsts(work) == Firsts(before.staff, heard=True, paid=False)
    await bought(shop, chat["ada"])
    async with shop.lagos.work(lagos.MANAGER) as work:
        assert await firsts(work) == Firsts(before.staff, heard=True, paid=True)


async def test_figures_are_the_managers(shop: Shop) -> None:
    refused = []
    for figure in (messages, responses, conversion, revenue, failures):
        for by in (lagos.SALES, lagos.OPERATIONS, lagos.GUIDE, lagos.OWNER):
            with pytest.raises(Refused) as refusal:
                async with shop.lagos.work(by) as work:
                    await figure(work, QUIET)  # type: ignore[operator]
            refused.append(refusal.value.code)
    assert refused == ["role"] * 20
