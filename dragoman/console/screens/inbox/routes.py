"""What the inbox shows: list, thread and person beside each other; search; pieces that live news draw anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response

from dragoman.command import Work
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Found, Place, Screen
from dragoman.console.screens.inbox.router import ANSWERING, router
from dragoman.console.screens.inbox.shown import head_pane, list_pane, query, side_pane, thread_pane
from dragoman.conversations.templates import approved
from dragoman.inbox import own
from dragoman.inbox.canned import canned_replies, filled
from dragoman.inbox.lists import TABS, Wanted, counts
from dragoman.inbox.notices import notices_of, see_notices
from dragoman.inbox.search import search

EMOJI = "😀 😊 😉 😍 🙏 👍 👎 👌 👏 🙌 💪 🎉 ❤️ ✅ ❌ ⚠️ ❓ 💡 ✈️ 🛫 🛬 🧳 🎫 🛂 🏨 🚕 🌍 🌞 🌧️ ⏰ 📅 💳 💵 📄 📎 📞 📍 😅 😢 🤝".split()


def wanted(
    tab: str = "", label: str = "", branch: str = "", owner: str = "", unread: str = "", oldest: str = ""
) -> Wanted:
    """Read a list's filters from the address; an unknown tab is the first."""
    return Wanted(tab if tab in TABS else TABS[0], label[:60], branch[:40], owner[:40], unread == "1", oldest == "1")


Listed = Annotated[Wanted, Depends(wanted)]


@router.get("")
@needs(ANSWERING)
async def inbox(visit: Visiting, listed: Listed, after: str = "") -> Response:
    """Show the list alone."""
    async with visit.work() as work:
        pane = await list_pane(work, listed, after)
        noticed = await notices_of(work, visit.by.id)
    return await page.render(
        visit, "inbox/inbox.html", list=pane, query=query(listed), tabs=TABS, chosen="", noticed=noticed
    )


@router.get("/list")
@needs(ANSWERING)
async def list_piece(visit: Visiting, listed: Listed, chosen: str = "") -> Response:
    """Draw the list anew."""
    async with visit.work() as work:
        pane = await list_pane(work, listed)
        noticed = await notices_of(work, visit.by.id)
    return await page.render(
        visit, "inbox/list.html", list=pane, query=query(listed), tabs=TABS, chosen=chosen[:40], noticed=noticed, frame="bare.html"
    )  # fmt: skip


@router.get("/search")
@needs(ANSWERING)
async def find(visit: Visiting, q: str = "") -> Response:
    """Search people and messages."""
    async with visit.work() as work:
        found = await search(work, q)
    return await page.render(visit, "inbox/search.html", found=found, q=q[:200])


@router.get("/{conversation}")
@needs(ANSWERING)
async def conversation(visit: Visiting, conversation: str, listed: Listed, at: str = "", before: str = "") -> Response:
    """Show a conversation: list, thread, person."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
        thread = await thread_pane(work, conversation, visit.zone, at=at[:40], before=before[:40])
        side = await side_pane(work, head.entry)
        drafts = await own.drafts(work, conversation)
        if not before and not at:
            await own.read(work, conversation)
            await see_notices(work, conversation)
        pane = await list_pane(work, listed)
        noticed = await notices_of(work, visit.by.id)
    return await page.render(
        visit, "inbox/conversation.html", head=head, thread=thread, side=side, drafts=drafts, list=pane, query=query(listed), tabs=TABS,
        chosen=conversation, noticed=noticed, emoji=EMOJI, before=before, at=at,
    )  # fmt: skip


@router.get("/{conversation}/head")
@needs(ANSWERING)
async def head_piece(visit: Visiting, conversation: str) -> Response:
    """Draw the line above the thread anew."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
    return await page.render(visit, "inbox/head.html", head=head, frame="bare.html")


@router.get("/{conversation}/thread")
@needs(ANSWERING)
async def thread_piece(visit: Visiting, conversation: str) -> Response:
    """Draw the newest stretch of the thread anew, and note that it was read."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
        thread = await thread_pane(work, conversation, visit.zone)
        await own.read(work, conversation)
    return await page.render(visit, "inbox/thread.html", head=head, thread=thread, frame="bare.html")


@router.get("/{conversation}/side")
@needs(ANSWERING)
async def side_piece(visit: Visiting, conversation: str) -> Response:
    """Draw the right pane anew."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
        side = await side_pane(work, head.entry)
    return await page.render(visit, "inbox/side.html", head=head, side=side, frame="bare.html")


@router.get("/{conversation}/composer")
@needs(ANSWERING)
async def composer_piece(visit: Visiting, conversation: str) -> Response:
    """Draw the box to write in, after the conversation was taken or its window has closed."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
        drafts = await own.drafts(work, conversation)
    return await page.render(visit, "inbox/composer.html", head=head, drafts=drafts, emoji=EMOJI, frame="bare.html")


@router.get("/{conversation}/ready")
@needs(ANSWERING)
async def ready(visit: Visiting, conversation: str) -> Response:
    """List the ready answers, filled in for this conversation, and whom a note may mention."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
        side = await side_pane(work, head.entry)
        values = {
            "name": (head.entry.name.split() or [""])[0], "reference": side.trips[0].reference if side.trips else "",
            "agent": (visit.name.split() or [""])[0], "business": visit.tenant.name,
        }  # fmt: skip
        answers = [(one.shortcut, filled(one.text, values)) for one in await canned_replies(work)]
    return await page.render(visit, "inbox/ready.html", answers=answers, staff=side.staff, frame="bare.html")


@router.get("/{conversation}/templates")
@needs(ANSWERING)
async def templates(visit: Visiting, conversation: str, q: str = "") -> Response:
    """Offer the approved templates, those of the traveller's language first; `q` narrows by words of name and body."""
    async with visit.work() as work:
        head = await head_pane(work, conversation)
        number = await work.sql.fetchval("select number_id from conversation where id = $1", conversation)
        words = q[:100].casefold().split()
        found = [
            t for t in await approved(work, number) if all(word in f"{t.name} {t.body}".casefold() for word in words)
        ]
    first = (head.entry.name.split() or [""])[0]
    own_language = [t for t in found if t.language.partition("_")[0] == (head.entry.language or "en")]
    return await page.render(
        visit, "inbox/templates.html", head=head, templates=own_language + [t for t in found if t not in own_language], first=first,
        q=q[:100],
    )  # fmt: skip


async def _waiting(work: Work) -> int:
    return (await counts(work, ("unassigned",)))["unassigned"]


async def _found(work: Work, q: str) -> tuple[Found, ...]:
    if work.by.role not in ANSWERING:
        return ()
    found = await search(work, q, limit=8)
    people = [
        Found("Person", one.name or one.conversation, f"/console/inbox/{one.conversation}") for one in found.people
    ]
    texts = [
        Found("Message", f"{one.name}: {one.snippet}", f"/console/inbox/{one.conversation}?at={one.message}")
        for one in found.messages
    ]
    return (*people, *texts)


SCREEN = Screen(
    router,
    (Place("Inbox", "/console/inbox", "inbox", ANSWERING, count=_waiting, key="i", live=("conversation",)),),
    _found,
)
