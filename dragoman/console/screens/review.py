"""The review queue: what could not be worked on, shown without personal values; put back or closed for a reason."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import INVENTORY, STAFF
from dragoman.command import Work, not_found
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.conversations.blocking import blocked_senders, unblock_sender
from dragoman.engine.review import ReviewItem, closed_items, item_of, open_items
from dragoman.notifications.review import dismiss_items, payload_of, replay_items

router = APIRouter(prefix="/console/review", route_class=ConsoleRoute, include_in_schema=False)
ROLES = INVENTORY & STAFF
_PAGE = 100
_ID_END = 2**63  # numbers of items are bigint


async def waiting(work: Work) -> int:
    """Count open items, up to 100."""
    return len(await open_items(work.unit, limit=100))


SCREEN = Screen(router, (Place("Review", "/console/review", "review", ROLES, count=waiting, group="business"),))


@router.get("")
@needs(ROLES)
async def review(visit: Visiting, after: int = 0, closed: str = "", before: int = 0) -> Response:
    """List open items, oldest first, or closed ones."""
    async with visit.work() as work:
        if closed:
            found = await closed_items(work.unit, before=max(before, 0), limit=_PAGE + 1)
        else:
            found = await open_items(work.unit, after=max(after, 0), limit=_PAGE + 1)
        blocked = await blocked_senders(work)
    return await page.render(
        visit, "review/review.html", items=found[:_PAGE], more=len(found) > _PAGE, closed=bool(closed), blocked=blocked
    )


@router.get("/{item}")
@needs(ROLES)
async def item(visit: Visiting, item: int) -> Response:
    """Show an item with its payload, masked."""
    async with visit.work() as work:
        found = await _item(work, item)
        payload = await payload_of(work, item)
    return await page.render(visit, "review/item.html", item=found, payload=payload)


@router.post("")
@needs(ROLES)
async def decide(visit: Visiting) -> Response:
    """Put the chosen items back, or close them with a reason."""
    chosen = [
        int(one) for one in visit.form.getlist("items") if isinstance(one, str) and one.isdecimal() and len(one) < 19
    ]
    async with visit.work() as work:
        if visit.text("act") == "replay":
            text, count = visit.say("Put back: %(count)s"), await replay_items(work, chosen)
        else:
            text, count = (
                visit.say("Closed: %(count)s"),
                await dismiss_items(work, chosen, visit.text("reason", longest=200)),
            )
    return page.go("/console/review", Toast(text % {"count": count}))


@router.post("/blocked/{person}/unblock")
@needs(ROLES)
async def unblock(visit: Visiting, person: str) -> Response:
    """Let somebody write again."""
    async with visit.work() as work:
        await unblock_sender(work, person)
    return page.go("/console/review", Toast(visit.say("They can write again.")))


async def _item(work: Work, item: int) -> ReviewItem:
    found = await item_of(work.unit, item) if 0 < item < _ID_END else None
    if found is None:
        raise not_found("item")
    return found
