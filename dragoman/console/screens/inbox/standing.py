"""What staff decide about who writes: keep them out for a while, let them in again, or know them as somebody known before."""

from __future__ import annotations

from fastapi import Response

from dragoman.access import CONVERSATIONS, INVENTORY, STAFF
from dragoman.bookings.queries import page as bookings_page
from dragoman.command import Refused, Work, not_found
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.page import Toast
from dragoman.console.screens.inbox.router import router
from dragoman.conversations.blocking import block_sender, unblock_sender
from dragoman.conversations.dormant import reunite
from dragoman.conversations.records import by_id
from dragoman.inbox.sight import need_sight

BLOCKING = INVENTORY & STAFF


@router.post("/{conversation}/block")
@needs(BLOCKING)
async def block(visit: Visiting, conversation: str) -> Response:
    """Keep whoever writes here out for some hours."""
    hours = visit.text("hours")
    if not (hours.isascii() and hours.isdecimal()) or len(hours) > 4:
        raise Refused("block.hours", "Write a whole number.", field="hours", status=422)
    async with visit.work() as work:
        await block_sender(work, await _person(work, conversation), int(hours))
    back = f"/console/inbox/{conversation}"
    return page.go(
        back, Toast(visit.say("They are kept out; what they write is only counted."), undo=f"{back}/unblock")
    )


@router.post("/{conversation}/unblock")
@needs(BLOCKING)
async def unblock(visit: Visiting, conversation: str) -> Response:
    """Let them write again."""
    async with visit.work() as work:
        await unblock_sender(work, await _person(work, conversation))
    return page.go(f"/console/inbox/{conversation}", Toast(visit.say("They can write again.")))


@router.post("/{conversation}/reunite")
@needs(CONVERSATIONS & STAFF)
async def know_again(visit: Visiting, conversation: str) -> Response:
    """Say that who writes is the person of an earlier booking, who has proved it with its reference and the names on it."""
    reference = visit.text("reference", longest=12).upper()
    async with visit.work() as work:
        await need_sight(work, conversation)
        found = await bookings_page(work, state="", reference=reference, after="", limit=1) if reference else ()
        if not found:
            raise not_found("booking")
        await reunite(work, conversation, found[0].person, visit.house.behind.holders)
    return page.go(f"/console/inbox/{conversation}", Toast(visit.say("They are one person now, with all their trips.")))


async def _person(work: Work, conversation: str) -> str:
    await need_sight(work, conversation)
    chat = await by_id(work, conversation)
    if chat is None:
        raise not_found("conversation")
    return chat.person
