"""The frame around every screen: where one lands, the menu alone, the live stream, files, the keys, and unknown addresses."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from dragoman.command import not_found
from dragoman.console import page
from dragoman.console.gate import Anybody, Visiting, asset, needs, public
from dragoman.console.live import stream
from dragoman.console.menu import Found, Screen, open_places
from dragoman.console.route import ConsoleRoute
from dragoman.console.static import files

router = APIRouter(prefix="/console", route_class=ConsoleRoute, include_in_schema=False)
SCREEN = Screen(router)
_FIND_MIN = 3
_YEAR = "public, max-age=31536000, immutable"


@router.get("")
@needs()
async def home(visit: Visiting) -> Response:
    """Lead to the first screen that this role sees."""
    return page.go(open_places(visit.house.screens, visit.by.role)[0].path)


@router.get("/menu")
@needs()
async def menu(visit: Visiting, at: str = "") -> Response:
    """Draw the menu anew, with what waits."""
    return await page.menu(visit, page.own_path(at))


@router.get("/find")
@needs()
async def find(visit: Visiting, q: str = "") -> Response:
    """Answer the command palette: screens by name, and what each screen finds."""
    wanted = q.strip()[:200]
    found = [
        Found("Screen", visit.say(place.title), place.path)
        for place in open_places(visit.house.screens, visit.by.role)
        if wanted.casefold() in visit.say(place.title).casefold()
    ]
    if len(wanted) >= _FIND_MIN:
        async with visit.work() as work:
            for screen in visit.house.screens:
                if screen.find is not None:
                    found += await screen.find(work, wanted)
    return await page.render(visit, "shell/find.html", found=found[:20], q=wanted)


@router.get("/live")
@needs()
async def live(visit: Visiting, after: str = "") -> StreamingResponse:
    """Stream what changes, from a place in the log on."""
    after = visit.request.headers.get("last-event-id") or after
    return StreamingResponse(
        stream(visit, after[:40]), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


@router.get("/static/{digest}/{name}")
@asset
async def static(guest: Anybody, digest: str, name: str) -> Response:
    """Hand out a file of the console."""
    found = files().get(name)
    if found is None or found[2] != digest:
        raise not_found("file")
    content, kind, _ = found
    return Response(content, media_type=kind, headers={"cache-control": _YEAR})


@router.get("/colour/{colour}.css")
@asset
async def colour(guest: Anybody, colour: str) -> Response:
    """Hand out the business's accent colour as a style sheet: inline styles are forbidden."""
    sheet = page.colour_sheet(colour)
    if sheet is None:
        raise not_found("colour")
    return Response(sheet, media_type="text/css", headers={"cache-control": _YEAR})


@router.api_route("/{path:path}", methods=["GET", "POST"])
@public
async def unknown(guest: Anybody, path: str) -> Response:
    """Answer every other address under /console."""
    raise not_found("page")
