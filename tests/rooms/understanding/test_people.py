"""Passenger details in every order and style that travellers and agents use."""

from datetime import date

import pytest

from dragoman.understanding import Context, Fault, Intent, PersonDetails, understand
from dragoman.understanding.mrz import check_digit, read_machine

TODAY = date(2026, 11, 20)
NAMES = ("given_name", "family_name")
ALL = (*NAMES, "born_on", "title", "gender", "nationality", "passport_number", "passport_expiry", "email", "phone")


def read(text, expect=ALL):
    return understand(text, today=TODAY, context=Context(expect=expect, country="NG", state="passengers"))


def test_everything_in_one_message():
    found = read(
        "Mrs Ada Ngozi Obi, born 12 March 1990, Nigerian, passport A12345678 expiring 4/5/2030, ada@obi.example, 0803 555 0101"
    )
    assert found.intent is Intent.PASSENGER_DETAILS
    assert found.values.people == (
        PersonDetails(
            "mrs", "Ada Ngozi", "Obi", date(1990, 3, 12), "f", "NG", "A12345678", date(2030, 5, 4), None,
            "ada@obi.example", "+2348035550101",
        ),
    )  # fmt: skip


def test_labelled_lines_are_one_person():
    found = read("First name: Ada\nSurname: Obi\nDOB: 12/03/1990\nGender: F\nPassport: A12345678\nNationality: Nigeria")
    assert found.values.people == (PersonDetails(None, "Ada", "Obi", date(1990, 3, 12), "f", "NG", "A12345678"),)


def test_two_people_in_a_list():
    found = read("1. Mr Bayo Ade 1/2/1980\n2. Mrs Efua Boateng 3/4/1985")
    assert [(p.given_name, p.family_name, p.born_on) for p in found.values.people] == [
        ("Bayo", "Ade", date(1980, 2, 1)),
        ("Efua", "Boateng", date(1985, 4, 3)),
    ]


@pytest.mark.parametrize(
    ("text", "title", "given", "family"),
    [
        ("OBI/ADA MRS", "mrs", "Ada", "Obi"),
        ("Obi, Ada", None, "Ada", "Obi"),
        ("Alhaji Musa Bello", "mr", "Musa", "Bello"),
        ("Chief Engr Emeka Okafor", None, "Emeka", "Okafor"),
        ("my name is Kofi Mensah", None, "Kofi", "Mensah"),
        ("Ludwig van Beethoven", None, "Ludwig", "Van Beethoven"),
        ("Dewi", None, "Dewi", None),
    ],
)
def test_names_and_titles(text, title, given, family):
    (person,) = read(text, NAMES).values.people
    assert (person.title, person.given_name, person.family_name) == (title, given, family)


@pytest.mark.parametrize("text", ["cancel", "menu", "help", "talk to a human", "go back", "yes", "thank you"])
def test_an_interruption_is_no_name(text):
    found = read(text, NAMES)
    assert found.values.people == ()
    assert found.intent is not Intent.PASSENGER_DETAILS


@pytest.mark.parametrize(
    ("text", "slot", "fault"),
    [
        ("30/02/1990", "born_on", Fault.IMPOSSIBLE_DATE),
        ("12/03/2030", "born_on", Fault.FUTURE_BIRTH),
        ("12/03/2020", "passport_expiry", Fault.PASSPORT_EXPIRED),
        ("ada@obi", "email", Fault.BAD_EMAIL),
        ("12345", "phone", Fault.BAD_PHONE),
    ],
)
def test_what_cannot_be_is_named(text, slot, fault):
    found = read(text, (slot,))
    assert [(p.code, p.slot) for p in found.problems] == [(fault, slot)]
    assert found.values.people == ()


def test_machine_readable_lines():
    # The specimen of ICAO Doc 9303-4, appendix B.
    lines = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    machine = read_machine(lines, TODAY)
    assert machine is not None
    assert (machine.family_name, machine.given_name, machine.number) == ("Eriksson", "Anna Maria", "L898902C3")
    assert (machine.born_on, machine.expires_on, machine.gender, machine.wrong) == (
        date(1974, 8, 12),
        date(2012, 4, 15),
        "f",
        (),
    )


def test_a_wrong_check_digit_leaves_the_field_out():
    machine = read_machine(
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C35UTO7408122F1204159ZE184226B<<<<<10", TODAY
    )
    assert machine is not None
    assert machine.number is None
    assert machine.wrong == ("passport_number",)


def test_check_digit_of_the_specimen():
    assert check_digit("L898902C3") == 6
