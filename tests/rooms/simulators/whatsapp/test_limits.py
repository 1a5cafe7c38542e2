"""Every hard limit of the Cloud API: the largest that passes, the smallest that is refused, and with which code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.simulators.whatsapp.conftest import ADA, Town


def interactive(kind: str, action: dict[str, Any], body: str = "Choose", **more: Any) -> dict[str, Any]:
    inner = {"type": kind, "body": {"text": body}, "action": action} | more
    return {"type": "interactive", "interactive": inner}


def buttons(*pairs: tuple[str, str], **more: Any) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": identity, "title": title}} for identity, title in pairs]
    return interactive("button", {"buttons": replies}, **more)


def rows(*found: dict[str, Any], button: str = "See", titles: tuple[str, ...] = ("A",), **more: Any) -> dict[str, Any]:
    sections = [{"title": title, "rows": []} for title in titles]
    for position, row in enumerate(found):
        sections[position % len(sections)]["rows"].append(row)
    return interactive("list", {"button": button, "sections": sections}, **more)


def row(identity: str = "r", title: str = "Row", **more: Any) -> dict[str, Any]:
    return {"id": identity, "title": title} | more


def cta(text: str = "Pay", url: str = "https://pay.example/x") -> dict[str, Any]:
    return interactive("cta_url", {"name": "cta_url", "parameters": {"display_text": text, "url": url}})


def flow(**parameters: Any) -> dict[str, Any]:
    whole = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Open"} | parameters
    return interactive("flow", {"name": "flow", "parameters": whole})


def text(body: object, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}} | more


def link(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, kind: {"link": "https://files.example/a"} | more}


def place(latitude: object, longitude: object) -> dict[str, Any]:
    return {"type": "location", "location": {"latitude": latitude, "longitude": longitude}}


def products(count: int) -> dict[str, Any]:
    items = [{"product_retailer_id": str(n)} for n in range(count)]
    action = {"catalog_id": "1", "sections": [{"title": "A", "product_items": items}]}
    return interactive("product_list", action, header={"type": "text", "text": "Tours"})


def cards(count: int) -> dict[str, Any]:
    card = {
        "type": "cta_url",
        "header": {"type": "image", "image": {"link": "https://files.example/a.jpg"}},
        "action": {"name": "cta_url", "parameters": {"display_text": "Book", "url": "https://book.example"}},
    }
    return interactive("carousel", {"cards": [card | {"card_index": n} for n in range(count)]})


ten = [row(str(n), f"Row {n}") for n in range(10)]
person = {"name": {"formatted_name": "Bayo Ade", "first_name": "Bayo"}, "phones": [{"phone": "+2348035550199"}]}

ACCEPTED = {
    "text at 4096": text("x" * 4096),
    "text as the default type": {"text": {"body": "hi"}},
    "preview": {"type": "text", "text": {"body": "hi", "preview_url": True}},
    "opaque at 512": text("hi", biz_opaque_callback_data="x" * 512),
    "three buttons, 20 and 256": buttons(("a" * 256, "t" * 20), ("b", "B"), ("c", "C")),
    "button body 1024, header 60, footer 60": buttons(
        ("a", "A"), body="x" * 1024, header={"type": "text", "text": "h" * 60}, footer={"text": "f" * 60}
    ),
    "button with document header": buttons(
        ("a", "A"), header={"type": "document", "document": {"link": "https://x.example/a.pdf", "filename": "a.pdf"}}
    ),
    "ten rows in two sections": rows(*ten, titles=("A", "B")),
    "row 200, 24, 72": rows(row("i" * 200, "t" * 24, description="d" * 72)),
    "one section without title": interactive("list", {"button": "b" * 20, "sections": [{"rows": [row()]}]}),
    "cta 20": cta("x" * 20),
    "flow": flow(mode="published", flow_token="t", flow_action="navigate", flow_action_payload={"screen": "A"}),
    "location request": interactive("location_request_message", {"name": "send_location"}),
    "thirty products": products(30),
    "ten cards": cards(10),
    "image link with caption": link("image", caption="c" * 1024),
    "document link": link("document", filename="e-ticket.pdf", caption="Your ticket"),
    "location": place(6.5244, 3.3792),
    "location in words": place("6.5244", "-3.3792"),
    "contacts": {"type": "contacts", "contacts": [person]},
    "address": interactive("address_message", {"name": "address_message", "parameters": {"country": "IN"}}),
    "one product": interactive("product", {"catalog_id": "1", "product_retailer_id": "2"}),
    "catalogue": interactive("catalog_message", {"name": "catalog_message"}),
}


@pytest.mark.parametrize("payload", ACCEPTED.values(), ids=ACCEPTED.keys())
async def test_the_largest_that_passes(town: Town, payload: dict[str, Any]) -> None:
    answer = await town.send(payload)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["messaging_product"] == "whatsapp"
    assert body["contacts"] == [{"input": ADA, "wa_id": ADA}]
    assert body["messages"][0]["id"].startswith("wamid.")


REFUSED: dict[str, tuple[int, dict[str, Any]]] = {
    "text over 4096": (100, text("x" * 4097)),
    "empty text": (100, text("")),
    "text that is a number": (100, text(7)),
    "no text object": (131008, {"type": "text"}),
    "unknown type": (100, {"type": "hologram", "hologram": {}}),
    "type is no text": (100, {"type": ["text"]}),
    "opaque over 512": (100, text("hi", biz_opaque_callback_data="x" * 513)),
    "no product": (100, {"messaging_product": "sms", "type": "text", "text": {"body": "x"}}),
    "group": (131009, text("hi", recipient_type="group")),
    "four buttons": (131009, buttons(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"))),
    "no buttons": (131009, buttons()),
    "button title 21": (131009, buttons(("a", "t" * 21))),
    "button title empty": (131009, buttons(("a", ""))),
    "button id 257": (131009, buttons(("a" * 257, "A"))),
    "button id with edge space": (131009, buttons((" a", "A"))),
    "same button id": (131009, buttons(("a", "A"), ("a", "B"))),
    "same button title": (131009, buttons(("a", "A"), ("b", "A"))),
    "button body 1025": (131009, buttons(("a", "A"), body="x" * 1025)),
    "header 61": (131009, buttons(("a", "A"), header={"type": "text", "text": "h" * 61})),
    "footer 61": (131009, buttons(("a", "A"), footer={"text": "f" * 61})),
    "unknown header": (131009, buttons(("a", "A"), header={"type": "song", "song": {}})),
    "no body": (131008, {"type": "interactive", "interactive": {"type": "button", "action": {"buttons": []}}}),
    "eleven rows over two sections": (131009, rows(*ten, row("x", "X"), titles=("A", "B"))),
    "eleven sections": (131009, rows(*ten, titles=tuple("ABCDEFGHIJK"))),
    "row id 201": (131009, rows(row("i" * 201))),
    "row title 25": (131009, rows(row(title="t" * 25))),
    "row description 73": (131009, rows(row(description="d" * 73))),
    "same row id": (131009, rows(row("a", "A"), row("a", "B"))),
    "section title 25": (131009, rows(row(), titles=("t" * 25,))),
    "two sections, one untitled": (
        131008,
        interactive("list", {"button": "b", "sections": [{"title": "A", "rows": [row("1")]}, {"rows": [row("2")]}]}),
    ),
    "empty section": (131009, interactive("list", {"button": "b", "sections": [{"title": "A", "rows": []}]})),
    "list button 21": (131009, rows(row(), button="b" * 21)),
    "list body 1025": (131009, rows(row(), body="x" * 1025)),
    "list with image header": (
        131009,
        rows(row(), header={"type": "image", "image": {"link": "https://x.example/a.jpg"}}),
    ),
    "cta 21": (131009, cta("x" * 21)),
    "cta without address": (131009, cta(url="pay.example")),
    "flow version 2": (131009, flow(flow_message_version="2")),
    "flow with id and name": (131009, flow(flow_name="n")),
    "flow cta 31": (131009, flow(flow_cta="x" * 31)),
    "flow action": (131009, flow(flow_action="dance")),
    "location request under another name": (131009, interactive("location_request_message", {"name": "x"})),
    "thirty-one products": (131009, products(31)),
    "one card": (131009, cards(1)),
    "eleven cards": (131009, cards(11)),
    "caption 1025": (131009, link("image", caption="c" * 1025)),
    "caption on audio": (100, link("audio", caption="c")),
    "filename on image": (100, link("image", filename="a.jpg")),
    "media by nothing": (131009, {"type": "image", "image": {}}),
    "media by both": (131009, link("image", id="1")),
    "media link without scheme": (131009, {"type": "image", "image": {"link": "files.example/a"}}),
    "unknown media id": (131009, {"type": "image", "image": {"id": "123"}}),
    "latitude 91": (131009, place(91, 0)),
    "longitude missing": (131008, {"type": "location", "location": {"latitude": 1}}),
    "longitude in words": (131009, place(1, "east")),
    "contact without name": (131008, {"type": "contacts", "contacts": [{"phones": []}]}),
    "contact with half a name": (131009, {"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]}),
    "address elsewhere": (
        131009,
        interactive("address_message", {"name": "address_message", "parameters": {"country": "NG"}}),
    ),
    "reaction to nothing": (131009, {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}}),
    "reaction with words": (131009, {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "ok"}}),
    "read of nothing": (131009, {"status": "read", "message_id": "wamid.x"}),
}


@pytest.mark.parametrize(("code", "payload"), REFUSED.values(), ids=REFUSED.keys())
async def test_the_smallest_that_is_refused(town: Town, code: int, payload: dict[str, Any]) -> None:
    before = len(await town.sees(peek=1))
    answer = await town.send(payload)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (400, code, "OAuthException")
    assert error["message"].startswith(f"(#{code})")
    assert error["fbtrace_id"]
    assert len(await town.sees(peek=1)) == before
    assert await town.webhooks() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a":' * 3000, b"\xff\xfe", b'"x"', b"{\x00}"])
async def test_a_body_that_is_no_object_is_refused(town: Town, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await town.graph("POST", "106540352242922/messages", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


async def test_an_overlong_body_is_refused_with_413(town: Town) -> None:
    answer = await town.send(text("x" * 1_000_001))
    assert answer.status_code == 413


@pytest.mark.parametrize("to", ["", "abc", "12", 7, None])
async def test_a_recipient_that_is_no_number_is_refused(town: Town, to: object) -> None:
    answer = await town.send({"to": to} | text("hi"))
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in (100, 131009)


async def test_sending_to_oneself_is_refused(town: Town) -> None:
    assert (await town.send(text("hi"), to="+2347003724666")).json()["error"]["code"] == 131021


async def test_a_national_number_gets_the_country_of_the_business(town: Town) -> None:
    answer = await town.send(text("hi"), to="0803 555 0101")
    assert answer.json()["contacts"] == [{"input": "0803 555 0101", "wa_id": ADA}]
