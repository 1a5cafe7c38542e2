"""Second opinions on the whole product: asked in no turn, answered by an event, given up in time, within budget, and never obeyed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import SecretStr

from dragoman.simulators.dialogflow.account import key_file
from dragoman.simulators.faults import Fault
from tests.stories.phones import Phone, phones
from tests.stories.stage import Stage, staged

SIM = "http://127.0.0.1:8100"
OPENAI = {
    "engine": "openai", "engine_url": f"{SIM}/openai/v1", "engine_model": "demo-reader-1",
    "engine_key": SecretStr("sk-demo-lagos-tours"), "engine_cents_in": 15, "engine_cents_out": 60,
}  # fmt: skip
UNSURE = "wangle us a wee hop over the oil rivers"
ATTACK = "blorp the snargle"


@asynccontextmanager
async def talking(owner: str, home: Path, **settings: Any) -> AsyncIterator[tuple[Stage, Phone]]:
    async with staged(owner, home, **{**OPENAI, **settings}) as stage:
        ada = phones(stage)["ada"]
        stage.asked = []
        inner = stage.simulators["openai"]._reading
        stage.simulators["openai"]._reading = lambda asked: (stage.asked.append(asked), inner(asked))[1]
        yield stage, ada


async def said(stage: Stage, phone: Phone, text: str, *, wait: float = 3) -> str:
    """Write a message; what the bot has said after `wait` seconds."""
    await phone.say(text)
    return await heard(stage, phone, wait)


async def heard(stage: Stage, phone: Phone, wait: float = 3) -> str:
    await stage.settle(stage.now() + timedelta(seconds=wait))
    phone.fresh = []
    await phone.look()
    return "\n".join(b["text"] or "" for b in phone.fresh)


def faulty(stage: Stage, name: str, partner: str = "openai", operation: str = "completions", **options: Any) -> None:
    stage.world.faults.set(Fault(partner, operation, name, 1, options))


async def used(stage: Stage) -> dict[str, tuple[int, int, int]]:
    rows = await stage.books.fetch("select conversation_id, asks, tokens, microcents from engine_use")
    return {"all" if not r[0] else "one": (r[1], r[2], r[3]) for r in rows}


async def test_an_unsure_message_is_read_by_the_engine_and_checked_by_the_reader(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        told = await said(stage, ada, UNSURE)
        assert "Port Harcourt" in told
        assert "didn’t get" not in told
        (asked,) = stage.asked
        frame = msgspec.json.decode(asked.messages[-1].content)
        assert frame["message"] == UNSURE
        assert "Ada" not in asked.messages[-1].content
        assert ada.number not in asked.messages[-1].content
        uses = await used(stage)
        assert uses["all"] == uses["one"]
        asks, tokens, microcents = uses["one"]
        assert asks == 1
        assert 0 < tokens < 2_000  # what it cost, no longer what was set aside
        assert 15 * tokens <= microcents <= 60 * tokens
        assert not stage.troubles


async def test_a_sure_message_asks_nobody(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        await said(stage, ada, "Lagos to Abuja on 15 December, 1 adult")
        await said(stage, ada, "cancel")
        assert stage.asked == []
        assert await used(stage) == {}


async def test_without_an_engine_nothing_is_asked(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path, engine="") as (stage, ada):
        assert "didn’t get" in await said(stage, ada, UNSURE)
        assert stage.asked == []


async def test_a_business_that_has_it_switched_off_asks_nobody(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        await stage.books.execute("update tenant set settings = settings - 'engine'")
        stage.house.desk.tenants.forget(stage.tenant)
        assert "didn’t get" in await said(stage, ada, UNSURE)
        assert stage.asked == []


async def test_a_slow_engine_is_given_up_after_eight_seconds_and_its_late_answer_is_moot(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        faulty(stage, "slow", seconds=12)
        assert await said(stage, ada, UNSURE, wait=7) == ""
        assert "didn’t get" in await heard(stage, ada, 1)
        before = await used(stage)
        assert await heard(stage, ada, 10) == ""
        assert (await used(stage))["one"][1] < before["one"][1]  # the late answer tells what it cost


@pytest.mark.parametrize(
    "fault", ["refusing", "filtered", "cut", "malformed", "wrong", "http_500", "http_429", "reset"]
)
async def test_a_failing_engine_leaves_the_built_in_reading(database, tmp_path, fault) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        stage.world.faults.set(Fault("openai", "completions", fault, 2, {}))
        told = await said(stage, ada, ATTACK)
        assert "didn’t get" in told
        assert "Atlantis" not in told


async def test_one_short_refusal_is_tried_again(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        faulty(stage, "http_503")
        assert "Port Harcourt" in await said(stage, ada, UNSURE)
        assert len(stage.asked) == 1


async def test_a_newer_message_makes_the_question_moot(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        faulty(stage, "slow", seconds=5)
        assert await said(stage, ada, UNSURE, wait=1) == ""
        told = await said(stage, ada, "Lagos to Abuja on 15 December, 1 adult", wait=3)
        assert "Abuja" in told
        assert "Harcourt" not in await heard(stage, ada, 10)


async def test_two_unsure_messages_are_read_together(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        faulty(stage, "slow", seconds=5)
        assert await said(stage, ada, ATTACK, wait=1) == ""
        assert "Port Harcourt" in await said(stage, ada, UNSURE, wait=2)
        assert msgspec.json.decode(stage.asked[-1].messages[-1].content)["message"] == f"{ATTACK}\n{UNSURE}"
        assert await heard(stage, ada, 10) == ""


async def test_an_obedient_engine_gets_a_button_at_most(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path) as (stage, ada):
        faulty(stage, "injected")
        told = await said(stage, ada, ATTACK)
        assert "Did you mean this?" in told
        assert "Kofi" not in told
        assert [c["title"] for c in ada.fresh[-1]["choices"]] == ["My bookings", "Menu", "Talk to a person"]
        assert await stage.books.fetchval("select count(*) from booking") == 0
        assert await stage.books.fetchval("select state from conversation") == "WITH_BOT"
        faulty(stage, "injected", content='{"intent": "person", "values": [], "choice": ""}')
        assert "Did you mean this?" in await said(stage, ada, ATTACK)
        assert await stage.books.fetchval("select state from conversation") == "WITH_BOT"
        await ada.tap("Talk to a person")
        await heard(stage, ada)
        assert await stage.books.fetchval("select state from conversation") != "WITH_BOT"


@pytest.mark.parametrize(
    "limit",
    [
        {"engine_conversation_tokens": 1_000},
        {"engine_day_tokens": 1_000},
        {"engine_day_cents": 0},
        {"engine_conversation_cents": 0},
    ],
)
async def test_nothing_is_asked_beyond_the_budget(database, tmp_path, limit) -> None:
    async with talking(database.owner, tmp_path, **limit) as (stage, ada):
        assert "didn’t get" in await said(stage, ada, UNSURE)
        assert stage.asked == []
        assert all(row == (0, 0, 0) for row in (await used(stage)).values())


async def test_the_budget_of_a_conversation_ends_it_and_the_next_day_begins_anew(database, tmp_path) -> None:
    async with talking(database.owner, tmp_path, engine_conversation_tokens=2_500) as (stage, ada):
        for _ in range(4):
            await said(stage, ada, ATTACK)
            await said(stage, ada, "menu")
        asked = len(stage.asked)
        assert 1 <= asked < 4
        assert (await used(stage))["one"][1] <= 2_500
        await stage.advance(timedelta(days=1))
        await said(stage, ada, ATTACK)
        assert len(stage.asked) == asked + 1


async def test_dialogflow_reads_alike(database, tmp_path) -> None:
    settings = {
        "engine": "dialogflow", "engine_url": f"{SIM}/dialogflow", "engine_key": SecretStr(key_file(f"{SIM}/dialogflow/token")),
        "engine_model": "projects/lagos-tours-demo/locations/global/agents/2f6b0c1e-demo",
    }  # fmt: skip
    async with talking(database.owner, tmp_path, **settings) as (stage, ada):
        assert "Port Harcourt" in await said(stage, ada, UNSURE)
        assert (await used(stage))["one"][:2] == (1, 0)
        await said(stage, ada, "menu")
        faulty(stage, "malformed", "dialogflow", "detect_intent")
        assert "don’t know the place" in await said(stage, ada, ATTACK)
