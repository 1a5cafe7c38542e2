"""The ledger: accounts over a span of days, the parts of one, the postings behind them, and the proof that all sums to zero."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from fastapi import APIRouter, Response

from dragoman.access import APPROVE
from dragoman.command import not_found
from dragoman.console import asked, page
from dragoman.console.csv import Cell, download, paged
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.route import ConsoleRoute
from dragoman.ledger.accounts import Account
from dragoman.ledger.browsing import PAGE_MAX, Posting, accounts, export_books, postings, proof, subjects

router = APIRouter(prefix="/console/ledger", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(router, (Place("Ledger", "/console/ledger", "ledger", APPROVE, key="l"),))
PAGE = 50
CSV_HEAD = ("posting", "at", "key", "cause", "account", "subject", "amount_minor", "currency")


@router.get("")
@needs(APPROVE)
async def ledger(visit: Visiting) -> Response:
    """Show every account over a span of days, and the proof."""
    given = visit.request.query_params
    first, last = asked.day(given, "first"), asked.day(given, "last")
    async with visit.work() as work:
        found = await accounts(work, first=first, last=last)
        proven = await proof(work)
    return await page.render(visit, "ledger/accounts.html", accounts=found, proof=proven, given=given)


@router.get("/postings")
@needs(APPROVE)
async def all_postings(visit: Visiting) -> Response:
    """Show postings: of an account, of one part of it, of a span of days, or all."""
    given = visit.request.query_params
    first, last = asked.day(given, "first"), asked.day(given, "last")
    account, subject = asked.text(given, "account"), asked.text(given, "subject")
    async with visit.work() as work:
        found = await postings(
            work,
            account=account,
            subject=subject,
            first=first,
            last=last,
            after=asked.text(given, "after"),
            limit=PAGE + 1,
        )
    older = asked.address("/console/ledger/postings", given, after=found[PAGE - 1].id) if len(found) > PAGE else ""
    return await page.render(
        visit, "ledger/postings.html", postings=found[:PAGE], given=given, older=older, account=account, subject=subject,
        accounts=[a.value for a in Account],
    )  # fmt: skip


@router.post("/export")
@needs(APPROVE)
async def export(visit: Visiting) -> Response:
    """Give the postings of a span of days as CSV, one row for each line."""
    first, last = asked.day(visit.form, "first"), asked.day(visit.form, "last")
    async with visit.work() as work:
        await export_books(work)

    async def fetch(after: str) -> Sequence[Posting]:
        async with visit.work() as work:
            return await postings(work, first=first, last=last, after=after, limit=PAGE_MAX)

    async def cells() -> AsyncIterator[Sequence[Cell]]:
        async for one in paged(fetch, PAGE_MAX):
            for line in one.lines:
                sum_ = line.amount
                yield one.id, one.at, one.key, one.cause, line.account, line.subject, sum_.minor, sum_.currency

    return download(visit, "ledger", CSV_HEAD, cells())


@router.get("/{account}")
@needs(APPROVE)
async def account(visit: Visiting, account: str) -> Response:
    """Show the parts of one account."""
    if account not in {a.value for a in Account}:
        raise not_found("account")
    given = visit.request.query_params
    async with visit.work() as work:
        found = await subjects(work, Account(account), after=asked.text(given, "after"), limit=PAGE + 1)
    older = asked.address(f"/console/ledger/{account}", given, after=found[PAGE - 1].key) if len(found) > PAGE else ""
    return await page.render(visit, "ledger/subjects.html", account=account, subjects=found[:PAGE], older=older)
