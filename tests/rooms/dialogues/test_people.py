"""Who travels: one message or several, children and infants, documents, corrections, refused names, remembered travellers."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from msgspec.structs import replace

from dragoman.bookings.travellers import TravellerDetails
from dragoman.dialogues import heard as h
from dragoman.dialogues.voice import Setting
from dragoman.flights.supplier import Seat
from dragoman.understanding import Intent, Leg, Party, PersonDetails, Place, Understanding, Values
from tests.rooms.dialogues.world import ADA, ADA_TEXT, KOFI, Talker, people


def at_details(search: str = "LOS-ABV 2026-12-15, 1 adult", **setting: object) -> Talker:
    """A conversation in which the first flight was just chosen."""
    talk = Talker(Setting("Lagos Tours", phone="+2348035550101", **setting))  # type: ignore[arg-type]
    talk.says(search)
    talk.says("1")
    return talk


def test_only_what_is_missing_is_asked() -> None:
    talk = at_details()
    assert "date of birth of Ada Obi" in talk.says("…", people(PersonDetails(given_name="Ada", family_name="Obi")))
    assert "Which title" in talk.says("14 March 1988")
    assert [c.title for c in talk.last[-1].choices] == ["Mr", "Mrs", "Ms", "Miss", "Dr"]
    talk.taps("Ms")
    assert talk.step_name == "collect_passengers.email"
    talk.says("ada.obi@example.com")
    assert talk.quoted[0].travellers == (ADA,)


def test_a_doctor_is_asked_for_the_gender() -> None:
    talk = at_details()
    talk.says("…", people(PersonDetails("dr", "Ada", "Obi", date(1988, 3, 14), email="a@example.com")))
    assert "gender in the passport" in talk.text
    talk.taps("Female")
    assert talk.quoted[0].travellers[0].gender == "f"


def test_each_traveller_of_a_family_is_asked_for_by_kind_and_age() -> None:
    talk = at_details("LOS-ABV 2026-12-15, 2 adults, 1 child aged 7, 1 infant")
    assert "traveller 1 of 4 (adult)" in talk.text
    talk.says(ADA_TEXT)
    assert "traveller 2 of 4 (adult)" in talk.text
    talk.says("Mr Kofi Mensah, 1 July 1985")
    assert "traveller 3 of 4 (child of 7)" in talk.text
    talk.says("…", people(PersonDetails("miss", "Ify", "Obi", date(2019, 6, 3))))
    assert "traveller 4 of 4 (infant)" in talk.text
    talk.says("…", people(PersonDetails("mr", "Obinna", "Obi", date(2026, 1, 9))))
    assert talk.step_name == "confirm_quote"
    assert [t.kind for t in talk.quoted[0].travellers] == ["adult", "adult", "child", "infant"]


def test_several_people_in_one_message() -> None:
    talk = at_details("LOS-ABV 2026-12-15, 2 adults")
    both = people(
        PersonDetails("ms", "Ada", "Obi", date(1988, 3, 14), email="ada.obi@example.com"),
        PersonDetails("mr", "Kofi", "Mensah", date(1985, 7, 1)),
    )
    talk.says("…", both)
    assert talk.quoted[0].travellers == (ADA, KOFI)


def test_passports_are_asked_for_only_where_the_flight_needs_them() -> None:
    talk = at_details("Lagos to London 15 December, 1 adult")
    assert "passport number" in talk.text
    talk.says(ADA_TEXT)
    assert "passport number of Ada Obi" in talk.text
    talk.says("A01234567, expires 5 May 2031")
    assert "nationality of Ada Obi" in talk.text
    talk.says("Nigerian")
    sent = talk.quoted[0].travellers[0]
    assert (sent.document_number, sent.document_expires_on) == ("A01234567", date(2031, 5, 5))
    assert (sent.nationality, sent.document_country) == ("NG", "NG")


def test_an_expired_passport_is_named_and_only_that_is_asked_again() -> None:
    talk = at_details("Lagos to London 15 December, 1 adult")
    talk.says(ADA_TEXT)
    old = PersonDetails(passport_number="A01234567", passport_expiry=date(2026, 12, 1), nationality="NG")
    said = talk.says("…", people(old))
    assert "expires before the journey ends" in said
    assert "5 May 2031" in said
    talk.says("5 May 2031")
    assert talk.step_name == "confirm_quote", talk.text


@pytest.mark.parametrize("by", ["tap", "yes"])
def test_a_name_the_airline_refuses_gets_a_spelling_proposed(by: str) -> None:
    talk = at_details()
    said = talk.says("…", people(PersonDetails("ms", "Ọlá", "Obi", date(1988, 3, 14), email="a@example.com")))
    assert "cannot print some characters of the first name" in said
    assert talk.ids() == ["name:0:given_name:Olá"]
    if by == "tap":
        talk.hear(h.Tapped(talk.ids()[0]))
    else:
        talk.says("yes")
    assert talk.quoted[0].travellers[0].given_name == "Olá"


def test_a_child_of_another_age_than_priced_is_priced_anew() -> None:
    talk = at_details("LOS-ABV 2026-12-15, 1 adult, 1 child aged 7")
    talk.says(ADA_TEXT)
    said = talk.says("…", people(PersonDetails("miss", "Ify", "Obi", date(2017, 6, 3))))
    assert "Ify Obi will be 9 on the last day and flies as child" in said
    assert list(talk.queries.values())[-1].seats == (Seat(), Seat("child", 9))
    assert talk.step_name == "confirm_quote"


def test_a_teenager_told_as_an_adult_is_priced_by_age() -> None:
    talk = at_details("LOS-ABV 2026-12-15, 2 adults")
    talk.says(ADA_TEXT)
    talk.says("…", people(PersonDetails("mr", "Emeka", "Obi", date(2011, 6, 3))))
    assert list(talk.queries.values())[-1].seats == (Seat(), Seat("child", 15))
    assert [(t.given_name, t.kind) for t in talk.quoted[-1].travellers] == [("Ada", "adult"), ("Emeka", "child")]


def test_a_title_alone_is_taken_at_any_question_about_travellers() -> None:
    talk = at_details()
    talk.says("…", people(PersonDetails(given_name="Ada", family_name="Obi", email="a@example.com")))
    talk.says("Ms.")
    talk.says("14 March 1988")
    assert talk.step_name == "confirm_quote"


def test_the_longest_quote_fits_the_limits_of_the_network() -> None:
    talk = Talker(Setting("Lagos Tours", phone="+2348035550101"))
    stations = [Place(c, "Port Harcourt City", "NG", (c,)) for c in ("LOS", "ABV", "ACC", "KAN", "ENU", "PHC", "LOS")]
    legs = tuple(Leg(a, b, date(2026, 12, 10 + i)) for i, (a, b) in enumerate(pairwise(stations)))
    talk.says("…", Understanding(Intent.SEARCH, Values(legs=legs, passengers=Party(9))))
    talk.hear(h.Tapped("offer:fs1-0"))
    for n in range(9):
        name = "Ada" + "bcdefghij"[n] * 16
        said = PersonDetails("ms", name, "Obi-Ezechukwu-Nwosu", date(1988, 3, 14), email="ada.obi@example.com")
        talk.says("…", people(said))
    assert talk.step_name == "confirm_quote", talk.text
    assert talk.last[-1].choices[0].title == "Confirm and pay"
    for needed in ("Total", "kept until", "Adajjjjjjjjjjjjjjjj"):
        assert needed in talk.text


def test_a_child_alone_is_refused_with_a_sentence() -> None:
    talk = at_details()
    said = talk.says("…", people(PersonDetails("miss", "Ify", "Obi", date(2017, 6, 3))))
    assert "price is for an adult" in said
    assert len(talk.searches) == 1


def test_a_traveller_without_a_phone_number_is_asked_for_one() -> None:
    talk = Talker(Setting("Lagos Tours"))
    for words in ("LOS-ABV 2026-12-15, 1 adult", "1", ADA_TEXT):
        talk.says(words)
    assert talk.step_name == "collect_passengers.phone"
    talk.says("+234 803 555 0101")
    assert talk.quoted[0].phone == "+2348035550101"


def test_a_correction_at_the_quote_changes_one_field_and_asks_for_a_new_yes() -> None:
    talk = at_details()
    talk.says(ADA_TEXT)
    talk.says("…", people(PersonDetails(family_name="Obi-Eze")))
    assert talk.step_name == "confirm_quote"
    assert talk.quoted[-1].travellers == (replace(ADA, family_name="Obi-Eze"),)
    assert talk.quoted[-1].replaces == "bk1"


def test_the_edit_list_leads_to_every_field() -> None:
    talk = at_details()
    talk.says(ADA_TEXT)
    talk.taps("Change something")
    assert [c.title for c in talk.last[-1].choices] == [
        "Route", "Date", "Who travels", "Cabin", "Flight", "Details of Ada", "E-mail", "Keep everything",
    ]  # fmt: skip
    assert "Please check before you pay" in talk.taps("Keep everything")
    talk.taps("Change something")
    assert "e-mail address" in talk.taps("E-mail")
    talk.says("kofi@example.com")
    assert talk.quoted[-1].email == "kofi@example.com"
    talk.taps("Change something")
    talk.taps("Details of Ada")
    talk.says("Mr Kofi Mensah, 1 July 1985")
    assert talk.quoted[-1].travellers == (KOFI,)


def test_a_refused_quote_reopens_its_field() -> None:
    talk = at_details()
    talk.answer_quote = h.QuoteRefused("name", "travellers.0.born_on", "The airline wants another date of birth.")
    talk.says(ADA_TEXT)
    assert "wants another date of birth" in talk.text
    assert talk.step_name == "collect_passengers.0.born_on"
    talk.answer_quote = None
    talk.says("14 March 1989")
    assert talk.quoted[-1].travellers[0].born_on == date(1989, 3, 14)
    assert talk.quoted[-1].travellers[0].given_name == "Ada"


def test_a_quote_refused_without_a_field_keeps_everything() -> None:
    talk = at_details()
    talk.answer_quote = h.QuoteRefused("internal", "", "")
    talk.says(ADA_TEXT)
    assert "could not prepare the booking" in talk.text
    talk.answer_quote = None
    talk.taps("Try again")
    assert talk.step_name == "confirm_quote"


def test_one_of_several_remembered_travellers_is_a_row() -> None:
    talk = at_details(remembered=(ADA, KOFI), email="ada.obi@example.com")
    assert [c.title for c in talk.last[-1].choices] == ["Ada Obi", "Kofi Mensah", "Someone else", "Another flight"]
    talk.taps("Kofi Mensah")
    assert talk.quoted[0].travellers == (KOFI,)


def test_a_remembered_passport_that_expires_is_asked_again() -> None:
    old = replace(
        ADA, nationality="NG", document_number="A01234567", document_country="NG", document_expires_on=date(2026, 12, 1)
    )
    talk = at_details("Lagos to London 15 December, 1 adult", remembered=(old,), email="ada.obi@example.com")
    said = talk.taps("Yes, Ada Obi")
    assert "expires before the journey ends" in said
    assert talk.step_name == "collect_passengers.0.expiry"


def test_a_newcomer_beside_a_remembered_traveller() -> None:
    talk = at_details("LOS-ABV 2026-12-15, 2 adults", remembered=(ADA,), email="ada.obi@example.com")
    talk.taps("Ada Obi")
    assert "traveller 2 of 2" in talk.text
    talk.says("Mr Kofi Mensah, 1 July 1985")
    assert talk.quoted[0].travellers == (ADA, KOFI)


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("make it Friday", "show_offers"),
        ("business class please", "collect_passengers.0.details"),
        ("help", "collect_passengers.0.details"),
    ],
)
def test_a_wish_is_nobodys_name(words: str, step: str) -> None:
    talk = at_details()
    talk.says(words)
    assert talk.step_name == step
    assert not any(p.get("given_name") for p in talk.place.frames[0].memory.get("people", ()))


def test_a_name_that_is_a_weekday_stays_a_name() -> None:
    talk = at_details()
    talk.says("Friday Okoro")
    assert talk.step_name == "collect_passengers.0.born_on"
    assert len(talk.searches) == 1


def test_nothing_personal_in_reprs() -> None:
    talk = at_details()
    talk.says(ADA_TEXT)
    assert "Obi" not in repr(talk.quoted[0])
    assert "Obi" not in repr(TravellerDetails("ms", "Ada", "Obi", "f", date(1988, 3, 14)))


def test_words_around_a_card_number_are_nobodys_name() -> None:
    talk = at_details()
    before = talk.step_name
    said = talk.says("my card •••• 4081", people(PersonDetails(given_name="My", family_name="Card")), card_seen=True)
    assert "never send card numbers" in said
    assert "My Card" not in said
    assert talk.step_name == before
    said = talk.says("Mr Tunde Ade •••• 4081", people(PersonDetails("mr", "Tunde", "Ade")), card_seen=True)
    assert "date of birth of Tunde Ade" in said
