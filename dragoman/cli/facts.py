"""Which facts exist, and which actors hear them: the conversation or caller that asked, the booking itself, the notices."""

from __future__ import annotations

import msgspec

from dragoman.bookings import facts as bookings
from dragoman.bookings.facts import BookingConfirmed
from dragoman.bookings.turn import listener as who_asked
from dragoman.command import Work
from dragoman.command.routes import Routes
from dragoman.conversations import facts as conversations
from dragoman.flights import facts as flights
from dragoman.flights.facts import ChangeAccepted, FlightChanged
from dragoman.inbox import facts as inbox
from dragoman.inbox.turn import who_minds
from dragoman.notifications.alerts import who_watches
from dragoman.notifications.staff_mail import who_is_written_to
from dragoman.outbound import facts as outbound
from dragoman.outbound.turn import Listening
from dragoman.payments import facts as payments
from dragoman.payments.facts import RefundPaid
from dragoman.staff import facts as staff


def routes() -> Routes:
    """Return the routes of the whole product."""
    found = Routes()
    for room in (flights, payments, bookings, conversations, inbox, outbound, staff):
        found.know(
            *(
                kind
                for kind in vars(room).values()
                if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct
            )
        )
    for listener in (who_asked, _notices, who_watches, _conversation, who_minds, who_is_written_to, Listening()):
        found.listen(listener)
    return found


_NOTICED = BookingConfirmed | FlightChanged | ChangeAccepted | RefundPaid


async def _notices(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """Notices hear of what is told by message or e-mail whatever the dialogue stands at."""
    return (f"notice:{fact.booking}",) if isinstance(fact, _NOTICED) else ()


async def _conversation(work: Work, fact: msgspec.Struct) -> tuple[str, ...]:
    """A conversation hears when it is given back to the bot."""
    if not isinstance(fact, conversations.ConversationHandedBack):
        return ()
    actor = await work.sql.fetchval("select actor from conversation where id = $1", fact.conversation)
    return (actor,) if actor else ()
