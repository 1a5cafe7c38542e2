"""The page `/phone`: static HTML, CSS and JavaScript under a strict content security policy."""

from __future__ import annotations

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' https: http: data: blob:; media-src 'self' https: http: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def page_routes() -> list[Route]:
    """The page and its parts, read once from the package."""
    folder = files("dragoman.simulators.whatsapp").joinpath("page")
    parts = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.rpartition(".")[2] in TYPES}

    async def page(request: Request) -> Response:
        return _part(parts, "phone.html")

    async def part(request: Request) -> Response:
        return _part(parts, request.path_params["name"])

    return [Route("/phone", page, methods=["GET"]), Route("/phone/page/{name}", part, methods=["GET"])]


def _part(parts: dict[str, bytes], name: str) -> Response:
    body = parts.get(name)
    if body is None:
        return Response("not found\n", 404, media_type="text/plain")
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return Response(body, media_type=TYPES[name.rpartition(".")[2]], headers=headers)
