"""Several travellers in one message: every way of parting them, with and without passports, two to nine; and what is one person."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, PersonDetails, Slot, understand

TODAY = date(2026, 11, 20)
DETAILS = (Slot.TITLE, Slot.GIVEN_NAME, Slot.FAMILY_NAME, Slot.BORN_ON, Slot.EMAIL)
ADA, TUNDE = ("Ada", "Obi", date(1990, 5, 12)), ("Tunde", "Obi", date(1988, 3, 3))
PASSPORTS = (
    PersonDetails("ms", "Ada", "Obi", date(1990, 5, 12), "f", "NG", "A12345678", date(2030, 6, 4)),
    PersonDetails("mr", "Tunde", "Obi", date(1988, 3, 3), "m", "NG", "A87654321", date(2031, 1, 1)),
)


def people(text: str, language: str = "en") -> tuple[PersonDetails, ...]:
    context = Context(expect=DETAILS, country="NG", state="passengers")
    return understand(text, today=TODAY, language=language, context=context).values.people


def short(text: str, language: str = "en") -> list[tuple[str | None, str | None, date | None]]:
    return [(p.given_name, p.family_name, p.born_on) for p in people(text, language)]


@pytest.mark.parametrize(
    "between", [", ", "\n", "; ", " and ", " & ", " ", ". ", " / ", " | ", "\n\n", ",\n", " plus "]
)
@pytest.mark.parametrize("titles", [("Ms ", "Mr "), ("", ""), ("ms. ", "mr. "), ("Chief Mrs ", "Alhaji ")])
def test_every_separator_parts_two_people(between: str, titles: tuple[str, str]) -> None:
    text = f"{titles[0]}Ada Obi 12 May 1990{between}{titles[1]}Tunde Obi 3 March 1988"
    assert short(text) == [ADA, TUNDE]


@pytest.mark.parametrize("between", [", ", "\n", "; ", " and ", " "])
def test_passports_stay_with_their_owners(between: str) -> None:
    found = people(
        f"Ms Ada Obi 12 May 1990 Nigerian A12345678 exp 4 June 2030{between}"
        "Mr Tunde Obi 3 March 1988 Nigerian A87654321 exp 1 Jan 2031"
    )
    assert found == PASSPORTS


def test_the_address_at_the_end_makes_no_third_person() -> None:
    one, two = people(
        "Ms Ada Obi 12 May 1990 Nigerian A12345678 exp 4 June 2030, "
        "Mr Tunde Obi 3 March 1988 Nigerian A87654321 exp 1 Jan 2031, ada@example.com"
    )
    assert (one.passport_number, two.passport_number) == ("A12345678", "A87654321")
    assert "ada@example.com" in (one.email, two.email)


@pytest.mark.parametrize(
    "text",
    [
        "1. Ada Obi 12/05/1990\n2. Tunde Obi 03/03/1988",
        "1) Ada Obi 12/05/1990 2) Tunde Obi 03/03/1988",
        "1 Mrs Ada Obi 12 May 1990 2 Mr Tunde Obi 3 March 1988",
        "Passenger 1: Ada Obi 12 May 1990, Passenger 2: Tunde Obi 3 March 1988",
        "First name: Ada, Surname: Obi, DOB: 12/05/1990, First name: Tunde, Surname: Obi, DOB: 03/03/1988",
        "Name: Ada Obi DOB: 12/05/1990 Name: Tunde Obi DOB: 03/03/1988",
        "Obi, Ada 12 May 1990, Obi, Tunde 3 March 1988",
        "OBI/ADA MRS 12MAY90 OBI/TUNDE MR 03MAR88",
        "ADA OBI MRS 12MAY1990, TUNDE OBI MR 03MAR1988",
        "12 May 1990 Ada Obi, 3 March 1988 Tunde Obi",
        "Ada Obi, 12 May 1990, Tunde Obi, 3 March 1988",
        "Ada Obi (12/05/1990), Tunde Obi (03/03/1988)",
        "ada obi 12/05/1990, tunde obi 03/03/1988",
        "my wife Ada Obi born 12 May 1990 and me Tunde Obi 3 March 1988",
        "Ms Ada Obi\n12 May 1990\nMr Tunde Obi\n3 March 1988",
        "Ada Obi F 12/05/1990\nTunde Obi M 03/03/1988\nada@example.com",
    ],
)
def test_other_ways_to_list_two(text: str) -> None:
    assert short(text) == [ADA, TUNDE]


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Mme Awa Diop 12 mai 1990 et M. Moussa Diop 3 mars 1988", "fr", ["Awa", "Moussa"]),
        ("Sra. Ana García 12 mayo 1990 y Sr. Luis García 3 marzo 1988", "es", ["Ana", "Luis"]),
        ("Sra. Ana Silva 12 maio 1990 e Sr. Luis Silva 3 março 1988", "pt", ["Ana", "Luis"]),
        ("Ny. Dewi Lestari 12 Mei 1990 dan Tn. Budi Lestari 3 Maret 1988", "id", ["Dewi", "Budi"]),
        ("Bi Asha Juma 12 Mei 1990 na Bw Ali Juma 3 Machi 1988", "sw", ["Asha", "Ali"]),
        ("Frau Anna Schmidt 12. Mai 1990 und Herr Max Schmidt 3. März 1988", "de", ["Anna", "Max"]),
        ("السيدة آدا أوبي 12 مايو 1990 والسيد تونديه أوبي 3 مارس 1988", "ar", ["آدا", "تونديه"]),
    ],
)
def test_two_people_in_other_languages(text: str, language: str, names: list[str]) -> None:
    found = people(text, language)
    assert [p.given_name for p in found] == names
    assert [p.born_on for p in found] == [date(1990, 5, 12), date(1988, 3, 3)]
    assert [p.gender for p in found] == ["f", "m"]


@pytest.mark.parametrize("many", range(2, 10))
@pytest.mark.parametrize("between", [", ", " and ", "\n"])
@pytest.mark.parametrize("documents", [False, True])
def test_two_to_nine_people(many: int, between: str, documents: bool) -> None:
    given = ("Ada", "Bola", "Chi", "Dayo", "Efe", "Femi", "Gbenga", "Hana", "Ife")[:many]
    rows = [f"Ms {name} Obi {i} May 198{i}" for i, name in enumerate(given, 1)]
    if documents:
        rows = [f"{row} Nigerian A1234567{i} exp {i} June 2030" for i, row in enumerate(rows, 1)]
    found = people(between.join(rows))
    assert [(p.given_name, p.born_on) for p in found] == [
        (name, date(1980 + i, 5, i)) for i, name in enumerate(given, 1)
    ]
    assert [p.passport_number for p in found] == [f"A1234567{i}" if documents else None for i in range(1, many + 1)]


def test_a_form_of_five_lines_each_for_nine_people() -> None:
    form = "Name: Ada Obi\nDOB: 0{0}/05/1990\nNationality: Nigerian\nPassport: A1234567{0}\nExp: 04/06/2030\n"
    found = people("\n".join(form.format(i) for i in range(1, 10)))
    assert [p.passport_number for p in found] == [f"A1234567{i}" for i in range(1, 10)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Obi and Tunde Obi", [("Ada", "Obi"), ("Tunde", "Obi")]),
        ("ada obi and tunde obi", [("Ada", "Obi"), ("Tunde", "Obi")]),
        ("Ada Obi, Kofi Mensah", [("Ada", "Obi"), ("Kofi", "Mensah")]),
        (
            "Mrs Ada Obi, Mr Tunde Obi and Miss Zara Obi",
            [("Ada", "Obi"), ("Tunde", "Obi"), ("Zara", "Obi")],
        ),
        ("ADA OBI MRS TUNDE OBI MR", [("Ada", "Obi"), ("Tunde", "Obi")]),
    ],
)
def test_names_alone(text: str, names: list[tuple[str, str]]) -> None:
    assert [(p.given_name, p.family_name) for p in people(text)] == names


def test_one_name_with_a_date_is_a_person_of_which_the_rest_is_asked() -> None:
    assert short("Ada 12 May 1990, Tunde 3 March 1988") == [
        ("Ada", None, date(1990, 5, 12)),
        ("Tunde", None, date(1988, 3, 3)),
    ]


def test_dates_apart_from_the_names_are_nobodys() -> None:
    assert short("Ada Obi & Tunde Obi, 12 May 1990 & 3 March 1988") == [("Ada", "Obi", None), ("Tunde", "Obi", None)]


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Obi, Ada", "Ada", "Obi"),
        ("Obi, Ada Ngozi, 12 May 1990", "Ada Ngozi", "Obi"),
        ("Ludwig van Beethoven 12 May 1990", "Ludwig", "Van Beethoven"),
        ("Michael Jordan 12 May 1990", "Michael", "Jordan"),
        ("Ada Obi, 12 May 1990, Port Harcourt", "Ada", "Obi"),
        ("Ada Obi, window seat please", "Ada", "Obi"),
        ("Ada Obi, South African, 12 May 1990", "Ada", "Obi"),
        ("Chief Dr Mrs Ada Ngozi Obi, 12 May 1990", "Ada Ngozi", "Obi"),
        ("Ms Ada Obi 14 March 1988, email ada.obi@example.com and phone 0803 555 0101", "Ada", "Obi"),
        ("Ms Ada Obi A12345678 4 June 2030 Nigerian 12 May 1990", "Ada", "Obi"),
    ],
)
def test_what_is_one_person_stays_one(text: str, given: str, family: str) -> None:
    assert [(p.given_name, p.family_name) for p in people(text)] == [(given, family)]
