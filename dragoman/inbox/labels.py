"""Labels of the business, and which conversation carries which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.access import ANSWER
from dragoman.command import Refused, Work, command
from dragoman.inbox.named import keep_named
from dragoman.inbox.sight import DESK, need_sight

LABELS_MAX = 100
ON_ONE_MAX = 20
_NAME = re.compile(r"[\w][\w +&/.'-]{0,29}")
COLOURS = ("neutral", "primary", "info", "success", "warning", "error")


@dataclass(frozen=True, slots=True)
class Label:
    """A label; conversations carry its name. `colour` is one of COLOURS."""

    id: str
    name: str
    colour: str


async def labels(work: Work) -> tuple[Label, ...]:
    """List the business's labels by name."""
    rows = await work.sql.fetch("select id, name, colour from label order by lower(name), id")
    return tuple(Label(*row) for row in rows)


@command("inbox:add_label", by=DESK)
async def add_label(work: Work, name: str, colour: str = "neutral") -> str:
    """Add a label, or change its colour."""
    name = " ".join(name.split())
    if not _NAME.fullmatch(name) or colour not in COLOURS:
        raise Refused("label.name", "A label has 1 to 30 letters, digits or spaces.", field="name", status=422)
    full = Refused("label.many", f"At most {LABELS_MAX} labels. Remove one first.", field="name")
    row = {"id": work.new_id("lb"), "name": name, "colour": colour}
    return await keep_named(work, "label", row, key=("name",), most=LABELS_MAX, full=full)


@command("inbox:drop_label", by=DESK)
async def drop_label(work: Work, name: str) -> None:
    """Remove a label from the business and from every conversation."""
    await work.sql.execute("delete from label where name = $1", name)
    await work.sql.execute("update conversation set labels = array_remove(labels, $1) where labels @> array[$1]", name)


@command("inbox:label", by=ANSWER)
async def set_labels(work: Work, conversation_id: str, names: tuple[str, ...]) -> None:
    """Set which labels a conversation carries."""
    await need_sight(work, conversation_id)
    known = {one.name for one in await labels(work)}
    if len(names) > ON_ONE_MAX or not set(names) <= known:
        raise Refused("label.unknown", "Choose among the business's labels.", field="labels", status=422)
    await work.sql.execute("update conversation set labels = $2 where id = $1", conversation_id, sorted(set(names)))
    await work.note(f"conversation:{conversation_id}", "conversation:label", labels=sorted(set(names)))
