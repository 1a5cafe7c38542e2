"""The searches made, and what has happened to their offers since: price moves, sell-outs, services last shown."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from dragoman.kit.money import Money
from dragoman.simulators.duffel import ids
from dragoman.simulators.duffel.errors import DuffelRefusal, not_found
from dragoman.simulators.duffel.offers import Offer, find
from dragoman.simulators.duffel.query import Query
from dragoman.simulators.world import World

_SEARCHES_MAX = 2_000
_CACHED_MAX = 100
_BAG_POUNDS = Decimal("20.00")


class Search(msgspec.Struct):
    """One offer request; its offers follow from it and are not kept. `booked` = one of them became an order."""

    id: str
    query: Query
    created_at: datetime
    percent: int = 0  # a price_up fault on the search
    booked: str = ""  # the offer's id


class Note(msgspec.Struct):
    """What happened to one offer: price moves in percent, sold out, and the services of the very last read."""

    percent: int = 0
    gone: bool = False
    reads: int = 0
    services: list[dict[str, Any]] = []


class Shelf:
    """Finds searches and offers by id; the oldest searches are forgotten beyond 2,000."""

    def __init__(self, world: World, currency: str, rate: Decimal) -> None:
        self._world = world
        self.currency = currency
        self.rate = rate
        self.searches: OrderedDict[str, Search] = OrderedDict()
        self.notes: dict[str, Note] = {}
        self._search_of: dict[str, str] = {}
        self._offers: OrderedDict[str, list[Offer]] = OrderedDict()

    def next_search_id(self) -> str:
        """The id of the next search."""
        return ids.make("orq", self._world.seed, self._world.count("duffel search"))

    def add(self, search: Search) -> list[Offer]:
        """Keep a search and return its offers."""
        self.searches[search.id] = search
        offers = self.offers(search)
        while len(self.searches) > _SEARCHES_MAX:
            self._forget(next(iter(self.searches)))
        return offers

    def _forget(self, search_id: str) -> None:
        for offer in self.offers(self.searches[search_id]):
            self._search_of.pop(offer.id, None)
            self.notes.pop(offer.id, None)
        self._offers.pop(search_id, None)
        del self.searches[search_id]

    def search(self, search_id: str) -> Search:
        """The search of this id; raises DuffelRefusal not_found."""
        if search_id not in self.searches:
            raise not_found("offer request")
        return self.searches[search_id]

    def offers(self, search: Search) -> list[Offer]:
        """The offers of a search, made again when they are not at hand."""
        made = self._offers.get(search.id)
        if made is None:
            made = find(self._world.seed, search.query, search.id, search.created_at, self.currency, self.rate)
            self._offers[search.id] = made
            for offer in made:
                self._search_of[offer.id] = search.id
            if len(self._offers) > _CACHED_MAX:
                self._offers.popitem(last=False)
        return made

    def offer(self, offer_id: str) -> Offer:
        """The offer of this id, whatever became of it; raises DuffelRefusal not_found."""
        search_id = self._search_of.get(offer_id)
        if search_id is None or search_id not in self.searches:
            raise not_found("offer")
        return next(offer for offer in self.offers(self.searches[search_id]) if offer.id == offer_id)

    def search_of(self, offer: Offer) -> Search:
        """The search that the offer came from."""
        return self.searches[self._search_of[offer.id]]

    def note(self, offer: Offer) -> Note:
        """What is noted about an offer; begun at the first asking."""
        return self.notes.setdefault(offer.id, Note())

    def total(self, offer: Offer) -> Money:
        """The offer's price now, without services."""
        noted = self.notes.get(offer.id)
        percent = self.search_of(offer).percent + (noted.percent if noted else 0)
        return offer.total.times(Decimal(100 + percent) / 100)

    def check_sellable(self, offer: Offer) -> None:
        """Raise DuffelRefusal when the offer can no longer be read or booked."""
        booked = self.search_of(offer).booked
        if booked:
            raise DuffelRefusal(
                "offer_request_already_booked", "An order was already created from an offer of the same offer request"
            )
        noted = self.notes.get(offer.id)
        if self._world.now() >= offer.expires_at or (noted and noted.gone) or self.departed(offer):
            raise DuffelRefusal(
                "offer_no_longer_available", "The offer you are trying to book is no longer available; search again"
            )

    def departed(self, offer: Offer) -> bool:
        """Whether its day of departure is over everywhere on Earth."""
        day: date = offer.ways[0].legs[0].departs.date()
        return day < (self._world.now() - timedelta(days=1)).date()

    def fresh_services(self, offer: Offer) -> list[dict[str, Any]]:
        """Extra bags on sale, with new ids at every read: only those of the very last one can be booked."""
        noted = self.note(offer)
        noted.reads += 1
        noted.services = [] if offer.fate.no_services else self._bags(offer, noted.reads)
        return noted.services

    def _bags(self, offer: Offer, read: int) -> list[dict[str, Any]]:
        price = Money.rounded(_BAG_POUNDS * self.rate, self.currency)
        bags = []
        for n, way in enumerate(offer.ways):
            segments = [ids.make("seg", offer.id, f"{n}/{m}") for m in range(len(way.legs))]
            for traveller in offer.query.travellers:
                if traveller.kind == "infant_without_seat":
                    continue
                bags.append(
                    {
                        "id": ids.make("ase", offer.id, read, n, traveller.id),
                        "type": "baggage",
                        "maximum_quantity": 2,
                        "passenger_ids": [traveller.id],
                        "segment_ids": segments,
                        "total_amount": price.decimal_text(),
                        "total_currency": price.currency,
                        "metadata": {
                            "type": "checked",
                            "maximum_weight_kg": 23,
                            "maximum_height_cm": None,
                            "maximum_length_cm": None,
                            "maximum_depth_cm": None,
                        },
                    }
                )
        return bags

    def keep(self) -> dict[str, Any]:
        """The searches and notes, for a snapshot."""
        return {"searches": list(self.searches.values()), "notes": self.notes}

    def take(self, searches: list[Search], notes: dict[str, Note]) -> None:
        """Bring back what `keep` gave."""
        self.notes = notes
        for search in searches:
            self.searches[search.id] = search
            self.offers(search)
