"""Webhooks out: the business's own systems that are told what happens, with the log of every attempt."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import SETTINGS, STAFF
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.outbound import commands, records
from dragoman.outbound.events import ALL, written

router = APIRouter(prefix="/console/webhooks", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = SETTINGS & STAFF
SCREEN = Screen(router, (Place("Webhooks out", "/console/webhooks", "webhook", ADMINS, group="business"),))
_HERE = "/console/webhooks"
_PAGE = 50


@router.get("")
@needs(ADMINS)
async def endpoints(visit: Visiting) -> Response:
    """List the endpoints."""
    async with visit.work() as work:
        found = await records.endpoints(work)
    return await page.render(visit, "webhooks/webhooks.html", endpoints=found, kinds=ALL)


@router.post("")
@needs(ADMINS)
async def add(visit: Visiting) -> Response:
    """Add an endpoint; its secret is shown this once."""
    async with visit.work() as work:
        made = await commands.add_endpoint(work, visit.text("name"), visit.text("url"), _kinds(visit))
    return await _one(visit, made.id, secret=made.secret)


@router.get("/{endpoint}")
@needs(ADMINS)
async def endpoint(visit: Visiting, endpoint: str, state: str = "", after: str = "") -> Response:
    """Show an endpoint and what it was told."""
    return await _one(visit, endpoint, state=state[:20], after=after[:40])


@router.post("/{endpoint}")
@needs(ADMINS)
async def change(visit: Visiting, endpoint: str) -> Response:
    """Change an endpoint."""
    async with visit.work() as work:
        await commands.change_endpoint(work, endpoint, visit.text("name"), visit.text("url"), _kinds(visit))
    return page.go(f"{_HERE}/{endpoint}", Toast(visit.say("Saved.")))


@router.post("/{endpoint}/pause")
@needs(ADMINS)
async def pause(visit: Visiting, endpoint: str) -> Response:
    """Stop telling it."""
    async with visit.work() as work:
        await commands.pause_endpoint(work, endpoint)
    return page.go(
        f"{_HERE}/{endpoint}",
        Toast(visit.say("It is told nothing until you resume it."), undo=f"{_HERE}/{endpoint}/resume"),
    )


@router.post("/{endpoint}/resume")
@needs(ADMINS)
async def resume(visit: Visiting, endpoint: str) -> Response:
    """Tell it again."""
    async with visit.work() as work:
        await commands.resume_endpoint(work, endpoint)
    return page.go(f"{_HERE}/{endpoint}", Toast(visit.say("It is told again, from now on.")))


@router.post("/{endpoint}/remove")
@needs(ADMINS)
async def remove(visit: Visiting, endpoint: str) -> Response:
    """Remove it."""
    async with visit.work() as work:
        await commands.remove_endpoint(work, endpoint)
    return page.go(_HERE, Toast(visit.say("The endpoint is removed.")))


@router.post("/{endpoint}/renew")
@needs(ADMINS)
async def renew(visit: Visiting, endpoint: str) -> Response:
    """Give it a new secret, shown this once."""
    async with visit.work() as work:
        secret = await commands.renew_secret(work, endpoint, at_once=bool(visit.text("at_once")))
    return await _one(visit, endpoint, secret=secret)


@router.post("/{endpoint}/test")
@needs(ADMINS)
async def test(visit: Visiting, endpoint: str) -> Response:
    """Send it a test."""
    async with visit.work() as work:
        delivery = await commands.send_test(work, endpoint)
    return page.go(f"{_HERE}/deliveries/{delivery}", Toast(visit.say("A test is on its way."), "info"))


@router.post("/{endpoint}/resend-failed")
@needs(ADMINS)
async def resend_failed(visit: Visiting, endpoint: str) -> Response:
    """Send everything again that it did not get."""
    async with visit.work() as work:
        count = await commands.resend_failed(work, endpoint)
    return page.go(f"{_HERE}/{endpoint}", Toast(visit.say("On their way again: %(count)s") % {"count": count}, "info"))


@router.get("/deliveries/{delivery}")
@needs(ADMINS)
async def delivery(visit: Visiting, delivery: str) -> Response:
    """Show what was told, and every attempt."""
    async with visit.work() as work:
        found = await records.delivery(work, delivery)
        log = await records.attempts(work, delivery)
        told = written(*await records.payload(work, found.message)).decode()
    return await page.render(visit, "webhooks/delivery.html", delivery=found, attempts=log, told=told)


@router.post("/deliveries/{delivery}/resend")
@needs(ADMINS)
async def resend(visit: Visiting, delivery: str) -> Response:
    """Send it again under the same id."""
    async with visit.work() as work:
        await commands.resend(work, delivery)
    return page.go(f"{_HERE}/deliveries/{delivery}", Toast(visit.say("It is on its way again."), "info"))


def _kinds(visit: Visiting) -> tuple[str, ...]:
    return tuple(str(kind) for kind in visit.form.getlist("kinds"))


async def _one(visit: Visiting, endpoint: str, *, state: str = "", after: str = "", secret: str = "") -> Response:
    async with visit.work() as work:
        found = await records.endpoint(work, endpoint)
        log = await records.deliveries(work, endpoint, state=state, after=after, limit=_PAGE + 1)
        secrets = [(row, ends) for row, _, ends in await records.secrets(work, endpoint)]
    answer = await page.render(
        visit, "webhooks/endpoint.html", endpoint=found, deliveries=log[:_PAGE], more=len(log) > _PAGE, state=state, kinds=ALL,
        secret=secret, secrets=secrets,
    )  # fmt: skip
    answer.headers["cache-control"] = "no-store"
    return answer
