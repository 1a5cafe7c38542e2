"""The audit trail: searched, proven and taken away."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from dragoman.access import STAFF, Role
from dragoman.console import asked, page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.route import ConsoleRoute
from dragoman.kit.days import begin_of
from dragoman.tenancy.audit import READERS, Wanted, entries, export_audit, prove
from dragoman.tenancy.deeds import staff_names

router = APIRouter(prefix="/console/audit", route_class=ConsoleRoute, include_in_schema=False)
ROLES = READERS & STAFF
ADMINS = frozenset({Role.ADMIN})
SCREEN = Screen(router, (Place("Audit", "/console/audit", "audit", ROLES, group="business"),))
_PAGE = 100


@router.get("")
@needs(ROLES)
async def audit(
    visit: Visiting, who: str = "", what: str = "", about: str = "", result: str = "", first: str = "", last: str = "", after: str = ""
) -> Response:  # fmt: skip
    """List entries, newest first."""
    wanted = Wanted(
        who[:60], what[:60], about[:80], result if result in ("done", "refused") else "",
        _begin(visit, "first"), _begin(visit, "last", days=1),
    )  # fmt: skip
    async with visit.work() as work:
        found = await entries(work, wanted, after=after[:40], limit=_PAGE + 1)
        names = await staff_names(work)
    filters = {
        "who": who[:60],
        "what": what[:60],
        "about": about[:80],
        "result": wanted.result,
        "first": first[:10],
        "last": last[:10],
    }
    return await page.render(
        visit, "audit/audit.html", entries=found[:_PAGE], more=len(found) > _PAGE, asked=filters, names=names
    )


@router.get("/proof")
@needs(ROLES)
async def proof(visit: Visiting, first: int = 1, last: int = 0) -> Response:
    """Compute the chain anew and say whether it holds."""
    async with visit.work() as work:
        chain = await prove(work, first, last or None)
    return await page.render(visit, "audit/proof.html", chain=chain)


@router.post("/export")
@needs(ADMINS)
async def export(visit: Visiting) -> Response:
    """Take a range away, with its proof."""
    numbers = [
        int(text) if (text := visit.text(name)).isdecimal() and len(text) < 12 else 0 for name in ("first", "last")
    ]
    async with visit.work() as work:
        made = await export_audit(work, numbers[0] or 1, numbers[1] or None)
    name = f"audit-{visit.tenant.slug}-{made.first}-{made.last}.jsonl"
    return page.attachment(name, "application/jsonl", made.lines)


def _begin(visit: Visiting, name: str, *, days: int = 0) -> datetime | None:
    """Return the first instant of a day that was asked for, `days` later."""
    wanted = asked.day(visit.request.query_params, name)
    if wanted is None:
        return None
    try:
        return begin_of(wanted + timedelta(days=days), visit.zone)
    except OverflowError as reason:
        raise asked.no_day(name) from reason
