"""The person beside a thread: what is known of them, masked until somebody says why they must see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dragoman.access import ANSWER
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations import people
from dragoman.conversations.records import Profile
from dragoman.inbox.sight import need_sight

REASON_MIN, REASON_MAX = 5, 200
_ENDS = 4  # digits that stay readable, as on a receipt


@dataclass(frozen=True, slots=True)
class Consent:
    """The newest word of a person on one purpose."""

    purpose: str
    granted: bool
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as staff see them: the name is open, phone and e-mail are masked. `kinds` are the identities we know."""

    id: str
    name: str
    username: str
    phone: str
    email: str
    language: str
    muted: bool
    since: datetime
    kinds: tuple[str, ...]
    consents: tuple[Consent, ...]


async def person_card(work: Work, person: str) -> PersonCard:
    """Return a person's card; raises Refused("not_found")."""
    row = await work.sql.fetchrow("select language, muted, created_at from person where id = $1", person)
    if row is None:
        raise not_found("person")
    known = await people.profile(work, person)
    kinds = await work.sql.fetch("select distinct kind from identity where person_id = $1 order by kind", person)
    consents = await work.sql.fetch(
        "select distinct on (purpose) purpose, granted, source, created_at from consent where person_id = $1"
        " order by purpose, created_at desc, id desc",
        person,
    )
    return PersonCard(
        person, called(known), known.username, masked_phone(known.phone), masked_email(known.email), row["language"], row["muted"],
        row["created_at"], tuple(r["kind"] for r in kinds), tuple(Consent(*r) for r in consents),
    )  # fmt: skip


def masked_phone(phone: str) -> str:
    """Return a phone with its last digits alone; "" stays "". Pure."""
    return f"••• {phone[-_ENDS:]}" if phone else ""


def called(known: Profile) -> str:
    """Return what a person is called in lists: their name, or the end of their number where that is all they show. Pure."""
    if any(letter.isalpha() for letter in known.name):
        return known.name
    return known.username or masked_phone(known.phone)


def masked_email(email: str) -> str:
    """Return an e-mail with its first letter and its domain; "" stays "". Pure."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}" if at else ""


@command("inbox:reveal", by=ANSWER, sensitive=True)
async def reveal(work: Work, conversation_id: str, reason: str) -> Profile:
    """Show a person's phone and e-mail in full; the reason stands in the history of the conversation."""
    await need_sight(work, conversation_id)
    reason = " ".join(reason.split())
    if not REASON_MIN <= len(reason) <= REASON_MAX:
        raise Refused(
            "reveal.reason", f"Say why in {REASON_MIN} to {REASON_MAX} characters.", field="reason", status=422
        )
    person = await work.sql.fetchval("select person_id from conversation where id = $1", conversation_id)
    await work.note(f"conversation:{conversation_id}", "conversation:reveal", reason=reason)
    return await people.profile(work, person)
