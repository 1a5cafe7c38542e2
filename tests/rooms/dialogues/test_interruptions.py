"""What may be said at any time: menu, help, back, cancel, person, stop and the rest; misses; card numbers; files; languages."""

from __future__ import annotations

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.understanding import Intent, Understanding, Values
from tests.rooms.dialogues.world import ADA_TEXT, Talker

ONE = "LOS-ABV 2026-12-15, 1 adult"


def searching() -> Talker:
    talk = Talker()
    talk.says(ONE)
    return talk


def test_a_greeting_says_what_it_can_do() -> None:
    talk = Talker()
    said = talk.says("hi")
    assert said.startswith("Hello, this is Lagos Tours.")
    assert talk.ids() == ["go:new", "go:status", "go:person"]
    talk.taps("Book a flight")
    assert talk.step_name == "start"


@pytest.mark.parametrize("words", ["help", "menu"])
def test_help_and_menu_come_back_to_the_open_question(words: str) -> None:
    talk = searching()
    talk.says(words)
    assert "The best 3 of 5" in talk.taps("Continue")


def test_status_without_bookings_leads_back() -> None:
    talk = searching()
    assert "no such booking" in talk.says("my bookings")
    assert "The best 3 of 5" in talk.taps("Continue")


def test_a_search_goes_on_under_an_open_list_of_bookings() -> None:
    talk = searching()
    talk.says("my bookings")
    talk.says("change the date to Friday")
    assert talk.step_name == "show_offers"
    assert len(talk.place.frames) == 1


def test_cancel_puts_the_search_away_and_continue_brings_it_back() -> None:
    talk = searching()
    assert "Nothing was booked and nothing was charged" in talk.says("cancel")
    assert talk.place.frames == ()
    assert "The best 3 of 5" in talk.taps("Continue")


def test_start_over_forgets_the_trip() -> None:
    talk = searching()
    assert "Where would you like to fly" in talk.says("start over")
    assert "origin" not in talk.place.frames[0].memory


def test_a_person_on_request_keeps_the_place() -> None:
    talk = searching()
    assert "colleague" in talk.says("human")
    assert talk.done[-1] == r.HandOver("asked", "")
    assert talk.step_name == "show_offers"


def test_not_understood_twice_hands_over_and_a_good_answer_in_between_resets() -> None:
    talk = searching()
    assert "didn’t get that" in talk.says("florp", Understanding(Intent.UNKNOWN))
    talk.says("more")
    talk.says("florp", Understanding(Intent.UNKNOWN))
    assert not [d for d in talk.done if isinstance(d, r.HandOver)]
    talk.says("blurp", Understanding(Intent.UNKNOWN))
    assert talk.done[-1] == r.HandOver("not_understood", "")


def test_stop_and_start() -> None:
    talk = searching()
    talk.says("STOP")
    assert talk.done[-1] == r.StopMessages()
    assert "Messages are on again" in talk.says("START")
    assert r.StartMessages() in talk.done


@pytest.mark.parametrize("words", ["make a stop at Kano", "don't stop looking", "is it non-stop?"])
def test_stop_inside_a_sentence_is_not_honoured(words: str) -> None:
    talk = searching()
    talk.says(words)
    assert r.StopMessages() not in talk.done


def test_that_is_all_for_today_sets_no_date() -> None:
    talk = searching()
    before = talk.place.frames[0].memory["departure"] if talk.place.frames else None
    talk.says("No, that is all for today")
    assert not talk.place.frames or talk.place.frames[0].memory["departure"] == before


def test_thanks_and_goodbye_do_not_ask_again() -> None:
    talk = searching()
    assert talk.says("thanks") == "You’re welcome."
    assert "Goodbye" in talk.says("bye")
    assert "Arik Air" in talk.says("2")


def test_repeat_says_the_question_again() -> None:
    talk = searching()
    first = talk.text
    assert talk.says("repeat") == first


def test_a_card_number_is_warned_of_and_the_rest_is_taken() -> None:
    talk = Talker()
    said = talk.says(ONE, card_seen=True)
    assert "never send card numbers" in said
    assert talk.step_name == "show_offers"
    said = talk.says("•••• 4081", Understanding(Intent.UNKNOWN), card_seen=True)
    assert "never send card numbers" in said
    assert talk.place.misses == 0


def test_files_and_places_are_answered_and_stickers_are_not() -> None:
    talk = searching()
    assert "can’t listen to voice notes" in talk.hear(h.File("audio"))
    assert "can’t read files" in talk.hear(h.File("image"))
    assert "name of a city" in talk.hear(h.Location(6.5, 3.4))
    assert talk.hear(h.File("sticker")) == ""
    caption = Understanding(Intent.SELECT, Values(choice="offer:fs1-1"))
    assert "Arik Air" in talk.hear(h.File("image", caption, "the second"))


def test_languages_are_a_choice_and_an_unknown_one_is_owned_up_to() -> None:
    talk = searching()
    talk.says("speak another language", Understanding(Intent.LANGUAGE))
    assert "go:language:en" in talk.ids()
    talk.hear(h.Tapped("go:language:en"))
    assert talk.done[-1] == r.ChooseLanguage("en")
    assert talk.step_name == "show_offers"
    said = talk.says("sprich Klingonisch", Understanding(Intent.LANGUAGE, Values(language="tlh")))
    assert "don’t speak that language" in said


def test_a_question_without_a_sure_answer_offers_a_person() -> None:
    talk = searching()
    talk.says("do I need a visa?", Understanding(Intent.FAQ))
    assert talk.ids() == ["go:person", "go:continue", "go:menu"]


def test_bags_and_rules_are_answered_from_the_offer() -> None:
    talk = searching()
    assert "Air Peace: 1 checked bag, 1 cabin bag per person" in talk.says(
        "how many bags?", Understanding(Intent.BAGGAGE)
    )
    talk.says("2")
    assert "not refundable" in talk.says("is it refundable?", Understanding(Intent.REFUND))
    assert talk.step_name == "collect_passengers.0.details"


def test_yes_refundable_please_is_a_yes() -> None:
    talk = Talker()
    for words in (ONE, "2", ADA_TEXT):
        talk.says(words)
    talk.says("Yes, refundable please")
    assert talk.step_name == "payment_link_sent"


def test_change_without_a_word_what_lists_what_can_be_changed() -> None:
    talk = searching()
    assert "What would you like to change?" in talk.says("I want to change", Understanding(Intent.CHANGE))
    assert talk.ids()[:2] == ["go:edit:start", "go:edit:collect_search.date"]
    assert "Which day instead" in talk.taps("Date")
    assert "Fri 27 Nov" in talk.says("Friday")


def test_hotels_are_for_a_colleague() -> None:
    talk = Talker()
    said = talk.says("I need a hotel in Abuja")
    assert "I book flights here" in said
