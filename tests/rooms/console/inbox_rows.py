"""The rows of the inbox and the desk, and what their paths name."""

from __future__ import annotations

import secrets
from typing import Any

from dragoman.access import Role
from dragoman.conversations import commands, people, records
from dragoman.conversations.blocking import block_sender
from dragoman.conversations.channel import Recipient
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Heard, HeardKind, Say, Sender
from dragoman.conversations.queries import store_file
from dragoman.conversations.speaker import Speaker
from tests import lagos
from tests.rooms.console.world import Office

ANSWER = frozenset({Role.SALES, Role.OPERATIONS, Role.MANAGER})
DESK = ANSWER | {Role.ADMIN}
KEEPS = frozenset({Role.MANAGER, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
MANAGER = frozenset({Role.MANAGER})
OPERATORS = frozenset({Role.OPERATIONS, Role.MANAGER})


async def a_message(office: Office) -> dict[str, str]:
    """A traveller who has just written."""
    peer = f"234803{secrets.randbelow(10**7):07}"
    async with office.shop.lagos.work() as work:
        person = await people.recognise(work, Sender(phone=peer, name="Ada Obi"))
        chat = await records.start(
            work, person=person, number=office.shop.lagos.number, channel="meta", actor=f"chat:{lagos.NUMBER_ID}:{peer}",
            to=Recipient(peer), referral=None,
        )  # fmt: skip
        heard = Heard(work.new_id("wamid"), HeardKind.TEXT, work.now, Sender(phone=peer), "Lagos to Abuja on Friday")
        message, _, _ = await hear(work, chat, heard)
    return {"conversation": chat.id, "message": message or ""}


async def a_chat(office: Office) -> dict[str, str]:
    """A conversation with the assistant."""
    return {"conversation": (await a_message(office))["conversation"]}


async def a_blocked_chat(office: Office) -> dict[str, str]:
    """A conversation with somebody who is kept out."""
    ids = await a_chat(office)
    async with office.shop.lagos.work(lagos.OPERATIONS) as work:
        chat = await records.by_id(work, ids["conversation"])
        assert chat is not None
        await block_sender(work, chat.person)
    return ids


async def waiting(office: Office) -> dict[str, str]:
    """A conversation that waits for a person."""
    ids = await a_chat(office)
    async with office.shop.lagos.work() as work:
        await commands.hand_over(work, ids["conversation"], "asked")
    return ids


async def a_failed_message(office: Office) -> dict[str, str]:
    """A message of the bot that did not arrive."""
    ids = await a_chat(office)
    async with office.shop.lagos.work() as work:
        chat = await records.by_id(work, ids["conversation"])
        assert chat is not None
        said = await Speaker({"meta": office.shop.phone}).say(work, chat, Say("Hello"))  # type: ignore[dict-item]
        await work.sql.execute("update message set delivery = 'failed', code = 131026 where id = $1", said)
    return ids | {"message": said}


async def a_file(office: Office) -> dict[str, str]:
    """A picture that a traveller sent."""
    message = (await a_message(office))["message"]
    async with office.shop.lagos.work() as work:
        file = await store_file(
            work, subject=f"message:{message}", name="file.png", media_type="image/png", content=b"p", sha256=b"", thumbnail=b"t"
        )  # fmt: skip
    return {"file_id": file}


async def a_filter(office: Office) -> dict[str, str]:
    """The id of a saved list; whose it is does not matter, since forgetting another's changes nothing."""
    return {"filter_id": f"sf_{'0' * 26}"}


async def sales(office: Office) -> dict[str, str]:
    """Bayo."""
    return {"staff": office.staff[Role.SALES]}


def _row(roles: frozenset[Role], things: Any = None, **more: Any) -> dict[str, Any]:
    return {"roles": roles, "things": things, **more}


CHAT = "/console/inbox/{conversation}"
ROWS: dict[str, dict[str, Any]] = {
    "GET /console/inbox": _row(ANSWER),
    "GET /console/inbox/list": _row(ANSWER),
    "GET /console/inbox/search": _row(ANSWER, query="?q=abuja"),
    "GET /console/inbox/files/{file_id}": _row(ANSWER, a_file),
    "GET /console/inbox/files/{file_id}/small": _row(ANSWER, a_file),
    "POST /console/inbox/filters/save": _row(ANSWER, form={"tab": "all", "name": "All"}),
    "POST /console/inbox/filters/{filter_id}/drop": _row(ANSWER, a_filter, unknown=303),
    f"GET {CHAT}": _row(ANSWER, a_chat),
    **{
        f"GET {CHAT}/{piece}": _row(ANSWER, a_chat)
        for piece in ("head", "thread", "side", "composer", "ready", "templates")
    },
    f"GET {CHAT}/understood/{{message}}": _row(ANSWER, a_message),
    f"POST {CHAT}/understood/{{message}}": _row(ANSWER, a_message, form={"intent": "search"}),
    **{
        f"POST {CHAT}/{act}": _row(ANSWER, a_chat) for act in ("take", "close", "undo", "templates", "unread", "labels")
    },
    **{f"POST {CHAT}/{act}": _row(ANSWER, waiting) for act in ("hand-back", "release", "unsnooze")},
    f"POST {CHAT}/snooze": _row(ANSWER, waiting, form={"for": "hour"}),
    f"POST {CHAT}/assign": _row(MANAGER, a_chat, form={"staff": "st_nobody"}),
    f"POST {CHAT}/reply": _row(ANSWER, a_chat, form={"text": "Hello"}),
    f"POST {CHAT}/template": _row(ANSWER, a_chat, form={"template": "trip_news|en", "value1": "x"}),
    f"POST {CHAT}/retry/{{message}}": _row(ANSWER, a_failed_message),
    f"POST {CHAT}/note": _row(ANSWER, a_chat, form={"text": "a note"}),
    f"POST {CHAT}/draft": _row(ANSWER, a_chat, form={"kind": "reply", "text": "Dear"}),
    f"POST {CHAT}/look": _row(ANSWER, a_chat),
    f"POST {CHAT}/reveal": _row(ANSWER, a_chat, form={"reason": "to call them"}),
    f"POST {CHAT}/block": _row(OPERATORS, a_chat, form={"hours": "24"}),
    f"POST {CHAT}/unblock": _row(OPERATORS, a_blocked_chat),
    f"POST {CHAT}/reunite": _row(MANAGER, a_chat, form={"reference": "K7QX2M"}),
    # the desk
    "GET /console/desk": _row(DESK),
    "POST /console/desk/available": _row(ANSWER, form={"available": "1"}),
    "POST /console/desk/forward": _row(ANSWER, form={"forward": "1"}),
    "POST /console/desk/skills/{staff}": _row(KEEPS, sales, form={"max_open": "5"}),
    "POST /console/desk/labels": _row(KEEPS, form={"name": "VIP"}),
    "POST /console/desk/labels/drop": _row(KEEPS, form={"name": "VIP"}),
    "POST /console/desk/ready": _row(KEEPS, form={"shortcut": "hi", "text": "Hello {name}"}),
    "POST /console/desk/ready/drop": _row(KEEPS, form={"shortcut": "hi"}),
    "POST /console/desk/hours": _row(ADMIN, form={"day0": "09:00-17:00"}),
    "POST /console/desk/closed": _row(ADMIN, form={"days": "2026-12-25 Christmas"}),
}
