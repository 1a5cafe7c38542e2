"""Draw a page: the whole, or the piece that htmx asked for; toasts; refusals in place; and the question "is it you?"."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dragoman.command import Refused
from dragoman.console.edge import CSRF_FIELD, form_token
from dragoman.console.gate import Guest, House, Visit
from dragoman.console.menu import entries
from dragoman.console.templating import environment
from dragoman.kit.ids import new_id
from dragoman.staff.sessions import WHOLE

_TOAST = "dragoman_toast"
_TOAST_S = 30
_KEPT = "dragoman_kept"
_COLOUR = re.compile(r"[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Toast:
    """One line that comes and goes. `kind` is success, info or error; `undo` an address to post to, "" for none."""

    text: str
    kind: str = "success"
    undo: str = ""


async def render(
    looking: Guest, template: str, /, *, status: int = 200, toasts: tuple[Toast, ...] = (), **context: Any
) -> HTMLResponse:
    """Draw a template: whole, or only its `main` block when htmx asks for a piece."""
    kept = _kept_toast(looking)
    variables: dict[str, Any] = {
        "visit": looking if isinstance(looking, Visit) else None,
        "guest": looking,
        "frame": "bare.html" if looking.partial else ("frame.html" if isinstance(looking, Visit) else "door.html"),
        "nonce": looking.nonce,
        "hx": _hx(looking),
        "csrf": form_token(looking.secret) if isinstance(looking, Visit) else "",
        "csrf_field": CSRF_FIELD,
        "fresh": lambda: new_id("once"),
        "toasts": (*kept, *toasts),
        "path": looking.request.url.path,
    }
    if isinstance(looking, Visit) and variables["frame"] == "frame.html" and "frame" not in context:
        variables["menu"] = await entries(looking.house.screens, looking, looking.request.url.path)
    text = environment(looking.language).get_template(template).render(variables | context)
    answer = HTMLResponse(text, status, {"vary": "HX-Request, HX-Request-Type, Cookie"})
    if kept:
        answer.delete_cookie(_TOAST, path="/console")
    return answer


def go(path: str, toast: Toast | None = None) -> Response:
    """Lead on after a post (303), with a line that shows there."""
    answer = RedirectResponse(path, 303)
    if toast is not None:
        value = base64.urlsafe_b64encode(json.dumps([toast.text, toast.kind, toast.undo]).encode()).decode()
        answer.set_cookie(_TOAST, value, max_age=_TOAST_S, path="/console", httponly=True, samesite="lax")
    return answer


async def refused(looking: Guest, refusal: Refused) -> Response:
    """Show a refusal in place: over the page that asked when htmx did, else as a page of its own."""
    if looking.request.headers.get("hx-request") == "true":
        answer = await render(looking, "pieces/refusal_toast.html", refusal=refusal)
        answer.headers["hx-reswap"] = "none"
        return answer
    return await render(looking, "shell/refused.html", status=refusal.status, refusal=refusal)


def plain(refusal: Refused) -> Response:
    """Say a refusal without drawing anything that needs the database."""
    return Response(refusal.staff, refusal.status, {"retry-after": "2"}, "text/plain; charset=utf-8")


async def ask_proof(looking: Visit, refusal: Refused | None = None) -> Response:
    """Ask for a code or the password again; what was posted goes along and is done when the proof is right."""
    fields = [
        (name, value)
        for name, value in looking.form.multi_items()
        if isinstance(value, str) and name not in ("_proof", CSRF_FIELD)
    ]
    signed = looking.signed
    answer = await render(
        looking, "shell/proof.html", status=403, fields=fields, refusal=refusal, action=looking.request.url.path,
        by_code=signed.has_totp, able=signed.has_totp or signed.has_password,
    )  # fmt: skip
    if looking.request.headers.get("hx-request") == "true":
        answer.headers["hx-retarget"] = "#over"
        answer.headers["hx-reswap"] = "innerHTML"
    return answer


def set_session(answer: Response, house: House, token: str) -> None:
    """Set the session's cookie; it ends with the browser's session or the session's own limit, whichever comes first."""
    answer.set_cookie(
        house.cookie,
        token,
        max_age=int(WHOLE.total_seconds()),
        path="/",
        secure=house.secure,
        httponly=True,
        samesite="lax",
    )


def sets_session(answer: Response, house: House) -> bool:
    """Say whether an answer sets the session's cookie, or takes it back."""
    return any(value.startswith(f"{house.cookie}=") for value in answer.headers.getlist("set-cookie"))


def drop_session(answer: Response, house: House) -> None:
    """Take the cookie back, and with it whatever the browser kept of this console."""
    answer.delete_cookie(house.cookie, path="/", secure=house.secure, httponly=True, samesite="lax")


def keep_draft(answer: Response) -> None:
    """Tell the page that comes next that what was sent is not done: its draft stays. Read by console.js, so not HttpOnly."""
    answer.set_cookie(_KEPT, "1", max_age=3600, path="/console", samesite="lax")


def own_path(address: str) -> str:
    """Return path and query of an address of the console, "" for anything else: nobody is sent elsewhere after sign-in."""
    parts = urlsplit(address)
    if not f"{parts.path}/".startswith("/console/") or "\\" in address or len(address) > 500:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def attachment(name: str, kind: str, content: bytes) -> Response:
    """Answer with a file to keep (RFC 6266); browsers neither guess its kind nor store it."""
    safe = re.sub(r"[^A-Za-z0-9 ._\-]", "_", name)
    disposition = f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, 200, {"content-disposition": disposition, "cache-control": "private, no-store"}, kind)


async def menu(visit: Visit, path: str) -> HTMLResponse:
    """Draw the menu alone."""
    return await render(visit, "pieces/menu.html", menu=await entries(visit.house.screens, visit, path))


def colour_sheet(colour: str) -> str | None:
    """Return a style sheet that sets the accent colour (six hex digits), with black or white on it, whichever reads better.

    Contrast as WCAG 2.2 defines it (section 1.4.3, relative luminance).
    """
    if not _COLOUR.fullmatch(colour):
        return None
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (0, 2, 4))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    on = "#fff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000"
    return f":root,[data-theme]{{--color-primary:#{colour};--color-primary-content:{on}}}"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _hx(looking: Guest) -> Markup:
    return Markup('hx-nonce="{}"').format(looking.nonce)


def _kept_toast(looking: Guest) -> tuple[Toast, ...]:
    """Read the line that a redirect left. It is text and is drawn as text; an address in it must be the console's own."""
    given = looking.request.cookies.get(_TOAST, "")
    if not given or len(given) > 2000:
        return ()
    try:
        text, kind, undo = json.loads(base64.urlsafe_b64decode(given))
    except ValueError:
        return ()
    if not all(isinstance(part, str) for part in (text, kind, undo)) or kind not in ("success", "info", "error"):
        return ()
    return (Toast(text, kind, own_path(undo)),)
