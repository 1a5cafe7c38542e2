"""Readings that were wrong once: company in a row, years of birth outside a question, spoken addresses, bare languages."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Intent, Party, Slot, understand
from dragoman.understanding.models import Understanding

TODAY = date(2026, 11, 20)
DETAILS = (Slot.TITLE, Slot.GIVEN_NAME, Slot.FAMILY_NAME, Slot.BORN_ON, Slot.EMAIL)


def read(text: str, *expect: str, language: str = "en", state: str = "", country: str = "NG") -> Understanding:
    return understand(
        text, today=TODAY, language=language, context=Context(expect=expect, state=state, country=country)
    )


@pytest.mark.parametrize(
    ("text", "language", "party"),
    [
        ("me, my wife, our daughter 5 and a baby", "en", Party(2, (5,), 1)),
        ("my husband, our two kids aged 4 and 7 and I", "en", Party(2, (4, 7))),
        ("me, my wife, 2 kids (4, 7) and 1 infant", "en", Party(2, (4, 7), 1)),
        ("me my wife and son", "en", Party(2, (-1,))),
        ("me and my parents", "en", Party(3)),
        ("4 people: me, my wife and 2 kids", "en", Party(2, (-1, -1))),
        ("two adults, me and my wife", "en", Party(2)),
        ("just me", "en", Party(1)),
        ("moi, ma femme et notre fille de 5 ans", "fr", Party(2, (5,))),
        ("yo, mi esposa y mis padres", "es", Party(4)),
        ("mi esposa, mi hijo de 5 y yo", "es", Party(2, (5,))),
        ("eu, minha esposa e um bebe", "pt", Party(2, (), 1)),
        ("saya, istri saya dan anak 5 tahun", "id", Party(2, (5,))),
        ("mimi, mke wangu na mtoto wa miaka 5", "sw", Party(2, (5,))),
        ("أنا وزوجتي وطفل عمره 5", "ar", Party(2, (5,))),
    ],
)
def test_everybody_named_in_a_row_is_counted(text: str, language: str, party: Party) -> None:
    assert read(text, Slot.PASSENGERS, language=language).values.passengers == party


def test_a_date_behind_the_company_is_no_age() -> None:
    found = read("me and my brother 15 december", Slot.PASSENGERS).values
    assert found.passengers == Party(2)
    assert found.departure == date(2026, 12, 15)


@pytest.mark.parametrize("text", ["Mr, 1 jan 1980", "Mr 1 jan 1980", "born 1 jan 1980", "John Smith 1 jan 1980"])
def test_a_year_of_birth_is_no_day_of_travel(text: str) -> None:
    found = read(text, state="options")
    assert found.values.people[0].born_on == date(1980, 1, 1)
    assert found.values.departure is None
    assert not found.problems


def test_a_title_and_a_year_are_both_kept() -> None:
    person = read("Mrs, 1 jan 1980", state="options").values.people[0]
    assert (person.title, person.gender, person.given_name) == ("mrs", "f", None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ny. Ada Obi, 14 Maret 1988", "mrs"),
        ("Tn. Ayo Obi, 14 Maret 1988", "mr"),
        ("Bi Ada Obi, 14 Machi 1988", "ms"),
        ("Bw Ayo Obi", "mr"),
    ],
)
def test_titles_of_indonesia_and_east_africa(text: str, title: str) -> None:
    language = "id" if "Maret" in text else "sw"
    person = read(text, *DETAILS, language=language, state="passengers").values.people[0]
    assert (person.title, person.family_name) == (title, "Obi")


def test_a_past_day_beside_a_route_stays_a_day_of_travel() -> None:
    found = read("Lagos to Abuja on 1 January 2020, 1 adult")
    assert not found.values.people
    assert [str(p.code) for p in found.problems] == ["past_date"]
    assert read("15 December 2019", Slot.DEPARTURE_DATE).problems


@pytest.mark.parametrize(
    "text",
    ["expires 5 May 2027", "expiry 05/05/2027", "valide: passeport expira 5/5/2027", "berlaku sampai 5 Mei 2027"],
)
def test_the_end_of_a_passport_is_no_day_of_travel(text: str) -> None:
    language = "id" if "berlaku" in text else "en"
    found = read(text, Slot.CHOICE, state="options", language=language).values
    assert found.people[0].passport_expiry == date(2027, 5, 5)
    assert found.departure is None


@pytest.mark.parametrize("text", ["what about baggage?", "what about luggage", "how about baggage allowance?"])
@pytest.mark.parametrize(("state", "expect"), [("options", Slot.CHOICE), ("search", Slot.DESTINATION)])
def test_baggage_is_no_city_and_no_wish_for_more(text: str, state: str, expect: str) -> None:
    found = read(text, expect, state=state)
    assert found.intent is Intent.BAGGAGE
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("zara at example.com", "zara@example.com"),
        ("zara at example dot com", "zara@example.com"),
        ("ada dot obi at gmail dot com", "ada.obi@gmail.com"),
        ("my mail is ada_obi [at] mail.example.co.uk", "ada_obi@mail.example.co.uk"),
    ],
)
@pytest.mark.parametrize("expect", [(), (Slot.EMAIL,), DETAILS, (Slot.ORIGIN,)])
def test_a_spoken_address_is_an_address(text: str, email: str, expect: tuple[str, ...]) -> None:
    found = read(text, *expect).values
    assert [p.email for p in found.people] == [email]
    assert found.origin is None
    assert found.destination is None


def test_at_noon_is_no_address() -> None:
    assert not read("meet me at noon. thanks").values.people


@pytest.mark.parametrize("text", ["the capital", "fly to the capital", "la capital", "the seaside", "the north"])
def test_words_for_any_place_are_no_place(text: str) -> None:
    found = read(text, Slot.DESTINATION).values
    assert found.destination is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("français", "fr"), ("Français s'il vous plaît", "fr"), ("kiswahili", "sw"), ("العربية", "ar"), ("English", "en"),
        ("Português", "pt"), ("español por favor", "es"), ("bahasa indonesia", "id"), ("in French please", "fr"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("expect", [(), (Slot.ORIGIN, Slot.DESTINATION), DETAILS, (Slot.PASSENGERS,)])
def test_the_bare_name_of_a_language_chooses_it(text: str, code: str, expect: tuple[str, ...]) -> None:
    found = read(text, *expect)
    assert (found.intent, found.values.language) == (Intent.LANGUAGE, code)
    assert not found.values.people


def test_asked_for_a_nationality_french_is_one() -> None:
    assert read("French", Slot.NATIONALITY).values.people[0].nationality == "FR"
