"""What messages meant: said by staff beside a message, or shown by what their writer tapped next. Read in batches, newest first.

A tap is a label when the built-in reader was unsure of the message and the bot's answer to it offered that choice. Who then
asked for a person labels the message likewise: a button for it is what others who write so will want.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

from dragoman.access import ANSWER
from dragoman.bookings.party import remembered_travellers
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations.records import Profile, Written
from dragoman.inbox.sight import need_sight
from dragoman.kit.phone import region_of
from dragoman.understanding import Intent
from dragoman.understanding.trained.examples import EXAMPLES_MAX, LABELS, Example, Source, bounded, example

Opened = Callable[[], AbstractAsyncContextManager[Work]]
_BATCH = 200
_BATCHES_MAX = 100
_WITHIN = timedelta(minutes=30)  # a tap after longer answers something else
_TAPPED = {
    "go:new": Intent.SEARCH, "go:status": Intent.STATUS, "go:cancel": Intent.CANCEL, "go:edit": Intent.CHANGE,
    "go:documents": Intent.RESEND, "go:help": Intent.HELP, "go:person": Intent.PERSON, "list:more": Intent.MORE,
    "list:cheaper": Intent.CHEAPER, "list:direct": Intent.DIRECT_ONLY,
}  # fmt: skip


@command("understanding:label", by=ANSWER)
async def label_message(work: Work, message: str, intent: str) -> None:
    """Say what a traveller's message meant; "" takes the label back. Raises Refused("not_found" | "label")."""
    row = await work.sql.fetchrow("select conversation_id from message where id = $1 and heard", message)
    if row is None:
        raise not_found("message")
    await need_sight(work, row["conversation_id"])
    if not intent:
        await work.sql.execute("delete from intent_label where message_id = $1", message)
        return
    if intent not in LABELS:
        raise Refused("label", "Choose one of the meanings in the list.", field="intent", status=422)
    await work.sql.execute(
        "insert into intent_label (tenant_id, message_id, created_at, intent, doer) values ($1, $2, $3, $4, $5)"
        " on conflict (tenant_id, message_id) do update set intent = $4, doer = $5, created_at = $3",
        work.tenant.id, message, work.now, intent, work.by.id,
    )  # fmt: skip


async def label_of(work: Work, message: str) -> str:
    """Return what staff said that a message meant, "" when nobody did."""
    found: str | None = await work.sql.fetchval("select intent from intent_label where message_id = $1", message)
    return found or ""


_WRITER = (
    "m.created_at as at, c.person_id as writer, p.sealed as profile, p.language from {source} join conversation c on"
    " c.id = m.conversation_id join person p on p.id = c.person_id where m.heard and not m.replaced and c.desk_of = ''"
    " and p.erased_at is null and (c.blocked_until is null or c.blocked_until < $2)"
)
# Candidates are found first, newest first, by the order of their ids alone; what is around them is read for these only.
_LABELLED = (
    "select message_id as id from intent_label where $1 = '' or message_id < $1 order by message_id desc limit $2"
)
_TAPS = "select id from message where heard and kind = 'choice' and ($1 = '' or id < $1) order by id desc limit $2"
_SAID = (
    "select l.message_id as id, l.message_id as message, l.intent, m.sealed, "
    + _WRITER.format(source="intent_label l join message m on m.id = l.message_id")
    + " and l.message_id = any($1) order by l.message_id desc"
)
_BEFORE = (
    "join lateral (select * from message where tenant_id = t.tenant_id and conversation_id = t.conversation_id and {what}"
    " (created_at, id) < ({than}.created_at, {than}.id) order by created_at desc, id desc limit 1) {name} on {so}"
)
# A tap, what the bot said last before it, and what the person said last before that.
_SHOWN = (
    "select t.id, t.sealed as tap, b.id as menu_id, b.sealed as menu, m.id as message, m.sealed, "
    + _WRITER.format(
        source="message t "
        + _BEFORE.format(what="", than="t", name="b", so="not b.heard and b.author = 'bot' ")
        + _BEFORE.format(what="heard and", than="b", name="m", so="m.kind = 'text'")
    )
    + " and t.id = any($1) and t.created_at - m.created_at < $3 order by t.id desc"
)


async def labelled(opened: Opened) -> list[Example]:
    """Read what staff said first, then what taps show; a message once. `opened` opens a Work for each batch."""
    found: dict[str, Example] = {}
    await _read(opened, found, _LABELLED, _SAID, _of_staff)
    await _read(opened, found, _TAPS, _SHOWN, _of_a_tap, _WITHIN)
    return bounded(found.values())


async def _read(
    opened: Opened, found: dict[str, Example], candidates: str, around: str,
    of: Callable[[Work, Any], Awaitable[Example | None]], *more: object,
) -> None:  # fmt: skip
    """Add the examples of the candidates, in batches, until there are enough."""
    after = ""
    for _ in range(_BATCHES_MAX):
        async with opened() as work:
            ids = [row["id"] for row in await work.sql.fetch(candidates, after, _BATCH)]
            for row in await work.sql.fetch(around, ids, work.now, *more):
                if row["message"] not in found and (one := await of(work, row)):
                    found[row["message"]] = one
        if len(ids) < _BATCH or len(bounded(found.values())) == EXAMPLES_MAX:
            return
        after = ids[-1]


async def _of_staff(work: Work, row: Any) -> Example | None:
    return await _example(work, row, Intent(row["intent"]), Source.STAFF) if row["intent"] in LABELS else None


async def _of_a_tap(work: Work, row: Any) -> Example | None:
    """Make an example when the tap took a choice of the answer to words that the built-in reader was unsure of."""
    tap = work.open("message", "sealed", row["id"], bytes(row["tap"]), Written).heard
    menu = work.open("message", "sealed", row["menu_id"], bytes(row["menu"]), Written).said
    intent = _TAPPED.get(tap.choice) if tap else None
    if tap is None or intent is None or menu is None or tap.choice not in {c.id for c in menu.choices}:
        return None
    one = await _example(work, row, intent, Source.HANDED_OVER if intent is Intent.PERSON else Source.TAP)
    return one if one and one.unsure else None


async def _example(work: Work, row: Any, intent: Intent, source: Source) -> Example | None:
    heard = work.open("message", "sealed", row["message"], bytes(row["sealed"]), Written).heard
    if heard is None or not heard.text.strip():
        return None
    profile = work.open("person", "sealed", row["writer"], bytes(row["profile"]), Profile)
    known = [f"{t.given_name} {t.family_name}" for t in await remembered_travellers(work, row["writer"])]
    country = region_of(profile.phone) if profile.phone else None
    return example(
        heard.text, intent, row["writer"], source, today=row["at"].date(), language=row["language"] or "en",
        country=country or work.tenant.country, names=[profile.name, *known],
    )  # fmt: skip
