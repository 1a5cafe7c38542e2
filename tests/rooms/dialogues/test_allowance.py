"""What was set aside for a question that nobody asked is there again; a question on its way stays paid for."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.dialogues import allowance
from dragoman.dialogues.allowance import Limits
from dragoman.dialogues.engine_calls import ASK, EngineAsk
from dragoman.dialogues.opinions import drop
from dragoman.dialogues.place import Place, Unread
from dragoman.engine import Store
from dragoman.understanding.engines import Asked
from tests import lagos

ASKED = Asked("hop over the oil rivers", date(2026, 11, 20), "en", "s")
LIMITS = Limits(50_000, 100, 500_000, 1_000, cents_in=15, cents_out=60)


@pytest.mark.parametrize("begun", [False, True])
async def test_a_question_that_was_never_asked_costs_nothing(store: Store, begun: bool) -> None:
    world = await lagos.found(store)
    async with world.work() as work:
        aside = await allowance.set_aside(work, "cv_one", ASKED, LIMITS)
        assert aside is not None
        day = work.today.isoformat()
        ask = EngineAsk(ASKED, work.now + timedelta(seconds=8), "cv_one", day, aside)
        await work.effect(ASK, "understanding:one", ask, actor="chat:1:ada")
        if begun:
            await work.sql.execute("update effect set state = 'SENDING' where key = 'understanding:one'")
        place = Place(unread=Unread("understanding:one", "hop", aside=aside, day=day))
        at: Any = SimpleNamespace(work=work, place=place, conversation=SimpleNamespace(id="cv_one", actor="chat:1:ada"))
        await drop(at)
        assert at.place.unread is None
        rows = await work.sql.fetch("select asks, tokens, microcents from engine_use")
    assert len(rows) == 2  # the conversation's and the business's
    spent = (1, aside.tokens, aside.microcents) if begun else (0, 0, 0)
    assert [tuple(row) for row in rows] == [spent, spent]
