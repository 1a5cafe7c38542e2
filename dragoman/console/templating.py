"""Templates in each language: Jinja2 with autoescape, texts from `locales`, and a few filters for time and money."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from dragoman.console.static import address
from dragoman.kit.money import Money

_LOCALES = Path(__file__).parent / "locales"


@cache
def texts(language: str) -> NullTranslations:
    """Return the texts of a language, put together from one file per screen; English is what stands in the templates."""
    whole: NullTranslations | None = None
    for path in sorted((_LOCALES / language).glob("*.po")):
        with path.open("rb") as source, BytesIO() as compiled:
            write_mo(compiled, read_po(source, locale=language))
            compiled.seek(0)
            part = GNUTranslations(compiled)
        if whole is not None:
            part.add_fallback(whole)
        whole = part
    return whole or NullTranslations()


# Later ones claim to be earlier ones too, so the first that is named counts.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
             ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def browser(agent: str) -> str:
    """Name browser and system of a User-Agent as people know them, "" when neither is known."""
    parts = [next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)


def written(value: Money, own: str, language: str) -> str:
    """Write an amount by the locale of the business (`own`) where it is in the reader's language, else as the language does."""
    return value.format(own if own.partition("_")[0] == language else language)


@cache
def environment(language: str) -> Environment:
    """Return the templates in a language."""
    made = Environment(
        loader=PackageLoader("dragoman.console", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    found = texts(language)
    made.install_gettext_callables(found.gettext, found.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["file"] = address

    def at(instant: datetime, zone: str, form: str = "d MMM HH:mm") -> str:
        """Write an instant in a zone."""
        return format_datetime(instant, form, tzinfo=ZoneInfo(zone), locale=language)

    def on(day: date) -> str:
        """Write a day."""
        return format_date(day, "EEE d MMM y", locale=language)

    def ago(instant: datetime, now: datetime) -> str:
        """Write how long ago something was."""
        return format_timedelta(instant - now, add_direction=True, locale=language)

    @pass_context
    def money(context: Context, value: Money) -> str:
        """Write an amount as the business's country does, where the reader's language is spoken there, else as the language does."""
        visit = context.get("visit")
        return written(value, visit.tenant.locale if visit else "", language)

    made.filters |= {"browser": browser, "at": at, "on": on, "ago": ago, "money": money}
    return made
