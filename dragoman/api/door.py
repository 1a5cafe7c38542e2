"""The webhook door: verify the raw bytes, split, store, 200. Nothing is acted on here.

A bare ASGI callable in front of the app, because every layer of the app would be paid at each of thousands of calls.
Unknown business: 404. No secret: 503. No signature: 401. A wrong one: 403. An unreadable body: 400. Too large: 413. Full, or the database is away: 503.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

import msgspec
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Receive, Scope, Send

from dragoman.api.body import SenderGone, TooLarge, answer, header, read_body
from dragoman.api.keys import DoorKeys
from dragoman.api.tally import Tally
from dragoman.channels.meta import webhook as meta
from dragoman.channels.meta.body import BadBody
from dragoman.command import Calls
from dragoman.engine import Arrival, Door, DoorClosed
from dragoman.engine.failures import is_passing, reason_code
from dragoman.kit.clock import Clock, monotonic
from dragoman.kit.crypto import Vault
from dragoman.kit.log import log
from dragoman.partners.duffel import webhook as duffel
from dragoman.partners.paystack import webhook as paystack
from dragoman.partners.signatures import UnreadableWebhook, Verdict

_SEEN = Counter("dragoman_webhooks_total", "Webhook calls by source and what became of them", ["source", "outcome"])
_TOOK = Histogram(
    "dragoman_webhook_seconds", "Time until the answer", ["source"], buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 1, 5)
)
_PREFIX = "/webhooks/"
SIGNING_SECRETS = ("meta:app_secret", "paystack:key", "duffel:webhook_secret")


class Denied(Exception):
    """The call is answered with `status` and nothing is stored; `outcome` names it in the metrics."""

    def __init__(self, status: int, outcome: str) -> None:
        super().__init__(outcome)
        self.status = status
        self.outcome = outcome


class WebhookDoor:
    """Stands before `app` and takes every path under /webhooks/."""

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        keys: DoorKeys,
        calls: Calls,
        clock: Clock,
        *,
        body_bytes_max: int,
        quiet_s: float,
        seen_at: dict[str, float] | None = None,
        tally: Tally | None = None,
    ) -> None:
        """`seen_at` is kept up with when (on the monotonic clock) each source's last call was stored; `tally` counts calls."""
        self._app = app
        self._door = door
        self._keys = keys
        self._calls = calls
        self._clock = clock
        self._limit = body_bytes_max
        self._quiet_s = quiet_s
        self._seen_at = {} if seen_at is None else seen_at
        self._tally = tally or Tally()
        self._readers: dict[str, Callable[[bytes, Scope, str], Awaitable[list[Arrival]]]] = {
            "meta": self._meta,
            "paystack": self._paystack,
            "duffel": self._duffel,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a webhook call, or pass anything else on to the app."""
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        source, _, slug = scope["path"].removeprefix(_PREFIX).partition("/")
        if source not in self._readers or "/" in slug or len(slug) > 64:
            await answer(send, 404)
            return
        began = monotonic()
        try:
            if scope["method"] == "GET" and source == "meta":
                status, text, outcome = 200, await self._challenge(scope, slug), "challenge"
            elif scope["method"] != "POST":
                raise Denied(405, "method")
            else:
                await self._store(
                    source, await self._readers[source](await read_body(scope, receive, self._limit), scope, slug)
                )
                status, text, outcome = 200, b"", "stored"
        except Denied as denied:
            status, text, outcome = denied.status, b"", denied.outcome
        except TooLarge:
            status, text, outcome = 413, b"", "too_large"
        except (BadBody, UnreadableWebhook):
            status, text, outcome = 400, b"", "unreadable"
        except DoorClosed:
            status, text, outcome = 503, b"", "full"
        except SenderGone:
            return
        except Exception as reason:  # the sender repeats it; what it holds stays out of the log
            if not (isinstance(reason, OSError) or is_passing(reason)):
                log().error("webhook_failed", partner=source, reason=reason_code(reason))
            status, text, outcome = 503, b"", "failed"
        if outcome == "stored":
            self._seen_at[source] = monotonic()
        elif outcome != "challenge":
            self._tally.refused(source, outcome)
        _SEEN.labels(source, outcome).inc()
        _TOOK.labels(source).observe(monotonic() - began)
        await answer(send, status, text)

    async def _store(self, source: str, arrivals: list[Arrival]) -> None:
        if arrivals:
            await self._door.put(arrivals)
            self._tally.took(source, frozenset(arrival.tenant for arrival in arrivals))

    async def _challenge(self, scope: Scope, slug: str) -> bytes:
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=20))
        tokens = await self._secrets("meta:verify_token", slug)
        for values in tokens.values():
            for token in values:
                text = meta.challenge(query, token)
                if text is not None:
                    return text.encode()
        raise Denied(403, "challenge_refused")

    async def _secrets(self, name: str, slug: str) -> Mapping[str, tuple[str, ...]]:
        """Return a secret's values by tenant; Denied when nobody has set it, or when no business bears the name in the path."""
        found = await self._keys.secrets(name, slug)
        if not found and slug and await self._keys.tenant("business", slug) is None:
            raise Denied(404, "unknown")
        if not found:
            raise Denied(503, "unset")
        return found

    async def _meta(self, raw: bytes, scope: Scope, slug: str) -> list[Arrival]:
        given = header(scope, b"x-hub-signature-256")
        secrets = await self._secrets("meta:app_secret", slug)
        tenants = _speaking(secrets, given, lambda values: meta.verify(raw, given, values))
        arrivals = []
        for part in meta.split(raw):
            kind, key = ("number:meta", part.number_id) if part.number_id else ("account:meta", part.account_id)
            tenant = await self._keys.tenant(kind, key)
            if tenant is None or tenant not in tenants:
                _SEEN.labels("meta", "foreign").inc()
                continue
            arrivals.append(self._of_meta(await self._calls.vault(tenant), part))
        return arrivals

    def _of_meta(self, vault: Vault, part: meta.Part) -> Arrival:
        external = vault.blind("external_id", part.external_id)[:16].hex()
        peer = vault.blind("peer", part.peer)[:16].hex() if part.peer and part.kind != "notice" else ""
        actor = f"chat:{part.number_id}:{peer}" if peer else f"number:{part.number_id or part.account_id}"
        return Arrival(
            tenant=vault.tenant,
            actor=actor,
            source="meta",
            external_id=external,
            kind=part.kind,
            body=vault.seal("event", "body", external, part.body),
            settle=0.0 if part.quick or part.kind != "message" else self._quiet_s,
        )

    async def _paystack(self, raw: bytes, scope: Scope, slug: str) -> list[Arrival]:
        given = header(scope, b"x-paystack-signature")
        secrets = await self._secrets("paystack:key", slug)
        tenants = _speaking(secrets, given, lambda values: paystack.verify(raw, given, values) is Verdict.GOOD)
        tenant = min(tenants)
        arrivals = []
        for news in paystack.split(raw):
            actor = f"payment:{news.reference}" if news.reference else "payment:unnamed"
            arrivals.append(
                await self._of_partner(tenant, actor, "paystack", news.external_id, f"paystack.{news.event}", news)
            )
        return arrivals

    async def _duffel(self, raw: bytes, scope: Scope, slug: str) -> list[Arrival]:
        given = header(scope, b"x-duffel-signature")
        secrets = await self._secrets("duffel:webhook_secret", slug)
        now = self._clock.now()
        tenants = _speaking(secrets, given, lambda values: duffel.verify(raw, given, values, now) is Verdict.GOOD)
        tenant = min(tenants)
        arrivals = []
        for news in duffel.split(raw):
            actor = f"order:{news.offer or news.order or 'unnamed'}"
            arrivals.append(
                await self._of_partner(tenant, actor, "duffel", news.external_id, f"duffel.{news.kind}", news)
            )
        return arrivals

    async def _of_partner(
        self, tenant: str, actor: str, source: str, external_id: str, kind: str, news: msgspec.Struct
    ) -> Arrival:
        vault = await self._calls.vault(tenant)
        body = vault.seal("event", "body", external_id, msgspec.json.encode(news))
        return Arrival(tenant=tenant, actor=actor, source=source, external_id=external_id, kind=kind, body=body)


def _speaking(
    secrets: Mapping[str, tuple[str, ...]], given: str | None, verifies: Callable[[tuple[str, ...]], bool]
) -> frozenset[str]:
    """Return the tenants whose secret signed the body; Denied when no signature is given or none fits."""
    if not given:
        raise Denied(401, "unsigned")
    fitting = frozenset(tenant for tenant, values in secrets.items() if verifies(values))
    if not fitting:
        raise Denied(403, "forged")
    return fitting
