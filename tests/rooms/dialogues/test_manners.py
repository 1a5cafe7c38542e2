"""How the bot behaves in small things: numbers that run on, nothing cheaper, errors with their own question, a plain yes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dragoman.dialogues import Setting
from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.kit.money import Money
from tests.rooms.dialogues.test_payment import ONE, linked, paid
from tests.rooms.dialogues.world import ADA_TEXT, Talker


def asked_price(talk: Talker) -> str:
    return next(d.offer for d in reversed(talk.done) if isinstance(d, r.RepriceOffer))


def test_numbers_run_on_from_page_to_page_and_old_ones_stay_right() -> None:
    talk = Talker()
    assert "The best 3 of 5" in talk.says(ONE)
    first = talk.ids()[:3]
    said = talk.says("more")
    assert "4–5 of 5" in said
    assert "4. *" in said
    second = talk.ids()[:2]
    assert not set(first) & set(second)
    talk.says("5")
    assert f"offer:{asked_price(talk)}" == second[1]
    talk.says("another flight please")
    talk.says("back")


@pytest.mark.parametrize(("said", "index"), [("2", 1), ("number 3", 2), ("option 1", 0)])
def test_a_number_of_an_earlier_page_still_names_its_flight(said: str, index: int) -> None:
    talk = Talker()
    talk.says(ONE)
    first = talk.ids()[:3]
    talk.says("more")
    talk.says(said)
    assert f"offer:{asked_price(talk)}" == first[index]


def test_the_first_one_is_the_first_on_show_and_an_old_tap_stays_right() -> None:
    talk = Talker()
    talk.says(ONE)
    first = talk.ids()[:3]
    talk.says("more")
    second = talk.ids()[:2]
    talk.says("the first one")
    assert f"offer:{asked_price(talk)}" == second[0]
    talk = Talker()
    talk.says(ONE)
    talk.says("cheaper")
    talk.taps(first[1])
    assert f"offer:{asked_price(talk)}" == first[1]


def test_cheaper_than_the_cheapest_says_so_and_offers_other_days() -> None:
    talk = Talker()
    talk.says(ONE)
    assert "Cheapest first, 1–3 of 5" in talk.says("cheaper")
    said = talk.says("cheaper")
    assert "already the cheapest" in said
    assert "set:departure:2026-12-14" in talk.ids()
    assert "list:date" in talk.ids()
    assert "Mon 14 Dec" in talk.taps("set:departure:2026-12-14")


def test_direct_only_on_any_page_is_a_wish_and_told_when_it_is_so_already() -> None:
    talk = Talker()
    talk.says(ONE)
    talk.says("more")
    assert "direct only" in talk.says("direct only")
    assert "all direct already" in talk.says("direct only")


def test_back_at_the_party_question_keeps_the_route() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja on 15 December")
    assert talk.step_name == "collect_search.party"
    said = talk.says("back")
    assert "Now Tue 15 Dec" in said
    talk.says("16 December")
    assert talk.step_name == "collect_search.party"
    found = talk.says("just me")
    assert "Lagos → Abuja, Wed 16 Dec" in found


def test_too_many_travellers_do_not_search_and_the_party_is_asked_with_its_own_buttons() -> None:
    talk = Talker()
    talk.says(ONE)
    searches = len(talk.searches)
    said = talk.says("14 adults on 16 December")
    assert "up to 9 travellers" in said
    assert "Now 1 adult" in said
    assert "set:party:1" in talk.ids()
    assert not any(id.startswith("offer:") for id in talk.ids())
    assert len(talk.searches) == searches
    assert "Wed 16 Dec" in talk.says("2 adults")
    assert len(talk.searches) == searches + 1


def test_a_past_day_is_answered_with_days_to_tap() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja on 15 December")
    said = talk.says("1 adult on 1 November 2026")
    assert "is in the past" in said
    assert all(id.startswith("set:departure:") for id in talk.ids())


def test_a_birth_date_that_cannot_be_is_asked_with_its_own_question() -> None:
    talk = Talker()
    talk.says(ONE)
    talk.says("2")
    said = talk.says("Ada, born 14 March 1850, ada.obi@example.com")
    assert talk.step_name == "collect_passengers.0.born_on"
    assert "date of birth" in said.splitlines()[-1]
    talk.says("14 March 1988")
    assert talk.step_name == "collect_passengers.0.name"


@pytest.mark.parametrize("language", ["en", "fr", "pt", "es", "id", "sw", "ar"])
def test_what_airlines_refuse_is_told_in_the_language_of_the_chat(language: str) -> None:
    talk = Talker(Setting("Lagos Tours", language=language, phone="+2348035550101"))
    talk.says("LOS-ABV 2026-12-15, 1 ADT")
    talk.says("2")
    said = talk.says("Ms Ada Obi, 14/03/2026, ada.obi@example.com")
    assert ("but the price is for" in said) is (language == "en")
    assert talk.step_name == "collect_passengers.0.born_on"


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("yes", "payment_link_sent"),
        ("ok go ahead", "payment_link_sent"),
        ("Yes, that all looks right to me and my family, thank you so much", "payment_link_sent"),
        ("👍", "payment_link_sent"),
        ("my brother said he would accept the same if he could book it too one day", "confirm_quote"),
        ("do you accept american express cards for this?", "confirm_quote"),
        ("yes but change the date", "confirm_quote"),
        ("I want to book this only if my boss says it is ok with him", "confirm_quote"),
        ("is it ok?", "confirm_quote"),
    ],
)
def test_only_a_plain_yes_buys(words: str, step: str) -> None:
    talk = Talker()
    for said in (ONE, "2", ADA_TEXT):
        talk.says(said)
    assert talk.step_name == "confirm_quote"
    talk.says(words)
    assert talk.step_name == step
    assert any(isinstance(d, r.RequestPayment) for d in talk.done) is (step != "confirm_quote")


def test_an_address_that_nobody_asked_for_replaces_the_tickets_only_after_a_yes() -> None:
    talk = Talker()
    for said in (ONE, "2", ADA_TEXT):
        talk.says(said)
    said = talk.says("my colleague is zed@example.com")
    assert "zed@example.com instead of ada.obi@example.com" in said
    assert "ada.obi@example.com" in talk.taps("Keep the old one")
    talk.says("send it to kofi@example.com instead")
    assert "Ticket to: kofi@example.com" in talk.says("yes")
    assert talk.quoted[-1].email == "kofi@example.com"


def test_a_bare_city_then_another_with_to_is_a_route() -> None:
    talk = Talker()
    talk.says("lagos")
    talk.says("to abuja")
    talk.says("15 december")
    assert "Lagos → Abuja" in talk.says("just me")


def test_a_city_named_with_to_is_corrected_by_another() -> None:
    talk = Talker()
    talk.says("a flight to lagos")
    talk.says("to abuja, sorry")
    assert "from which city" in talk.text.lower()


@pytest.mark.parametrize("words", ["ok", "yes", "where is my link?", "send me the link again", "👍", "done", "link"])
def test_words_after_the_link_give_it_again(words: str) -> None:
    talk = linked()
    said = talk.says(words)
    assert "https://pay.example/" in said
    assert talk.step_name == "payment_link_sent"


@pytest.mark.parametrize("words", ["is it done?", "is it booked?", "any update?", "did you get my payment?"])
def test_questions_after_the_link_are_answered_with_where_it_stands(words: str) -> None:
    talk = linked()
    talk.booking(state="PAYMENT_PENDING", standing="awaiting_payment")
    said = talk.says(words)
    assert "waiting for payment" in said
    assert "[Pay now]" in said


@pytest.mark.parametrize("words", ["i paid", "payment done", "I've paid"])
def test_a_claim_of_payment_is_checked(words: str) -> None:
    talk = linked()
    talk.says(words)
    assert isinstance(next(d for d in reversed(talk.done) if not isinstance(d, r.SetTimer)), r.CheckPayment)


@pytest.mark.parametrize("words", ["ok", "yes", "👍", "okay thanks"])
def test_ok_after_the_ticket_is_no_riddle(words: str) -> None:
    talk = linked()
    booking = paid(talk)
    talk.hear(h.Ticketed(replace(booking, state="CONFIRMED", standing="", pnr="ABC123")))
    said = talk.says(words)
    assert "didn’t get that" not in said
    assert said


def test_more_children_than_counted_are_taken_by_their_ages() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja 15 December, me, my wife and our kids")
    assert talk.step_name == "collect_search.ages"
    assert "2 adults, 2 children" in talk.says("4 and 7")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "how much in dollars?"), ("en", "what is that in USD"), ("fr", "en dollars ?"), ("es", "en dolares"),
        ("pt", "em dolares"), ("id", "dalam dolar"), ("sw", "kwa dola"), ("ar", "بالدولار"),
    ],
)  # fmt: skip
def test_prices_in_dollars_are_told_about_so_much_and_asked_again(language: str, words: str) -> None:
    talk = Talker(Setting("Lagos Tours", language=language, phone="+2348035550101"))
    talk.says("LOS-ABV 2026-12-15, 1 ADT")
    shown = talk.ids()
    said = talk.says(words)
    assert "53" in said  # 85,000 naira at 1,600
    assert talk.ids() == shown
    assert talk.step_name == "show_offers"


def test_a_rate_that_is_not_kept_is_said_to_be_looked_up() -> None:
    talk = Talker()
    talk.says(ONE)
    assert "looking up today’s rate for GBP" in talk.says("in pounds")


@pytest.mark.parametrize(
    ("country", "shown"), [("NG", False), ("GB", True), ("US", False), ("BR", False), ("FR", False)]
)
def test_phones_see_what_the_airline_asks_in_their_own_money_alone(country: str, shown: bool) -> None:
    talk = Talker(Setting("Lagos Tours", country=country, phone="+447700900104"))
    original = Money(6_000, "GBP")
    talk.instant = False
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    search = next(iter(talk.searches))
    talk.searches[search] = tuple(replace(o, original=original) for o in talk.searches[search])
    said = talk.hear(talk.found(search))
    assert ("60" in said and "£" in said) is shown


def test_a_date_in_numbers_is_told_back_and_asked_where_it_could_be_two() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja")
    assert "I read: Sat 5 Jun 2027" in talk.says("5/6")
    assert "I read: Tue 15 Jun 2027" in talk.says("15/6")  # a new day while the party is asked for
    american = Talker(Setting("Lagos Tours", country="US", phone="+12025550123"))
    american.says("Lagos to Abuja")
    assert "Which day do you mean by 5/6?" in american.says("5/6")
    assert american.ids() == ["set:departure:2027-05-06", "set:departure:2027-06-05"]
