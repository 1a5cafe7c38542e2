"""The pages that people read, and what may be said in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import typer

from dragoman.cli.main import app
from dragoman.kit.settings import Settings
from dragoman.simulators.settings import SimSettings

ROOT = Path(__file__).resolve().parents[2]
OWN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ALL = sorted([*OWN, *(ROOT / "dragoman").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
_FENCE = re.compile(r"```.*?```", re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")


def name(page: Path) -> str:
    """The page's path, for messages and test ids."""
    return str(page.relative_to(ROOT))


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text())


def spans(page: Path) -> list[str]:
    """What the page sets as code within its sentences."""
    return _SPAN.findall(prose(page))


def code(page: Path) -> str:
    """Everything the page sets as code: spans and fenced blocks."""
    return "\n".join([*spans(page), *_FENCE.findall(page.read_text())])


@cache
def commands() -> dict[str, frozenset[str]]:
    """Each `dragoman` command with its options; the commands of a group as "group name"."""
    return dict(_below(typer.main.get_command(app), ""))


def _below(group: object, prefix: str) -> Iterator[tuple[str, frozenset[str]]]:
    for word, command in group.commands.items():  # type: ignore[attr-defined]
        yield prefix + word, frozenset(option for param in command.params for option in param.opts)
        if hasattr(command, "commands"):
            yield from _below(command, f"{prefix}{word} ")


@cache
def settings() -> frozenset[str]:
    """Every setting there is, of product and simulators."""
    product = {f"DRAGOMAN_{field.upper()}" for field in Settings.model_fields}
    return frozenset(product | {f"DRAGOMAN_SIM_{field.upper()}" for field in SimSettings.model_fields})


@cache
def targets() -> frozenset[str]:
    """Every target of the Makefile."""
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def words_of_the_code() -> frozenset[str]:
    """Every identifier that stands anywhere in the code, its SQL and its tests."""
    found: set[str] = set()
    for pattern in ("dragoman/**/*.py", "dragoman/**/*.sql", "tests/**/*.py", "scripts/*.py"):
        for path in ROOT.glob(pattern):
            if path.parent != Path(__file__).parent:
                found.update(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", path.read_text()))
    return frozenset(found)
