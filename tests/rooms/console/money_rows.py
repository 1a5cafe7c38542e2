"""Rows of the matrix for bookings and money, and what their paths name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from dragoman.access import Role, Surface
from dragoman.bookings.selling import book
from dragoman.bookings.travellers import TravellerDetails
from dragoman.flights.commands import start_search
from dragoman.flights.queries import offers
from dragoman.flights.supplier import FlightQuery, Seat, SliceQuery
from dragoman.notifications.alerts import open_alert
from dragoman.payments.approvals import request_refund
from dragoman.payments.commands import check_payment
from dragoman.payments.effects import ChargesHere
from dragoman.payments.models import Payment
from dragoman.payments.reconcile import compare
from tests.rooms.bookings.world import ADA_DETAILS, DAY, EMAIL, PHONE
from tests.rooms.console.world import Office

SELLERS = frozenset({Role.SALES, Role.OPERATIONS, Role.MANAGER})
DESK = frozenset({Role.OPERATIONS, Role.MANAGER})
MANAGERS = frozenset({Role.MANAGER})
_keys = count(1)


async def sold(
    office: Office, details: TravellerDetails = ADA_DETAILS, *, pay: bool = True, email: str = EMAIL, phone: str = PHONE
) -> dict[str, str]:
    """A booking that Bayo of sales made, with an open payment link unless `pay` is False."""
    by = office.doer(Role.SALES)
    async with office.shop.lagos.work(by, Surface.CONSOLE) as work:
        query = FlightQuery((SliceQuery("LOS", "ABV", DAY),), (Seat(),))
        search = await start_search(work, query, asked_by=f"api:{by.id}", key=f"rows-{next(_keys)}")
    await office.shop.engine.drain()
    async with office.shop.lagos.work(by, Surface.CONSOLE) as work:
        offer = (await offers(work, search, sort="cheapest"))[0]
        made = await book(work, offer.id, (details,), email=email, phone=phone, asked_by=f"api:{by.id}", pay=pay)
    await office.shop.engine.drain()
    return {"booking": made, "verb": "resend_documents", "document": "fi_" + "0" * 26}


async def paid(office: Office, outcome: str = "refused:gone") -> dict[str, str]:
    """A booking that is paid and has no ticket; its charge."""
    office.shop.airline.outcome = outcome
    ids = await sold(office)
    async with office.shop.lagos.work() as work:
        row = await work.sql.fetchrow("select id, reference from payment where booking_id = $1", ids["booking"])
    office.shop.bank.pay(row["reference"])
    async with office.shop.lagos.work(office.doer(Role.MANAGER), Surface.CONSOLE) as work:
        await check_payment(work, row["reference"])
    await office.shop.engine.drain()
    office.shop.airline.outcome = "ticketed"
    return ids | {"payment": row["id"], "reference": row["reference"]}


async def asked(office: Office) -> dict[str, str]:
    """A refund that Bayo asked for."""
    ids = await paid(office)
    async with office.shop.lagos.work(office.doer(Role.SALES), Surface.CONSOLE) as work:
        payment = await work.session.get(Payment, ids["payment"])
        assert payment is not None
        request = await request_refund(work, payment.id, payment.received, "traveller_asked", "she called")
    return ids | {"request": request.id}


async def order(office: Office) -> dict[str, str]:
    """An order without an answer."""
    ids = await paid(office, "lost_unmade")
    async with office.shop.lagos.work() as work:
        return ids | {
            "order": await work.sql.fetchval("select id from flight_order where booking_id = $1", ids["booking"])
        }


async def alert(office: Office) -> dict[str, str]:
    """An open alert."""
    async with office.shop.lagos.work() as work:
        await open_alert(work, "flight_changed", f"booking:bk_{next(_keys):026d}", "")
        return {
            "alert": await work.sql.fetchval("select id from alert where closed_at is null order by id desc limit 1")
        }


async def difference(office: Office) -> dict[str, str]:
    """A difference that the daily comparison found."""
    await paid(office)
    day = datetime(2026, 11, 20, tzinfo=UTC)
    async with office.shop.lagos.work() as work:
        await work.sql.execute("update difference set closed_at = null, closed_by = ''")
        await compare(work, ChargesHere("paystack", day, day + timedelta(days=1), ()))
        return {
            "difference": await work.sql.fetchval(
                "select id from difference where closed_at is null order by id desc limit 1"
            )
        }


async def an_account(office: Office) -> dict[str, str]:
    """An account that exists."""
    await paid(office)
    return {"account": "clearing"}


REFUND = {"amount": "1", "reason": "goodwill", "act": "request", "seen": "PAID.1"}
ROWS: dict[str, dict[str, Any]] = {
    "GET /console/home": {"roles": SELLERS},
    "POST /console/home/alerts/{alert}/close": {"roles": SELLERS, "things": alert},
    "GET /console/bookings": {"roles": SELLERS, "things": sold},
    "POST /console/bookings/export": {"roles": DESK, "things": sold},
    "GET /console/bookings/{booking}": {"roles": SELLERS, "things": sold},
    "GET /console/bookings/{booking}/print": {"roles": SELLERS, "things": sold},
    "GET /console/bookings/{booking}/travellers": {"roles": SELLERS, "things": sold},
    "POST /console/bookings/{booking}/reveal": {"roles": DESK, "things": sold, "form": {"reason": "visa"}},
    "GET /console/bookings/{booking}/documents/{document}": {"roles": SELLERS, "things": sold},
    "POST /console/bookings/{booking}/notes": {"roles": SELLERS, "things": sold, "form": {"text": "Window"}},
    "POST /console/bookings/{booking}/do/{verb}": {
        "roles": SELLERS,
        "things": sold,
        "form": {"seen": "PAYMENT_PENDING.1"},
    },
    "GET /console/payments": {"roles": SELLERS, "things": paid},
    "POST /console/payments/export": {"roles": DESK, "things": paid},
    "GET /console/payments/{payment}": {"roles": SELLERS, "things": paid},
    "POST /console/payments/{payment}/check": {"roles": SELLERS, "things": paid},
    "POST /console/payments/{payment}/refund": {"roles": SELLERS, "things": paid, "form": REFUND},
    "POST /console/payments/{payment}/keep": {"roles": MANAGERS, "things": paid, "form": {"reason": "goodwill"}},
    "GET /console/approvals": {"roles": DESK, "things": asked},
    "POST /console/approvals/{request}/approve": {"roles": MANAGERS, "things": asked, "form": {"seen": "ASKED.0"}},
    "POST /console/approvals/{request}/decline": {"roles": MANAGERS, "things": asked, "form": {"seen": "ASKED.0"}},
    "POST /console/approvals/{request}/withdraw": {"roles": SELLERS, "things": asked, "form": {"seen": "ASKED.0"}},
    "GET /console/unknowns": {"roles": DESK, "things": order},
    "POST /console/unknowns/orders/{order}/look": {"roles": DESK, "things": order},
    "POST /console/unknowns/payments/{payment}/look": {"roles": DESK, "things": paid},
    "GET /console/ledger": {"roles": MANAGERS, "things": paid},
    "GET /console/ledger/postings": {"roles": MANAGERS, "things": paid},
    "POST /console/ledger/export": {"roles": MANAGERS, "things": paid},
    "GET /console/ledger/{account}": {"shared": True, "roles": MANAGERS, "things": an_account},
    "GET /console/reconciliation": {"roles": MANAGERS, "things": difference},
    "POST /console/reconciliation/compare": {"roles": MANAGERS, "form": {"day": "2026-11-19"}},
    "POST /console/reconciliation/{difference}/resolve": {
        "roles": MANAGERS,
        "things": difference,
        "form": {"reason": "provider_error"},
    },
}
