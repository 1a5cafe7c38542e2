"""Screens and their places in the menu: who sees which, and the number beside its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from dragoman.access import STAFF, Role
from dragoman.command import Work
from dragoman.console.gate import Visit

Count = Callable[[Work], Awaitable[int]]
Find = Callable[[Work, str], Awaitable[tuple["Found", ...]]]


@dataclass(frozen=True, slots=True)
class Found:
    """One answer of the command palette: what it is (a msgid), how it is named, where it is."""

    kind: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu. `title` is a msgid; `count` is what waits there; `key` goes there after "g"; `live` are the
    kinds of subjects whose news change the count."""

    title: str
    path: str
    icon: str
    roles: frozenset[Role] = STAFF
    count: Count | None = None
    key: str = ""
    group: str = "work"  # work, business or own
    live: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its routes, its places in the menu, and what it finds for the command palette."""

    router: APIRouter
    places: tuple[Place, ...] = ()
    find: Find | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as somebody sees it now."""

    place: Place
    here: bool
    waiting: int


def open_places(screens: tuple[Screen, ...], role: Role) -> list[Place]:
    """Return the places that a role sees, in the order of the menu."""
    return [place for screen in screens for place in screen.places if role in place.roles]


async def entries(screens: tuple[Screen, ...], visit: Visit, path: str) -> list[Entry]:
    """Return the menu of somebody, with what waits."""
    places = open_places(screens, visit.by.role)
    here = max((p.path for p in places if path == p.path or path.startswith(f"{p.path}/")), key=len, default="")
    async with visit.work() as work:
        return [Entry(p, p.path == here, await p.count(work) if p.count else 0) for p in places]
