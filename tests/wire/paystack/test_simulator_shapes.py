"""The simulated Paystack answers and tells with every field of the recorded shapes, of the same kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wire.matching import differences

SHAPES = Path(__file__).parent / "shapes"


def recorded(name: str) -> dict:
    return json.loads((SHAPES / f"{name}.json").read_text())


@pytest.fixture
async def answers(paystack) -> dict[str, object]:
    """One payment and its refund; the answers by the name of the recorded shape that judges them."""
    started = {"email": "ada.obi@example.com", "amount": 100_000, "reference": "shape-1"}
    started["metadata"] = {"booking": "bk_1"}
    initialized = (await paystack.post("/transaction/initialize", started)).json()
    abandoned = (await paystack.get("/transaction/verify/shape-1")).json()
    await paystack.pay(initialized["data"]["access_code"])
    return {
        "initialize": initialized,
        "verify_abandoned": abandoned,
        "verify": (await paystack.get("/transaction/verify/shape-1")).json(),
        "verify_unknown": (await paystack.get("/transaction/verify/none")).json(),
        "duplicate": (await paystack.post("/transaction/initialize", started)).json(),
        "refund": (await paystack.post("/refund", {"transaction": "shape-1"})).json(),
        "refunds": (await paystack.get("/refund", transaction="shape-1")).json(),
        "balance": (await paystack.get("/balance")).json(),
    }


async def test_every_recorded_field_is_answered(answers):
    found = {name: differences(recorded(name), answer) for name, answer in answers.items()}
    found["verify"].remove("/data/metadata: dict")  # recorded as the empty text; it has several shapes by nature
    assert {name: rows for name, rows in found.items() if rows} == {}


async def told(paystack, event):
    await paystack.advance(minutes=1)
    rows = paystack.told(event)
    assert rows, event
    return rows[-1]


@pytest.mark.parametrize(
    ("card", "events"),
    [
        ("4084084084084081", ["charge.success", "refund.pending", "refund.processing", "refund.processed"]),
        ("4084080000671803", ["refund.failed"]),
        ("4084080000671902", ["refund.needs-attention"]),
    ],
)
async def test_events_have_the_recorded_fields(paystack, card, events):
    shapes = {shape["event"]: shape["data"] for shape in recorded("webhooks")}
    paid = await paystack.paid(card=card)
    await paystack.post("/refund", {"transaction": paid["reference"]})
    for event in events:
        shown = await told(paystack, event)
        found = [row for row in differences(shapes[event], shown) if not row.startswith("/metadata")]
        assert found == [], event
        if event.startswith("refund."):
            assert set(shown) == set(shapes[event]), event


async def test_other_events_have_the_recorded_fields(paystack, stage):
    shapes = {shape["event"]: shape["data"] for shape in recorded("webhooks")}
    made = await paystack.initialize()
    await paystack.pay(made["access_code"], channel="bank_transfer", amount=1)
    await paystack.pay(made["access_code"])
    await stage.client.post("/paystack/_control/disputes", json={"transaction": made["reference"]})
    account = {"type": "nuban", "name": "Dewi", "account_number": "0000000000", "bank_code": "057"}
    code = (await paystack.post("/transferrecipient", account)).json()["data"]["recipient_code"]
    await paystack.post("/transfer", {"source": "balance", "amount": 100_000, "recipient": code})
    for event in ("bank.transfer.rejected", "charge.dispute.create", "transfer.success"):
        assert differences(shapes[event], await told(paystack, event)) == [], event
