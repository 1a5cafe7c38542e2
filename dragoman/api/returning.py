"""The page a payer comes back to: it asks the provider for its record and says what to do next; it proves nothing itself."""

from __future__ import annotations

import html
import re

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from dragoman.access import SYSTEM, Surface
from dragoman.command import Desk
from dragoman.kit.clock import monotonic
from dragoman.payments.commands import check_payment
from dragoman.tenancy.queries import numbers

_REFERENCE = re.compile(r"[A-Za-z0-9=.\-]{4,64}")
_LOOK_EVERY_S = 10.0
_CHARGES_KEPT = 10_000
_TENANT = re.compile(r"tn_[0-9a-z]{26}")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{name}</title><meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<body><main><h1>Thank you</h1><p>We are asking the bank for its word. Your ticket or the next step comes in your WhatsApp chat within a minute.</p>
{back}<p class="small">You may close this page. {name} never asks for card details in a chat.</p></main></body></html>"""
_STYLE = (
    "<style>body{font:17px/1.5 system-ui,sans-serif;margin:0;color:#1f2937;background:#f3f4f6}main{max-width:26rem;margin:12vh auto;"
    "padding:2rem;background:#fff;border-radius:1rem}a{display:inline-block;padding:.7rem 1.2rem;border-radius:.6rem;background:#0f766e;"
    "color:#fff;text-decoration:none}.small{color:#6b7280;font-size:.9rem}@media(prefers-color-scheme:dark){body{background:#111827;"
    "color:#e5e7eb}main{background:#1f2937}}</style>"
)
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


class Looks:
    """One look per charge and ten seconds: the page is open to anybody, the provider's patience is not."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def due(self, charge: str) -> bool:
        """Say whether the provider may be asked about this charge now, and note it."""
        now = monotonic()
        if now - self._last.get(charge, -_LOOK_EVERY_S) < _LOOK_EVERY_S:
            return False
        if len(self._last) >= _CHARGES_KEPT:
            self._last = {c: at for c, at in self._last.items() if now - at < _LOOK_EVERY_S}
        if len(self._last) >= _CHARGES_KEPT:
            return False
        self._last[charge] = now
        return True


def returning(desk: Desk) -> APIRouter:
    """Build the route. Asking for a record is harmless, so the page needs no secret; it shows nothing of the booking."""
    router = APIRouter()
    looks = Looks()

    @router.get("/pay/{tenant}/{reference}", include_in_schema=False)
    async def back(tenant: str, reference: str) -> HTMLResponse:
        """Ask the provider once more, and thank."""
        name, link = "Dragoman", ""
        if _TENANT.fullmatch(tenant) and _REFERENCE.fullmatch(reference):
            try:
                async with desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
                    name = work.tenant.name
                    link = next((n.display for n in await numbers(work)), "")
                    if looks.due(f"{tenant}/{reference}"):
                        await check_payment(work, reference)
            except LookupError:
                name, link = "Dragoman", ""
        digits = "".join(c for c in link if c.isdigit())
        back_link = f'<p><a href="https://wa.me/{digits}">Back to WhatsApp</a></p>' if digits else ""
        page = _PAGE.format(name=html.escape(name), back=back_link).replace("<body>", f"{_STYLE}<body>")
        return HTMLResponse(page, headers=_HEADERS)

    return router
