"""An own intent model on the whole product: heard where the reader is unsure, beside engines, and never obeyed with money."""

from __future__ import annotations

from array import array
from contextlib import asynccontextmanager

import pytest

from dragoman.access import SYSTEM, Surface
from dragoman.dialogues.training.versions import keep_model, switch_off, switch_on
from dragoman.simulators.faults import Fault
from dragoman.understanding import Intent
from dragoman.understanding.trained.model import Weights
from dragoman.understanding.trained.trial import Trial
from tests.rooms.dialogues.test_opinions import OPENAI, said, used
from tests.stories.phones import phones
from tests.stories.stage import Stage, staged

STRANGE = "blorp the snargle"
NO_ENGINE = {"engine": ""}


def poisoned(intent: Intent, *texts: str) -> Weights:
    """A model that takes every word of the texts for one intent: what the worst labels could teach."""
    words = tuple(dict.fromkeys(word for text in texts or (STRANGE,) for word in text.lower().split()))
    rows = array("f", [9.0, -9.0] * len(words))
    other = Intent.BAGGAGE if intent is not Intent.BAGGAGE else Intent.HELP
    return Weights(1, (intent.value, other.value), words, (0.0, 0.0), rows.tobytes())


PASSED = Trial(200, 40, 100, {"in the file": 200}, 100, 190, 190, 95, 92, (), ())


async def switched_on(stage: Stage, weights: Weights) -> None:
    async with stage.house.desk.work(stage.tenant, SYSTEM, Surface.CONSOLE) as work:
        await keep_model(work, weights, PASSED)
        await switch_on(work)


@asynccontextmanager
async def talking(database, home, intent: Intent, *texts: str, **settings):
    async with staged(database.owner, home, **{**OPENAI, **NO_ENGINE, **settings}) as stage:
        await switched_on(stage, poisoned(intent, *texts))
        yield stage, phones(stage)["ada"]


async def test_what_only_looks_happens_and_a_switch_takes_it_back_at_once(database, tmp_path) -> None:
    async with talking(database, tmp_path, Intent.HELP) as (stage, ada):
        told = await said(stage, ada, STRANGE)
        assert "didn’t get" not in told
        assert told
        async with stage.house.desk.work(stage.tenant, SYSTEM, Surface.CONSOLE) as work:
            await switch_off(work)
        assert "didn’t get" in await said(stage, ada, STRANGE)
        assert not stage.troubles


async def test_a_sure_message_is_read_by_the_built_in_reader_whatever_the_model_says(database, tmp_path) -> None:
    sure = "what can you do for me? help"
    async with talking(database, tmp_path, Intent.PERSON, sure) as (stage, ada):
        told = await said(stage, ada, sure)
        async with stage.house.desk.work(stage.tenant, SYSTEM, Surface.CONSOLE) as work:
            await switch_off(work)
        assert told == await said(stage, phones(stage)["kofi"], sure)
        assert await stage.books.fetchval("select count(*) from conversation where state <> 'WITH_BOT'") == 0


async def test_a_search_is_begun_when_nothing_is_in_hand_and_offered_when_something_is(database, tmp_path) -> None:
    async with talking(database, tmp_path, Intent.SEARCH) as (stage, ada):
        assert "didn’t get" not in await said(stage, ada, STRANGE)
        await said(stage, ada, "LOS-ABV 2026-12-15, 1 adult", wait=6)
        told = await said(stage, ada, STRANGE)
        assert "Did you mean" in told
        await ada.tap("Continue")
        assert "Abuja" in "\n".join(b["text"] or "" for b in await told_after(stage, ada))


async def told_after(stage: Stage, ada) -> list:
    await stage.settle()
    ada.fresh = []
    await ada.look()
    return ada.fresh


async def quoted(stage: Stage, ada) -> str:
    await said(stage, ada, "LOS-ABV 2026-12-15, 1 adult", wait=6)
    await ada.tap("1")
    await said(stage, ada, "Ms Ada Obi, 14 March 1988, ada.obi@example.com", wait=6)
    return "\n".join(b["text"] or "" for b in ada.bubbles if b["from"] == "business")


async def money(stage: Stage) -> tuple[int, ...]:
    return tuple(
        [await stage.books.fetchval(f"select count(*) from {table}") for table in ("payment", "refund", "ledger_tx")]
    )


@pytest.mark.parametrize("intent", [Intent.CONFIRM, Intent.PAY, Intent.REFUND, Intent.CANCEL, Intent.CHANGE])
async def test_a_poisoned_label_moves_no_money_and_no_booking(database, tmp_path, intent) -> None:
    async with talking(database, tmp_path, intent) as (stage, ada):
        assert "Ada Obi" in await quoted(stage, ada)
        before = await money(stage), await stage.books.fetch("select state, version from booking")
        for _ in range(3):
            told = await said(stage, ada, STRANGE)
            assert "Did you mean" in told
        assert (await money(stage), await stage.books.fetch("select state, version from booking")) == before
        assert not stage.troubles


@pytest.mark.parametrize("intent", [Intent.REFUND, Intent.CANCEL, Intent.CONFIRM])
async def test_a_poisoned_label_moves_nothing_of_a_paid_booking(database, tmp_path, intent) -> None:
    async with talking(database, tmp_path, intent) as (stage, ada):
        await quoted(stage, ada)
        await ada.tap("Confirm and pay")
        await said(stage, ada, "ok", wait=6)
        await ada.pay("4084084084084081")
        await stage.settle()
        before = await money(stage), await stage.books.fetch("select state, version from booking")
        assert before[1][0]["state"] == "CONFIRMED"
        for _ in range(3):
            await said(stage, ada, STRANGE)
        assert (await money(stage), await stage.books.fetch("select state, version from booking")) == before


async def test_words_that_hold_back_are_not_even_offered_the_deed(database, tmp_path) -> None:
    denied = "never blorp the snargle"
    async with talking(database, tmp_path, Intent.CANCEL, denied) as (stage, ada):
        assert "Did you mean" not in await said(stage, ada, denied)


async def test_an_engine_is_not_paid_for_what_the_model_knows(database, tmp_path) -> None:
    async with talking(database, tmp_path, Intent.HELP, engine="openai") as (stage, ada):
        await said(stage, ada, STRANGE)
        assert await used(stage) == {}


async def test_an_engine_reads_the_places_of_a_search_that_the_model_sees(database, tmp_path) -> None:
    unsure = "wangle us a wee hop over the oil rivers"
    async with talking(database, tmp_path, Intent.SEARCH, unsure, engine="openai") as (stage, ada):
        assert "Port Harcourt" in await said(stage, ada, unsure)
        assert (await used(stage))["one"][0] == 1


async def test_the_model_answers_when_an_engine_fails(database, tmp_path) -> None:
    unsure = "wangle us a wee hop over the oil rivers"
    async with talking(database, tmp_path, Intent.SEARCH, unsure, engine="openai") as (stage, ada):
        stage.world.faults.set(Fault("openai", "completions", "http_500", 2, {}))
        told = await said(stage, ada, unsure, wait=9)
        assert "didn’t get" not in told
        assert told
