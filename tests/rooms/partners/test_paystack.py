"""Paystack as a gateway: sums, statuses, refusals, lost answers, refunds."""

from datetime import UTC, datetime

import httpx2
import pytest

from dragoman.kit.money import Money
from dragoman.partners.paystack import wire
from dragoman.partners.paystack.client import Paystack
from dragoman.payments.gateway import (
    ChargeRequest,
    GatewayRefused,
    GatewayUnavailable,
    PayLink,
    ProviderRecord,
    RecordStatus,
    RefundRecord,
    RefundStatus,
)

NGN = Money(30050, "NGN")


@pytest.fixture
def paystack(clock, transport) -> Paystack:
    return Paystack.open("https://api.paystack.test", "sk_test_x", clock, transport)


def charge(amount: Money = NGN, reference: str = "pay-0001") -> ChargeRequest:
    return ChargeRequest(reference, amount, "ada@example.com", "LOS-ABV 15 Dec", "https://dragoman.test/back", "bk_1")


@pytest.mark.parametrize(
    ("amount", "hundredths"),
    [
        (Money(125050, "NGN"), 125050),
        (Money(1050, "GHS"), 1050),
        (Money(1050, "ZAR"), 1050),
        (Money(1050, "KES"), 1050),
        (Money(1050, "USD"), 1050),
        (Money(1050, "XOF"), 105000),  # no minor unit, yet Paystack counts hundredths
    ],
)
def test_every_currency_there_and_back(amount, hundredths):
    assert wire.to_wire(amount) == hundredths
    assert wire.money(hundredths, amount.currency) == amount
    assert wire.money(str(hundredths), amount.currency) == amount


def test_the_table_covers_every_currency_paystack_takes():
    assert set(wire.MINIMUM) == {"NGN", "GHS", "ZAR", "KES", "USD", "XOF"}


def test_fractions_of_xof_are_ignored_in_sums_and_rounded_in_fees():
    assert wire.money(105099, "XOF") == Money(1050, "XOF")
    assert wire.fee(1950, "XOF") == Money(20, "XOF")
    assert wire.fee(1849, "XOF") == Money(18, "XOF")


@pytest.mark.parametrize("value", [-1, "-1", "1.5", "", "1e3", "٣", "9" * 19, " 1", True])
def test_a_sum_that_is_none(value):
    with pytest.raises(wire.Unreadable):
        wire.money(value, "NGN")


async def test_a_charge_is_opened(paystack, script, shape):
    script.say(200, shape("paystack/initialize"))
    assert await paystack.initialize(charge()) == PayLink(
        "pay-0001", "https://checkout.paystack.com/nkdks46nymizns7", "nkdks46nymizns7"
    )
    assert script.asked() == ["POST /transaction/initialize"]
    assert script.requests[0].headers["authorization"] == "Bearer sk_test_x"
    sent = script.sent()
    assert (sent["amount"], sent["currency"], sent["reference"]) == (30050, "NGN", "pay-0001")
    assert sent["callback_url"] == "https://dragoman.test/back"
    assert sent["metadata"]["booking"] == "bk_1"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (charge(reference="pay_1"), "invalid"),
        (charge(reference=""), "invalid"),
        (charge(Money(100, "EUR")), "currency"),
        (charge(Money(4999, "NGN")), "amount"),
        (charge(Money(199, "USD")), "amount"),
        (charge(Money(9, "GHS")), "amount"),
        (charge(Money(99, "ZAR")), "amount"),
        (charge(Money(299, "KES")), "amount"),
        (charge(Money(0, "XOF")), "amount"),
        (charge(Money(-5000, "NGN")), "amount"),
    ],
)
async def test_a_charge_paystack_would_refuse_is_not_sent(paystack, script, request_, code):
    with pytest.raises(GatewayRefused) as refused:
        await paystack.initialize(request_)
    assert refused.value.code == code
    assert script.requests == []


@pytest.mark.parametrize(
    "amount",
    [Money(5000, "NGN"), Money(200, "USD"), Money(10, "GHS"), Money(100, "ZAR"), Money(300, "KES"), Money(1, "XOF")],
)
async def test_the_smallest_charge_of_every_currency_is_sent(paystack, script, shape, amount):
    script.say(200, shape("paystack/initialize"))
    await paystack.initialize(charge(amount))
    assert script.sent()["amount"] == wire.MINIMUM[amount.currency]


def no(message, code=None, kind="validation_error"):
    return {"status": False, "message": message, "type": kind, "code": code, "meta": {"nextStep": ""}}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, no("Duplicate Transaction Reference", "duplicate_reference"), "duplicate"),
        (400, no("Duplicate Transaction Reference"), "duplicate"),
        (401, no("Invalid key", "invalid_Key"), "key"),
        (401, no(""), "key"),
        (403, no("IP not allowed"), "key"),
        (400, no("Currency not supported by merchant", "unsupported_currency"), "currency"),
        (400, no("Invalid Amount Sent", "invalid_params"), "invalid"),
        (400, no("Amount is below the limit"), "amount"),
        (400, no("Email Address is required", "missing_params"), "invalid"),
        (400, no("Your balance is not enough to fulfil this request"), "balance"),
        (404, no("Page missing"), "not_found"),
        (200, no("Refund not permitted"), "invalid"),
        (400, no("Something", 5), "invalid"),
    ],
)
async def test_refusals_by_code_words_and_status(paystack, script, status, body, code):
    script.say(status, body)
    with pytest.raises(GatewayRefused) as refused:
        await paystack.initialize(charge())
    assert refused.value.code == code


async def test_a_refusal_repeats_nothing_personal(paystack, script):
    script.say(400, no("ada@example.com with 4084084084084081 refused"))
    with pytest.raises(GatewayRefused) as refused:
        await paystack.initialize(charge())
    assert refused.value.detail == "*** with *** refused"


LOST = [
    (500, b"<html>", "http_500"),
    (502, {"status": False, "message": "x"}, "http_502"),
    (429, no("Too many"), "limited"),
    (200, b"", "unreadable"),
    (200, b"[" * 100_000, "unreadable"),
    (200, b'{"status":"true"}', "unreadable"),
    (200, {"status": True, "data": {}}, "unreadable"),
    (200, {"status": True}, "unreadable"),
    (302, {"status": True}, "http_302"),
    (404, b"<html>", "unreadable"),
    (400, no("Processor down", "x", "processor_error"), "processor"),
]


@pytest.mark.parametrize(("status", "body", "code"), LOST)
async def test_an_answer_that_proves_nothing_counts_as_sent(paystack, script, status, body, code):
    script.say(status, body)
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.initialize(charge())
    assert (lost.value.code, lost.value.sent) == (code, True)


@pytest.mark.parametrize(
    ("failure", "code", "sent"),
    [
        (httpx2.ReadTimeout("x"), "timeout", True),
        (httpx2.ReadError("x"), "unavailable", True),
        (httpx2.ConnectError("x"), "unavailable", False),
    ],
)
async def test_a_lost_answer_says_whether_it_was_sent(paystack, script, failure, code, sent):
    script.fail(failure).fail(failure)
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.initialize(charge())
    assert (lost.value.code, lost.value.sent) == (code, sent)
    with pytest.raises(GatewayUnavailable) as read:
        await paystack.verify("pay-0001")
    assert read.value.sent is False


@pytest.mark.parametrize("change", [{"authorization_url": "javascript:alert(1)"}, {"reference": "pay-other"}])
async def test_a_page_of_another_charge_or_no_page_is_no_link(paystack, script, shape, change):
    other = shape("paystack/initialize")
    other["data"] |= change
    script.say(200, other)
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.initialize(charge())
    assert lost.value.sent


async def test_the_record_keeps_asked_and_taken_apart(paystack, script, shape):
    script.say(200, shape("paystack/verify"))
    assert await paystack.verify("pay-0001") == ProviderRecord(
        reference="pay-0001",
        status=RecordStatus.PAID,
        charged=Money(40333, "NGN"),
        requested=Money(30050, "NGN"),
        fees=Money(10283, "NGN"),
        external_id="4099260516",
        paid_at=datetime(2026, 11, 20, 9, 15, 2, tzinfo=UTC),
        means="card",
        reason="Successful",
    )


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("success", RecordStatus.PAID),
        ("failed", RecordStatus.FAILED),
        ("abandoned", RecordStatus.ABANDONED),
        ("reversed", RecordStatus.REVERSED),
        ("ongoing", RecordStatus.OPEN),
        ("pending", RecordStatus.OPEN),
        ("processing", RecordStatus.OPEN),
        ("queued", RecordStatus.OPEN),
        ("SUCCESS", RecordStatus.OPEN),
        ("tomorrow", RecordStatus.OPEN),
    ],
)
async def test_every_status(paystack, script, shape, status, ours):
    body = shape("paystack/verify")
    body["data"]["status"] = status
    script.say(200, body)
    record = await paystack.verify("pay-0001")
    assert record.status is ours
    taken = ours in (RecordStatus.PAID, RecordStatus.REVERSED)
    assert record.charged == Money(40333 if taken else 0, "NGN")
    assert (record.reason == f"status:{status}") is (status not in wire.STATUSES)


async def test_an_abandoned_charge_took_nothing(paystack, script, shape):
    script.say(200, shape("paystack/verify_abandoned"))
    record = await paystack.verify("pay-0001")
    assert (record.charged, record.requested, record.paid_at) == (Money(0, "NGN"), NGN, None)


@pytest.mark.parametrize("status", [404, 400, 200])
async def test_an_unknown_reference_is_missing(paystack, script, shape, status):
    script.say(status, shape("paystack/verify_unknown"))
    record = await paystack.verify("pay-0009")
    assert (record.status, record.charged) == (RecordStatus.MISSING, wire.NOTHING)


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "pay-other"},
        {"currency": "EUR"},
        {"currency": None},
        {"amount": -1},
        {"amount": 1.5},
        {"id": None},
    ],
)
async def test_a_record_that_cannot_be_is_no_record(paystack, script, shape, change):
    body = shape("paystack/verify")
    body["data"] |= change
    script.say(200, body)
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.verify("pay-0001")
    assert (lost.value.code, lost.value.sent) == ("unreadable", False)


@pytest.mark.parametrize(
    "change", [{"metadata": 0}, {"amount": "40333"}, {"paid_at": "yesterday"}, {"id": "4099260516"}, {"fees": None}]
)
async def test_a_record_with_loose_types_is_read(paystack, script, shape, change):
    body = shape("paystack/verify")
    body["data"] |= change
    script.say(200, body)
    record = await paystack.verify("pay-0001")
    assert (record.charged, record.external_id) == (Money(40333, "NGN"), "4099260516")


async def test_a_part_is_refunded(paystack, script, shape):
    script.say(200, shape("paystack/refund"))
    refund = await paystack.refund("pay-0001", NGN, "Sold out")
    assert refund == RefundRecord("3018284", "pay-0001", NGN, RefundStatus.PENDING)
    assert script.sent() == {
        "transaction": "pay-0001",
        "amount": 30050,
        "currency": "NGN",
        "merchant_note": "Sold out",
    }


@pytest.mark.parametrize(("amount", "code"), [(Money(0, "NGN"), "amount"), (Money(1, "EUR"), "currency")])
async def test_a_refund_of_nothing_is_not_sent(paystack, script, amount, code):
    with pytest.raises(GatewayRefused) as refused:
        await paystack.refund("pay-0001", amount, "")
    assert refused.value.code == code
    assert script.requests == []


async def test_refunds_of_a_charge_are_listed_oldest_first_and_no_others(paystack, script, shape):
    script.say(200, shape("paystack/verify")).say(200, shape("paystack/refunds"))
    assert await paystack.refunds("pay-0001") == (
        RefundRecord("3018284", "pay-0001", Money(20000, "NGN"), RefundStatus.PROCESSED),
        RefundRecord("3018290", "pay-0001", Money(10000, "NGN"), RefundStatus.ATTENTION),
    )
    assert script.asked()[1] == "GET /refund?transaction=4099260516&perPage=100&page=1"


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("pending", RefundStatus.PENDING),
        ("processing", RefundStatus.PENDING),
        ("processed", RefundStatus.PROCESSED),
        ("failed", RefundStatus.FAILED),
        ("needs-attention", RefundStatus.ATTENTION),
        ("tomorrow", RefundStatus.PENDING),
    ],
)
async def test_every_refund_status(paystack, script, shape, status, ours):
    body = shape("paystack/refund")
    body["data"]["status"] = status
    script.say(200, body)
    assert (await paystack.refund("pay-0001", NGN, "")).status is ours


async def test_an_unknown_charge_has_no_refunds(paystack, script, shape):
    script.say(404, shape("paystack/verify_unknown"))
    assert await paystack.refunds("pay-0009") == ()


async def test_a_list_of_refunds_that_never_ends_is_no_answer(paystack, script, shape):
    script.say(200, shape("paystack/verify"))
    item = shape("paystack/refunds")["data"][2]
    for _ in range(10):
        script.say(200, {"status": True, "message": "", "data": [item] * 100})
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.refunds("pay-0001")
    assert lost.value.code == "too_many"


async def test_check_says_the_mode_and_repeats_paystacks_words(paystack, script, shape):
    script.say(200, shape("paystack/balance"))
    assert await paystack.check() == "Paystack accepts the secret key (test mode)."
    script.say(401, no("Invalid key", "invalid_Key"))
    with pytest.raises(GatewayRefused) as refused:
        await paystack.check()
    assert (refused.value.code, refused.value.detail) == ("key", "Invalid key")


async def test_what_was_paid_in_a_span_of_time(paystack, script, shape):
    def row(n: int, paid_at: str | None, status: str = "success"):
        return {
            **shape("paystack/verify")["data"],
            "id": n,
            "reference": f"pay-{n}",
            "paid_at": paid_at,
            "status": status,
        }

    def page(rows):
        return {"status": True, "message": "Transactions retrieved", "data": rows}

    full = [row(n, "2026-11-19T12:00:00.000Z") for n in range(100, 200)]
    last = [
        row(1, "2026-11-19T00:00:00.000Z"),
        row(2, "2026-11-20T00:00:00.000Z"),
        row(3, "2026-11-18T23:59:59.000Z"),
        row(199, "2026-11-19T12:00:00.000Z"),
        row(4, None, "failed"),
    ]
    script.say(200, page(full)).say(200, page(last)).say(200, page([row(5, "2026-11-19T23:00:00.000Z", "reversed")]))
    found = await paystack.charges(datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
    assert [found[0].reference, found[-1].reference, len(found)] == ["pay-1", "pay-5", 102]
    assert found[-1].status is RecordStatus.REVERSED
    assert script.asked()[0] == (
        "GET /transaction?status=success&from=2026-11-12T00%3A00%3A00.000Z&to=2026-11-20T00%3A00%3A00.000Z"
        "&perPage=100&page=1"
    )


async def test_a_payment_without_a_time_is_never_left_out_silently(paystack, script, shape):
    body = shape("paystack/verify")["data"] | {"paid_at": None}
    script.say(200, {"status": True, "message": "", "data": [body]})
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.charges(datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
    assert (lost.value.code, lost.value.sent) == ("unreadable", False)
