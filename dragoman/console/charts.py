"""Small charts as SVG, drawn on the server: pure functions from numbers to markup, coloured by classes because styles are forbidden.

A chart is an image to a screen reader: its label names it, the first and last point, and the highest value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

_GAP = 0.25  # share of a bar's place that stays free
_PLACES = 2


class Point(NamedTuple):
    """One value with its name ("Fri 20 Nov") and how it is written ("₦182,700")."""

    name: str
    value: int
    text: str


def bars(points: Sequence[Point], title: str, *, width: int = 240, height: int = 64) -> Markup:
    """Draw one bar per point; negative values hang below the line. Each bar tells its name and value when pointed at."""
    if not points:
        return _svg(title, "", width, height)
    low, high = min(0, *(p.value for p in points)), max(0, *(p.value for p in points))
    span = (high - low) or 1
    place = width / len(points)
    parts = []
    for n, point in enumerate(points):
        top = height * (high - max(point.value, 0)) / span
        tall = height * abs(point.value) / span
        if point.value:
            tall = max(tall, 1.5)  # a day that sold something is not drawn as an empty one
            top = min(top, height - tall)
        shape = (
            f'<rect x="{_n(n * place + place * _GAP / 2)}" y="{_n(top)}" width="{_n(place * (1 - _GAP))}" height="{_n(tall)}" rx="1"'
            ' class="fill-primary">'
        )
        parts.append(f"{shape}<title>{escape(point.name)}: {escape(point.text)}</title></rect>")
    return _svg(_label(title, points), "".join(parts), width, height)


def _label(title: str, points: Sequence[Point]) -> str:
    first, last, top = points[0], points[-1], max(points, key=lambda p: p.value)
    return f"{title}. {first.name}: {first.text}. {last.name}: {last.text}. ↑ {top.name}: {top.text}."


def _svg(label: str, inside: str, width: int, height: int) -> Markup:
    head = Markup(
        '<svg viewBox="0 0 {} {}" width="100%" height="{}" preserveAspectRatio="none" role="img" aria-label="{}">'
    ).format(width, height, height, label)
    return head + Markup(inside) + Markup("</svg>")  # noqa: S704 - inside is built here from numbers and escaped names


def _n(number: float) -> str:
    """Write a coordinate, short."""
    return f"{number:.{_PLACES}f}".rstrip("0").rstrip(".")
