"""Payments: the list, one charge with the provider's record beside ours, and refunds of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Response

from dragoman.access import APPROVE, INVENTORY, SEE_BOOKINGS, STAFF
from dragoman.bookings.actions import ChargeFacts, RequestFacts, open_actions
from dragoman.command import Refused, Work, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.command.tenants import Tenant
from dragoman.console import asked, page
from dragoman.console.csv import Cell, download, paged
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.menu import Found, Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.kit.money import Money
from dragoman.payments.approvals import keep_money, request_refund
from dragoman.payments.commands import check_payment
from dragoman.payments.listing import PAGE_MAX, VERDICTS, PaymentFilters, PaymentRow, export_payments, payments_listed
from dragoman.payments.models import Payment
from dragoman.payments.moved import charge_mark, unmoved_charge
from dragoman.payments.page import PaymentPage, payment_page
from dragoman.payments.reasons import REASONS
from dragoman.payments.refunds import refund_payment
from dragoman.payments.states import PaymentState
from dragoman.tenancy.deeds import staff_names

ROLES = SEE_BOOKINGS & STAFF
BACK_OFFICE = INVENTORY & STAFF
router = APIRouter(prefix="/console/payments", route_class=ConsoleRoute, include_in_schema=False)
PAGE = 50
CSV_HEAD = (
    "reference", "booking", "state", "verdict", "amount_minor", "currency", "received_minor", "fees_minor", "refunded_minor",
    "received_currency", "provider", "made_at", "paid_at",
)  # fmt: skip


async def _found(work: Work, wanted: str) -> tuple[Found, ...]:
    """Find charges by our reference, for the command palette."""
    if work.by.role not in ROLES or "-" not in wanted:
        return ()
    rows = await payments_listed(work, PaymentFilters(reference=wanted), limit=5)
    return tuple(Found("Payment", r.reference, f"/console/payments/{r.id}") for r in rows)


SCREEN = Screen(router, (Place("Payments", "/console/payments", "payment", ROLES, key="p"),), find=_found)


@router.get("")
@needs(ROLES)
async def payments(visit: Visiting) -> Response:
    """List charges, newest first."""
    given = visit.request.query_params
    refusal: Refused | None = None
    rows: tuple[PaymentRow, ...] = ()
    async with visit.work() as work:
        try:
            rows = await payments_listed(work, _filters(given), after=asked.text(given, "after"), limit=PAGE + 1)
        except Refused as reason:
            refusal = reason
    older = asked.address("/console/payments", given, after=rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return await page.render(
        visit, "payments/list.html", rows=rows[:PAGE], given=given, older=older, refusal=refusal, verdicts=VERDICTS,
        states=[s.value for s in PaymentState], may_export=visit.by.role in BACK_OFFICE, status=422 if refusal else 200,
        kept={name: value for name, value in given.items() if name != "after" and value},
    )  # fmt: skip


@router.post("/export")
@needs(BACK_OFFICE)
async def export(visit: Visiting) -> Response:
    """Give the filtered list as CSV; who took it stands in the audit trail."""
    filters = _filters(visit.form)
    async with visit.work() as work:
        await export_payments(work)

    async def fetch(after: str) -> Sequence[PaymentRow]:
        async with visit.work() as work:
            return await payments_listed(work, filters, after=after, limit=PAGE_MAX)

    rows = paged(fetch, PAGE_MAX)
    return download(visit, "payments", CSV_HEAD, (_cells(row) async for row in rows))


def _cells(row: PaymentRow) -> Sequence[Cell]:
    return (
        row.reference, row.booking_reference, row.state, row.verdict, row.amount.minor, row.amount.currency, row.received.minor,
        row.fees.minor, row.refunded.minor, row.received.currency, row.provider, row.made_at, row.paid_at,
    )  # fmt: skip


@router.get("/{payment}")
@needs(ROLES)
async def payment(visit: Visiting, payment: str) -> Response:
    """Show one charge with everything that was said about it."""
    async with visit.work() as work:
        found = await payment_page(work, payment)
        names = await staff_names(work)
        seen = await charge_mark(work, found.payment)
    held = found.terms.held
    assert held is not None, "the page asks the books"
    facts = ChargeFacts(found.payment.state, held, any(r.state == "ASKED" for r in found.requests))
    requests = {r.id: _verbs(visit, r.state, r.asked_by) for r in found.requests}
    return await page.render(
        visit, "payments/payment.html", p=found, names=names, reasons=REASONS, limit=_limit(visit.tenant),
        fees=Money(found.payment.fees_minor, found.payment.received.currency),
        verbs={a.verb: a for a in open_actions(facts, visit.by.role)}, requests=requests, mark=seen, now=visit.now,
        subjects=_subjects(found),
    )  # fmt: skip


def _limit(tenant: Tenant) -> Money | None:
    """Return above which sum a booking's refunds need a second person; None when one suffices."""
    limit = tenant.settings.refund_limit_minor
    return None if limit is None else Money(limit, tenant.currency)


def _verbs(visit: Visit, state: str, asked_by: str) -> dict[str, Any]:
    facts = RequestFacts(state, own=asked_by == visit.by.id)
    return {a.verb: a for a in open_actions(facts, visit.by.role)}


def _subjects(found: PaymentPage) -> str:
    refunds = [f"refund:{r.id}" for r in found.refunds] + [f"refundrequest:{r.id}" for r in found.requests]
    return " ".join([f"payment:{found.payment.id}", f"booking:{found.payment.booking_id}", *refunds])


@router.post("/{payment}/check")
@needs(ROLES)
async def check(visit: Visiting, payment: str) -> Response:
    """Ask the provider for its record; the page shows it when the answer is there."""
    async with visit.work() as work:
        found = await payment_page(work, payment)
        await check_payment(work, found.payment.reference)
    return page.go(f"/console/payments/{payment}", Toast(visit.say("The provider is asked."), "info"))


@router.post("/{payment}/refund")
@needs(ROLES)
async def refund(visit: Visiting, payment: str) -> Response:
    """Refund, or ask for approval, as the pressed button says; never against a charge that has moved meanwhile."""
    reason, note = visit.text("reason", longest=40), visit.text("note")
    async with visit.work() as work:
        await payment_page(work, payment)  # sales reach only what they see
        row = await work.session.get(Payment, payment, with_for_update=ROW_LOCK, populate_existing=True)
        if row is None:
            raise not_found("payment")
        await unmoved_charge(work, row, visit.text("seen"))
        sum_ = asked.amount(visit.form, "amount", row.received.currency)
        if sum_ is None:
            raise Refused("amount.amount", "Write how much goes back.", field="amount", status=422)
        if visit.text("act") == "request":
            await request_refund(work, payment, sum_, reason, note)
            said = visit.say("Asked. Somebody else approves it.")
        else:
            await refund_payment(work, payment, sum_, reason, note)
            said = visit.say("The refund is on its way.")
    return page.go(f"/console/payments/{payment}", Toast(said))


@router.post("/{payment}/keep")
@needs(APPROVE)
async def keep(visit: Visiting, payment: str) -> Response:
    """Decide that nothing goes back."""
    async with visit.work() as work:
        await keep_money(work, payment, visit.text("reason", longest=40), visit.text("note"))
    return page.go(
        f"/console/payments/{payment}", Toast(visit.say("Nothing goes back; the reason stands in the history."))
    )


def _filters(given: Mapping[str, Any]) -> PaymentFilters:
    return PaymentFilters(
        reference=asked.text(given, "reference"), state=asked.text(given, "state"), verdict=asked.text(given, "verdict"),
        made_from=asked.day(given, "made_from"), made_to=asked.day(given, "made_to"), refunds=asked.text(given, "refunds") == "1",
    )  # fmt: skip
