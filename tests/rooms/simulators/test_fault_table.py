"""Every fault that GET /faults lists for these partners changes what a client sees, and then is used up.

Each operation has a probe that does it once in a fresh world and returns what was seen. The probe runs without and with
the fault; the two must differ. Operations of partners that have tests of their own elsewhere are listed in ELSEWHERE.
"""

from __future__ import annotations

import aiosmtplib
import httpx2
import msgspec
import pytest

from dragoman.partners.dialogflow.account import assertion, read_account
from dragoman.simulators.app import build_simulators, build_world, compose
from dragoman.simulators.dialogflow.account import key_file
from dragoman.simulators.dialogflow.token import GRANT, Bearers
from dragoman.simulators.faults import Fault
from dragoman.simulators.settings import SimSettings

ELSEWHERE = {"whatsapp"}
OURS = ("duffel", "paystack", "fx", "openai", "dialogflow", "mail")
PLAIN: dict[tuple[str, str], object] = {}  # what each probe sees without a fault; found once, as it repeats


def table() -> list[tuple[str, str, str]]:
    world = build_world(SimSettings(_env_file=None, state_folder=None), None)
    build_simulators(world)
    return [
        (partner, operation, fault)
        for partner in OURS
        for operation, faults in world.faults.known[partner].items()
        for fault in sorted(faults)
    ]


class Probe:
    """One fresh world, what is called in it, and how long a client would have waited."""

    def __init__(self, stage, duffel, paystack):
        self.stage, self.duffel, self.paystack = stage, duffel, paystack
        self.waited = 0.0
        stage.world.pause = self._pause

    async def _pause(self, seconds):
        self.waited += seconds

    def seen(self, answer, *fields):
        content = answer.json()
        shown = content.get("data", content) if isinstance(content, dict) else content
        picked = [shown.get(field) for field in fields] if isinstance(shown, dict) else [len(shown)]
        codes = [error["code"] for error in content.get("errors", [])] if isinstance(content, dict) else []
        return [answer.status_code, codes, picked, self.waited]

    async def settle(self):
        await self.duffel.advance(hours=2)
        return sorted(
            (msgspec.json.decode(body).get("type") or msgspec.json.decode(body)["event"])
            for _, body, _ in self.stage.posted.letters
        )

    async def order(self):
        return (await self.duffel.book(await self.duffel.offer("LOS", "ABV"))).json()["data"]


async def duffel_search(probe):
    asked = {
        "slices": [{"origin": "LOS", "destination": "ABV", "departure_date": probe.duffel.day()}],
        "passengers": [{"type": "adult"}],
    }
    answer = await probe.duffel.post("/air/offer_requests", asked)
    totals = [offer["total_amount"] for offer in answer.json().get("data", {}).get("offers", [])]
    return [probe.seen(answer), totals]


async def duffel_search_offers(probe):
    found = await probe.duffel.search("LOS", "ABV")
    answer = await probe.duffel.get("/air/offers", offer_request_id=found["id"], sort="total_amount")
    rows = answer.json().get("data", [])
    return [probe.seen(answer), [row["id"] for row in rows]]


async def duffel_price(probe):
    offer = await probe.duffel.offer("LOS", "ABV")
    return probe.seen(await probe.duffel.get(f"/air/offers/{offer['id']}"), "total_amount")


async def duffel_create_order(probe):
    offer = await probe.duffel.offer("LOS", "ABV")
    try:
        answer = await probe.duffel.book(offer)
        seen = [*probe.seen(answer, "total_amount"), len(answer.json().get("data", {}).get("documents", []))]
    except ConnectionResetError:
        seen = ["reset"]
    told = await probe.settle()
    rows = (await probe.duffel.get("/air/orders", offer_id=offer["id"])).json()["data"]
    return [seen, told, [row["cancelled_at"] is None for row in rows]]


async def duffel_get_order(probe):
    order = await probe.order()
    answer = await probe.duffel.get(f"/air/orders/{order['id']}")
    shown = answer.json().get("data", {})
    return [
        probe.seen(answer, "booking_reference", "available_actions"),
        len(shown.get("airline_initiated_changes", [])),
    ]


async def duffel_list_orders(probe):
    offer = await probe.duffel.offer("LOS", "ABV")
    await probe.duffel.book(offer)
    answer = await probe.duffel.get("/air/orders", offer_id=offer["id"])
    return probe.seen(answer)


async def duffel_pay(probe):
    offer = await probe.duffel.offer("LOS", "ABV")
    body = probe.duffel.order(offer, type="hold")
    del body["payments"]
    order = (await probe.duffel.post("/air/orders", body)).json()["data"]
    payment = {"type": "balance", "amount": order["total_amount"], "currency": order["total_currency"]}
    answer = await probe.duffel.post("/air/payments", {"order_id": order["id"], "payment": payment})
    return probe.seen(answer, "status")


async def duffel_cancel(probe):
    order = await probe.order()
    answer = await probe.duffel.post("/air/order_cancellations", {"order_id": order["id"]})
    return probe.seen(answer, "refund_amount")


async def duffel_confirm_cancel(probe):
    order = await probe.order()
    quote = (await probe.duffel.post("/air/order_cancellations", {"order_id": order["id"]})).json()["data"]
    answer = await probe.duffel.post(f"/air/order_cancellations/{quote['id']}/actions/confirm")
    return probe.seen(answer, "refund_amount")


async def duffel_change(probe):
    order = await probe.order()
    added = {"origin": "LOS", "destination": "ABV", "departure_date": probe.duffel.day(50)}
    slices = {"remove": [{"slice_id": order["slices"][0]["id"]}], "add": [added]}
    answer = await probe.duffel.post("/air/order_change_requests", {"order_id": order["id"], "slices": slices})
    return probe.seen(answer, "id")


async def duffel_accept_change(probe):
    order = await probe.order()
    control = f"/duffel/_control/orders/{order['id']}"
    await probe.stage.client.post(control, json={"event": "schedule_change"})
    [change] = (await probe.duffel.get("/air/airline_initiated_changes", order_id=order["id"])).json()["data"]
    answer = await probe.duffel.post(f"/air/airline_initiated_changes/{change['id']}/actions/accept")
    return probe.seen(answer, "action_taken")


async def duffel_webhook(probe):
    for _ in range(2):
        [subscription] = (await probe.duffel.get("/air/webhooks")).json()["data"]
        await probe.duffel.post(f"/air/webhooks/{subscription['id']}/actions/ping")
        await probe.stage.world.courier.settle()
    return [msgspec.json.decode(body)["id"] for _, body, _ in probe.stage.posted.letters]


async def paystack_initialize(probe):
    body = {"email": "a@b.co", "amount": 100_000, "reference": "probe-1"}
    return probe.seen(await probe.paystack.post("/transaction/initialize", body), "reference")


async def paystack_verify(probe):
    shown = await probe_paid(probe)
    answer = await probe.paystack.get(f"/transaction/verify/{shown['reference']}")
    return probe.seen(answer, "status", "amount", "currency")


async def probe_paid(probe):
    made = await probe.paystack.initialize(reference="probe-1")
    await probe.paystack.pay(made["access_code"])
    return made


async def paystack_refund(probe):
    shown = await probe_paid(probe)
    try:
        seen = probe.seen(await probe.paystack.post("/refund", {"transaction": shown["reference"]}), "status")
    except ConnectionResetError:
        seen = ["reset"]
    return [seen, await probe.settle()]


async def paystack_transfer(probe):
    account = {"type": "nuban", "name": "Dewi", "account_number": "0000000000", "bank_code": "057"}
    made = (await probe.paystack.post("/transferrecipient", account)).json()["data"]
    body = {"source": "balance", "amount": 100_000, "recipient": made["recipient_code"]}
    try:
        seen = probe.seen(await probe.paystack.post("/transfer", body), "status")
    except ConnectionResetError:
        seen = ["reset"]
    return [seen, await probe.settle()]


async def paystack_verify_transfer(probe):
    account = {"type": "nuban", "name": "Dewi", "account_number": "0000000000", "bank_code": "057"}
    made = (await probe.paystack.post("/transferrecipient", account)).json()["data"]
    body = {
        "source": "balance",
        "amount": 100_000,
        "recipient": made["recipient_code"],
        "reference": "probe-transfer-0001",
    }
    await probe.paystack.post("/transfer", body)
    return probe.seen(await probe.paystack.get("/transfer/verify/probe-transfer-0001"), "status")


async def paystack_webhook(probe):
    for n in range(2):
        made = await probe.paystack.initialize(reference=f"probe-{n}")
        await probe.paystack.pay(made["access_code"], channel="bank_transfer", amount=1000 + n)
        await probe.stage.world.courier.settle()
    return [msgspec.json.decode(body)["data"]["bank_transfer"]["amount"] for _, body, _ in probe.stage.posted.letters]


async def fx_rates(probe):
    answer = await probe.stage.client.get("/fx/v1/latest", params={"base": "GBP", "symbols": "NGN"})
    return probe.seen(answer, "date", "rates")


async def openai_completions(probe):
    settings = probe.stage.world.settings
    asked = {"model": settings.openai_model, "messages": [{"role": "user", "content": "Lagos to Abuja tomorrow"}]}
    key = {"Authorization": f"Bearer {settings.openai_key}"}
    return probe.seen(
        await probe.stage.client.post("/openai/v1/chat/completions", json=asked, headers=key), "choices", "error"
    )


async def dialogflow_token(probe):
    account = read_account(key_file("http://sim/dialogflow/token"))
    form = {"grant_type": GRANT, "assertion": assertion(account, probe.stage.world.now())}
    answer = await probe.stage.client.post("/dialogflow/token", data=form)
    return [answer.status_code, answer.json().get("token_type"), probe.waited]


async def dialogflow_detect_intent(probe):
    bearer = {"Authorization": f"Bearer {Bearers(probe.stage.world.seed).issue(probe.stage.world.now())}"}
    path = "/dialogflow/v2/projects/lagos-tours/agent/sessions/s1:detectIntent"
    asked = {"queryInput": {"text": {"text": "Lagos to Abuja", "languageCode": "en"}}}
    answer = await probe.stage.client.post(path, json=asked, headers=bearer)
    shown = answer.json() if answer.content[:1] == b"{" else {}
    return [answer.status_code, shown.get("queryResult"), shown.get("error"), probe.waited]


async def mail_send(probe):
    mail = probe.stage.simulators["mail"]
    await mail.start()
    try:
        seen = await aiosmtplib.send(
            b"Subject: x\r\n\r\nx",
            sender="a@b.co",
            recipients=["c@d.co"],
            hostname="127.0.0.1",
            port=mail.listener.port,
            timeout=5,
        )
    except aiosmtplib.SMTPException as refused:
        seen = [type(refused).__name__, getattr(refused, "code", 0)]
    finally:
        await mail.stop()
    kept = (await probe.stage.client.get("/mail/api/messages")).json()
    return [str(seen), len(kept), probe.waited]


async def run(build, operation, partner, fault=None):
    stage, probe = build()
    if fault:
        stage.world.faults.set(Fault(partner, operation, fault))
    try:
        seen = await globals()[f"{partner}_{operation}"](probe)
    except ConnectionResetError:
        seen = ["reset", probe.waited]
    stage.world.agenda.close()
    await stage.client.aclose()
    return seen, list(stage.world.faults.active)


@pytest.fixture
def build(stage, duffel, paystack):
    """Make a fresh world with its callers, as the shared fixtures do."""

    def fresh():
        posted = type(stage.posted)()
        world = build_world(stage.world.settings, posted)
        simulators = build_simulators(world)
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=compose(world, simulators, None)), base_url="http://sim"
        )
        made = type(stage)(world, simulators, client, posted)
        return made, Probe(made, type(duffel)(made), type(paystack)(made))

    return fresh


@pytest.mark.parametrize(("partner", "operation", "fault"), table(), ids="-".join)
async def test_the_fault_changes_what_a_client_sees(build, partner, operation, fault):
    if (partner, operation) not in PLAIN:
        plain, _ = await run(build, operation, partner)
        again, _ = await run(build, operation, partner)
        assert plain == again, "the probe itself is not repeatable"
        PLAIN[partner, operation] = plain
    faulty, left = await run(build, operation, partner, fault)
    assert faulty != PLAIN[partner, operation]
    assert left == []


async def test_the_table_covers_every_partner(stage):
    known = (await stage.client.get("/faults")).json()["known"]
    assert set(known) - ELSEWHERE == set(OURS)


def test_a_reset_is_one_on_the_socket(served):
    with httpx2.Client(base_url=served.url) as client:
        client.post("/faults", json={"partner": "fx", "operation": "rates", "fault": "reset"}).raise_for_status()
        with pytest.raises(httpx2.ReadError, match="reset"):
            client.get("/fx/v1/latest")
        assert client.get("/fx/v1/latest").status_code == 200
