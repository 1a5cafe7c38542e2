"""Signatures of Duffel and Paystack, and the events read from recorded bodies."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from dragoman.kit.money import Money
from dragoman.partners.duffel import webhook as duffel
from dragoman.partners.paystack import webhook as paystack
from dragoman.partners.signatures import UnreadableWebhook, Verdict

from .conftest import NOW

RAW = b'{"id":"wev_1","type":"order.created"}'
T = int(NOW.timestamp())


def v1(secret: str = "whsec", stamp: object = T, raw: bytes = RAW) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()


GOOD = v1()


@pytest.mark.parametrize(
    ("header", "secrets", "verdict"),
    [
        (f"t={T},v1={GOOD}", ["whsec"], Verdict.GOOD),
        (f"t={T}, v1={GOOD}", ["whsec"], Verdict.GOOD),
        (f"v1={GOOD},t={T}", ["whsec"], Verdict.GOOD),
        (f"t={T},v1={GOOD},v2=abc", ["whsec"], Verdict.GOOD),
        (f"t={T},v1={'0' * 64},v1={GOOD}", ["whsec"], Verdict.GOOD),
        (f"t={T},v1={GOOD}", ["new", "whsec"], Verdict.GOOD),
        (f"t={T},v1={GOOD}", [], Verdict.UNSET),
        (f"t={T},v1={v1('')}", [""], Verdict.UNSET),
        (f"t={T},v1={v1(' ')}", [" "], Verdict.UNSET),
        (None, ["whsec"], Verdict.MISSING),
        ("  ", ["whsec"], Verdict.MISSING),
        ("nonsense", ["whsec"], Verdict.MALFORMED),
        (f"v1={GOOD}", ["whsec"], Verdict.MALFORMED),
        (f"t={T}", ["whsec"], Verdict.MALFORMED),
        (f"t={T},v1=", ["whsec"], Verdict.MALFORMED),
        (f"t=-5,v1={GOOD}", ["whsec"], Verdict.MALFORMED),
        (f"t={'9' * 400},v1={GOOD}", ["whsec"], Verdict.MALFORMED),
        (f"t=١٢٣,v1={GOOD}", ["whsec"], Verdict.MALFORMED),
        (f"t={T},t={T + 1},v1={GOOD}", ["whsec"], Verdict.MALFORMED),
        (f"t={T},v1={GOOD}", ["other"], Verdict.WRONG),
        (f"t={T + 1},v1={GOOD}", ["whsec"], Verdict.WRONG),
        (f"t={T},v1={GOOD.upper()}", ["whsec"], Verdict.WRONG),
        (f"t={T},v1=é", ["whsec"], Verdict.WRONG),
        (f"t={T - 300},v1={v1(stamp=T - 300)}", ["whsec"], Verdict.GOOD),
        (f"t={T + 300},v1={v1(stamp=T + 300)}", ["whsec"], Verdict.GOOD),
        (f"t={T - 301},v1={v1(stamp=T - 301)}", ["whsec"], Verdict.STALE),
        (f"t={T + 301},v1={v1(stamp=T + 301)}", ["whsec"], Verdict.STALE),
    ],
)
def test_duffels_signature(header, secrets, verdict):
    assert duffel.verify(RAW, header, secrets, NOW) is verdict


def test_duffels_signature_covers_every_byte_and_the_tolerance_is_ours():
    assert duffel.verify(RAW + b" ", f"t={T},v1={GOOD}", ["whsec"], NOW) is Verdict.WRONG
    late = NOW + timedelta(seconds=301)
    assert duffel.verify(RAW, f"t={T},v1={GOOD}", ["whsec"], late) is Verdict.STALE
    assert duffel.verify(RAW, f"t={T},v1={GOOD}", ["whsec"], late, timedelta(hours=1)) is Verdict.GOOD


def sha512(secret: str = "sk_test_x", raw: bytes = RAW) -> str:
    return hmac.new(secret.encode(), raw, hashlib.sha512).hexdigest()


@pytest.mark.parametrize(
    ("header", "secrets", "verdict"),
    [
        (sha512(), ["sk_test_x"], Verdict.GOOD),
        (sha512().upper(), ["sk_test_x"], Verdict.GOOD),
        (sha512(), ["sk_new", "sk_test_x"], Verdict.GOOD),
        (sha512(), [], Verdict.UNSET),
        (sha512(""), [""], Verdict.UNSET),
        (None, ["sk_test_x"], Verdict.MISSING),
        ("", ["sk_test_x"], Verdict.MISSING),
        ("abc", ["sk_test_x"], Verdict.MALFORMED),
        ("z" * 128, ["sk_test_x"], Verdict.MALFORMED),
        ("é" * 128, ["sk_test_x"], Verdict.MALFORMED),
        (sha512("other"), ["sk_test_x"], Verdict.WRONG),
        (sha512(raw=RAW.replace(b":", b": ")), ["sk_test_x"], Verdict.WRONG),
    ],
)
def test_paystacks_signature(header, secrets, verdict):
    assert paystack.verify(RAW, header, secrets) is verdict


def test_duffels_events(shape):
    order, offer = "ord_0000AaOr00000000000001", "off_0000AaOf00000000000001"
    read = [duffel.split(json.dumps(event).encode())[0] for event in shape("duffel/webhooks")]
    assert [(news.kind.value, news.order, news.offer) for news in read] == [
        ("created", order, offer),
        ("creation_failed", "", offer),
        ("airline_change", order, ""),
        ("cancelled", order, ""),
        ("payment_succeeded", "ord_0000AaOr00000000000002", ""),
        ("ping", "", ""),
        ("other", "", ""),
        ("updated", order, offer),
    ]
    assert [news.external_id for news in read] == [f"wev_0000AaEv0000000000000{n}" for n in range(1, 9)]
    assert read[2].subject == "aic_0000AaAc00000000000002"
    assert read[6].type == "stays.booking.created"


def test_paystacks_events(shape):
    read = [paystack.split(json.dumps(event).encode())[0] for event in shape("paystack/webhooks")]
    assert [(news.kind, news.event, news.reference, news.status, news.amount) for news in read] == [
        ("charge", "charge.success", "pay-0001", "success", Money(40333, "NGN")),
        ("refund", "refund.pending", "pay-0001", "pending", Money(10000, "NGN")),
        ("refund", "refund.processing", "pay-0001", "processing", Money(10000, "NGN")),
        ("refund", "refund.processed", "pay-0001", "processed", Money(5000, "NGN")),
        ("refund", "refund.failed", "pay-0001", "failed", Money(20000, "NGN")),
        ("refund", "refund.needs-attention", "pay-0001", "needs-attention", Money(5306, "NGN")),
        ("rejected", "bank.transfer.rejected", "", "", None),
        ("transfer", "transfer.success", "out-0001", "success", Money(100000, "NGN")),
        ("dispute", "charge.dispute.create", "pay-0001", "awaiting-merchant-feedback", None),
        ("other", "subscription.expiring_cards", "", "", None),
        ("other", "customeridentification.success", "", "", None),
    ]
    assert read[0].external_id == "charge.success:4099260516:success"
    assert read[6].subject == "3103959930"
    assert len({news.external_id for news in read}) == len(read)


def refund_event(amount: str) -> bytes:
    data = {"status": "pending", "transaction_reference": "pay-0001", "refund_reference": None, "amount": amount}
    return json.dumps({"event": "refund.pending", "data": data | {"currency": "NGN"}}).encode()


def test_two_refunds_of_one_charge_are_two_events_and_a_repeat_is_one():
    first, other = paystack.split(refund_event("10000"))[0], paystack.split(refund_event("20000"))[0]
    assert first.external_id != other.external_id
    assert paystack.split(refund_event("10000"))[0] == first


@pytest.mark.parametrize("metadata", [0, "", None, {"booking": "bk"}, "text", [1], 1.5])
def test_paystacks_metadata_may_be_anything(shape, metadata):
    event = shape("paystack/webhooks")[0]
    event["data"]["metadata"] = metadata
    assert paystack.split(json.dumps(event).encode())[0].reference == "pay-0001"


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{}", b'{"event":5}', b"\xff", b"[" * 100_000, b'{"event":""}'])
@pytest.mark.parametrize("split", [duffel.split, paystack.split])
def test_a_body_that_is_no_event(split, raw):
    with pytest.raises(UnreadableWebhook) as refused:
        split(raw)
    assert str(refused.value) == "no_event"


@pytest.mark.parametrize("data", [[], 5, "x", None, {"object": 5}, {"object": {"id": 5}}])
def test_a_signed_event_of_another_shape_is_kept(data):
    news = duffel.split(json.dumps({"id": "wev_1", "type": "air.tomorrow", "data": data}).encode())[0]
    assert (news.kind.value, news.type, news.external_id) == ("other", "air.tomorrow", "wev_1")
    kept = paystack.split(json.dumps({"event": "tomorrow.happened", "data": data}).encode())[0]
    assert (kept.kind, kept.event) == ("other", "tomorrow.happened")
