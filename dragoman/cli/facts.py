"""Which facts exist, and which actors hear them: the conversation or caller that asked, the booking itself, the notices."""

from __future__ import annotations

import msgspec

from dragoman.bookings import facts as bookings
from dragoman.bookings.queries import asked_by
from dragoman.command import Work
from dragoman.command.routes import Routes
from dragoman.conversations import facts as conversations
from dragoman.flights import facts as flights
from dragoman.payments import facts as payments


def routes() -> Routes:
    """Return the routes of the whole product."""
    found = Routes()
    for room in (flights, payments, bookings, conversations):
        found.know(
            *(
                kind
                for kind in vars(room).values()
                if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct
            )
        )
    found.listen(_who_asked)
    found.listen(_booking)
    found.listen(_conversation)
    return found


async def _who_asked(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    actor = getattr(fact, "asked_by", "")
    return (actor,) if actor else ()


async def _booking(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    booking = getattr(fact, "booking", "")
    if not booking:
        return ()
    asker = await asked_by(work, booking)
    return tuple(actor for actor in (f"booking:{booking}", asker, f"notice:{booking}") if actor)


async def _conversation(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """A conversation hears when it is given back to the bot."""
    if not isinstance(fact, conversations.ConversationHandedBack):
        return ()
    actor = await work.sql.fetchval("select actor from conversation where id = $1", fact.conversation)
    return (actor,) if actor else ()
