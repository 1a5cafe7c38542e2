"""The channel against the simulated Graph API, in one process: what is sent arrives, and what comes back is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from dragoman.channels.meta import wire
from dragoman.channels.meta.client import MetaChannel
from dragoman.channels.meta.graph import MetaSettings
from dragoman.channels.meta.reading import read
from dragoman.channels.meta.templates import Category, TemplateText, create_template, list_templates, sync_templates
from dragoman.channels.meta.webhook import Part, split, verify
from dragoman.conversations.channel import (
    Accepted,
    FetchError,
    NumberAccess,
    Recipient,
    Refused,
    SendError,
    Unknown,
    Verdict,
)
from dragoman.conversations.message import Attachment, Choice, DeliveryReport, Heard, HeardKind, Link, Media, Say
from dragoman.kit.http import Http, app_transport
from tests.rooms.simulators.whatsapp.conftest import ADA, PHONE_ID, TOKEN, WABA, Town, build_town

ACCESS = NumberAccess(PHONE_ID, WABA, TOKEN)
TO = Recipient(phone=ADA)
PDF = b"%PDF-1.7 itinerary of Ada Obi"


@dataclass
class Line:
    """A simulated town and our channel on its Graph API."""

    town: Town
    channel: MetaChannel

    async def say(self, say: Say, tracker: str = "ef_1") -> Any:
        outcomes = [await self.channel.send(ACCESS, TO, body, tracker) for body in self.channel.render(say)]
        return outcomes[0] if len(outcomes) == 1 else outcomes

    async def parts(self) -> list[Part]:
        """Let a second pass and read every webhook posted since."""
        await self.town.pass_time(seconds=1)
        letters, self.town.letters[:] = list(self.town.letters), []
        return [part for _, body, _ in letters for part in split(body)]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    town, app = build_town()
    settings = MetaSettings(base_url="http://127.0.0.1:8100/graph", version="v23.0")

    async def documents(document: str) -> bytes:
        return {"doc_1": PDF}[document]

    transport = app_transport(app)
    http, files = Http(transport=transport), Http(transport=transport, guard=settings.guard)
    async with town.http, http, files:
        await town.says("Hello")
        await town.webhooks()
        yield Line(town, MetaChannel(http, files, settings, documents))
    town.world.agenda.close()


async def test_text_arrives_and_its_statuses_are_read(line: Line) -> None:
    outcome = await line.say(Say(text="Where would you like to go?"), "ef_7")
    assert isinstance(outcome, Accepted)
    await line.town.pass_time(seconds=30)
    reports = [read(p.body) for p in await line.parts() if p.kind == "status"]
    assert all(isinstance(r, DeliveryReport) for r in reports)
    assert {(r.external_id, r.tracker) for r in reports} == {(outcome.external_id, "ef_7")}  # type: ignore[union-attr]
    assert [r.status for r in reports][:2] == ["sent", "delivered"]  # type: ignore[union-attr]
    assert (await line.town.sees())[-1]["text"] == "Where would you like to go?"


@pytest.mark.parametrize("count", [1, 3, 4, 10, 12])
async def test_choices_arrive_and_a_tap_comes_back(line: Line, count: int) -> None:
    choices = tuple(Choice(id=f"offer:{n}", title=f"Offer {n}", detail=f"NGN {n},000") for n in range(1, count + 1))
    assert isinstance(await line.say(Say(text="Which?", choices=choices, label="See offers")), Accepted)
    shown = (await line.town.sees())[-1]
    last = "page:2" if count > 10 else f"offer:{count}"
    assert shown["choices"][-1]["id"] == last
    await line.parts()
    await line.town.act({"choose": last})
    (heard,) = [read(p.body) for p in await line.parts() if p.kind == "message"]
    assert isinstance(heard, Heard)
    assert (heard.kind, heard.choice) == (HeardKind.CHOICE, last)
    assert heard.sender.phone == ADA


async def test_link_location_and_long_text(line: Line) -> None:
    assert isinstance(await line.say(Say(text="Pay", link=Link("Pay now", "https://pay.test/x"))), Accepted)
    assert (await line.town.sees())[-1]["link"]
    assert isinstance(await line.say(Say(text="Where are you?", ask_location=True)), Accepted)
    assert [type(o) for o in await line.say(Say(text="word " * 2000))] == [Accepted] * 3


async def test_a_document_is_uploaded_and_arrives(line: Line) -> None:
    say = Say(text="Your itinerary", attachment=Attachment("doc_1", "itinerary.pdf"))
    assert isinstance(await line.say(say), Accepted)
    shown = (await line.town.sees())[-1]
    assert shown["document"]["filename"] == "itinerary.pdf"
    answer = await line.town.http.get(shown["document"]["url"])
    assert answer.content == PDF
    buttons = Say(text="Again?", attachment=say.attachment, choices=(Choice(id="y", title="Yes"),))
    assert isinstance(await line.say(buttons), Accepted)


async def test_a_file_of_a_traveller_is_fetched(line: Line) -> None:
    media_id = await line.channel.upload(ACCESS, PDF, "application/pdf", "passport.pdf")
    found = await line.channel.fetch(ACCESS, Media(media_id), limit_bytes=1000)
    assert (found.content, found.media_type) == (PDF, "application/pdf")
    with pytest.raises(FetchError, match="too_large"):
        await line.channel.fetch(ACCESS, Media(media_id), limit_bytes=5)
    with pytest.raises(FetchError, match="gone"):
        await line.channel.fetch(ACCESS, Media("1234567"), limit_bytes=1000)


async def test_outside_the_window_the_template_is_asked_for(line: Line) -> None:
    await line.town.pass_time(hours=25)
    refused = await line.say(Say(text="Hello again"))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.verdict) == (131047, Verdict.TEMPLATE)


@pytest.mark.parametrize(
    ("name", "outcome", "arrived"),
    [
        ("http_429", (Refused, 4), 0),
        ("http_500", (Refused, 131016), 0),
        ("http_503", (Refused, 2), 0),
        ("reset", (Unknown, None), 0),
        ("timeout", (Unknown, None), 0),
        ("timeout_after_success", (Unknown, None), 1),
        ("slow", (Accepted, None), 1),
    ],
)
async def test_faults_of_the_api(line: Line, name: str, outcome: tuple[type, int | None], arrived: int) -> None:
    before = len(await line.town.sees())
    fault = {"partner": "whatsapp", "operation": "send", "fault": name, "times": 1}
    assert (await line.town.http.post("/faults", json=fault)).is_success
    found = await line.say(Say(text="Hello"), "ef_9")
    assert (type(found), getattr(found, "code", None)) == outcome
    assert len(await line.town.sees()) - before == arrived
    await line.town.pass_time(seconds=30)
    reports = [read(p.body) for p in await line.parts() if p.kind == "status"]
    # an unknown send is resolved by the echo of its tracker, or by none ever coming
    assert bool([r for r in reports if isinstance(r, DeliveryReport) and r.tracker == "ef_9"]) == bool(arrived)


async def test_pair_rate(line: Line) -> None:
    outcomes = [await line.say(Say(text=f"{n}")) for n in range(60)]
    refused = [o for o in outcomes if isinstance(o, Refused)]
    assert refused
    assert {(o.code, o.verdict) for o in refused} == {(131056, Verdict.PAIR)}
    assert sum(isinstance(o, Accepted) for o in outcomes) >= 45


async def test_seen_check_and_a_wrong_token(line: Line) -> None:
    heard = await line.town.says("seen?")
    parts = [p for p in await line.parts() if p.kind == "message"]
    assert heard
    await line.channel.seen(ACCESS, parts[-1].external_id, typing=True)
    assert (await line.channel.check(ACCESS)).startswith("WhatsApp number ")
    with pytest.raises(SendError) as caught:
        await line.channel.check(NumberAccess(PHONE_ID, WABA, "wrong"))
    assert caught.value.verdict is Verdict.ACCOUNT
    outcome = await line.channel.send(NumberAccess(PHONE_ID, WABA, "wrong"), TO, wire.render(Say(text="x"))[0], "")
    assert isinstance(outcome, Refused)
    assert outcome.verdict is Verdict.ACCOUNT


async def test_templates(line: Line) -> None:
    wanted = TemplateText(
        name="booking_ready",
        language="en",
        category=Category.UTILITY,
        body="Hello {{1}}, your booking {{2}} is ready to pay.",
        examples=("Ada", "BK7Q2M"),
        footer="Lagos Tours",
        url_title="Open booking",
        url="https://lagostours.test/b/{{1}}",
        url_example="https://lagostours.test/b/BK7Q2M",
    )
    graph = line.channel.graph
    before = await list_templates(graph, ACCESS)
    made = await create_template(graph, ACCESS, wanted)
    assert (made.name, made.status in ("PENDING", "APPROVED")) == ("booking_ready", True)
    now, lacking = await sync_templates(graph, ACCESS, [wanted])
    assert lacking == []
    assert {t.name for t in now} == {t.name for t in before} | {"booking_ready"}


async def test_signature_of_its_webhooks(line: Line) -> None:
    await line.town.says("signed")
    await line.town.pass_time(seconds=1)
    _, body, headers = line.town.letters[-1]
    signature = {name.lower(): value for name, value in headers.items()}["x-hub-signature-256"]
    secret = line.town.world.settings.whatsapp_app_secret
    assert verify(body, signature, ["older", secret])
    assert not verify(body + b" ", signature, ["older", secret])
    assert not verify(body, signature, ["older"])
