"""Transactions, cards, refunds, transfers and disputes (partners.md B1-B7)."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from dragoman.simulators.faults import Fault
from dragoman.simulators.paystack.cards import CARDS
from dragoman.simulators.paystack.events import WAITS
from dragoman.simulators.paystack.money import fees


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "No Authorization Header was found"),
        ({"Authorization": "Bearer sk_test_other"}, "Invalid key"),
        ({"Authorization": "Basic x"}, "Invalid key"),
    ],
)
async def test_the_secret_key_is_needed(stage, headers, message):
    answer = await stage.client.get("/paystack/balance", headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (401, message)
    assert answer.json()["status"] is False
    assert answer.json()["meta"]["nextStep"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": None}, 400, "invalid_params"),
        ({"email": "ada"}, 400, "invalid_params"),
        ({"amount": 0}, 400, "invalid_params"),
        ({"amount": "12.50"}, 400, "invalid_params"),
        ({"amount": 1.5}, 400, "invalid_params"),
        ({"amount": True}, 400, "invalid_params"),
        ({"amount": 10**20}, 400, "invalid_params"),
        ({"amount": 4999}, 400, "invalid_params"),
        ({"amount": 99, "currency": "XOF"}, 400, "invalid_params"),
        ({"currency": "EUR"}, 403, "unsupported_currency"),
        ({"reference": "a b"}, 400, "invalid_params"),
        ({"channels": ["carrier pigeon"]}, 400, "invalid_params"),
        ({"callback_url": "javascript:alert(1)"}, 400, "invalid_params"),
        ({"metadata": [1]}, 400, "invalid_params"),
    ],
)
async def test_initialize_refuses(paystack, change, status, code):
    answer = await paystack.post("/transaction/initialize", {"email": "a@b.co", "amount": 100_000, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await paystack.get("/transaction")).json()["data"] == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000, b'{"email":"' + b"x" * 1_000_001 + b'"}'])
async def test_bodies_that_cannot_be_read(paystack, body):
    answer = await paystack.stage.client.post(
        "/paystack/transaction/initialize", content=body, headers=paystack.headers
    )
    assert answer.status_code in (400, 413)


async def test_a_reference_is_used_once(paystack):
    await paystack.initialize(reference="bk-1.=A")
    again = await paystack.post(
        "/transaction/initialize", {"email": "a@b.co", "amount": "100000", "reference": "bk-1.=A"}
    )
    assert (again.status_code, again.json()["code"]) == (400, "duplicate_reference")


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        (None, ""),
        ({"booking": "bk_1"}, {"booking": "bk_1"}),
        ('{"booking":"bk_1"}', {"booking": "bk_1"}),
        ("note", "note"),
    ],
)
async def test_metadata_comes_back_in_several_shapes(paystack, sent, back):
    made = await paystack.initialize(metadata=sent)
    assert (await paystack.verify(made["reference"]))["metadata"] == back


@pytest.mark.parametrize(
    ("currency", "amount", "minimum"),
    [
        ("NGN", 5_000, True),
        ("USD", 200, True),
        ("GHS", 10, True),
        ("ZAR", 100, True),
        ("KES", 300, True),
        ("XOF", 100, True),
    ],
)
async def test_the_minimum_of_each_currency_is_taken(paystack, currency, amount, minimum):
    made = await paystack.initialize(amount=amount, currency=currency)
    shown = await paystack.verify(made["reference"])
    assert (shown["requested_amount"], shown["currency"], shown["status"]) == (amount, currency, "abandoned")


async def test_a_payment_that_nobody_made_is_abandoned_and_may_come_late(paystack):
    made = await paystack.initialize()
    assert made["authorization_url"].endswith(f"/paystack/checkout/{made['access_code']}")
    assert (await paystack.verify(made["reference"]))["status"] == "abandoned"
    await paystack.advance(days=30)
    assert (await paystack.pay(made["access_code"]))["status"] == "success"
    shown = await paystack.verify(made["reference"])
    assert shown["status"] == "success"
    assert shown["paid_at"] == shown["paidAt"]


async def test_an_unknown_reference_is_refused(paystack):
    answer = await paystack.get("/transaction/verify/nothing")
    assert (answer.status_code, answer.json()["code"]) == (400, "transaction_not_found")


STEPS = {
    "4084084084084081": [({}, "success")],
    "507850785078507812": [({}, "pin"), ({"pin": "1111"}, "success")],
    "5060666666666666666": [
        ({}, "pin"),
        ({"pin": "1234"}, "otp"),
        ({"pin": "1234", "otp": "123456"}, "success"),
    ],
    "4084080000005408": [({}, "failed")],
    "4084080000670037": [({}, "failed")],
    "4084080000671803": [({}, "success")],
    "4084080000671902": [({}, "success")],
}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.title)
async def test_every_test_card_does_what_paystack_says(paystack, card):
    made = await paystack.initialize()
    for more, expected in STEPS[card.number]:
        outcome = await paystack.pay(made["access_code"], card=card.number, cvv=card.cvv, **more)
        assert outcome["status"] == expected
        shown = {"success": "success", "failed": "failed", "pin": "ongoing", "otp": "ongoing"}[expected]
        assert (await paystack.verify(made["reference"]))["status"] == shown


@pytest.mark.parametrize(
    "payment",
    [
        {"card": "4111111111111111"},
        {"card": "4084084084084081", "cvv": "000"},
        {"card": "507850785078507812", "pin": "9999"},
        {"card": "5060666666666666666", "pin": "1234", "otp": "000000"},
    ],
)
async def test_a_wrong_card_or_secret_fails_and_can_be_tried_again(paystack, payment):
    made = await paystack.initialize()
    assert (await paystack.pay(made["access_code"], **payment))["status"] == "failed"
    assert (await paystack.verify(made["reference"]))["status"] == "failed"
    await paystack.advance(seconds=1)
    assert paystack.stage.posted.letters == []  # only successful charges are told
    assert (await paystack.pay(made["access_code"]))["status"] == "success"


async def test_a_paid_link_is_not_charged_twice(paystack):
    made = await paystack.initialize(callback_url="https://shop.example/back")
    redirect = f"https://shop.example/back?trxref={made['reference']}&reference={made['reference']}"
    for _ in range(3):
        outcome = await paystack.pay(made["access_code"])
        assert (outcome["status"], outcome["redirect"]) == ("success", redirect)
    await paystack.advance(seconds=1)
    assert len(paystack.told("charge.success")) == 1
    [balance] = (await paystack.get("/balance")).json()["data"]
    start = paystack.stage.world.settings.paystack_balance_minor
    assert balance["balance"] == start + 8_345_000 - fees(8_345_000, "NGN")


@pytest.mark.parametrize(
    ("payment", "amount", "currency"),
    [
        ({"bear_fees": True}, 8_345_000 + fees(8_345_000, "NGN"), "NGN"),
        ({"amount": 8_000_000}, 8_000_000, "NGN"),
        ({"amount": 9_000_000}, 9_000_000, "NGN"),
        ({"amount": 5_000, "currency": "USD"}, 5_000, "USD"),
    ],
)
async def test_another_sum_than_asked_can_be_charged(paystack, payment, amount, currency):
    shown = await paystack.paid(card="4084084084084081", **payment)
    assert (shown["amount"], shown["requested_amount"], shown["currency"]) == (amount, 8_345_000, currency)
    await paystack.advance(seconds=1)
    [told] = paystack.told("charge.success")
    assert (told["amount"], told["requested_amount"]) == (amount, 8_345_000)


async def test_a_transfer_of_a_wrong_sum_is_rejected(paystack):
    made = await paystack.initialize()
    outcome = await paystack.pay(made["access_code"], channel="bank_transfer", amount=100)
    assert outcome["status"] == "rejected"
    await paystack.stage.world.courier.settle()
    [told] = paystack.told("bank.transfer.rejected")
    assert told["bank_transfer"]["message_type"] == "INCORRECT_AMOUNT"
    assert told["bank_transfer"]["transaction_id"] == str((await paystack.verify(made["reference"]))["id"])
    assert (await paystack.pay(made["access_code"], channel="bank_transfer"))["status"] == "success"
    assert (await paystack.verify(made["reference"]))["channel"] == "bank_transfer"


@pytest.mark.parametrize(
    "body", [b"{", b"{}", b'{"card":1}', b'{"card":"4","amount":-1}', b'{"channel":"cash"}', b'{"card":"4","x":1}']
)
async def test_the_checkout_refuses_nonsense(paystack, stage, body):
    made = await paystack.initialize()
    answer = await stage.client.post(f"/paystack/checkout/{made['access_code']}/pay", content=body)
    assert answer.status_code in (400, 422)
    assert (await stage.client.post("/paystack/checkout/none/pay", json={"card": "4"})).status_code == 404
    assert (await stage.client.get("/paystack/checkout/none")).status_code == 404
    assert (await stage.client.get(f"/paystack/checkout/{made['access_code']}")).status_code == 200


async def test_the_webhook_is_signed_with_the_secret_key_and_retried(paystack, stage):
    stage.posted.answers = [500, 204, 302]
    await paystack.paid()
    for _ in range(4):
        await paystack.advance(minutes=3, seconds=1)
    assert len(stage.posted.letters) == 4  # anything but 200 is a failure
    for _, body, headers in stage.posted.letters:
        secret = stage.world.settings.paystack_secret_key.encode()
        assert headers["x-paystack-signature"] == hmac.new(secret, body, hashlib.sha512).hexdigest()
    minutes = [wait.total_seconds() / 60 for wait in WAITS]
    assert minutes[:5] == [3, 3, 3, 3, 60]
    assert sum(minutes) <= 72 * 60


async def refunded(paystack, card="4084084084084081", **body):
    shown = await paystack.paid(card=card)
    answer = await paystack.post("/refund", {"transaction": shown["reference"], **body})
    assert answer.status_code == 200, answer.text
    return shown["reference"], answer.json()["data"]


async def test_a_refund_is_a_process(paystack):
    reference, refund = await refunded(paystack)
    assert (refund["status"], refund["amount"]) == ("pending", 8_345_000)
    await paystack.advance(minutes=1)
    events = [paystack.told(f"refund.{name}") for name in ("pending", "processing", "processed")]
    assert [len(rows) for rows in events] == [1, 1, 1]
    assert [rows[0]["refund_reference"] is None for rows in events] == [True, True, False]
    assert {rows[0]["amount"] for rows in events} == {"8345000"}
    assert {rows[0]["transaction_reference"] for rows in events} == {reference}
    assert all("id" not in rows[0] for rows in events)
    assert (await paystack.verify(reference))["status"] == "reversed"
    done = (await paystack.get(f"/refund/{refund['id']}")).json()["data"]
    assert (done["status"], done["fully_deducted"], done["deducted_amount"]) == ("processed", 1, 8_345_000)


async def test_partial_refunds_sum_up_to_the_payment_and_no_more(paystack):
    reference, _ = await refunded(paystack, amount=8_000_000)
    over = await paystack.post("/refund", {"transaction": reference, "amount": 345_001})
    assert (over.status_code, over.json()["code"]) == (400, "refund_amount_too_high")
    rest = await paystack.post("/refund", {"transaction": reference})
    assert rest.json()["data"]["amount"] == 345_000
    more = await paystack.post("/refund", {"transaction": reference})
    assert (more.status_code, more.json()["code"]) == (400, "transaction_fully_reversed")
    assert len((await paystack.get("/refund", transaction=reference)).json()["data"]) == 2


async def test_a_failing_refund_gives_the_money_back_to_the_merchant(paystack):
    before = (await paystack.get("/balance")).json()["data"][0]["balance"]
    reference, _ = await refunded(paystack, card="4084080000671803")
    await paystack.advance(minutes=1)
    assert [row["amount"] for row in paystack.told("refund.failed")] == [8_345_000]  # a whole number here
    assert (await paystack.verify(reference))["status"] == "success"
    after = (await paystack.get("/balance")).json()["data"][0]["balance"]
    assert after == before + 8_345_000 - fees(8_345_000, "NGN")


async def test_a_refund_that_needs_attention_goes_on_with_the_payers_account(paystack):
    _, refund = await refunded(paystack, card="4084080000671902")
    await paystack.advance(days=3)
    [told] = paystack.told("refund.needs-attention")
    assert (told["id"], told["amount"]) == (str(refund["id"]), 8_345_000)
    path = f"/refund/retry_with_customer_details/{refund['id']}"
    assert (await paystack.post(path, {})).status_code == 400
    details = {"currency": "NGN", "account_number": "0000000000", "bank_id": "9"}
    again = await paystack.post(path, {"refund_account_details": details})
    assert again.json()["data"]["status"] == "processing"
    await paystack.advance(minutes=1)
    assert (await paystack.get(f"/refund/{refund['id']}")).json()["data"]["status"] == "processed"
    assert (await paystack.post(path, {"refund_account_details": details})).status_code == 400


@pytest.mark.parametrize("wrong", [{}, {"transaction": "none"}, {"transaction": None}, {"transaction": [1]}])
async def test_a_refund_of_nothing_is_refused(paystack, wrong):
    assert (await paystack.post("/refund", wrong)).status_code == 400


async def test_an_unpaid_transaction_cannot_be_refunded(paystack):
    made = await paystack.initialize()
    refused = await paystack.post("/refund", {"transaction": made["reference"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "transaction_not_paid")


async def recipient(paystack):
    account = {"type": "nuban", "name": "Dewi Lestari", "account_number": "0000000000", "bank_code": "057"}
    answer = await paystack.post("/transferrecipient", {**account, "currency": "NGN"})
    assert answer.status_code == 201
    return answer.json()["data"]["recipient_code"]


async def transfer(paystack, **more):
    body = {"source": "balance", "amount": 100_000, "recipient": await recipient(paystack), "reason": "Guide", **more}
    return await paystack.post("/transfer", body)


@pytest.mark.parametrize(
    ("fault", "events"),
    [(None, ["success"]), ("failed", ["failed"]), ("reversed", ["success", "reversed"])],
)
async def test_a_transfer_ends_as_its_fault_says_and_money_is_kept(paystack, stage, fault, events):
    before = (await paystack.get("/balance")).json()["data"][0]["balance"]
    if fault:
        stage.world.faults.set(Fault("paystack", "transfer", fault))
    sent = (await transfer(paystack, reference="payout-000000000001")).json()["data"]
    assert sent["status"] == "pending"
    await paystack.advance(seconds=6)
    await paystack.advance(seconds=6)
    for event in events:
        assert [row["reference"] for row in paystack.told(f"transfer.{event}")] == ["payout-000000000001"]
    verified = (await paystack.get("/transfer/verify/payout-000000000001")).json()["data"]
    assert verified["status"] == events[-1]
    after = (await paystack.get("/balance")).json()["data"][0]["balance"]
    assert before - after == (100_000 if events == ["success"] else 0)


async def test_a_transfer_waits_for_its_otp(paystack, stage):
    stage.world.faults.set(Fault("paystack", "transfer", "otp"))
    sent = (await transfer(paystack)).json()["data"]
    assert sent["status"] == "otp"
    path, code = "/transfer/finalize_transfer", sent["transfer_code"]
    assert (await paystack.post(path, {"transfer_code": code, "otp": "000000"})).status_code == 400
    assert (await paystack.post(path, {"transfer_code": code, "otp": "123456"})).json()["data"]["status"] == "pending"
    assert (await paystack.post(path, {"transfer_code": code, "otp": "123456"})).status_code == 400


async def test_a_transfer_reference_is_its_idempotency_key(paystack):
    assert (await transfer(paystack, reference="payout-000000000001")).status_code == 200
    before = (await paystack.get("/balance")).json()["data"][0]["balance"]
    again = await transfer(paystack, reference="payout-000000000001")
    assert (again.status_code, again.json()["code"]) == (400, "duplicate_transfer_reference")
    part = {"amount": 5_000, "recipient": await recipient(paystack), "reference": "payout-000000000001"}
    bulk = await paystack.post("/transfer/bulk", {"currency": "NGN", "source": "balance", "transfers": [part]})
    assert (bulk.status_code, bulk.json()["message"]) == (404, "Duplicate reference(s) found")
    assert (await paystack.get("/balance")).json()["data"][0]["balance"] == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"recipient": "RCP_none"}, "recipient_not_found"),
        ({"reference": "short"}, "invalid_params"),
        ({"reference": "UPPER-CASE-REFERENCE"}, "invalid_params"),
        ({"amount": 10**14}, "insufficient_balance"),
        ({"amount": 1}, "invalid_params"),
        ({"currency": "GHS"}, "invalid_params"),
        ({"source": "wallet"}, "invalid_params"),
    ],
)
async def test_a_wrong_transfer_is_refused(paystack, change, code):
    assert (await transfer(paystack, **change)).json()["code"] == code
    assert (await paystack.get("/transfer")).json()["data"] == []


async def test_a_bulk_transfer_queues_every_part(paystack):
    code = await recipient(paystack)
    parts = [{"amount": 5_000 + n, "recipient": code, "reference": f"bulk-00000000000{n}"} for n in range(3)]
    bulk = await paystack.post("/transfer/bulk", {"currency": "NGN", "source": "balance", "transfers": parts})
    assert [row["status"] for row in bulk.json()["data"]] == ["received"] * 3
    await paystack.advance(seconds=6)
    assert len(paystack.told("transfer.success")) == 3


async def test_a_dispute_is_opened_recalled_and_resolved(paystack, stage):
    shown = await paystack.paid()
    for event in ("create", "remind", "resolve"):
        body = {"transaction": shown["reference"], "event": event, "resolution": "merchant-accepted"}
        assert (await stage.client.post("/paystack/_control/disputes", json=body)).status_code == 202
        await paystack.stage.world.courier.settle()
        [told] = paystack.told(f"charge.dispute.{event}")
        assert told["transaction"]["reference"] == shown["reference"]
    [row] = (await paystack.get("/dispute")).json()["data"]
    assert (row["status"], row["resolution"]) == ("resolved", "merchant-accepted")
    nothing = await stage.client.post("/paystack/_control/disputes", json={"transaction": "none"})
    assert nothing.status_code == 400


@pytest.mark.parametrize(
    ("fault", "field", "wrong"),
    [
        ("amount_mismatch", "amount", 4_172_500),
        ("currency_mismatch", "currency", "GHS"),
        ("reversed", "status", "reversed"),
        ("pending", "status", "pending"),
    ],
)
async def test_verify_lies_once_and_then_tells_the_truth(paystack, stage, fault, field, wrong):
    shown = await paystack.paid()
    stage.world.faults.set(Fault("paystack", "verify", fault))
    assert (await paystack.verify(shown["reference"]))[field] == wrong
    assert (await paystack.verify(shown["reference"])) == shown


async def test_transactions_are_listed_in_pages(paystack):
    for n in range(5):
        await paystack.initialize(reference=f"page-{n}")
    listed = (await paystack.get("/transaction", perPage="2", page="2")).json()
    assert [row["reference"] for row in listed["data"]] == ["page-2", "page-1"]
    assert listed["meta"] == {"total": 5, "skipped": 2, "perPage": 2, "page": 2, "pageCount": 3}
    number = listed["data"][0]["id"]
    assert number > 2**32
    assert (await paystack.get(f"/transaction/{number}")).json()["data"]["reference"] == "page-2"
    assert (await paystack.get("/transaction", status="success")).json()["data"] == []
    assert (await paystack.get("/transaction", **{"from": "nonsense"})).status_code == 400


async def test_a_path_that_is_not_there_is_refused_in_json(paystack):
    answer = await paystack.get("/unicorns")
    assert (answer.status_code, answer.json()["status"]) == (404, False)


async def test_the_events_metadata_may_be_nothing_in_three_ways(paystack):
    for _ in range(20):
        await paystack.paid()
    await paystack.advance(seconds=1)
    told = [row["metadata"] for row in paystack.told("charge.success")]
    assert {repr(value) for value in told} == {"0", "''", "None"}
    made = await paystack.initialize(metadata={"booking": "bk_1"})
    await paystack.pay(made["access_code"])
    await paystack.advance(seconds=1)
    assert paystack.told("charge.success")[-1]["metadata"] == {"booking": "bk_1"}
