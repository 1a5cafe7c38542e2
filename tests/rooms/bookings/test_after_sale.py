"""After the sale: what a cancellation brings, who may decide it, and what the airline does on its own (C8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec import structs

from dragoman.access import Doer, Role, Surface
from dragoman.bookings import facts
from dragoman.bookings.after_sale import (
    accept_change,
    approve_cancellation,
    ask_cancellation,
    decline_cancellation,
    goes_back,
    quote_cancellation,
    settle_cancellation,
)
from dragoman.bookings.dossier import dossier
from dragoman.bookings.unknowns import unknown_outside
from dragoman.command import Refused
from dragoman.engine.review import open_items, replay
from dragoman.flights import facts as flights
from dragoman.flights.queries import orders_of
from dragoman.flights.supplier import AirlineChange, Condition
from dragoman.kit.money import Money
from dragoman.notifications.queues import queues
from dragoman.payments import facts as payments
from dragoman.tenancy.settings import change_settings
from tests import lagos
from tests.rooms.bookings.test_money import FEE, TOTAL, end, ngn
from tests.rooms.bookings.world import KOFI, PRICE, RATE, World, leg

CHIDI = Doer(Role.OPERATIONS, "st_chidieze")
BAYO = Doer(Role.SALES, "st_bayoade")


@pytest.mark.parametrize(
    ("refund", "back"),
    [
        (12_000, 182_700_00),  # "refund: full" was said of the whole price, mark-up included
        (6_600, 101_700_00),  # the airline keeps 54.00 USD, at 1500
        (0, 0),  # "not refundable"
        (13_000, 182_700_00),  # never more than was paid
    ],
)
def test_what_goes_back(refund: int, back: int) -> None:
    assert goes_back(ngn(TOTAL), Money(refund, "USD"), PRICE, RATE) == ngn(back)


def test_what_the_airline_keeps_is_never_more_than_was_paid() -> None:
    assert goes_back(ngn(100_00), Money(1, "USD"), PRICE, Decimal(1500)) == ngn(0)


async def ticketed(world: World) -> str:
    name, reference = await world.linked()
    await world.pay(reference)
    assert (await world.view(name)).state == "CONFIRMED"
    return name


async def do(world: World, command: Any, name: str, **by: Any) -> Any:
    async with world.work(**by) as work:
        done = await command(work, name)
    await world.engine.drain()
    return done


async def unasked(world: World) -> None:
    """The business lets the airline's terms decide."""
    async with world.lagos.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await change_settings(work, structs.replace(work.tenant.settings, cancel_unasked=True))
    world.lagos.desk.tenants._kept.clear()  # in force at once, not within seconds


async def test_quote_ask_approve_refund(world: World) -> None:
    name = await ticketed(world)
    world.airline.gives_back = Money(6_600, "USD")
    await do(world, quote_cancellation, name)
    [terms] = world.heard(facts.CancellationOffered)
    assert (terms.refund, terms.kept) == (ngn(101_700_00), ngn(81_000_00))
    assert (await world.view(name)).state == "CONFIRMED"
    assert await do(world, ask_cancellation, name) is False
    assert world.airline.asked["confirm_cancel"] == 0  # a customer asks; nothing is cancelled by that
    await do(world, approve_cancellation, name, by=CHIDI)
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(101_700_00))]
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(101_700_00)]
    async with world.work() as work:
        assert [o.state for o in await orders_of(work, name)] == ["CANCELLED"]
    assert (await world.view(name)).state == "CANCELLED"
    books = await end(world)
    assert "customer NGN" not in books
    assert books["clearing NGN"] == TOTAL - 101_700_00 - FEE


async def test_where_the_business_says_so_nobody_is_asked(world: World) -> None:
    await unasked(world)
    name = await ticketed(world)
    world.airline.gives_back = PRICE
    await do(world, quote_cancellation, name)
    assert await do(world, ask_cancellation, name) is True
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(TOTAL))]
    assert (await end(world)) == {"clearing NGN": -FEE, "fees NGN": FEE}


async def test_terms_that_the_airline_does_not_name_always_need_a_colleague(world: World) -> None:
    await unasked(world)
    name = await ticketed(world)
    await do(world, quote_cancellation, name)
    [terms] = world.heard(facts.CancellationOffered)
    assert (terms.refund, terms.kept) == (None, None)
    assert await do(world, ask_cancellation, name) is False
    await do(world, decline_cancellation, name, by=CHIDI)
    assert world.heard(facts.CancellationDeclined) == [facts.CancellationDeclined(name)]
    assert (await world.view(name)).state == "CONFIRMED"


async def test_a_customer_and_sales_never_approve_and_nobody_skips_the_terms(world: World) -> None:
    name = await ticketed(world)
    with pytest.raises(Refused, match="unquoted"):
        await do(world, ask_cancellation, name)
    await do(world, quote_cancellation, name)
    with pytest.raises(Refused, match="unquoted"):
        await do(world, approve_cancellation, name, by=CHIDI)  # nobody has asked yet
    await do(world, ask_cancellation, name)
    for doer in (BAYO, KOFI):
        with pytest.raises(Refused):
            await do(world, approve_cancellation, name, by=doer)
    with pytest.raises(Refused, match="not_found"):
        await do(world, quote_cancellation, name, by=KOFI)
    assert world.airline.asked["confirm_cancel"] == 0
    assert (await world.view(name)).state == "CONFIRMED"


async def test_a_lost_answer_is_looked_up_and_never_called_twice(world: World) -> None:
    name = await ticketed(world)
    world.airline.gives_back = PRICE
    await do(world, quote_cancellation, name)
    await do(world, ask_cancellation, name)
    world.airline.loses_cancel = True
    await do(world, approve_cancellation, name, by=CHIDI)
    await world.later(seconds=30)
    assert world.airline.asked["confirm_cancel"] == 1
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(TOTAL))]
    await world.nobody_poisoned()


async def silent_after_confirming(world: World) -> str:
    """A cancellation at 66 of 120 USD that we confirmed, and about which the airline says nothing for two hours."""
    name = await ticketed(world)
    world.airline.gives_back = Money(6_600, "USD")
    await do(world, quote_cancellation, name)
    await do(world, ask_cancellation, name)
    world.airline.fails = {"confirm_cancel": "timeout", "order": "unavailable"}
    await do(world, approve_cancellation, name, by=CHIDI)
    for _ in range(8):  # beyond the last look for evidence
        await world.later(minutes=31)
    return name


async def test_a_cancellation_of_ours_stays_ours_after_the_last_look(world: World) -> None:
    name = await silent_after_confirming(world)
    assert [f.code for f in world.heard(flights.CancellationFailed)] == ["unknown"]
    async with world.work(lagos.MANAGER) as work:
        seen = await dossier(work, name)
        assert (seen.cancellation and seen.cancellation.state, seen.view.state) == ("CONFIRMING", "CONFIRMED")
        assert "decline_cancellation" in [action.verb for action in seen.actions]
        [call] = await unknown_outside(work)
        assert (call.kind, call.booking, call.reference) == ("flights.cancel", name, seen.view.reference)
        assert {q.name: q.count for q in await queues(work)}["unknown_orders"] == 1
    world.airline.fails = {}
    world.airline.set("ord_1", cancelled_at=world.lagos.clock.now())
    await world.webhook("order:ord_1", "duffel.airline_change", "late")
    await world.engine.drain()
    assert world.heard(flights.FlightChanged) == []
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(101_700_00))]
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(101_700_00)]


async def test_staff_who_asked_the_airline_may_say_that_it_never_cancelled(world: World) -> None:
    name = await ticketed(world)
    await do(world, quote_cancellation, name)
    await do(world, ask_cancellation, name)
    world.airline.fails = {"confirm_cancel": "timeout", "order": "unavailable"}
    await do(world, approve_cancellation, name, by=CHIDI)
    with pytest.raises(Refused, match="guard"):  # not while the answer may still come
        await do(world, decline_cancellation, name, by=CHIDI)
    for _ in range(8):
        await world.later(minutes=31)
    await do(world, decline_cancellation, name, by=CHIDI)
    assert world.heard(facts.CancellationDeclined) == [facts.CancellationDeclined(name)]
    world.airline.fails = {}
    await do(world, quote_cancellation, name)  # and it may be asked for again
    assert len(world.heard(facts.CancellationOffered)) == 2


async def test_evidence_that_staff_ask_for_again_ends_a_silent_cancellation(world: World) -> None:
    name = await silent_after_confirming(world)
    world.airline.fails = {}
    world.airline.set("ord_1", cancelled_at=world.lagos.clock.now())
    async with world.work(lagos.MANAGER) as work:
        [item] = [i for i in await open_items(work.unit) if i.kind == "flights.cancel"]
        await replay(work.unit, item.id)
    await world.engine.drain()
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(101_700_00))]
    await end(world)


async def unpriced(world: World, refund: Money | None) -> str:
    """A ticket that we cancelled on terms that nobody can say in the traveller's money."""
    name = await ticketed(world)
    world.airline.gives_back = refund
    await do(world, quote_cancellation, name)
    await do(world, ask_cancellation, name)
    await do(world, approve_cancellation, name, by=CHIDI)
    return name


@pytest.mark.parametrize(("refund", "code"), [(None, "no_refund_named"), (Money(60_00, "EUR"), "currency")])
async def test_a_refund_that_cannot_be_said_is_no_refund_of_nothing(
    world: World, refund: Money | None, code: str
) -> None:
    name = await unpriced(world, refund)
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, None, unpriced=True)]
    assert world.heard(facts.CancellationUnpriced) == [facts.CancellationUnpriced(name, code)]
    assert world.heard(payments.RefundRequested) == []
    async with world.work(lagos.MANAGER) as work:
        keys = [r["key"] for r in await work.sql.fetch("select key from ledger_tx order by id")]
        assert [key.partition(":")[0] for key in keys if key.startswith(("sale", "unsold"))] == ["sale"]
        page = await dossier(work, name)
        assert (page.unpriced, "settle_cancellation" in [a.verb for a in page.actions]) == (PRICE, True)


async def test_staff_settle_what_the_airline_gave_back_once(world: World) -> None:
    name = await unpriced(world, None)
    for wrong in (Money(120_01, "USD"), Money(1_00, "NGN"), Money(-1, "USD")):
        with pytest.raises(Refused, match=r"cancel\.refund"):
            await settle(world, name, wrong)
    with pytest.raises(Refused, match="role"):
        await settle(world, await world.sell(name, BAYO), Money(6_600, "USD"), by=BAYO)
    await settle(world, name, Money(6_600, "USD"))
    assert world.heard(facts.CancellationSettled) == [facts.CancellationSettled(name, ngn(101_700_00), sent=True)]
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(101_700_00)]
    with pytest.raises(Refused, match=r"cancel\.settled"):
        await settle(world, name, Money(6_600, "USD"))
    books = await end(world)
    assert "customer NGN" not in books
    assert books["clearing NGN"] == TOTAL - 101_700_00 - FEE
    assert (await world.view(name)).state == "CANCELLED"


async def test_what_two_must_agree_to_waits_in_the_bookings_account(world: World) -> None:
    async with world.lagos.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await change_settings(work, structs.replace(work.tenant.settings, refund_limit_minor=100_000_00))
    world.lagos.desk.tenants._kept.clear()
    name = await unpriced_by_two(world)
    await settle(world, name, Money(6_600, "USD"))
    assert world.heard(payments.RefundRequested) == []
    assert (await end(world))["customer NGN"] == -101_700_00


async def unpriced_by_two(world: World) -> str:
    name = await ticketed(world)
    await do(world, quote_cancellation, name)
    await do(world, ask_cancellation, name)
    await do(world, approve_cancellation, name, by=lagos.MANAGER)
    return name


async def settle(world: World, name: str, refund: Money, by: Doer = CHIDI) -> None:
    async with world.work(by) as work:
        await settle_cancellation(work, name, refund)
    await world.engine.drain()


async def test_terms_that_ended_are_renewed_only_when_they_give_no_less(world: World) -> None:
    name = await ticketed(world)
    world.airline.gives_back = Money(6_600, "USD")
    await do(world, quote_cancellation, name)
    await do(world, ask_cancellation, name)
    world.airline.fails["confirm_cancel"] = "gone"
    world.airline.gives_back = Money(6_000, "USD")
    await do(world, approve_cancellation, name, by=CHIDI)
    assert [f.code for f in world.heard(flights.CancellationFailed)] == ["terms"]
    assert (await world.view(name)).state == "CONFIRMED"


async def test_a_fare_that_gives_nothing_back_is_cancelled_by_a_colleagues_hand(world: World) -> None:
    await unasked(world)
    world.airline.refund_rule = Condition(allowed=False)
    name = await ticketed(world)
    world.airline.fails["quote_cancel"] = "refused"
    await do(world, quote_cancellation, name)
    assert [(f.refund, f.kept) for f in world.heard(facts.CancellationOffered)] == [(ngn(0), ngn(TOTAL))]
    assert await do(world, ask_cancellation, name) is False
    with pytest.raises(Refused) as refusal:
        await do(world, approve_cancellation, name, by=CHIDI)
    assert refusal.value.code == "cancel.by_hand"
    world.airline.set("ord_1", cancelled_at=world.lagos.clock.now())
    await world.webhook("order:ord_1", "duffel.airline_change", "aic:hand")
    await world.engine.drain()
    assert (await world.view(name)).state == "CANCELLED"
    assert world.heard(payments.RefundPaid) == []
    await end(world)


async def test_the_airline_cancels_and_everything_paid_is_the_travellers_again(world: World) -> None:
    name = await ticketed(world)
    world.airline.set("ord_1", cancelled_at=world.lagos.clock.now())
    for n in range(2):  # told twice, taken once
        await world.webhook("order:ord_1", "duffel.airline_change", f"aic:{n}")
        await world.engine.drain()
    [changed] = world.heard(flights.FlightChanged)
    assert changed.cancelled
    [failed] = world.heard(facts.TicketingFailed)
    assert failed.reason == "flight_cancelled"
    view = await world.view(name)
    assert (view.state, view.standing, view.paid, view.pnr) == ("PAYMENT_PENDING", "choosing", ngn(TOTAL), "")
    assert (await end(world))["customer NGN"] == -TOTAL
    await world.later(hours=25)  # no answer for a day
    assert [f.amount for f in world.heard(payments.RefundPaid)] == [ngn(TOTAL)]
    assert await end(world) == {"clearing NGN": -FEE, "fees NGN": FEE}


async def test_a_moved_flight_is_accepted_once(world: World) -> None:
    name = await ticketed(world)
    world.airline.changes = (AirlineChange("aic_1", "ord_1", (leg(hour=15),), ("accept",)),)
    await world.webhook("order:ord_1", "duffel.airline_change", "aic:1")
    await world.engine.drain()
    [changed] = world.heard(flights.FlightChanged)
    assert (changed.cancelled, changed.change) == (False, "aic_1")
    await do(world, accept_change, name)
    assert len(world.heard(flights.ChangeAccepted)) == 1
    await do(world, accept_change, name)
    assert world.airline.asked["accept_change"] == 1
    assert (await world.view(name)).departs.hour == 15


async def test_changes_that_come_together_are_all_flown_and_told(world: World) -> None:
    name = await ticketed(world)
    there, back = leg(hour=15), leg("ABV", "LOS", hour=19)
    world.airline.changes = (
        AirlineChange("aic_1", "ord_1", (leg(hour=11), back), ("accept",)),
        AirlineChange("aic_2", "ord_1", (there,), ("accept",)),
    )
    async with world.work() as work:  # the journey there and back
        both = msgspec.json.encode((leg(), leg("ABV", "LOS", hour=17)))
        await work.sql.execute("update flight_order set legs = $1", both)
    await world.webhook("order:ord_1", "duffel.airline_change", "aic:1")
    await world.engine.drain()
    [changed] = world.heard(flights.FlightChanged)
    assert (changed.change, changed.also) == ("aic_2", ("aic_1",))
    async with world.work() as work:
        [order] = await orders_of(work, name)
        assert order.leg_list() == (there, back)


async def test_above_the_limit_two_members_of_staff_agree(world: World) -> None:
    async with world.lagos.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await change_settings(work, structs.replace(work.tenant.settings, refund_limit_minor=100_000_00))
    world.lagos.desk.tenants._kept.clear()
    name = await ticketed(world)
    world.airline.gives_back = Money(6_600, "USD")
    await do(world, quote_cancellation, name, by=lagos.MANAGER)
    assert await do(world, ask_cancellation, name, by=lagos.MANAGER) is False  # 101,700 come back: one is not enough
    with pytest.raises(Refused, match="own_request"):
        await do(world, approve_cancellation, name, by=lagos.MANAGER)
    with pytest.raises(Refused, match="limit"):
        await do(world, approve_cancellation, name, by=CHIDI)
    assert world.airline.asked["confirm_cancel"] == 0
    await do(world, approve_cancellation, name, by=Doer(Role.MANAGER, "st_secondmanager"))
    assert world.heard(facts.BookingCancelled) == [facts.BookingCancelled(name, ngn(101_700_00))]


async def test_below_the_limit_one_is_enough(world: World) -> None:
    async with world.lagos.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await change_settings(work, structs.replace(work.tenant.settings, refund_limit_minor=102_000_00))
    world.lagos.desk.tenants._kept.clear()
    name = await ticketed(world)
    world.airline.gives_back = Money(6_600, "USD")
    await do(world, quote_cancellation, name, by=CHIDI)
    assert await do(world, ask_cancellation, name, by=CHIDI) is True
