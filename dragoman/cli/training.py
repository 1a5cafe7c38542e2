"""`dragoman train-intents`: fit an intent model on a business's own conversations, try it, explain it, switch it on or off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database, prepare
from dragoman.cli.house import House, opened
from dragoman.cli.keys import named_business
from dragoman.command import Refused, Work
from dragoman.dialogues.training.labels import labelled
from dragoman.dialogues.training.telling import explained, listed, table
from dragoman.dialogues.training.versions import keep_model, switch_off, switch_on, versions, weights_of
from dragoman.kit.settings import Settings
from dragoman.understanding.trained.examples import bounded
from dragoman.understanding.trained.file import BadFile, from_file
from dragoman.understanding.trained.fitting import WRITERS_LEAST, WRITERS_MIN, fit
from dragoman.understanding.trained.model import Model
from dragoman.understanding.trained.trial import tried

Works = Callable[[], AbstractAsyncContextManager[Work]]


class Switch(StrEnum):
    """What to do with the model."""

    ON = "on"
    OFF = "off"


def train_intents(
    labels: Annotated[Path | None, typer.Option(help="CSV of labelled messages: text,intent,writer", dir_okay=False, exists=True)] = None,
    writers: Annotated[int, typer.Option(min=WRITERS_LEAST, help="Learn only words that so many people used")] = WRITERS_MIN,
    explain: Annotated[str, typer.Option(help="Show what the model makes of a text, by which words")] = "",
    switch: Annotated[Switch | None, typer.Option(help="Switch the model on, when its trial allows, or off")] = None,
    version: Annotated[int, typer.Option(help="Which model to explain or switch on; the newest when left out")] = 0,
    versions_only: Annotated[bool, typer.Option("--list", help="List the models")] = False,
    business: Annotated[str, typer.Option(help="Short name of the business; may be left out when there is one only")] = "",
) -> None:  # fmt: skip
    """Fit an intent model on own labelled conversations and try it beside the built-in reader; --switch on puts it to use."""
    content = labels.read_bytes() if labels else None

    async def act(works: Works) -> None:
        if switch is not None:
            await _switch(works, switch, version)
        elif explain:
            await _explain(works, explain, version)
        elif versions_only:
            async with works() as work:
                typer.echo(listed(await versions(work)))
        else:
            await _train(works, content, writers)

    try:
        asyncio.run(_in_business(business, act))
    except BadFile as reason:
        raise SystemExit(str(reason)) from None
    except Refused as refusal:
        raise SystemExit(refusal.staff) from None


async def _train(works: Works, content: bytes | None, writers: int) -> None:
    """Read, fit and try outside any transaction; only the outcome is kept."""
    async with works() as work:
        country, today = work.tenant.country, work.now.date()
        language = (work.tenant.settings.languages or ("en",))[0]
    own = from_file(content, today=today, language=language, country=country) if content is not None else []
    examples = bounded([*own, *await labelled(works)])
    typer.echo(f"{len(examples)} labelled messages of {len({one.writer for one in examples})} people; fitting …")
    weights = fit(examples, writers)
    if weights is None:
        raise SystemExit(
            f"Not enough to learn from: two intents with eight messages each of {writers} people are the least."
            " Label messages in the inbox (“understood?”), wait for more taps, or give a file with --labels."
        )
    trial = tried(examples, writers)
    async with works() as work:
        kept = await keep_model(work, weights, trial)
    typer.echo(table(trial, len(weights.words)))
    typer.echo(
        f"Kept as version {kept.version}, switched off. To use it: dragoman train-intents --switch on"
        if trial.passed
        else f"Kept as version {kept.version} to look at. It cannot be switched on."
    )


async def _explain(works: Works, text: str, version: int) -> None:
    async with works() as work:
        found = [v for v in await versions(work) if version in (0, v.version)]
        if not found:
            raise SystemExit("There is no such model; dragoman train-intents makes one.")
        model = Model(await weights_of(work, found[0].id))
        typer.echo(explained(model, text, today=work.now.date(), country=work.tenant.country))


async def _switch(works: Works, switch: Switch, version: int) -> None:
    async with works() as work:
        if switch is Switch.OFF:
            await switch_off(work)
            typer.echo("The model is off: the built-in reader is alone again.")
        else:
            on = await switch_on(work, version or None)
            typer.echo(
                f"Version {on.version} is on from the next message; it is asked where the built-in reader is unsure."
            )


async def _in_business(business: str, act: Callable[[Works], Awaitable[None]]) -> None:
    settings = Settings()
    async with database(settings) as addresses:
        await prepare(addresses)
        async with opened(settings, addresses) as house:
            await in_house(house, business, act)


async def in_house(house: House, business: str, act: Callable[[Works], Awaitable[None]]) -> None:
    """Do something for one business; each Work is a transaction of its own."""
    tenant = await named_business(house, business)
    await act(lambda: house.desk.work(tenant, SYSTEM, Surface.CONSOLE))
