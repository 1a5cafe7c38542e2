"""The webhook door as partners meet it over HTTP: who is let in, what is refused how, and that a refusal stores nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
import uvicorn

from dragoman.api.door import WebhookDoor
from dragoman.api.keys import DoorKeys
from dragoman.api.tally import Tally
from dragoman.command import Calls
from dragoman.engine import Door
from dragoman.tenancy.commands import set_secret
from tests import lagos
from tests.rooms.api.world import Shop

LIMIT = 64 * 1024
MESSAGE = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": lagos.ACCOUNT_ID + lagos.NUMBER_ID[-2:],
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        "metadata": {"phone_number_id": lagos.NUMBER_ID},
                        "messages": [
                            {"id": "wamid.1", "from": lagos.ADA, "timestamp": "1795165200", "type": "text", "text": {"body": "hi"}}
                        ],
                    },
                }
            ],
        }
    ],
}  # fmt: skip
BODY = json.dumps(MESSAGE).encode()


def signed(body: bytes, secret: str = lagos.APP_SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"}


async def stored(shop: Shop) -> int:
    async with shop.store.engine_unit() as raw:
        return int(await raw.fetchval("select count(*) from event"))


@asynccontextmanager
async def knocking(
    shop: Shop, keys: DoorKeys | None = None, tally: Tally | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    calls = Calls(shop.lagos.desk)
    door = Door(shop.store)
    await door.open()
    app = WebhookDoor(
        shop.edge, door, keys or DoorKeys(calls), calls, shop.lagos.clock, body_bytes_max=LIMIT, quiet_s=0, tally=tally
    )
    try:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://shop") as client:
            yield client
    finally:
        await door.close()


async def test_a_signed_message_is_stored_once_however_often_it_comes(shop: Shop) -> None:
    async with knocking(shop) as client:
        for path in ("/webhooks/meta", "/webhooks/meta/lagos-tours", "/webhooks/meta"):
            answer = await client.post(path, content=BODY, headers=signed(BODY))
            assert (answer.status_code, answer.content) == (200, b"")
    assert await stored(shop) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401), (signed(BODY, "another"), 403), (signed(BODY + b" "), 403), ({"x-hub-signature-256": "sha256="}, 403),
        ({"x-hub-signature-256": signed(BODY)["x-hub-signature-256"][:-2]}, 403), ({"x-hub-signature-256": "sha1=" + "0" * 64}, 403),
        (signed(BODY, ""), 403),
    ],
)  # fmt: skip
async def test_who_cannot_sign_stores_nothing(shop: Shop, headers: dict[str, str], status: int) -> None:
    async with knocking(shop) as client:
        assert (await client.post("/webhooks/meta", content=BODY, headers=headers)).status_code == status
    assert await stored(shop) == 0


@pytest.mark.parametrize("path", ["/webhooks/paystack", "/webhooks/duffel"])
async def test_without_a_secret_the_door_is_closed(shop: Shop, path: str) -> None:
    async with knocking(shop) as client:
        assert (await client.post(path, content=BODY, headers=signed(BODY, ""))).status_code == 503
    assert await stored(shop) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"\xff\xfe", 400), (b"[" * 30_000, 400), (b'{"entry": "\\u0000"}', 400), (b'{"a": 1, "a": 2}', 400),
        (b'{"n": ' + b"9" * 5000 + b"}", 400), (b'{"n": 1e999}', 400), (b'{"s": "\\ud800"}', 400), (b"x" * (LIMIT + 1), 413),
    ],
)  # fmt: skip
async def test_a_signed_body_that_is_no_good(shop: Shop, body: bytes, status: int) -> None:
    async with knocking(shop) as client:
        assert (await client.post("/webhooks/meta", content=body, headers=signed(body))).status_code == status
    assert await stored(shop) == 0


async def test_a_number_of_nobody_here_is_not_stored(shop: Shop) -> None:
    body = BODY.replace(lagos.NUMBER_ID.encode(), b"999999999999999")
    async with knocking(shop) as client:
        assert (await client.post("/webhooks/meta", content=body, headers=signed(body))).status_code == 200
    assert await stored(shop) == 0


async def test_the_subscription_challenge(shop: Shop) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "right", "hub.challenge": "1158201444"}
    async with knocking(shop) as client:
        assert (await client.get("/webhooks/meta", params=asked)).status_code == 503
    async with shop.lagos.work(lagos.OWNER, proven=True) as work:
        await set_secret(work, "meta:verify_token", ("right",))
    async with knocking(shop) as client:
        answer = await client.get("/webhooks/meta", params=asked)
        assert (answer.status_code, answer.text) == (200, "1158201444")
        for wrong in ({"hub.verify_token": "wrong"}, {"hub.mode": "unsubscribe"}):
            assert (await client.get("/webhooks/meta", params={**asked, **wrong})).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("PUT", "/webhooks/meta", 405), ("GET", "/webhooks/paystack", 405), ("POST", "/webhooks/other", 404), ("POST", "/webhooks/meta/a/b", 404)],
)  # fmt: skip
async def test_what_is_no_webhook(shop: Shop, method: str, path: str, status: int) -> None:
    async with knocking(shop) as client:
        assert (await client.request(method, path, content=BODY)).status_code == status


class Away(DoorKeys):
    """Keys of a house whose database is away."""

    reason: type[OSError] = ConnectionRefusedError

    async def secrets(self, name: str, slug: str = "") -> dict[str, tuple[str, ...]]:
        raise self.reason


async def test_while_the_database_is_away_the_sender_is_asked_to_repeat(shop: Shop) -> None:
    async with knocking(shop, Away(Calls(shop.lagos.desk))) as client:
        answer = await client.post("/webhooks/meta", content=BODY, headers=signed(BODY))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_a_reset_line_to_the_database_is_answered_and_a_sender_who_left_is_not(shop: Shop) -> None:
    keys = Away(Calls(shop.lagos.desk))
    keys.reason = ConnectionResetError
    async with knocking(shop, keys) as client:
        assert (await client.post("/webhooks/meta", content=BODY, headers=signed(BODY))).status_code == 503

    async def left() -> dict[str, str]:
        return {"type": "http.disconnect"}

    told: list[object] = []

    async def tell(message: object) -> None:
        told.append(message)

    calls = Calls(shop.lagos.desk)
    app = WebhookDoor(shop.edge, Door(shop.store), keys, calls, shop.lagos.clock, body_bytes_max=LIMIT, quiet_s=0)
    scope = {"type": "http", "method": "POST", "path": "/webhooks/meta", "query_string": b"", "headers": []}
    await app(scope, left, tell)
    assert told == []


async def test_a_business_that_nobody_knows_is_not_found(shop: Shop) -> None:
    async with knocking(shop) as sender:
        for path in ("meta", "paystack", "duffel"):
            answer = await sender.post(f"/webhooks/{path}/no-such-business", content=BODY, headers=signed(BODY))
            assert answer.status_code == 404
        challenge = await sender.get(
            "/webhooks/meta/no-such-business?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1"
        )
        assert challenge.status_code == 404
    assert await stored(shop) == 0


async def test_a_sender_of_too_much_hears_so_over_a_real_line(shop: Shop) -> None:
    """A server that answers and closes while the sender still writes resets the line, and 413 is never read."""
    calls = Calls(shop.lagos.desk)
    app = WebhookDoor(
        shop.edge, Door(shop.store), DoorKeys(calls), calls, shop.lagos.clock, body_bytes_max=LIMIT, quiet_s=0
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    running = asyncio.ensure_future(server.main_loop())
    port = server.servers[0].sockets[0].getsockname()[1]
    too_much = b"x" * 4 * 1024 * 1024
    try:
        for framing in (f"Content-Length: {len(too_much)}", "Transfer-Encoding: chunked"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"POST /webhooks/meta HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n".encode())
            body = too_much if "Length" in framing else b"%x\r\n%b\r\n0\r\n\r\n" % (len(too_much), too_much)
            writer.write(body)
            await writer.drain()
            assert (await reader.readline()).startswith(b"HTTP/1.1 413")
            writer.close()
    finally:
        server.should_exit = True
        await running
        await server.shutdown()
    assert await stored(shop) == 0
