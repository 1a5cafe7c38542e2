"""The slots of a trip while one message is read: what it sets, what it changes, and the first thing that cannot be taken."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from msgspec.structs import replace

from dragoman.bookings.travellers import TITLES
from dragoman.conversations.message import Choice
from dragoman.dialogues.book_flight.details import read_people
from dragoman.dialogues.book_flight.memory import (
    AGE_UNKNOWN,
    TRAVELLERS_MAX,
    Flight,
    Hop,
    fit_people,
)
from dragoman.dialogues.book_flight.search import day_rows, place_rows, with_departure
from dragoman.dialogues.cards import city_of
from dragoman.dialogues.steps import Asked, Taken
from dragoman.dialogues.voice import Voice
from dragoman.understanding import (
    DateRange,
    Fault,
    Party,
    PersonDetails,
    Place,
    PlaceKind,
    Problem,
    Slot,
    TripType,
    Values,
)

_REORDER = {"airline", "part_of_day", "budget", "cheapest", "fastest", "direct_only", "max_stops"}


class Draft:
    """The slots while one message is read; `touched` says that something of it was about the trip."""

    def __init__(self, m: Flight, v: Voice, asked: Asked) -> None:
        self.m, self.v, self.asked = m, v, asked
        self.touched = False
        self.notes: list[str] = []
        self.complaint = ""
        self.choices: tuple[Choice, ...] = ()

    def taken(self) -> Taken[Flight]:
        """What the message led to."""
        memory = fit_people(self.m) if self.m.party else self.m
        return Taken(memory, tuple(self.notes), self.complaint, self.choices, again=True)

    def set(self, **slots: Any) -> None:
        """Write slots."""
        self.m = replace(self.m, **slots)
        self.touched = True

    def refuse(self, sentence: str, choices: tuple[Choice, ...] = ()) -> None:
        """Complain; the first complaint of a message wins."""
        self.touched = True
        if not self.complaint:
            self.complaint, self.choices = sentence, choices

    # -- places -------------------------------------------------------------------------------------------------------

    def places(self, values: Values) -> None:
        """Origin, destination, several legs."""
        if len(values.legs) > 1:
            hops = tuple(
                Hop(x.origin, x.destination, x.departure if isinstance(x.departure, date) else None)
                for x in values.legs
            )
            self.set(hops=hops[:6], origin=hops[0].origin, destination=hops[0].destination, round_trip=False)
            return
        for slot, place in (("origin", values.origin), ("destination", values.destination)):
            if place is not None:
                self._place(slot, place)
        m = self.m
        if m.origin and m.destination and m.origin.iata == m.destination.iata and not m.hops:
            keep = "origin" if values.destination is not None else "destination"
            other = "destination" if keep == "origin" else "origin"
            self.refuse(self.v.text("bad.same_place", place=m.origin.city))
            self.set(**{other: None})

    def _place(self, slot: str, place: Place) -> None:
        if not place.iata or place.kind in (PlaceKind.REGION, PlaceKind.COUNTRY):
            codes = place.airports or place.near
            near = tuple(Place(code, city_of(code), place.country) for code in codes)
            self._which_place(slot, place.name or place.city, near)
            return
        if self.m.hops:
            hops = list(self.m.hops)
            at = next((i for i, h in enumerate(hops) if getattr(h, slot) is None), 0)
            hops[at] = replace(hops[at], **{slot: place})
            self.set(hops=tuple(hops))
            return
        self.set(**{slot: place}, candidates=())

    def _which_place(self, slot: str, name: str, places: tuple[Place, ...]) -> None:
        if not places:
            self.refuse(self.v.text("bad.no_airport", place=name))
            return
        self.set(candidates=places[:8], **{slot: None})
        self.refuse(self.v.text("bad.which_place", place=name), place_rows(slot, places))

    # -- days ---------------------------------------------------------------------------------------------------------

    def days(self, values: Values, correction: bool) -> None:
        """Departure, return, one way or round trip, and a day whose meaning only the question tells."""
        if values.trip_type is TripType.ROUND_TRIP:
            self.set(round_trip=True)
        elif values.trip_type is TripType.ONE_WAY:
            self.set(round_trip=False, return_on=None, return_range=None)
        if values.departure is not None:
            self._departure(values.departure)
        if values.return_ is not None:
            self._return(values.return_)
        if values.day is not None and values.departure is None and values.return_ is None:
            self._bare_day(values.day, correction)

    def _bare_day(self, day: date, correction: bool) -> None:
        if Slot.BORN_ON in self.asked.expect or Slot.PASSPORT_EXPIRY in self.asked.expect:
            expiry = Slot.PASSPORT_EXPIRY in self.asked.expect
            self._people((PersonDetails(passport_expiry=day) if expiry else PersonDetails(born_on=day),))
        elif Slot.RETURN_DATE in self.asked.expect:
            self._return(day)
        else:
            self._departure(day)

    def _departure(self, day: date | DateRange) -> None:
        m = self.m
        if isinstance(day, DateRange) and day.first == day.last:
            day = day.first
        if isinstance(day, DateRange):
            if day.last < self.v.today:
                self.refuse(self.v.text("bad.past_date", day=self.v.words.long_day(day.last)))
                return
            self.set(departure=None, departure_range=day)
            return
        if day < self.v.today:
            self.refuse(self.v.text("bad.past_date", day=self.v.words.long_day(day)))
        elif m.hops:
            hops = list(m.hops)
            at = next((i for i, h in enumerate(hops) if h.day is None), 0)
            hops[at] = replace(hops[at], day=day)
            self.set(hops=tuple(hops))
        else:
            self.m = with_departure(m, day)
            self.touched = True

    def _return(self, day: date | DateRange) -> None:
        if isinstance(day, DateRange) and day.first != day.last:
            self.set(return_range=day, return_on=None, round_trip=True)
            return
        single = day.first if isinstance(day, DateRange) else day
        if self.m.departure and single < self.m.departure:
            out = self.v.words.long_day(self.m.departure)
            self.refuse(self.v.text("bad.return_before", day=self.v.words.long_day(single), departure=out))
            return
        self.set(return_on=single, return_range=None, round_trip=True, hops=())

    # -- party and wishes -----------------------------------------------------------------------------------------------

    def party(self, values: Values, raw: str) -> None:
        """Who travels; ages of children when they were asked for."""
        party = values.passengers
        if self.asked.step == "collect_search.ages" and self.m.party:
            told = tuple(int(n) for n in re.findall(r"\d+", raw) if 0 < int(n[:3]) < 18)[:TRAVELLERS_MAX]
            known = tuple(a for a in self.m.party.children if a != AGE_UNKNOWN)
            if len(told) == len(self.m.party.children) - len(known):
                self._set_party(self.m.party.adults, (*known, *told), self.m.party.infants)
                return
        if party is not None and not party.adults and self.m.party:  # "one child": the adults stay
            party = Party(self.m.party.adults, party.children, party.infants or self.m.party.infants)
        if party is not None:
            self._set_party(party.adults, party.children, party.infants)

    def _set_party(self, adults: int, children: tuple[int, ...], infants: int) -> None:
        infants += sum(1 for age in children if age in (0, 1))
        children = tuple(age for age in children if age not in (0, 1))
        party = Party(adults, children, infants)
        if party.total > TRAVELLERS_MAX:
            self.refuse(self.v.text("bad.too_many", n=TRAVELLERS_MAX))
        elif party.adults == 0 and party.total:
            self.refuse(self.v.text("bad.no_adult"))
        elif party.infants > party.adults:
            self.refuse(self.v.text("bad.infants"))
        elif party.total:
            self.set(party=party)

    def wishes(self, values: Values) -> None:
        """Cabin, stops, airline, time of day, budget, order of the list."""
        if values.cabin is not None:
            self.set(cabin=values.cabin)
        if values.direct_only is not None:
            self.set(stops_max=0 if values.direct_only else None)
        elif values.max_stops is not None:
            self.set(stops_max=min(values.max_stops, 3))
        if values.stated() & _REORDER:
            self.set(wanted="")
        if values.airline is not None:
            self.set(airline=values.airline)
        if values.part_of_day is not None:
            self.set(part_of_day=values.part_of_day)
        if values.budget is not None and values.budget.currency == self.v.setting.currency:
            self.set(budget=values.budget)
        if values.cheapest:
            self.set(sort="cheapest")
        elif values.fastest:
            self.set(sort="fastest")

    # -- people -----------------------------------------------------------------------------------------------------------

    def people(self, values: Values) -> None:
        """Details of travellers."""
        said = tuple(p for p in values.people if p != PersonDetails())
        if said:
            self._people(said)

    def bare_title(self, raw: str) -> None:
        """ "Ms" alone, while travellers are asked for."""
        title = raw.strip(" .").casefold()
        if title in TITLES and self.asked.step.startswith("collect_passengers"):
            self._people((PersonDetails(title=title),))

    def _people(self, said: tuple[PersonDetails, ...]) -> None:
        self.touched = True
        if self.m.party is None:
            email = next((p.email for p in said if p.email), None)
            if email:
                self.set(email=email)
            return
        index = self.asked.index
        taken = read_people(self.m, said, index, self.v)
        asked_for = self.asked.step.startswith("collect_passengers")
        if not asked_for and not taken.complaint and taken.memory != self.m:
            self.notes.append(self.v.text("people.noted"))
        self.m = taken.memory
        self.notes.extend(taken.notes)
        if taken.complaint:
            self.refuse(taken.complaint, taken.choices)

    # -- problems -----------------------------------------------------------------------------------------------------------

    def problems(self, problems: tuple[Problem, ...]) -> None:
        """A sentence for the first thing that was said and cannot be used."""
        for problem in problems:
            if self.complaint:
                return
            self._problem(problem)

    def _problem(self, problem: Problem) -> None:
        v, raw = self.v, problem.raw[:40]
        places = tuple(p for p in problem.candidates if isinstance(p, Place) and p.iata)
        days = tuple(d for d in problem.candidates if isinstance(d, date) and d >= v.today)
        slot = "destination" if problem.slot == Slot.DESTINATION else "origin"
        code = problem.code
        if places and code in (Fault.AMBIGUOUS_PLACE, Fault.UNKNOWN_PLACE, Fault.NO_AIRPORT):
            self._which_place(slot, raw, places)
        elif (
            code is Fault.AMBIGUOUS_DATE and days and problem.slot in (Slot.DEPARTURE_DATE, Slot.RETURN_DATE, Slot.DATE)
        ):
            kind = "return" if problem.slot == Slot.RETURN_DATE else "departure"
            self.refuse(v.text("bad.which_date", raw=raw), day_rows(kind, days[:3], v))
        elif code in (Fault.NO_SUCH_OPTION, Fault.AMBIGUOUS_OPTION):
            self.refuse(v.text(f"bad.{code}"))
        elif code is not Fault.EMPTY:
            key = f"bad.{code}"
            self.refuse(v.text(key if v.words.has(key) else "bad.other", raw=raw, n=TRAVELLERS_MAX, day=raw, place=raw))
