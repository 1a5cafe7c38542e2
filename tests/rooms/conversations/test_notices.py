"""What the network says beside messages: wishes, echoes of staff, templates, quality, the account."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from dragoman.channels.meta.reading import read
from dragoman.channels.meta.webhook import split
from dragoman.conversations import facts, people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.message import Sender
from dragoman.conversations.notices import NoticesTurn
from dragoman.conversations.threads import thread
from dragoman.engine import Event, Store, Turn
from tests import lagos

TURN = NoticesTurn({"meta": read})


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    found = await lagos.found(store)
    found.desk.routes.know(facts.NetworkWarned, facts.ConversationTaken, facts.ConversationAnswered)

    async def alerts(work: object, fact: object) -> tuple[str, ...]:
        return ("alerts:lagos",) if isinstance(fact, facts.NetworkWarned) else ()

    found.desk.routes.listen(alerts)
    async with found.work() as work:
        person = await people.recognise(work, Sender(phone=lagos.ADA, name="Ada Obi"))
        await records.start(
            work,
            person=person,
            number=found.number,
            channel="meta",
            actor="chat:1:ada",
            to=Recipient(lagos.ADA),
            referral=None,
        )
    return found


async def told(world: lagos.Lagos, field: str, value: dict[str, object]) -> None:
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": lagos.ACCOUNT_ID, "changes": [{"field": field, "value": value}]}],
    }
    async with world.work() as work:
        events = tuple(
            Event(
                "number:1",
                n,
                "meta",
                part.external_id,
                part.kind,
                work.vault.seal("event", "body", part.external_id, part.body),
                datetime.now(UTC),
            )
            for n, part in enumerate(split(json.dumps(body).encode()))
        )
        await TURN(work, Turn(work.unit, work.tenant.id, "number:1", events))


@pytest.mark.parametrize(("value", "muted"), [("stop", True), ("resume", False)])
async def test_a_wish_in_the_networks_settings_is_kept(world: lagos.Lagos, value: str, muted: bool) -> None:
    wish = {
        "wa_id": lagos.ADA,
        "category": "marketing_messages",
        "value": value,
        "timestamp": 1795000000,
        "detail": "x",
    }
    await told(world, "user_preferences", {"user_preferences": [wish]})
    async with world.work() as work:
        assert await work.sql.fetchval("select muted from person") is muted
        assert tuple(await work.sql.fetchrow("select purpose, granted, source from consent")) == (
            "marketing",
            not muted,
            "network",
        )


async def test_a_wish_of_a_stranger_makes_nobody(world: lagos.Lagos) -> None:
    await told(world, "user_preferences", {"user_preferences": [{"wa_id": lagos.KOFI, "value": "stop"}]})
    async with world.work() as work:
        assert await work.sql.fetchval("select count(*) from person") == 1
        assert await work.sql.fetchval("select count(*) from consent") == 0


async def test_an_answer_from_the_business_phone_silences_the_bot_once(world: lagos.Lagos) -> None:
    echo = {
        "from": "2347003724666",
        "to": lagos.ADA,
        "id": "wamid.echo",
        "timestamp": "1795000000",
        "type": "text",
        "text": {"body": "On my way"},
    }
    value = {"metadata": {"phone_number_id": lagos.NUMBER_ID}, "message_echoes": [echo]}
    await told(world, "smb_message_echoes", value)
    await told(world, "smb_message_echoes", value)
    async with world.work() as work:
        conversation = await records.by_actor(work, "chat:1:ada")
        assert conversation is not None
        assert (conversation.state, conversation.version) == ("WITH_PERSON", 1)
        (line,) = await thread(work, conversation.id)
        assert line.said is not None
        assert (line.said.text, line.author) == ("On my way", "app")


@pytest.mark.parametrize(
    ("field", "value", "alert"),
    [
        (
            "message_template_status_update",
            {"event": "PAUSED", "message_template_name": "trip_booked", "reason": "NONE"},
            ("template", "PAUSED NONE"),
        ),
        ("message_template_status_update", {"event": "APPROVED", "message_template_name": "trip_booked"}, None),
        (
            "account_update",
            {"event": "ACCOUNT_RESTRICTION", "restriction_info": []},
            ("account", "ACCOUNT_RESTRICTION"),
        ),
        ("account_update", {"event": "PARTNER_ADDED"}, None),
        (
            "phone_number_quality_update",
            {"event": "FLAGGED", "display_phone_number": "+234 700 372 4666"},
            ("quality", "FLAGGED"),
        ),
        ("phone_number_quality_update", {"event": "UNFLAGGED", "display_phone_number": "2347003724666"}, None),
        ("something_new", {"anything": [1, 2, {"deep": None}]}, None),
    ],
)
async def test_warnings_reach_people_and_the_rest_is_only_kept(
    world: lagos.Lagos, field: str, value: dict[str, object], alert: tuple[str, str] | None
) -> None:
    await told(world, field, value)
    async with world.work() as work:
        rows = await work.sql.fetch("select body from letter where actor = 'alerts:lagos'")
        found = [work.read_fact(bytes(row["body"])) for row in rows]
        assert [(f.kind, f.reason) for f in found if isinstance(f, facts.NetworkWarned)] == ([alert] if alert else [])
        if field == "phone_number_quality_update":
            assert await work.sql.fetchval("select quality from number") == value["event"]
