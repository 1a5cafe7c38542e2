"""What a person decides about events and calls that the engine has put aside."""

from __future__ import annotations

from dragoman.access import INVENTORY
from dragoman.command import Refused, Work, command
from dragoman.engine import review


@command("review:replay", by=INVENTORY)
async def replay_item(work: Work, item: int) -> None:
    """Put an item back to be worked on once more; a call is only looked for again, never repeated."""
    if not await review.replay(work.unit, item):
        raise _gone()


@command("review:dismiss", by=INVENTORY)
async def dismiss_item(work: Work, item: int) -> None:
    """Close an item without doing anything."""
    if not await review.dismiss(work.unit, item):
        raise _gone()


def _gone() -> Refused:
    return Refused("review.gone", "That item is closed already or was never there.", status=404)
