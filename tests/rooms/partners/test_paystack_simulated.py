"""The Paystack client against the simulated Paystack: charges, refunds, lost answers, lies, webhooks."""

from datetime import timedelta

import httpx2
import pytest

from dragoman.kit.money import Money
from dragoman.partners.paystack import webhook
from dragoman.partners.paystack.client import Paystack
from dragoman.partners.signatures import Verdict
from dragoman.payments.gateway import (
    ChargeRequest,
    GatewayRefused,
    GatewayUnavailable,
    PayLink,
    RecordStatus,
    RefundStatus,
)

SUM = Money(25_000_000, "NGN")
GOOD, DECLINED, REFUND_FAILS, REFUND_WAITS = (
    "4084084084084081",
    "4084080000005408",
    "4084080000671803",
    "4084080000671902",
)


@pytest.fixture
def paystack(simulated) -> Paystack:
    key = simulated.world.settings.paystack_secret_key
    return Paystack.open("http://sims/paystack", key, simulated.world.clock, simulated.transport)


def charge(reference: str = "pay-0001", amount: Money = SUM) -> ChargeRequest:
    return ChargeRequest(reference, amount, "ada@example.com", "LOS-ABV", "https://dragoman.test/back", "bk_1")


async def pay(simulated, link: PayLink, card: str = GOOD, **more) -> None:
    async with httpx2.AsyncClient(transport=simulated.transport, base_url="http://sims") as browser:
        answer = await browser.post(f"/paystack/checkout/{link.access_code}/pay", json={"card": card, **more})
        assert answer.status_code == 200
    await simulated.advance(30)


async def paid(paystack, simulated, card: str = GOOD, reference: str = "pay-0001") -> None:
    await pay(simulated, await paystack.initialize(charge(reference)), card)


def news(simulated) -> list[webhook.PaymentNews]:
    read = []
    for _, body, headers in simulated.letters:
        header = {name.lower(): value for name, value in headers.items()}[webhook.SIGNATURE_HEADER]
        secret = simulated.world.settings.paystack_secret_key
        assert webhook.verify(body, header, [secret]) is Verdict.GOOD
        assert webhook.verify(body + b" ", header, [secret]) is Verdict.WRONG
        read.append(webhook.split(body)[0])
    return read


async def test_opened_paid_and_verified(paystack, simulated):
    link = await paystack.initialize(charge())
    before = await paystack.verify("pay-0001")
    assert before.status in (RecordStatus.ABANDONED, RecordStatus.OPEN)
    assert (before.charged, before.requested, before.paid_at) == (Money(0, "NGN"), SUM, None)
    await pay(simulated, link)
    record = await paystack.verify("pay-0001")
    assert (record.status, record.charged, record.requested, record.means) == (RecordStatus.PAID, SUM, SUM, "card")
    assert record.fees is not None
    assert record.paid_at is not None
    (one,) = news(simulated)
    assert (one.kind, one.reference, one.amount, one.subject) == ("charge", "pay-0001", SUM, record.external_id)


@pytest.mark.parametrize(
    "amount", [Money(5000, "GHS"), Money(5000, "ZAR"), Money(50000, "KES"), Money(5000, "USD"), Money(60_000, "XOF")]
)
async def test_every_other_currency(paystack, simulated, amount):
    await pay(simulated, await paystack.initialize(charge(amount=amount)))
    record = await paystack.verify("pay-0001")
    assert (record.status, record.charged, record.requested) == (RecordStatus.PAID, amount, amount)


async def test_a_payer_who_bears_the_fees_is_charged_more_than_asked(paystack, simulated):
    await pay(simulated, await paystack.initialize(charge()), bear_fees=True)
    record = await paystack.verify("pay-0001")
    assert record.requested == SUM
    assert record.charged > SUM


async def test_a_declined_card_is_no_payment_and_no_news(paystack, simulated):
    await paid(paystack, simulated, DECLINED)
    record = await paystack.verify("pay-0001")
    assert record.status is not RecordStatus.PAID
    assert record.charged == Money(0, "NGN")
    assert news(simulated) == []


async def test_a_wrong_transfer_is_rejected_and_pays_nothing(paystack, simulated):
    link = await paystack.initialize(charge())
    await pay(simulated, link, "", channel="bank_transfer", amount=100)
    assert [one.kind for one in news(simulated)] == ["rejected"]
    assert (await paystack.verify("pay-0001")).charged == Money(0, "NGN")


async def test_a_reference_is_taken_once_and_an_unknown_one_is_missing(paystack):
    await paystack.initialize(charge())
    with pytest.raises(GatewayRefused) as refused:
        await paystack.initialize(charge())
    assert refused.value.code == "duplicate"
    assert (await paystack.verify("pay-none")).status is RecordStatus.MISSING


@pytest.mark.parametrize(("fault", "made"), [("timeout", False), ("reset", False), ("timeout_after_success", True)])
async def test_a_lost_opening_is_cleared_up_by_the_reference(paystack, simulated, fault, made):
    simulated.fault("paystack", "initialize", fault)
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.initialize(charge())
    assert lost.value.sent
    assert ((await paystack.verify("pay-0001")).status is not RecordStatus.MISSING) is made


@pytest.mark.parametrize("fault", ["http_500", "http_503", "http_429"])
async def test_a_failing_gateway(paystack, simulated, fault):
    simulated.fault("paystack", "initialize", fault)
    simulated.fault("paystack", "verify", fault)
    with pytest.raises(GatewayUnavailable) as opening:
        await paystack.initialize(charge())
    with pytest.raises(GatewayUnavailable) as reading:
        await paystack.verify("pay-0001")
    assert (opening.value.sent, reading.value.sent) == (True, False)


@pytest.mark.parametrize(
    ("lie", "seen"),
    [
        ("amount_mismatch", lambda record: record.charged != SUM),
        ("currency_mismatch", lambda record: record.charged.currency != "NGN"),
        ("reversed", lambda record: record.status is RecordStatus.REVERSED),
        ("pending", lambda record: record.status is RecordStatus.OPEN),
    ],
)
async def test_a_lying_record_is_passed_on_as_it_is_for_the_domain_to_judge(paystack, simulated, lie, seen):
    await paid(paystack, simulated)
    simulated.fault("paystack", "verify", lie)
    assert seen(await paystack.verify("pay-0001"))


async def test_refunded_in_two_parts(paystack, simulated):
    await paid(paystack, simulated)
    await paid(paystack, simulated, reference="pay-0002")
    first = await paystack.refund("pay-0001", Money(10_000_000, "NGN"), "Sold out")
    second = await paystack.refund("pay-0001", Money(15_000_000, "NGN"), "Sold out")
    await paystack.refund("pay-0002", SUM, "Other")
    assert (first.status, first.amount) == (RefundStatus.PENDING, Money(10_000_000, "NGN"))
    listed = await paystack.refunds("pay-0001")
    assert [one.external_id for one in listed] == [first.external_id, second.external_id]
    with pytest.raises(GatewayRefused) as refused:
        await paystack.refund("pay-0001", Money(100, "NGN"), "Too much")
    assert refused.value.code in ("amount", "invalid")
    await simulated.advance(60)
    await simulated.advance(60)
    assert {one.status for one in await paystack.refunds("pay-0001")} == {RefundStatus.PROCESSED}
    assert (await paystack.verify("pay-0001")).status is RecordStatus.REVERSED
    told = [one for one in news(simulated) if one.reference == "pay-0001" and one.kind == "refund"]
    assert sorted(one.status for one in told) == sorted(["pending", "processing", "processed"] * 2)
    assert len({one.external_id for one in told}) == 6


@pytest.mark.parametrize(
    ("card", "status"), [(REFUND_FAILS, RefundStatus.FAILED), (REFUND_WAITS, RefundStatus.ATTENTION)]
)
async def test_refunds_that_end_otherwise(paystack, simulated, card, status):
    await paid(paystack, simulated, card)
    await paystack.refund("pay-0001", SUM, "Sold out")
    await simulated.advance(60)
    await simulated.advance(60)
    assert [one.status for one in await paystack.refunds("pay-0001")] == [status]


async def test_a_lost_refund_is_found_in_the_list(paystack, simulated):
    await paid(paystack, simulated)
    simulated.fault("paystack", "refund", "timeout_after_success")
    with pytest.raises(GatewayUnavailable) as lost:
        await paystack.refund("pay-0001", SUM, "Sold out")
    assert lost.value.sent
    assert [one.amount for one in await paystack.refunds("pay-0001")] == [SUM]


async def test_an_unpaid_charge_is_not_refunded(paystack):
    await paystack.initialize(charge())
    with pytest.raises(GatewayRefused):
        await paystack.refund("pay-0001", SUM, "Nothing to give back")
    assert await paystack.refunds("pay-0001") == ()


async def test_the_charges_of_a_day_are_those_that_were_paid(paystack, simulated):
    start = simulated.world.now()
    await paid(paystack, simulated)
    await paid(paystack, simulated, reference="pay-0002")
    await paystack.refund("pay-0002", SUM, "Sold out")
    await simulated.advance(60)
    await paid(paystack, simulated, DECLINED, "pay-0003")
    await paystack.initialize(charge("pay-0004"))
    end = simulated.world.now()
    found = await paystack.charges(start - timedelta(minutes=1), end + timedelta(minutes=1))
    assert [one.reference for one in found] == ["pay-0001", "pay-0002"]
    assert await paystack.charges(end + timedelta(minutes=1), end + timedelta(days=1)) == ()


async def test_check_and_a_wrong_key(paystack, simulated):
    assert await paystack.check() == "Paystack accepts the secret key (test mode)."
    stranger = Paystack.open("http://sims/paystack", "sk_test_wrong", simulated.world.clock, simulated.transport)
    with pytest.raises(GatewayRefused) as refused:
        await stranger.check()
    assert refused.value.code == "key"
