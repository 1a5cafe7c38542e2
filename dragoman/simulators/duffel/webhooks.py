"""Duffel's webhooks: subscriptions, signed events, retries over 72 hours, and the record of deliveries (partners.md A6)."""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.simulators.courier import Letter
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.door import Asked, Door, one, page
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid, not_found
from dragoman.simulators.world import World

EVENTS = (
    "order.created",
    "order.creation_failed",
    "order.airline_initiated_change_detected",
    "air.order.changed",
    "order_cancellation.created",
    "order_cancellation.confirmed",
    "air.payment.pending",
    "air.payment.succeeded",
    "air.payment.failed",
    "air.payment.cancelled",
    "air.airline_credit.created",
    "ping.triggered",
)
# Exponential back-off within 72 hours, as documented; the single steps are not, these are ours.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048))
_KEPT_MAX = 2_000
_ORGANISATION = "org_0000LagosTours"


class Subscription(msgspec.Struct):
    """One webhook endpoint; `secret` signs what is sent to it and is shown once."""

    id: str
    url: str
    secret: str
    events: list[str]
    created_at: datetime
    updated_at: datetime
    active: bool = True


class Event(msgspec.Struct):
    """One event that happened, with the exact bytes sent."""

    id: str
    kind: str
    body: bytes
    created_at: datetime


class Delivery(msgspec.Struct):
    """One try to deliver an event; status 0 = no answer."""

    id: str
    event_id: str
    endpoint_id: str
    kind: str
    url: str
    status: int
    at: datetime


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The X-Duffel-Signature: `t=<unix>,v1=<hex HMAC-SHA256 of "<t>." + raw body>` with the secret as text."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


class Webhooks:
    """Keeps the one subscription of test mode and tells it what happens."""

    def __init__(self, world: World, door: Door) -> None:
        self._world = world
        self.subscriptions: dict[str, Subscription] = {}
        self.events: deque[Event] = deque(maxlen=_KEPT_MAX)
        self.deliveries: deque[Delivery] = deque(maxlen=_KEPT_MAX)
        self._seed_demo()
        world.delivers("duffel", self._headers, WAITS, lambda status: 200 <= status < 300, self._tried)
        path = "/duffel/air/webhooks"
        self.routes: list[BaseRoute] = [
            *door.routes(path, "GET", self._list),
            *door.routes(path, "POST", self._create),
            *door.routes(path + "/events", "GET", self._list_events),
            *door.routes(path + "/events/{id}", "GET", self._get_event),
            *door.routes(path + "/events/{id}/actions/redeliver", "POST", self._redeliver),
            *door.routes(path + "/deliveries", "GET", self._list_deliveries),
            *door.routes(path + "/{id}", "GET", self._get),
            *door.routes(path + "/{id}", "PATCH", self._update),
            *door.routes(path + "/{id}", "DELETE", self._delete),
            *door.routes(path + "/{id}/actions/ping", "POST", self._ping),
        ]

    def _seed_demo(self) -> None:
        settings, now = self._world.settings, self._world.now()
        seeded = Subscription(
            ids.make("sev", self._world.seed, "demo"),
            settings.webhook_url("duffel"),
            settings.duffel_webhook_secret,
            list(EVENTS),
            now,
            now,
        )
        self.subscriptions[seeded.id] = seeded

    def _headers(self, body: bytes, at: datetime) -> dict[str, str]:
        secret = next((s.secret for s in self.subscriptions.values()), self._world.settings.duffel_webhook_secret)
        return {"X-Duffel-Signature": sign(secret, body, at), "User-Agent": "Duffel/Webhooks"}

    def tell(self, kind: str, content: dict[str, Any], key: str) -> None:
        """Send an event to the subscription if it wants this kind; `key` = the object's id (idempotency_key)."""
        number = self._world.count("duffel event")
        event_id = ids.make("wev", self._world.seed, number)
        now = self._world.now()
        body = msgspec.json.encode(
            {
                "id": event_id,
                "api_version": "v2",
                "type": kind,
                "data": {"object": content},
                "live_mode": False,
                "idempotency_key": key,
                "created_at": ids.stamp(now),
                "identity_organisation_id": _ORGANISATION,
            }
        )
        self.events.append(Event(event_id, kind, body, now))
        for subscription in self.subscriptions.values():
            if subscription.active and kind in subscription.events:
                self._world.courier.send("duffel", subscription.url, body, event_id)

    def _tried(self, letter: Letter, status: int) -> None:
        delivery_id = ids.make("wdl", self._world.seed, self._world.count("duffel delivery"))
        kind = next((event.kind for event in reversed(self.events) if event.id == letter.key), "")
        endpoint = next((one.id for one in self.subscriptions.values() if one.url == letter.url), "")
        now = self._world.now()
        self.deliveries.append(Delivery(delivery_id, letter.key, endpoint, kind, letter.url, status, now))

    def _find(self, asked: Asked) -> Subscription:
        if asked.id() not in self.subscriptions:
            raise not_found("webhook")
        return self.subscriptions[asked.id()]

    async def _list(self, asked: Asked) -> Response:
        return page(asked, list(self.subscriptions.values()), _shown)

    async def _get(self, asked: Asked) -> Response:
        return one(_shown(self._find(asked)))

    async def _create(self, asked: Asked) -> Response:
        url, events = _url(asked.content.get("url")), _events(asked.content.get("events"))
        if self.subscriptions:
            raise DuffelRefusal("unsafe_unique", "There is already a webhook for this mode", "live_mode")
        now = self._world.now()
        number = self._world.count("duffel webhook")
        secret = ids.make("secret", self._world.seed, number)[12:] + "=="
        made = Subscription(ids.make("sev", self._world.seed, number), url, secret, events, now, now)
        self.subscriptions[made.id] = made
        return one({**_shown(made), "secret": secret}, 201)

    async def _update(self, asked: Asked) -> Response:
        subscription, content = self._find(asked), asked.content
        if "active" in content and not isinstance(content["active"], bool):
            raise invalid("type", "active", "Field 'active' must be true or false")
        url = _url(content["url"]) if "url" in content else subscription.url
        events = _events(content["events"]) if "events" in content else subscription.events
        subscription.url, subscription.events = url, events
        subscription.active = content.get("active", subscription.active)
        subscription.updated_at = self._world.now()
        return one(_shown(subscription))

    async def _delete(self, asked: Asked) -> Response:
        del self.subscriptions[self._find(asked).id]
        return Response(status_code=204)

    async def _ping(self, asked: Asked) -> Response:
        subscription = self._find(asked)
        self.tell("ping.triggered", {}, subscription.id)
        return Response(status_code=204)

    async def _list_events(self, asked: Asked) -> Response:
        kind = asked.query("type")
        rows = [event for event in reversed(self.events) if kind in ("", event.kind)]
        return page(asked, rows, lambda event: msgspec.Raw(event.body))

    async def _get_event(self, asked: Asked) -> Response:
        return one(msgspec.Raw(self._event(asked).body))

    def _event(self, asked: Asked) -> Event:
        found = next((event for event in self.events if event.id == asked.id()), None)
        if found is None:
            raise not_found("webhook event")
        return found

    async def _redeliver(self, asked: Asked) -> Response:
        event = self._event(asked)
        for subscription in self.subscriptions.values():
            self._world.courier.send("duffel", subscription.url, event.body, event.id)
        return Response(status_code=202)

    async def _list_deliveries(self, asked: Asked) -> Response:
        kind, wanted, endpoint = asked.query("type"), asked.query("delivery_success"), asked.query("endpoint_id")
        rows = [
            delivery
            for delivery in reversed(self.deliveries)
            if kind in ("", delivery.kind)
            and endpoint in ("", delivery.endpoint_id)
            and wanted in ("", "true" if 200 <= delivery.status < 300 else "false")
        ]
        return page(asked, rows, _delivery_json)

    def keep(self) -> dict[str, Any]:
        """Subscriptions, events and deliveries, for a snapshot."""
        return {
            "subscriptions": list(self.subscriptions.values()),
            "events": list(self.events),
            "deliveries": list(self.deliveries),
        }


def _shown(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "url": subscription.url,
        "events": subscription.events,
        "active": subscription.active,
        "live_mode": False,
        "created_at": ids.stamp(subscription.created_at),
        "updated_at": ids.stamp(subscription.updated_at),
    }


def _delivery_json(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "endpoint_id": delivery.endpoint_id,
        "live_mode": False,
        "type": delivery.kind,
        "url": delivery.url,
        "response_status_code": delivery.status or None,
        "response_body": None,
        "delivery_success": 200 <= delivery.status < 300,
        "created_at": ids.stamp(delivery.at),
    }


def _url(given: object) -> str:
    """An https address; http only on this machine, where the demo's product listens."""
    try:
        parts = urlsplit(given) if isinstance(given, str) and len(given) <= 2000 else None
    except ValueError:
        parts = None
    near = parts is not None and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts is None or not parts.hostname or not (parts.scheme == "https" or (near and parts.scheme == "http")):
        raise invalid("format", "url", "Field 'url' must be an https address")
    return parts.geturl()


def _events(given: object) -> list[str]:
    if not isinstance(given, list) or not given:
        raise invalid("required", "events", "Field 'events' can't be blank")
    if not all(isinstance(kind, str) and (kind in EVENTS or kind.startswith("stays.")) for kind in given):
        raise invalid("inclusion", "events", f"Field 'events' must be among: {', '.join(EVENTS)}")
    return list(given)
