"""Builds the WhatsApp simulator: the Graph API, its controls, and the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute, Route

from dragoman.simulators.faults import CALL_FAULTS, WEBHOOK_FAULTS
from dragoman.simulators.whatsapp.controls import Controls
from dragoman.simulators.whatsapp.graph import Call, Edge, Graph
from dragoman.simulators.whatsapp.graph_media import Download, MediaEdges
from dragoman.simulators.whatsapp.graph_numbers import NumberEdges
from dragoman.simulators.whatsapp.graph_templates import TemplateEdges
from dragoman.simulators.whatsapp.handshake import Handshake
from dragoman.simulators.whatsapp.lifecycle import Lifecycle
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.phone_api import PhoneApi
from dragoman.simulators.whatsapp.phone_page import page_routes
from dragoman.simulators.whatsapp.sending import FAULT_CODES, FAULT_COURSES, FAULT_FAILURES, Sending
from dragoman.simulators.world import World


class WhatsApp:
    """The simulator as the app mounts it; `network` is its memory, `handshake` does webhook verification."""

    faults: Mapping[str, frozenset[str]] = {
        "send": CALL_FAULTS | frozenset(FAULT_CODES) | frozenset(FAULT_FAILURES) | FAULT_COURSES,
        "media": CALL_FAULTS | {"refused"},
        "webhook": WEBHOOK_FAULTS,
    }

    def __init__(self, world: World) -> None:
        self._world = world
        self.network = Network(world)
        self.handshake = Handshake(world)
        self.lifecycle = Lifecycle(self.network)
        self._sending = Sending(self.network, self.lifecycle)
        self._templates = TemplateEdges(self.network)
        self._media = MediaEdges(self.network)
        self._numbers = NumberEdges(self.network, self.handshake)
        graph = Graph(self.network, self._edges())
        self.routes: Sequence[BaseRoute] = [
            *Controls(self.network, self._templates, self.handshake).routes,
            Route("/graph/_media/{media_id}", Download(self.network, graph).serve, methods=["GET"]),
            Route("/graph/{rest:path}", graph),
            *PhoneApi(self.network, self.lifecycle).routes,
            *page_routes(),
        ]

    def _edges(self) -> dict[tuple[str, str], Edge]:
        own: dict[tuple[str, str], Edge] = {
            ("POST", "messages"): self._messages,
            ("POST", "marketing_messages"): self._messages,
            ("GET", ""): self._get,
            ("POST", ""): self._post,
            ("DELETE", ""): self._media.delete,
        }
        return own | self._media.edges | self._templates.edges | self._numbers.edges

    async def _messages(self, call: Call) -> object:
        number = self.network.number(call.target)
        payload = await call.fields()
        async with self._world.operation("whatsapp", "send") as fault:
            return self._sending.accept(number, payload, fault.name if fault else "")

    async def _get(self, call: Call) -> object:
        if call.target in self.network.numbers or call.target in self.network.accounts():
            return await self._numbers.get(call)
        if self.network.templates.knows(call.target):
            return await self._templates.get(call)
        return await self._media.get(call)

    async def _post(self, call: Call) -> object:
        if call.target in self.network.numbers:
            return await self._numbers.post(call)
        return await self._templates.edit(call)

    async def start(self) -> None:
        """Take up what a restart interrupted."""
        self._templates.resume_reviews()
        self.lifecycle.resume()

    def snapshot(self) -> object:
        """Everything that must survive a restart."""
        return self.network.snapshot()

    def restore(self, kept: object) -> None:
        """Take over a snapshot; raises msgspec.ValidationError when it is of another shape."""
        self.network.restore(kept)


def build(world: World) -> WhatsApp:
    """Build the simulator in `world`."""
    return WhatsApp(world)
