"""Typesets an itinerary and a receipt with Typst; values go in as JSON, never into the template's text.

Fonts: Noto Sans and Noto Sans Arabic (SIL Open Font License 1.1), so that ₦, Ọ, Ł and Arabic look the same everywhere.
Arabic papers run right to left.
"""

from __future__ import annotations

import base64
import io
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
import segno
import typst
from msgspec import Struct

_HERE = Path(__file__).parent


class FlightLine(Struct, frozen=True):
    """One flight as printed: local times as text with weekday, terminals and notes may be empty."""

    number: str
    airline: str
    origin: str
    origin_name: str
    destination: str
    destination_name: str
    departs_day: str
    departs_time: str
    arrives_time: str
    arrives_day: str
    duration: str
    origin_terminal: str = ""
    destination_terminal: str = ""
    cabin: str = ""
    bags: str = ""
    operated_by: str = ""
    connection: str = ""


class PassengerLine(Struct, frozen=True):
    """One passenger as printed; personal. `ticket` is the e-ticket number."""

    name: str
    kind: str
    ticket: str = ""

    def __repr__(self) -> str:
        return "PassengerLine(***)"


class Line(Struct, frozen=True):
    """A label with its value, or a sum with its text."""

    label: str
    value: str


class TripPaper(Struct, frozen=True):
    """All that a paper shows, as ready text in one language; `words` holds the labels of that language."""

    business: str
    colour: str
    reference: str
    pnr: str
    title: str
    subtitle: str
    passengers: tuple[PassengerLine, ...]
    flights: tuple[FlightLine, ...]
    rules: tuple[Line, ...]
    sums: tuple[Line, ...]
    total: str
    paid_on: str
    paid_by: str
    receipt_number: str
    issued: str
    qr: str
    words: dict[str, str]
    address: str = ""
    contact: str = ""
    language: str = "en"


def itinerary(paper: TripPaper, at: datetime, logo: bytes = b"") -> bytes:
    """Typeset the itinerary as PDF; `at` becomes the document's date (UTC), `logo` is a PNG that is printed 12 mm high."""
    return _typeset("itinerary.typ", paper, at, logo)


def receipt(paper: TripPaper, at: datetime, logo: bytes = b"") -> bytes:
    """Typeset the receipt as PDF; see `itinerary`."""
    return _typeset("receipt.typ", paper, at, logo)


def _typeset(template: str, paper: TripPaper, at: datetime, logo: bytes) -> bytes:
    inputs = {"paper": msgspec.json.encode(paper).decode(), "qr": _qr(paper.qr), "logo": _framed(logo) if logo else ""}
    made = _compiler(template).compile(format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _framed(png: bytes) -> str:
    """Wrap a picture in SVG: Typst takes inputs as text only. The size stands in the PNG's header (ISO/IEC 15948, IHDR)."""
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(_HERE / template, root=_HERE, font_paths=[_HERE / "fonts"], ignore_system_fonts=True)


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()
