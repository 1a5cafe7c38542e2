"""Every recorded Duffel answer is read by the client's shapes, with fields that nobody has told us about yet."""

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.partners.duffel import reading, wire

SHAPES = Path(__file__).parent / "shapes"
READ = {
    "offer": (wire.Offer, reading.offer),
    "offer_nulls": (wire.Offer, reading.offer),
    "offer_services": (wire.Offer, reading.offer),
    "order": (wire.Order, reading.order),
    "order_hold": (wire.Order, reading.order),
    "order_hold_lapsed": (wire.Order, reading.order),
    "order_hold_paid": (wire.Order, reading.order),
    "order_nulls": (wire.Order, reading.order),
    "cancellation": (wire.Cancellation, reading.cancellation),
    "cancellation_confirmed": (wire.Cancellation, reading.cancellation),
    "cancellation_nulls": (wire.Cancellation, reading.cancellation),
}


def recorded(name: str) -> Any:
    return json.loads((SHAPES / f"{name}.json").read_text())


def grown(value: Any) -> Any:
    """The same with an unknown field in every object."""
    if isinstance(value, dict):
        return {**{key: grown(one) for key, one in value.items()}, "field_of_tomorrow": {"x": [1]}}
    return [grown(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(READ))
def test_a_recorded_answer_is_read_and_unknown_fields_change_nothing(name):
    shape, read = READ[name]
    plain = read(wire.content(json.dumps(recorded(name)).encode(), shape))
    assert read(wire.content(json.dumps(grown(recorded(name))).encode(), shape)) == plain


@pytest.mark.parametrize(
    ("name", "paid", "awaiting", "tickets"),
    [
        ("order", True, False, 2),
        ("order_hold", False, True, 0),
        ("order_hold_lapsed", False, False, 0),
        ("order_hold_paid", True, False, 2),
        ("order_nulls", False, False, 0),
    ],
)
def test_paid_means_not_awaiting_and_proved(name, paid, awaiting, tickets):
    order = reading.order(wire.content(json.dumps(recorded(name)).encode(), wire.Order))
    assert (order.paid_at is not None, order.awaiting_payment, len(order.tickets)) == (paid, awaiting, tickets)


def test_documents_prove_a_payment_that_carries_no_time():
    body = recorded("order")
    del body["data"]["payment_status"]["paid_at"]
    order = reading.order(wire.content(json.dumps(body).encode(), wire.Order))
    assert order.paid_at is not None
    assert order.paid_at.isoformat() == "2026-11-20T09:05:12.500000+00:00"


def test_a_time_of_payment_while_awaiting_proves_nothing():
    body = recorded("order")
    body["data"]["payment_status"]["awaiting_payment"] = True
    assert reading.order(wire.content(json.dumps(body).encode(), wire.Order)).paid_at is None


def test_the_reference_of_a_carrier_serves_where_duffels_own_is_null():
    order = reading.order(wire.content(json.dumps(recorded("order_nulls")).encode(), wire.Order))
    assert (order.pnr, order.reference, order.actions, order.seats) == ("RZPNX8", "", (), ())


def test_every_recorded_shape_is_used():
    elsewhere = {
        "airline_changes",
        "error",
        "offer_request",
        "offers_page",
        "orders_page",
        "payment",
        "places",
        "webhooks",
    }
    assert {path.stem for path in SHAPES.glob("*.json")} == set(READ) | elsewhere


def test_the_other_recorded_shapes_are_read():
    items, after = wire.page((SHAPES / "offers_page.json").read_bytes())
    assert ([wire.decode(item, wire.Offer).id[-1] for item in items], after) == (["2", "1"], None)
    items, _ = wire.page((SHAPES / "orders_page.json").read_bytes())
    assert wire.decode(items[0], wire.Order).offer_id == "off_0000AaOf00000000000001"
    items, _ = wire.page((SHAPES / "airline_changes.json").read_bytes())
    changes = reading.airline_changes([wire.decode(item, wire.AirlineInitiatedChange) for item in items])
    assert [change.id[-1] for change in changes] == ["1", "2"]
    assert wire.content((SHAPES / "payment.json").read_bytes(), wire.Payment).status == "succeeded"
    (fault,) = wire.decode((SHAPES / "error.json").read_bytes(), wire.Faults).errors
    assert (fault.code, fault.source and fault.source.pointer) == (
        "validation_length",
        "/data/passengers/0/given_name",
    )
