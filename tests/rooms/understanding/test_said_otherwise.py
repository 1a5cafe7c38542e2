"""Policies, persons, money back and cancelling said otherwise; codes of a route over three airports; "we'd" and "en ucuzu"."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Intent, Option, Party, Slot, TripType, understand
from dragoman.understanding.names import Cabin

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("mau ngomong sama CS", "id", Intent.PERSON),
        ("bisa ngomong sama orang?", "id", Intent.PERSON),
        ("عايز أكلم حد", "ar", Intent.PERSON),
        ("can someone ring me?", "en", Intent.PERSON),
        ("please have somebody call me", "en", Intent.PERSON),
        ("devuélvanme mi plata", "es", Intent.REFUND),
        ("uang saya kapan kembali?", "id", Intent.REFUND),
        ("kapan uang saya dikembalikan", "id", Intent.REFUND),
        ("send me my cash back", "en", Intent.REFUND),
        ("pay my money back", "en", Intent.REFUND),
        ("param iade edilsin", "tr", Intent.REFUND),
        ("refund policy?", "en", Intent.FAQ),
        ("cancellation rules", "en", Intent.FAQ),
    ],
)
def test_what_is_wanted_said_otherwise(text: str, language: str, intent: Intent) -> None:
    assert understand(text, today=TODAY, language=language).intent is intent


def test_a_no_behind_the_verb_cancels_nothing() -> None:
    found = understand("quero cancelar não, só mudar a data", today=TODAY, language="pt", context=Context(state="done"))
    assert found.intent is Intent.CHANGE


def test_agents_codes_over_three_airports_keep_legs_party_and_class() -> None:
    values = understand("ABV-LOS-ACC 3DEC 10DEC 2ADT1INF Y", today=TODAY).values
    route = [
        (leg.origin and leg.origin.iata, leg.destination and leg.destination.iata, leg.departure) for leg in values.legs
    ]
    assert route == [("ABV", "LOS", date(2026, 12, 3)), ("LOS", "ACC", date(2026, 12, 10))]
    assert values.trip_type is TripType.MULTI_CITY
    assert values.passengers == Party(2, (), 1)
    assert values.cabin is Cabin.ECONOMY


def test_there_and_back_in_codes_is_a_round_trip() -> None:
    values = understand("LOS-ACC-LOS 3DEC 10DEC", today=TODAY).values
    assert (values.departure, values.return_, values.trip_type) == (
        date(2026, 12, 3), date(2026, 12, 10), TripType.ROUND_TRIP,
    )  # fmt: skip


def test_we_would_is_no_wednesday() -> None:
    values = understand("we'd like 3 nights in Zanzibar from the 12th", today=TODAY).values
    assert (values.check_in, values.check_out, values.nights) == (date(2026, 12, 12), None, 3)
    assert understand("wed", today=TODAY, context=Context(expect=(Slot.DEPARTURE_DATE,))).values.departure == date(
        2026, 11, 25
    )


def test_the_cheapest_in_turkish_is_a_choice() -> None:
    options = (Option("a", "One", 200, "TRY"), Option("b", "Two", 100, "TRY"))
    context = Context(expect=(Slot.CHOICE,), options=options, state="options")
    assert understand("en ucuzu", today=TODAY, language="tr", context=context).values.choice == "b"
    assert understand("ikincisi", today=TODAY, language="tr", context=context).values.choice == "b"
