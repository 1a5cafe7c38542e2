"""Names, ages, passports and seats: every rule by table, and by property where letters are many."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import structs

from dragoman.bookings import names
from dragoman.bookings.checks import contact_faults, faults
from dragoman.bookings.quoting import promise_until
from dragoman.bookings.states import BOOKING, BookingState, Standing, standing
from dragoman.bookings.travellers import TravellerDetails, age_on, kind_on, seated, tidied
from dragoman.command import Refused
from dragoman.flights.supplier import OfferSeat

TODAY, OUT, BACK = date(2026, 11, 20), date(2026, 12, 15), date(2026, 12, 22)
ADA = TravellerDetails("mrs", "Ada", "Obi", "f", date(1988, 3, 14))
PASSPORT = structs.replace(
    ADA, nationality="NG", document_number="A01234567", document_country="NG", document_expires_on=date(2031, 5, 5)
)
CHILD = TravellerDetails("miss", "Ngozi", "Obi", "f", date(2018, 1, 1), kind="child")
BABY = TravellerDetails("mr", "Emeka", "Obi", "m", date(2026, 1, 1), kind="infant")
ADULT_SEAT, CHILD_SEAT, BABY_SEAT = OfferSeat("p1", "adult"), OfferSeat("p2", "child", 8), OfferSeat("p3", "infant", 0)


def check(
    *party: TravellerDetails, seats: tuple[OfferSeat, ...] = (ADULT_SEAT,), documents: bool = False
) -> list[tuple[str, str]]:
    found = faults(
        tuple(map(tidied, party)), seats, first_day=OUT, last_departure=BACK, last_day=BACK, today=TODAY, documents_required=documents
    )  # fmt: skip
    for fault in found:
        assert fault.staff.endswith(".")
        assert fault.guest[-1] in ".?!" or "@" in fault.guest
        for private in ("Obi", "1988", "A01234567"):
            assert private not in fault.staff
    return [(fault.code, fault.field) for fault in found]


def test_good_details_pass() -> None:
    assert check(ADA) == []
    assert check(PASSPORT, documents=True) == []
    assert check(ADA, CHILD, BABY, seats=(ADULT_SEAT, CHILD_SEAT, BABY_SEAT)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "sir"}, ("title", "travellers.0.title")),
        ({"title": "mr"}, ("title.gender", "travellers.0.title")),
        ({"gender": "x"}, ("gender", "travellers.0.gender")),
        ({"given_name": ""}, ("name.missing", "travellers.0.given_name")),
        ({"given_name": "--"}, ("name.missing", "travellers.0.given_name")),
        ({"family_name": "Þórsson"}, ("name.letters", "travellers.0.family_name")),
        ({"family_name": "O8i"}, ("name.letters", "travellers.0.family_name")),
        ({"given_name": "Oluwatobilobachukwuemeka"}, ("name.long", "travellers.0.given_name")),
        ({"born_on": TODAY + timedelta(days=1)}, ("born_on", "travellers.0.born_on")),
        ({"born_on": date(1900, 1, 1)}, ("born_on", "travellers.0.born_on")),
        ({"born_on": date(2010, 1, 1)}, ("age.kind", "travellers.0.born_on")),
        ({"document_number": "A1"}, ("document.number", "travellers.0.document_number")),
    ],
)
def test_each_fault_names_its_field(change: dict[str, object], fault: tuple[str, str]) -> None:
    assert fault in check(structs.replace(ADA, **change))


def test_titles_that_fit_anybody() -> None:
    assert check(structs.replace(ADA, title="Dr.")) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"document_expires_on": BACK}, "document.expired"),
        ({"document_expires_on": None}, "document.expiry_missing"),
        ({"document_country": "NGA"}, "country.document_country"),
        ({"nationality": ""}, "country.nationality"),
        ({"document_number": ""}, "document.number"),
    ],
)
def test_a_passport_outlives_the_journey(change: dict[str, object], code: str) -> None:
    assert code in [c for c, _ in check(structs.replace(PASSPORT, **change), documents=True)]


def test_documents_are_asked_only_where_the_airline_asks() -> None:
    assert check(ADA, documents=False) == []
    assert ("document.number", "travellers.0.document_number") in check(ADA, documents=True)


def test_infants_adults_and_seats() -> None:
    twin = structs.replace(BABY, given_name="Ike")
    two = (ADULT_SEAT, BABY_SEAT, OfferSeat("p4", "infant", 0))
    assert ("party.infants", "travellers") in check(ADA, BABY, twin, seats=two)
    assert ("party.adult", "travellers") in check(CHILD, seats=(CHILD_SEAT,))
    assert ("party.seats", "travellers") in check(ADA, CHILD)
    assert ("name.double", "travellers.1.given_name") in check(ADA, ADA, seats=(ADULT_SEAT, OfferSeat("p4", "adult")))
    crowd = tuple(structs.replace(ADA, given_name="A" * (i + 1)) for i in range(10))
    assert ("party.size", "travellers") in check(*crowd, seats=(ADULT_SEAT,) * 10)


def test_age_counts_on_the_last_departure() -> None:
    eighteen_on_return = structs.replace(ADA, born_on=date(2008, 12, 20))
    assert check(eighteen_on_return) == []
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert [kind_on(date(2024, 12, 22), d) for d in (BACK, BACK - timedelta(days=1))] == ["child", "infant"]


def test_seats_by_kind_and_age_and_infants_on_laps() -> None:
    older, younger = structs.replace(CHILD, born_on=date(2012, 1, 1)), CHILD
    seats = (OfferSeat("c8", "child", 8), OfferSeat("c14", "child", 14), ADULT_SEAT, BABY_SEAT)
    placed = seated((older, ADA, BABY, younger), seats, BACK)
    assert [(seat, infant) for seat, _, infant in placed] == [("c14", ""), ("p1", "p3"), ("p3", ""), ("c8", "")]


@pytest.mark.parametrize(
    ("told", "spelled"),
    [
        ("Ọláyínká", "Oláyínká"),
        ("Ńgọ̀zí", "Ńgozí"),
        ("Æthelred", "AEthelred"),
        ("Þór", "THór"),
        ("Ɓala", "Bala"),
        ("Nguyễn", "Nguyen"),
        ("Straße", "Straße"),
        ("O\u2019Brien", "O'Brien"),
        ("李", ""),
        ("Oluwatobiloba Chukwuemeka", "Oluwatobiloba"),
    ],
)
def test_names_are_spelled_as_airlines_print_them(told: str, spelled: str) -> None:
    assert names.suggestion(told) == spelled


@given(st.text(max_size=60))
def test_every_suggestion_is_accepted(text: str) -> None:
    spelled = names.suggestion(text)
    assert len(spelled) <= names.NAME_MAX
    assert names.refused_letters(spelled) == ""


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x41, max_codepoint=0x17F, categories=("Lu", "Ll")),
        min_size=1,
        max_size=20,
    )
)
def test_a_name_the_airline_takes_is_left_alone(name: str) -> None:
    assume(not names.refused_letters(names.tidy(name)))
    assert names.suggestion(name) == names.tidy(name)


@pytest.mark.parametrize("email", ["ada.obi@example.com", "a@b.co"])
def test_good_addresses(email: str) -> None:
    assert contact_faults(email) == ()


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@x.y", "a b@c.de", "ada@x", "a@b.c,d@e.fg"])
def test_bad_addresses(email: str) -> None:
    assert [f.field for f in contact_faults(email)] == ["email"]


NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return NOW + timedelta(minutes=n)


@pytest.mark.parametrize(
    ("offer", "hold", "end"),
    [(60, None, 30), (20, None, 15), (5, None, None), (60, 1200, 1195), (1, 1200, 1195), (60, 4, None)],
)
def test_a_promise_ends_before_the_airlines(offer: int, hold: int | None, end: int | None) -> None:
    found = promise_until(
        NOW, offer_expires_at=minutes(offer), margin_minutes=5, quote_minutes=30, hold_until=None if hold is None else minutes(hold)
    )  # fmt: skip
    assert found == (None if end is None else minutes(end))


class Thing:
    """A booking as the state table sees it."""

    def __init__(self) -> None:
        self.state, self.paid_minor, self.total_minor, self.choice = "DRAFT", 0, 100, ""
        self.quote_expires_at: datetime | None = None


@given(st.lists(st.sampled_from([*BOOKING.moves, "quote", "money", "back"]), max_size=30))
def test_random_walks_stay_legal(verbs: list[str]) -> None:
    thing = Thing()
    for verb in verbs:
        if verb == "quote":
            thing.quote_expires_at = NOW
        elif verb == "money" and thing.state == "PAYMENT_PENDING":
            thing.paid_minor = 100
        elif verb == "back" and thing.state == "PAYMENT_PENDING":
            thing.paid_minor = 0
        elif verb in BOOKING.moves:
            before = thing.state
            with suppress(Refused):
                thing.state = BOOKING.target(thing, verb)
            if thing.state != before:
                assert before in {source for row in BOOKING.moves[verb] for source in row.sources}
        state = BookingState(thing.state)
        if state in (BookingState.CONFIRMED, BookingState.ACTIVE, BookingState.COMPLETED):
            assert thing.paid_minor >= thing.total_minor
        if state in (BookingState.CANCELLED, BookingState.EXPIRED):
            assert thing.paid_minor == 0
        assert standing(thing) in Standing
