"""`@command`: role check, proof for sensitive acts, savepoint, audit of what was done and what was refused."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from dragoman import timeline
from dragoman.access import STAFF, Role
from dragoman.command.errors import Refused, forbidden
from dragoman.command.work import Work

P = ParamSpec("P")
R = TypeVar("R")
UseCase = Callable[Concatenate[Work, P], Coroutine[Any, Any, R]]
_ID = re.compile(r"[a-z]{2,4}_[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered command: its tag, who may call it, whether staff must prove themselves again, and its sentence."""

    tag: str
    by: frozenset[Role]
    sensitive: bool
    says: str
    function: Callable[..., Awaitable[Any]]


COMMANDS: dict[str, Entry] = {}


def command(
    tag: str, *, by: frozenset[Role] | set[Role], sensitive: bool = False
) -> Callable[[UseCase[P, R]], UseCase[P, R]]:
    """Make a function the one way to do a thing. `tag` is `room:verb`; the docstring's first line is its sentence.

    The body runs in a savepoint: a Refused undoes all it did, is written to the audit trail and raised on.
    """

    def wrap(body: UseCase[P, R]) -> UseCase[P, R]:
        @wraps(body)
        async def run(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
            subject = next((a for a in (*args, *kwargs.values()) if isinstance(a, str) and _ID.fullmatch(a)), "")
            try:
                if work.by.role not in by:
                    raise forbidden(tag)
                if sensitive and work.by.role in STAFF and not work.proven:
                    raise Refused("proof", "Confirm that it is you, then try again.", status=403)
                async with work.unit.savepoint():
                    result = await body(work, *args, **kwargs)
            except Refused as refusal:
                await _audit(work, tag, subject, "refused", refusal.code)
                raise
            made = getattr(result, "id", result)
            if not subject and isinstance(made, str) and _ID.fullmatch(made):
                subject = made
            await _audit(work, tag, subject, "done", "")
            return result

        if tag in COMMANDS:
            raise ValueError(f"command {tag} stands twice")
        sentence = (body.__doc__ or "").strip().split("\n")[0]
        COMMANDS[tag] = Entry(tag, frozenset(by), sensitive, sentence, run)
        return run

    return wrap


async def _audit(work: Work, tag: str, subject: str, result: str, code: str) -> None:
    await timeline.audit(
        work.sql, work.tenant.id, tag, subject, result, code, work.request, work.by, work.via, work.now
    )
