"""Who looks: the cookie leads to a session, the session to a Visit. Every route says whom it is for, or fails when it is built."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request

from dragoman.access import STAFF, SYSTEM, Doer, Role, Surface
from dragoman.command import Desk, Refused, Work
from dragoman.command.tenants import Tenant
from dragoman.console.edge import FORM_BYTES_MAX, Judge
from dragoman.console.templating import texts
from dragoman.conversations.speaker import Speaker
from dragoman.kit.ids import new_id
from dragoman.staff.sessions import Level, Signed, Where, signed_in
from dragoman.staff.tokens import token_parts

if TYPE_CHECKING:
    from dragoman.console.backstage import Backstage
    from dragoman.console.menu import Screen
    from dragoman.engine.live import LiveLog

F = TypeVar("F", bound=Callable[..., object])
LANGUAGES = {"en": "English", "ar": "العربية"}
_RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Needs:
    """Whom a route is for: roles of staff, or anybody (None); with `half`, also who has yet to show a second factor.

    An `asset` is the same for all, so nobody is looked up.
    `bytes_max` and `files_max` bound what a form of it may bring; `judge` looks at its beginning before the rest is read.
    """

    roles: frozenset[Role] | None
    half: bool = False
    bytes_max: int = FORM_BYTES_MAX
    files_max: int = 0
    judge: Judge | None = None
    asset: bool = False


def needs(
    roles: frozenset[Role] | set[Role] = STAFF,
    *,
    half: bool = False,
    bytes_max: int = FORM_BYTES_MAX,
    files_max: int = 0,
    judge: Judge | None = None,
) -> Callable[[F], F]:
    """Say which roles a route is for."""

    def mark(endpoint: F) -> F:
        endpoint.__needs__ = Needs(frozenset(roles), half, bytes_max, files_max, judge)  # type: ignore[attr-defined]
        return endpoint

    return mark


def public(endpoint: F) -> F:
    """Say that a route is for anybody: sign-in and what leads to it."""
    endpoint.__needs__ = Needs(None)  # type: ignore[attr-defined]
    return endpoint


def asset(endpoint: F) -> F:
    """Say that a route hands out what is the same for anybody, whoever asks."""
    endpoint.__needs__ = Needs(None, asset=True)  # type: ignore[attr-defined]
    return endpoint


@dataclass(slots=True)
class House:
    """What every page may reach."""

    desk: Desk
    speaker: Speaker
    live: LiveLog
    own_url: str
    screens: tuple[Screen, ...]
    backstage: Backstage | None = None

    @property
    def cookie(self) -> str:
        """The cookie's name. Plain http, as on one's own machine, cannot carry a `__Host-` cookie in every browser."""
        return "__Host-dragoman" if self.secure else "dragoman"

    @property
    def behind(self) -> Backstage:
        """What lies behind the stage; only a house that serves people has it."""
        assert self.backstage is not None, "this console was built without what lies behind it"
        return self.backstage

    @property
    def secure(self) -> bool:
        """Say whether people reach this product by https."""
        return self.own_url.startswith("https://")

    @property
    def loopback(self) -> bool:
        """Say whether this product is reached on this machine only, where plain http is safe."""
        return urlsplit(self.own_url).hostname in ("127.0.0.1", "localhost", "::1")

    def closed_line(self) -> None:
        """Refuse to take secrets over plain http from elsewhere."""
        if not (self.secure or self.loopback):
            raise Refused(
                "open_line",
                "The console is reached by plain http; passwords are not taken over an open line.",
                status=403,
            )


@dataclass(slots=True)
class Guest:
    """Somebody at the door: what is needed to draw a page."""

    house: House
    request: Request
    nonce: str
    form: FormData = field(default_factory=FormData)
    language: str = "en"
    theme: str = ""

    @property
    def desk(self) -> Desk:
        """Where Works are made."""
        return self.house.desk

    @property
    def partial(self) -> bool:
        """Say whether a piece of the page is asked for, not the whole."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and headers.get("hx-request-type") != "full"

    @property
    def direction(self) -> str:
        """Return the direction of writing."""
        return "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"

    @property
    def where(self) -> Where:
        """From where this comes: address and the browser's description of itself, cut."""
        client = self.request.client
        return Where(client.host if client else "", self.request.headers.get("user-agent", "")[:200])

    def say(self, text: str) -> str:
        """Return a text of the console in the reader's language."""
        return texts(self.language).gettext(text)

    def text(self, name: str, *, longest: int = 1000) -> str:
        """Return a field of the form, trimmed; "" when it is missing, a file or too long."""
        value = self.words(name)
        return value if len(value) <= longest else ""

    def words(self, name: str) -> str:
        """Return a field of the form, trimmed, however long: for texts that a command judges. "" when missing or a file."""
        value = self.form.get(name)
        return value.replace("\x00", "").strip() if isinstance(value, str) else ""


@dataclass(slots=True)
class Visit(Guest):
    """A signed-in member of staff looking at a page. `work` opens a Work as them."""

    tenant: Tenant = field(kw_only=True)
    signed: Signed = field(kw_only=True)
    token: str = field(kw_only=True)
    now: datetime = field(kw_only=True)
    place: str = field(kw_only=True)

    @property
    def by(self) -> Doer:
        """Who asks."""
        return self.signed.doer

    @property
    def name(self) -> str:
        """The member's name."""
        return self.signed.card.name

    @property
    def zone(self) -> str:
        """The zone that times are shown in (IANA)."""
        return self.signed.preferences.zone or self.tenant.zone

    @property
    def secret(self) -> str:
        """The session's secret, without the tenant."""
        return self.token.partition(".")[2]

    @property
    def proven(self) -> bool:
        """Say whether they have just proven that it is still them."""
        until = self.signed.proven_until
        return until is not None and until > self.now

    @property
    def speaker(self) -> Speaker:
        """Who speaks to travellers."""
        return self.house.speaker

    def work(self, *, proven: bool | None = None) -> AbstractAsyncContextManager[Work]:
        """Open a Work for this person. The audit names the request."""
        request = f"{self.request.state.request_id}~{new_id('rq')[-8:]}"
        return self.desk.work(
            self.tenant.id, self.by, Surface.CONSOLE, request=request, proven=self.proven if proven is None else proven
        )


async def visit(house: House, request: Request, nonce: str) -> Visit | None:
    """Return who looks; None when nobody is signed in here."""
    token = request.cookies.get(house.cookie, "")
    parts = token_parts(token)
    if parts is None:
        return None
    tenant, secret = parts
    try:
        async with house.desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
            signed = await signed_in(work, secret)
            place = await house.live.place(work.unit)
            found, now = work.tenant, work.now
    except LookupError:
        return None
    if signed is None:
        return None
    language = signed.preferences.language if signed.preferences.language in LANGUAGES else "en"
    return Visit(
        house, request, nonce, language=language, theme=signed.preferences.theme, tenant=found, signed=signed, token=token,
        now=now, place=place,
    )  # fmt: skip


def guest(house: House, request: Request, nonce: str) -> Guest:
    """Return somebody at the door; their browser says which language."""
    wanted = [
        part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    ]
    return Guest(house, request, nonce, language=next((code for code in wanted if code in LANGUAGES), "en"))


def half_way(found: Visit) -> bool:
    """Say whether somebody has shown a password and not yet what else is asked."""
    return found.signed.level is Level.HALF


def _visit(request: Request) -> Visit:
    found = request.state.visit
    assert isinstance(found, Visit)
    return found


def _guest(request: Request) -> Guest:
    found: Guest = request.state.visit
    return found


Visiting = Annotated[Visit, Depends(_visit)]
Anybody = Annotated[Guest, Depends(_guest)]
