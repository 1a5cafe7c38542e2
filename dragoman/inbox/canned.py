"""Ready answers with a shortcut and variables: {name}, {reference}, {agent}, {business}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.command import Refused, Work, command
from dragoman.inbox.named import keep_named
from dragoman.inbox.sight import DESK

TEXT_MAX = 2000
CANNED_MAX = 500
VARIABLES = ("name", "reference", "agent", "business")
_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_VARIABLE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A ready answer; staff type "/" and its shortcut."""

    id: str
    shortcut: str
    text: str


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill the variables of a ready answer; one without a value becomes "…" for the agent to complete. Pure."""
    return _VARIABLE.sub(lambda match: values.get(match[1]) or "…", text)


async def canned_replies(work: Work) -> tuple[CannedReply, ...]:
    """List the ready answers by shortcut."""
    rows = await work.sql.fetch("select id, shortcut, text from canned_reply order by shortcut")
    return tuple(CannedReply(*row) for row in rows)


@command("inbox:add_canned", by=DESK)
async def add_canned(work: Work, shortcut: str, text: str) -> str:
    """Add a ready answer, or change the one with this shortcut."""
    shortcut = shortcut.strip().lstrip("/").lower()
    if not _SHORTCUT.fullmatch(shortcut):
        raise Refused(
            "canned.shortcut", "A shortcut has 1 to 30 small letters, digits, - or _.", field="shortcut", status=422
        )
    if not text.strip() or len(text) > TEXT_MAX:
        raise Refused("canned.text", f"Write 1 to {TEXT_MAX} characters.", field="text", status=422)
    unknown = sorted(set(_VARIABLE.findall(text)) - set(VARIABLES))
    if unknown:
        raise Refused(
            "canned.variable", f"Known variables: {', '.join('{' + v + '}' for v in VARIABLES)}.", field="text", status=422
        )  # fmt: skip
    full = Refused("canned.many", f"At most {CANNED_MAX} ready answers. Remove one first.")
    row = {"id": work.new_id("cr"), "shortcut": shortcut, "text": text}
    return await keep_named(work, "canned_reply", row, key=("shortcut",), most=CANNED_MAX, full=full)


@command("inbox:drop_canned", by=DESK)
async def drop_canned(work: Work, shortcut: str) -> None:
    """Remove a ready answer."""
    await work.sql.execute("delete from canned_reply where shortcut = $1", shortcut)
