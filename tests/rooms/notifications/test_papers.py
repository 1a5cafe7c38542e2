"""Papers: what is printed, that every text reaches the page, and that the calendar survives a parser and a change of clocks."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from PIL import Image

from dragoman.bookings.travellers import Party, TravellerDetails
from dragoman.bookings.views import BookingView
from dragoman.channels.meta.templates import Category, TemplateText, mistakes
from dragoman.command.tenants import Tenant, TenantSettings
from dragoman.flights.supplier import Condition, Leg, Segment, Ticket
from dragoman.kit.money import Money
from dragoman.notifications import papers, trip
from dragoman.notifications.templates import DRAFTS
from dragoman.notifications.tickets import ticket_lines
from dragoman.tenancy.logo import Logo, printed

NOW = datetime(2026, 11, 20, 10, 4, tzinfo=UTC)
LAGOS = Tenant(
    "tn_1", "demo", "Lagos Tours", "NGN", "NG", "Africa/Lagos", "en_NG", TenantSettings(address="12 Marina, Lagos")
)
OUT = Segment(
    "LOS",
    "ABV",
    datetime(2026, 12, 15, 7, 10),
    datetime(2026, 12, 15, 8, 25),
    "Africa/Lagos",
    "Africa/Lagos",
    "P4",
    "Air Peace",
    "7121",
    75,
    cabin="economy",
    checked_bags=1,
    cabin_bags=1,
)
ON = Segment(
    "ABV",
    "LHR",
    datetime(2026, 12, 15, 23, 10),
    datetime(2026, 12, 16, 5, 25),
    "Africa/Lagos",
    "Europe/London",
    "BA",
    "British Airways",
    "82",
    375,
    operated_by="Duffel Airways",
    destination_terminal="5",
)
ADA = TravellerDetails("mrs", "Ada", "Ọbị", "f", date(1990, 3, 12))


def booking(*legs: Leg) -> BookingView:
    return BookingView(
        id="bk_1", reference="K7QX2M", state="CONFIRMED", standing="settled", offer="of_1", person="pe_1", asked_by="chat:1:2", airline="Air Peace",
        route=(), legs=legs, departs=OUT.departs, arrives=OUT.arrives, travellers=1, total=Money(9_950_000, "NGN"), paid=Money(9_950_000, "NGN"), pnr="ZX81QP",
    )  # fmt: skip


def content(*legs: Leg, language: str = "en") -> papers.TripPaper:
    return trip.paper(
        LAGOS, booking(*legs), Party((ADA,), "ada@example.com"), {0: Ticket("0161234567890")}, Condition(True, Money(2_500_000, "NGN")), Condition(),
        language=language, now=NOW, paid_at=NOW, provider="paystack", contact="+2347003724666",
    )  # fmt: skip


def text_of(pdf: bytes, folder: Path) -> str:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    (folder / "paper.pdf").write_bytes(pdf)
    return subprocess.run(
        [reader, "-layout", folder / "paper.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout


def test_the_itinerary_says_what_a_traveller_needs(tmp_path: Path) -> None:
    text = text_of(papers.itinerary(content(Leg((OUT, ON), 1335)), NOW), tmp_path)
    for needed in (
        "Lagos Tours", "K7QX2M", "ZX81QP", "Mrs Ada Ọbị", "0161234567890", "Tuesday 15 December 2026", "07:10", "08:25", "23:10", "05:25", "+1 day",
        "Change in Abuja, 14 h 45 min", "Operated by Duffel Airways", "Terminal 5", "1 bag checked", "₦25,000", "The airline does not say",
    ):  # fmt: skip
        assert needed in text, needed


@pytest.mark.parametrize(
    ("language", "itinerary", "receipt"),
    [
        (
            "fr",
            ("mardi 15 décembre 2026", "1 passager", "Correspondance à Abuja, 14 h 45 min", "Opéré par Duffel Airways", "+1 jour", "Mme Ada Ọbị",
             "Autorisé pour 25 000 NGN", "RÉFÉRENCE DE RÉSERVATION"),
            ("REÇU N°", "PAYÉ LE", "Total payé", "99 500 NGN", "Paiement en ligne, Paystack"),
        ),
        (
            "ar",
            ("ديسمبر", "مسافر واحد", "رقم الحجز", "تغيير الطائرة", "حقيبة واحدة", "السيدة", "Ada Ọbị", "مسموح مقابل", "25,000", "0161234567890"),
            ("المجموع المدفوع", "99,500", "طريقة الدفع", "Paystack"),
        ),
    ],
)  # fmt: skip
def test_papers_speak_the_travellers_language(
    language: str, itinerary: tuple[str, ...], receipt: tuple[str, ...], tmp_path: Path
) -> None:
    trip_paper = content(Leg((OUT, ON), 1335), language=language)
    for pdf, needed in ((papers.itinerary(trip_paper, NOW), itinerary), (papers.receipt(trip_paper, NOW), receipt)):
        text = plain(text_of(pdf, tmp_path))
        for part in needed:
            assert plain(part) in text, part


def plain(text: str) -> str:
    """Letters as typed: ligatures taken apart, direction marks, spaces of all widths and line breaks evened out."""
    letters = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in letters if unicodedata.category(c) != "Cf").split())


def test_an_arabic_line_begins_at_the_right(tmp_path: Path) -> None:
    text_of(papers.itinerary(content(Leg((OUT,), 75), language="ar"), NOW), tmp_path)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "paper.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    left = {word: float(x) for x, word in re.findall(r'<word xMin="([\d.]+)"[^>]*>(07:10|08:25)</word>', boxes)}
    assert left["07:10"] > left["08:25"]


def _red(red: int, green: int, blue: int) -> bool:
    return red > 220 and green < 40 and blue < 40


def reds(pdf: bytes, folder: Path) -> list[int]:
    """Draw the first page and return where, from left to right, it is plainly red; the page is 331 pixels wide."""
    drawer = shutil.which("pdftoppm")
    if drawer is None:
        pytest.skip("pdftoppm (poppler-utils) is not on this machine")
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(
        [drawer, "-r", "40", "-png", "-singlefile", folder / "paper.pdf", folder / "paper"], check=True, timeout=60
    )
    with Image.open(folder / "paper.png") as page:
        pixels = page.convert("RGB").load()
        assert pixels is not None
        return [x for x in range(page.width) for y in range(page.height // 4) if _red(*pixels[x, y])]


@pytest.mark.parametrize("make", [papers.itinerary, papers.receipt])
@pytest.mark.parametrize(("kind", "size"), [("PNG", (40, 40)), ("WEBP", (1200, 90)), ("JPEG", (30, 300))])
def test_the_logo_is_printed_where_a_line_begins(
    make: Callable[[papers.TripPaper, datetime, bytes], bytes], kind: str, size: tuple[int, int], tmp_path: Path
) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(out, kind, **({} if kind == "PNG" else {"quality": 100}))
    picture = printed(Logo(f"image/{kind.lower()}", out.getvalue(), NOW))
    found = {
        language: reds(make(content(Leg((OUT,), 75), language=language), NOW, picture), tmp_path)
        for language in ("en", "ar")
    }
    assert found["en"], "no logo"
    assert max(found["en"]) < 120  # at most 50 mm from the left margin of 18 mm
    assert min(found["ar"]) > 210
    assert not reds(make(content(Leg((OUT,), 75)), NOW, b""), tmp_path)


def test_the_receipt_says_what_was_paid(tmp_path: Path) -> None:
    text = text_of(papers.receipt(content(Leg((OUT,), 75)), NOW), tmp_path)
    for needed in ("R-K7QX2M", "₦99,500", "Online payment, Paystack", "Fri 20 November 2026, 11:04", "LOS – ABV"):
        assert needed in text, needed


@pytest.mark.parametrize(
    ("legs", "name"),
    [
        ((Leg((OUT,), 75),), "Lagos → Abuja"),
        ((Leg((OUT, ON), 1335),), "Lagos → London"),
        (
            (
                Leg((OUT,), 75),
                Leg(
                    (
                        Segment(
                            "ABV",
                            "LOS",
                            OUT.departs,
                            OUT.arrives,
                            "Africa/Lagos",
                            "Africa/Lagos",
                            "P4",
                            "Air Peace",
                            "1",
                            75,
                        ),
                    ),
                    75,
                ),
            ),
            "Lagos ⇄ Abuja",
        ),
        ((Leg((OUT,), 75), Leg((ON,), 375)), "Lagos → Abuja → London"),
    ],
)
def test_a_journey_has_one_name(legs: tuple[Leg, ...], name: str) -> None:
    assert trip.route(legs) == name


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition(), "The airline does not say; ask us first"), (Condition(False), "Not allowed"),
        (Condition(True), "Allowed; the airline does not name the fee"),
        (Condition(True, Money(0, "NGN")), "Allowed without a fee"), (Condition(True, Money(100, "NGN")), "Allowed for ₦1"),
    ],
)  # fmt: skip
def test_unknown_rules_are_said_to_be_unknown(condition: Condition, said: str) -> None:
    assert trip.rule(condition, "en", "en_NG") == said


def test_the_calendar_keeps_airport_times_over_a_change_of_clocks() -> None:
    spring = Segment(
        "LHR",
        "LOS",
        datetime(2027, 3, 27, 22, 30),
        datetime(2027, 3, 28, 5, 5),
        "Europe/London",
        "Africa/Lagos",
        "BA",
        "British Airways",
        "75",
        395,
    )
    raw = papers.calendar([spring], reference="K7QX2M", pnr="ZX81QP", business="Lagos Tours", at=NOW)
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"BEGIN:VTIMEZONE" in raw
    event = next(iter(Calendar.from_ical(raw).walk("VEVENT")))
    departs, arrives = event["dtstart"].dt, event["dtend"].dt
    assert departs.astimezone(UTC) == datetime(2027, 3, 27, 22, 30, tzinfo=UTC)
    assert arrives.astimezone(ZoneInfo("Africa/Lagos")).strftime("%H:%M") == "05:05"
    assert arrives - departs == timedelta(hours=5, minutes=35)
    assert event["uid"] == "k7qx2m-0@dragoman"


def test_a_cancelled_trip_is_cancelled_in_the_calendar_too() -> None:
    raw = papers.calendar([OUT], reference="K7QX2M", pnr="", business="Lagos Tours", at=NOW, sequence=2, cancelled=True)
    event = next(iter(Calendar.from_ical(raw).walk("VEVENT")))
    assert (event["status"], event["sequence"]) == ("CANCELLED", 2)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda d: f"{d.name}.{d.language}")
def test_the_network_would_take_every_template(draft: object) -> None:
    text = TemplateText(draft.name, draft.language, Category.UTILITY, draft.body, draft.examples)  # type: ignore[attr-defined]
    assert mistakes(text) == []


@pytest.mark.parametrize(
    ("tickets", "lines"),
    [
        ((Ticket("2", ("b",)), Ticket("1", ("a",))), ["E-ticket Mr Kofi: *2*", "E-ticket Mrs Ada: *1*"]),
        ((Ticket("1", ("a", "b")),), ["E-ticket Mrs Ada, Mr Kofi: *1*"]),
        ((Ticket("9"), Ticket("8", ("b",))), ["E-ticket: *9*", "E-ticket Mr Kofi: *8*"]),
        ((), [""]),
    ],
)
def test_a_ticket_carries_the_name_of_whom_the_airline_seated(tickets: tuple[Ticket, ...], lines: list[str]) -> None:
    assert ticket_lines(tickets, ("a", "b"), ("Mrs Ada", "Mr Kofi"), "en").split("\n") == lines


def test_the_only_traveller_needs_no_seat() -> None:
    assert ticket_lines((Ticket("1"),), ("a",), ("Mrs Ada",), "en") == "E-ticket Mrs Ada: *1*"
