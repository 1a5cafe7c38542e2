"""Find people by exact phone, e-mail, reference or name, and messages by their words, without reading what is sealed in between.

Words are looked up by keyed digests; every hit is opened and compared, so a digest that two words share shows nothing wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.command import Work
from dragoman.conversations.records import Profile, Written
from dragoman.conversations.words import digests, folded, words_of
from dragoman.inbox.person import called
from dragoman.inbox.sight import sight
from dragoman.kit import phone as phones

QUERY_MAX = 200
_WORDS_USED = 6
_AROUND = 60  # characters of a message shown on each side of the first word found
_REFERENCE = re.compile(r"[A-Za-z0-9]{5,8}")


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A conversation found by who it is with; personal. `by` is phone, email, reference or name."""

    conversation: str
    name: str
    state: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that holds all words asked for; personal."""

    conversation: str
    message: str
    name: str
    at: datetime
    heard: bool
    snippet: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found, best first."""

    people: tuple[FoundPerson, ...]
    messages: tuple[FoundMessage, ...]


async def search(work: Work, query: str, *, limit: int = 30) -> Found:
    """Search what the doer may see; an empty query finds nothing."""
    query = " ".join(query.split())[:QUERY_MAX]
    if not query:
        return Found((), ())
    return Found(await _people(work, query, limit), await _messages(work, query, limit))


async def _people(work: Work, query: str, limit: int) -> tuple[FoundPerson, ...]:
    found: dict[str, str] = {}
    for kind, value in _identities(work, query):
        for row in await work.sql.fetch(
            "select person_id from identity where kind = $1 and blind = $2", kind, work.blind(kind, value)
        ):
            found.setdefault(row["person_id"], kind)
    if _REFERENCE.fullmatch(query):
        for row in await work.sql.fetch(
            "select person from booking where reference = $1 union"
            " select b.person from flight_order o join booking b on b.id = o.booking_id where o.pnr = $1 limit $2",
            query.upper(), limit,
        ):  # fmt: skip
            found.setdefault(row["person"], "reference")
    words = words_of(query)[:_WORDS_USED]
    if words:
        for row in await work.sql.fetch(
            "select person_id from person_word where word = any($1::int[]) group by person_id having count(*) = $2 limit $3",
            digests(work, "person_word", words), len(words), limit,
        ):  # fmt: skip
            found.setdefault(row["person_id"], "name")
    return await _conversations_of(work, found, words, limit)


def _identities(work: Work, query: str) -> list[tuple[str, str]]:
    wanted = []
    number = phones.canonical(query, work.tenant.country)
    if number:
        wanted.append(("phone", number))
    if "@" in query:
        wanted.append(("email", query.lower()))
    return wanted


async def _conversations_of(
    work: Work, found: dict[str, str], words: tuple[str, ...], limit: int
) -> tuple[FoundPerson, ...]:
    condition, arguments = sight(work.by, 3)
    rows = await work.sql.fetch(
        "select c.id, c.person_id, c.state, c.touched_at, p.sealed from conversation c join number n on n.id = c.number_id"
        f" join person p on p.id = c.person_id where c.person_id = any($1) and {condition} order by c.touched_at desc, c.id limit $2",
        list(found), limit, *arguments,
    )  # fmt: skip
    shown = []
    for row in rows:
        known = work.open("person", "sealed", row["person_id"], bytes(row["sealed"]), Profile)
        by = found[row["person_id"]]
        if by == "name" and not set(words) <= set(words_of(f"{known.name} {known.username}")):
            continue
        shown.append(FoundPerson(row["id"], called(known), row["state"], row["touched_at"], by))
    return tuple(shown)


async def _messages(work: Work, query: str, limit: int) -> tuple[FoundMessage, ...]:
    words = words_of(query)[:_WORDS_USED]
    if not words:
        return ()
    first, *rest = digests(work, "message_word", sorted(words, key=len, reverse=True))  # long words are rare
    condition, arguments = sight(work.by, 3 + len(rest))
    also = "".join(
        f" and exists (select from message_word x where x.tenant_id = w.tenant_id and x.word = ${place} and x.message_id = w.message_id)"
        for place in range(3, 3 + len(rest))
    )
    rows = await work.sql.fetch(
        "select m.id, m.conversation_id, m.created_at, m.heard, m.sealed, p.id as person, p.sealed as profile from message_word w"
        " join message m on m.id = w.message_id join conversation c on c.id = m.conversation_id join number n on n.id = c.number_id"
        f" join person p on p.id = c.person_id where w.word = $1 and {condition}{also} order by w.message_id desc limit $2",
        first, limit, *rest, *arguments,
    )  # fmt: skip
    return tuple(hit for hit in (_hit(work, row, words) for row in rows) if hit is not None)


def _hit(work: Work, row: Any, words: tuple[str, ...]) -> FoundMessage | None:
    written = work.open("message", "sealed", row["id"], bytes(row["sealed"]), Written)
    heard, said = written.heard, written.said
    text = f"{heard.text} {heard.media.caption if heard.media else ''}".strip() if heard else said.text if said else ""
    if not set(words) <= set(words_of(text)):
        return None
    name = called(work.open("person", "sealed", row["person"], bytes(row["profile"]), Profile))
    return FoundMessage(row["conversation_id"], row["id"], name, row["created_at"], row["heard"], snippet(text, words))


def snippet(text: str, words: tuple[str, ...]) -> str:
    """Return the part of a text around the first word found, a line with "…" where it was cut. Pure."""
    flat = " ".join(text.split())
    low = folded(flat)
    places = [place for place in (low.find(word) for word in words) if place >= 0]
    middle = min(places, default=0) if len(low) == len(flat) else 0  # folding that changes lengths moves places
    begin, end = max(middle - _AROUND, 0), min(middle + 2 * _AROUND, len(flat))
    return ("…" if begin else "") + flat[begin:end] + ("…" if end < len(flat) else "")
