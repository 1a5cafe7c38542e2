"""The slots of a trip while one message is read: what it sets, what it changes, and the first thing that cannot be taken."""

from __future__ import annotations

import re
from dataclasses import replace as replaced
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
from dragoman.dialogues.book_flight.search import place_rows, with_departure
from dragoman.dialogues.cards import city_of
from dragoman.dialogues.heard import Text
from dragoman.dialogues.steps import Asked, Taken
from dragoman.dialogues.voice import Voice
from dragoman.understanding import (
    DateRange,
    Party,
    PersonDetails,
    Place,
    PlaceKind,
    Slot,
    TripType,
    Values,
)

PARTY, DATE, RETURN = "collect_search.party", "collect_search.date", "collect_search.return"
_REORDER = {"airline", "part_of_day", "budget", "cheapest", "fastest", "direct_only", "max_stops"}


class Draft:
    """The slots while one message is read; `touched` says that something of it was about the trip."""

    def __init__(self, m: Flight, v: Voice, asked: Asked) -> None:
        self.m, self.v, self.asked = m, v, asked
        self.touched = False
        self.notes: list[str] = []
        self.complaint = ""
        self.choices: tuple[Choice, ...] = ()
        self.wrong = ""

    def taken(self) -> Taken[Flight]:
        """What the message led to."""
        memory = fit_people(self.m) if self.m.party else self.m
        routed = bool(memory.hops or (memory.origin and memory.destination))
        edit = self.wrong if self.complaint and routed else ""
        return Taken(memory, tuple(self.notes), self.complaint, self.choices, edit=edit, again=True)

    def set(self, **slots: Any) -> None:
        """Write slots."""
        self.m = replace(self.m, **slots)
        self.touched = True

    def refuse(self, sentence: str, choices: tuple[Choice, ...] = (), *, step: str = "") -> None:
        """Complain; the first complaint of a message wins, and the question of `step` is asked with it."""
        self.touched = True
        if not self.complaint:
            self.complaint, self.choices, self.wrong = sentence, choices, step

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
        origin, destination = values.origin, values.destination
        shifted = self.m.loose == "destination" and self.asked.step == "collect_search.origin"
        if shifted and origin is None and destination and destination != self.m.destination:
            origin = self.m.destination  # "lagos", then "to abuja": the bare name was where it starts
        for slot, place in (("origin", origin), ("destination", destination)):
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
            self.which_place(slot, place.name or place.city, near)
            return
        if self.m.hops:
            hops = list(self.m.hops)
            at = next((i for i, h in enumerate(hops) if getattr(h, slot) is None), 0)
            hops[at] = replace(hops[at], **{slot: place})
            self.set(hops=tuple(hops))
            return
        self.set(**{slot: place}, candidates=(), loose="")

    def bare_place(self, text: Text) -> None:
        """Remember that a message is nothing but one place, so that its role is only guessed."""
        spans = [s for s in text.understood.spans if s.slot in (Slot.ORIGIN, Slot.DESTINATION)]
        if len(spans) == 1 and spans[0].raw.casefold() == text.raw.strip(" .!?").casefold() and not self.asked.step:
            self.set(loose=str(spans[0].slot))

    def which_place(self, slot: str, name: str, places: tuple[Place, ...]) -> None:
        """Ask which of several places is meant; complain when there is none to fly to."""
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
                self.refuse(self.v.text("bad.past_date", day=self.v.words.long_day(day.last)), step=self._day_step())
                return
            self.set(departure=None, departure_range=day)
            return
        if day < self.v.today:
            self.refuse(self.v.text("bad.past_date", day=self.v.words.long_day(day)), step=self._day_step())
        elif m.hops:
            hops = list(m.hops)
            at = next((i for i, h in enumerate(hops) if h.day is None), 0)
            hops[at] = replace(hops[at], day=day)
            self.set(hops=tuple(hops))
        else:
            self.m = with_departure(m, day)
            self.touched = True

    def _day_step(self) -> str:
        return "" if self.m.hops else DATE

    def _return(self, day: date | DateRange) -> None:
        if isinstance(day, DateRange) and day.first != day.last:
            self.set(return_range=day, return_on=None, round_trip=True)
            return
        single = day.first if isinstance(day, DateRange) else day
        if self.m.departure and single < self.m.departure:
            out = self.v.words.long_day(self.m.departure)
            sentence = self.v.text("bad.return_before", day=self.v.words.long_day(single), departure=out)
            self.set(round_trip=True)
            self.refuse(sentence, step=RETURN)
            return
        self.set(return_on=single, return_range=None, round_trip=True, hops=())

    # -- party and wishes -----------------------------------------------------------------------------------------------

    def party(self, values: Values, raw: str) -> None:
        """Who travels; ages of children when they were asked for."""
        party = values.passengers
        if self.asked.step == "collect_search.ages" and self.m.party:
            told = tuple(int(n) for n in re.findall(r"\d+", raw) if 0 < int(n[:3]) < 18)[:TRAVELLERS_MAX]
            known = tuple(a for a in self.m.party.children if a != AGE_UNKNOWN)
            if len(told) >= len(self.m.party.children) - len(known):  # more: "my kids" were counted as one
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
            self.refuse(self.v.text("bad.too_many", n=TRAVELLERS_MAX), step=PARTY)
        elif party.adults == 0 and party.total:
            self.refuse(self.v.text("bad.no_adult"), step=PARTY)
        elif party.infants > party.adults:
            self.refuse(self.v.text("bad.infants"), step=PARTY)
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
        elif values.budget is not None:
            self.touched = True
            self.notes.append(self.v.text("budget.currency", paid=self.v.setting.currency))
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
        asked_for = self.asked.step.startswith("collect_passengers")
        if not asked_for:
            said = self._not_the_address(said)
        taken = read_people(self.m, said, index, self.v)
        if not asked_for and not taken.complaint and taken.memory != self.m:
            self.notes.append(self.v.text("people.noted"))
        self.m = taken.memory
        self.notes.extend(taken.notes)
        if taken.complaint:
            self.refuse(taken.complaint, taken.choices, step=taken.edit)

    def _not_the_address(self, said: tuple[PersonDetails, ...]) -> tuple[PersonDetails, ...]:
        """Ask before an address that nobody asked for takes the place of the one that the ticket goes to."""
        email = next((p.email for p in said if p.email), None)
        if not email or not self.m.email or email.casefold() == self.m.email.casefold():
            return said
        self.set(email_new=email)
        return tuple(replaced(p, email=None) for p in said)
