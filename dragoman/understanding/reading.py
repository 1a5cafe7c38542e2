"""Reads one message: the only entrance of this room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from dragoman.understanding import places
from dragoman.understanding.deciding import decide
from dragoman.understanding.detail_reading import (
    read_agent_codes,
    read_called,
    read_choice,
    read_greeting,
    read_later,
    read_party,
    read_people,
    read_reference,
    read_stay,
    read_wishes,
)
from dragoman.understanding.intents import signs
from dragoman.understanding.languages import bare_language, detect_language, language_named
from dragoman.understanding.lexicon import LANGUAGES, lexicon
from dragoman.understanding.models import (
    Context,
    Problem,
    Understanding,
    Values,
)
from dragoman.understanding.names import Fault, Intent, Slot
from dragoman.understanding.record import Reading
from dragoman.understanding.text import Message
from dragoman.understanding.topics import find_topic
from dragoman.understanding.trip_reading import check, forget_questions, read_date_roles, read_dates, read_places
from dragoman.understanding.wishes import find_wishes


def prepare(folder: Path | None = None, languages: Iterable[str] = ("en",)) -> None:
    """Load the gazetteer (kept under `folder` between starts) and compile the rules of `languages` before the first message."""
    places.prepare(folder)
    for language in languages:
        understand("Lagos to Abuja on Friday for two", today=date(2026, 1, 1), language=language)


def understand(text: str, *, today: date, language: str = "en", context: Context | None = None) -> Understanding:
    """Return what `text` means in `context`; never raises, takes bounded time, and leaves out what is not sure.

    `language` is the conversation's (ISO 639); words of English and of the language the text shows are read as well.
    """
    context = context or Context()
    message = Message(text)
    shown = detect_language(message.raw, context.country)
    languages = tuple(dict.fromkeys(c for c in (shown, language.split("-")[0], "en") if c in LANGUAGES))
    words = lexicon(languages)
    reading = Reading(
        message, today, context, words, languages, shown, find_topic(message.plain, words) or context.topic
    )
    local = ("pcm",) if context.country == "NG" and "pcm" not in languages else ()
    reading.signs = signs(message.folded, (*languages, *local))  # in Nigeria, English and Pidgin are mixed freely
    if not message.words and not message.folded.strip():
        reading.problems.append(Problem(Fault.EMPTY, "", ""))
    if message.too_long:
        reading.problems.append(Problem(Fault.TOO_LONG, "", ""))
    if (tongue := _tongue_alone(reading)) is not None:
        return Understanding(Intent.LANGUAGE, Values(language=tongue), 0.96, language=shown)
    read_agent_codes(reading)
    read_greeting(reading)
    read_later(reading)
    read_reference(reading)
    read_choice(reading)
    alone = read_people(reading)
    if not alone and ("choice" not in reading.values or len(message.words) > 3):
        read_wishes(reading)
        read_called(reading)
        read_stay(reading)
        dates = read_dates(reading)
        read_party(reading)
        read_date_roles(reading, dates)
        read_places(reading, dates)
    forget_questions(reading)
    check(reading)
    decision = decide(reading)
    if decision.intent is Intent.LANGUAGE and (tongue := language_named(message.plain)):
        reading.values["language"] = tongue
    values = Values(**reading.values)
    return Understanding(
        decision.intent, values, decision.confidence, tuple(sorted(reading.spans, key=lambda s: s.start)),
        (*decision.others, *reading.alternatives), tuple(reading.problems), decision.correction, reading.topic, shown,
    )  # fmt: skip


def _tongue_alone(reading: Reading) -> str | None:
    """Return the language that a message only names, unless a nationality was asked for or an airline of that name is meant."""
    if reading.expect & {Slot.NATIONALITY, Slot.ISSUING_COUNTRY}:
        return None
    tongue = bare_language(reading.message.plain)
    if tongue is None or (
        reading.context.state == "options" and find_wishes(reading.message.folded, reading.words, None).values
    ):
        return None
    return tongue
