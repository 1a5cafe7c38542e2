"""The `dragoman` command."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

import typer
import uvloop

from dragoman.cli import checks, demo, keys, review, rotation, serve, setting_up, staff, training
from dragoman.cli.database import database, prepare
from dragoman.cli.observing import ExtraMissing, observe
from dragoman.cli.ports import PortTaken
from dragoman.engine import UnsafeDatabase
from dragoman.kit.clock import ShiftedClock
from dragoman.kit.log import set_up_logs
from dragoman.kit.settings import Settings
from dragoman.understanding import Context
from dragoman.understanding.explain import explain

app = typer.Typer(
    help="Run and look after Dragoman.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.command()
def run(
    demo_mode: Annotated[bool, typer.Option("--demo", help="Simulators, a seeded business, a movable clock")] = False,
) -> None:
    """Run everything in one process: web, workers, the embedded database; with --demo the simulators too."""
    settings = _prepared(demo.settings() if demo_mode else Settings())
    (demo.remember if demo_mode else demo.forget)(settings)
    _run(serve.everything, settings)


@app.command()
def web() -> None:
    """Run the web process only: webhooks, API, health. Any number may run on one database."""
    _run(serve.web_only, _prepared(demo.beside()))


@app.command()
def worker() -> None:
    """Run a worker only: conversations, bookings, outgoing calls, timers. Any number may run on one database."""
    _run(serve.worker_only, _prepared(demo.beside()))


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date."""

    async def bring_up() -> None:
        async with database(Settings()) as addresses:
            await prepare(addresses)

    asyncio.run(bring_up())
    typer.echo("The schema is up to date.")


@app.command()
def check() -> None:
    """Ask each partner whether the credentials work."""
    sys.exit(asyncio.run(checks.check(demo.beside())))


@app.command()
def setup() -> None:
    """Create or update the business that the credentials in the environment or .env belong to."""
    sys.exit(asyncio.run(setting_up.set_up(Settings())))


@app.command()
def understand(
    text: Annotated[str, typer.Argument(help="What a traveller wrote")],
    language: Annotated[str, typer.Option(help="Language of the conversation (ISO 639)")] = "en",
    country: Annotated[str, typer.Option(help="Country of the writer's phone (ISO 3166)")] = "",
    expect: Annotated[str, typer.Option(help="Slots that were asked for, with commas: origin,departure_date")] = "",
    state: Annotated[
        str, typer.Option(help="What is on the table: search, options, confirm, passengers, payment, done")
    ] = "",
    today: Annotated[str, typer.Option(help="The day it is, yyyy-mm-dd; today when left out")] = "",
) -> None:
    """Print what is understood of a message, from which of its words, and what else it may mean."""
    day = date.fromisoformat(today) if today else ShiftedClock().now().date()
    asked = tuple(slot.strip() for slot in expect.split(",") if slot.strip())
    context = Context(expect=asked, country=country or None, state=state)
    typer.echo(explain(text, today=day, language=language, context=context))


def _run(process: Callable[[Settings], Awaitable[int]], settings: Settings) -> None:
    """Run a process to its end; what an operator can mend is said in a sentence, not in a traceback."""
    try:
        sys.exit(uvloop.run(process(settings)))  # type: ignore[arg-type]  # each of them is a coroutine function
    except (PortTaken, rotation.WrongMasterKey, UnsafeDatabase) as reason:
        sys.exit(str(reason))


def _prepared(settings: Settings) -> Settings:
    set_up_logs(settings.log_level)
    try:
        observe(settings)
    except ExtraMissing as reason:
        sys.exit(str(reason))
    return settings


app.command("train-intents")(training.train_intents)
app.add_typer(rotation.app, name="rotate", help="Change the keys that seal personal values.")
app.add_typer(review.app, name="review", help="The review queue: what could not be worked on.")
app.add_typer(keys.app, name="key", help="API keys of a business.")
app.add_typer(staff.app, name="staff", help="People of a business, and links by which they come in.")
