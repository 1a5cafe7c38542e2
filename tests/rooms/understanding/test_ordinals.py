"""While options are on show an ordinal takes one of them, also where the same word is a weekday."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Option, understand

TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
OPTIONS = tuple(Option(f"offer:{n}", f"{n}7:10 · ₦{n}5,000", n * 100, "NGN", number=n) for n in (1, 2, 3))
SHOWN = Context(
    expect=("choice",), options=OPTIONS, state="options", country="BR", known={"departure": date(2026, 12, 15)}
)


@pytest.mark.parametrize(
    ("language", "words", "number"),
    [
        ("pt", "a segunda", 2), ("pt", "quero a segunda", 2), ("pt", "segunda", 2), ("pt", "fico com a segunda", 2),
        ("pt", "a segunda, por favor", 2), ("pt", "a segunda opção", 2), ("pt", "a terceira", 3), ("pt", "a última", 3),
        ("es", "la segunda", 2), ("es", "quiero la segunda", 2), ("es", "el tercero por favor", 3),
        ("fr", "la deuxième", 2), ("fr", "la seconde", 2), ("fr", "je prends la première", 1), ("en", "the second", 2),
        ("en", "I'll take the second", 2), ("de", "das zweite", 2), ("de", "ich nehme die dritte", 3), ("id", "yang kedua", 2),
        ("sw", "nataka ya pili", 2), ("ar", "أريد الثاني", 2), ("tr", "ikinciyi istiyorum", 2), ("hi", "दूसरा", 2),
    ],
)  # fmt: skip
def test_an_ordinal_takes_an_option(language: str, words: str, number: int) -> None:
    found = understand(words, today=TODAY, language=language, context=SHOWN)
    assert found.values.choice == f"offer:{number}"
    assert found.values.departure is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pt", "na segunda"), ("pt", "segunda-feira"), ("pt", "quero na segunda-feira"), ("pt", "mude para segunda"),
        ("pt", "para a segunda"), ("pt", "vou na segunda"), ("es", "el lunes"), ("fr", "lundi"), ("sw", "Jumatatu"), ("ar", "الاثنين"),
    ],
)  # fmt: skip
def test_the_weekday_stays_one(language: str, words: str) -> None:
    found = understand(words, today=TODAY, language=language, context=SHOWN)
    assert found.values.departure == MONDAY
    assert found.values.choice is None


def test_a_weekday_beyond_the_options_is_the_day() -> None:
    found = understand("a quarta", today=TODAY, language="pt", context=SHOWN)
    assert (found.values.choice, found.values.departure) == (None, date(2026, 11, 25))


def test_where_a_day_was_asked_for_it_is_the_day() -> None:
    days = (Option("set:departure:2026-11-23", "seg 23 nov"), Option("set:departure:2026-11-24", "ter 24 nov"))
    asked = Context(expect=("departure_date",), options=days, state="search", country="BR")
    assert understand("segunda", today=TODAY, language="pt", context=asked).values.departure == MONDAY


@pytest.mark.parametrize(
    ("language", "text", "chosen"),
    [
        ("en", "not the first, the third one", "offer:3"), ("en", "the first one, not the second", "offer:1"),
        ("en", "not option 1, option 3", "offer:3"), ("es", "no el primero, el tercero", "offer:3"),
        ("pt", "não o primeiro, o terceiro", "offer:3"), ("fr", "pas le premier, le troisième", "offer:3"),
    ],
)  # fmt: skip
def test_an_option_that_is_turned_down_is_not_taken(language, text, chosen):
    assert understand(text, today=TODAY, language=language, context=SHOWN).values.choice == chosen
