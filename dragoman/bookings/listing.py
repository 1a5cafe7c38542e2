"""The business's bookings as a list that is filtered, paged by key and exported: one query per page, whatever is asked."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from dragoman.access import INVENTORY
from dragoman.bookings.states import BookingState, Standing, standing
from dragoman.bookings.travellers import Party
from dragoman.command import Refused, Work, command
from dragoman.kit.money import Money
from dragoman.kit.phone import canonical
from dragoman.payments.visibility import OWN_SALES, seller

PAGE_MAX = 100
_CODE = re.compile(r"[A-Z0-9]{4,12}")
_ROUTE = re.compile(r"[A-Z]{3}(-[A-Z]{3})?")


class Filters(Struct, frozen=True, omit_defaults=True):
    """What is looked for; empty means anything. Days of making are the business's, days of travel the airport's, both ends in.

    `find` is a traveller's phone or e-mail, a booking reference or a PNR, exactly. `route` is LOS-ABV or one airport.
    Amounts are minor units of the business's currency.
    """

    find: str = ""
    state: str = ""
    waits_for: str = ""
    travel_from: date | None = None
    travel_to: date | None = None
    made_from: date | None = None
    made_to: date | None = None
    branch: str = ""
    agent: str = ""
    channel: str = ""
    amount_min: int | None = None
    amount_max: int | None = None
    route: str = ""
    person: str = ""


class BookingRow(Struct, frozen=True):
    """A booking as a line of a list. `lead` is personal. `departs_on` is airport-local; `made_at` and `deadline` are UTC."""

    id: str
    reference: str
    state: str
    standing: str
    lead: str
    travellers: int
    route: str
    departs_on: date | None
    total: Money
    paid: Money
    pnr: str
    channel: str
    sold_by: str
    branch: str
    made_at: datetime
    deadline: datetime | None

    def __repr__(self) -> str:
        return f"BookingRow({self.reference}, ***)"


_SELECT = (
    "select b.*, coalesce(o.departs_on, b.departs_on) as travel, coalesce(o.pnr, '') as pnr, coalesce(r.name, '') as branch_name"
    " from booking b left join lateral (select pnr, departs_on from flight_order where tenant_id = b.tenant_id and booking_id = b.id"
    " and state <> 'FAILED' order by attempt desc limit 1) o on true left join branch r on r.id = b.branch_id"
)


class _Query:
    """Collects conditions with their arguments, so that no value is ever written into a statement."""

    def __init__(self) -> None:
        self.where: list[str] = []
        self.arguments: list[Any] = []

    def put(self, value: object) -> str:
        """Add an argument; returns its placeholder."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def need(self, condition: str, *values: object) -> None:
        """Add a condition whose `{0}`, `{1}` … stand for the values."""
        self.where.append(condition.format(*(self.put(value) for value in values)))


async def bookings_listed(work: Work, filters: Filters, *, after: str = "", limit: int = 50) -> tuple[BookingRow, ...]:
    """Return a page of the bookings this member of staff may see, newest first; `after` is the last id seen.

    Raises Refused("not_found") for a role that sees no bookings, "filter.<field>" naming what cannot be read.
    """
    own = seller(work)
    query = _conditions(work, filters)
    if own is not None:
        query.need(OWN_SALES, own)
    if after:
        query.need("b.id < {0}", after)
    where = f" where {' and '.join(query.where)}" if query.where else ""
    last = query.put(min(max(limit, 1), PAGE_MAX + 1))
    rows = await work.sql.fetch(f"{_SELECT}{where} order by b.id desc limit {last}", *query.arguments)
    return tuple(_row(work, row) for row in rows)


async def references_of(work: Work, bookings: list[str]) -> dict[str, str]:
    """Return the short references of these bookings by id."""
    rows = await work.sql.fetch("select id, reference from booking where id = any($1)", bookings)
    return {row["id"]: row["reference"] for row in rows}


@command("bookings:export", by=INVENTORY)
async def export_bookings(work: Work, filters: Filters) -> None:
    """Take the list of bookings out of the house; what was asked for stands in the history, without whom it looked for."""
    asked = {
        f: str(getattr(filters, f))
        for f in filters.__struct_fields__
        if getattr(filters, f) and f not in ("find", "person")
    }
    await work.note(f"export:{work.by.id}", "bookings:export", looked_for=bool(filters.find or filters.person), **asked)


def _conditions(work: Work, asked: Filters) -> _Query:
    query = _Query()
    if asked.state:
        if asked.state not in {s.value for s in BookingState}:
            raise _unreadable("state", "There is no such state.")
        query.need("b.state = {0}", asked.state)
    if asked.waits_for:
        query.need(_waits_for(asked.waits_for))
    for name, column in (
        ("branch", "b.branch_id"),
        ("agent", "b.sold_by"),
        ("channel", "b.channel"),
        ("person", "b.person"),
    ):
        if getattr(asked, name):
            query.need(f"{column} = {{0}}", getattr(asked, name))
    for name, condition in (
        ("travel_from", "coalesce(o.departs_on, b.departs_on) >= {0}"),
        ("travel_to", "coalesce(o.departs_on, b.departs_on) <= {0}"),
        ("amount_min", "b.total_minor >= {0}"),
        ("amount_max", "b.total_minor <= {0}"),
    ):
        if getattr(asked, name) is not None:
            query.need(condition, getattr(asked, name))
    if asked.made_from is not None:
        query.need("b.created_at >= {0}", work.begin(asked.made_from))
    if asked.made_to is not None:
        query.need("b.created_at < {0}", work.begin(asked.made_to + timedelta(days=1)))
    if asked.route:
        route = asked.route.strip().upper()
        if not _ROUTE.fullmatch(route):
            raise _unreadable("route", "Write a route as LOS-ABV, or one airport as LOS.")
        query.need("b.route like {0}", f"%{route}%")
    if asked.find:
        _find(work, query, asked.find.strip())
    return query


def _waits_for(standing_: str) -> str:
    """The states that `standing` draws its words from, as a condition."""
    conditions = {
        Standing.OPEN: "b.state in ('DRAFT', 'HELD')",
        Standing.AWAITING_PAYMENT: "b.state = 'PAYMENT_PENDING' and b.choice = '' and b.paid_minor = 0",
        Standing.TICKETING: "b.state = 'PAYMENT_PENDING' and b.choice = '' and b.paid_minor > 0",
        Standing.CHOOSING: "b.state = 'PAYMENT_PENDING' and b.choice <> ''",
        Standing.SETTLED: "b.state in ('CONFIRMED', 'ACTIVE', 'COMPLETED', 'NO_SHOW')",
        Standing.CLOSED: "b.state in ('CANCELLED', 'EXPIRED')",
    }
    if standing_ not in conditions:
        raise _unreadable("waits_for", "There is no such standing.")
    return conditions[Standing(standing_)]


def _find(work: Work, query: _Query, wanted: str) -> None:
    persons = "b.person in (select person_id from identity where kind = {0} and blind = {1})"
    if "@" in wanted:
        blind = work.blind("email", wanted.lower())
        query.need(f"(b.email_blind = {{1}} or {persons})", "email", blind)
        return
    code = wanted.upper().replace(" ", "")
    phone = canonical(wanted, work.tenant.country)
    if phone is not None and not (_CODE.fullmatch(code) and not code.isdigit()):
        query.need(f"(b.phone_blind = {{1}} or {persons})", "phone", work.blind("phone", phone))
    elif _CODE.fullmatch(code):
        query.need("(b.reference = {0} or o.pnr = {0})", code)
    else:
        raise _unreadable("find", "Write a whole phone number, e-mail address, booking reference or PNR.")


def _unreadable(field: str, says: str) -> Refused:
    return Refused(f"filter.{field}", says, field=field, status=422)


def _row(work: Work, row: Any) -> BookingRow:
    party = work.open("booking", "sealed", row["id"], bytes(row["sealed"]), Party)
    first = party.travellers[0]
    return BookingRow(
        row["id"], row["reference"], row["state"], standing(_Standing(row)), f"{first.given_name} {first.family_name}", row["travellers"],
        row["route"], row["travel"], Money(row["total_minor"], row["currency"]), Money(row["paid_minor"], row["currency"]), row["pnr"],
        row["channel"], row["sold_by"], row["branch_name"], row["created_at"], row["quote_expires_at"],
    )  # fmt: skip


class _Standing:
    """A plain row with the attributes that `standing` looks at."""

    def __init__(self, row: Any) -> None:
        self.state: str = row["state"]
        self.paid_minor: int = row["paid_minor"]
        self.total_minor: int = row["total_minor"]
        self.choice: str = row["choice"]
        self.quote_expires_at: datetime | None = row["quote_expires_at"]
