"""One sentence of a table of words: its plural form chosen by CLDR rules, its values filled in."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale

Entry = str | Mapping[str, str]
"""A sentence, or its forms by CLDR plural category ("one", "few", "other"), of which "other" is always there."""


def spoken(entry: Entry, locale: Locale, values: Mapping[str, object]) -> str:
    """Fill in a sentence; the whole number `n` of the values chooses the plural form. KeyError for a value that is missing."""
    if not isinstance(entry, str):
        n = values.get("n", 0)
        entry = entry.get(str(locale.plural_form(n if isinstance(n, int) else 0)), entry["other"])
    return entry.format_map(values)
