"""The business's own side of the API: settings read, endpoints that are told, people exported and erased."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator

import httpx2
import pytest
from msgspec.structs import replace

from dragoman.access import Role, Surface
from dragoman.engine import Store
from dragoman.kit.http import Guard
from dragoman.partners.receivers.client import Receivers
from dragoman.tenancy.settings import change_settings
from tests import lagos
from tests.rooms.api.world import Shop, build
from tests.rooms.outbound.receiver import Receiver, receiving


@pytest.fixture
async def heard(store: Store) -> AsyncIterator[tuple[Shop, Receiver]]:
    """The shop beside a receiver on this machine."""
    poster = Receivers(Guard(allowed_hosts=frozenset({"127.0.0.1"})))
    with receiving() as receiver:
        yield await build(store, poster=poster), receiver
    await poster.close()


async def added(admin: httpx2.AsyncClient, receiver: Receiver, **headers: str) -> dict[str, str]:
    """Add the receiver as an endpoint, and let it verify with the secret of the answer."""
    body = {"name": "Shop", "url": receiver.url, "events": ["booking.*"]}
    made = await admin.post(
        "/v1/webhook-endpoints", json=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    assert made.status_code == 201, made.text
    receiver.secret = made.json()["secret"]
    return dict(made.json()["endpoint"], repeated=made.headers.get("idempotent-replayed", ""))


async def test_an_endpoint_is_added_tested_shown_and_removed(heard: tuple[Shop, Receiver]) -> None:
    shop, receiver = heard
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        made = await added(admin, receiver)
        where = f"/v1/webhook-endpoints/{made['id']}"
        assert (made["state"], made["events"], made["ok_at"]) == ("ACTIVE", ["booking.*"], None)
        sent = await admin.post(f"{where}/test")
        assert (sent.status_code, sent.json()["state"], sent.json()["event"]) == (202, "PENDING", "endpoint.test")
        await shop.engine.drain()
        shown = (await admin.get(sent.headers["location"])).json()
        assert (shown["state"], shown["attempts"]) == ("DELIVERED", 1)
        assert (receiver.kinds(), receiver.ids, receiver.bad) == (["endpoint.test"], [shown["message_id"]], 0)
        listed = await admin.get("/v1/webhook-endpoints")
        assert [(e["id"], e["url"], e["ok_at"] is None) for e in listed.json()["items"]] == [
            (made["id"], receiver.url, False)
        ]
        assert receiver.secret not in listed.text
        assert (await admin.delete(where)).status_code == 204
        assert (await admin.get(where)).json()["code"] == "not_found"
        assert (await admin.get("/v1/webhook-endpoints")).json()["items"] == []


async def test_an_endpoint_is_changed_paused_and_told_again(heard: tuple[Shop, Receiver]) -> None:
    shop, receiver = heard
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        made = await added(admin, receiver)
        where = f"/v1/webhook-endpoints/{made['id']}"
        changed = await admin.patch(where, json={"name": "Back office", "events": ["payment.settled"]})
        assert (changed.status_code, changed.json()) == (
            200, {**changed.json(), "name": "Back office", "events": ["payment.settled"], "url": receiver.url, "state": "ACTIVE"},
        )  # fmt: skip
        paused = await admin.patch(where, json={"state": "PAUSED"})
        assert (paused.status_code, paused.json()["state"], paused.json()["name"]) == (200, "PAUSED", "Back office")
        assert (await admin.post(f"{where}/test")).json()["code"] == "endpoint.off"
        assert (await admin.patch(where, json={"state": "PAUSED"})).status_code == 200
        assert (await admin.patch(where, json={"state": "ACTIVE"})).json()["state"] == "ACTIVE"
        assert (await admin.post(f"{where}/test")).status_code == 202
        for wrong in (
            {"url": "ftp://x"},
            {"events": ["nothing.known"]},
            {"events": []},
            {"state": "REMOVED"},
            {"secret": "x"},
        ):
            assert (await admin.patch(where, json=wrong)).status_code == 422, wrong
        assert (await admin.get(where)).json()["events"] == ["payment.settled"]
        assert (await admin.patch(f"/v1/webhook-endpoints/we_{'0' * 26}", json={"state": "PAUSED"})).status_code == 404


async def test_the_same_key_gives_the_same_secret_and_one_endpoint(heard: tuple[Shop, Receiver]) -> None:
    shop, receiver = heard
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        first = await added(admin, receiver, idempotency_key="hook-1")
        secret = receiver.secret
        again = await added(admin, receiver, idempotency_key="hook-1")
        assert (again["id"], receiver.secret, again["repeated"]) == (first["id"], secret, "true")
        assert len((await admin.get("/v1/webhook-endpoints")).json()["items"]) == 1


async def test_what_failed_is_listed_and_sent_again_under_its_id(heard: tuple[Shop, Receiver]) -> None:
    shop, receiver = heard
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        where = f"/v1/webhook-endpoints/{(await added(admin, receiver))['id']}"
        receiver.answers = [500] * 40
        sent = (await admin.post(f"{where}/test")).json()
        await shop.engine.drain()
        early = await admin.post(f"/v1/webhook-deliveries/{sent['id']}/resend")
        assert early.status_code == 409  # it is still being tried
        for _ in range(40):
            await shop.later(hours=2)
            failed = (await admin.get(f"{where}/deliveries?state=FAILED")).json()["items"]
            if failed:
                break
        assert [one["id"] for one in failed] == [sent["id"]]
        receiver.answers = []
        again = await admin.post(f"/v1/webhook-deliveries/{sent['id']}/resend")
        assert (again.status_code, again.json()["state"]) == (202, "PENDING")
        await shop.engine.drain()
        assert (await admin.get(again.headers["location"])).json()["state"] == "DELIVERED"
        assert set(receiver.ids) == {sent["message_id"]}
        pages = await admin.get(f"{where}/deliveries?limit=1")
        assert (len(pages.json()["items"]), pages.json()["next_cursor"]) == (1, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "Shop", "url": "ftp://shop.example/x", "events": ["*"]}, "/url"),
        ({"name": "Shop", "url": "https://me:pw@shop.example/x", "events": ["*"]}, "/url"),
        ({"name": " ", "url": "https://shop.example/x", "events": ["*"]}, "/name"),
        ({"name": "Shop", "url": "https://shop.example/x", "events": []}, "/events"),
        ({"name": "Shop", "url": "https://shop.example/x", "events": ["nothing.known"]}, "/events"),
    ],
)
async def test_what_cannot_be_told_is_refused_by_its_field(shop: Shop, body: dict[str, object], pointer: str) -> None:
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        refused = await admin.post("/v1/webhook-endpoints", json=body)
        assert (refused.status_code, [e["pointer"] for e in refused.json()["errors"]]) == (422, [pointer])
        assert (await admin.get("/v1/webhook-endpoints")).json()["items"] == []


async def test_settings_are_read_as_they_stand(shop: Shop) -> None:
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        tuned = replace(
            work.tenant.settings, refund_limit_minor=125_050, refund_tiers=((24, 5_000), (168, 10_000)), markup_bp=250, languages=("en", "fr")
        )  # fmt: skip
        await change_settings(work, tuned)
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        found = (await admin.get("/v1/settings")).json()
    assert found["refund_limit"] == {"minor": 125_050, "currency": "NGN", "amount": "1250.50"}
    assert found["refund_tiers"] == [
        {"hours_before": 168, "share_bp": 10_000},
        {"hours_before": 24, "share_bp": 5_000},
    ]
    assert (found["version"], found["markup_bp"], found["languages"], found["zone"], found["engine"]) == (
        2, 250, ["en", "fr"], "Africa/Lagos", False,
    )  # fmt: skip


async def test_a_person_is_found_taken_along_and_erased(shop: Shop) -> None:
    await shop.chat(text="I am Ada and my code is 4471")
    await shop.later(days=2)
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        found = await admin.post("/v1/people/find", json={"identity": f"+{lagos.ADA}"})
        person = found.json()["person_id"]
        where = f"/v1/people/{person}"
        pack = await admin.get(f"{where}/export")
        assert (pack.status_code, pack.headers["content-type"]) == (200, "application/zip")
        assert pack.headers["cache-control"] == "private, no-store"
        with zipfile.ZipFile(io.BytesIO(pack.content)) as opened:
            assert {"index.html", "data.json"} <= set(opened.namelist())
            assert "my code is 4471" in json.dumps(json.loads(opened.read("data.json")))
        erased = await admin.delete(where, headers={"idempotency-key": "erase-1"})
        assert erased.status_code == 200, erased.text
        gone = {kind["title"]: kind["gone"] for kind in erased.json()["kinds"]}
        assert sum(gone.values()) >= 2
        repeated = await admin.delete(where, headers={"idempotency-key": "erase-1"})
        assert (repeated.json(), repeated.headers["idempotent-replayed"]) == (erased.json(), "true")
        again = await admin.delete(where)
        assert (again.status_code, again.json()["code"]) == (409, "erasure.done")
        nobody = await admin.post("/v1/people/find", json={"identity": f"+{lagos.ADA}"})
        assert (nobody.status_code, nobody.json()["code"]) == (404, "not_found")
    async with shop.lagos.work() as work:
        done = [r["tag"] for r in await work.sql.fetch("select tag from audit where tag like 'privacy:%' and result = 'done' order by seq")]  # fmt: skip
    assert done == ["privacy:export", "privacy:erase"]


async def test_nobody_is_erased_while_a_journey_is_open(shop: Shop) -> None:
    async with shop.client(await shop.key()) as client:
        await shop.ticketed(client)
    async with shop.lagos.work() as work:
        person = await work.sql.fetchval("select person from booking")
    before = await shop.counts()
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        refused = await admin.delete(f"/v1/people/{person}")
    assert (refused.status_code, refused.json()["code"]) == (409, "erasure.open")
    after = await shop.counts()
    assert {t: n for t, n in after.items() if before[t] != n and not t.startswith(("audit", "api_key", "route"))} == {}
