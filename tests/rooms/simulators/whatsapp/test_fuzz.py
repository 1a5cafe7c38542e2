"""Whatever comes in, the Graph door answers with a refusal of its own and never with a crash."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from tests.rooms.simulators.whatsapp.conftest import PHONE_ID, WABA, Town
from tests.rooms.simulators.whatsapp.test_limits import ACCEPTED
from tests.rooms.simulators.whatsapp.test_templates import QUICK, URL, body, params, sending, template

JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**53,
    10**30,
    "",
    " ",
    "x",
    "é" * 50,
    [],
    [[]],
    [None],
    {},
    {"a": []},
    "1e999",
    "nan",
]
TEMPLATE = sending(
    {"type": "body", "parameters": params("Ada", "P4")},
    {"type": "button", "sub_type": "url", "index": "0", "parameters": params("abc")},
    {"type": "button", "sub_type": "quick_reply", "index": 1, "parameters": [{"type": "payload", "payload": "p"}]},
)
CREATION = template(
    {"type": "HEADER", "format": "TEXT", "text": "Trip {{1}}", "example": {"header_text": ["x"]}},
    body(),
    {"type": "FOOTER", "text": "Lagos Tours"},
    {"type": "BUTTONS", "buttons": [URL, QUICK, {"type": "COPY_CODE", "example": "ABC"}]},
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path inside a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path] * bool(path) + [found for key, child in inner for found in places(child, (*path, key))]


def spoiled(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """`whole` with each place in turn replaced by each piece of junk, or left out."""
    made = []
    for path in places(whole):
        for junk in [*JUNK, ...]:
            other = copy.deepcopy(whole)
            *way, last = path
            node = other
            for key in way:
                node = node[key]
            if junk is ...:
                del node[last]
            else:
                node[last] = junk
            made.append(other)
    return made


@pytest.mark.parametrize("name", sorted(ACCEPTED))
async def test_a_spoiled_message_is_refused_or_taken(town: Town, name: str) -> None:
    await town.mode(throughput=0, pair_rate="off", statuses=[])
    await all_answered(
        town, f"{PHONE_ID}/messages", {"messaging_product": "whatsapp", "to": "2348035550101"} | ACCEPTED[name]
    )


async def test_a_spoiled_template_message_is_refused_or_taken(town: Town) -> None:
    await town.mode(throughput=0, pair_rate="off", statuses=[], template_review=0)
    buttons = {"type": "BUTTONS", "buttons": [URL, QUICK]}
    await town.graph("POST", f"{WABA}/message_templates", json=template(body(), buttons))
    await town.webhooks()
    await all_answered(
        town, f"{PHONE_ID}/messages", {"messaging_product": "whatsapp", "to": "2348035550101"} | TEMPLATE
    )


async def test_a_spoiled_creation_is_refused_or_taken(town: Town) -> None:
    for n, whole in enumerate(spoiled(CREATION)):
        if n % 60 == 59:
            await town.pass_time(hours=1, seconds=1)
        if whole.get("name") == "payment_due":
            whole["name"] = f"payment_due_{n}"
        answer = await town.graph("POST", f"{WABA}/message_templates", json=whole)
        assert answer.status_code in (200, 400), (answer.text, whole)
        if answer.status_code == 200:
            filled = sending({"type": "body", "parameters": params("Ada", "P4")}, name=str(whole["name"]))
            await town.pass_time(seconds=3)
            assert (await town.send(filled)).status_code in (200, 400, 404)


async def all_answered(town: Town, path: str, whole: dict[str, Any]) -> None:
    cases = spoiled(whole)
    for case in random.Random(7).sample(cases, min(len(cases), 250)):
        answer = await town.graph("POST", path, json=case)
        assert answer.status_code in (200, 400, 404), (answer.text, case)
        if answer.status_code != 200:
            assert answer.json()["error"]["code"]
    assert (await town.http.get("/phone/api/2348035550101/messages")).status_code == 200


RECEIVED: list[dict[str, Any]] = [
    {"type": "text", "text": {"body": "x"}, "context": {"id": "x"}},
    {
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {"id": "a", "title": "b", "description": "c"}},
    },
    {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "{"}}},
    {"type": "image", "image": {"id": "1", "mime_type": "image/png", "caption": "c"}},
    {"type": "location", "location": {"latitude": 1, "longitude": 2, "name": "n"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "a"}, "phones": [{"phone": "1"}]}]},
    {"type": "system", "system": {"body": "b", "wa_id": "1"}},
]


@pytest.mark.parametrize("raw", RECEIVED, ids=lambda raw: next(iter(raw.values())))
async def test_whatever_a_person_sends_can_be_shown(town: Town, raw: dict[str, Any]) -> None:
    for case in spoiled(raw):
        answer = await town.http.post("/phone/api/2348035550101/messages", json={"raw": case})
        assert answer.status_code in (202, 400, 422), answer.text
    assert (await town.http.get("/phone/api/2348035550101/messages")).status_code == 200
