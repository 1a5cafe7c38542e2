"""The flights of a trip as a calendar file: one event a flight, times in the airports' zones with their rules inside.

Source: RFC 5545 (VEVENT, VTIMEZONE, SEQUENCE, CANCELLED); lines are CRLF and folded by the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from dragoman.flights.supplier import Segment
from dragoman.notifications.words import word


def calendar(
    segments: Sequence[Segment],
    *,
    reference: str,
    pnr: str,
    business: str,
    at: datetime,
    language: str = "en",
    sequence: int = 0,
    cancelled: bool = False,
) -> bytes:
    """Write the calendar file. `at` stamps it (UTC); a later version of the same trip has a higher `sequence`."""
    book = Calendar()
    book.add("prodid", "-//Dragoman//Trips//EN")
    book.add("version", "2.0")
    book.add("method", "CANCEL" if cancelled else "PUBLISH")
    for place, segment in enumerate(segments):
        event = Event()
        event.add("uid", f"{reference}-{place}@dragoman".lower())
        event.add("dtstamp", at)
        event.add("sequence", sequence)
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        event.add("dtstart", segment.departs.replace(tzinfo=ZoneInfo(segment.origin_zone)))
        event.add("dtend", segment.arrives.replace(tzinfo=ZoneInfo(segment.destination_zone)))
        event.add("summary", f"{segment.carrier}{segment.number} {segment.origin} – {segment.destination}")
        event.add("location", f"{segment.origin}{' ' + segment.origin_terminal if segment.origin_terminal else ''}")
        event.add("description", word(language, "calendar.note", pnr=pnr, business=business, reference=reference))
        event.add("transp", "OPAQUE")
        book.add_component(event)
    book.add_missing_timezones()
    return bytes(book.to_ical())
