"""The desk's settings: one's own presence, and for those who keep the desk: skills, labels, ready answers, hours."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from fastapi import APIRouter, Response

from dragoman.access import ANSWER, SETTINGS, STAFF
from dragoman.command import Refused
from dragoman.console import page
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.inbox.canned import VARIABLES, add_canned, canned_replies, drop_canned
from dragoman.inbox.colleagues import colleagues, set_available, set_forward, set_skills
from dragoman.inbox.hours import MIDNIGHT, is_open, next_opening
from dragoman.inbox.labels import COLOURS, add_label, drop_label, labels
from dragoman.inbox.opening import Block, ClosedDay, blocks_of, closed_days, set_closed_days, set_hours, week_of
from dragoman.inbox.sight import DESK
from dragoman.tenancy.branches import branches

SEES = (ANSWER | DESK) & STAFF
KEEPS = DESK & STAFF
ADMINS = SETTINGS & STAFF
router = APIRouter(prefix="/console/desk", route_class=ConsoleRoute, include_in_schema=False)
DESK_SCREEN = Screen(
    router, (Place("Desk", "/console/desk", "clock", SEES, key="d", group="business", live=("staff",)),)
)
_BLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@router.get("")
@needs(SEES)
async def desk(visit: Visiting, branch: str = "") -> Response:
    """Show the desk."""
    where = branch or None
    async with visit.work() as work:
        known = await branches(work)
        week = await week_of(work, where)
        blocks = await blocks_of(work, where)
        hours = {day: ", ".join(_shown(b) for b in blocks if b.weekday == day) for day in range(7)}
        shown: dict[str, Any] = {
            "staff": await colleagues(work), "labels": await labels(work), "canned": await canned_replies(work), "branches": known,
            "days_closed": await closed_days(work, where), "open_now": is_open(week, work.now), "opens": next_opening(week, work.now),
        }  # fmt: skip
    return await page.render(
        visit, "inbox/desk.html", colours=COLOURS, variables=VARIABLES, branch=branch, hours=hours, always=week.always, zone=week.zone,
        keeps=visit.by.role in KEEPS, admin=visit.by.role in ADMINS, answers=visit.by.role in ANSWER, **shown,
    )  # fmt: skip


def _shown(block: Block) -> str:
    closes = "24:00" if block.closes == MIDNIGHT else f"{block.closes:%H:%M}"
    return f"{block.opens:%H:%M}-{closes}"


@router.post("/available")
@needs(ANSWER & STAFF)
async def available(visit: Visiting) -> Response:
    """Say that one is there, or no longer."""
    there = visit.text("available") == "1"
    async with visit.work() as work:
        await set_available(work, there)
        work.unit.live(f"staff:{work.by.id}", "desk:available")
    return _back(visit, visit.say("You are there.") if there else visit.say("You are away."))


@router.post("/forward")
@needs(ANSWER & STAFF)
async def forward(visit: Visiting) -> Response:
    """Have one's conversations on one's own WhatsApp, or no longer."""
    async with visit.work() as work:
        await set_forward(work, visit.text("forward") == "1")
    return _back(visit, visit.say("Saved."))


@router.post("/skills/{staff}")
@needs(KEEPS)
async def skills(visit: Visiting, staff: str) -> Response:
    """Set what somebody answers, and how much at once."""
    most = visit.text("max_open", longest=4)
    async with visit.work() as work:
        await set_skills(
            work, staff, languages=re.split(r"[\s,]+", visit.text("languages", longest=100)), labels=_chosen(visit, "label"),
            max_open=int(most) if most.isdecimal() else 0,
        )  # fmt: skip
    return _back(visit, visit.say("Saved."))


@router.post("/labels")
@needs(KEEPS)
async def new_label(visit: Visiting) -> Response:
    """Add a label."""
    async with visit.work() as work:
        await add_label(work, visit.text("name", longest=60), visit.text("colour") or COLOURS[0])
    return _back(visit, visit.say("Saved."))


@router.post("/labels/drop")
@needs(KEEPS)
async def old_label(visit: Visiting) -> Response:
    """Remove a label."""
    async with visit.work() as work:
        await drop_label(work, visit.text("name", longest=60))
    return _back(visit, visit.say("Removed."))


@router.post("/ready")
@needs(KEEPS)
async def new_ready(visit: Visiting) -> Response:
    """Add or change a ready answer."""
    async with visit.work() as work:
        await add_canned(work, visit.text("shortcut", longest=60), visit.text("text", longest=2500))
    return _back(visit, visit.say("Saved."))


@router.post("/ready/drop")
@needs(KEEPS)
async def old_ready(visit: Visiting) -> Response:
    """Remove a ready answer."""
    async with visit.work() as work:
        await drop_canned(work, visit.text("shortcut", longest=60))
    return _back(visit, visit.say("Removed."))


@router.post("/hours")
@needs(ADMINS)
async def hours(visit: Visiting) -> Response:
    """Set the opening hours of the business or a branch, a line a day: "09:00-13:00, 14:00-18:00"."""
    blocks = [
        block for day in range(7) for part in visit.text(f"day{day}").split(",") if part.strip() for block in [_block(day, part)]
    ]  # fmt: skip
    async with visit.work() as work:
        await set_hours(work, visit.text("branch") or None, blocks)
    return _back(visit, visit.say("Saved."))


@router.post("/closed")
@needs(ADMINS)
async def closed(visit: Visiting) -> Response:
    """Set the closed days, a line each: "2026-12-25 Christmas"."""
    days = [_day(line) for line in visit.text("days", longest=20_000).splitlines() if line.strip()]
    async with visit.work() as work:
        await set_closed_days(work, visit.text("branch") or None, days)
    return _back(visit, visit.say("Saved."))


def _block(day: int, text: str) -> Block:
    found = _BLOCK.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        opens = time(int(found[1]), int(found[2]))
        closes = MIDNIGHT if found[3] == "24" and found[4] == "00" else time(int(found[3]), int(found[4]))
    except ValueError:
        raise Refused(
            "hours.form", "Write hours like 09:00-13:00, 14:00-18:00.", field=f"day{day}", status=422
        ) from None
    return Block(day, opens, closes)


def _day(line: str) -> ClosedDay:
    day, _, name = line.strip().partition(" ")
    try:
        return ClosedDay(date.fromisoformat(day), name.strip())
    except ValueError:
        raise Refused(
            "hours.day", "Write days like 2026-12-25 Christmas, a line each.", field="days", status=422
        ) from None


def _chosen(visit: Visit, name: str) -> list[str]:
    return [value for value in visit.form.getlist(name) if isinstance(value, str)]


def _back(visit: Visit, text: str) -> Response:
    branch = visit.text("branch")
    return page.go("/console/desk" + (f"?branch={branch}" if branch.isidentifier() else ""), Toast(text))
