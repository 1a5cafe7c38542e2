"""The lists of the inbox: which conversations, in which order, and how many there are in each tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from dragoman.command import Work
from dragoman.conversations.records import Profile, Written
from dragoman.conversations.states import ConversationState as S
from dragoman.inbox.person import called
from dragoman.inbox.sight import sight

Tab = Literal["mine", "unassigned", "all", "waiting", "bot", "snoozed", "closed"]
TABS: tuple[Tab, ...] = ("mine", "unassigned", "all", "waiting", "bot", "snoozed", "closed")
COUNTED: tuple[Tab, ...] = ("mine", "unassigned", "waiting", "snoozed")
COUNT_MAX = 100  # more is shown as 99+: an exact count of thousands helps nobody and reads them all
_PREVIEW = 120
_AWAKE = "c.snoozed_until is null"
_TRAVELLERS = "c.desk_of = ''"  # no chat in which a member of staff answers travellers
_KEPT_UNREAD = "r.read_at = '-infinity'"  # marked by hand: one to come back to, even when it is answered
# Each tab as a condition; $1 is who asks.
_TABS: dict[str, str] = {
    "mine": f"c.assigned_to = $1 and c.state = '{S.WITH_PERSON}' and {_AWAKE}",
    "unassigned": f"c.assigned_to = '' and c.state in ('{S.WAITING}', '{S.WITH_PERSON}') and {_AWAKE}",
    "all": f"c.state <> '{S.CLOSED}'",
    "waiting": f"c.state = '{S.WAITING}' and {_AWAKE}",
    "bot": f"c.state = '{S.WITH_BOT}'",
    "snoozed": "c.snoozed_until is not null",
    "closed": f"c.state = '{S.CLOSED}'",
}


class Wanted(Struct, frozen=True, omit_defaults=True):
    """What a list shows: a tab, narrowed by label, branch, owner, and unread only. `oldest`: longest unanswered first."""

    tab: str = "mine"
    label: str = ""
    branch: str = ""
    owner: str = ""
    unread: bool = False
    oldest: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation as the list shows it; personal. `unread` counts for who asks; `due_at` is until when an answer
    is promised, None when none is owed; `late` when that has passed."""

    id: str
    person: str
    name: str
    channel: str
    branch: str | None
    state: str
    assigned_to: str
    at: datetime
    heard_at: datetime | None
    unanswered_since: datetime | None
    due_at: datetime | None
    late: bool
    snoozed_until: datetime | None
    reason: str
    unread: int
    labels: tuple[str, ...]
    language: str
    preview: str
    preview_kind: str
    preview_heard: bool


_ENTRIES = (
    "select c.id, c.person_id, p.sealed as profile, p.language, n.channel, n.branch_id, c.state, c.assigned_to, c.touched_at, c.heard_at,"
    " c.unanswered_since, c.snoozed_until, c.reason, c.labels,"
    f" case when {_KEPT_UNREAD} then greatest(c.unread, 1) when r.read_at is null or r.read_at < c.heard_at then c.unread else 0"
    " end as unread,"
    " s.due_at,"
    " m.id as message, m.sealed as last, m.kind as last_kind, m.heard as last_heard"
    " from conversation c join number n on n.id = c.number_id join person p on p.id = c.person_id"
    " left join read_mark r on r.tenant_id = c.tenant_id and r.staff_id = $1 and r.conversation_id = c.id"
    " left join spell s on s.tenant_id = c.tenant_id and s.conversation_id = c.id and s.ended_at is null"
    " left join lateral (select id, sealed, kind, heard from message where tenant_id = c.tenant_id and conversation_id = c.id"
    " and kind not in ('reaction', 'revoke', 'system') order by created_at desc, id desc limit 1) m on true"
)


async def entries(
    work: Work, wanted: Wanted, *, after: tuple[datetime, str] | None = None, limit: int = 50
) -> tuple[Entry, ...]:
    """List conversations that the doer may see; `after` is the (instant, id) of the last one seen, as `key` gives it."""
    narrowed, arguments = _narrowed(work, wanted)
    column, way, side = ("c.unanswered_since", "asc", ">") if wanted.oldest else ("c.touched_at", "desc", "<")
    if after is not None:
        arguments += [after[0], after[1]]
        narrowed += f" and ({column}, c.id) {side} (${len(arguments) - 1}, ${len(arguments)})"
    arguments.append(limit)
    rows = await work.sql.fetch(
        f"{_ENTRIES} where {narrowed} order by {column} {way}, c.id {way} limit ${len(arguments)}", *arguments
    )
    return tuple(_entry(work, row) for row in rows)


async def entry(work: Work, conversation: str) -> Entry | None:
    """Show one conversation as the list does; None when the doer may not see it."""
    condition, arguments = sight(work.by, 3)
    row = await work.sql.fetchrow(f"{_ENTRIES} where c.id = $2 and {condition}", work.by.id, conversation, *arguments)
    return None if row is None else _entry(work, row)


def key(shown: Entry, wanted: Wanted) -> tuple[datetime, str]:
    """Return where the next page of a list begins."""
    return (shown.unanswered_since or shown.at if wanted.oldest else shown.at, shown.id)


async def counts(work: Work, tabs: tuple[Tab, ...] = COUNTED) -> dict[str, int]:
    """Count tabs, each up to COUNT_MAX; those that ask for work when none is named."""
    condition, arguments = sight(work.by, 2)
    parts = ", ".join(
        f"(select count(*) from (select from conversation c join number n on n.id = c.number_id where {_TABS[tab]}"
        f" and {_TRAVELLERS} and {condition}"
        f" limit {COUNT_MAX}) counted) as {tab}"
        for tab in tabs
    )
    row = await work.sql.fetchrow(f"select {parts} where $1::text is not null", work.by.id, *arguments)
    return dict(row) if row else {}


async def oldest_unanswered(work: Work) -> datetime | None:
    """Return since when the traveller who has waited longest for a person waits, among those the doer sees."""
    condition, arguments = sight(work.by, 1)
    found: datetime | None = await work.sql.fetchval(
        "select c.unanswered_since from conversation c join number n on n.id = c.number_id where c.unanswered_since is not null"
        f" and c.state in ('{S.WAITING}', '{S.WITH_PERSON}') and {_AWAKE} and {_TRAVELLERS} and {condition}"
        " order by c.unanswered_since limit 1",
        *arguments,
    )
    return found


def _narrowed(work: Work, wanted: Wanted) -> tuple[str, list[Any]]:
    arguments: list[Any] = [work.by.id]
    condition, more = sight(work.by, 2)
    arguments += more
    parts = [_TABS.get(wanted.tab, "false"), condition, f"$1::text is not null and {_TRAVELLERS}"]
    for value, test in (
        (wanted.label, "c.labels @> array[{}]"),
        (wanted.branch, "n.branch_id = {}"),
        (wanted.owner, "c.assigned_to = {}"),
    ):
        if value:
            arguments.append(value)
            parts.append(test.format(f"${len(arguments)}"))
    if wanted.unread:
        parts.append(f"({_KEPT_UNREAD} or c.unread > 0 and (r.read_at is null or r.read_at < c.heard_at))")
    if wanted.oldest:
        parts.append("c.unanswered_since is not null")
    return " and ".join(parts), arguments


def _entry(work: Work, row: Any) -> Entry:
    profile = work.open("person", "sealed", row["person_id"], bytes(row["profile"]), Profile)
    said = ""
    if row["message"]:
        written = work.open("message", "sealed", row["message"], bytes(row["last"]), Written)
        heard = written.heard
        said = (
            (heard.text or (heard.media.caption if heard.media else ""))
            if heard
            else (written.said.text if written.said else "")
        )
    return Entry(
        id=row["id"], person=row["person_id"], name=called(profile), channel=row["channel"], branch=row["branch_id"],
        state=row["state"], assigned_to=row["assigned_to"], at=row["touched_at"], heard_at=row["heard_at"],
        unanswered_since=row["unanswered_since"], due_at=row["due_at"],
        late=row["due_at"] is not None and row["due_at"] <= work.now, snoozed_until=row["snoozed_until"],
        reason=row["reason"], unread=row["unread"], labels=tuple(row["labels"]), language=row["language"],
        preview=" ".join(said.split())[:_PREVIEW], preview_kind=row["last_kind"] or "", preview_heard=bool(row["last_heard"]),
    )  # fmt: skip
