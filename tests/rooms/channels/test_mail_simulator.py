"""The mailer against the simulated mail server, over real SMTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from dragoman.channels.mail.client import MailSettings, SmtpMailer
from dragoman.channels.mail.wire import message_id
from dragoman.conversations.channel import Accepted, Outcome, Refused, Unknown, Verdict
from dragoman.conversations.mail import Email, Enclosure
from dragoman.kit.clock import ShiftedClock
from dragoman.simulators.app import build_simulators, build_world, compose
from dragoman.simulators.faults import Fault
from tests.simulated import Posted, quiet_settings

TRIP = Email(
    to="ada@example.test",
    to_name="Ada Obi",
    subject="Your trip to Abuja ✈",
    text="Bon voyage, Ada",
    enclosures=(Enclosure("itinerary.pdf", "application/pdf", b"%PDF-1.7"),),
)
ID = message_id("ef_1", "lagostours.test")


class Town:
    """The mail simulator with our mailer on it."""

    def __init__(self, world: Any, mail: Any, client: httpx2.AsyncClient) -> None:
        self.world = world
        settings = MailSettings("127.0.0.1", mail.listener.port, "trips@lagostours.test", security="none")
        self.mailer = SmtpMailer(settings, ShiftedClock())
        self._client = client

    async def kept(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self._client.get("/mail/api/messages")).json()
        return found


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    world = build_world(quiet_settings(), Posted())
    simulators = build_simulators(world)
    mail: Any = simulators["mail"]
    transport = httpx2.ASGITransport(app=compose(world, simulators, None))
    await mail.start()
    async with httpx2.AsyncClient(transport=transport, base_url="http://sim") as client:
        yield Town(world, mail, client)
    await mail.stop()
    world.agenda.close()


async def test_it_arrives(town: Town) -> None:
    assert await town.mailer.send(TRIP, "ef_1") == Accepted(ID)
    (shown,) = await town.kept()
    assert (shown["to"], shown["subject"], shown["message_id"]) == (["ada@example.test"], TRIP.subject, ID)
    assert shown["text"].strip() == TRIP.text
    assert [(a["filename"], a["size"]) for a in shown["attachments"]] == [("itinerary.pdf", 8)]
    assert (await town.mailer.check()).endswith("takes mail from trips@lagostours.test.")
    assert len(await town.kept()) == 1


@pytest.mark.parametrize(
    ("fault", "outcome", "kept"),
    [
        ("smtp_451", (Refused, Verdict.RETRY), 0),
        ("smtp_550", (Refused, Verdict.PAYLOAD), 0),
        ("reset", (Unknown, None), 0),
        ("timeout", (Unknown, None), 0),
        ("timeout_after_success", (Unknown, None), 1),
    ],
)
async def test_faults(town: Town, fault: str, outcome: tuple[type[Outcome], Verdict | None], kept: int) -> None:
    town.world.faults.set(Fault("mail", "send", fault))
    found = await town.mailer.send(TRIP, "ef_1")
    assert (type(found), getattr(found, "verdict", None)) == outcome
    assert len(await town.kept()) == kept
    assert await town.mailer.send(TRIP, "ef_1") == Accepted(ID)
    assert {shown["message_id"] for shown in await town.kept()} == {ID}
