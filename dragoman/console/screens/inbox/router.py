"""The inbox's router and whom it is for; `routes`, `acts` and `files` hang their routes into it."""

from __future__ import annotations

from fastapi import APIRouter

from dragoman.access import ANSWER, STAFF
from dragoman.console.route import ConsoleRoute

ANSWERING = ANSWER & STAFF
router = APIRouter(prefix="/console/inbox", route_class=ConsoleRoute, include_in_schema=False)
