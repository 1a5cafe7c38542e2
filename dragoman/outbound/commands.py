"""Set up endpoints, change their secrets, pause them, and send again what did not arrive."""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from dragoman.access import SETTINGS, SYSTEM_ONLY
from dragoman.command import Refused, Work, command
from dragoman.outbound import records
from dragoman.outbound.events import TEST, known
from dragoman.outbound.facts import WebhookEndpointDisabled
from dragoman.outbound.records import Delivery, Endpoint
from dragoman.outbound.signature import SECRET_BYTES, new_secret
from dragoman.outbound.states import ENDPOINT, DeliveryState

ENDPOINTS_MAX = 20
SECRETS_MAX = 3
OVERLAP = timedelta(hours=24)  # how long a forerunner signs too, while a receiver takes over the new secret
RESENT_AT_ONCE = 500
_URL_MAX = 500


@dataclass(frozen=True, slots=True)
class IssuedEndpoint:
    """A fresh endpoint and its secret, shown this once."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return f"IssuedEndpoint({self.id})"


@command("outbound:add_endpoint", by=SETTINGS, sensitive=True)
async def add_endpoint(work: Work, name: str, url: str, kinds: Iterable[str]) -> IssuedEndpoint:
    """Add an address that is told what happens; returns its secret, which is shown this once."""
    if await work.sql.fetchval("select count(*) from webhook_endpoint where state <> 'REMOVED'") >= ENDPOINTS_MAX:
        raise Refused("endpoint.many", f"At most {ENDPOINTS_MAX} endpoints. Remove one that is not used.")
    row = work.new_id("we")
    await work.sql.execute(
        "insert into webhook_endpoint (id, tenant_id, created_at, state, name, sealed, kinds) values ($1, $2, $3, $4, $5, $6, $7)",
        row, work.tenant.id, work.now, ENDPOINT.start, _named(name), work.seal("webhook_endpoint", "sealed", row, _checked(url)),
        _listed(kinds),
    )  # fmt: skip
    return IssuedEndpoint(row, await _new_secret(work, row))


@command("outbound:change_endpoint", by=SETTINGS, sensitive=True)
async def change_endpoint(work: Work, endpoint_id: str, name: str, url: str, kinds: Iterable[str]) -> None:
    """Change an endpoint's name, address and list of events."""
    await records.endpoint(work, endpoint_id, lock=True)
    await work.sql.execute(
        "update webhook_endpoint set name = $2, sealed = $3, kinds = $4 where id = $1",
        endpoint_id, _named(name), work.seal("webhook_endpoint", "sealed", endpoint_id, _checked(url)), _listed(kinds),
    )  # fmt: skip


@command("outbound:renew_secret", by=SETTINGS, sensitive=True)
async def renew_secret(work: Work, endpoint_id: str, *, at_once: bool = False) -> str:
    """Give an endpoint a new secret, shown this once; older ones sign for another 24 hours, or stop at once."""
    await records.endpoint(work, endpoint_id, lock=True)
    await work.sql.execute(
        "update webhook_secret set expires_at = least(expires_at, $2) where endpoint_id = $1",
        endpoint_id,
        work.now if at_once else work.now + OVERLAP,
    )
    fresh = await _new_secret(work, endpoint_id)
    await work.sql.execute(  # what has ended, and the oldest beyond the most that may hold
        "delete from webhook_secret where endpoint_id = $1 and (expires_at <= $2 or id not in"
        " (select id from webhook_secret where endpoint_id = $1 order by id desc limit $3))",
        endpoint_id, work.now, SECRETS_MAX,
    )  # fmt: skip
    return fresh


@command("outbound:pause", by=SETTINGS)
async def pause_endpoint(work: Work, endpoint_id: str) -> Endpoint:
    """Stop telling an endpoint; what happens meanwhile is not told later."""
    return await _moved(work, endpoint_id, "pause")


@command("outbound:resume", by=SETTINGS)
async def resume_endpoint(work: Work, endpoint_id: str) -> Endpoint:
    """Tell an endpoint again, from now on."""
    endpoint = await _moved(work, endpoint_id, "resume")
    await work.sql.execute("update webhook_endpoint set failing_since = null, reason = '' where id = $1", endpoint_id)
    return endpoint


@command("outbound:remove", by=SETTINGS, sensitive=True)
async def remove_endpoint(work: Work, endpoint_id: str) -> Endpoint:
    """Remove an endpoint; its log stays until it is a month old."""
    endpoint = await _moved(work, endpoint_id, "remove")
    await work.sql.execute("delete from webhook_secret where endpoint_id = $1", endpoint_id)
    return endpoint


@command("outbound:disable", by=SYSTEM_ONLY)
async def disable_endpoint(work: Work, endpoint_id: str, reason: str) -> None:
    """Stop telling an endpoint that has failed for days or is gone, and say so to the owner."""
    await _moved(work, endpoint_id, "disable")
    await work.sql.execute("update webhook_endpoint set reason = $2 where id = $1", endpoint_id, reason)
    await work.tell(WebhookEndpointDisabled(endpoint_id, reason))


@command("outbound:test", by=SETTINGS)
async def send_test(work: Work, endpoint_id: str) -> str:
    """Send an endpoint a test; returns the delivery, whose log shows the answer within seconds."""
    await _active(work, endpoint_id)
    message = await store_message(work, TEST, f"endpoint:{endpoint_id}", {"endpoint": endpoint_id})
    return await deliver(work, endpoint_id, message)


@command("outbound:resend", by=SETTINGS)
async def resend(work: Work, delivery_id: str) -> Delivery:
    """Send a message again under the same id; a receiver that has had it knows it by that."""
    delivery = await records.delivery(work, delivery_id, lock=True)
    await _active(work, delivery.endpoint)
    await _set_off(work, delivery)
    return delivery


@command("outbound:resend_failed", by=SETTINGS)
async def resend_failed(work: Work, endpoint_id: str) -> int:
    """Send everything again that an endpoint did not get, oldest first; at most 500 at once. Returns how many."""
    await _active(work, endpoint_id)
    rows = await work.sql.fetch(
        "select id from webhook_delivery where endpoint_id = $1 and state = $2 order by id limit $3",
        endpoint_id, DeliveryState.FAILED, RESENT_AT_ONCE,
    )  # fmt: skip
    for row in rows:
        await _set_off(work, await records.delivery(work, row["id"], lock=True))
    return len(rows)


async def store_message(work: Work, kind: str, subject: str, told: dict[str, object]) -> str:
    """Store what happened; returns the id under which it is told."""
    row = work.new_id("wm")
    await work.sql.execute(
        "insert into webhook_message (id, tenant_id, created_at, kind, subject, payload) values ($1, $2, $3, $4, $5, $6)",
        row, work.tenant.id, work.now, kind, subject, json.dumps(told),
    )  # fmt: skip
    return row


async def deliver(work: Work, endpoint_id: str, message: str) -> str:
    """Begin to deliver a message to an endpoint."""
    row = work.new_id("wd")
    await work.sql.execute(
        "insert into webhook_delivery (id, tenant_id, created_at, state, endpoint_id, message_id) values ($1, $2, $3, $4, $5, $6)",
        row, work.tenant.id, work.now, DeliveryState.PENDING, endpoint_id, message,
    )  # fmt: skip
    await work.effect(records.POST, records.key(row, 1), row, actor=records.actor(work.tenant.id))
    return row


async def forget_messages(work: Work, kept: timedelta = timedelta(days=30)) -> None:
    """Delete what was told more than `kept` ago, with its deliveries and attempts."""
    await work.sql.execute("delete from webhook_message where created_at < $1", work.now - kept)


async def _active(work: Work, endpoint_id: str) -> None:
    """Refuse to send anything to an endpoint that is paused, switched off or removed."""
    if (await records.endpoint(work, endpoint_id)).state != "ACTIVE":
        raise Refused("endpoint.off", "Resume the endpoint first.")


async def _set_off(work: Work, delivery: Delivery) -> None:
    await work.move(delivery, "resend")
    rounds = delivery.rounds + 1
    await work.sql.execute("update webhook_delivery set rounds = $2 where id = $1", delivery.id, rounds)
    await work.effect(records.POST, records.key(delivery.id, rounds), delivery.id, actor=records.actor(work.tenant.id))


async def _moved(work: Work, endpoint_id: str, verb: str) -> Endpoint:
    endpoint = await records.endpoint(work, endpoint_id, lock=True)
    await work.move(endpoint, verb)
    return endpoint


async def _new_secret(work: Work, endpoint_id: str) -> str:
    row, secret = work.new_id("ws"), new_secret(random.token_bytes(SECRET_BYTES))
    await work.sql.execute(
        "insert into webhook_secret (id, tenant_id, created_at, endpoint_id, sealed) values ($1, $2, $3, $4, $5)",
        row, work.tenant.id, work.now, endpoint_id, work.seal("webhook_secret", "sealed", row, secret),
    )  # fmt: skip
    return secret


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise Refused("endpoint.name", "A name has 1 to 60 characters.", field="name", status=422)
    return name


def _checked(url: str) -> str:
    """Return an address that can be called; whether it may be (no private networks) is examined at each call."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        fits = False
    if not fits or len(url) > _URL_MAX or any(c <= " " for c in url):
        raise Refused(
            "endpoint.url", "An address looks like https://example.com/hooks/dragoman.", field="url", status=422
        )
    return url.partition("#")[0]


def _listed(kinds: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(kinds))
    if not chosen or not all(known(kind) for kind in chosen):
        raise Refused("endpoint.kinds", "Choose at least one event of the list.", field="kinds", status=422)
    return chosen
