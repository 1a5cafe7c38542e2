"""What the engine is given: a turn function for each kind of actor, an executor and a policy for each kind of call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.api.waiting import callers_turn
from dragoman.bookings.turn import booking_turn
from dragoman.channels.media import NotAnImage, thumbnail
from dragoman.channels.meta import pace
from dragoman.command import Desk, Work
from dragoman.conversations import effects as conversations
from dragoman.conversations.executors import (
    FETCH_POLICY,
    SEEN_POLICY,
    SEND_POLICY,
    FetchFile,
    MarkSeen,
    SendMessage,
)
from dragoman.conversations.speaker import Speaker
from dragoman.dialogues.answering import Answering
from dragoman.dialogues.turn import ChatTurn, Reader
from dragoman.engine import Executor, Job, Pace, Policy, Turn, TurnFunction
from dragoman.flights.executors import executors as flight_executors
from dragoman.flights.turn import offer_turn, order_turn, search_turn
from dragoman.notifications.alerts import alerts_turn
from dragoman.notifications.effects import MAIL, PAPERS
from dragoman.notifications.executors import MAIL_POLICY, PAPERS_POLICY, MakePapers, SendMail
from dragoman.notifications.turn import NoticeTurn
from dragoman.payments.executors import executors as payment_executors
from dragoman.payments.reconcile import reconcile_turn
from dragoman.payments.turn import payment_turn

if TYPE_CHECKING:
    from dragoman.cli.house import House

WorkTurn = Callable[[Work, Turn], Awaitable[None]]


def turns(desk: Desk, speaker: Speaker, readers: Mapping[str, Reader]) -> dict[str, TurnFunction]:
    """Return the turn functions by kind of actor."""

    def of(function: WorkTurn) -> TurnFunction:
        async def run(turn: Turn) -> None:
            await function(await desk.turn(turn), turn)

        return run

    async def kept(turn: Turn) -> None:
        """Account news is stored; nothing acts on it yet but people."""

    return {
        "chat": ChatTurn(desk, Answering(speaker), readers),
        "search": of(search_turn),
        "offer": of(offer_turn),
        "order": of(order_turn),
        "payment": of(payment_turn),
        "booking": of(booking_turn),
        "reconcile": of(reconcile_turn),
        "notice": of(NoticeTurn(speaker)),
        "alerts": of(alerts_turn),
        "number": kept,
        "api": callers_turn,
    }


def executors(house: House) -> dict[str, tuple[Executor, Policy]]:
    """Return the executors and policies by kind of call."""
    calls, clock = house.calls, house.clock
    send = SendMessage(calls, house.channels, house.number_keys, clock)
    throughput = house.settings.meta_throughput

    def paces(job: Job) -> tuple[Pace, ...]:
        number = job.actor.split(":")[1]
        return tuple(Pace(p.key, p.per_second, p.burst) for p in pace.paces(number, job.actor, throughput=throughput))

    return {
        conversations.SEND: (send, replace(SEND_POLICY, paces=paces)),
        conversations.SEEN: (MarkSeen(calls, house.channels, house.number_keys), SEEN_POLICY),
        conversations.FETCH: (FetchFile(calls, house.channels, house.number_keys, _small), FETCH_POLICY),
        PAPERS: (MakePapers(calls, clock), PAPERS_POLICY),
        MAIL: (SendMail(calls, lambda tenant: house.mailer), MAIL_POLICY),
        **flight_executors(calls, house.partners.supplier, clock),
        **payment_executors(calls, house.partners.gateway, house.partners.rates, house.return_to),
    }


def _small(content: bytes, media_type: str) -> bytes | None:
    if not media_type.startswith("image/"):
        return None
    try:
        return thumbnail(content)
    except NotAnImage:
        return None
