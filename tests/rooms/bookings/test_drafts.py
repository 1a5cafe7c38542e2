"""Drafting and quoting, who may do what, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import structs

from dragoman.access import SYSTEM, Doer, Role
from dragoman.bookings import facts
from dragoman.bookings.closing import cancel_booking, choose_refund, expire_booking
from dragoman.bookings.commands import change_travellers, draft_booking, hold_booking, quote_booking
from dragoman.bookings.party import forget_documents
from dragoman.bookings.payment import pay_difference, renew_payment_link, request_payment
from dragoman.bookings.queries import booking_of, bookings_of, party_of, remembered_travellers
from dragoman.bookings.ticketing import issue, rebook
from dragoman.command import COMMANDS, Refused
from dragoman.flights.commands import start_search
from dragoman.flights.orders import look_up_order
from dragoman.flights.queries import offers
from dragoman.kit.money import Money
from dragoman.payments.commands import settle_payment
from dragoman.payments.refunds import refund_payment
from tests import lagos
from tests.rooms.bookings.world import ADA, ADA_DETAILS, CHAT, EMAIL, KOFI, PHONE, World

PASSPORT = structs.replace(
    ADA_DETAILS,
    nationality="NG",
    document_number="A01234567",
    document_country="NG",
    document_expires_on=date(2031, 5, 5),
)
TABLES = ("booking", "payment", "refund", "flight_order", "ledger_tx", "travel_document", "effect", "timer")


async def counts(world: World) -> list[int]:
    async with world.store.unit(lagos.TENANT) as unit:
        return [await unit.sql.fetchval(f"select count(*) from {table}") for table in TABLES]


async def refused(world: World, by: Doer, command: object, *args: object, **named: object) -> Refused:
    """Expect a refusal, and that nothing but its audit entry was written."""
    before = await counts(world)
    with pytest.raises(Refused) as refusal:
        async with world.work(by) as work:
            await command(work, *args, **named)  # type: ignore[operator]
    assert await counts(world) == before
    async with world.store.unit(lagos.TENANT) as unit:
        last = await unit.sql.fetchrow("select result, code, role from audit order by created_at desc, id desc limit 1")
    assert tuple(last) == ("refused", refusal.value.code, by.role)
    return refusal.value


async def test_a_quote_keeps_its_rate(world: World) -> None:
    name = await world.draft()
    async with world.work() as work:
        quote = await quote_booking(work, name)
    assert (quote.total, quote.original, quote.rate, quote.rate_source) == (
        Money(182_700_00, "NGN"),
        Money(120_00, "USD"),
        "1500",
        "market",
    )
    assert timedelta(minutes=24) < quote.expires_at - world.lagos.clock.now() <= timedelta(minutes=25)
    world.market.rate = None
    await world.engine.drain()
    assert [f.total for f in world.heard(facts.BookingQuoted)] == [quote.total]


async def test_personal_values_are_nowhere_in_clear(world: World) -> None:
    world.airline.documents_required = True
    name = await world.draft((PASSPORT,))
    async with world.store.unit(lagos.TENANT) as unit:
        for table in (*TABLES, "timeline", "audit", "letter", "event"):
            for row in await unit.sql.fetch(f"select {table}::text as line from {table}"):
                for secret in ("Obi", "A01234567", "ada.obi", "8035550101"):
                    assert secret not in row["line"]
                    assert secret.encode().hex() not in row["line"]
    async with world.work() as work:
        hidden, opened = await party_of(work, name), await party_of(work, name, documents=True)
    assert hidden.travellers[0].document_number.startswith("td_")
    assert opened.travellers[0] == PASSPORT
    assert (opened.email, opened.phone) == (EMAIL, "+2348035550101")


async def test_the_airline_gets_the_passport(world: World) -> None:
    world.airline.documents_required = True
    name = await world.draft((PASSPORT,))
    async with world.work() as work:
        await quote_booking(work, name)
        await request_payment(work, name)
    await world.engine.drain()
    await world.pay(f"{(await world.view(name)).reference}-1")
    [request] = world.airline.requests
    assert [(t.document_number, t.email, t.phone, t.seat) for t in request.travellers] == [
        ("A01234567", EMAIL, "+2348035550101", "pas_0")
    ]
    async with world.work() as work:
        assert await remembered_travellers(work, ADA.id) == (PASSPORT,)
        assert await remembered_travellers(work, KOFI.id) == ()


async def test_passport_numbers_are_forgotten_a_week_after_the_journey(world: World) -> None:
    world.airline.documents_required = True
    name = await world.draft((PASSPORT,))
    for days, gone in ((31, 0), (1, 1), (1, 0)):  # 20 November to 22 December
        world.lagos.clock.shift += timedelta(days=days)
        async with world.work(SYSTEM) as work:
            assert await forget_documents(work) == gone
    async with world.work() as work:
        assert (await party_of(work, name, documents=True)).travellers[0].document_number == ""


async def test_a_wrong_field_is_named_and_nothing_is_kept(world: World) -> None:
    search = await world.search()
    async with world.work() as work:
        [offer, *_] = await offers(work, search)
    common = {"person": ADA.id, "asked_by": CHAT, "phone": PHONE}
    wrong = structs.replace(ADA_DETAILS, title="mr")
    refusal = await refused(world, ADA, draft_booking, offer.id, (wrong,), email=EMAIL, **common)
    assert (refusal.code, refusal.field, refusal.status) == ("title.gender", "travellers.0.title", 422)
    refusal = await refused(world, ADA, draft_booking, offer.id, (ADA_DETAILS,), email="ada", **common)
    assert refusal.field == "email"
    refusal = await refused(
        world, ADA, draft_booking, offer.id, (ADA_DETAILS,), email=EMAIL, **{**common, "phone": "12"}
    )
    assert refusal.field == "phone"
    world.lagos.clock.shift += timedelta(hours=1)
    refusal = await refused(world, ADA, draft_booking, offer.id, (ADA_DETAILS,), email=EMAIL, **common)
    assert refusal.code == "offer.gone"


async def test_travellers_change_until_the_money_moves(world: World) -> None:
    name = await world.draft()
    changed = structs.replace(ADA_DETAILS, given_name="Adaeze")
    async with world.work() as work:
        await change_travellers(work, name, (changed,), email=EMAIL, phone=PHONE)
        assert (await party_of(work, name)).travellers == (changed,)
        await quote_booking(work, name)
        await request_payment(work, name)
    refusal = await refused(world, ADA, change_travellers, name, (ADA_DETAILS,), email=EMAIL, phone=PHONE)
    assert refusal.code == "state"


async def test_a_stale_rate_promises_nothing(world: World) -> None:
    world.airline.hold_allowed = True
    name = await world.draft()
    world.lagos.clock.shift += timedelta(hours=23, minutes=59)
    async with world.work() as work:
        await quote_booking(work, name)
    world.lagos.clock.shift += timedelta(minutes=2)
    assert (await refused(world, ADA, quote_booking, name)).code == "rate.stale"


async def test_an_unpaid_draft_expires_by_itself(world: World) -> None:
    name = await world.quoted()
    await world.later(hours=1)
    assert (await world.view(name)).state == "EXPIRED"
    assert world.heard(facts.BookingExpired) == [facts.BookingExpired(name)]


async def test_cancelling_an_unpaid_booking(world: World) -> None:
    name, _ = await world.linked()
    async with world.work() as work:
        await cancel_booking(work, name)
    assert (await world.view(name)).state == "CANCELLED"
    assert (await refused(world, ADA, request_payment, name)).code in ("state", "quote.expired")
    await world.later(hours=3)
    assert (await world.view(name)).state == "CANCELLED"


async def test_a_customer_never_sees_another_customers_booking(world: World) -> None:
    name, _ = await world.linked()
    for command in (quote_booking, request_payment, renew_payment_link, cancel_booking, choose_refund, pay_difference):
        assert (await refused(world, KOFI, command, name)).code == "not_found"
    assert (await refused(world, KOFI, rebook, name, "of_x")).code == "not_found"
    for reading in (bookings_of, party_of):
        with pytest.raises(Refused):
            async with world.work(KOFI) as work:
                await reading(work, ADA.id if reading is bookings_of else name)
    async with world.work(KOFI) as work:
        assert await bookings_of(work, KOFI.id) == ()


async def test_a_customer_drafts_for_nobody_else(world: World) -> None:
    search = await world.search()
    async with world.work() as work:
        [offer, *_] = await offers(work, search)
    refusal = await refused(
        world, KOFI, draft_booking, offer.id, (ADA_DETAILS,), person=ADA.id, asked_by=CHAT, email=EMAIL, phone=PHONE
    )
    assert refusal.code == "not_found"


async def test_a_customer_never_changes_inventory(world: World) -> None:
    name = await world.quoted()
    assert (await refused(world, ADA, hold_booking, name)).code == "role"
    assert (await refused(world, ADA, look_up_order, "fo_x")).code == "role"


async def test_field_staff_never_changes_a_booking_or_sees_money(world: World) -> None:
    name, _ = await world.linked()
    for command in (
        quote_booking,
        request_payment,
        renew_payment_link,
        cancel_booking,
        choose_refund,
        hold_booking,
    ):
        assert (await refused(world, lagos.GUIDE, command, name)).code == "role"
    assert (await refused(world, lagos.GUIDE, refund_payment, "pay_x", Money(1, "NGN"), "x")).code == "role"
    with pytest.raises(Refused):
        async with world.work(lagos.GUIDE) as work:
            await bookings_of(work, ADA.id)


async def test_operations_does_not_sell_and_sales_does_not_refund_or_cancel(world: World) -> None:
    name = await world.quoted()
    assert (await refused(world, lagos.OPERATIONS, request_payment, name)).code == "role"
    assert (await refused(world, lagos.OPERATIONS, start_search, None, asked_by=CHAT, key="k")).code == "role"
    assert (
        await refused(world, lagos.SALES, cancel_booking, name)
    ).code == "not_found"  # not theirs: it does not exist
    for command in (hold_booking, choose_refund):
        assert (await refused(world, lagos.SALES, command, name)).code == "role"
    assert (await refused(world, lagos.SALES, refund_payment, "pay_x", Money(1, "NGN"), "x")).code == "role"


async def test_nobody_confirms_a_payment_that_the_provider_does_not_confirm(world: World) -> None:
    name, reference = await world.linked()
    record = world.bank.pay(reference)
    for by in (ADA, lagos.SALES, lagos.OPERATIONS, lagos.MANAGER, lagos.OWNER):
        assert (await refused(world, by, settle_payment, "pay_x", record, "paystack")).code == "role"
        assert (await refused(world, by, expire_booking, name)).code == "role"
    async with world.work(SYSTEM) as work:
        with pytest.raises(Refused, match=r"booking\.unpaid"):
            await issue(work, await booking_of(work, name, lock=True))


def test_every_command_of_these_rooms_says_who_may_and_what_it_does() -> None:
    mine = {
        tag: entry for tag, entry in COMMANDS.items() if tag.partition(":")[0] in ("bookings", "payments", "flights")
    }
    assert len(mine) >= 15
    for entry in mine.values():
        assert entry.by
        assert entry.says.endswith(".")
        assert Role.FIELD_STAFF not in entry.by
        assert Role.ADMIN not in entry.by
