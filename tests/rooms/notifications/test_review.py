"""What could not be worked on is shown without its personal values, and closed by somebody for a reason."""

from __future__ import annotations

import json

import msgspec
import pytest

from dragoman.access import Surface
from dragoman.command import Refused
from dragoman.engine import Store
from dragoman.engine.review import closed_items, open_items
from dragoman.notifications.review import dismiss_item, dismiss_items, payload_of, replay_items, veiled
from tests import lagos

CONSOLE = Surface.CONSOLE
PAYLOAD = {
    "from": "2348035550101",
    "text": {"body": "My name is Ada Obi"},
    "id": "wamid.HBgNMjM0ODAzNTU1MDEwMQ==",
    "type": "text",
    "booking": "bk_01kafz6b0q8t4n2y6m3v5c7x9d",
    "timestamp": 1795165200,
    "count": 3,
}


@pytest.fixture
async def town(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


async def items(town: lagos.Lagos, count: int) -> list[int]:
    """Put that many events aside."""
    async with town.work() as work:
        for n in range(count):
            body = work.vault.seal("event", "body", f"x{n}", msgspec.json.encode(PAYLOAD))
            await work.sql.execute(
                "insert into event (tenant_id, actor, seq, source, external_id, kind, body, stored_at)"
                " values ($1, 'chat:1:a', $2, 'meta', $3, 'message', $4, now())",
                lagos.TENANT, n + 1, f"x{n}", body,
            )  # fmt: skip
            await work.sql.execute(
                "insert into review (tenant_id, actor, event_seq, kind, reason) values ($1, 'chat:1:a', $2, 'message', 'ValueError')",
                lagos.TENANT, n + 1,
            )  # fmt: skip
        return [i.id for i in await open_items(work.unit)]


async def test_a_payload_is_shown_by_its_shape(town: lagos.Lagos) -> None:
    (item,) = await items(town, 1)
    async with town.work(lagos.OPERATIONS, CONSOLE) as work:
        shown = json.loads(await payload_of(work, item) or "")
    assert shown == {
        "from": "[13 characters]", "text": {"body": "[18 characters]"}, "id": "[30 characters]", "type": "text",
        "booking": "bk_01kafz6b0q8t4n2y6m3v5c7x9d", "timestamp": "[number]", "count": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    "value",
    ["Ada", "ada", "ADA", "ada.obi@example.com", "A09990001", "0803555010", "12 Marina, Lagos", "2348035550101"],
)
def test_no_name_phone_mail_or_document_passes(value: str) -> None:
    assert veiled({"x": value})["[key]"] == f"[{len(value)} characters]"


async def test_several_are_closed_at_once_with_a_reason_and_by_somebody(town: lagos.Lagos) -> None:
    found = await items(town, 4)
    async with town.work(lagos.OPERATIONS, CONSOLE) as work:
        await dismiss_item(work, found[0], "known fault of the partner")
        assert await dismiss_items(work, found, "call 08035550101 of Ada") == 3
        assert await replay_items(work, found) == 0
        closed = {i.id: i for i in await closed_items(work.unit)}
        assert (closed[found[0]].note, closed[found[0]].closed_by) == (
            "known fault of the partner",
            lagos.OPERATIONS.id,
        )
        assert closed[found[1]].note == "[masked]"
        assert await open_items(work.unit) == []
        with pytest.raises(Refused, match=r"review\.gone"):
            await dismiss_item(work, found[0])


async def test_another_business_sees_none_of_it(town: lagos.Lagos, store: Store) -> None:
    (item,) = await items(town, 1)
    other = await lagos.found(
        store, tenant="tn_accraways0000000000000000a", slug="accra", name="Accra Ways", number_id="2"
    )
    async with town.desk.work("tn_accraways0000000000000000a", lagos.OPERATIONS, CONSOLE) as work:
        with pytest.raises(Refused, match=r"review\.gone"):
            await payload_of(work, item)
    assert other.desk is not town.desk
