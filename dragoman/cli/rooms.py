"""What the engine is given: a turn function for each kind of actor, an executor and a policy for each kind of call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from dragoman.api.waiting import callers_turn
from dragoman.bookings.turn import booking_turn
from dragoman.channels.media import small_picture
from dragoman.channels.meta import pace
from dragoman.cli.partners import Partners
from dragoman.command import Calls, Desk, Work
from dragoman.conversations import effects as conversations
from dragoman.conversations.channel import Channel
from dragoman.conversations.executors import (
    FETCH_POLICY,
    SEEN_POLICY,
    SEND_POLICY,
    FetchFile,
    MarkSeen,
    SendMessage,
)
from dragoman.conversations.mail import Mailer
from dragoman.conversations.notices import NoticesTurn
from dragoman.conversations.number_keys import NumberKeys
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.templates import TEMPLATES_POLICY, LookUpTemplates
from dragoman.dialogues.allowance import Limits
from dragoman.dialogues.answering import Answering
from dragoman.dialogues.engine_calls import ASK, ASK_POLICY, AskEngine
from dragoman.dialogues.opinions import Opinions
from dragoman.dialogues.turn import ChatTurn, Reader
from dragoman.engine import Executor, Job, Pace, Policy, Turn, TurnFunction
from dragoman.flights.after_sale import executors as after_sale_executors
from dragoman.flights.executors import executors as flight_executors
from dragoman.flights.turn import offer_turn, order_turn, search_turn
from dragoman.inbox.turn import InboxTurn
from dragoman.kit.clock import Clock
from dragoman.notifications.alerts import alerts_turn
from dragoman.notifications.effects import MAIL, PAPERS
from dragoman.notifications.executors import MAIL_POLICY, PAPERS_POLICY, MakePapers, SendMail
from dragoman.notifications.staff_mail import StaffMailTurn
from dragoman.notifications.turn import NoticeTurn
from dragoman.outbound.executors import Poster
from dragoman.outbound.executors import executors as outbound_executors
from dragoman.outbound.turn import outbound_turn
from dragoman.payments.approvals import refund_request_turn
from dragoman.payments.executors import ReturnTo
from dragoman.payments.executors import executors as payment_executors
from dragoman.payments.reconcile import reconcile_turn
from dragoman.payments.turn import payment_turn
from dragoman.staff.links import link_to

WorkTurn = Callable[[Work, Turn], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies beyond the process: networks, partners, mail; `throughput` is messages per second and number.

    `real` is a clock that the demo does not move.
    """

    channels: Mapping[str, Channel]
    number_keys: NumberKeys
    partners: Partners
    mailer: Callable[[str], Awaitable[Mailer | None]]
    return_to: ReturnTo
    throughput: float
    poster: Poster
    real: Clock


def turns(
    desk: Desk, speaker: Speaker, readers: Mapping[str, Reader], limits: Limits | None = None, own_url: str = ""
) -> dict[str, TurnFunction]:
    """Return the turn functions by kind of actor; `limits` is what an intent engine may cost, None when there is none."""

    def of(function: WorkTurn) -> TurnFunction:
        async def run(turn: Turn) -> None:
            await function(await desk.turn(turn), turn)

        return run

    return {
        "chat": ChatTurn(desk, Answering(speaker, Opinions(limits)), speaker, readers),
        "search": of(search_turn),
        "offer": of(offer_turn),
        "order": of(order_turn),
        "payment": of(payment_turn),
        "booking": of(booking_turn),
        "reconcile": of(reconcile_turn),
        "refund_request": of(refund_request_turn),
        "notice": of(NoticeTurn(speaker)),
        "alerts": of(alerts_turn),
        "inbox": of(InboxTurn(speaker)),
        "number": of(NoticesTurn(readers)),
        "staff": of(StaffMailTurn(lambda token: link_to(own_url, token))),
        "api": callers_turn,
        "outbound": of(outbound_turn),
    }


def executors(outside: Outside, calls: Calls, clock: Clock) -> dict[str, tuple[Executor, Policy]]:
    """Return the executors and policies by kind of call."""
    keys = outside.number_keys
    send = SendMessage(calls, outside.channels, keys, clock)

    def paces(job: Job) -> tuple[Pace, ...]:
        number = job.actor.split(":")[1]
        return tuple(
            Pace(p.key, p.per_second, p.burst) for p in pace.paces(number, job.actor, throughput=outside.throughput)
        )

    return {
        conversations.SEND: (send, replace(SEND_POLICY, paces=paces)),
        conversations.SEEN: (MarkSeen(calls, outside.channels, keys), SEEN_POLICY),
        conversations.FETCH: (FetchFile(calls, outside.channels, keys, small_picture), FETCH_POLICY),
        ASK: (AskEngine(calls, outside.partners.engine, clock), ASK_POLICY),
        PAPERS: (MakePapers(calls, clock), PAPERS_POLICY),
        conversations.TEMPLATES: (LookUpTemplates(calls, outside.channels, keys), TEMPLATES_POLICY),
        MAIL: (SendMail(calls, outside.mailer), MAIL_POLICY),
        **outbound_executors(calls, outside.poster, outside.real),
        **after_sale_executors(calls, outside.partners.supplier),
        **flight_executors(calls, outside.partners.supplier, clock),
        **payment_executors(calls, outside.partners.gateway, outside.partners.rates, outside.return_to),
    }
