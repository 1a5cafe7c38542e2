"""A route of the console: same origin, then who looks, then the form, then the page; a refusal is a page too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

import asyncpg
import sqlalchemy.exc
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from dragoman.command import Refused, forbidden, not_found
from dragoman.console import edge, page
from dragoman.console.gate import Guest, House, Needs, Visit, guest, half_way, visit
from dragoman.kit.log import log
from dragoman.staff import errors
from dragoman.staff.signing import prove

_BUSY = (sqlalchemy.exc.TimeoutError, OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
PROOF_FIELD = "_proof"


class ConsoleRoute(APIRoute):
    """The class of every route under /console."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own."""
        wanted: Needs = getattr(self.endpoint, "__needs__")  # noqa: B009 - a route without it must fail here
        follow = super().get_route_handler()

        async def run(request: Request) -> Response:
            house: House = request.app.state.console
            nonce = edge.new_nonce()
            looking = guest(house, request, nonce)
            cookie = ""
            try:
                edge.same_origin(request, house.own_url)
                edge.readable(request)
                looking = await _looking(house, request, nonce, wanted) or looking
                cookie = await _take_form(request, looking, wanted)
                request.state.visit = looking
                answer = await follow(request)
            except Refused as refusal:
                answer = await _refused(looking, refusal)
            except RequestValidationError:
                answer = await page.refused(looking, not_found("page"))
            except _BUSY as reason:
                log().warning("console_busy", reason=type(reason).__name__)
                busy = Refused("busy", "Too busy right now; nothing was changed. Try again.", status=503)
                answer = page.plain(busy)  # the frame itself would ask the database
            for name, value in edge.headers(nonce).items():
                answer.headers.setdefault(name, value)
            if cookie and not page.sets_session(answer, house):  # what was asked for may have given a newer one
                page.set_session(answer, house, cookie)
            return answer

        return run


async def _looking(house: House, request: Request, nonce: str, wanted: Needs) -> Visit | None:
    """Return who looks, let in; raises Refused("session" | "role")."""
    if wanted.asset:
        return None
    found = await visit(house, request, nonce)
    if wanted.roles is None:
        return found
    if found is None or (half_way(found) and not wanted.half):
        raise errors.signed_out()
    if found.by.role not in wanted.roles:
        request.state.visit = found
        raise forbidden(f"console:{request.url.path.split('/')[2] if request.url.path.count('/') > 1 else ''}"[:40])
    return found


async def _take_form(request: Request, looking: Guest, wanted: Needs) -> str:
    """Read a post's form and see that it is this session's own; a proof in it is judged first. Returns a new cookie, if any."""
    if request.method in ("GET", "HEAD"):
        return ""
    looking.form = await edge.read_form(
        request, bytes_max=wanted.bytes_max, files_max=wanted.files_max, judge=wanted.judge
    )
    if not isinstance(looking, Visit) or wanted.roles is None:
        return ""
    edge.own_form(request, looking.form, looking.secret)
    proof = looking.text(PROOF_FIELD, longest=200)
    if not proof:
        return ""
    token = await prove(looking.desk, looking.tenant.id, looking.signed, proof=proof, where=looking.where)
    again = await visit_of(looking, token)
    looking.signed, looking.token = again.signed, token
    return token


async def visit_of(looking: Visit, token: str) -> Visit:
    """Return the same visit under the new token of its session."""
    looking.request.cookies[looking.house.cookie] = token
    found = await visit(looking.house, looking.request, looking.nonce)
    if found is None:
        raise errors.signed_out()
    return found


async def _refused(looking: Guest, refusal: Refused) -> Response:
    if refusal.code == "session":
        return _to_sign_in(looking)
    if refusal.code == "proof" and isinstance(looking, Visit):
        return await page.ask_proof(looking)
    if isinstance(looking, Visit) and looking.text(PROOF_FIELD, longest=200) and refusal.code.startswith("sign_in."):
        return await page.ask_proof(looking, refusal)
    return await page.refused(looking, refusal)


def _to_sign_in(looking: Guest) -> Response:
    """Send to the sign-in page, and back afterwards; a post's values stay in the browser as a draft."""
    request = looking.request
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "GET" or looking.partial:
        here = page.own_path(request.headers.get("hx-current-url") or request.headers.get("referer") or "")
    target = f"/console/sign-in?next={quote(here, safe='')}" if here else "/console/sign-in"
    by_htmx = request.headers.get("hx-request") == "true"
    answer = Response(status_code=401, headers={"hx-redirect": target}) if by_htmx else page.go(target)
    if request.method != "GET":
        page.keep_draft(answer)
    return answer
