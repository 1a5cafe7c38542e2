from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from dragoman.channels.meta import wire
from dragoman.channels.meta.client import MetaChannel
from dragoman.channels.meta.errors import TABLE, meaning, refusal
from dragoman.channels.meta.graph import MetaSettings
from dragoman.channels.meta.pace import paces
from dragoman.conversations.channel import (
    Accepted,
    Channel,
    FetchError,
    NumberAccess,
    Recipient,
    Refused,
    SendError,
    Unknown,
    Verdict,
)
from dragoman.conversations.executors import FETCH_POLICY, SEND_POLICY
from dragoman.conversations.message import Attachment, Media, Say
from dragoman.kit.http import Http, scripted_transport

ACCESS = NumberAccess("106540352242922", "102290129340398", "EAAsecret")
ADA = Recipient(phone="2348035550101")
TEXT = wire.render(Say(text="Hello"))[0]
PDF = b"%PDF-1.7 itinerary"
TAKEN = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "1", "wa_id": "1"}],
    "messages": [{"id": "wamid.OUT1"}],
}
Script = Callable[[httpx2.Request], httpx2.Response]


async def documents(document: str) -> bytes:
    if document == "doc_db_down":
        raise ConnectionError
    if document != "doc_1":
        raise KeyError(document)
    return PDF


async def public(host: str, port: int) -> list[str]:
    return ["157.240.1.1"]


def channel(script: Script, settings: MetaSettings | None = None) -> MetaChannel:
    transport = scripted_transport(script)
    chosen = settings or MetaSettings()
    return MetaChannel(Http(transport=transport), Http(transport=transport), chosen, documents)


def always(status: int, body: Any = None, **headers: str) -> Script:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx2.Response(status, content=content, headers=named)


def failing(error: type[Exception]) -> Script:
    def script(request: httpx2.Request) -> httpx2.Response:
        raise error("no")

    return script


def meta_error(code: int, **more: Any) -> dict[str, Any]:
    return {"error": {"message": f"(#{code}) m", "code": code, "error_data": {"details": "why"}, **more}}


async def test_accepted_and_what_was_sent() -> None:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=TAKEN)

    made: Channel = channel(script)
    assert await made.send(ACCESS, ADA, TEXT, "ef_1") == Accepted("wamid.OUT1")
    (request,) = seen
    assert str(request.url) == "https://graph.facebook.com/v23.0/106540352242922/messages"
    assert request.headers["authorization"] == "Bearer EAAsecret"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "2348035550101",
        "type": "text",
        "text": {"body": "Hello", "preview_url": False},
        "biz_opaque_callback_data": "ef_1",
    }


@pytest.mark.parametrize(
    ("word", "held"), [("accepted", False), ("held_for_quality_assessment", True), ("paused", True)]
)
async def test_held(word: str, held: bool) -> None:
    body = {"messages": [{"id": "wamid.OUT1", "message_status": word}]}
    assert await channel(always(200, body)).send(ACCESS, ADA, TEXT, "t") == Accepted("wamid.OUT1", held)


@pytest.mark.parametrize("code", sorted(TABLE))
@pytest.mark.parametrize("status", [400, 500])
async def test_every_listed_code(code: int, status: int) -> None:
    outcome = await channel(always(status, meta_error(code))).send(ACCESS, ADA, TEXT, "t")
    assert isinstance(outcome, Refused)
    assert (outcome.verdict, outcome.detail, outcome.retry_after) == (TABLE[code].verdict, "why", TABLE[code].wait)
    assert outcome.code == (code or status)


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        ({1, 2, 4, 80007, 130429, 131000, 131016, 133004, 131057, 131053, 135000}, Verdict.RETRY),
        ({131056, 131064}, Verdict.PAIR),
        ({131048, 133016, 131042, 131037, 131045, 133010}, Verdict.HOLD),
        ({133000, 133005, 133006, 133008, 133009, 133015}, Verdict.HOLD),
        ({131047}, Verdict.TEMPLATE),
        ({131049}, Verdict.LATER),
        ({131026, 130472, 130497, 131021, 131030, 131062, 137000}, Verdict.RECIPIENT),
        ({131050}, Verdict.OPTED_OUT),
        ({33, 100, 131008, 131009, 131051, 131052, 132000, 132001, 132005, 132007, 132008}, Verdict.PAYLOAD),
        (
            {
                132012,
                132015,
                132016,
                132018,
                132068,
                132069,
                134101,
                134102,
                134011,
                131055,
                134100,
                *range(139000, 139005),
            },
            Verdict.PAYLOAD,
        ),
        ({0, 190, 3, 10, 200, 250, 299, 131005, 368, 131031, 131063}, Verdict.ACCOUNT),
    ],
)
def test_the_table_says_what_the_documentation_says(codes: set[int], verdict: Verdict) -> None:
    assert {code: meaning(code).verdict for code in codes} == dict.fromkeys(codes, verdict)
    assert all(meaning(code).staff.endswith((".", ":")) for code in codes)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, meta_error(999999), Refused(999999, "why", Verdict.PAYLOAD)),
        (400, meta_error(999999, is_transient=True), Refused(999999, "why", Verdict.RETRY)),
        (503, meta_error(999999), Refused(999999, "why", Verdict.RETRY)),
        (200, meta_error(131047), Refused(131047, "why", Verdict.TEMPLATE)),
        (400, b"<html>", Refused(400, "HTTP 400", Verdict.PAYLOAD)),
        (401, b"", Refused(401, "HTTP 401", Verdict.ACCOUNT)),
        (403, b"", Refused(403, "HTTP 403", Verdict.ACCOUNT)),
        (404, b"", Refused(404, "HTTP 404", Verdict.PAYLOAD)),
        (413, b"", Refused(413, "HTTP 413", Verdict.PAYLOAD)),
        (429, b"", Refused(429, "HTTP 429", Verdict.RETRY)),
        (302, b"", Refused(302, "HTTP 302", Verdict.ACCOUNT)),
        (408, b"", Unknown("http_408")),
        (500, b"", Unknown("http_500")),
        (502, b"<html>Bad gateway", Unknown("http_502")),
        (503, b"{}", Unknown("http_503")),
        (504, b'{"error":"gateway"}', Unknown("http_504")),
        (200, b"", Unknown("no_message_id")),
        (200, b"<html>", Unknown("no_message_id")),
        (200, {"messages": []}, Unknown("no_message_id")),
        (200, b"[" * 5000, Unknown("no_message_id")),
    ],
)
async def test_answers(status: int, body: Any, outcome: object) -> None:
    assert await channel(always(status, body)).send(ACCESS, ADA, TEXT, "t") == outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (httpx2.ConnectError, Refused(0, "connect_failed", Verdict.RETRY)),
        (httpx2.ConnectTimeout, Refused(0, "connect_timeout", Verdict.RETRY)),
        (httpx2.PoolTimeout, Refused(0, "connect_timeout", Verdict.RETRY)),
        (httpx2.WriteTimeout, Unknown("timeout")),
        (httpx2.ReadTimeout, Unknown("timeout")),
        (httpx2.WriteError, Unknown("connection_lost")),
        (httpx2.ReadError, Unknown("connection_lost")),
        (httpx2.RemoteProtocolError, Unknown("connection_lost")),
    ],
)
async def test_broken_calls_say_whether_they_may_have_been_taken(error: type[Exception], outcome: object) -> None:
    assert await channel(failing(error)).send(ACCESS, ADA, TEXT, "t") == outcome


async def test_one_call_and_no_more() -> None:
    calls: list[int] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        calls.append(1)
        return httpx2.Response(503)

    await channel(script).send(ACCESS, ADA, TEXT, "t")
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "99999999999"}, 86_400.0),
        ({"retry-after": "Fri, 20 Nov 2026 12:01:00 GMT", "date": "Fri, 20 Nov 2026 12:00:00 GMT"}, 60.0),
        ({"retry-after": "Fri, 20 Nov 2026 11:00:00 GMT", "date": "Fri, 20 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 12:01:00 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    refused = refusal(400, headers, json.dumps(meta_error(100)).encode())
    assert refused is not None
    assert refused.retry_after == seconds


def test_retry_after_wins_over_the_table() -> None:
    refused = refusal(400, {"retry-after": "7"}, json.dumps(meta_error(131057)).encode())
    assert refused is not None
    assert refused.retry_after == 7.0


class Files:
    """A script that takes uploads and messages, and serves one file."""

    def __init__(self, content: bytes = b"\xff\xd8\xff\xe0 jpeg", url: str = "https://lookaside.fbsbx.com/x") -> None:
        self.calls: list[tuple[str, str]] = []
        self.bearers: dict[str, str] = {}
        self.content = content
        self.url = url
        self.first_download = 200
        self.message: dict[str, Any] = {}
        self.message_status = 200

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.calls.append((request.method, str(request.url)))
        self.bearers[request.url.host] = request.headers.get("authorization", "")
        if request.url.path.endswith("/media"):
            assert PDF in request.content
            assert b'name="messaging_product"' in request.content
            assert b'filename="itinerary.pdf"' in request.content
            return httpx2.Response(200, json={"id": "media9"})
        if request.url.path.endswith("/messages"):
            self.message = json.loads(request.content)
            return httpx2.Response(
                self.message_status, json=TAKEN if self.message_status == 200 else meta_error(131053)
            )
        if request.url.host == "graph.facebook.com":
            return httpx2.Response(200, json={"url": self.url, "id": "77", "file_size": len(self.content)})
        status, self.first_download = self.first_download, 200
        return httpx2.Response(status, content=self.content)


async def test_a_document_is_uploaded_once_then_named() -> None:
    files = Files()
    made = channel(files)
    body = made.render(Say(text="Your trip", attachment=Attachment("doc_1", "itinerary.pdf")))[0]
    for _ in range(2):
        assert await made.send(ACCESS, ADA, body, "t") == Accepted("wamid.OUT1")
    assert [url.rpartition("/")[2] for _, url in files.calls] == ["media", "messages", "messages"]
    assert files.message["document"] == {"id": "media9", "filename": "itinerary.pdf", "caption": "Your trip"}
    files.message_status = 400
    refused = await made.send(ACCESS, ADA, body, "t")
    assert isinstance(refused, Refused)
    assert refused.verdict is Verdict.RETRY
    files.message_status = 200
    await made.send(ACCESS, ADA, body, "t")
    assert [url.rpartition("/")[2] for _, url in files.calls[-2:]] == ["media", "messages"]


@pytest.mark.parametrize(("document", "verdict"), [("doc_9", Verdict.PAYLOAD), ("doc_db_down", Verdict.RETRY)])
async def test_a_document_that_cannot_be_read_is_a_refusal(document: str, verdict: Verdict) -> None:
    files = Files()
    body = wire.render(Say(text="x", attachment=Attachment(document, "a.pdf")))[0]
    refused = await channel(files).send(ACCESS, ADA, body, "t")
    assert isinstance(refused, Refused)
    assert refused.verdict is verdict
    assert files.calls == []


@pytest.mark.parametrize("error", [httpx2.ConnectError, httpx2.ReadTimeout])
async def test_a_lost_upload_is_certainly_no_message(error: type[Exception]) -> None:
    body = wire.render(Say(text="x", attachment=Attachment("doc_1", "a.pdf")))[0]
    outcome = await channel(failing(error)).send(ACCESS, ADA, body, "t")
    assert isinstance(outcome, Refused)
    assert outcome.verdict is Verdict.RETRY


@pytest.mark.parametrize("to", [Recipient(), Recipient(phone="", user_id="")])
async def test_no_recipient_is_refused_before_any_call(to: Recipient) -> None:
    files = Files()
    assert isinstance(await channel(files).send(ACCESS, to, TEXT, "t"), Refused)
    assert isinstance(await channel(files).send(NumberAccess("../x", "", ""), ADA, TEXT, "t"), Refused)
    assert files.calls == []


async def test_fetch_by_its_own_address() -> None:
    files = Files()
    found = await channel(files).fetch(ACCESS, Media("77", url="https://lookaside.fbsbx.com/a"), limit_bytes=1000)
    assert (found.content, found.media_type) == (files.content, "image/jpeg")
    assert len(found.sha256) == 64
    assert files.calls == [("GET", "https://lookaside.fbsbx.com/a")]


async def test_an_expired_address_is_asked_for_again() -> None:
    files = Files()
    files.first_download = 404
    await channel(files).fetch(ACCESS, Media("77", url="https://lookaside.fbsbx.com/a"), limit_bytes=1000)
    assert [url.partition("?")[0] for _, url in files.calls] == [
        "https://lookaside.fbsbx.com/a",
        "https://graph.facebook.com/v23.0/77",
        "https://lookaside.fbsbx.com/x",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.evil.example/x",
        "https://lookaside.fbsbx.com@evil.example/x",
        "https://user@lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "http://graph.facebook.com/x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
async def test_the_token_never_goes_to_another_host(url: str) -> None:
    files = Files(url=url)
    with pytest.raises(FetchError) as caught:
        await channel(files).fetch(ACCESS, Media("77", url=url), limit_bytes=1000)
    assert caught.value.code == "host"
    assert set(files.bearers) == {"graph.facebook.com"}


@pytest.mark.parametrize(
    ("content", "limit", "code"),
    [
        (b"<html><script>alert(1)</script>", 1000, "type"),
        (b"MZ\x90\x00 program", 1000, "type"),
        (b"\xff\xd8\xff" + b"x" * 2000, 1000, "too_large"),
    ],
)
async def test_what_fetch_refuses(content: bytes, limit: int, code: str) -> None:
    for url in ("", "https://lookaside.fbsbx.com/a"):
        with pytest.raises(FetchError) as caught:
            await channel(Files(content)).fetch(ACCESS, Media("77", url=url), limit_bytes=limit)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (always(404, meta_error(100)), "gone"),
        (always(500, b""), "network"),
        (failing(httpx2.ReadTimeout), "network"),
    ],
)
async def test_fetch_that_fails(script: Script, code: str) -> None:
    with pytest.raises(FetchError) as caught:
        await channel(script).fetch(ACCESS, Media("77"), limit_bytes=1000)
    assert caught.value.code == code
    with pytest.raises(FetchError, match="gone"):
        await channel(script).fetch(ACCESS, Media("../../me"), limit_bytes=1000)


@pytest.mark.parametrize("script", [always(400, meta_error(131009)), failing(httpx2.ReadTimeout), always(500)])
async def test_seen_is_a_courtesy(script: Script) -> None:
    await channel(script).seen(ACCESS, "wamid.IN1", typing=True)
    assert json.loads(wire.seen_body("wamid.IN1", typing=True)) == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.IN1",
        "typing_indicator": {"type": "text"},
    }


async def test_check() -> None:
    record = {"display_phone_number": "+234 700 372 4666", "verified_name": "Lagos Tours", "quality_rating": "GREEN"}
    assert await channel(always(200, record)).check(ACCESS) == (
        "WhatsApp number +234 700 372 4666 (Lagos Tours) answers; quality GREEN, throughput STANDARD."
    )
    with pytest.raises(SendError) as caught:
        await channel(always(401, meta_error(190))).check(ACCESS)
    assert (caught.value.code, caught.value.detail, caught.value.verdict) == (190, "why", Verdict.ACCOUNT)
    assert "EAAsecret" not in repr(ACCESS) + str(caught.value)


def test_paces_never_let_a_second_pass_the_allowance() -> None:
    for throughput in (20.0, 80.0, 1000.0):
        pair, number = paces("106540352242922", "chat:106540352242922:9f", throughput=throughput)
        assert number.per_second + number.burst <= throughput
        assert number.per_second >= throughput * 0.9
        assert (pair.per_second, pair.burst) == (1 / 6, 45)


def test_a_call_with_all_its_parts_ends_before_those_who_wait_for_it() -> None:
    chosen = MetaSettings()
    assert chosen.upload_timeouts.total + chosen.send_timeouts.total < SEND_POLICY.timeout_s
    assert 2 * chosen.fetch_timeouts.total + chosen.send_timeouts.total < FETCH_POLICY.timeout_s
