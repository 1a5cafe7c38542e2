"""Wording apart from meaning: keyed sentences per language, with plural rules, dates, times and money by Babel (CLDR).

A language is one module `words/<code>.py` with a `WORDS` table; a key it lacks is spoken in English. A plural entry is a
table by CLDR category ("one", "few", "other") chosen by the value `n`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone

from dragoman.kit.money import Money
from dragoman.kit.wording import Entry, own_entry, speaks, spoken

DEFAULT = "en"


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have words."""
    return tuple(sorted(m.name for m in iter_modules(__path__)))


@cache
def table(language: str) -> Mapping[str, Entry]:
    """The words of one language; English for a language without words."""
    code = language if language in languages() else DEFAULT
    found: Mapping[str, Entry] = import_module(f"{__name__}.{code}").WORDS
    return found


@cache
def _locale(language: str, country: str) -> Locale:
    code = language if language in languages() else DEFAULT
    name = f"{code}_{country}" if country else code
    try:
        return Locale.parse(name)
    except (ValueError, UnknownLocaleError):  # a language in a country where CLDR does not know it
        return Locale.parse(code)


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language as people of one country write it. `zone` is the IANA zone in which deadlines are told."""

    language: str = DEFAULT
    country: str = "NG"
    zone: str = "Africa/Lagos"

    def text(self, key: str, **values: object) -> str:
        """Return the sentence of `key`; `n` in the values picks the plural. KeyError for a key that English lacks."""
        entry = own_entry("chat", self.language, key) or table(self.language).get(key)
        locale = _locale(self.language, self.country)
        if entry is None:
            entry, locale = table(DEFAULT)[key], _locale(DEFAULT, self.country)
        return spoken(entry, locale, values)

    def has(self, key: str) -> bool:
        """Whether a key exists at all."""
        return key in table(DEFAULT)

    def speaks(self, key: str) -> bool:
        """Whether this language has words of its own for a key."""
        return key in table(self.language)

    def money(self, amount: Money) -> str:
        """₦85,000 as this country writes it."""
        return amount.format(str(_locale(self.language, self.country)))

    def day(self, day: date) -> str:
        """Weekday and date, "Tue 15 Dec"."""
        text: str = format_date(day, "EEE d MMM", locale=_locale(self.language, self.country))
        return text.replace(".", "")

    def long_day(self, day: date) -> str:
        """Weekday, date and year, "Tue 15 Dec 2026"."""
        text: str = format_date(day, "EEE d MMM y", locale=_locale(self.language, self.country))
        return text.replace(".", "")

    def birth(self, day: date) -> str:
        """A date of birth without weekday, "14 May 1990"."""
        text: str = format_date(day, "d MMM y", locale=_locale(self.language, self.country))
        return text

    def clock(self, at: datetime) -> str:
        """A local time as airports print it, "07:10"."""
        return f"{at:%H:%M}"

    def moment(self, at: datetime, *, now: datetime) -> str:
        """An instant in the traveller's zone: "14:30" today, else "Tue 15 Dec, 14:30"."""
        tz: Any = get_timezone(self.zone)
        local, today = at.astimezone(tz), now.astimezone(tz).date()
        if local.date() == today:
            return f"{local:%H:%M}"
        day: str = format_datetime(local, "EEE d MMM", locale=_locale(self.language, self.country))
        return f"{day.replace('.', '')}, {local:%H:%M}"


speaks("chat", table, languages)
