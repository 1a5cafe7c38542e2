"""What needs a person: alerts and the review queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from dragoman.access import ANSWER, INVENTORY
from dragoman.api.cursors import Cursor, Limit, number, paged, position
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.common import AlertId, Page
from dragoman.api.shapes.desk import Alert, ReviewEntry
from dragoman.command import Work
from dragoman.engine.review import open_items
from dragoman.notifications.alerts import close_alert, open_alerts
from dragoman.notifications.review import dismiss_item, replay_item

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["operations"])
ItemId = Annotated[int, Path(ge=1, le=2**63 - 1, description="Number of the item")]


@router.get("/alerts", response_model=Page[Alert])
@needs("operations", ANSWER)
async def list_alerts(caller: Calling, limit: Limit = 20, cursor: Cursor = None) -> Page[Alert]:
    """List open alerts, oldest first."""
    after = position("alerts", cursor)
    async with caller.work() as work:
        found = await open_alerts(work, after=after, limit=limit + 1)
    return paged("alerts", found, limit, lambda a: a.id, Alert.of)


@router.post("/alerts/{alert_id}/close", status_code=204, response_class=Response)
@needs("operations")
async def close(caller: Calling, alert_id: AlertId) -> Response:
    """Close an alert that was dealt with."""

    async def act(work: Work) -> Outcome:
        await close_alert(work, alert_id)
        return Outcome(204)

    return await once(caller, act)


@router.get("/review", response_model=Page[ReviewEntry])
@needs("operations", INVENTORY)
async def list_review(caller: Calling, limit: Limit = 20, cursor: Cursor = None) -> Page[ReviewEntry]:
    """List events and calls that could not be worked on, oldest first."""
    after = number("review", cursor)
    async with caller.work() as work:
        found = await open_items(work.unit, after=after, limit=limit + 1)
    return paged("review", found, limit, lambda item: str(item.id), ReviewEntry.of)


@router.post("/review/{item_id}/replay", status_code=204, response_class=Response)
@needs("operations")
async def replay(caller: Calling, item_id: ItemId) -> Response:
    """Put an item back to be worked on once more; a call to a partner is looked for again, never repeated."""

    async def act(work: Work) -> Outcome:
        await replay_item(work, item_id)
        return Outcome(204)

    return await once(caller, act)


@router.post("/review/{item_id}/dismiss", status_code=204, response_class=Response)
@needs("operations")
async def dismiss(caller: Calling, item_id: ItemId) -> Response:
    """Close an item without doing anything."""

    async def act(work: Work) -> Outcome:
        await dismiss_item(work, item_id)
        return Outcome(204)

    return await once(caller, act)
