"""The calls before a booking: places, offer requests, offers and their price (partners.md A2, A3)."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.airlines import hubs
from dragoman.simulators.duffel.door import Asked, Door, one, page
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid
from dragoman.simulators.duffel.offers import LIFE, Offer, passenger_json, write
from dragoman.simulators.duffel.places import is_city, place_json, suggestions
from dragoman.simulators.duffel.query import Query, read
from dragoman.simulators.duffel.scenarios import scenario
from dragoman.simulators.duffel.shelf import Search, Shelf
from dragoman.simulators.faults import Fault
from dragoman.simulators.world import World

_SORTS = ("total_amount", "-total_amount", "total_duration", "-total_duration")
_PRICE_UP_PERCENT = 12
_DEARER_PERCENT = 5


class Searching:
    """Search and price."""

    def __init__(self, world: World, shelf: Shelf, door: Door) -> None:
        self._world = world
        self._shelf = shelf
        self.routes: list[BaseRoute] = [
            *door.routes("/duffel/places/suggestions", "GET", self._suggest),
            *door.routes("/duffel/air/offer_requests", "POST", self._search, limit="search"),
            *door.routes("/duffel/air/offer_requests", "GET", self._list_searches),
            *door.routes("/duffel/air/offer_requests/{id}", "GET", self._get_search),
            *door.routes("/duffel/air/offers", "GET", self._list_offers),
            *door.routes("/duffel/air/offers/{id}", "GET", self._get_offer),
            *door.routes("/duffel/air/offers/{id}/actions/price", "POST", self._price),
        ]

    async def _suggest(self, asked: Asked) -> Response:
        query = asked.query("query") or asked.query("name")
        if not query:
            raise invalid("required", "query", "Field 'query' can't be blank")
        return one(suggestions(query[:100], hubs()))

    async def _search(self, asked: Asked) -> Response:
        _supplier_timeout(asked)
        if asked.query("view") == "itineraries":
            raise DuffelRefusal("unsupported_action", "This simulator answers with view=offers only")
        with_offers = asked.flag("return_offers", True)
        search_id = self._shelf.next_search_id()
        query = read(asked.content, search_id, self._world.now().date())
        async with self._world.operation("duffel", "search") as fault:
            if any(scenario(stretch.origin, stretch.destination).search_times_out for stretch in query.slices):
                raise DuffelRefusal("gateway_timeout_error", "The airline did not answer in time")
            search = Search(search_id, query, self._world.now())
            if fault and fault.name == "price_up":
                search.percent = int(fault.number("percent", _PRICE_UP_PERCENT))
            offers = self._shelf.add(search)
            if fault and fault.name == "sold_out":
                cheapest_first = self._sorted(list(offers), "total_amount")
                for offer in cheapest_first[: int(fault.number("cheapest", len(offers)))]:
                    self._shelf.note(offer).gone = True
            return one(self._search_json(search, with_offers), 201)

    def _visible(self, search: Search) -> list[Offer]:
        notes = self._shelf.notes
        return [o for o in self._shelf.offers(search) if not (o.id in notes and notes[o.id].gone)]

    def _search_json(self, search: Search, with_offers: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": search.id,
            "live_mode": False,
            "client_key": ids.make("ck", search.id)[3:],
            "created_at": ids.stamp(search.created_at),
            "cabin_class": search.query.cabin,
            "slices": [_slice_asked(search.query, n) for n in range(len(search.query.slices))],
            "passengers": [passenger_json(traveller) for traveller in search.query.travellers],
            "airline_credit_ids": [],
        }
        if with_offers:
            shown["offers"] = [self._offer_json(offer) for offer in self._visible(search)]
        return shown

    def _offer_json(self, offer: Offer, services: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        return write(offer, self._shelf.total(offer), services)

    async def _list_searches(self, asked: Asked) -> Response:
        newest_first = list(reversed(self._shelf.searches.values()))
        return page(asked, newest_first, lambda search: self._search_json(search, False))

    async def _get_search(self, asked: Asked) -> Response:
        return one(self._search_json(self._shelf.search(asked.id()), True))

    async def _list_offers(self, asked: Asked) -> Response:
        search_id = asked.query("offer_request_id")
        if not search_id:
            raise invalid("required", "offer_request_id", "Field 'offer_request_id' can't be blank")
        sort = asked.query("sort")
        if sort and sort not in _SORTS:
            raise invalid("inclusion", "sort", f"Field 'sort' must be one of: {', '.join(_SORTS)}")
        connections = asked.query("max_connections")
        if connections not in ("", "0", "1", "2"):
            raise invalid("inclusion", "max_connections", "Field 'max_connections' must be from 0 to 2")
        search = self._shelf.search(search_id)
        async with self._world.operation("duffel", "search_offers") as fault:
            rows = self._visible(search)
            if self._world.now() >= search.created_at + LIFE:
                rows = []
            if connections:
                rows = [offer for offer in rows if offer.connections <= int(connections)]
            rows = self._sorted(rows, sort)
            if fault and fault.name == "lying" and len(rows) > 1:
                rows.append(rows.pop(0))  # sorted as asked, but the best comes last
            return page(asked, rows, self._offer_json)

    def _sorted(self, rows: list[Offer], sort: str) -> list[Offer]:
        if sort.endswith("total_amount"):
            return sorted(rows, key=lambda offer: self._shelf.total(offer).minor, reverse=sort.startswith("-"))
        if sort.endswith("total_duration"):
            return sorted(rows, key=lambda offer: offer.duration, reverse=sort.startswith("-"))
        return sorted(rows, key=lambda offer: offer.id)

    async def _get_offer(self, asked: Asked) -> Response:
        with_services = asked.flag("return_available_services", False)
        async with self._world.operation("duffel", "price") as fault:
            offer = self._read(asked.id(), fault)
            return one(self._offer_json(offer, self._shelf.fresh_services(offer) if with_services else None))

    def _read(self, offer_id: str, fault: Fault | None) -> Offer:
        """Look at an offer as the airline has it now: it may be gone or dearer than at the search."""
        offer = self._shelf.offer(offer_id)
        note = self._shelf.note(offer)
        if offer.fate.gone_at_read or (fault and fault.name == "sold_out"):
            note.gone = True
        if offer.fate.dearer_at_read:
            note.percent += _DEARER_PERCENT
        if fault and fault.name == "price_up":
            note.percent += int(fault.number("percent", _PRICE_UP_PERCENT))
        self._shelf.check_sellable(offer)
        return offer

    async def _price(self, asked: Asked) -> Response:
        """The exact sum to pay with the services meant to be booked; their ids must be those of the last read."""
        wanted = asked.content.get("intended_services") or []
        async with self._world.operation("duffel", "price") as fault:
            offer = self._read(asked.id(), fault)
            total = self._shelf.total(offer) + services_total(self._shelf, offer, wanted)
            shown = self._offer_json(offer, self._shelf.note(offer).services)
            shown["total_amount"] = total.decimal_text()
            shown["intended_payment_methods"] = asked.content.get("intended_payment_methods") or []
            shown["intended_services"] = wanted
            return one(shown)


def services_total(shelf: Shelf, offer: Offer, wanted: object) -> Money:
    """The price of `[{id, quantity}]`; raises DuffelRefusal when one is not among those last shown."""
    total = Money(0, shelf.currency)
    if not isinstance(wanted, list):
        raise invalid("type", "services", "Field 'services' must be a list")
    on_sale = {service["id"]: service for service in shelf.note(offer).services}
    for n, part in enumerate(wanted):
        given = part if isinstance(part, dict) else {}
        service, quantity = on_sale.get(str(given.get("id"))), given.get("quantity", 1)
        if service is None:
            raise DuffelRefusal(
                "ancillary_service_not_available", "A service is no longer available; read the offer again", "services"
            )
        if (
            isinstance(quantity, bool)
            or not isinstance(quantity, int)
            or not 1 <= quantity <= service["maximum_quantity"]
        ):
            raise invalid("inclusion", "quantity", "The quantity is over the maximum", f"/services/{n}/quantity")
        price = Money.parse(service["total_amount"], service["total_currency"])
        total = total + Money(price.minor * quantity, price.currency)
    return total


def _supplier_timeout(asked: Asked) -> None:
    given = asked.query("supplier_timeout")
    if given and not (given.isascii() and given.isdigit() and 2000 <= int(given[:9]) <= 60000):
        raise invalid("inclusion", "supplier_timeout", "Field 'supplier_timeout' must be from 2000 to 60000")


def _slice_asked(query: Query, n: int) -> dict[str, Any]:
    stretch = query.slices[n]
    return {
        "origin_type": "city" if is_city(stretch.origin) else "airport",
        "origin": place_json(stretch.origin),
        "destination_type": "city" if is_city(stretch.destination) else "airport",
        "destination": place_json(stretch.destination),
        "departure_date": stretch.day.isoformat(),
        "departure_time": _asked_bounds(stretch.departs_from, stretch.departs_to),
        "arrival_time": _asked_bounds(stretch.arrives_from, stretch.arrives_to),
    }


def _asked_bounds(start: str, end: str) -> dict[str, str | None] | None:
    return {"from": start or None, "to": end or None} if start or end else None
