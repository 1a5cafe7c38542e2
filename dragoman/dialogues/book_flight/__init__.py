"""The dialogue `book_flight`.

start → collect_search → show_offers → confirm_offer → collect_passengers → confirm_quote → payment (the dialogue `pay`:
payment_link_sent → awaiting_webhook → ticketed | failed). Every slot may be given early, late, together or changed.
"""

from __future__ import annotations

from dragoman.dialogues.book_flight.listing import earlier_of, option_of
from dragoman.dialogues.book_flight.memory import DEPENDS, Flight, put_person
from dragoman.dialogues.book_flight.offers import OFFER_STEPS, take_offer
from dragoman.dialogues.book_flight.people import PEOPLE_STEPS, take_same, tap_person
from dragoman.dialogues.book_flight.quote import QUOTE_STEPS, edits, hear
from dragoman.dialogues.book_flight.reading import known, read
from dragoman.dialogues.book_flight.search import SEARCH_STEPS, set_slot
from dragoman.dialogues.steps import Dialogue, Taken
from dragoman.dialogues.voice import Voice


def _tap(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    """A button of any step and age."""
    if id.startswith("same:"):
        return take_same(m, id, v) if m.party and m.remembered else None
    return set_slot(m, id, v) or take_offer(m, id, v) or tap_person(m, id, v)


BOOK_FLIGHT = Dialogue(
    name="book_flight",
    memory=Flight,
    steps=(*SEARCH_STEPS, *OFFER_STEPS, *PEOPLE_STEPS, *QUOTE_STEPS),
    depends=DEPENDS,
    read=read,
    tap=_tap,
    hear=hear,
    edits=edits,
    known=known,
    option=option_of,
    earlier=earlier_of,
    booking=lambda m: m.draft,
    kept_until=lambda m: m.quote.deadline if m.quote else None,
)

__all__ = ["BOOK_FLIGHT", "Flight", "put_person"]
