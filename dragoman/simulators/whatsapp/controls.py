"""Knobs for testers beside the imitated API: behaviour, webhook handshake, template states, more numbers, statistics."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dragoman.simulators import wire
from dragoman.simulators.whatsapp.graph_templates import TemplateEdges
from dragoman.simulators.whatsapp.handshake import Handshake
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.state import Mode, Number
from dragoman.simulators.whatsapp.templates import Template

Digits = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5,20}$")]


class VerifyOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /graph/_verify: an address of one's own (default the product's) and a token."""

    url: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    verify_token: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class TemplateOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /graph/_templates/{name}: the new state of every language of it."""

    status: Literal["APPROVED", "REJECTED", "PAUSED", "DISABLED", "PENDING"]
    reason: Annotated[str, msgspec.Meta(max_length=100)] = "NONE"


class NumberOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /graph/_numbers: one more business number, on an account of its own or a known one."""

    id: Digits
    display: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{6,14}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    account: Digits


class SeedOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Body of POST /graph/_windows: people whose 24-hour window opens now without a message; for load tests."""

    phones: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{6,14}$")]], msgspec.Meta(max_length=100_000)
    ]


class Controls:
    """Routes under /graph/_… ; they ask for no token and exist in the simulator only."""

    def __init__(self, network: Network, templates: TemplateEdges, handshake: Handshake) -> None:
        self._network = network
        self._templates = templates
        self._handshake = handshake
        self.routes = [
            Route("/graph/_mode", self.mode, methods=["GET", "POST", "DELETE"]),
            Route("/graph/_verify", self.verify, methods=["POST"]),
            Route("/graph/_templates", self.template_list, methods=["GET"]),
            Route("/graph/_templates/{name}", self.template, methods=["POST"]),
            Route("/graph/_numbers", self.numbers, methods=["GET", "POST"]),
            Route("/graph/_windows", self.windows, methods=["POST"]),
        ]

    async def mode(self, request: Request) -> Response:
        """Show the mode with counters; POST changes the fields given, DELETE restores the defaults."""
        if request.method == "DELETE":
            self._network.set_mode(Mode())
        elif request.method == "POST":
            given = await wire.read_json(request, dict[str, Any])
            current = msgspec.to_builtins(self._network.mode)
            self._network.set_mode(msgspec.convert(current | given, Mode))
        counters = {
            "people": len(self._network.people),
            "chats": len(self._network.chats),
            "messages": self._network.world.counts.get("wamid", 0),
            "webhook_events": self._network.outbox.events,
            "webhooks_undelivered": len(self._network.world.courier.undelivered()),
        }
        return wire.json({"mode": self._network.mode, "counters": counters})

    async def verify(self, request: Request) -> Response:
        """Do Meta's webhook handshake with the product and say how it went."""
        order = await wire.read_json(request, VerifyOrder)
        token = self._network.world.settings.whatsapp_verify_token if order.verify_token is None else order.verify_token
        return wire.json(await self._handshake.shake(order.url or self._network.default_callback(), token))

    async def template_list(self, request: Request) -> Response:
        """Every template with its state."""
        return wire.json({"templates": [template.wire() for template in self._network.templates.snapshot()]})

    async def template(self, request: Request) -> Response:
        """Put every language of a template into a state, with the webhook that Meta would send."""
        order = await wire.read_json(request, TemplateOrder)
        found: list[Template] = self._network.templates.named(request.path_params["name"])
        if not found:
            return wire.problem(404, "unknown_template", "there is no template of this name")
        for template in found:
            self._templates.set_status(template, order.status, order.reason)
        return wire.json({"changed": len(found)})

    async def numbers(self, request: Request) -> Response:
        """List the business numbers, or connect one more."""
        if request.method == "POST":
            order = await wire.read_json(request, NumberOrder)
            if order.id in self._network.numbers:
                return wire.problem(409, "number_exists", "a business number with this id is connected already")
            if len(self._network.numbers) >= 1000:
                return wire.problem(409, "too_many_numbers", "at most 1,000 business numbers can be connected")
            self._network.add_number(Number(order.id, order.account, order.display, order.name))
        shown = [
            {"id": n.id, "account": n.account, "display": n.display, "name": n.name}
            for n in self._network.numbers.values()
        ]
        return wire.json({"numbers": shown})

    async def windows(self, request: Request) -> Response:
        """Open the 24-hour window of many people with the first number, as if each had just written."""
        order = await wire.read_json(request, SeedOrder, 4_000_000)
        number, now = self._network.first_number(), self._network.now()
        for phone in order.phones:
            self._network.chat(self._network.person(phone), number).last_inbound = now
        return wire.json({"opened": len(order.phones)})
