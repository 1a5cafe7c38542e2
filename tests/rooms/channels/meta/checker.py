"""Whether a body keeps WhatsApp's limits: written apart from the renderer, after Meta's tables, with bare numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def within(text: Any, most: int, least: int = 1) -> str:
    assert isinstance(text, str), text
    assert least <= units(text) <= most, (units(text), most, text)
    assert text == text.strip(), text
    assert "\x00" not in text
    return text


def check(message: dict[str, Any]) -> None:
    kind = message["type"]
    inner = message[kind]
    {"text": _text, "interactive": _interactive, "template": _template, "reaction": _reaction}.get(kind, _media)(
        kind, inner
    )
    if "context" in message:
        assert message["context"]["message_id"]


def _text(_: str, inner: Any) -> None:
    within(inner["body"], 4096)


def _media(kind: str, inner: Any) -> None:
    assert kind in ("image", "video", "audio", "document"), kind
    if "caption" in inner:
        assert kind != "audio"
        within(inner["caption"], 1024)
    if kind == "document":
        within(inner["filename"], 240)
        assert "/" not in inner["filename"]
    else:
        assert "filename" not in inner


def _reaction(_: str, inner: Any) -> None:
    assert inner["message_id"]
    assert isinstance(inner["emoji"], str)


def _interactive(_: str, inner: Any) -> None:
    kind = inner["type"]
    within(inner["body"]["text"], 1024)
    if "footer" in inner:
        within(inner["footer"]["text"], 60)
    header = inner.get("header")
    if header:
        assert kind != "location_request_message"
        if header["type"] == "text":
            assert "\n" not in within(header["text"], 60)
        else:
            assert kind in ("button", "cta_url")
            _media(header["type"], header[header["type"]])
    action = inner["action"]
    if kind == "button":
        replies = [b["reply"] for b in action["buttons"]]
        assert 1 <= len(replies) <= 3
        assert all(b["type"] == "reply" for b in action["buttons"])
        titles = [within(r["title"], 20) for r in replies]
        assert len({t.casefold() for t in titles}) == len(titles)
        assert len({within(r["id"], 256) for r in replies}) == len(replies)
    elif kind == "list":
        _list(action)
    elif kind == "cta_url":
        assert action["name"] == "cta_url"
        within(action["parameters"]["display_text"], 20)
        assert urlsplit(within(action["parameters"]["url"], 2000)).scheme in ("http", "https")
    else:
        assert kind == "location_request_message", kind
        assert action == {"name": "send_location"}


def _list(action: Any) -> None:
    within(action["button"], 20)
    sections = action["sections"]
    assert 1 <= len(sections) <= 10
    if len(sections) > 1:
        titles = [within(s["title"], 24) for s in sections]
        assert len(set(titles)) == len(titles)
    elif "title" in sections[0]:
        within(sections[0]["title"], 24)
    rows = [row for s in sections for row in s["rows"]]
    assert all(s["rows"] for s in sections)
    assert 1 <= len(rows) <= 10
    assert len({within(row["id"], 200) for row in rows}) == len(rows)
    for row in rows:
        assert "\n" not in within(row["title"], 24)
        if "description" in row:
            within(row["description"], 72)


def _template(_: str, inner: Any) -> None:
    within(inner["name"], 512)
    assert inner["language"]["code"]
    total = 0
    for component in inner.get("components", []):
        for parameter in component["parameters"]:
            if component["type"] == "body":
                value = within(parameter["text"], 1024)
                assert not any(bad in value for bad in ("\n", "\t", "    "))
                total += units(value)
            elif component["type"] == "header":
                _media(parameter["type"], parameter[parameter["type"]])
            else:
                assert (component["type"], component["sub_type"], component["index"]) == ("button", "url", "0")
                within(parameter["text"], 2000)
    assert total <= 1024 or len(inner["components"]) > 1
