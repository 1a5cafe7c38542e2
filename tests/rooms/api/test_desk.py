"""Conversations, alerts, review, API keys: the work of people through the API; pages of every list."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from dragoman.access import Role, Surface
from dragoman.conversations.facts import ConversationWaiting
from dragoman.engine import Arrival, Door
from tests import lagos
from tests.rooms.api.world import Shop, add_bayo


async def test_hand_over_take_answer_hand_back(shop: Shop, client: httpx2.AsyncClient) -> None:
    chat = await shop.chat()
    where = f"/v1/conversations/{chat}"
    early = await client.post(f"{where}/messages", json={"text": "Hello Ada"})
    assert (early.status_code, early.json()["code"]) == (409, "conversation.not_taken")
    waiting = (await client.post(f"{where}/hand-over", json={"reason": "asked"})).json()
    assert (waiting["state"], waiting["reason"], waiting["unread"]) == ("WAITING", "asked", 1)
    assert [c["id"] for c in (await client.get("/v1/conversations?state=WAITING")).json()["items"]] == [chat]
    assert (await client.post(f"{where}/take")).json()["state"] == "WITH_PERSON"
    sent = await client.post(f"{where}/messages", json={"text": "Hello Ada, this is Efua."})
    assert sent.status_code == 202
    await shop.engine.drain()
    assert shop.phone.sent == [b"Hello Ada, this is Efua."]  # and nothing from the bot
    thread = (await client.get(f"{where}/messages")).json()["items"]
    assert [(m["from"], m["text"], m["delivery"]) for m in thread] == [
        ("staff", "Hello Ada, this is Efua.", "accepted"),
        ("customer", "Hello", ""),
    ]
    assert (await client.post(f"{where}/hand-back")).json() | {"heard_at": None, "said_at": None} == waiting | {
        "state": "WITH_BOT", "reason": "", "waiting_since": None, "assigned_to": "", "unread": 0, "heard_at": None, "said_at": None,
    }  # fmt: skip


async def test_who_has_it_answers(shop: Shop, client: httpx2.AsyncClient) -> None:
    chat = await shop.chat()
    where = f"/v1/conversations/{chat}"
    bayo = await add_bayo(shop)
    assert (await client.post(f"{where}/assign", json={"staff_id": bayo})).json()["assigned_to"] == bayo
    async with shop.client(await shop.key(role=Role.SALES)) as sales:
        taken = await sales.post(f"{where}/messages", json={"text": "Hello"})
        assert (taken.status_code, taken.json()["code"]) == (409, "conversation.taken")
        assert (await sales.post(f"{where}/take")).json()["code"] == "conversation.taken"
        assert (await sales.post(f"{where}/close")).json()["code"] == "conversation.not_taken"
    assert (await client.post(f"{where}/close")).json()["state"] == "CLOSED"
    nobody = await client.post(f"{where}/assign", json={"staff_id": "st_nobody"})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "not_found")


async def test_no_free_text_after_24_hours(shop: Shop, client: httpx2.AsyncClient) -> None:
    chat = await shop.chat()
    await client.post(f"/v1/conversations/{chat}/take")
    await shop.later(hours=25)
    refused = await client.post(f"/v1/conversations/{chat}/messages", json={"text": "Still there?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "window.closed")
    assert shop.phone.sent == []


async def test_an_alert_opens_and_is_closed(shop: Shop, client: httpx2.AsyncClient) -> None:
    async with shop.lagos.work() as work:
        await work.tell(ConversationWaiting("cv_x", "asked"))
    await shop.engine.drain()
    alerts = (await client.get("/v1/alerts")).json()["items"]
    assert [(a["kind"], a["subject"], a["code"]) for a in alerts] == [
        ("conversation_waiting", "conversation:cv_x", "asked")
    ]
    assert (await client.post(f"/v1/alerts/{alerts[0]['id']}/close")).status_code == 204
    assert (await client.get("/v1/alerts")).json()["items"] == []
    again = await client.post(f"/v1/alerts/{alerts[0]['id']}/close")
    assert (again.status_code, again.json()["code"]) == (404, "alert.gone")


@pytest.mark.parametrize("verb", ["replay", "dismiss"])
async def test_the_review_queue(shop: Shop, client: httpx2.AsyncClient, verb: str) -> None:
    door = Door(shop.store)
    await door.open()
    await door.put([Arrival(lagos.TENANT, "nowhere:1", "meta", "x1", "message", b"?")])
    await shop.engine.drain()
    items = (await client.get("/v1/review")).json()["items"]
    assert [(i["actor"], i["thing"], i["kind"]) for i in items] == [("nowhere:1", "event", "message")]
    assert (await client.post(f"/v1/review/{items[0]['id']}/{verb}")).status_code == 204
    await shop.engine.drain()
    left = (await client.get("/v1/review")).json()["items"]
    assert len(left) == (1 if verb == "replay" else 0)  # put back, it fails again; closed, it is gone
    again = await client.post(f"/v1/review/{items[0]['id']}/{verb}")
    assert (again.status_code, again.json()["code"]) == (404, "review.gone")
    async with shop.lagos.work() as work:
        assert (
            await work.sql.fetchval("select count(*) from audit where tag = $1 and result = 'done'", f"review:{verb}")
            == 1
        )
    await door.close()


async def test_keys_are_issued_listed_and_revoked(shop: Shop) -> None:
    async with shop.client(await shop.key("admin", role=Role.ADMIN)) as admin:
        made = await admin.post(
            "/v1/api-keys", json={"name": "Web shop", "scopes": ["read", "read"], "role": "operations"}
        )
        told = made.json()
        assert (made.status_code, told["api_key"]["scopes"], told["api_key"]["last_four"]) == (
            201,
            ["read"],
            told["key"][-4:],
        )
        async with shop.client(told["key"]) as fresh:
            assert (await fresh.get("/v1/bookings")).status_code == 200
            listed = (await admin.get("/v1/api-keys")).text
            assert told["key"] not in listed
            assert '"name":"Web shop"' in listed
            used = next(
                k for k in (await admin.get("/v1/api-keys")).json()["items"] if k["id"] == told["api_key"]["id"]
            )
            assert used["used_at"] is not None
            assert (await admin.delete(f"/v1/api-keys/{told['api_key']['id']}")).status_code == 204
            assert (await fresh.get("/v1/bookings")).status_code == 401
        gone = await admin.delete(f"/v1/api-keys/{told['api_key']['id']}")
        assert (gone.status_code, gone.json()["code"]) == (404, "api_key.gone")


async def _walk(client: httpx2.AsyncClient, path: str, limit: int, **filters: str) -> list[str]:
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(30):
        params: dict[str, Any] = {"limit": limit, **filters} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(path, params=params)).json()
        assert 0 < len(page["items"]) <= limit
        seen += [str(item["id"]) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return seen
    raise AssertionError("no end")


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 50])
async def test_pages_show_everything_once_and_in_order(shop: Shop, client: httpx2.AsyncClient, limit: int) -> None:
    chats = [await shop.chat(f"23480355501{n:02}") for n in range(7)]
    for chat in chats[:5]:
        await client.post(f"/v1/conversations/{chat}/hand-over")
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE) as work:
        for n in range(7):
            await work.sql.execute(
                "insert into alert (id, tenant_id, created_at, kind, subject, code) values ($1, $2, $3, 'order_stuck', $4, '')",
                work.new_id("al"), lagos.TENANT, work.now, f"booking:{n}",
            )  # fmt: skip
            await work.sql.execute(
                "insert into review (tenant_id, actor, kind, reason, event_seq) values ($1, 'api:none', 'fact', 'test', $2)",
                lagos.TENANT,
                n,
            )
    assert await _walk(client, "/v1/conversations", limit) == sorted(chats, reverse=True)
    assert await _walk(client, "/v1/conversations", limit, state="WAITING") == chats[:5]
    for path in ("/v1/alerts", "/v1/review"):
        found = await _walk(client, path, limit)
        assert (len(found), len(set(found))) == (7, 7)
        assert found == sorted(found, key=lambda i: (len(i), i))


async def test_what_comes_meanwhile_disturbs_no_page(shop: Shop, client: httpx2.AsyncClient) -> None:
    chats = [await shop.chat(f"23480355501{n:02}") for n in range(4)]
    first = (await client.get("/v1/conversations?limit=2")).json()
    await shop.chat("2348035550199")
    second = (await client.get("/v1/conversations", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [c["id"] for c in first["items"] + second["items"]] == chats[::-1]
    wrong = await client.get("/v1/alerts", params={"cursor": first["next_cursor"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor")


async def test_bookings_in_pages_and_by_reference(shop: Shop, client: httpx2.AsyncClient) -> None:
    made = [await shop.booked(client, pay=n == 0) for n in range(3)]
    assert await _walk(client, "/v1/bookings", 2) == [b["id"] for b in reversed(made)]
    by_state = (await client.get("/v1/bookings?state=PAYMENT_PENDING")).json()["items"]
    assert [b["id"] for b in by_state] == [made[0]["id"]]
    by_reference = (await client.get("/v1/bookings", params={"reference": made[1]["reference"]})).json()["items"]
    assert [b["id"] for b in by_reference] == [made[1]["id"]]


async def test_files_of_chats_are_not_documents(shop: Shop, client: httpx2.AsyncClient) -> None:
    from dragoman.conversations.queries import store_file

    async with shop.lagos.work() as work:
        passport = await store_file(
            work, subject="message:ms_x", name="passport.jpg", media_type="image/jpeg", content=b"x", sha256=b"x"
        )
    assert (await client.get(f"/v1/documents/{passport}")).status_code == 404
