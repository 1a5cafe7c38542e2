"""Which tenants a partner's signature may speak for: their secrets, read once and kept for seconds."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.access import SYSTEM, Surface
from dragoman.command import Calls
from dragoman.kit.clock import monotonic
from dragoman.tenancy.queries import secrets_of

_KEPT_SECONDS = 10.0
_KEPT_MAX = 10_000
TENANTS_MAX = 500  # one shared webhook address tries each tenant's secret; a larger house gives each its own address


class DoorKeys:
    """Secrets and routes of all tenants for the webhook door; a change is seen within seconds."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._secrets: dict[str, tuple[float, dict[str, tuple[str, ...]]]] = {}
        self._routes: dict[tuple[str, str], tuple[float, str | None]] = {}

    async def secrets(self, name: str, slug: str = "") -> Mapping[str, tuple[str, ...]]:
        """Return each tenant's values of a secret, newest first; with `slug` only that business's."""
        cached = f"{name}|{slug}"
        kept = self._secrets.get(cached)
        if kept is not None and kept[0] > monotonic():
            return kept[1]
        found: dict[str, tuple[str, ...]] = {}
        for tenant in await self._tenants(slug):
            async with self._calls.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
                values = await secrets_of(work, name)
            if values:
                found[tenant] = values
        if len(self._secrets) >= _KEPT_MAX:
            self._secrets.clear()  # names of businesses come from the address that anybody may call
        self._secrets[cached] = (monotonic() + _KEPT_SECONDS, found)
        return found

    async def _tenants(self, slug: str) -> list[str]:
        async with self._calls.desk.store.unit(None) as unit:
            rows = await unit.sql.fetch(
                "select distinct tenant_id from route where kind = 'business' and ($1 = '' or key = $1) order by 1 limit $2",
                slug,
                TENANTS_MAX,
            )
        return [row["tenant_id"] for row in rows]

    async def tenant(self, kind: str, key: str) -> str | None:
        """Return the tenant that a number or account belongs to."""
        kept = self._routes.get((kind, key))
        if kept is not None and kept[0] > monotonic():
            return kept[1]
        async with self._calls.desk.store.unit(None) as unit:
            found: str | None = await unit.sql.fetchval(
                "select tenant_id from route where kind = $1 and key = $2", kind, key
            )
        if len(self._routes) >= _KEPT_MAX:
            self._routes.clear()  # keys come from signed bodies only; the bound guards against a faulty partner
        self._routes[(kind, key)] = (monotonic() + _KEPT_SECONDS, found)
        return found
