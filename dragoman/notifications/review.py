"""What a person decides about events and calls that the engine has put aside, and what of them may be shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from dragoman.access import INVENTORY
from dragoman.command import Refused, Work, command
from dragoman.engine import review
from dragoman.kit.crypto import SealBroken
from dragoman.kit.log import masked

AT_ONCE = 100
_NOTE_MAX = 200
_SHOWN_MAX = 60
_DEEPEST = 12
_LARGEST = 999_999  # longer numbers may be phones, cards or documents


@command("review:replay", by=INVENTORY)
async def replay_item(work: Work, item: int) -> None:
    """Put an item back to be worked on once more; a call is only looked for again, never repeated."""
    if not await review.replay(work.unit, item):
        raise _gone()
    await review.note_verdict(work.unit, item, work.by.id, "")


@command("review:dismiss", by=INVENTORY)
async def dismiss_item(work: Work, item: int, reason: str = "") -> None:
    """Close an item without doing anything, with the reason why."""
    if not await review.dismiss(work.unit, item):
        raise _gone()
    await review.note_verdict(work.unit, item, work.by.id, masked(" ".join(reason.split())[:_NOTE_MAX]))


@command("review:replay_all", by=INVENTORY)
async def replay_items(work: Work, items: Sequence[int]) -> int:
    """Put several items back; those that somebody closed meanwhile are passed over. Returns how many went back."""
    done = 0
    for item in _bounded(items):
        if await review.replay(work.unit, item):
            await review.note_verdict(work.unit, item, work.by.id, "")
            done += 1
    return done


@command("review:dismiss_all", by=INVENTORY)
async def dismiss_items(work: Work, items: Sequence[int], reason: str) -> int:
    """Close several items with one reason; those that somebody closed meanwhile are passed over. Returns how many."""
    note, done = masked(" ".join(reason.split())[:_NOTE_MAX]), 0
    for item in _bounded(items):
        if await review.dismiss(work.unit, item):
            await review.note_verdict(work.unit, item, work.by.id, note)
            done += 1
    return done


async def payload_of(work: Work, item: int) -> str | None:
    """Show what an item holds, as JSON in which every value that may be personal is told by its length only.

    None when nothing is left of it (retention) or it cannot be opened.
    """
    found = await review.sealed_body(work.unit, item)
    if found is None:
        raise _gone()
    for place in found.places if found.body else ():
        try:
            plain = work.vault.open(*place, found.body)
        except SealBroken:
            continue
        return json.dumps(veiled(_read(plain)), indent=2, ensure_ascii=False)
    return None


def _read(plain: bytes) -> Any:
    for decode in (msgspec.json.decode, msgspec.msgpack.decode):
        try:
            return decode(plain)
        except msgspec.DecodeError:
            continue
    return f"[{len(plain)} bytes that cannot be read]"


def veiled(value: Any, depth: int = 0) -> Any:
    """Keep structure, codes, our own ids and small numbers of a payload; tell everything else by its length."""
    if depth > _DEEPEST:
        return "[deeper]"
    if isinstance(value, dict):
        return {_code(str(k)) or "[key]": veiled(v, depth + 1) for k, v in list(value.items())[:100]}
    if isinstance(value, list | tuple):
        return [veiled(v, depth + 1) for v in value[:50]]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if abs(value) <= _LARGEST else "[number]"
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return _code(text) or f"[{len(text)} characters]"


def _code(text: str) -> str:
    """Return a text that is a code: one short lower-case word with its points and lines, or an id of ours."""
    plain = len(text) <= _SHOWN_MAX and " " not in text and masked(text) == text
    return text if (plain and (text == text.lower() or text.isupper()) and not text.isalpha()) or text in _WORDS else ""


_WORDS = frozenset(
    "text image video audio document type kind status code error reason field id from to body message messages statuses state fact is"
    " booking payment conversation order search offer amount currency minor timestamp account number event action read sent delivered count"
    " failed duplicate value values name url attachment choices title target source".split()
)


def _bounded(items: Sequence[int]) -> list[int]:
    if len(items) > AT_ONCE:
        raise Refused("review.many", f"At most {AT_ONCE} at once.", status=422)
    return list(dict.fromkeys(items))


def _gone() -> Refused:
    return Refused("review.gone", "That item is closed already or was never there.", status=404)
