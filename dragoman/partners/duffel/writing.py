"""From the port's words to Duffel's request bodies, and the matching of paid extras; pure.

Sources: Duffel API reference v2, "create an offer request", "create an order", "price an offer".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from dragoman.flights.supplier import FlightQuery, OrderRequest, Seat, SupplierError, Traveller
from dragoman.kit.money import Money
from dragoman.partners.duffel import wire
from dragoman.partners.duffel.reading import REFERENCE_KEY, money

CABINS = frozenset({"economy", "premium_economy", "business", "first"})
_KEPT = ("type", "designator", "maximum_weight_kg", "merchant_copy", "refund_amount")  # what tells two extras apart


class Extra(Struct, frozen=True):
    """A paid extra of an offer (bag, seat, cancel-for-any-reason). `key` stays the same while Duffel's own id changes at every read."""

    key: str
    kind: str
    price: Money
    seats: tuple[str, ...]
    quantity_max: int


class ExtraChoice(Struct, frozen=True):
    """How many of which extra the traveller takes."""

    key: str
    quantity: int = 1


def offer_request(query: FlightQuery) -> bytes:
    """Write a search; raises SupplierError("refused") for what Duffel would certainly not understand."""
    if not query.slices or not query.seats:
        raise SupplierError("refused", "nothing_to_search")
    if query.cabin is not None and query.cabin not in CABINS:
        raise SupplierError("refused", "cabin")
    content: dict[str, Any] = {
        "slices": [
            {"origin": one.origin, "destination": one.destination, "departure_date": one.day.isoformat()}
            for one in query.slices
        ],
        "passengers": [_seat(seat) for seat in query.seats],
    }
    if query.cabin is not None:
        content["cabin_class"] = query.cabin
    if query.connections_max is not None:
        content["max_connections"] = min(max(query.connections_max, 0), 2)
    return wire.enclose(content)


def _seat(seat: Seat) -> dict[str, Any]:
    """Adults and infants of unknown age go by type, other minors by age: Duffel takes one or the other, never both."""
    if seat.kind == "adult":
        return {"type": "adult"}
    if seat.kind == "infant" and seat.age is None:
        return {"type": "infant_without_seat"}
    if seat.age is None or not 0 <= seat.age < 18:
        raise SupplierError("refused", "age")
    return {"age": seat.age}


def order(request: OrderRequest, services: Sequence[tuple[str, int]] = ()) -> bytes:
    """Write the creation of an order: paid from our balance, or held; our reference goes into the metadata."""
    content: dict[str, Any] = {
        "type": "hold" if request.hold else "instant",
        "selected_offers": [request.offer],
        "passengers": [_traveller(one) for one in request.travellers],
        "metadata": {REFERENCE_KEY: request.reference},
    }
    if not request.hold:
        content["payments"] = [balance(request.amount)]
    if services:
        content["services"] = [{"id": one, "quantity": quantity} for one, quantity in services]
    return wire.enclose(content)


def _traveller(one: Traveller) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": one.seat,
        "title": one.title,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "gender": one.gender,
        "born_on": one.born_on.isoformat(),
        "email": one.email,
        "phone_number": one.phone,
    }
    if one.infant:
        content["infant_passenger_id"] = one.infant
    if one.document_number:
        document: dict[str, Any] = {
            "type": "passport",
            "unique_identifier": one.document_number,
            "issuing_country_code": one.document_country or one.nationality,
        }
        if one.document_expires_on is not None:
            document["expires_on"] = one.document_expires_on.isoformat()
        content["identity_documents"] = [document]
    return content


def personal(travellers: Iterable[Traveller]) -> list[str]:
    """List what must never be repeated from these travellers in an error."""
    return [
        value
        for one in travellers
        for value in (one.given_name, one.family_name, one.email, one.phone, one.document_number, str(one.born_on))
    ]


def balance(amount: Money) -> dict[str, str]:
    """Write a payment from our Duffel balance."""
    return {"type": "balance", "amount": amount.decimal_text(), "currency": amount.currency}


def extra(shape: wire.Extra) -> Extra:
    """Read a paid extra; raises Unreadable for a sum that is none."""
    kept = [f"{name}={(shape.metadata or {}).get(name)}" for name in _KEPT if (shape.metadata or {}).get(name)]
    key = "|".join([shape.type, *shape.passenger_ids, *shape.segment_ids, *kept])
    return Extra(
        key, shape.type, money(shape.total_amount, shape.total_currency), shape.passenger_ids, shape.maximum_quantity
    )


def chosen(shapes: Iterable[wire.Extra], choices: Sequence[ExtraChoice]) -> tuple[tuple[str, int], ...]:
    """Find the ids of `choices` in the newest reading of an offer; SupplierError("gone") when one is no longer sold."""
    ids = {extra(shape).key: shape for shape in shapes}
    found = []
    for choice in choices:
        shape = ids.get(choice.key)
        if shape is None or not 1 <= choice.quantity <= shape.maximum_quantity:
            raise SupplierError("gone", "ancillary_service_not_available")
        found.append((shape.id, choice.quantity))
    return tuple(found)
