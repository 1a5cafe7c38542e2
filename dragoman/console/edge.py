"""What stands between the network and every page: headers, same-origin, the token of forms, and how much is read.

Sources: W3C CSP Level 3; W3C Fetch Metadata (Sec-Fetch-Site); OWASP Cross-Site Request Forgery Prevention cheat sheet, "Fetch
Metadata headers" and "Synchronizer token pattern".
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from urllib.parse import unquote_plus, urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from dragoman.command import Refused, not_found
from dragoman.kit.crypto import same

FORM_BYTES_MAX = 256 * 1024
_FIELDS_MAX = 500
_BEGINNING = 4096  # of a body, shown to who judges it
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_FIELD, CSRF_HEADER = "_csrf", "x-csrf"


def new_nonce() -> str:
    """Draw the nonce of one answer."""
    return secrets.token_urlsafe(16)


def headers(nonce: str) -> dict[str, str]:
    """Return the headers of a page. Styles come from files only, scripts from files that carry the answer's nonce."""
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
        " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
        " require-trusted-types-for 'script'; trusted-types htmx"
    )
    return {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), payment=(), usb=()",
    }


def readable(request: Request) -> None:
    """Refuse an address with a zero byte in it: no page is named so, and the database takes no text that holds one."""
    if "\x00" in request.url.path or "\x00" in unquote_plus(request.url.query) or "\x00" in request.scope["path"]:
        raise not_found("page")


def same_origin(request: Request, own_url: str) -> None:
    """Refuse what another site's page sends: by Sec-Fetch-Site, or by Origin where a browser does not tell.

    Another site may lead here by a link, but neither post here nor read pieces of pages.
    """
    site = request.headers.get("sec-fetch-site")
    if request.method in _SAFE:
        if site == "cross-site" and request.headers.get("sec-fetch-mode") != "navigate":
            raise _foreign()
        return
    if site is not None:
        if site != "same-origin":
            raise _foreign()
        return
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if not origin or origin not in (request.headers.get("host", ""), urlsplit(own_url).netloc):
        raise _foreign()


def form_token(secret: str) -> str:
    """Return the token that forms of a session carry. It is made of the session's secret, and does not reveal it."""
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()[:32]


def own_form(request: Request, form: FormData, secret: str) -> None:
    """Refuse a post without the session's token."""
    given = request.headers.get(CSRF_HEADER) or form.get(CSRF_FIELD)
    if not isinstance(given, str) or not same(given, form_token(secret)):
        raise Refused("form.token", "This page is from an older sign-in. Load it again, then go on.", status=403)


Judge = Callable[[bytes, int], None]
"""Looks at the beginning of a body and its announced length (0 unknown), and raises Refused before the rest is read."""


async def read_form(
    request: Request, *, bytes_max: int = FORM_BYTES_MAX, files_max: int = 0, judge: Judge | None = None
) -> FormData:
    """Read a form within its bounds; raises Refused("form.size" | "form.kind") before more than that is read."""
    announced = request.headers.get("content-length", "")
    if announced and (not announced.isdigit() or int(announced) > bytes_max):
        raise _too_large(bytes_max)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refused("form.kind", "Send a form.", status=415)
    receive, read, beginning = request._receive, 0, b""

    async def bounded() -> Message:
        nonlocal read, beginning
        message = await receive()
        body = message.get("body", b"")
        read += len(body)
        if read > bytes_max:
            raise _too_large(bytes_max)
        if judge is not None and len(beginning) < _BEGINNING:
            beginning += body[: _BEGINNING - len(beginning)]
            judge(beginning, int(announced or 0))
        return message

    request._receive = bounded
    try:
        return await request.form(max_files=files_max, max_fields=_FIELDS_MAX, max_part_size=bytes_max)
    except (MultiPartException, HTTPException):
        raise Refused("form.kind", "The form could not be read. Load the page again.", status=400) from None


def _foreign() -> Refused:
    return Refused("origin", "This came from another site and was not done. Open the console itself.", status=403)


def _too_large(bytes_max: int) -> Refused:
    size = f"{bytes_max // 1024} KB" if bytes_max < 1024 * 1024 else f"{bytes_max // (1024 * 1024)} MB"
    return Refused("form.size", f"That is too large; at most {size} can be sent here.", status=413)
