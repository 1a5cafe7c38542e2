"""What looks like a place, a day or a name and is none: counts, people's names, everyday words, years of birth."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Party, Slot, Understanding, understand
from dragoman.understanding.models import PersonDetails

TODAY = date(2026, 11, 20)
NAMES = (Slot.GIVEN_NAME, Slot.FAMILY_NAME, Slot.BORN_ON)
PASSPORT = (Slot.PASSPORT_NUMBER, Slot.PASSPORT_EXPIRY, Slot.NATIONALITY)
PEOPLE = (
    "Ada Juma Amina Musa Kofi Kwame Fatima Bello Emeka Chidi Ngozi Tunde Bola Femi Zainab Grace Peace Faith Florence Victoria Sofia "
    "Santiago Diego Paris London Sydney Austin Jordan Israel Kenya Asia Savannah Charlotte Kingston Dallas Denver Jackson Wanjiku "
    "Otieno Siti Budi Dewi Omar Ali Medina Salem Nadia Aisha Neema Nancy Nice Adelaide Georgia Virginia Carolina Valencia Leon "
    "Lima Natal Ravi Goa Mehmet Batman Van April May June Sunday Friday Monday"
).split()


def read(text: str, *expect: str, language: str = "en", country: str | None = None) -> Understanding:
    return understand(text, today=TODAY, language=language, context=Context(expect=expect, country=country))


def routed(found: Understanding) -> tuple[object, ...]:
    """Return every place and day that was read."""
    values = found.values
    return tuple(v for v in (values.origin, values.destination, values.departure, values.return_, *values.legs) if v)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2 orang", "id"),
        ("2 orang", "en"),
        ("buat 2 orang dewasa", "id"),
        ("2 kişi", "tr"),
        ("2 kişi", "en"),
        ("2 personas", "es"),
        ("2 pessoas", "pt"),
        ("2 personnes", "fr"),
        ("2 Personen", "de"),
        ("watu 2", "sw"),
        ("2 men", "en"),
        ("2 लोग", "hi"),
    ],
)
def test_a_count_of_people_is_no_way_to_a_place(text: str, language: str) -> None:
    found = read(text, Slot.PASSENGERS, language=language)
    assert found.values.passengers == Party(2)
    assert routed(found) == ()
    assert not found.problems


@pytest.mark.parametrize("text", ["lagos 2 abuja", "Lagos 2 Abuja pls", "los 2 abv", "need a ticket 2 Abuja frm Lagos"])
def test_a_2_between_two_places_still_leads_to_the_second(text: str) -> None:
    found = read(text).values
    assert found.origin is not None
    assert found.destination is not None
    assert (found.origin.iata, found.destination.iata) == ("LOS", "ABV")


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(
    "text",
    [
        "please change the passenger's name to {} Okafor",
        "change the name from {} to Kola",
        "the name should be {} Okafor",
        "my name is {}",
        "I am travelling with {} Okafor",
        "it is for Mrs {} Okafor",
    ],
)
def test_a_persons_name_is_no_place_and_no_day(text: str, name: str) -> None:
    assert routed(read(text.format(name))) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("jina langu ni Juma", "sw"),
        ("ninasafiri na Juma", "sw"),
        ("changez le nom en Florence Koné", "fr"),
        ("je voyage avec Florence", "fr"),
        ("cambia el nombre a Santiago Pérez", "es"),
        ("viajo con Sofía", "es"),
        ("mude o nome para Vitória Salvador", "pt"),
        ("saya pergi dengan Surat", "id"),
        ("ganti nama jadi Medina Putri", "id"),
        ("ich reise mit Florenz", "de"),
        ("Will Paris Johnson be able to fly on my ticket?", "en"),
        ("please correct my name, it should be Austin Dallas", "en"),
    ],
)
def test_a_persons_name_is_no_place_in_other_words(text: str, language: str) -> None:
    assert routed(read(text, language=language)) == ()


def test_a_route_beside_a_persons_name_is_read() -> None:
    found = read("flight for Mrs Florence Obi from Lagos to Abuja with Juma on Friday").values
    assert found.origin is not None
    assert found.destination is not None
    assert (found.origin.iata, found.destination.iata, found.departure) == ("LOS", "ABV", date(2026, 11, 27))
    found = read("from Lagos to London with British Airways").values
    assert found.destination is not None
    assert found.destination.iata == "LON"


def one(found: Understanding) -> PersonDetails:
    assert len(found.values.people) == 1
    assert not found.problems
    return found.values.people[0]


@pytest.mark.parametrize(
    ("text", "language", "born"),
    [
        ("Mrs Jane Doe, March 14, 1988", "en", date(1988, 3, 14)),
        ("Jane Doe, Mar 14 1999", "en", date(1999, 3, 14)),
        ("Jane Doe May 12 '85", "en", date(1985, 5, 12)),
        ("né le 1er mai 84", "fr", date(1984, 5, 1)),
        ("3 de marzo del 92", "es", date(1992, 3, 3)),
        ("7 de agosto de 88", "pt", date(1988, 8, 7)),
        ("born on the fourth of july 76", "en", date(1976, 7, 4)),
        ("3. März 79", "de", date(1979, 3, 3)),
        ("14 Februari 90", "sw", date(1990, 2, 14)),
        ("11 Januari 79", "id", date(1979, 1, 11)),
        ("2 february 07", "en", date(2007, 2, 2)),
    ],
)
def test_a_year_of_birth_is_read_in_either_order_and_with_two_digits(text: str, language: str, born: date) -> None:
    assert one(read(text, *NAMES, language=language)).born_on == born


def test_two_digits_behind_a_day_of_travel_are_no_year() -> None:
    found = read("5 dec 10 adults").values
    assert found.departure == date(2026, 12, 5)
    assert found.passengers == Party(10)


@pytest.mark.parametrize(
    ("text", "language", "given", "family"),
    [
        ("Juma Hassan Mwinyi nimezaliwa 14 Februari 1990", "sw", "Juma Hassan", "Mwinyi"),
        ("الاسم فاطمة العلوي مواليد ٣ مارس ١٩٩٥", "ar", "فاطمة", "العلوي"),
        ("it's just Madonna", "en", "Madonna", None),
        ("nama saya cuma Suharto", "id", "Suharto", None),
        ("Last: Adeyemi; First: Oluwaseun Temitope; DOB: 1 Jan 1999; F", "en", "Oluwaseun Temitope", "Adeyemi"),
        ("First: Ada, Last: Obi, 1 Jan 1999", "en", "Ada", "Obi"),
        ("Surname O'Brien-Smith, first name Mary Kate, dob 7 July 1988", "en", "Mary Kate", "O'Brien-Smith"),
    ],
)
def test_words_around_a_name_are_no_part_of_it(text: str, language: str, given: str, family: str | None) -> None:
    people = read(text, *NAMES, language=language).values.people
    assert [(p.given_name, p.family_name) for p in people] == [(given, family)]


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("passaporte N1234567 válido até 1 de fevereiro de 2032", "pt", None),
        ("pasaporte N1234567 caduca el 1/2/2032", "es", "ES"),
        ("pasaporte N1234567 válido hasta el 1 de febrero de 2032", "es", None),
        ("passeport N1234567 expire le 1 février 2032", "fr", None),
        ("Reisepass N1234567 gültig bis 1. Februar 2032", "de", None),
        ("paspor N1234567 berlaku sampai 1 Februari 2032", "id", None),
        ("pasipoti N1234567 inaisha tarehe 1 Februari 2032", "sw", None),
        ("جواز N1234567 صالح حتى ١ فبراير ٢٠٣٢", "ar", None),
        ("passport N1234567 good until 1 Feb 32", "en", None),
    ],
)
@pytest.mark.parametrize("asked", [NAMES, PASSPORT, (*NAMES, *PASSPORT)])
def test_until_when_a_passport_holds_is_no_birth_and_no_name(
    text: str, language: str, country: str | None, asked: tuple[Slot, ...]
) -> None:
    person = one(read(text, *asked, language=language, country=country))
    assert person.passport_expiry == date(2032, 2, 1)
    assert (person.born_on, person.given_name, person.family_name) == (None, None, None)


@pytest.mark.parametrize(
    "text", ["cuma 1 orang dewasa", "cuma Jakarta ke Denpasar", "cuma saya sendiri", "saya cuma mau tanya"]
)
def test_an_everyday_word_is_no_day_of_another_language(text: str) -> None:
    assert read(text, language="id").values.departure is None


@pytest.mark.parametrize("text", ["cuma", "cuma günü", "cuma akşamı İstanbul'dan Antalya'ya"])
def test_a_day_stays_one_in_its_own_language(text: str) -> None:
    assert read(text, Slot.DEPARTURE_DATE, language="tr").values.departure == date(2026, 11, 27)
