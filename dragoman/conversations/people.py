"""Who is writing: one person with several identities; conflicts are never merged silently."""

from __future__ import annotations

from dragoman.command import Work
from dragoman.conversations.message import Sender
from dragoman.conversations.records import Profile
from dragoman.conversations.words import digests, words_of
from dragoman.kit import phone as phones


async def recognise(work: Work, sender: Sender) -> str:
    """Return the person behind a sender, made new when none of the identities is known."""
    person, _ = await recognise_or_make(work, sender)
    return person


async def recognise_or_make(work: Work, sender: Sender) -> tuple[str, bool]:
    """Return the person behind a sender, and whether they were made new just now.

    The phone decides when phone and business-scoped id point to different people (numbers are dialled, ids are not
    seen); the other person is left as it is and the conflict stands on both histories for a person to look at.
    """
    wanted = identities(sender)
    rows = await work.sql.fetch(
        "select kind, person_id from identity where (kind, blind) in (select * from unnest($1::text[], $2::bytea[]))",
        [kind for kind, _ in wanted],
        [work.blind(kind, value) for kind, value in wanted],
    )
    found = {row["kind"]: row["person_id"] for row in rows}
    person: str | None = (
        found.get("phone") or found.get("user_id") or found.get("email") or next(iter(found.values()), None)
    )
    if person is None:
        return await _new_person(work, sender, wanted), True
    if len(set(found.values())) > 1:
        for other in sorted(set(found.values())):
            await work.note(f"person:{other}", "person:identity_conflict", kinds=sorted(found))
    for kind, value in wanted:
        if kind not in found:
            await add_identity(work, person, kind, value)
    return person, False


async def known(work: Work, sender: Sender) -> str | None:
    """Return the person behind a sender when one of the identities is known; nobody is made new."""
    for kind, value in identities(sender):
        found: str | None = await work.sql.fetchval(
            "select person_id from identity where kind = $1 and blind = $2", kind, work.blind(kind, value)
        )
        if found is not None:
            return found
    return None


def identities(sender: Sender) -> list[tuple[str, str]]:
    """List a sender's identities as (kind, canonical value), strongest first."""
    pairs = []
    if sender.phone:
        pairs.append(("phone", phones.canonical("+" + sender.phone.lstrip("+")) or "+" + sender.phone.lstrip("+")))
    if sender.user_id:
        pairs.append(("user_id", sender.user_id))
    return pairs


async def add_identity(work: Work, person: str, kind: str, value: str) -> None:
    """Give a person one more identity; an identity that belongs to somebody else stays theirs."""
    row = work.new_id("id")
    await work.sql.execute(
        "insert into identity (id, tenant_id, created_at, person_id, kind, blind, sealed, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $3)"
        " on conflict (tenant_id, kind, blind) do nothing",
        row, work.tenant.id, work.now, person, kind, work.blind(kind, value), work.seal("identity", "sealed", row, value),
    )  # fmt: skip


async def _new_person(work: Work, sender: Sender, identities: list[tuple[str, str]]) -> str:
    """Store a person with the identities they came with, in one statement: every first message does this."""
    person = work.new_id("pe")
    canonical = dict(identities).get("phone", "")
    profile = Profile(name=sender.name[:120], phone=canonical, username=sender.username[:80])
    rows = [(work.new_id("id"), kind, value) for kind, value in identities]
    await work.sql.execute(
        "with p as (insert into person (id, tenant_id, created_at, sealed) values ($1, $2, $3, $4))"
        " insert into identity (id, tenant_id, created_at, person_id, kind, blind, sealed, seen_at)"
        " select i.id, $2, $3, $1, i.kind, i.blind, i.sealed, $3"
        " from unnest($5::text[], $6::text[], $7::bytea[], $8::bytea[]) i (id, kind, blind, sealed)"
        " on conflict (tenant_id, kind, blind) do nothing",
        person, work.tenant.id, work.now, work.seal("person", "sealed", person, profile),
        [row for row, _, _ in rows], [kind for _, kind, _ in rows],
        [work.blind(kind, value) for _, kind, value in rows],
        [work.seal("identity", "sealed", row, value) for row, _, value in rows],
    )  # fmt: skip
    await _keep_words(work, person, profile)
    return person


async def profile(work: Work, person: str) -> Profile:
    """Read what is known of a person; empty for an unknown one."""
    sealed = await work.sql.fetchval("select sealed from person where id = $1", person)
    return Profile() if sealed is None else work.open("person", "sealed", person, bytes(sealed), Profile)


async def keep_profile(work: Work, person: str, changed: Profile) -> None:
    """Store what is known of a person; a new e-mail becomes an identity as well."""
    await work.sql.execute(
        "update person set sealed = $2 where id = $1", person, work.seal("person", "sealed", person, changed)
    )
    await work.sql.execute("delete from person_word where person_id = $1", person)
    await _keep_words(work, person, changed)
    if changed.email:
        await add_identity(work, person, "email", changed.email.lower())


async def _keep_words(work: Work, person: str, shown: Profile) -> None:
    """Store what a person's name is found by."""
    words = digests(work, "person_word", words_of(f"{shown.name} {shown.username}"))
    if words:
        await work.sql.execute(
            "insert into person_word (tenant_id, word, person_id) select $1, word, $3 from unnest($2::int[]) word on conflict do nothing",
            work.tenant.id, words, person,
        )  # fmt: skip


async def keep_language(work: Work, person: str, language: str) -> None:
    """Remember the language a person chose or writes."""
    await work.sql.execute("update person set language = $2 where id = $1", person, language)


async def language_of(work: Work, person: str) -> str:
    """Return the language (ISO 639) a person is spoken to in; English as long as none is known."""
    known: str | None = await work.sql.fetchval("select language from person where id = $1", person)
    return known or "en"


async def set_consent(work: Work, person: str, purpose: str, granted: bool, source: str) -> None:
    """Write one line to the consent ledger. Muted people get answers and news of their own trips, and nothing else."""
    await work.sql.execute(
        "insert into consent (id, tenant_id, created_at, person_id, purpose, granted, source) values ($1, $2, $3, $4, $5, $6, $7)",
        work.new_id("co"), work.tenant.id, work.now, person, purpose, granted, source,
    )  # fmt: skip
    if purpose in ("all", "marketing"):
        await _weigh_consents(work, person)


async def copy_consents(work: Work, newcomer: str, known: str) -> None:
    """Write a newcomer's newest words into the known person's ledger, of when they were said; lines are never moved."""
    newest = await work.sql.fetch(
        "select distinct on (purpose) created_at, purpose, granted, source from consent where person_id = $1"
        " order by purpose, created_at desc, id desc",
        newcomer,
    )
    for line in newest:
        await work.sql.execute(
            "insert into consent (id, tenant_id, created_at, person_id, purpose, granted, source) values ($1, $2, $3, $4, $5, $6, $7)",
            work.new_id("co"), work.tenant.id, line["created_at"], known, line["purpose"], line["granted"], line["source"],
        )  # fmt: skip
    await _weigh_consents(work, known)


async def _weigh_consents(work: Work, person: str) -> None:
    """Mute a person whose newest word on all messages, or on marketing, is no: "resume marketing" does not undo a STOP."""
    await work.sql.execute(
        "update person set muted = exists (select from (select distinct on (purpose) granted from consent"
        " where person_id = $1 and purpose in ('all', 'marketing') order by purpose, created_at desc, id desc) newest"
        " where not granted) where id = $1",
        person,
    )
