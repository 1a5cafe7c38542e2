"""A business words the product's sentences itself: per room, language and key, with the same values in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command
from dragoman.kit.wording import ROOMS, Entry, misfit

_STAFF_ONLY = ("alert.", "mail.alert")  # spoken to staff, in English alone
_TITLES = ("choice.", "button.")
_TITLE_MAX = 20  # WhatsApp's bound for the title of a reply button
LINES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a room: the product's words and, where the business has its own, those."""

    room: str
    language: str
    key: str
    original: Entry
    own: Entry | None


async def sentences(
    work: Work, room: str, language: str, *, holding: str = "", own_only: bool = False
) -> tuple[Sentence, ...]:
    """List a room's sentences of one language by key; `holding` finds words in key, original or own text."""
    table = _table(room, language)
    rows = await work.sql.fetch("select key, entry from wording where room = $1 and language = $2", room, language)
    own: Mapping[str, Entry] = {row["key"]: row["entry"] for row in rows}
    sought = holding.casefold()
    found = []
    for key in sorted(table):
        if key.startswith(_STAFF_ONLY) or (own_only and key not in own):
            continue
        one = Sentence(room, language, key, table[key], own.get(key))
        if sought in f"{key} {one.original} {one.own or ''}".casefold():
            found.append(one)
    return tuple(found[:LINES_MAX])


@command("tenancy:set_wording", by=SETTINGS)
async def set_wording(work: Work, room: str, language: str, key: str, own: Entry) -> None:
    """Word a sentence oneself; in force everywhere within seconds. Its values must be the same as the product's."""
    original = _table(room, language).get(key)
    if original is None or key.startswith(_STAFF_ONLY):
        raise Refused("wording.key", "There is no such sentence.", field="key", status=404)
    reason = misfit(original, own)
    if not reason and key.startswith(_TITLES) and len(str(own)) > _TITLE_MAX:
        reason = f"The title of a button has at most {_TITLE_MAX} characters."
    if reason:
        raise Refused("wording.text", reason, field="text", status=422)
    await work.sql.execute(
        "insert into wording (id, tenant_id, created_at, room, language, key, entry, doer) values ($1, $2, $3, $4, $5, $6, $7, $8)"
        " on conflict (tenant_id, room, language, key) do update set entry = excluded.entry, created_at = excluded.created_at,"
        " doer = excluded.doer",
        work.new_id("wo"), work.tenant.id, work.now, room, language, key, json.dumps(own), work.by.id,
    )  # fmt: skip
    await work.note(f"settings:{work.tenant.id}", "tenancy:set_wording", room=room, language=language, key=key)


@command("tenancy:drop_wording", by=SETTINGS)
async def drop_wording(work: Work, room: str, language: str, key: str) -> None:
    """Take the business's own sentence away; the product's stands again."""
    gone = await work.sql.fetchval(
        "delete from wording where room = $1 and language = $2 and key = $3 returning id", room, language, key
    )
    if gone is None:
        raise Refused("wording.gone", "That sentence is the product's already.", status=404)
    await work.note(f"settings:{work.tenant.id}", "tenancy:drop_wording", room=room, language=language, key=key)


def _table(room: str, language: str) -> Mapping[str, Entry]:
    """Return the words of a room in a language; a sentence that the language lacks stands in English."""
    if room not in ROOMS or language not in ROOMS[room][1]():
        raise Refused("wording.language", "Choose a language that has words.", field="language", status=422)
    table, _ = ROOMS[room]
    return {**table("en"), **table(language)}
