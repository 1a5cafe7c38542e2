"""Each tenant's clients of its partners, opened at first use and anew when a secret changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from dragoman.access import SYSTEM, Surface
from dragoman.command import Calls
from dragoman.flights.supplier import Supplier, SupplierError
from dragoman.kit.breaker import BreakerState, BreakerView
from dragoman.kit.clock import Clock, monotonic
from dragoman.kit.http import Transport
from dragoman.kit.settings import Settings
from dragoman.partners.dialogflow.client import Dialogflow
from dragoman.partners.duffel.client import Duffel
from dragoman.partners.fx.client import JsonRates
from dragoman.partners.openai_compatible.client import URL as OPENAI_URL
from dragoman.partners.openai_compatible.client import OpenAiCompatible
from dragoman.partners.paystack.client import Paystack
from dragoman.payments.gateway import Gateway, GatewayRefused
from dragoman.tenancy.queries import secrets_of
from dragoman.understanding.engines import EngineError, EngineFault, IntentEngine, Usage

_LOOK_AGAIN_SECONDS = 10.0


class _Closing(Protocol):
    async def close(self) -> None: ...
    def health(self) -> tuple[BreakerView, ...]: ...


C = TypeVar("C", bound=_Closing)


class Partners:
    """The partners of all tenants in this process. `transport` stands in for the network in tests."""

    def __init__(self, calls: Calls, settings: Settings, clock: Clock, transport: Transport | None = None) -> None:
        self._calls = calls
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._open: dict[tuple[str, str], tuple[str, _Closing]] = {}
        self._looked: dict[tuple[str, str], float] = {}
        self.rates = JsonRates.open(settings.fx_url, clock, transport)

    async def supplier(self, tenant: str) -> Supplier:
        """Return the tenant's flight supplier; SupplierError("refused") when it has no token."""
        token = await self._secret(tenant, "duffel:token")
        if not token:
            raise SupplierError("refused", "no Duffel token is set")
        return await self._client(
            tenant, "duffel", token, lambda: Duffel.open(self._settings.duffel_url, token, self._clock, self._transport)
        )

    async def gateway(self, tenant: str) -> Gateway:
        """Return the tenant's payment provider; GatewayRefused("key") when it has no key."""
        key = await self._secret(tenant, "paystack:key")
        if not key:
            raise GatewayRefused("key", "no Paystack key is set")
        return await self._client(
            tenant,
            "paystack",
            key,
            lambda: Paystack.open(self._settings.paystack_url, key, self._clock, self._transport),
        )

    async def engine(self, tenant: str, key: str | None = None) -> IntentEngine:
        """Return the tenant's intent engine; EngineError("denied") when none is set up or its key is unfit.

        `key` is asked with in the place of the stored one.
        """
        settings = self._settings
        if key is None:
            key = await self._secret(tenant, "engine:key")
        if settings.engine == "openai":
            url = settings.engine_url or OPENAI_URL
            return await self._client(
                tenant,
                "engine",
                key,
                lambda: OpenAiCompatible.open(url, settings.engine_model, key, self._clock, self._transport),
            )
        if settings.engine == "dialogflow":
            return await self._client(
                tenant,
                "engine",
                key,
                lambda: Dialogflow.open(settings.engine_url, settings.engine_model, key, self._clock, self._transport),
            )
        raise EngineError(EngineFault.DENIED, Usage(requests=0), detail="no engine is set up")

    async def _client(self, tenant: str, name: str, secret: str, open_one: Callable[[], C]) -> C:
        known = self._open.get((tenant, name))
        if known is None or known[0] != secret:
            self._open[(tenant, name)] = (secret, open_one())
            if known is not None:
                await known[1].close()
        return self._open[(tenant, name)][1]  # type: ignore[return-value]  # the key names the kind of client

    async def _secret(self, tenant: str, name: str) -> str:
        known = self._open.get((tenant, name.split(":")[0]))
        if known is not None and self._looked.get((tenant, name), 0.0) > monotonic():
            return known[0]
        async with self._calls.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            values = await secrets_of(work, name)
        self._looked[(tenant, name)] = monotonic() + _LOOK_AGAIN_SECONDS
        return values[0] if values else ""

    def health(self) -> dict[str, tuple[BreakerView, ...]]:
        """Return the circuit breakers of the clients that are open, by partner; the worst of all tenants for each class of calls."""
        found: dict[str, dict[str, BreakerView]] = {"fx": {view.name: view for view in self.rates.health()}}
        for (_, partner), (_, client) in self._open.items():
            views = found.setdefault(partner, {})
            for view in client.health():
                if view.name not in views or view.state is not BreakerState.CLOSED:
                    views[view.name] = view
        return {partner: tuple(views.values()) for partner, views in found.items()}

    async def close(self) -> None:
        """Close every client."""
        for _, client in self._open.values():
            await client.close()
        await self.rates.close()
