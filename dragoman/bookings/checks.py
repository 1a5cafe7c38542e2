"""Every rule that an airline puts on a traveller's details, pure (C7; source of the name rules: names.py).

A fault names its code, its field ("travellers.1.family_name", counted from 0), a sentence for staff and one for the
traveller with a valid example; neither repeats what was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from dragoman.bookings import names
from dragoman.bookings.travellers import KINDS, TITLES, TravellerDetails, age_on, kind_on
from dragoman.flights.supplier import OfferSeat

TRAVELLERS_MAX = 9
AGE_MAX = 120
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,24}")
_DOCUMENT = re.compile(r"[A-Z0-9]{5,20}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class Fault(Struct, frozen=True):
    """One thing that is wrong: what code, where, and what staff and the traveller are told."""

    code: str
    field: str
    staff: str
    guest: str


def faults(
    party: Sequence[TravellerDetails],
    seats: Sequence[OfferSeat],
    *,
    first_day: date,
    last_departure: date,
    last_day: date,
    today: date,
    documents_required: bool,
) -> tuple[Fault, ...]:
    """Check tidied details against the offer's seats; days are those of the first take-off, the last slice's departure (ages
    count on it) and the last landing. Empty = all well.
    """
    found = list(_counts(party, seats))
    for index, details in enumerate(party):
        place = f"travellers.{index}"
        found += _name_faults(details, place)
        found += _person_faults(details, place, last_day=last_departure, today=today)
        if documents_required or details.document_number:
            found += _document_faults(details, place, first_day=first_day, last_day=last_day)
    found += _doubled(party)
    return tuple(found)


def contact_faults(email: str) -> tuple[Fault, ...]:
    """Check the e-mail address that documents go to; the airline demands one."""
    if _EMAIL.fullmatch(email):
        return ()
    return (
        Fault(
            "email.format",
            "email",
            "The e-mail address is not valid.",
            "That e-mail address does not look right. Please send it like this: ada.obi@example.com",
        ),
    )


def _counts(party: Sequence[TravellerDetails], seats: Sequence[OfferSeat]) -> list[Fault]:
    found = []
    told, wanted = Counter(t.kind for t in party), Counter(s.kind for s in seats)
    if len(party) > TRAVELLERS_MAX:
        found.append(
            Fault(
                "party.size",
                "travellers",
                f"At most {TRAVELLERS_MAX} travellers fit one booking.",
                f"One booking takes up to {TRAVELLERS_MAX} travellers. For more, write “person” and we will book your group.",
            )
        )
    if told["infant"] > told["adult"]:
        found.append(
            Fault(
                "party.infants",
                "travellers",
                "Each infant needs an adult of its own.",
                "Each infant under 2 travels on an adult's lap, so there must be at least as many adults as infants.",
            )
        )
    if told["adult"] == 0 and party:
        found.append(
            Fault(
                "party.adult",
                "travellers",
                "A booking needs at least one adult.",
                "At least one traveller must be 18 or older. Add an adult, for example: Mrs Ada Obi, 14 March 1988.",
            )
        )
    if told != wanted:
        asked = ", ".join(f"{wanted[k]} {k}{'s' if wanted[k] != 1 else ''}" for k in KINDS if wanted[k])
        found.append(
            Fault(
                "party.seats",
                "travellers",
                f"The offer is for {asked}.",
                f"This price is for {asked}. Send details for exactly these, or tell me who travels and I will search again.",
            )
        )
    return found


def _name_faults(details: TravellerDetails, place: str) -> list[Fault]:
    found = []
    for field, name, word, example in (
        ("given_name", details.given_name, "first name", "Ada"),
        ("family_name", details.family_name, "family name", "Obi"),
    ):
        where = f"{place}.{field}"
        if not any(letter.isalpha() for letter in name):
            found.append(
                Fault(
                    "name.missing",
                    where,
                    f"The {word} is missing.",
                    f"Please send the {word} as in the passport, e.g. {example}.",
                )
            )
        elif names.refused_letters(name):
            found.append(_letters_fault(where, word, name, example))
        elif len(name) > names.NAME_MAX:
            found.append(
                Fault(
                    "name.long",
                    where,
                    f"Airlines take at most {names.NAME_MAX} letters in a {word}; the traveller must say how to shorten it.",
                    f"Airlines take up to {names.NAME_MAX} letters in a {word}. Please shorten it, e.g. {names.suggestion(name)}.",
                )
            )
    return found


def _letters_fault(where: str, word: str, name: str, example: str) -> Fault:
    spelled = names.suggestion(name)
    ask = (
        f"Shall I write it {spelled}? If the passport spells it otherwise, send that."
        if spelled
        else f"Please send it in Latin letters as in the passport's bottom line, e.g. {example}."
    )
    return Fault(
        "name.letters",
        where,
        f"The {word} has characters that the airline refuses.",
        f"The airline cannot print some characters of the {word}. {ask}",
    )


def _person_faults(details: TravellerDetails, place: str, *, last_day: date, today: date) -> list[Fault]:
    found = []
    if details.title not in TITLES:
        found.append(
            Fault("title", f"{place}.title", "The title must be mr, mrs, ms, miss or dr.",
                  "Please choose a title: Mr, Mrs, Ms, Miss or Dr.")
        )  # fmt: skip
    if details.gender not in ("m", "f"):
        found.append(
            Fault("gender", f"{place}.gender", "Airlines take m or f, as in the passport.",
                  "Please send male or female, as it stands in the passport.")
        )  # fmt: skip
    elif TITLES.get(details.title) and TITLES[details.title] != details.gender:
        found.append(
            Fault("title.gender", f"{place}.title", "Title and gender do not fit each other.",
                  "The title does not fit the gender. Which is right, for example: Mrs, female?")
        )  # fmt: skip
    if details.born_on > today or age_on(details.born_on, today) > AGE_MAX:
        found.append(
            Fault("born_on", f"{place}.born_on", "The date of birth cannot be right.",
                  "That date of birth cannot be right. Please send it like this: 14 March 1988.")
        )  # fmt: skip
    elif details.kind not in KINDS:
        found.append(
            Fault("kind", f"{place}.kind", "The kind must be adult, child or infant.",
                  "Please say whether this is an adult, a child (2 to 17) or an infant (under 2).")
        )  # fmt: skip
    elif kind_on(details.born_on, last_day) != details.kind:
        actual = kind_on(details.born_on, last_day)
        found.append(
            Fault("age.kind", f"{place}.born_on",
                  f"By date of birth this is {_a(actual)} on the last flight's day, not {_a(details.kind)}.",
                  f"On the day of the last flight this traveller is {_a(actual)}, but the price is for {_a(details.kind)}. "
                  "Check the date of birth (like 14 March 1988), or tell me the right ages and I will search again.")
        )  # fmt: skip
    return found


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeiou" else f"a {kind}"


def _document_faults(details: TravellerDetails, place: str, *, first_day: date, last_day: date) -> list[Fault]:
    found = []
    if not _DOCUMENT.fullmatch(details.document_number):
        found.append(
            Fault("document.number", f"{place}.document_number", "The passport number is missing or not 5 to 20 letters and digits.",
                  "Please send the passport number as printed, 5 to 20 letters and digits, e.g. A01234567.")
        )  # fmt: skip
    for field, code in (("document_country", details.document_country), ("nationality", details.nationality)):
        if not _COUNTRY.fullmatch(code):
            found.append(
                Fault(f"country.{field}", f"{place}.{field}", "A country is two letters (ISO 3166), e.g. NG.",
                      "Please send the country that issued the passport and the nationality, e.g. Nigeria.")
            )  # fmt: skip
    if details.document_expires_on is None:
        found.append(
            Fault("document.expiry_missing", f"{place}.document_expires_on", "The passport's expiry date is missing.",
                  "Please send the passport's expiry date, e.g. 5 May 2031.")
        )  # fmt: skip
    elif details.document_expires_on <= max(first_day, last_day):
        found.append(
            Fault("document.expired", f"{place}.document_expires_on", "The passport must be valid beyond the last flight's day.",
                  "That passport expires before the journey ends. Please send one valid longer, with its number and expiry, "
                  "e.g. A01234567, 5 May 2031.")
        )  # fmt: skip
    return found


def _doubled(party: Sequence[TravellerDetails]) -> list[Fault]:
    seen: set[tuple[str, str]] = set()
    found = []
    for index, details in enumerate(party):
        name = (details.given_name.casefold(), details.family_name.casefold())
        if name in seen:
            found.append(
                Fault("name.double", f"travellers.{index}.given_name", "Two travellers have the same name; airlines refuse that.",
                      "Two travellers have the same name. Add a middle name to one of them, e.g. Ada Ngozi Obi.")
            )  # fmt: skip
        seen.add(name)
    return found
