"""One sentence of a table of words: its plural form chosen by CLDR rules, its values filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from string import Formatter
from types import MappingProxyType

from babel import Locale

_LONGEST = 1_000  # WhatsApp carries 1,024 characters beside buttons
Entry = str | Mapping[str, str]
"""A sentence, or its forms by CLDR plural category ("one", "few", "other"), of which "other" is always there."""


def spoken(entry: Entry, locale: Locale, values: Mapping[str, object]) -> str:
    """Fill in a sentence; the whole number `n` of the values chooses the plural form. KeyError for a value that is missing."""
    if not isinstance(entry, str):
        n = values.get("n", 0)
        entry = entry.get(str(locale.plural_form(n if isinstance(n, int) else 0)), entry["other"])
    return entry.format_map(values)


TableOf = Callable[[str], Mapping[str, Entry]]
ROOMS: dict[str, tuple[TableOf, Callable[[], tuple[str, ...]]]] = {}
"""The rooms that speak to travellers: their table of words by language, and the languages that have words."""

Own = Mapping[tuple[str, str, str], Entry]
_OWN: ContextVar[Own] = ContextVar("own_wording", default=MappingProxyType({}))


def speaks(room: str, table: TableOf, languages: Callable[[], tuple[str, ...]]) -> None:
    """Register a room's words, so that a business can word them itself."""
    ROOMS[room] = (table, languages)


def speak_as(own: Own) -> None:
    """From here on the present task speaks with the sentences that a business words itself, by (room, language, key).

    Ambient on purpose: wording decides nothing, and passing it through every rule that ends in a sentence would.
    """
    _OWN.set(own)


def own_entry(room: str, language: str, key: str) -> Entry | None:
    """Return the business's own sentence for a key; None when the product's stands."""
    return _OWN.get().get((room, language, key))


def fields_of(entry: Entry) -> frozenset[str]:
    """Name the values that a sentence, in any of its forms, asks for. ValueError for braces that do not pair."""
    return frozenset(name for form in _forms(entry) for _, name, _, _ in Formatter().parse(form) if name is not None)


def misfit(original: Entry, own: Entry) -> str:
    """Say why a sentence cannot stand in for the product's, "" when it can: the same values, nothing computed, not empty."""
    forms = _forms(own)
    if not isinstance(own, str) and "other" not in own:
        return "Give at least the form “other”."
    if any(not form.strip() for form in forms):
        return "Write something; an empty message cannot be sent."
    if any(len(form) > _LONGEST for form in forms):
        return f"At most {_LONGEST} characters."
    try:
        given = fields_of(own)
        plain = {
            (name, spec, how) for form in forms for _, name, spec, how in Formatter().parse(form) if name is not None
        }
    except ValueError:
        return "A curly bracket is not closed. Values look like {reference}."
    wanted = fields_of(original)
    if given - wanted:
        return f"There is no value {_listed(given - wanted)} here. There are: {_listed(wanted) or 'none'}."
    formatted = {
        (name, spec, how) for form in _forms(original) for _, name, spec, how in Formatter().parse(form) if name
    }
    if any((spec or how) and (name, spec, how) not in formatted for name, spec, how in plain):
        return "Write values bare, such as {reference}."
    if wanted - given - {"n"}:
        return f"The message must still say {_listed(wanted - given - {'n'})}."
    return ""


def _forms(entry: Entry) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry.values())


def _listed(names: frozenset[str]) -> str:
    return ", ".join("{" + name + "}" for name in sorted(names))
