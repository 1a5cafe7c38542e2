"""A business's own systems hear what happens: signed, in time, again when they failed, and never a name."""

from __future__ import annotations

import asyncio
import json

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from dragoman.access import Surface
from dragoman.command import Refused
from dragoman.engine import review
from dragoman.outbound import records
from dragoman.outbound.commands import (
    add_endpoint,
    change_endpoint,
    forget_messages,
    pause_endpoint,
    remove_endpoint,
    renew_secret,
    resend,
    resend_failed,
    resume_endpoint,
    send_test,
)
from tests import lagos
from tests.rooms.api.world import CONTACT, OTHER, TRAVELLER, Shop
from tests.rooms.outbound.receiver import Receiver

CONSOLE = Surface.CONSOLE


async def connected(shop: Shop, receiver: Receiver, *kinds: str) -> str:
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        made = await add_endpoint(work, "Shop", receiver.url, kinds or ("*",))
    receiver.secret = made.secret
    return made.id


async def told_a_test(shop: Shop, endpoint: str) -> str:
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        return await send_test(work, endpoint)


async def state_of(shop: Shop, delivery: str) -> tuple[str, int]:
    async with shop.lagos.work() as work:
        found = await records.delivery(work, delivery)
        return found.state, found.attempts


async def test_a_booking_is_told_from_quote_to_ticket_without_a_personal_value(shop: Shop, receiver: Receiver) -> None:
    await connected(shop, receiver, "booking.*", "payment.*")
    async with shop.client(await shop.key()) as client:
        booked = await shop.ticketed(client)
    assert receiver.bad == 0
    kinds = receiver.kinds()
    assert {"booking.quoted", "payment.link_ready", "payment.settled", "booking.confirmed"} <= set(kinds)
    assert len(receiver.ids) == len(set(receiver.ids)) == len(kinds)
    confirmed = next(one for one in receiver.good if one["type"] == "booking.confirmed")
    assert confirmed["data"] == {
        "booking": booked["id"],
        "booking_reference": booked["reference"],
        "booking_state": "CONFIRMED",
    }
    settled = next(one for one in receiver.good if one["type"] == "payment.settled")["data"]
    assert settled["amount"] == booked["total"]
    told = json.dumps(receiver.good)
    personal = (TRAVELLER["given_name"], TRAVELLER["family_name"], CONTACT["email"], "80355501", "http")
    assert [value for value in personal if value in told] == []


async def test_an_endpoint_hears_only_what_it_asked_for_and_only_its_own_business(
    shop: Shop, receiver: Receiver
) -> None:
    await connected(shop, receiver, "conversation.waiting")
    await lagos.found(shop.store, tenant=OTHER, slug="accra", name="Accra Ways", number_id="2")
    chat = await shop.chat()
    async with shop.client(await shop.key()) as client:
        assert (await client.post(f"/v1/conversations/{chat}/hand-over", json={})).status_code < 300
        await client.post(f"/v1/conversations/{chat}/take")
    await shop.engine.drain()
    assert receiver.kinds() == ["conversation.waiting"]
    async with shop.lagos.desk.work(OTHER, lagos.OWNER, CONSOLE) as work:
        assert await records.endpoints(work) == ()
        (mine,) = await _endpoints(shop)
        with pytest.raises(Refused, match="not_found"):
            await records.endpoint(work, mine.id)


async def _endpoints(shop: Shop) -> tuple[records.Endpoint, ...]:
    async with shop.lagos.work() as work:
        return await records.endpoints(work)


async def test_a_received_message_is_told_once_however_often_it_comes(shop: Shop, receiver: Receiver) -> None:
    await connected(shop, receiver, "message.*")
    chat = await shop.chat(text="Hello")
    await shop.engine.drain()
    assert receiver.kinds() == ["message.received"]
    assert receiver.good[0]["data"]["conversation"] == chat
    assert "Hello" not in json.dumps(receiver.good)


async def test_what_failed_is_tried_again_later_under_the_same_id(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    receiver.answers = [503, 302]
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("PENDING", 1)
    await shop.later(seconds=6)
    assert await state_of(shop, delivery) == ("PENDING", 2)
    await shop.later(minutes=6)
    assert await state_of(shop, delivery) == ("DELIVERED", 3)
    assert len(set(receiver.ids)) == 1
    async with shop.lagos.work() as work:
        log = await records.attempts(work, delivery)
        assert [(a.status, a.code, a.answer) for a in log] == [
            (204, "", ""),
            (302, "http_302", "status 302"),
            (503, "http_503", "status 503"),
        ]
        assert (await records.endpoint(work, endpoint)).failing_since is None


async def test_a_receiver_that_asks_for_patience_gets_it(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    receiver.answers, receiver.headers = [429], {"retry-after": "120"}
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    await shop.later(seconds=110)
    assert await state_of(shop, delivery) == ("PENDING", 1)
    await shop.later(seconds=20)
    assert await state_of(shop, delivery) == ("DELIVERED", 2)


async def test_after_the_last_attempt_it_failed_and_a_person_sends_it_again(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    receiver.answers = [500] * 9
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    for hours in (0.01, 0.1, 0.6, 2.1, 5.1, 10.1, 14.1, 20.1):
        await shop.later(hours=hours)
    assert await state_of(shop, delivery) == ("FAILED", 9)
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        assert await resend_failed(work, endpoint) == 1
        assert await resend_failed(work, endpoint) == 0
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("DELIVERED", 10)
    assert len(set(receiver.ids)) == 1


async def test_an_endpoint_that_fails_for_days_is_switched_off_and_the_owner_is_told(
    shop: Shop, receiver: Receiver
) -> None:
    endpoint = await connected(shop, receiver)
    receiver.answers = [500] * 100
    for _ in range(6):
        await told_a_test(shop, endpoint)
        await shop.later(hours=23)
    async with shop.lagos.work() as work:
        assert (await records.endpoint(work, endpoint)).state == "ACTIVE"
    await shop.later(hours=6)
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        shown = await records.endpoint(work, endpoint)
        assert (shown.state, shown.reason) == ("DISABLED", "failing")
        alerts = await work.sql.fetch("select kind, subject, code from alert where closed_at is null")
        assert [tuple(a) for a in alerts] == [("webhook_disabled", f"endpoint:{endpoint}", "failing")]
        with pytest.raises(Refused, match=r"endpoint\.off"):
            await send_test(work, endpoint)
    heard = len(receiver.ids)
    await shop.later(days=3)
    assert len(receiver.ids) == heard


async def test_a_receiver_that_says_it_is_gone_is_believed_at_once(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    receiver.answers = [410]
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("FAILED", 1)
    (shown,) = await _endpoints(shop)
    assert (shown.state, shown.reason) == ("DISABLED", "gone")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.2/hook", "http://localhost:1/hook", "https://10.0.0.7/", "https://169.254.169.254/latest", "https://[::1]/",
        "http://example.com/plain",
    ],
)  # fmt: skip
async def test_addresses_inside_our_network_are_never_called(shop: Shop, receiver: Receiver, url: str) -> None:
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        made = await add_endpoint(work, "Inside", url, ("*",))
    delivery = await told_a_test(shop, made.id)
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("FAILED", 1)
    async with shop.lagos.work() as work:
        assert [a.code for a in await records.attempts(work, delivery)] == ["forbidden_address"]


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "https://user:pw@x.example/", "javascript:alert(1)", "https://", "x" * 600]
)
async def test_what_is_no_address_is_refused(shop: Shop, url: str) -> None:
    with pytest.raises(Refused) as refusal:
        async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
            await add_endpoint(work, "Odd", url, ("*",))
    assert refusal.value.field == "url"
    assert await _endpoints(shop) == ()


async def test_a_new_secret_and_its_forerunner_both_sign_for_a_day(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    old = receiver.secret
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        new = await renew_secret(work, endpoint)
    for secret in (old, new):
        receiver.secret = secret
        await told_a_test(shop, endpoint)
        await shop.engine.drain()
    assert (len(receiver.good), receiver.bad) == (2, 0)
    assert all(len(signature.split()) == 2 for signature in receiver.signatures)
    await shop.later(hours=25)
    receiver.secret = old
    await told_a_test(shop, endpoint)
    await shop.engine.drain()
    assert (len(receiver.good), receiver.bad) == (2, 1)
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        newest = await renew_secret(work, endpoint, at_once=True)
        assert [s for _, s, _ in await records.secrets(work, endpoint)] == [newest]


async def test_a_changed_body_does_not_verify(shop: Shop, receiver: Receiver) -> None:
    from dragoman.kit.clock import ShiftedClock
    from dragoman.outbound import signature

    body, secret = b'{"type":"booking.confirmed"}', signature.new_secret(b"s" * 32)
    headers = signature.headers("wm_1", ShiftedClock().now(), body, [secret])
    assert Webhook(secret).verify(body, headers) == {"type": "booking.confirmed"}
    for changed in (
        (body + b" ", headers),
        (body, {**headers, "webhook-id": "wm_2"}),
        (body, {**headers, "webhook-timestamp": "1700000000"}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(*changed)


async def test_a_paused_endpoint_is_told_nothing_also_of_what_waits(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    receiver.answers = [503]
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        await pause_endpoint(work, endpoint)
    await shop.later(hours=1)
    assert await state_of(shop, delivery) == ("FAILED", 1)
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        with pytest.raises(Refused, match=r"endpoint\.off"):
            await resend(work, delivery)
        await resume_endpoint(work, endpoint)
        await resend(work, delivery)
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("DELIVERED", 2)


async def test_two_people_who_resend_at_once_send_once(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()

    async def again() -> str:
        try:
            async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
                await resend(work, delivery)
        except Refused as refusal:
            return refusal.code
        return "sent"

    assert sorted(await asyncio.gather(again(), again())) == ["sent", "state"]
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("DELIVERED", 2)


async def test_an_answer_told_twice_moves_a_delivery_once(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    async with shop.lagos.work() as work:
        key = records.key(delivery, 1)
        for n in range(2):
            await work.unit.sql.execute(
                "insert into letter (tenant_id, actor, source, key, kind, body) values ($1, $2, 'effect', $3, $4, '')",
                lagos.TENANT, records.actor(lagos.TENANT), f"{key}#done#{n + 5}", f"{records.POST}.done",
            )  # fmt: skip
    await shop.engine.drain()
    assert await state_of(shop, delivery) == ("DELIVERED", 1)
    async with shop.lagos.work() as work:
        assert await review.open_items(work.unit) == []


async def test_a_removed_endpoint_leaves_no_secret_and_its_log_goes_with_time(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    delivery = await told_a_test(shop, endpoint)
    await shop.engine.drain()
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        await remove_endpoint(work, endpoint)
        assert await records.endpoints(work) == ()
        assert await work.sql.fetchval("select count(*) from webhook_secret") == 0
        await forget_messages(work)
        assert (await records.delivery(work, delivery)).state == "DELIVERED"
    await shop.later(days=31)
    async with shop.lagos.work() as work:
        await forget_messages(work)
        for table in ("webhook_message", "webhook_delivery", "webhook_attempt"):
            assert await work.sql.fetchval(f"select count(*) from {table}") == 0


async def test_only_a_proven_admin_adds_and_changes_endpoints(shop: Shop, receiver: Receiver) -> None:
    endpoint = await connected(shop, receiver)
    for by, proven, code in ((lagos.MANAGER, True, "role"), (lagos.OWNER, False, "proof")):
        with pytest.raises(Refused) as refusal:
            async with shop.lagos.work(by, CONSOLE, proven=proven) as work:
                await change_endpoint(work, endpoint, "Mine", "https://evil.example", ("*",))
        assert refusal.value.code == code
    (shown,) = await _endpoints(shop)
    assert (shown.name, shown.url) == ("Shop", receiver.url)
