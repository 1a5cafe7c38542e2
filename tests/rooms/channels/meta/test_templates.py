from __future__ import annotations

import json
from typing import Any

import httpx2
import msgspec
import pytest

from dragoman.channels.meta.graph import Graph, MetaSettings
from dragoman.channels.meta.templates import Category, TemplateText, body_of, list_templates, mistakes, sync_templates
from dragoman.conversations.channel import NumberAccess, SendError
from dragoman.kit.http import Http, scripted_transport

ACCESS = NumberAccess("106540352242922", "102290129340398", "EAAsecret")
READY = TemplateText(
    name="booking_ready",
    language="en",
    category=Category.UTILITY,
    body="Hello {{1}}, your booking {{2}} is ready to pay.",
    examples=("Ada", "BK7Q2M"),
    footer="Lagos Tours",
    document_header=True,
    header_handle="4::aW",
    url_title="Open booking",
    url="https://lagostours.test/b/{{1}}",
    url_example="https://lagostours.test/b/BK7Q2M",
)


def test_body() -> None:
    assert mistakes(READY) == []
    assert json.loads(body_of(READY)) == {
        "name": "booking_ready",
        "language": "en",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::aW"]}},
            {"type": "BODY", "text": READY.body, "example": {"body_text": [["Ada", "BK7Q2M"]]}},
            {"type": "FOOTER", "text": "Lagos Tours"},
            {
                "type": "BUTTONS",
                "buttons": [{"type": "URL", "text": READY.url_title, "url": READY.url, "example": [READY.url_example]}],
            },
        ],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Booking Ready"},
        {"name": "x" * 513},
        {"body": "x" * 1025, "examples": ()},
        {"body": " ", "examples": ()},
        {"body": "{{1}} is here {{2}} now"},
        {"body": "Your code: {{1}} {{2}}"},
        {"body": "Hello {{1}} and {{3}} now"},
        {"examples": ("Ada",)},
        {"examples": ("Ada", "")},
        {"footer": "x" * 61},
        {"url_title": "x" * 26},
        {"url_title": ""},
        {"url": "https://a/{{1}}/b"},
        {"url": "https://{{2}}/{{1}}"},
        {"url_example": ""},
        {"header_handle": ""},
    ],
)
def test_what_meta_would_refuse_is_told_before(change: dict[str, Any]) -> None:
    wrong = msgspec.structs.replace(READY, **change)
    assert len(mistakes(wrong)) == 1
    with pytest.raises(ValueError, match=r"\."):
        body_of(wrong)


async def test_all_pages_are_read_and_only_what_lacks_is_made() -> None:
    posted: list[Any] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            posted.append(json.loads(request.content))
            return httpx2.Response(200, json={"id": "9", "status": "PENDING", "category": "UTILITY"})
        if request.url.params.get("after") == "c1":
            found = {"id": "2", "name": "b", "language": "en", "status": "PAUSED", "quality_score": {"score": "RED"}}
            return httpx2.Response(200, json={"data": [found]})
        found = {"id": "1", "name": "a", "language": "en", "status": "REJECTED", "rejected_reason": "SCAM"}
        return httpx2.Response(200, json={"data": [found], "paging": {"cursors": {"after": "c1"}, "next": "https://x"}})

    graph = Graph(Http(transport=scripted_transport(script)), MetaSettings())
    assert [(t.name, t.status, t.reason, t.quality) for t in await list_templates(graph, ACCESS)] == [
        ("a", "REJECTED", "SCAM", ""),
        ("b", "PAUSED", "", "RED"),
    ]
    known = TemplateText("a", "en", Category.UTILITY, "Hello there.")
    present, made = await sync_templates(graph, ACCESS, [known, READY])
    assert ([t.name for t in present], [t.name for t in made]) == (["a", "b", "booking_ready"], ["booking_ready"])
    assert [body["name"] for body in posted] == ["booking_ready"]


async def test_endless_pages_end() -> None:
    page = {"data": [], "paging": {"cursors": {"after": "same"}, "next": "https://x"}}
    graph = Graph(Http(transport=scripted_transport(lambda request: httpx2.Response(200, json=page))), MetaSettings())
    with pytest.raises(SendError):
        await list_templates(graph, ACCESS)
