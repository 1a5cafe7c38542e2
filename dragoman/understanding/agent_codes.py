"""Codes that travel agents type: "2A1C1I", "/15DEC/2ADT", "Y class", "QR only". Read before anything else, as no words.

Passenger types and booking classes as reservation systems write them (IATA AIRIMP; ATA/IATA Resolution 722f for class codes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dragoman.understanding.models import Party
from dragoman.understanding.names import Cabin
from dragoman.understanding.text import Message
from dragoman.understanding.wishes import airlines

_PARTY = re.compile(
    r"(?<![A-Z0-9])(?P<adults>\d)\s?(?:ADT|AD|A)(?P<more>(?:[\s/+,]?\d\s?(?:CHD|CNN|CH|C|INF|IN|I))*)(?![A-Za-z0-9])"
)
_MORE = re.compile(r"(\d)\s?(CHD|CNN|CH|C|INF|IN|I)")
_CLASS = re.compile(
    r"(?<![A-Za-z0-9])(?P<a>[A-Z])[ -]?(?:class|cls|cl|CLASS|CLS|CL)(?![a-z])|(?:(?<=/)|(?<=\d[A-Z]{3} ))(?P<b>[YWCJF])(?=$|[\s/])"
)
_AIRLINE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:only|just|on|by|with|via|ONLY|ON|BY|VIA)\s+(?P<a>[A-Z][A-Z0-9]|\d[A-Z])(?![A-Za-z0-9])"
    r"|(?P<b>[A-Z][A-Z0-9]|\d[A-Z])\s+(?:only|ONLY|please only|flights? only)(?![a-z]))"
)
_SLASH = re.compile(
    r"/(?=\d{1,2}[A-Z]{3}(?:\d{2,4})?(?![A-Za-z0-9])|\d\s?(?:ADT|A|CHD|CNN|C|INF|I)(?![a-z]))|(?<=\d[A-Z]{3})/|(?<=[A-Z]{3}\d{2})/"
)
_CABINS = {
    **dict.fromkeys("FP", Cabin.FIRST), **dict.fromkeys("JCDIZ", Cabin.BUSINESS), **dict.fromkeys("WE", Cabin.PREMIUM_ECONOMY),
    **dict.fromkeys("YBMHKQLVSNTXGUO", Cabin.ECONOMY),
}  # fmt: skip
"""Booking classes by the cabin that most airlines sell them in."""


@dataclass(slots=True)
class Codes:
    """What was read, by field of Values, with where it stood in the message; `plain` is the message with room between its codes."""

    plain: Message
    values: dict[str, object] = field(default_factory=dict)
    spans: list[tuple[str, int, int]] = field(default_factory=list)


def read_codes(message: Message) -> Codes | None:
    """Return what the codes of a message say; None when it holds none. Only capitals are codes."""
    raw = message.raw
    if not any(c.isupper() for c in raw) and not any(c == "/" for c in raw):
        return None
    found = Codes(message)
    rest = _SLASH.sub(" ", _class(raw, found))
    rest = _airline(_party(rest, found), found)
    if rest == raw:
        return None
    found.plain = Message(rest)
    return found


def _blank(text: str, lo: int, hi: int) -> str:
    return f"{text[:lo]}{' ' * (hi - lo)}{text[hi:]}"


def _party(text: str, found: Codes) -> str:
    match = _PARTY.search(text)
    if match is None or (not match["more"] and "ADT" not in match.group()):
        return text  # "1A" alone is a seat or a flight
    more = _MORE.findall(match["more"])
    children = sum(int(n) for n, kind in more if kind.startswith("C"))
    infants = sum(int(n) for n, kind in more if kind.startswith("I"))
    if not int(match["adults"]):
        return text
    found.values["passengers"] = Party(int(match["adults"]), (-1,) * children, infants)
    found.spans.append(("passengers", *match.span()))
    return _blank(text, *match.span())


def _class(text: str, found: Codes) -> str:
    match = _CLASS.search(text)
    cabin = _CABINS.get(match["a"] or match["b"]) if match else None
    if match is None or cabin is None:
        return text
    found.values["cabin"] = cabin
    found.spans.append(("cabin", *match.span()))
    return _blank(text, *match.span())


def _airline(text: str, found: Codes) -> str:
    match = _AIRLINE.search(text)
    code = (match["a"] or match["b"]) if match else None
    if match is None or code is None or code not in airlines()[4]:
        return text
    found.values["airline"] = code
    found.spans.append(("airline", *match.span()))
    return _blank(text, *match.span())
