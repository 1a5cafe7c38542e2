"""Internal notes in a thread; who is mentioned in one is told."""

from __future__ import annotations

import re

from dragoman.access import ANSWER
from dragoman.command import Refused, Work, command
from dragoman.conversations.remarks import RemarkKind, remark
from dragoman.conversations.words import folded
from dragoman.inbox.colleagues import Colleague, colleagues
from dragoman.inbox.notices import tell_staff
from dragoman.inbox.sight import need_sight

NOTE_MAX = 4000
_MENTION = re.compile(r"@([^\W\d_][\w'’-]*(?:\.[^\W\d_][\w'’-]*)?)")


def mentioned(text: str, staff: tuple[Colleague, ...]) -> tuple[Colleague, ...]:
    """Return whom a text mentions: "@efua" when only one is called so, else "@efua.boateng". Pure."""
    called: dict[str, list[Colleague]] = {}
    for one in staff:
        parts = folded(one.name).split()
        if parts:
            for handle in {parts[0], ".".join((parts[0], parts[-1]))}:
                called.setdefault(handle, []).append(one)
    found: dict[str, Colleague] = {}
    for match in _MENTION.finditer(text):
        who = called.get(folded(match[1]), [])
        if len(who) == 1:
            found[who[0].id] = who[0]
    return tuple(found.values())


@command("inbox:note", by=ANSWER)
async def write_note(work: Work, conversation_id: str, text: str) -> str:
    """Write a note that only staff see; returns its id."""
    await need_sight(work, conversation_id)
    if not text.strip() or len(text) > NOTE_MAX:
        raise Refused("note.text", f"Write 1 to {NOTE_MAX} characters.", field="text", status=422)
    who = mentioned(text, await colleagues(work))
    row = await remark(work, conversation_id, RemarkKind.NOTE, text=text, mentions=[one.id for one in who])
    await work.note(f"conversation:{conversation_id}", "conversation:note", remark=row)
    for one in who:
        if one.id != work.by.id:
            await tell_staff(work, one.id, "mention", conversation_id)
    return row
