"""Whom a waiting conversation is given to: of those who are there, who knows the language and label, and has least to do. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dragoman.inbox.colleagues import Colleague

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Need:
    """What a conversation asks of who answers it. `branch` None: any."""

    language: str
    labels: frozenset[str]
    branch: str | None


def choose(there: Iterable[Colleague], need: Need) -> Colleague | None:
    """Return who gets the conversation, None when nobody fits.

    Who names languages or labels gets only what fits them, and comes before who names none. Then the least loaded, then who
    was given something longest ago, then by id, so that the choice is the same whatever order the staff come in.
    """
    fit = [one for one in there if one.available and one.load < one.max_open and _fits(one, need)]
    return min(fit, key=lambda one: (-_skill(one, need), one.load, one.given_at or _LONG_AGO, one.id), default=None)


def _fits(one: Colleague, need: Need) -> bool:
    speaks = not one.languages or need.language in one.languages
    knows = not one.labels or not need.labels or bool(one.labels & need.labels)
    near = one.branch is None or need.branch is None or one.branch == need.branch
    return speaks and knows and near


def _skill(one: Colleague, need: Need) -> int:
    return (2 if need.language in one.languages else 0) + (1 if one.labels & need.labels else 0)
