"""A fact becomes a message and a delivery to each endpoint that wants it; an answer moves its delivery."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dragoman.bookings.models import Booking
from dragoman.command import Work
from dragoman.engine import Turn
from dragoman.kit.clock import monotonic
from dragoman.outbound import records
from dragoman.outbound.commands import deliver, store_message
from dragoman.outbound.events import KINDS, subject_of, values_of, wanted
from dragoman.outbound.states import DeliveryState, EndpointState
from dragoman.payments.models import Payment

_KEPT_SECONDS = 5.0
_KEPT_MAX = 10_000


class Listening:
    """Says who hears of a fact, from memory: facts are told in the hottest places, endpoints change once a month.

    A fresh endpoint hears within five seconds.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, frozenset[str]]] = {}

    async def __call__(self, work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
        """The business's webhooks hear of what an active endpoint wants."""
        kind = KINDS.get(type(fact))
        if kind is None or not wanted(await self._kinds(work), kind):
            return ()
        return (records.actor(work.tenant.id),)

    async def _kinds(self, work: Work) -> frozenset[str]:
        kept = self._kept.get(work.tenant.id)
        if kept is not None and kept[0] > monotonic():
            return kept[1]
        rows = await work.sql.fetch(
            "select distinct unnest(kinds) as kind from webhook_endpoint where state = $1", EndpointState.ACTIVE
        )
        kinds = frozenset(row["kind"] for row in rows)
        if len(self._kept) >= _KEPT_MAX:
            self._kept.clear()
        self._kept[work.tenant.id] = (monotonic() + _KEPT_SECONDS, kinds)
        return kinds


async def outbound_turn(work: Work, turn: Turn) -> None:
    """Take a turn of a business's webhooks."""
    for event in turn.events:
        if event.kind == "fact":
            await _told(work, work.read_fact(event.body))
        elif event.kind in (f"{records.POST}.done", f"{records.POST}.failed"):
            await _answered(work, event.effect_key, event.kind.endswith(".done"))


async def _told(work: Work, fact: msgspec.Struct) -> None:
    kind = KINDS.get(type(fact))
    if kind is None:
        return
    hearing = [e for e in await records.endpoints(work, state=EndpointState.ACTIVE) if wanted(frozenset(e.kinds), kind)]
    if not hearing:
        return
    told = {**values_of(fact), **await _standing(work, fact)}
    message = await store_message(work, kind, subject_of(fact), told)
    for endpoint in hearing:
        await deliver(work, endpoint.id, message)


async def _standing(work: Work, fact: msgspec.Struct) -> Mapping[str, object]:
    """Add how the thing stands now, so that a receiver need not ask for each event."""
    standing: dict[str, object] = {}
    booking = await work.session.get(Booking, getattr(fact, "booking", "")) if getattr(fact, "booking", "") else None
    if booking is not None:
        standing |= {"booking_reference": booking.reference, "booking_state": str(booking.state)}
    payment = await work.session.get(Payment, getattr(fact, "payment", "")) if getattr(fact, "payment", "") else None
    if payment is not None:
        standing |= {"payment_reference": payment.reference, "payment_state": str(payment.state)}
    return standing


async def _answered(work: Work, key: str, done: bool) -> None:
    """Move the delivery of an effect's key; an answer to an earlier round moves nothing."""
    _, delivery_id, rounds = key.split(":")
    delivery = await records.delivery(work, delivery_id, lock=True)
    if str(delivery.rounds) == rounds and delivery.state == DeliveryState.PENDING:
        await work.move(delivery, "deliver" if done else "fail")
