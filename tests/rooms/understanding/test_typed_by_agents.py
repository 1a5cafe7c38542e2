"""What agents and hurried people type: party and class codes, slashes, an airline only, dotted dates, sums with a letter, couples."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dragoman.kit.money import Money
from dragoman.understanding import Cabin, Context, Intent, Option, Party, PersonDetails, Understanding, understand

TODAY = date(2026, 11, 20)
DECEMBER = date(2026, 12, 15)


def read(words: str, country: str = "NG", **more: Any) -> Understanding:
    return understand(words, today=TODAY, context=Context(country=country, **more))


@pytest.mark.parametrize(
    ("words", "party", "cabin"),
    [
        ("LOS ABV 15DEC 2A1C1I", Party(2, (-1,), 1), None),
        ("LOS-ABV/15DEC/2ADT", Party(2), None),
        ("LOS/ABV/15DEC/2ADT", Party(2), None),
        ("LOSABV/15DEC/2ADT/1CHD", Party(2, (-1,), 0), None),
        ("LOS-ABV/15DEC/2ADT/1CHD/Y", Party(2, (-1,), 0), Cabin.ECONOMY),
        ("LOS ABV 15DEC Y class", None, Cabin.ECONOMY),
        ("LOS ABV 15DEC J CLASS", None, Cabin.BUSINESS),
        ("LOS ABV 15DEC 1ADT F class", Party(1), Cabin.FIRST),
        ("LOS ABV 15DEC W class", None, Cabin.PREMIUM_ECONOMY),
    ],
)
def test_an_agents_line_is_read_whole(words: str, party: Party | None, cabin: Cabin | None) -> None:
    values = read(words).values
    assert values.origin is not None
    assert values.destination is not None
    assert (values.origin.iata, values.destination.iata, values.departure) == ("LOS", "ABV", DECEMBER)
    assert (values.passengers, values.cabin) == (party, cabin)
    assert values.yes_no is None


@pytest.mark.parametrize("words", ["QR only", "only QR", "LOS-DOH 15DEC QR only", "LOS-DOH with QR"])
def test_an_airlines_code_is_a_wish(words: str) -> None:
    assert read(words).values.airline == "QR"


def test_with_options_on_show_it_takes_the_one_of_that_airline() -> None:
    options = (Option("offer:1", "07:10", 85, airline="P4"), Option("offer:2", "13:10", 92, airline="QR"))
    assert read("QR only", options=options, state="options").values.choice == "offer:2"


def test_with_none_of_that_airline_on_show_it_is_a_wish() -> None:
    options = (Option("offer:1", "07:10", 85, airline="P4"),)
    assert read("QR only", options=options, state="options").values.airline == "QR"


@pytest.mark.parametrize("words", ["1A", "seat 12A", "A class act", "OK only", "I only want to look", "on my way"])
def test_what_only_looks_like_a_code_is_none(words: str) -> None:
    values = read(words).values
    assert (values.passengers, values.cabin, values.airline) == (None, None, None)


@pytest.mark.parametrize("words", ["LOS-ABV 15.12.", "15.12.", "15.12. please", "LOS ABV 15.12. 2 pax"])
def test_a_dotted_date_is_read(words: str) -> None:
    assert read(words).values.departure == DECEMBER


@pytest.mark.parametrize(
    ("words", "budget"),
    [
        ("budget R2500", Money(2500_00, "ZAR")),
        ("under R2,500", Money(2500_00, "ZAR")),
        ("max R 2 500", Money(2500_00, "ZAR")),
        ("not more than N150,000", Money(150_000_00, "NGN")),
        ("₦150k max", Money(150_000_00, "NGN")),
    ],
)
def test_a_sum_with_its_letter_is_a_budget(words: str, budget: Money) -> None:
    assert read(words).values.budget == budget


@pytest.mark.parametrize("words", ["R2", "gate N12", "room N 5"])
def test_a_letter_with_a_small_number_is_no_budget(words: str) -> None:
    assert read(words).values.budget is None


DETAILS = ("title", "given_name", "family_name", "born_on", "email")


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Obi, Mrs Ada", (PersonDetails("mrs", "Ada", "Obi", gender="f"),)),
        ("Obi, Mrs Ada, 14 March 1988", (PersonDetails("mrs", "Ada", "Obi", date(1988, 3, 14), "f"),)),
        ("Mr & Mrs Obi", (PersonDetails("mr", None, "Obi"), PersonDetails("mrs", None, "Obi"))),
        ("Mr and Mrs John Obi", (PersonDetails("mr", "John", "Obi"), PersonDetails("mrs", None, "Obi"))),
        ("Dr and Mrs Okafor", (PersonDetails("dr", None, "Okafor"), PersonDetails("mrs", None, "Okafor"))),
    ],
)
def test_couples_and_names_written_backwards(words: str, people: tuple[PersonDetails, ...]) -> None:
    assert read(words, expect=DETAILS, state="passengers").values.people == people


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("how far my ticket", Intent.STATUS), ("ticket never come", Intent.STATUS), ("money don comot for my account", Intent.PAID),
        ("make una help me", Intent.HELP), ("I go pay", Intent.PAY), ("how far", Intent.GREETING), ("I don pay", Intent.PAID),
    ],
)  # fmt: skip
def test_common_pidgin(words: str, intent: Intent) -> None:
    assert read(words, state="payment").intent is intent


@pytest.mark.parametrize("words", ["e too cost", "which one cheap pass", "reduce am small"])
def test_pidgin_for_something_cheaper(words: str) -> None:
    found = read(words, state="options")
    assert found.intent is Intent.CHEAPER or found.values.cheapest
