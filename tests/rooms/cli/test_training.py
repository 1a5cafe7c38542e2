"""`dragoman train-intents` from a file of labels to the switch: what an operator sees at each step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.cli import main, training
from dragoman.cli.database import Addresses
from dragoman.engine import APP_ROLE, Store
from dragoman.kit.crypto import Master
from tests import lagos
from tests.conftest import Database

Run = Callable[..., Awaitable[Result]]
SAYINGS = {
    "status": ("my runs don land abi", "make I know my runs", "runs don reach"),
    "refund": ("make una return the bread", "the bread suppose come back", "drop my bread back"),
}


@pytest.fixture
async def run(database: Database, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path))
    monkeypatch.setattr(lagos, "MASTER", Master.from_file(tmp_path / "master.key"))
    await lagos.found(store)

    @asynccontextmanager
    async def here(_: object) -> AsyncIterator[Addresses]:
        yield Addresses(database.owner, database.owner, APP_ROLE, migrates=False)

    monkeypatch.setattr(training, "database", here)

    async def invoke(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main.app, ["train-intents", *arguments])

    return invoke


def file_of(folder: Path, lines: list[str]) -> str:
    path = folder / "labels.csv"
    path.write_text("\n".join(["text,intent,writer", *lines]), "utf-8")
    return str(path)


def good() -> list[str]:
    return [f"{text},{intent},p{n}" for n in range(20) for intent, texts in SAYINGS.items() for text in texts]


async def test_from_a_file_to_the_switch(run: Run, tmp_path: Path) -> None:
    assert "There is no model yet." in (await run("--list")).output
    fitted = await run("--labels", file_of(tmp_path, good()))
    assert fitted.exit_code == 0, fitted.output
    assert "120 labelled messages of 20 people" in fitted.output
    assert "refund*              60         0         60" in fitted.output
    assert "It may be switched on." in fitted.output
    told = (await run("--explain", "una return my bread 5000")).output
    assert "model       refund" in told
    assert "return" in told
    assert "5000" not in told
    assert "proposes    refund" in told
    assert "Version 1 is on" in (await run("--switch", "on")).output
    assert "on since" in (await run("--list")).output
    assert "The model is off" in (await run("--switch", "off")).output
    assert "on since" not in (await run("--list")).output


async def test_a_model_that_is_worse_is_shown_kept_and_refused(run: Run, tmp_path: Path) -> None:
    scattered = [f"blorp snargle wub,{('status', 'refund')[n % 2]},p{n}" for n in range(120)]
    fitted = await run("--labels", file_of(tmp_path, scattered))
    assert "It may not be switched on:" in fitted.output
    assert "It cannot be switched on." in fitted.output
    refused = await run("--switch", "on")
    assert refused.exit_code == 1
    assert "Its trial speaks against it." in refused.output
    assert "on since" not in (await run("--list")).output


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["my runs,steal,p1"], "Line 2: “steal” is no label"),
        (["my runs,status,"], "Line 2: text and writer must both"),
        (["my runs,status,p1"], "Not enough to learn from"),
        ([f"my runs,status,p{n}" for n in range(5_001)], "more than 5,000 lines"),
    ],
)
async def test_what_cannot_be_used_is_said_in_a_sentence(run: Run, tmp_path: Path, lines: list[str], why: str) -> None:
    told = await run("--labels", file_of(tmp_path, lines))
    assert told.exit_code == 1
    assert why in told.output
    assert "There is no model yet." in (await run("--list")).output


async def test_a_file_of_another_kind_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    for content, why in (
        (b"text;intent\n", "must name the columns"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"", "must name the columns"),
    ):
        path.write_bytes(content)
        assert why in (await run("--labels", str(path))).output


async def test_too_few_writers_for_a_word_are_refused(run: Run) -> None:
    assert (await run("--writers", "2")).exit_code == 2


async def test_nothing_to_explain_or_switch_is_said(run: Run) -> None:
    assert "There is no such model" in (await run("--explain", "hello")).output
    assert "There is no such intent model" in (await run("--switch", "on")).output
