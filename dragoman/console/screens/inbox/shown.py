"""What the panes of the inbox show, read in one Work each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from dragoman.bookings.dossier import dossier
from dragoman.bookings.queries import bookings_of
from dragoman.bookings.views import BookingView
from dragoman.command import Work, not_found
from dragoman.console.screens.inbox.rows import Row, rows
from dragoman.conversations.remarks import remarks
from dragoman.conversations.threads import Line, thread
from dragoman.conversations.window import closes_at
from dragoman.inbox import own
from dragoman.inbox.colleagues import Colleague, colleagues
from dragoman.inbox.labels import Label, labels
from dragoman.inbox.lists import Entry, Wanted, counts, entries, entry, key, oldest_unanswered
from dragoman.inbox.person import PersonCard, person_card
from dragoman.tenancy.deeds import staff_names
from dragoman.timeline import Happening, history

LIST_PAGE = 40
THREAD_PAGE = 40
_TRIPS = 5
_HISTORY = 30


@dataclass(frozen=True, slots=True)
class ListPane:
    """The left pane: entries, counts of tabs, saved filters (id, name, address), names of owners, the next page's address."""

    wanted: Wanted
    entries: tuple[Entry, ...]
    counts: Mapping[str, int]
    oldest: datetime | None
    labels: tuple[Label, ...]
    filters: tuple[tuple[str, str, str], ...]
    names: Mapping[str, str]
    older: str


@dataclass(frozen=True, slots=True)
class HeadPane:
    """The line above a thread: where it stands, until when free text is taken, who else looks."""

    entry: Entry
    closes_at: datetime | None
    open: bool
    mine: bool
    owner: str
    present: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ThreadPane:
    """The middle pane: rows, and the addresses of what lies before and after them ("" for nothing)."""

    rows: list[Row]
    before: str
    newer: bool


@dataclass(frozen=True, slots=True)
class SidePane:
    """The right pane. `verbs` are the buttons of the newest trip, `mark` the state that they were drawn for."""

    person: PersonCard
    trips: tuple[BookingView, ...]
    verbs: tuple[str, ...]
    mark: str
    labels: tuple[Label, ...]
    staff: tuple[Colleague, ...]
    happenings: list[Happening]
    names: Mapping[str, str]
    blocked_until: datetime | None


def query(wanted: Wanted, **more: str) -> str:
    """Return a list's address part for its filters."""
    fields = {
        "tab": wanted.tab, "label": wanted.label, "branch": wanted.branch, "owner": wanted.owner, "unread": "1" if wanted.unread else "",
        "oldest": "1" if wanted.oldest else "",
    }  # fmt: skip
    return urlencode({k: v for k, v in (fields | more).items() if v})


async def list_pane(work: Work, wanted: Wanted, after: str = "") -> ListPane:
    """Read the left pane; an `after` that is no place of a list begins at the top."""
    since, _, last = after.rpartition("_cv_")
    try:
        place = (datetime.fromisoformat(since), f"cv_{last}") if since else None
    except ValueError:
        place = None
    found = await entries(work, wanted, after=place, limit=LIST_PAGE + 1)
    shown, more = found[:LIST_PAGE], len(found) > LIST_PAGE
    at, where = key(shown[-1], wanted) if shown else (None, "")
    older = query(wanted, after=f"{at.isoformat()}_{where}") if more and at else ""
    filters = tuple((one.id, one.name, query(one.wanted)) for one in await own.saved_filters(work))
    return ListPane(
        wanted, shown, await counts(work), await oldest_unanswered(work), await labels(work), filters,
        await staff_names(work, [one.assigned_to for one in shown if one.assigned_to]), older,
    )  # fmt: skip


async def head_pane(work: Work, conversation: str) -> HeadPane:
    """Read the line above a thread; raises Refused("not_found") for what the doer may not see."""
    shown = await entry(work, conversation)
    if shown is None:
        raise not_found("conversation")
    others = await own.present(work, conversation)
    called = await staff_names(work, [*(one.staff for one in others), shown.assigned_to])
    closes = closes_at(shown.heard_at)
    return HeadPane(
        shown, closes, closes is not None and closes > work.now, shown.assigned_to == work.by.id and shown.state == "WITH_PERSON",
        called.get(shown.assigned_to, ""), tuple((called.get(one.staff, "…"), one.typing) for one in others),
    )  # fmt: skip


async def thread_pane(work: Work, conversation: str, zone: str, *, at: str = "", before: str = "") -> ThreadPane:
    """Read a stretch of a thread: the newest, the one before a message, or the one that holds a message in its middle."""
    if at:
        older = await thread(work, conversation, limit=THREAD_PAGE // 2, before=at)
        lines = [*older, *await thread(work, conversation, limit=THREAD_PAGE // 2, after=at)]
    else:
        lines = await thread(work, conversation, limit=THREAD_PAGE, before=before or None)
    first = bool(lines) and bool(await thread(work, conversation, limit=1, before=lines[0].id))
    newest = not before and not (at and len(lines) >= THREAD_PAGE // 2 and await _goes_on(work, conversation, lines))
    notes = await remarks(
        work, conversation, since=lines[0].at if lines and first else None, until=None if newest else lines[-1].at if lines else None
    )  # fmt: skip
    who = {line.author for line in lines} | {note.author for note in notes}
    who |= {str(note.public.get("staff", "")) for note in notes}
    called = await staff_names(work, sorted(who - {""}))
    return ThreadPane(rows(lines, notes, called, zone=zone, here=at), lines[0].id if first else "", not newest)


async def _goes_on(work: Work, conversation: str, lines: list[Line]) -> bool:
    return len(await thread(work, conversation, limit=2, after=lines[-1].id)) > 1


async def side_pane(work: Work, shown: Entry) -> SidePane:
    """Read the right pane of a conversation that the doer sees."""
    trips = await bookings_of(work, shown.person, limit=_TRIPS)
    bound = await dossier(work, trips[0].id) if trips else None
    happenings = (await history(work.sql, f"conversation:{shown.id}"))[-_HISTORY:]
    return SidePane(
        await person_card(work, shown.person), trips, tuple(one.verb for one in bound.actions) if bound else (), bound.mark if bound else "",
        await labels(work), await colleagues(work), happenings[::-1],
        await staff_names(work, [one.doer for one in happenings]),
        await work.sql.fetchval("select blocked_until from conversation where id = $1 and blocked_until > $2", shown.id, work.now),
    )  # fmt: skip
