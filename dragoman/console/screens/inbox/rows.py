"""A thread as rows to draw: edits and reactions at their message, taps at their buttons, remarks in between. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from dragoman.channels.meta.errors import meaning
from dragoman.conversations.message import Delivery, HeardKind
from dragoman.conversations.remarks import Remark
from dragoman.conversations.speaker import BOT
from dragoman.conversations.threads import Line

_ARRIVED = {Delivery.DELIVERED: 2, Delivery.READ: 3, Delivery.PLAYED: 3, Delivery.SENT: 1, Delivery.ACCEPTED: 1}
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), r"<s>\1</s>"),
)
_FIELDS_MAX = 40


@dataclass(slots=True)
class Row:
    """One thing in a thread. `kind` is message, note, marker or news; `side` heard, bot or staff; `ticks` 0 to 3, -1 failed."""

    id: str
    at: datetime
    day: date | None
    kind: str
    side: str = ""
    who: str = ""
    line: Line | None = None
    remark: Remark | None = None
    text: Markup = field(default_factory=Markup)
    what: str = ""
    edited_to: Markup | None = None
    reactions: list[str] = field(default_factory=list)
    tapped: str = ""
    ticks: int = 0
    failure: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    here: bool = False


def rows(
    lines: Sequence[Line], remarks: Sequence[Remark], names: Mapping[str, str], *, zone: str, here: str = ""
) -> list[Row]:
    """Put a stretch of a thread together, oldest first; `here` is the message that a search led to."""
    made: dict[str, Row] = {}
    for line in lines:
        if not _joined(line, made):
            made[line.id] = _message(line, names, here)
    _mark_taps(list(made.values()))
    whole = [*made.values(), *(_remark(one, names) for one in remarks)]
    whole.sort(key=lambda row: (row.at, row.id))
    before: date | None = None
    for row in whole:
        day = row.at.astimezone(ZoneInfo(zone)).date()
        row.day, before = (day if day != before else None), day
    return whole


def _joined(line: Line, made: Mapping[str, Row]) -> bool:
    """Put an edit, deletion or reaction to the message it speaks of, when that is here."""
    heard = line.heard
    target = made.get(line.target) if heard is not None and line.target else None
    if heard is None or target is None:
        return False
    if heard.kind is HeardKind.EDIT and line.fate != "deleted":
        target.edited_to = marked(heard.text)
    elif heard.kind is HeardKind.REACTION:
        target.reactions = [heard.emoji] if heard.emoji else []
    elif heard.kind not in (HeardKind.REVOKE, HeardKind.EDIT):
        return False
    return True


def _message(line: Line, names: Mapping[str, str], here: str) -> Row:
    row = Row(line.id, line.at, None, "message", line=line, here=line.id == here)
    if line.heard is not None:
        heard = line.heard
        row.side, row.what = "heard", str(heard.kind)
        row.text = marked(heard.text or (heard.media.caption if heard.media else ""))
        row.fields = form_fields(heard.form) if heard.form else []
        return row
    row.side = "bot" if line.author == BOT else "staff"
    row.who = names.get(line.author, "")
    row.text = marked(line.said.text if line.said else "")
    row.ticks = (
        -1 if line.delivery == Delivery.FAILED else _ARRIVED.get(Delivery(line.delivery), 0) if line.delivery else 0
    )
    row.failure = (meaning(line.code).staff if line.code else "It could not be sent.") if row.ticks < 0 else ""
    return row


def _mark_taps(messages: Sequence[Row]) -> None:
    """Mark on each message with choices the one that was tapped after it."""
    for place, row in enumerate(messages):
        heard = row.line.heard if row.line else None
        if heard is None or not heard.choice:
            continue
        for asked in reversed(messages[:place]):
            said = asked.line.said if asked.line else None
            if said is not None and any(choice.id == heard.choice for choice in said.choices):
                asked.tapped = heard.choice
                break


def _remark(one: Remark, names: Mapping[str, str]) -> Row:
    return Row(
        one.id,
        one.at,
        None,
        str(one.kind),
        who=names.get(one.author, ""),
        remark=one,
        text=marked(one.text),
        what=one.tag,
    )


def marked(text: str) -> Markup:
    """Return a text with WhatsApp's bold, italic and struck-out as elements, everything else escaped."""
    shown = str(escape(text))
    for pattern, replacement in _STYLES:
        shown = pattern.sub(replacement, shown)
    return Markup(shown)  # noqa: S704 - escaped above; only our own three elements are added


def form_fields(form: str) -> list[tuple[str, str]]:
    """Read a form's answer as pairs to show; what is no object is one pair."""
    try:
        found = json.loads(form)
    except ValueError:
        return [("", form[:500])]
    if not isinstance(found, dict):
        return [("", str(found)[:500])]
    return [(str(k)[:60], str(v)[:300]) for k, v in list(found.items())[:_FIELDS_MAX] if k != "flow_token"]
