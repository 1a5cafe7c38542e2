"""Who travels: the details of a traveller, their age and kind on a day, and which seat of an offer each one gets. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from dragoman.bookings import names
from dragoman.flights.supplier import OfferSeat

TITLES = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f", "dr": ""}
KINDS = ("adult", "child", "infant")
# Duffel prices a passenger under 2 on the last flight's day as an infant, 2 to 17 by age, others as adults (partners.md A2).
INFANT_UNDER = 2
ADULT_FROM = 18


class TravellerDetails(Struct, frozen=True, omit_defaults=True):
    """One traveller as told. Personal: never printed. `nationality`, `document_country`: ISO 3166 alpha-2; `kind`: adult, child, infant."""

    title: str
    given_name: str
    family_name: str
    gender: str
    born_on: date
    nationality: str = ""
    document_number: str = ""
    document_country: str = ""
    document_expires_on: date | None = None
    kind: str = "adult"

    def __repr__(self) -> str:
        return f"TravellerDetails({self.kind}, ***)"


class Party(Struct, frozen=True, omit_defaults=True):
    """All travellers of a booking and how to reach who booked. Personal: sealed as one."""

    travellers: tuple[TravellerDetails, ...]
    email: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return f"Party({len(self.travellers)}, ***)"


def age_on(born_on: date, day: date) -> int:
    """Full years on a day; somebody born on 29 February turns a year older on 1 March of a common year."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def kind_on(born_on: date, day: date) -> str:
    """Name the kind of passenger that somebody is on the day of the last flight."""
    age = age_on(born_on, day)
    return "infant" if age < INFANT_UNDER else "child" if age < ADULT_FROM else "adult"


def tidied(details: TravellerDetails) -> TravellerDetails:
    """Write details the one way: names composed, codes in capitals, document number without spaces; letters stay as told."""
    return TravellerDetails(
        title=details.title.strip().lower().rstrip("."),
        given_name=names.tidy(details.given_name),
        family_name=names.tidy(details.family_name),
        gender=details.gender.strip().lower()[:1],
        born_on=details.born_on,
        nationality=details.nationality.strip().upper(),
        document_number=re.sub(r"[\s-]", "", details.document_number).upper(),
        document_country=details.document_country.strip().upper(),
        document_expires_on=details.document_expires_on,
        kind=details.kind.strip().lower(),
    )


def seated(
    party: Sequence[TravellerDetails], seats: Sequence[OfferSeat], last_day: date
) -> tuple[tuple[str, TravellerDetails, str], ...]:
    """Give each traveller a seat of the same kind (minors by nearest age) and each infant an adult: (seat, details, infant's seat)."""
    free = {kind: [s for s in seats if s.kind == kind] for kind in KINDS}
    placed: list[tuple[str, TravellerDetails]] = []
    for details in party:
        age = age_on(details.born_on, last_day)
        seat = min(free[details.kind], key=lambda s: (abs((s.age if s.age is not None else age) - age), s.id))
        free[details.kind].remove(seat)
        placed.append((seat.id, details))
    laps = iter([seat for seat, details in placed if details.kind == "infant"])
    return tuple((seat, details, next(laps, "") if details.kind == "adult" else "") for seat, details in placed)
