"""What travellers check: the quote names birthdays and passports' ends, alternatives their cost, complaints what is wanted."""

from __future__ import annotations

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.voice import Setting
from dragoman.kit.money import Money
from tests.rooms.dialogues.test_payment import linked, paid
from tests.rooms.dialogues.world import Talker

LANGUAGES = ("en", "fr", "es", "pt", "id", "sw", "ar")


def talker(language: str = "en") -> Talker:
    return Talker(setting=Setting("Lagos Tours", phone="+2348035550101", language=language))


def told(language: str, *words: str) -> Talker:
    talk = talker(language)
    for one in words:
        talk.says(one)
    return talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_quote_shows_birthday_and_the_end_of_the_passport(language: str) -> None:
    details = "Ms Ada Obi, 1988-03-14, ada.obi@example.com, A01234567, exp 2031-05-05, Nigerian"
    talk = told(language, "LOS-LHR 2026-12-15, 1 adult", "2", details)
    assert talk.step_name == "confirm_quote", talk.text
    line = next(line for line in talk.text.splitlines() if "Ada Obi" in line)
    assert "1988" in line or "١٩٨٨" in line
    assert "567" in line
    assert "A01234567" not in talk.text


def test_several_travellers_stand_one_a_line() -> None:
    talk = told("en", "LOS-ABV 2026-12-15, 2 adults", "2")
    said = talk.says("Ms Ada Obi, 14 March 1988, ada.obi@example.com; Mr Kofi Mensah, 1 July 1985")
    assert "Travellers:\n• Ada Obi, born 14 Mar 1988\n• Kofi Mensah, born 1 Jul 1985" in said
    assert "passport" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alternative_says_what_it_costs_against_what_was_paid(language: str) -> None:
    talk = linked()
    talk.setting = Setting("Lagos Tours", phone="+2348035550101", language=language)
    booking = paid(talk)
    booking = talk.booking(paid=Money(92_000_00, "NGN"))
    said = talk.hear(h.TicketFailed(booking, "gone", talk.searches["fs1"][:3]))  # 85,000, 92,000 and 99,500
    lines = [line for line in said.splitlines() if line.startswith("    ")]
    assert len(lines) == 3
    assert [any(c.isdigit() for c in line) for line in lines] == [True, False, True]
    if language == "en":
        assert lines == [
            "    ₦7,000 less than you paid: that goes back to you",
            "    the same price as you paid",
            "    ₦7,500 more than you paid",
        ]


def test_after_a_sold_out_choice_the_difference_is_named() -> None:
    talk = told("en", "LOS-ABV 2026-12-15, 1 adult")
    talk.gone.add("fs1-0")
    assert "₦7,000 more than before" in talk.says("1")


NO_BIRTH = (
    "31 Feb 1990",
    "14/13/1988",
    "14 March",
    "yesterday",
    "tomorrow",
    "next Friday",
    "0/0/1990",
    "32 March 1988",
)


@pytest.mark.parametrize("words", NO_BIRTH)
def test_a_bad_date_of_birth_is_told_what_a_good_one_looks_like(words: str) -> None:
    talk = told("en", "LOS-ABV 2026-12-15, 1 adult", "2", "Ms Ada Obi, ada.obi@example.com")
    said = talk.says(words)
    assert "as a date of birth" in said
    assert "14 March 1988" in said
    assert talk.step_name.endswith("born_on")
    assert talk.place.frames[0].memory["departure"] == "2026-12-15"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_the_language_of_the_conversation(language: str) -> None:
    talk = told(language, "LOS-ABV 2026-12-15, 1 adult", "2", "Ms Ada Obi, ada.obi@example.com")
    assert talk.step_name.endswith("born_on"), talk.text
    assert "1988" in talk.says("31/02/1990")


@pytest.mark.parametrize("words", ["14031988", "14 03 1988", "19880314", "14/03/88", "14.03.1988"])
def test_a_date_of_birth_in_bare_digits_is_read(words: str) -> None:
    talk = told("en", "LOS-ABV 2026-12-15, 1 adult", "2", "Ms Ada Obi, ada.obi@example.com")
    assert "born 14 Mar 1988" in talk.says(words)


def test_another_day_of_travel_is_still_heard_while_a_birthday_is_asked() -> None:
    talk = told("en", "LOS-ABV 2026-12-15, 1 adult", "2", "Ms Ada Obi, ada.obi@example.com")
    talk.says("make it Friday")
    assert talk.place.frames[0].memory["departure"] == "2026-11-27"


def test_an_expiry_that_cannot_be_is_told_as_one() -> None:
    talk = told("en", "LOS-LHR 2026-12-15, 1 adult", "2")
    said = talk.says(
        "Ms Ada Obi, 14 March 1988, ada.obi@example.com, passport A01234567, expires 31 Feb 2031, Nigerian"
    )
    assert "expiry date" in said
    assert "5 May 2031" in said


@pytest.mark.parametrize("words", ["奥比 阿达", "Адаезе Оби", "أدا أوبي"])
def test_a_name_in_another_script_is_asked_in_latin_letters(words: str) -> None:
    talk = told("en", "LOS-ABV 2026-12-15, 1 adult", "2")
    assert "Latin letters as in the passport" in talk.says(words)


def test_an_alternative_may_be_called_by_its_price() -> None:
    talk = linked()
    booking = paid(talk)
    booking = talk.booking(paid=Money(92_000_00, "NGN"))
    talk.hear(h.TicketFailed(booking, "gone", talk.searches["fs1"][:3]))
    assert "₦7,000 less" in talk.says("which is the cheapest?")  # a question takes none
    assert not [d for d in talk.done if isinstance(d, r.Rebook)]
    talk.says("the cheapest one")
    assert [d for d in talk.done if isinstance(d, r.Rebook)] == [r.Rebook("bk1", "fs1-0")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_budget_in_other_money_is_told_as_unused(language: str) -> None:
    talk = talker(language)
    assert "NGN" in talk.says("LOS-ABV 2026-12-15, 1 adult, max 900 USD")
    assert any(i.startswith("offer:") for i in talk.ids())
