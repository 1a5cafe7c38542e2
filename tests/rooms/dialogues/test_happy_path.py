"""A flight booked from the first word to the ticket, by text, by taps and by a known traveller, within the input budget."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.voice import Setting
from dragoman.flights.supplier import FlightQuery, Seat, SliceQuery
from tests.rooms.dialogues.world import ADA, ADA_TEXT, KOFI, Talker

NEW_MAX, KNOWN_MAX = 9, 4
ABUJA = FlightQuery((SliceQuery("LOS", "ABV", date(2026, 12, 15)),), (Seat(),))


def known(*people: object) -> Talker:
    """A traveller who has booked before."""
    return Talker(Setting("Lagos Tours", phone="+2348035550101", remembered=people, email="ada.obi@example.com"))  # type: ignore[arg-type]


def pay_and_fly(talk: Talker) -> None:
    """The provider's and the airline's word."""
    booking = talk.booking(state="PAYMENT_PENDING", standing="awaiting_payment")
    assert talk.hear(h.Paid(booking, booking.total)) == ""  # the confirmation follows within seconds
    done = talk.hear(h.Ticketed(talk.booking(state="CONFIRMED", standing="settled", pnr="ABC123")))
    assert done == ""  # the confirmation with ticket, papers and buttons is a notice, sent once whatever is in hand
    assert talk.place.frames == ()


def test_whole_search_in_one_message_goes_straight_to_offers() -> None:
    talk = Talker()
    said = talk.says("LOS-ABV 2026-12-15, 1 adult")
    assert talk.step_name == "show_offers"
    assert list(talk.queries.values()) == [ABUJA]
    assert "Lagos → Abuja, Tue 15 Dec, 1 adult" in said
    rows = talk.last[-1].choices
    assert [c.title for c in rows[:3]] == ["07:10 · ₦85,000", "13:10 · ₦92,000", "18:10 · ₦99,500"]
    assert rows[0].detail == "Air Peace · 07:10 → 08:25 · direct · 1 checked bag"
    assert [c.id for c in rows[3:]] == ["list:more", "list:cheaper", "list:date"]


def test_one_message_per_stage_books_and_pays() -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    assert "Arik Air, ₦92,000" in talk.says("2")
    quote = talk.says(ADA_TEXT)
    assert talk.step_name == "confirm_quote"
    for part in (
        "Lagos (LOS) → Abuja (ABV)", "Tue 15 Dec, 13:10 → 14:25 (Abuja time)", "Traveller: Ada Obi", "1 checked bag",
        "Changes: ₦15,000 before departure", "not refundable", "ada.obi@example.com", "Total: ₦92,000", "until 10:20 (Lagos time)",
    ):  # fmt: skip
        assert part in quote
    asked = talk.quoted[0]
    assert asked.travellers == (ADA,)
    assert (asked.email, asked.phone, asked.replaces) == ("ada.obi@example.com", "+2348035550101", "")
    link = talk.taps("Confirm and pay")
    assert talk.step_name == "payment_link_sent"
    assert "Pay only through this link; we never ask for card details here" in link
    assert talk.last[-1].link is not None
    assert talk.last[-1].link.url == "https://pay.example/bk1/1"
    assert talk.inputs + 1 <= NEW_MAX
    pay_and_fly(talk)


def test_one_thing_at_a_time_by_text_stays_within_the_budget() -> None:
    talk = Talker()
    for words, step in (
        ("Lagos to Abuja", "collect_search.date"),
        ("15 December", "collect_search.party"),
        ("just me", "show_offers"),
        ("the second one", "collect_passengers.0.details"),
        ("Ms Ada Obi", "collect_passengers.0.born_on"),
        ("14 March 1988", "collect_passengers.email"),
        ("ada.obi@example.com", "confirm_quote"),
        ("yes", "payment_link_sent"),
    ):
        talk.says(words)
        assert talk.step_name == step, (words, talk.text)
    assert talk.inputs + 1 <= NEW_MAX  # paying is the last input
    assert talk.quoted[0].travellers == (ADA,)
    pay_and_fly(talk)


def test_taps_alone_carry_through_after_the_route() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja")
    talk.taps("Sat 21 Nov")
    talk.taps("Just me")
    talk.taps("07:10 · ₦85,000")
    talk.says(ADA_TEXT)
    talk.taps("Confirm and pay")
    assert talk.step_name == "payment_link_sent"


def test_a_known_traveller_needs_four_inputs_the_payment_included() -> None:
    talk = known(ADA)
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    said = talk.says("1")
    assert "Please check before you pay" in said
    assert "Traveller: Ada Obi" in said
    talk.taps("Confirm and pay")
    assert talk.inputs == 3
    assert KNOWN_MAX == 4
    assert talk.quoted[0].travellers == (ADA,)
    pay_and_fly(talk)


def test_somebody_else_than_last_time_is_one_tap_away() -> None:
    talk = known(ADA)
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    talk.says("1")
    assert "Who travels?" in talk.taps("Someone else")
    talk.says("Mr Kofi Mensah, 1 July 1985")
    assert talk.step_name == "confirm_quote"
    assert talk.quoted[-1].travellers == (KOFI,)
    assert talk.quoted[-1].replaces == "bk1"
    assert talk.quoted[-1].email == "ada.obi@example.com"


@pytest.mark.parametrize("answer", ["1", "Ada Obi"])
def test_one_of_several_known_travellers_is_chosen(answer: str) -> None:
    talk = known(ADA, KOFI)
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    assert "Same as last time: Ada Obi?" in talk.says("1")
    talk.says(answer)
    assert talk.step_name == "confirm_quote", talk.text
    assert talk.quoted[-1].travellers == (ADA,)


def test_someone_else_is_asked_for_and_the_email_is_not() -> None:
    talk = known(ADA, KOFI)
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    talk.says("1")
    said = talk.taps("Someone else")
    assert "e-mail" not in said
    talk.says("Ms Efua Boateng, 2 May 1980")
    assert talk.step_name == "confirm_quote"
    assert talk.quoted[0].travellers[0].family_name == "Boateng"
    assert talk.quoted[0].email == "ada.obi@example.com"


def test_a_known_party_is_seated_as_last_time() -> None:
    talk = known(ADA, KOFI)
    talk.says("LOS-ABV 2026-12-15, 2 adults")
    assert "Please check before you pay" in talk.says("1")
    assert talk.quoted[0].travellers == (ADA, KOFI)


def test_the_machine_waits_for_the_word_of_the_provider() -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    talk.says("1")
    talk.says(ADA_TEXT)
    talk.says("yes")
    assert "asking the payment provider" in talk.says("I have paid")
    assert talk.done[-2:] == [r.CheckPayment("bk1"), talk.done[-1]]
    assert isinstance(talk.done[-1], r.SetTimer)
    said = talk.hear(h.StillUnpaid(replace(talk.booking())))
    assert "no payment yet" in said
    assert talk.last[-1].link is not None
