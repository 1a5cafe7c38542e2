"""What staff do in a thread: each post is one command, and leads back to the thread or answers a page that waits in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Response
from starlette.datastructures import UploadFile

from dragoman.access import CONVERSATIONS, STAFF
from dragoman.command import Refused, Work
from dragoman.console import page
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.once import once
from dragoman.console.page import Toast
from dragoman.console.screens.inbox.router import ANSWERING, router
from dragoman.console.screens.inbox.shown import head_pane, side_pane
from dragoman.console.screens.inbox.uploads import BODY_MAX, judge
from dragoman.conversations import commands, replies
from dragoman.conversations.attachments import attach
from dragoman.conversations.templates import look_up_templates
from dragoman.inbox import own
from dragoman.inbox.labels import set_labels
from dragoman.inbox.lists import Wanted
from dragoman.inbox.notes import write_note
from dragoman.inbox.person import REASON_MAX, reveal
from dragoman.inbox.snoozing import snooze, unsnooze
from dragoman.tenancy.deeds import staff_names

_VALUES_MAX = 20
_SPANS = {"hour": timedelta(hours=1), "hours": timedelta(hours=4)}


def _address(conversation: str, visit: Visit) -> str:
    """Return the thread's address with the list that stood beside it where the post came from."""
    here = urlsplit(page.own_path(visit.request.headers.get("referer", "")))
    listed = [
        (name, value)
        for name, value in parse_qsl(here.query)
        if name in ("tab", "label", "owner", "branch", "unread", "oldest")
    ]
    return f"/console/inbox/{conversation}" + (f"?{urlencode(listed)}" if listed else "")


def _done(visit: Visit, conversation: str, toast: Toast | None = None) -> Response:
    """Answer a post: a page that waits in place hears "done" and draws itself anew; any other is led to the thread."""
    if visit.partial and toast is None:
        return Response(status_code=204, headers={"hx-trigger": "done"})
    return page.go(_address(conversation, visit), toast)


async def _act(
    visit: Visit, conversation: str, command: Callable[[Work], Awaitable[object]], toast: Toast | None = None
) -> Response:
    async with visit.work() as work:
        await command(work)
    return _done(visit, conversation, toast)


@router.post("/{conversation}/take")
@needs(ANSWERING)
async def take(visit: Visiting, conversation: str) -> Response:
    """Take the conversation; the second of two is told who has it since when."""
    try:
        async with visit.work() as work:
            await commands.take(work, conversation)
    except Refused as refusal:
        if refusal.code != "conversation.taken":
            raise
        raise await _already(visit, conversation) from None
    undo = f"/console/inbox/{conversation}/undo"
    return _done(visit, conversation, Toast(visit.say("Yours. The assistant is silent now."), undo=undo))


async def _already(visit: Visit, conversation: str) -> Refused:
    async with visit.work() as work:
        row = await work.sql.fetchrow("select assigned_to, taken_at from conversation where id = $1", conversation)
        called = await staff_names(work, [row["assigned_to"]] if row else [])
    if row is None or row["taken_at"] is None:
        return Refused("conversation.taken", "A colleague has this conversation.")
    at = row["taken_at"].astimezone(ZoneInfo(visit.zone))
    who = called.get(row["assigned_to"], visit.say("a colleague"))
    return Refused(
        "conversation.taken", visit.say("Already taken by %(who)s at %(at)s.") % {"who": who, "at": f"{at:%H:%M}"}
    )


@router.post("/{conversation}/hand-back")
@needs(ANSWERING)
async def hand_back(visit: Visiting, conversation: str) -> Response:
    """Give the conversation back to the assistant."""
    toast = Toast(visit.say("The assistant goes on from where it stood."))
    return await _act(visit, conversation, lambda work: commands.hand_back(work, conversation), toast)


@router.post("/{conversation}/release")
@needs(ANSWERING)
async def release(visit: Visiting, conversation: str) -> Response:
    """Put the conversation into the queue."""
    toast = Toast(visit.say("Waiting for a person now."), undo=f"/console/inbox/{conversation}/undo")
    return await _act(visit, conversation, lambda work: commands.hand_over(work, conversation, "released"), toast)


@router.post("/{conversation}/close")
@needs(ANSWERING)
async def close(visit: Visiting, conversation: str) -> Response:
    """Close the conversation."""
    toast = Toast(
        visit.say("Closed. It opens again when the traveller writes."), undo=f"/console/inbox/{conversation}/undo"
    )
    return await _act(visit, conversation, lambda work: commands.close(work, conversation), toast)


@router.post("/{conversation}/assign")
@needs(CONVERSATIONS & STAFF)
async def assign(visit: Visiting, conversation: str) -> Response:
    """Give the conversation to somebody."""
    toast = Toast(visit.say("Given."), undo=f"/console/inbox/{conversation}/undo")
    return await _act(visit, conversation, lambda work: commands.assign(work, conversation, visit.text("staff")), toast)


@router.post("/{conversation}/undo")
@needs(ANSWERING)
async def undo(visit: Visiting, conversation: str) -> Response:
    """Take back one's own last move."""
    return await _act(
        visit, conversation, lambda work: commands.undo(work, conversation), Toast(visit.say("Taken back."))
    )


@router.post("/{conversation}/snooze")
@needs(ANSWERING)
async def put_aside(visit: Visiting, conversation: str) -> Response:
    """Put the conversation aside for a span, until tomorrow morning, or until Monday."""
    until = _until(visit, visit.text("for"))
    toast = Toast(visit.say("Put aside."), undo=f"/console/inbox/{conversation}/unsnooze")
    return await _act(visit, conversation, lambda work: snooze(work, conversation, until), toast)


def _until(visit: Visit, span: str) -> datetime:
    if span in _SPANS:
        return visit.now + _SPANS[span]
    local = visit.now.astimezone(ZoneInfo(visit.zone))
    days = (7 - local.weekday()) if span == "monday" else 1
    return (local + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)


@router.post("/{conversation}/unsnooze")
@needs(ANSWERING)
async def bring_back(visit: Visiting, conversation: str) -> Response:
    """Bring the conversation back."""
    return await _act(visit, conversation, lambda work: unsnooze(work, conversation))


@router.post("/{conversation}/labels")
@needs(ANSWERING)
async def label(visit: Visiting, conversation: str) -> Response:
    """Set the conversation's labels."""
    chosen = tuple(value for value in visit.form.getlist("label") if isinstance(value, str))
    return await _act(visit, conversation, lambda work: set_labels(work, conversation, chosen))


@router.post("/{conversation}/reply")
@needs(ANSWERING, bytes_max=BODY_MAX, files_max=1, judge=judge)
async def reply(visit: Visiting, conversation: str) -> Response:
    """Answer, with a file if one is enclosed."""
    given = visit.form.get("file")
    async with visit.work() as work, once(work, visit) as first:
        if not first:
            return _done(visit, conversation)
        file, name = "", ""
        if isinstance(given, UploadFile) and given.filename:
            name = given.filename
            file = await attach(work, visit.speaker, conversation, name, await given.read())
        text, quoted = visit.words("text"), visit.text("quote", longest=40)
        await replies.reply(work, visit.speaker, conversation, text, file=file, file_name=name, reply_to=quoted)
        await own.drop_draft(work, conversation, "reply")
    return _done(visit, conversation)


@router.post("/{conversation}/template")
@needs(ANSWERING)
async def template(visit: Visiting, conversation: str) -> Response:
    """Answer with an approved template."""
    name, _, language = visit.text("template", longest=600).rpartition("|")
    values = [visit.text(f"value{n}", longest=1024) for n in range(1, _VALUES_MAX) if f"value{n}" in visit.form]
    async with visit.work() as work, once(work, visit) as first:
        if first:
            await replies.reply_with_template(work, visit.speaker, conversation, name, language, values)
    return page.go(_address(conversation, visit), Toast(visit.say("On its way.")))


@router.post("/{conversation}/templates")
@needs(ANSWERING)
async def ask_templates(visit: Visiting, conversation: str) -> Response:
    """Ask the network which templates are approved now."""
    async with visit.work() as work:
        await head_pane(work, conversation)
        await look_up_templates(work)
    return page.go(
        f"/console/inbox/{conversation}/templates", Toast(visit.say("Asked. They appear here in a moment."), "info")
    )


@router.post("/{conversation}/retry/{message}")
@needs(ANSWERING)
async def retry(visit: Visiting, conversation: str, message: str) -> Response:
    """Send a failed message once more, as a new one."""
    return await _act(visit, conversation, lambda work: replies.retry(work, visit.speaker, message))


@router.post("/{conversation}/note")
@needs(ANSWERING)
async def note(visit: Visiting, conversation: str) -> Response:
    """Write a note that only staff see."""
    async with visit.work() as work, once(work, visit) as first:
        if first:
            await write_note(work, conversation, visit.words("text"))
            await own.drop_draft(work, conversation, "note")
    return _done(visit, conversation)


@router.post("/{conversation}/draft")
@needs(ANSWERING)
async def draft(visit: Visiting, conversation: str) -> Response:
    """Keep what was begun."""
    async with visit.work() as work:
        await own.keep_draft(work, conversation, visit.text("kind"), visit.words("text"))
    return Response(status_code=204)


@router.post("/{conversation}/look")
@needs(ANSWERING)
async def look(visit: Visiting, conversation: str) -> Response:
    """Say that one looks, or types, or looks no longer."""
    async with visit.work() as work:
        if visit.text("gone"):
            await own.leave(work, conversation)
            news = True
        else:
            news = await own.look(work, conversation, typing=bool(visit.text("typing")))
        if news:
            work.unit.live(f"presence:{conversation}", "presence")
    return Response(status_code=204)


@router.post("/{conversation}/unread")
@needs(ANSWERING)
async def unread(visit: Visiting, conversation: str) -> Response:
    """Mark the conversation as unread for oneself."""
    async with visit.work() as work:
        await own.unread_again(work, conversation)
    return page.go("/console/inbox", Toast(visit.say("Unread again.")))


@router.post("/{conversation}/reveal")
@needs(ANSWERING)
async def show(visit: Visiting, conversation: str) -> Response:
    """Show phone and e-mail in full, once, for a reason."""
    async with visit.work() as work:
        known = await reveal(work, conversation, visit.text("reason", longest=REASON_MAX + 1))
        head = await head_pane(work, conversation)
        side = await side_pane(work, head.entry)
    return await page.render(visit, "inbox/revealed.html", head=head, side=side, known=known)


@router.post("/filters/save")
@needs(ANSWERING)
async def save(visit: Visiting) -> Response:
    """Save the list that is looked at under a name."""
    wanted = Wanted(
        visit.text("tab"), visit.text("label"), visit.text("branch"), visit.text("owner"), visit.text("unread") == "1",
        visit.text("oldest") == "1",
    )  # fmt: skip
    async with visit.work() as work:
        await own.save_filter(work, visit.text("name"), wanted)
    return page.go("/console/inbox", Toast(visit.say("Saved.")))


@router.post("/filters/{filter_id}/drop")
@needs(ANSWERING)
async def drop(visit: Visiting, filter_id: str) -> Response:
    """Forget a saved list."""
    async with visit.work() as work:
        await own.drop_filter(work, filter_id)
    return page.go("/console/inbox")
