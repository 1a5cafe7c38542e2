"""Tells what was understood in a message and why, for the command line and the console."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from dragoman.kit.money import Money
from dragoman.understanding.models import Context, DateRange, Party, Place, Understanding
from dragoman.understanding.reading import understand


def explain(text: str, *, today: date, language: str = "en", context: Context | None = None) -> str:
    """Return the reading of `text` as lines: intent, values with the words they came from, problems, other readings."""
    return told(understand(text, today=today, language=language, context=context))


def told(found: Understanding) -> str:
    """Return an Understanding as lines of plain English."""
    lines = [
        f"intent      {found.intent.value} ({found.confidence:.0%} sure){' - corrects what was said' if found.correction else ''}"
    ]
    lines += [f"language    {found.language}"] if found.language else []
    lines += [f"topic       {found.topic.value}"] if found.topic else []
    for name in sorted(found.values.stated()):
        lines.append(f"{name.rstrip('_'):11} {shown(getattr(found.values, name))}")
    lines += [f'read        {s.slot} from "{s.raw}" at {s.start}-{s.end}' for s in found.spans]
    for problem in found.problems:
        readings = " or ".join(shown(c) for c in problem.candidates)
        lines.append(
            f'problem     {problem.code.value} {problem.slot} "{problem.raw}"' + (f": {readings}" if readings else "")
        )
    lines += [f"or else     {a.slot}: {shown(a.value)} ({a.confidence:.0%})" for a in found.alternatives]
    return "\n".join(lines)


def shown(value: object) -> str:
    """Return one value as a person reads it: dates with their weekday, places with their code and country."""
    if isinstance(value, Place):
        return f"{value.name or value.city} [{value.iata or 'no airport'}, {value.country}]"
    if isinstance(value, DateRange):
        return f"{shown(value.first)} to {shown(value.last)}"
    if isinstance(value, date):
        return f"{value:%a} {value.isoformat()}"
    if isinstance(value, Party):
        ages = ", ".join("age not said" if a < 0 else str(a) for a in value.children)
        return (
            f"{value.adults} adults"
            + (f", children: {ages}" if ages else "")
            + (f", {value.infants} infants" if value.infants else "")
        )
    if isinstance(value, Money):
        return value.format()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return "; ".join(shown(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return ", ".join(
            f"{f.name} {shown(v)}" for f in fields(value) if (v := getattr(value, f.name)) not in (None, ())
        )
    return str(value)
