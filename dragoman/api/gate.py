"""Who calls, and may they: key, tenant, rate, scope and role, in this order and before the body is read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeVar

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from dragoman import timeline
from dragoman.access import Doer, Role, Surface
from dragoman.api.problems import ApiError
from dragoman.api.waiting import PATIENCE_MAX_S, PATIENCE_S, Waiting, asker
from dragoman.command import Desk, Work
from dragoman.command.holding import Holds
from dragoman.conversations.speaker import Speaker
from dragoman.kit.clock import ShiftedClock
from dragoman.kit.crypto import token_digest
from dragoman.kit.ids import new_id
from dragoman.tenancy.commands import note_use
from dragoman.tenancy.queries import api_caller, tenant_of

F = TypeVar("F", bound=Callable[..., object])
_KEY = re.compile(r"Bearer (dk_[A-Za-z0-9_\-]{43})", re.IGNORECASE)
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_\-.:]{1,128}")
_PREFER = re.compile(r"wait=(\d{1,3})")
_ROUTES_KEPT = 10_000
_REAL = ShiftedClock()  # the library counts in real time, whatever the demo's clock says


@dataclass(frozen=True, slots=True)
class Needs:
    """What a route asks of a key: a scope, and for reading (commands check for themselves) one of the roles."""

    scope: str
    roles: frozenset[Role] | None = None


def needs(scope: str, roles: frozenset[Role] | None = None) -> Callable[[F], F]:
    """Say what a route needs; a route that does not say fails when the application is built."""

    def mark(endpoint: F) -> F:
        endpoint.__needs__ = Needs(scope, roles)  # type: ignore[attr-defined]
        return endpoint

    return mark


@dataclass(frozen=True, slots=True)
class Rates:
    """How much may be asked, in the notation of `limits`; each window bounds by itself, the shorter one is the burst."""

    per_key: str = "600/10 seconds; 1200/minute"
    per_tenant: str = "1500/10 seconds; 3000/minute"


@dataclass(slots=True)
class Caller:
    """One authenticated request: who asks, for which tenant, with what patience and under which idempotency key."""

    desk: Desk
    waiting: Waiting
    speaker: Speaker
    holders: Sequence[Holds]
    tenant: str
    by: Doer
    scopes: frozenset[str]
    request_id: str
    patience_s: float
    key: str = ""
    digest: bytes = b""

    @property
    def actor(self) -> str:
        """Who hears the answers to what this caller asks."""
        return asker(self.by.id)

    def work(self, *, proven: bool = False) -> AbstractAsyncContextManager[Work]:
        """Open a Work for this caller. The audit names the request; a tail keeps two requests of one id apart."""
        request = f"{self.request_id}~{new_id('rq')[-8:]}"
        return self.desk.work(self.tenant, self.by, Surface.API, request=request, proven=proven)


class Gate:
    """The gate of one process. Rates are counted per process: N web processes let N times as much through."""

    def __init__(self, desk: Desk, waiting: Waiting, speaker: Speaker, rates: Rates, holders: Sequence[Holds]) -> None:
        """`holders` are the rooms that keep something of people: an export or an erasure asks each of them."""
        self._desk = desk
        self._waiting = waiting
        self._speaker = speaker
        self._holders = holders
        self._rates = MovingWindowRateLimiter(MemoryStorage())
        self._per_key = parse_many(rates.per_key)
        self._per_tenant = parse_many(rates.per_tenant)
        self._tenants: dict[bytes, str] = {}

    async def enter(self, request: Request, wanted: Needs) -> Caller:
        """Return who calls; raises ApiError 400, 401, 403 or 429."""
        key = _KEY.fullmatch(request.headers.get("authorization", "").strip())
        if key is None:
            raise _unknown("Send your API key as: Authorization: Bearer dk_…")
        tenant = await self._tenant(key[1])
        if tenant is None:
            raise _unknown("This API key is not known here.")
        request_id = request.state.request_id
        refused = False
        async with self._desk.work(tenant, _NOBODY, Surface.API, request=request_id) as work:
            found = await api_caller(work, key[1])
            if found is not None:
                by, scopes = found
                refused = wanted.scope not in scopes or (wanted.roles is not None and by.role not in wanted.roles)
                if refused:
                    await timeline.audit(
                        work.sql, tenant, f"api:{wanted.scope}", "", "refused", "role" if wanted.scope in scopes else "scope",
                        request_id, by, Surface.API, work.now,
                    )  # fmt: skip
                await note_use(work, by.id)
        if found is None:
            raise _unknown("This API key is revoked.")
        await self._count(by.id, tenant)
        if refused:
            raise _forbidden(wanted, scopes)
        return Caller(
            self._desk, self._waiting, self._speaker, self._holders, tenant, by, scopes, request_id, _patience(request),
            key=_idempotency_key(request),
        )  # fmt: skip

    async def _tenant(self, key: str) -> str | None:
        """A key never changes tenants, so where it belongs is kept; whether it still counts is asked every time."""
        digest = token_digest(key)
        kept = self._tenants.get(digest)
        if kept is not None:
            return kept
        async with self._desk.store.unit(None) as unit:
            found = await tenant_of(unit.sql, "api_key", digest.hex())
        if found is not None:
            if len(self._tenants) >= _ROUTES_KEPT:
                self._tenants.clear()
            self._tenants[digest] = found
        return found

    async def _count(self, key: str, tenant: str) -> None:
        for name, items in ((f"key:{key}", self._per_key), (f"tenant:{tenant}", self._per_tenant)):
            for item in items:
                if not await self._rates.hit(item, name):
                    raise await self._too_many(item, name)

    async def _too_many(self, item: RateLimitItem, name: str) -> ApiError:
        stats = await self._rates.get_window_stats(item, name)
        wait = max(1, math.ceil(stats.reset_time - _REAL.now().timestamp()))
        return ApiError(
            429, "rate", f"More than {item.amount} requests in {item.get_expiry()} s. Wait, then go on.",
            headers={"retry-after": str(wait)},
        )  # fmt: skip


_NOBODY = Doer(Role.CUSTOMER, "unknown")


def _unknown(detail: str) -> ApiError:
    return ApiError(401, "key", detail, headers={"www-authenticate": 'Bearer realm="dragoman"'})


def _forbidden(wanted: Needs, scopes: frozenset[str]) -> ApiError:
    if wanted.scope not in scopes:
        return ApiError(403, "scope", f"This API key lacks the scope {wanted.scope}.")
    return ApiError(403, "role", "The role of this API key may not see this.")


def _idempotency_key(request: Request) -> str:
    given = request.headers.getlist("idempotency-key")
    if not given:
        return ""
    if len(given) > 1 or not _IDEMPOTENCY_KEY.fullmatch(given[0]):
        raise ApiError(
            400, "idempotency.key", "An Idempotency-Key has 1 to 128 letters, digits or any of _-.: and is sent once."
        )
    return given[0]


def _patience(request: Request) -> float:
    """Read `Prefer: wait=N` (RFC 7240 section 4.3), in seconds."""
    asked = _PREFER.search(request.headers.get("prefer", ""))
    return PATIENCE_S if asked is None else min(float(asked[1]), PATIENCE_MAX_S)
