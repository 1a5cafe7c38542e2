"""Seeded random stories on the real database: whatever people and partners do, no illegal state, no money lost, never paid and nothing."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from msgspec import structs

from dragoman.access import Doer
from dragoman.bookings.closing import cancel_booking, choose_refund
from dragoman.bookings.commands import quote_booking
from dragoman.bookings.payment import pay_difference, renew_payment_link, request_payment
from dragoman.bookings.ticketing import rebook
from dragoman.command import Refused
from dragoman.flights.queries import offers, orders_of
from dragoman.flights.supplier import Ticket
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.queries import balance
from dragoman.payments.gateway import RecordStatus, RefundStatus
from dragoman.payments.queries import payments
from dragoman.payments.refunds import refund_payment
from tests import lagos
from tests.rooms.bookings.world import ADA, World

OUTCOMES = ("ticketed",) * 4 + ("lost_made", "no_tickets", "refused:gone", "refused:price_changed", "refused:airline")


class Story:
    """One booking and a dice: each step is something that a person or a partner might do."""

    def __init__(self, world: World, draw: random.Random, name: str) -> None:
        self.world, self.draw, self.name, self.n = world, draw, name, 0

    async def ask(self, command: Any, *args: Any, by: Doer = ADA) -> None:
        with suppress(Refused):
            async with self.world.work(by) as work:
                await command(work, self.name, *args)

    async def references(self) -> list[str]:
        async with self.world.work() as work:
            return [p.reference for p in await payments(work, self.name) if p.reference in self.world.bank.charges_by]

    async def pay(self) -> None:
        for reference in (await self.references())[-2:]:
            if reference not in self.world.bank.records and self.draw.random() < 0.7:
                asked = self.world.bank.charges_by[reference].amount.minor
                amount = self.draw.choice((asked,) * 4 + (asked - 500_00, asked + 700_00, asked + 150_00))
                self.world.bank.pay(reference, Money(max(amount, 1_00), "NGN"))

    async def webhook(self) -> None:
        for reference in await self.references():
            self.n += 1
            kind = self.draw.choice(("charge.success", "charge.success", "refund.processed"))
            await self.world.webhook(f"payment:{reference}", f"paystack.{kind}", f"{reference} {self.n}")

    async def airline(self) -> None:
        self.world.airline.outcome = self.draw.choice(OUTCOMES)
        self.world.airline.price_now = Money(self.draw.choice((118_00, 120_00, 121_00, 140_00)), "USD")
        self.world.airline.fails = self.draw.choice(
            ({}, {}, {}, {"price": "unavailable"}, {"price": "gone"}, {"find": "timeout"})
        )

    async def bank(self) -> None:
        self.world.bank.lose[self.draw.choice(("initialize", "refund", "verify"))] = 1
        self.world.bank.refund_status = self.draw.choice((RefundStatus.PROCESSED, RefundStatus.PENDING))

    async def wait(self) -> None:
        await self.world.later(minutes=self.draw.choice((1, 5, 35, 120)))

    async def other_flight(self) -> None:
        view = await self.world.view(self.name)
        if view.search:
            async with self.world.work() as work:
                page = await offers(work, view.search, limit=9)
            if page:
                await self.ask(rebook, self.draw.choice(page).id)

    async def goodwill(self) -> None:
        async with self.world.work(lagos.MANAGER) as work:
            known = await payments(work, self.name)
        if known:
            with suppress(Refused):
                async with self.world.work(lagos.MANAGER) as work:
                    await refund_payment(work, self.draw.choice(known).id, Money(10_00, "NGN"), "goodwill")

    async def step(self) -> None:
        doings: list[Any] = [
            self.pay,
            self.pay,
            self.webhook,
            self.webhook,
            self.airline,
            self.bank,
            self.wait,
            self.other_flight,
            self.goodwill,
        ]
        commands = (
            request_payment,
            renew_payment_link,
            renew_payment_link,
            pay_difference,
            pay_difference,
            choose_refund,
        )
        if self.draw.random() < 0.04:
            await self.ask(self.draw.choice((cancel_booking, quote_booking)))
        elif self.draw.random() < 0.3:
            await self.ask(self.draw.choice(commands))
        else:
            await self.draw.choice(doings)()
        if self.draw.random() < 0.7:
            await self.world.engine.drain()

    async def calm(self) -> None:
        """The faults stop; three days pass; refunds are processed."""
        self.world.airline.fails, self.world.airline.outcome = {}, "ticketed"
        self.world.airline.price_now = Money(120_00, "USD")
        self.world.bank.lose.clear()
        for key, order in self.world.airline.orders.items():
            if not order.tickets:
                self.world.airline.orders[key] = structs.replace(order, tickets=(Ticket("999-calm"),))
        for hours in (0.1, 1, 3, 26, 26, 30):
            for reference, rows in self.world.bank.refunded.items():
                self.world.bank.refunded[reference] = [structs.replace(r, status=RefundStatus.PROCESSED) for r in rows]
            await self.world.later(hours=hours)

    async def judge(self) -> None:
        """After the calm: a ticket, or every kobo back; one order at most; the books equal the provider's truth."""
        await self.world.nobody_poisoned()
        await self.world.books()
        view = await self.world.view(self.name)
        async with self.world.work(lagos.MANAGER) as work:
            states = [o.state for o in await orders_of(work, self.name)]
            held = await balance(work, Account.CUSTOMER, self.name, "NGN")
            promised = await balance(work, Account.REFUNDS, self.name, "NGN")
            waiting = [await balance(work, Account.SUSPENSE, r, "NGN") for r in await self.references()]
        assert states.count("TICKETED") == (view.state == "CONFIRMED")
        assert view.state in ("CONFIRMED", "CANCELLED", "EXPIRED"), (view.state, view.standing, states)
        assert [m.minor for m in (held, promised, *waiting)] == [0] * (2 + len(waiting))
        taken = sum(
            self.world.bank.records[r].charged.minor
            for r in await self.references()
            if r in self.world.bank.records and self.world.bank.records[r].status is RecordStatus.PAID
        )
        back = sum(r.amount.minor for ref in await self.references() for r in self.world.bank.refunded.get(ref, ()))
        kept = view.paid.minor if view.state == "CONFIRMED" else 0
        surcharge = taken - back - kept
        assert (
            0 <= surcharge <= 150_00 * len(await self.references())
        )  # only what payers added for the provider's own fee


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(s, marks=pytest.mark.slow) for s in range(8, 60))])
async def test_a_random_story_ends_well(world: World, seed: int) -> None:
    draw = random.Random(seed)
    for chapter in range(3):
        story = Story(world, draw, await world.quoted(f"story {chapter}"))
        await story.ask(request_payment)
        for _ in range(14):
            await story.step()
        await story.calm()
        await story.judge()
    books = await world.books()
    assert books.get("clearing NGN", 0) == world.bank.held()
