"""The date grammar: conventions of trip planners, ranges, vague stretches, and days that cannot be."""

from datetime import date

import pytest

from dragoman.understanding import Context, DateRange, Fault, understand
from dragoman.understanding.calendars import easter, holiday, islamic

TODAY = date(2026, 11, 20)  # a Friday
ASKED = ("departure_date",)


def read(text, country="NG", language="en", **context):
    return understand(text, today=TODAY, language=language, context=Context(expect=ASKED, country=country, **context))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-15", date(2026, 12, 15)),
        ("15 Dec", date(2026, 12, 15)),
        ("15DEC26", date(2026, 12, 15)),
        ("December 15th, 2026", date(2026, 12, 15)),
        ("the fifth of march", date(2027, 3, 5)),
        ("july twenty seventh", date(2027, 7, 27)),
        ("the 3rd", date(2026, 12, 3)),
        ("9th of next month", date(2026, 12, 9)),
        ("Friday", date(2026, 11, 27)),
        ("this Sunday", date(2026, 11, 22)),
        ("next Friday", date(2026, 11, 27)),
        ("next Monday", date(2026, 11, 23)),
        ("Monday next week", date(2026, 11, 23)),
        ("tomorow", date(2026, 11, 21)),
        ("day after tomorrow", date(2026, 11, 22)),
        ("next tomorrow", date(2026, 11, 22)),
        ("in two weeks", date(2026, 12, 4)),
        ("3 days from now", date(2026, 11, 23)),
        ("Tuesday in a week", date(2026, 12, 1)),
        ("Christmas", date(2026, 12, 25)),
        ("29 Feb", date(2028, 2, 29)),
    ],
)
def test_one_day(text, expected):
    found = read(text)
    value = found.values.departure
    if expected > date(2027, 11, 16):  # beyond what airlines sell: said, not kept
        assert [p.code for p in found.problems] == [Fault.TOO_FAR_AHEAD]
    else:
        assert (value, found.problems) == (expected, ())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the weekend", date(2026, 11, 21), date(2026, 11, 22)),
        ("next weekend", date(2026, 11, 28), date(2026, 11, 29)),
        ("end of November", date(2026, 11, 21), date(2026, 11, 30)),
        ("mid December", date(2026, 12, 11), date(2026, 12, 20)),
        ("next month", date(2026, 12, 1), date(2026, 12, 31)),
        ("in January", date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_a_vague_stretch(text, first, last):
    assert read(text).values.departure == DateRange(first, last)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [("03/04", "NG", date(2027, 4, 3)), ("25/12", "US", date(2026, 12, 25)), ("12/25", "NG", date(2026, 12, 25))],
)
def test_numbers_follow_the_country(text, country, expected):
    assert read(text, country).values.departure == expected


@pytest.mark.parametrize("country", ["US", None])
def test_two_readings_are_asked_about(country):
    found = read("03/04", country)
    assert found.values.departure is None
    assert [(p.code, set(p.candidates)) for p in found.problems] == [
        (Fault.AMBIGUOUS_DATE, {date(2027, 4, 3), date(2027, 3, 4)})
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31 Feb", Fault.IMPOSSIBLE_DATE),
        ("yesterday", Fault.PAST_DATE),
        ("1 Jan 9999", Fault.TOO_FAR_AHEAD),
        ("2026-13-45", Fault.IMPOSSIBLE_DATE),
    ],
)
def test_days_that_cannot_be(text, fault):
    found = read(text)
    assert found.values.departure is None
    assert [p.code for p in found.problems] == [fault]


@pytest.mark.parametrize(
    "text", ["No, that is all for today", "call me 24/7", "may I have a window seat", "2", "the second one"]
)
def test_what_is_no_date(text):
    assert understand(text, today=TODAY).values.departure is None


def test_a_return_counts_from_the_departure():
    known = {"departure": date(2026, 12, 15)}
    found = understand("a week later", today=TODAY, context=Context(expect=("return_date",), known=known))
    assert found.values.return_ == date(2026, 12, 22)


def test_back_before_going_is_named():
    known = {"departure": date(2026, 12, 15)}
    found = understand("2026-12-01", today=TODAY, context=Context(expect=("return_date",), known=known))
    assert Fault.RETURN_BEFORE_DEPARTURE in [p.code for p in found.problems]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "vendredi prochain", date(2026, 11, 27)),
        ("fr", "après-demain", date(2026, 11, 22)),
        ("es", "mañana", date(2026, 11, 21)),
        ("es", "el próximo viernes", date(2026, 11, 27)),
        ("pt", "depois de amanhã", date(2026, 11, 22)),
        ("pt", "na quarta-feira", date(2026, 11, 25)),
        ("de", "am 15.12.", date(2026, 12, 15)),
        ("de", "übermorgen", date(2026, 11, 22)),
        ("id", "tanggal 12 Desember", date(2026, 12, 12)),
        ("id", "lusa", date(2026, 11, 22)),
        ("sw", "baada ya wiki mbili", date(2026, 12, 4)),
        ("sw", "keshokutwa", date(2026, 11, 22)),
        ("ar", "يوم الجمعة القادمة", date(2026, 11, 27)),
        ("ar", "بعد أسبوعين", date(2026, 12, 4)),
        ("tr", "15 Aralık", date(2026, 12, 15)),
        ("hi", "15 दिसंबर", date(2026, 12, 15)),
        ("ha", "gobe", date(2026, 11, 21)),
        ("ig", "echi", date(2026, 11, 21)),
        ("yo", "ọ̀la", date(2026, 11, 21)),
        ("zh", "12月15日", date(2026, 12, 15)),
        ("ja", "明後日", date(2026, 11, 22)),
    ],
)
def test_other_languages(language, text, expected):
    assert read(text, language=language).values.departure == expected


def test_feasts_that_move():
    assert (easter(2026), easter(2027)) == (date(2026, 4, 5), date(2027, 3, 28))
    assert holiday("easter_monday", 2027) == date(2027, 3, 29)
    assert islamic(1446, 10, 1) == date(2025, 3, 31)
