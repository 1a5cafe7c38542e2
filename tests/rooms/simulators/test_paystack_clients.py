"""Paystack's official client and the best kept other one, over real HTTP, against the simulator."""

from __future__ import annotations

import time

import httpx2
import paystack
import pytest
from paystack.configuration import Configuration
from pypaystack2 import PaystackClient
from pypaystack2.base_clients import AbstractAPIClient
from pypaystack2.enums import Country, Currency, RecipientType

CALLBACK = "http://shop.example/return?from=chat"


@pytest.fixture
def official(served):
    paystack.api_key = served.settings.paystack_secret_key
    configuration = Configuration()
    configuration.host = served.url + "/paystack"
    Configuration.set_default(configuration)
    return paystack


@pytest.fixture
def client(served, monkeypatch):
    monkeypatch.setattr(AbstractAPIClient, "_BASE_URL", served.url + "/paystack")
    return PaystackClient(secret_key=served.settings.paystack_secret_key)


def pay(served, url, **payment):
    answer = httpx2.post(url + "/pay", json={"card": "4084084084084081", **payment})
    assert answer.status_code == 200
    return answer.json()


def wait_for_letter(served, event, reference, seconds=5):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for _, body, headers in list(served.posted.letters):
            if f'"event":"{event}"'.encode() in body and reference.encode() in body:
                return body, headers
        time.sleep(0.01)
    raise AssertionError(f"no {event} for {reference}")


def test_the_official_client_initializes_verifies_and_refunds(official, served):
    made = official.Transaction.initialize(email="ada.obi@example.com", amount=8345000, currency="NGN")
    url = made.data["authorization_url"]
    reference = made.data["reference"]
    assert official.Transaction.verify(reference=reference).data["status"] == "abandoned"
    assert pay(served, url)["status"] == "success"
    verified = official.Transaction.verify(reference=reference).data
    assert (verified["status"], verified["amount"], verified["requested_amount"]) == ("success", 8345000, 8345000)
    refund = official.Refund.create(transaction=reference, amount=1000000)
    assert refund.data["status"] == "pending"


def test_the_official_client_pays_out(official):
    recipient = official.TransferRecipient.create(
        type="nuban", name="Dewi Lestari", account_number="0000000000", bank_code="057", currency="NGN"
    )
    again = official.TransferRecipient.create(
        type="nuban", name="Dewi Lestari", account_number="0000000000", bank_code="057", currency="NGN"
    )
    code = recipient.data["recipient_code"]
    assert again.data["recipient_code"] == code
    reference = f"payout-{time.time_ns()}-0001"
    sent = official.Transfer.initiate(
        source="balance", amount="500000", recipient=code, reference=reference, reason="Guide fee"
    )
    assert sent.data["status"] == "pending"
    assert official.Transfer.verify(reference=reference).data["reference"] == reference
    assert {row["currency"] for row in official.Balance.fetch().data} >= {"NGN"}


def test_the_other_clients_models_take_every_answer(client, served):
    made = client.transactions.initialize(email="kofi@example.com", amount=250000, callback_url=CALLBACK)
    reference = made.data.reference
    paid = pay(served, made.data.authorization_url)
    assert paid["redirect"] == f"{CALLBACK}&trxref={reference}&reference={reference}"
    verified = client.transactions.verify(reference)
    assert verified.data is not None, verified.raw
    assert (verified.data.status, verified.data.amount) == ("success", 250000)
    listed = client.transactions.get_transactions()
    assert reference in {transaction.reference for transaction in listed.data}
    refund = client.refunds.create(transaction=reference)
    assert refund.data is not None, refund.raw
    assert refund.data.status == "pending"
    recipient = client.transfer_recipients.create(
        type_=RecipientType.NUBAN, name="Dewi", account_number="0000000001", bank_code="057", currency=Currency.NGN
    )
    assert recipient.data is not None, recipient.raw
    transfer = client.transfers.initiate(amount=10000, recipient=recipient.data.recipient_code, reason="Tip")
    assert transfer.data is not None, transfer.raw
    assert transfer.data.status == "pending"
    banks = client.miscellaneous.get_banks(country=Country.NIGERIA)
    assert banks.data is not None, banks.raw
    assert "057" in {bank.code for bank in banks.data}


def test_the_other_client_accepts_the_signature(client, served):
    made = client.transactions.initialize(email="kofi@example.com", amount=250000)
    pay(served, made.data.authorization_url)
    body, headers = wait_for_letter(served, "charge.success", made.data.reference)
    signature = headers["x-paystack-signature"]
    assert client.is_verified_webhook_payload(body, signature)
    assert not client.is_verified_webhook_payload(body + b" ", signature)
