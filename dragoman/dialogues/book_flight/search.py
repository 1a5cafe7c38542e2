"""The questions that lead to a search: route, days, party."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.book_flight.listing import party_text, trip_text
from dragoman.dialogues.book_flight.memory import AGE_UNKNOWN, Flight, days_between
from dragoman.dialogues.steps import Ask, Choose, Step, Taken
from dragoman.dialogues.voice import ROW_MAX, Voice, clip
from dragoman.understanding import Cabin, DateRange, Party, Place

ROWS = 8


def place_rows(slot: str, places: tuple[Place, ...]) -> tuple[Choice, ...]:
    """Rows for places to choose from."""
    rows = []
    for place in places[:ROWS]:
        detail = ", ".join(
            p for p in (place.name if place.name != place.city else "", place.region, place.country) if p
        )
        rows.append(
            Choice(id=f"set:{slot}:{place.iata}", title=clip(f"{place.city} ({place.iata})", ROW_MAX), detail=detail)
        )
    return tuple(rows)


def day_rows(slot: str, days: tuple[date, ...], v: Voice) -> tuple[Choice, ...]:
    """Rows for days to choose from."""
    return tuple(Choice(id=f"set:{slot}:{d.isoformat()}", title=v.words.day(d)) for d in days)


def _start(m: Flight, v: Voice) -> Message:
    if m.origin and m.destination:
        return Message(text=v.text("ask.route_again", trip=trip_text(m, v)))
    return Message(text=v.text("ask.route"))


def _origin(m: Flight, v: Voice) -> Message:
    place = m.destination.city if m.destination else ""
    rows = place_rows("origin", m.candidates)
    return Message(text=v.text("ask.origin", place=place), choices=rows, label=v.text("label.places"))


def _destination(m: Flight, v: Voice) -> Message:
    place = m.origin.city if m.origin else ""
    rows = place_rows("destination", m.candidates)
    return Message(text=v.text("ask.destination", place=place), choices=rows, label=v.text("label.places"))


def _near(day: date | None, span: DateRange | None, v: Voice, earliest: date) -> tuple[date, ...]:
    if span is not None:
        return tuple(d for d in days_between(span, 60) if d >= earliest)[:ROWS]
    if day is not None:
        around = (day + timedelta(days=i) for i in (-2, -1, 1, 2, 7))
        return tuple(d for d in around if d >= earliest)
    return ()


def _date(m: Flight, v: Voice) -> Message:
    key = "ask.date_of_range" if m.departure_range else "ask.date_again" if m.departure else "ask.date"
    days = _near(m.departure, m.departure_range, v, v.today)
    rows = day_rows("departure", days, v)
    if not rows:
        tomorrow = v.today + timedelta(days=1)
        rows = day_rows("departure", (v.today, tomorrow, tomorrow + timedelta(days=1)), v)
    place = m.destination.city if m.destination else ""
    text = v.text(key, place=place, day=v.words.day(m.departure) if m.departure else "")
    return Message(text=text, choices=rows, label=v.text("label.days"))


def _return(m: Flight, v: Voice) -> Message:
    earliest = m.departure or v.today
    days = _near(m.return_on, m.return_range, v, earliest)
    if not days and m.departure:
        days = tuple(m.departure + timedelta(days=i) for i in (1, 3, 7))
    rows = (*day_rows("return", days, v), v.choice("set:oneway:1", "one_way"))
    key = "ask.return_of_range" if m.return_range else "ask.return"
    return Message(text=v.text(key), choices=rows, label=v.text("label.days"))


def _party(m: Flight, v: Voice) -> Message:
    choices = [v.choice(f"set:party:{n}", "adults", n=n) for n in (1, 2)]
    if not m.round_trip and not m.hops:
        choices.append(v.choice("set:oneway:0", "add_return"))
    text = v.text("ask.party_again", party=party_text(m, v)) if m.party else v.text("ask.party")
    return Message(text=text, choices=tuple(choices))


def _ages(m: Flight, v: Voice) -> Message:
    unknown = sum(1 for a in (m.party.children if m.party else ()) if a == AGE_UNKNOWN)
    return Message(text=v.text("ask.ages", n=unknown))


def _cabin(m: Flight, v: Voice) -> Message:
    rows = tuple(v.choice(f"set:cabin:{c.value}", f"cabin_{c.value}") for c in Cabin)
    return Message(text=v.text("ask.cabin"), choices=rows, label=v.text("label.cabins"))


def _any(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    return set_slot(m, id, v)


def set_slot(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    """A tap on a chip that sets a slot, of this question or an older one; None when it makes no sense any more."""
    kind, _, rest = id.partition(":")
    slot, _, value = rest.partition(":")
    if kind != "set":
        return None
    if slot in ("origin", "destination"):
        place = next((p for p in m.candidates if p.iata == value), None)
        if place is None:
            return None
        return Taken(
            replace(m, origin=place, candidates=())
            if slot == "origin"
            else replace(m, destination=place, candidates=())
        )
    if slot in ("departure", "return"):
        return _set_day(m, slot, value, v)
    if slot == "party" and value in ("1", "2"):
        return Taken(replace(m, party=Party(int(value))))
    if slot == "oneway":
        back = value == "0"
        return Taken(replace(m, round_trip=back, return_on=None, return_range=None))
    if slot == "cabin" and value in set(Cabin):
        return Taken(replace(m, cabin=Cabin(value)))
    return None


def _set_day(m: Flight, slot: str, value: str, v: Voice) -> Taken[Flight] | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    if day < v.today:
        return None
    if slot == "departure":
        return Taken(with_departure(m, day))
    if m.departure and day < m.departure:
        return None
    return Taken(replace(m, return_on=day, return_range=None, round_trip=True))


def with_departure(m: Flight, day: date) -> Flight:
    """Set the day of departure; a return before it is asked again."""
    m = replace(m, departure=day, departure_range=None)
    return replace(m, return_on=None) if m.return_on and m.return_on < day else m


def _no_date(m: Flight) -> bool:
    return not m.hops and m.departure is None


SEARCH_STEPS: tuple[Step[Flight], ...] = (
    Ask(
        name="start", phase="search", words=_start, open=lambda m: not m.hops and not m.origin and not m.destination,
        expect=("origin", "destination", "departure_date"),
        undo=lambda m: replace(m, origin=None, destination=None, hops=()),
    ),
    Choose(
        name="collect_search.origin", phase="search", words=_origin, open=lambda m: not m.hops and m.origin is None,
        expect=("origin",), undo=lambda m: replace(m, origin=None), take=_any,
    ),
    Choose(
        name="collect_search.destination", phase="search", words=_destination, expect=("destination",),
        open=lambda m: not m.hops and m.destination is None, undo=lambda m: replace(m, destination=None), take=_any,
    ),
    Ask(
        name="collect_search.hops", phase="search", expect=("departure_date", "origin", "destination"),
        words=lambda m, v: Message(text=v.text("ask.hops", trip=trip_text(m, v))),
        open=lambda m: any(not (h.origin and h.destination and h.day) for h in m.hops),
        undo=lambda m: replace(m, hops=()),
    ),
    Choose(
        name="collect_search.date", phase="search", words=_date, open=_no_date, expect=("departure_date",),
        undo=lambda m: replace(m, departure=None, departure_range=None), take=_any,
    ),
    Choose(
        name="collect_search.return", phase="search", words=_return, expect=("return_date",),
        open=lambda m: m.round_trip and not m.hops and m.return_on is None,
        undo=lambda m: replace(m, return_on=None, return_range=None), take=_any,
    ),
    Choose(
        name="collect_search.party", phase="search", words=_party, open=lambda m: m.party is None,
        expect=("passengers",), undo=lambda m: replace(m, party=None), take=_any,
    ),
    Ask(
        name="collect_search.ages", phase="search", words=_ages, expect=("passengers",),
        open=lambda m: m.party is not None and AGE_UNKNOWN in m.party.children,
        undo=lambda m: replace(m, party=None),
    ),
    Choose(
        name="collect_search.cabin", phase="search", words=_cabin, open=lambda m: False, expect=("cabin",),
        undo=lambda m: replace(m, cabin=None), take=_any,
    ),
)  # fmt: skip
