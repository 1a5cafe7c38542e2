"""Whatever arrives, an Understanding comes back, soon, with spans that fit the message."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.understanding import Context, Fault, Intent, Option, Slot, understand
from dragoman.understanding.lexicon import LANGUAGES

TODAY = date(2026, 11, 20)
EVERYTHING = Context(
    expect=tuple(s.value for s in Slot),
    options=(Option("a", "Air Peace", 100, "NGN"), Option("b", "Ibom Air", 90, "NGN")),
    country="NG",
)
PIECES = st.sampled_from(
    ["from", "to", "Lagos", "LOS", "31 Feb", "12/13", "-", "/", "2 adults", "me and my wife", "the", "5th", "next", "Friday",
     "until", "@", "<<", "P<NGA", "Mr", "4 year old", "und", "من", "东京", "से", "\u202e", "\u200b", "👍", "\n", "999999", "cancel"]
)  # fmt: skip


def sound(text, language="en", context=None):
    found = understand(text, today=TODAY, language=language, context=context)
    assert isinstance(found.intent, Intent)
    assert 0 <= found.confidence <= 1
    for span in found.spans:
        assert text[span.start : span.end] == span.raw
    return found


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from([None, EVERYTHING]))
def test_any_text_is_answered(text, language, context):
    sound(text, language, context)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join), st.sampled_from([None, EVERYTHING]))
def test_scraps_of_travel_talk_are_answered(text, context):
    sound(text, "en", context)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)), PIECES, PIECES)
def test_any_day_can_be_today(today, one, two):
    assert understand(f"{one} {two} tomorrow in 3 weeks next month", today=today).intent


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n" * 4096, "1" * 100_000, "12 " * 2000, "😀" * 1000, "/" * 4096, "from " * 800, "me and my wife and " * 200,
     "12/12/2026 " * 370, "a " * 2048, "<" * 4096, "a@" * 2000, "\u202e" * 4000, "LOS ABV " * 500, "北京到上海" * 800],
)  # fmt: skip
def test_long_and_odd_text_takes_bounded_time(text):
    understand(text, today=TODAY, context=EVERYTHING)
    start = time.process_time()
    sound(text, "en", EVERYTHING)
    assert (
        time.process_time() - start < 0.25
    )  # a stuck expression takes minutes; a slow test machine does not reach this


def test_empty_and_too_long_are_named():
    assert [p.code for p in understand("", today=TODAY).problems] == [Fault.EMPTY]
    assert Fault.TOO_LONG in [p.code for p in understand("Lagos to Abuja " * 300, today=TODAY).problems]


def test_invisible_characters_do_not_hide_a_place():
    found = sound("L\u200bagos \u202eto\u202c Abu\u00adja")
    assert (found.values.origin.iata, found.values.destination.iata) == ("LOS", "ABV")
