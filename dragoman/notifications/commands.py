"""Send a booking's papers again."""

from __future__ import annotations

from dragoman.access import ANSWER, OWN_BOOKING
from dragoman.bookings.queries import booking as booking_view
from dragoman.bookings.states import BookingState
from dragoman.command import Refused, Work, command
from dragoman.notifications.effects import PAPERS, PapersAsk

_TICKETED = {BookingState.CONFIRMED, BookingState.ACTIVE, BookingState.COMPLETED}


@command("notifications:resend_documents", by=OWN_BOOKING | ANSWER)
async def resend_documents(work: Work, booking_id: str) -> None:
    """Send itinerary and receipt of a ticketed booking again, to chat and e-mail."""
    view = await booking_view(work, booking_id)
    if view.state not in _TICKETED:
        raise Refused(
            "documents.none",
            "This booking has no ticket yet.",
            "That booking has no ticket yet. Write “status” to see where it stands.",
        )
    await work.effect(
        PAPERS, f"{PAPERS}:{booking_id}:{work.request}", PapersAsk(booking_id, "resend"), actor=f"notice:{booking_id}"
    )
