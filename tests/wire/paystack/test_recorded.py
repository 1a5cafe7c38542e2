"""Every recorded Paystack answer is read by the client's shapes, with fields that nobody has told us about yet."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dragoman.partners.paystack import wire

SHAPES = Path(__file__).parent / "shapes"
READ = {
    "initialize": wire.Started,
    "verify": wire.Charge,
    "verify_abandoned": wire.Charge,
    "refund": wire.Refund,
    "refunds": list[wire.Refund],
    "balance": list[msgspec.Raw],
}
REFUSALS = {"verify_unknown": "transaction_not_found", "duplicate": "duplicate_reference"}


def grown(value: Any) -> Any:
    """The same with an unknown field in every object."""
    if isinstance(value, dict):
        return {**{key: grown(one) for key, one in value.items()}, "field_of_tomorrow": {"x": [1]}}
    return [grown(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(READ))
def test_a_recorded_answer_is_read_and_unknown_fields_change_nothing(name):
    body = json.loads((SHAPES / f"{name}.json").read_text())
    plain, more = (
        wire.decode(wire.decode(json.dumps(one).encode(), wire.Envelope).data, READ[name])
        for one in (body, grown(body))
    )
    if name == "balance":
        assert len(plain) == len(more) == 1
    else:
        assert plain == more


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_a_recorded_refusal_is_read(name):
    envelope = wire.decode((SHAPES / f"{name}.json").read_bytes(), wire.Envelope)
    assert (envelope.status, envelope.code) == (False, REFUSALS[name])


def test_every_recorded_shape_is_used():
    assert {path.stem for path in SHAPES.glob("*.json")} == {*READ, *REFUSALS, "webhooks"}
