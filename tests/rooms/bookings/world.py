"""Lagos Tours with an airline, a payment provider and a rate source of our own ports, and the engine that joins them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import structs

from dragoman.access import Doer, Role, Surface
from dragoman.bookings import facts as booking_facts
from dragoman.bookings.commands import draft_booking, quote_booking
from dragoman.bookings.payment import request_payment
from dragoman.bookings.queries import booking
from dragoman.bookings.travellers import TravellerDetails
from dragoman.bookings.turn import booking_turn, listener
from dragoman.bookings.views import BookingView
from dragoman.command import Calls, Work
from dragoman.engine import Arrival, Door, Engine, Store, Turn
from dragoman.flights import after_sale
from dragoman.flights import executors as flight_calls
from dragoman.flights import facts as flight_facts
from dragoman.flights.commands import start_search
from dragoman.flights.queries import offers
from dragoman.flights.supplier import (
    AirlineChange,
    CancelQuote,
    Condition,
    FlightOffer,
    FlightOrder,
    FlightQuery,
    Found,
    Issued,
    Leg,
    NotIssued,
    OfferSeat,
    OrderOutcome,
    OrderRequest,
    OrderUnknown,
    Seat,
    Segment,
    SliceQuery,
    SupplierError,
    Ticket,
)
from dragoman.flights.turn import offer_turn, order_turn, search_turn
from dragoman.kit.money import Money
from dragoman.ledger.queries import balances, unbalanced
from dragoman.payments import executors as payment_calls
from dragoman.payments import facts as payment_facts
from dragoman.payments.approvals import refund_request_turn
from dragoman.payments.gateway import (
    ChargeRequest,
    GatewayRefused,
    GatewayUnavailable,
    PayLink,
    ProviderRecord,
    RecordStatus,
    RefundRecord,
    RefundStatus,
)
from dragoman.payments.rates import Rate, RateError
from dragoman.payments.reconcile import reconcile_turn
from dragoman.payments.turn import payment_turn
from tests import lagos

CHAT = "chat:106540352242922:ada"
ADA = Doer(Role.CUSTOMER, "pe_adaobi")
KOFI = Doer(Role.CUSTOMER, "pe_kofimensah")
DAY = date(2026, 12, 15)
PRICE = Money(12_000, "USD")
RATE = Decimal("1500")
ADA_DETAILS = TravellerDetails("mrs", "Ada", "Obi", "f", date(1988, 3, 14))
EMAIL, PHONE = "ada.obi@example.com", "+234 803 555 0101"


def leg(origin: str = "LOS", destination: str = "ABV", day: date = DAY, *, hour: int = 9, minutes: int = 75) -> Leg:
    """One direct flight."""
    departs = datetime(day.year, day.month, day.day, hour, 5)
    segment = Segment(
        origin, destination, departs, departs + timedelta(minutes=minutes), "Africa/Lagos", "Africa/Lagos", "ZZ", "Duffel Airways",
        "101", minutes, checked_bags=1, cabin_bags=1,
    )  # fmt: skip
    return Leg((segment,), minutes)


@dataclass
class Airline:
    """A supplier whose answers a test sets; it counts what it was asked and remembers what it sold."""

    clock: Any
    name: str = "airline"
    price_now: Money = PRICE
    count: int = 3
    first_hour: int = 7
    hold_allowed: bool = False
    documents_required: bool = False
    fails: dict[str, str] = field(default_factory=dict)  # operation → code, or code@field
    outcome: str = "ticketed"  # ticketed | no_tickets | lost_made | lost_unmade | refused:<reason>
    asked: Counter[str] = field(default_factory=Counter)
    orders: dict[str, FlightOrder] = field(default_factory=dict)
    changes: tuple[AirlineChange, ...] = ()
    gives_back: Money | None = None
    loses_cancel: bool = False
    sold: int = 0
    requests: list[OrderRequest] = field(default_factory=list)

    def _fail(self, operation: str) -> None:
        self.asked[operation] += 1
        code, _, where = self.fails.get(operation, "").partition("@")
        if code:
            raise SupplierError(code, field=where)

    def _offer(self, n: int, search: int, total: Money) -> FlightOffer:
        return FlightOffer(
            id=f"off_{search}_{n}", request=f"orq_{search}", airline="ZZ", airline_name="Duffel Airways", total=total,
            legs=(leg(hour=self.first_hour + n),), seats=self.seats, expires_at=self.clock.now() + timedelta(minutes=30 + 60 * self.hold_allowed * 24),
            hold_allowed=self.hold_allowed, documents_required=self.documents_required,
            refund=self.refund_rule,
        )  # fmt: skip

    refund_rule: Condition = field(default_factory=Condition)
    seats: tuple[OfferSeat, ...] = (OfferSeat("pas_1", "adult"),)

    async def search(self, query: FlightQuery, *, offers_max: int = 50) -> Found:
        self._fail("search")
        self.seats = tuple(OfferSeat(f"pas_{i}", s.kind, s.age) for i, s in enumerate(query.seats))
        n = self.asked["search"]
        found = tuple(
            self._offer(i, n, Money(self.price_now.minor + 1000 * i, self.price_now.currency))
            for i in range(self.count)
        )
        return Found(f"orq_{n}", found, len(found))

    async def price(self, offer: str) -> FlightOffer:
        self._fail("price")
        _, search, n = offer.split("_")
        return self._offer(int(n), int(search), self.price_now)

    def _make(self, request: OrderRequest, *, tickets: bool = True) -> FlightOrder:
        number = len(self.orders) + 1
        order = FlightOrder(
            id=f"ord_{number}", offer=request.offer, pnr=f"PNR{number}", total=request.amount, hold=request.hold,
            tickets=tuple(Ticket(f"999-{number}-{t.seat}") for t in request.travellers) if tickets and not request.hold else (),
            awaiting_payment=request.hold, paid_at=None if request.hold else self.clock.now(),
            pay_by=self.clock.now() + timedelta(hours=20) if request.hold else None, reference=request.reference,
        )  # fmt: skip
        self.orders[request.reference] = order
        self.sold += not request.hold
        return order

    async def issue(self, request: OrderRequest) -> OrderOutcome:
        self.asked["issue"] += 1
        self.requests.append(request)
        if self.outcome.startswith("refused:"):
            _, reason, *rest = self.outcome.split(":")  # refused:gone, refused:passenger:given_name:0
            return NotIssued("offer_no_longer_available", reason, "", *rest[:1], *map(int, rest[1:2]))
        if self.outcome == "lost_unmade":
            return OrderUnknown("timeout")
        order = self._make(request, tickets=self.outcome != "no_tickets")
        return OrderUnknown("timeout") if self.outcome == "lost_made" else Issued(order)

    async def find(self, offer: str, reference: str) -> FlightOrder | None:
        self._fail("find")
        return self.orders.get(reference)

    async def order(self, order: str) -> FlightOrder:
        self._fail("order")
        return next(o for o in self.orders.values() if o.id == order)

    def set(self, order: str, **values: Any) -> None:
        """Change a record, as the airline would."""
        key, old = next((k, o) for k, o in self.orders.items() if o.id == order)
        self.orders[key] = structs.replace(old, **values)

    async def pay(self, order: str, amount: Money) -> OrderOutcome:
        self.asked["pay"] += 1
        if self.outcome == "lost_unmade":
            return OrderUnknown("timeout")
        self.sold += 1
        self.set(order, awaiting_payment=False, paid_at=self.clock.now(), tickets=(Ticket("999-held"),))
        return OrderUnknown("timeout") if self.outcome == "lost_made" else Issued(await self.order(order))

    async def quote_cancel(self, order: str) -> CancelQuote:
        self._fail("quote_cancel")
        return CancelQuote(f"ore_{order}", order, self.gives_back)

    async def confirm_cancel(self, quote: str) -> CancelQuote:
        self._fail("confirm_cancel")
        order = quote.removeprefix("ore_")
        self.set(order, awaiting_payment=False, cancelled_at=self.clock.now())
        if self.loses_cancel:
            raise SupplierError("timeout")
        return CancelQuote(quote, order, self.gives_back, confirmed_at=self.clock.now())

    async def accept_change(self, change: str) -> None:
        self._fail("accept_change")
        taken = next(c for c in self.changes if c.id == change)
        self.changes = tuple(structs.replace(c, taken="accepted") if c.id == change else c for c in self.changes)
        self.set(taken.order, legs=taken.legs, tickets=(Ticket("999-new"),))

    async def airline_changes(self, order: str) -> tuple[AirlineChange, ...]:
        self._fail("changes")
        return self.changes


@dataclass
class Bank:
    """A payment provider; a test pays, or makes it lose an answer. `held` is its truth: what it holds for us."""

    clock: Any
    name: str = "paystack"
    charges_by: dict[str, ChargeRequest] = field(default_factory=dict)
    records: dict[str, ProviderRecord] = field(default_factory=dict)
    refunded: dict[str, list[RefundRecord]] = field(default_factory=dict)
    lose: Counter[str] = field(default_factory=Counter)  # operation → how many answers to lose after acting
    down: Counter[str] = field(default_factory=Counter)  # operation → how many calls not to take at all
    refund_status: RefundStatus = RefundStatus.PROCESSED
    asked: Counter[str] = field(default_factory=Counter)
    fee: int = 150_00

    def _enter(self, operation: str) -> None:
        self.asked[operation] += 1
        if self.down[operation] > 0:
            self.down[operation] -= 1
            raise GatewayUnavailable("unavailable", sent=False)

    def _leave(self, operation: str) -> None:
        if self.lose[operation] > 0:
            self.lose[operation] -= 1
            raise GatewayUnavailable("timeout", sent=True)

    async def initialize(self, charge: ChargeRequest) -> PayLink:
        self._enter("initialize")
        if charge.reference in self.charges_by:
            raise GatewayRefused("duplicate")
        self.charges_by[charge.reference] = charge
        self._leave("initialize")
        return PayLink(charge.reference, f"https://pay.example/{charge.reference}", "code")

    def pay(self, reference: str, amount: Money | None = None, **values: Any) -> ProviderRecord:
        """The traveller pays at the provider."""
        charge = self.charges_by[reference]
        paid = amount or charge.amount
        self.records[reference] = ProviderRecord(
            reference, RecordStatus.PAID, paid, values.get("requested", charge.amount), values.get("fees", Money(self.fee, paid.currency)),
            external_id=f"tx-{reference}", paid_at=self.clock.now(), means="card",
        )  # fmt: skip
        return self.records[reference]

    async def verify(self, reference: str) -> ProviderRecord:
        self._enter("verify")
        found = self.records.get(reference)
        if found is not None:
            return found
        status = RecordStatus.ABANDONED if reference in self.charges_by else RecordStatus.MISSING
        return ProviderRecord(reference, status, Money(0, "NGN"))

    async def refund(self, charge_reference: str, amount: Money, note: str) -> RefundRecord:
        self._enter("refund")
        rows = self.refunded.setdefault(charge_reference, [])
        row = RefundRecord(f"rf-{charge_reference}-{len(rows)}", charge_reference, amount, self.refund_status)
        rows.append(row)
        self._leave("refund")
        return row

    async def refunds(self, charge_reference: str) -> tuple[RefundRecord, ...]:
        self._enter("refunds")
        return tuple(self.refunded.get(charge_reference, ()))

    async def charges(self, since: datetime, until: datetime) -> tuple[ProviderRecord, ...]:
        self._enter("charges")
        return tuple(r for r in self.records.values() if r.paid_at and since <= r.paid_at < until)

    def held(self) -> int:
        """What the provider holds for us now, in kobo: charges less fees less processed refunds."""
        taken = sum(
            r.charged.minor - (r.fees.minor if r.fees else 0)
            for r in self.records.values()
            if r.charged.currency == "NGN"
        )
        back = sum(
            r.amount.minor for rows in self.refunded.values() for r in rows if r.status is RefundStatus.PROCESSED
        )
        return taken - back


@dataclass
class Market:
    """A rate source."""

    clock: Any
    name: str = "market"
    rate: Decimal | None = RATE
    asked: int = 0

    async def latest(self, base: str, quote: str) -> Rate:
        self.asked += 1
        if self.rate is None:
            raise RateError("unavailable")
        return Rate(base, quote, self.rate, "market", self.clock.now())


@dataclass
class World:
    """Everything a test needs: the business, its partners, its engine, and what was told to whom."""

    lagos: lagos.Lagos
    store: Store
    engine: Engine
    airline: Airline
    bank: Bank
    market: Market
    told: list[Any]
    door: Door

    def work(self, by: Doer = ADA, via: Surface = Surface.WHATSAPP) -> Any:
        """Open a Work; staff have just proven themselves (the command's own tests try without)."""
        return self.lagos.desk.work(lagos.TENANT, by, via, proven=True)

    async def later(self, **span: float) -> None:
        """Move the product's clock and do what became due."""
        self.lagos.clock.shift += timedelta(**span)
        await self.engine.drain()

    async def webhook(self, actor: str, kind: str, external_id: str) -> None:
        """A partner's webhook, stored by the door; drain to act on it."""
        source = kind.partition(".")[0]
        await self.door.put([Arrival(lagos.TENANT, actor, source, external_id, kind, b"{}")])

    def heard(self, kind: type) -> list[Any]:
        """Facts of one kind that the chat was told, in order."""
        return [fact for fact in self.told if type(fact) is kind]

    async def search(self, seats: tuple[Seat, ...] = (Seat(),), key: str = "s1") -> str:
        async with self.work() as work:
            query = FlightQuery((SliceQuery("LOS", "ABV", DAY),), seats)
            search: str = await start_search(work, query, asked_by=CHAT, key=key)
        await self.engine.drain()
        return search

    async def draft(self, details: tuple[TravellerDetails, ...] = (ADA_DETAILS,), n: int = 0, key: str = "s1") -> str:
        """Search and draft a booking of the n-th offer."""
        search = await self.search(tuple(Seat(d.kind) for d in details), key)
        async with self.work() as work:
            offer = (await offers(work, search, sort="cheapest", limit=50))[n]
            row = await draft_booking(work, offer.id, details, person=ADA.id, asked_by=CHAT, email=EMAIL, phone=PHONE)
        return str(row.id)

    async def sell(self, name: str, by: Doer) -> str:
        """Make a booking one that this member of staff sold."""
        async with self.work() as work:
            await work.sql.execute("update booking set sold_by = $2 where id = $1", name, by.id)
        return name

    async def quoted(self, key: str = "s1") -> str:
        name = await self.draft(key=key)
        async with self.work() as work:
            await quote_booking(work, name)
        return name

    async def linked(self, key: str = "s1") -> tuple[str, str]:
        """A booking with an open payment link; returns its id and the payment's reference."""
        name = await self.quoted(key)
        async with self.work() as work:
            await request_payment(work, name)
        await self.engine.drain()
        return name, f"{(await self.view(name)).reference}-1"

    async def pay(self, reference: str, amount: Money | None = None, *, webhook: bool = True, **values: Any) -> None:
        """Pay at the provider, deliver its webhook, do everything that follows."""
        self.bank.pay(reference, amount, **values)
        if webhook:
            await self.webhook(f"payment:{reference}", "paystack.charge.success", f"charge.success:{reference}")
        await self.engine.drain()

    async def view(self, name: str) -> BookingView:
        async with self.work() as work:
            return await booking(work, name)

    async def books(self) -> dict[str, int]:
        """Balances of the ledger as "account currency" → minor units; proves on the way that all postings balance."""
        async with self.work(lagos.MANAGER) as work:
            assert await unbalanced(work) == ()
            found = await balances(work)
        for currency in {money.currency for money in found.values()}:
            assert sum(m.minor for m in found.values() if m.currency == currency) == 0
        return {f"{account.value} {currency}": money.minor for (account, currency), money in found.items()}

    async def nobody_poisoned(self) -> None:
        async with self.work(lagos.MANAGER) as work:
            assert [
                tuple(r) for r in await work.sql.fetch("select actor, kind, reason from review where closed_at is null")
            ] == []


async def build(store: Store) -> World:
    """Build the world in an empty, migrated database."""
    town = await lagos.found(store)
    routes = town.desk.routes
    for module in (flight_facts, payment_facts, booking_facts):
        routes.know(*(f for f in vars(module).values() if isinstance(f, type) and f.__module__ == module.__name__))
    routes.listen(listener)
    told: list[Any] = []

    async def chat_turn(work: Work, turn: Turn) -> None:
        told.extend(work.read_fact(event.body) for event in turn.events if event.kind == "fact")

    rooms = {
        "search": search_turn, "offer": offer_turn, "order": order_turn, "payment": payment_turn, "booking": booking_turn,
        "reconcile": reconcile_turn, "chat": chat_turn, "refund_request": refund_request_turn,
    }  # fmt: skip

    def wired(function: Any) -> Any:
        async def take(turn: Turn) -> None:
            await function(await town.desk.turn(turn), turn)

        return take

    airline, bank, market = Airline(town.clock), Bank(town.clock), Market(town.clock)

    async def supplier_of(_tenant: str) -> Any:
        return airline

    async def gateway_of(_tenant: str) -> Any:
        return bank

    calls = Calls(town.desk)
    outside = {
        **flight_calls.executors(calls, supplier_of, town.clock),
        **after_sale.executors(calls, supplier_of),
        **payment_calls.executors(calls, gateway_of, market, lambda _tenant, reference: f"https://lagos.example/paid/{reference}"),
    }  # fmt: skip
    engine = Engine(store, town.clock, {kind: wired(function) for kind, function in rooms.items()}, outside)
    door = Door(store)
    await door.open()
    return World(town, store, engine, airline, bank, market, told, door)
