"""Every webhook of a journey three times, shuffled and late: the same end as when all goes well, and nothing twice."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.stories import truth
from tests.stories.player import Player
from tests.stories.script import Line, read_text
from tests.stories.stage import Stage, staged

_BOOKS = """ada: LOS-ABV 2026-12-15, 1 adult
ada: 1
ada: Ms Ada Obi, 14 March 1988, ada.obi@example.com
ada: yes
"""
JOURNEYS = {
    "booked": _BOOKS + "ada pays 4084084084084081\nclock +3 min\n",
    "declined first": _BOOKS + "ada pays 4084080000005408\nclock +2 min\nada pays 4084084084084081\nclock +3 min\n",
    "sold out, then another": (
        _BOOKS
        + "fault duffel create_order sold_out\nada pays 4084084084084081\nclock +2 min\nada: 1\n"
        + "ada pays 4084084084084081\nclock +3 min\n"
    ),
    "short, then the rest": (
        _BOOKS + "ada pays 4084084084084081 amount=half\nclock +2 min\nada pays 4084084084084081\nclock +3 min\n"
    ),
    "accepted, ticketed later": (
        _BOOKS + "fault duffel create_order accepted_202 seconds=60\nada pays 4084084084084081\nclock +5 min\n"
    ),
    "money back": (
        _BOOKS
        + "fault duffel create_order sold_out\nada pays 4084084084084081\nclock +2 min\nada taps Money back\nclock +3 min\n"
    ),
}
_CHANGING = re.compile(r"\b[B-DF-HJ-NP-TV-Z2-9]{6}\b|[₦\w./:-]*\d[\w.,:/-]*")


class Reader(Player):
    """Plays without expectations."""

    def _nothing_unnamed(self, who: str) -> None:
        self.phones[who].fresh.clear()


class Post:
    """Delivers each webhook three times: first now or up to 30 s late, the others up to ten minutes late."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage, self._random = stage, random.Random(seed)
        self.delivered = 0

    async def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        typed = b'"messages":[' in body
        delays = [0.0 if typed else self._random.uniform(0, 30), *(self._random.uniform(0, 600) for _ in range(2))]
        for delay in delays:

            async def deliver() -> None:
                self.delivered += 1
                status = await self._stage.post(url, body, headers)
                # Duffel signs the time: a copy older than five minutes is refused, as a replay would be.
                assert status == 200 or (status == 403 and "/webhooks/duffel" in url), (url, status)

            self._stage.world.later(self._stage.now() + timedelta(seconds=delay), deliver)
        return 200


async def end_of(journey: str, owner: str, home: Path, seed: int | None) -> dict[str, Any]:
    """Play a journey to its end and return what is true then; `seed` None delivers as a quiet day does."""
    lines: list[Line] = read_text(JOURNEYS[journey])
    async with staged(owner, home) as stage:
        player = Reader(stage, journey)
        post = Post(stage, seed) if seed is not None else None
        if post is not None:
            stage.world.post = post
        for line in lines:
            await player._one(line, None)
        await stage.advance(timedelta(minutes=20))
        await player._look()
        if post is not None:
            assert post.delivered >= 3 * 10
        faults = [f for f in await truth.faults(stage, player.phones) if "in a row" not in f]
        assert faults == [], "\n".join([*faults, *player.chat])
        return await _state(stage, player)


async def _state(stage: Stage, player: Player) -> dict[str, Any]:
    async def rows(sql: str) -> list[tuple[Any, ...]]:
        return sorted(tuple(row) for row in await stage.books.fetch(sql))

    mails = await player.desk._mails()
    return {
        "bookings": await rows("select state, total_minor, paid_minor, choice from booking"),
        "orders": await rows("select state, amount_minor, currency from flight_order"),
        "charges": await rows("select state, verdict, received_minor, credited_minor from payment"),
        "refunds": await rows("select state, amount_minor from refund"),
        "ledger": await rows("select account, currency, sum(amount_minor)::bigint from ledger_entry group by 1, 2"),
        "messages": await rows("select heard, kind, delivery, count(*) from message group by 1, 2, 3"),
        "alerts": await rows("select kind, closed_at is null from alert"),
        "chat": Counter(_CHANGING.sub("#", b["text"]) for b in player.phones["ada"].bubbles),
        "mails": Counter(_CHANGING.sub("#", mail["subject"]) for mail in mails),
    }


_quiet: dict[str, dict[str, Any]] = {}


async def same_end(journey: str, seed: int, server: Any, template: str, home: Path, database: Any) -> None:
    if journey not in _quiet:
        name = f"{database.owner.split('?')[0].rsplit('/', 1)[1]}_quiet"
        await server.run(f"create database {name} template {template}")
        try:
            _quiet[journey] = await end_of(journey, server.dsn(name), home, None)
        finally:
            await server.run(f"drop database {name} with (force)")
    shuffled = await end_of(journey, database.owner, home, seed)
    for part, quiet in _quiet[journey].items():
        assert shuffled[part] == quiet, part


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("journey", JOURNEYS)
async def test_shuffled_webhooks_end_the_same(journey: str, seed: int, server, template, tmp_path, database) -> None:
    await same_end(journey, seed, server, template, tmp_path, database)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 134))
@pytest.mark.parametrize("journey", JOURNEYS)
async def test_200_journeys(journey: str, seed: int, server, template, tmp_path, database) -> None:
    await same_end(journey, seed, server, template, tmp_path, database)
