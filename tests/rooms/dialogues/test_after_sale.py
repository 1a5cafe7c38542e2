"""After the sale: the terms of cancelling are said before a yes, a moved flight is asked about, and only its buttons decide."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from dragoman.conversations.message import Say
from dragoman.dialogues import aftermath as a
from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.urgent import urgent
from dragoman.dialogues.voice import voice_for
from dragoman.kit.money import Money
from dragoman.notifications.templates import DRAFTS
from tests.rooms.dialogues.test_payment import linked
from tests.rooms.dialogues.world import Talker


def ngn(amount: int) -> Money:
    return Money(amount * 100, "NGN")


def ticketed() -> Talker:
    talk = linked()
    paid = replace(
        talk.booking(), state="CONFIRMED", standing="settled", pnr="XW82RU", paid=ngn(92_000), total=ngn(92_000)
    )
    talk.bookings[paid.id] = paid
    talk.says("start over")
    return talk


@pytest.mark.parametrize(
    ("refund", "kept", "words"),
    [
        (ngn(60_000), ngn(32_000), "₦60,000 of the ₦92,000 you paid comes back; ₦32,000 does not"),
        (ngn(92_000), ngn(0), "all of the ₦92,000 you paid comes back"),
        (ngn(0), ngn(92_000), "nothing of the ₦92,000 you paid comes back"),
        (None, None, "does not say what comes back"),
    ],
)
def test_the_terms_are_said_before_the_yes(refund: Money | None, kept: Money | None, words: str) -> None:
    talk = ticketed()
    talk.terms = a.CancelTerms(talk.bookings["bk1"], True, refund, kept, talk.now + timedelta(hours=1))
    said = talk.hear(h.Tapped("bk:cancel:bk1"))
    assert words in said
    assert "Shall I cancel it?" in said
    assert "A colleague confirms it" in talk.says("yes")
    assert [d for d in talk.done if isinstance(d, r.CancelBooking)] == [r.CancelBooking("bk1", quoted=True)]


def test_a_no_cancels_nothing() -> None:
    talk = ticketed()
    talk.terms = a.CancelTerms(talk.bookings["bk1"], True, ngn(1), ngn(91_999))
    talk.hear(h.Tapped("bk:cancel:bk1"))
    assert "the booking stays" in talk.taps("Keep it")
    assert not [d for d in talk.done if isinstance(d, r.CancelBooking)]


def test_what_cannot_be_settled_is_told_and_the_bot_stays() -> None:
    talk = ticketed()
    talk.terms = a.CancelFailed(talk.bookings["bk1"], "refused")
    assert "A colleague looks at it" in talk.hear(h.Tapped("bk:cancel:bk1"))
    assert not [d for d in talk.done if isinstance(d, r.HandOver)]
    assert "LT-1" in talk.says("status")


def test_a_ticket_that_gives_nothing_back_is_asked_about_with_a_person_at_hand() -> None:
    talk = ticketed()
    talk.terms = a.CancelTerms(talk.bookings["bk1"], True, ngn(0), ngn(92_000))
    talk.hear(h.Tapped("bk:cancel:bk1"))
    assert [c.id.split(":")[0] for c in talk.last[-1].choices] == ["yes", "no", "go"]
    talk.says("yes")
    assert not [d for d in talk.done if isinstance(d, r.HandOver)]


def test_money_back_for_a_moved_flight_is_told_once_and_not_asked_again() -> None:
    talk = ticketed()
    talk.terms = a.CancelFailed(talk.bookings["bk1"], "refused")
    moved(talk)
    said = talk.taps("Money back")
    assert "A colleague looks at it" in said
    assert "Accept new times" not in [c.title for c in talk.last[-1].choices]
    assert not [f for f in talk.place.frames if f.dialogue == "flight_moved"]


def moved(talk: Talker) -> str:
    own = talk.bookings["bk1"]
    leg = own.legs[0]
    later = replace(leg, segments=tuple(replace(s, departs=s.departs + timedelta(hours=3)) for s in leg.segments))
    return talk.hear(a.FlightMoved(own, "aic_1", (leg,), (later,)))


def test_a_moved_flight_is_shown_before_and_after_and_accepted() -> None:
    talk = ticketed()
    said = moved(talk)
    assert "Before:" in said
    assert "Now:" in said
    talk.taps("Accept new times")
    assert r.AcceptChange("bk1") in talk.done
    assert "new times of booking LT-1 are confirmed" in talk.hear(a.ChangeTaken(talk.bookings["bk1"]))


@pytest.mark.parametrize("words", ["ok", "yes", "hello", "status"])
def test_words_that_may_answer_a_template_accept_nothing(words: str) -> None:
    talk = ticketed()
    moved(talk)
    talk.says(words)
    assert r.AcceptChange("bk1") not in talk.done
    assert talk.place.frames[-1].dialogue in ("flight_moved", "my_bookings")


def test_another_flight_is_for_a_person_and_an_old_button_decides_nothing() -> None:
    talk = ticketed()
    moved(talk)
    talk.taps("Another flight")
    assert r.HandOver("change", "bk1") in talk.done
    talk.hear(a.FlightMoved(talk.bookings["bk1"], "aic_2", talk.bookings["bk1"].legs, talk.bookings["bk1"].legs))
    talk.hear(h.Tapped("moved:accept:aic_1"))
    assert r.AcceptChange("bk1") not in talk.done


def test_a_colleagues_no_and_a_change_that_was_not_taken_are_told() -> None:
    talk = ticketed()
    own = talk.bookings["bk1"]
    assert "LT-1 is not cancelled and stays" in talk.hear(a.CancelDeclined(own))
    assert "did not take that" in talk.hear(a.ChangeTaken(own, done=False))
    assert r.HandOver("change", "bk1") in talk.done


def test_a_lost_answer_and_a_refund_that_nobody_named_are_told_as_what_they_are() -> None:
    talk = ticketed()
    own = talk.bookings["bk1"]
    lost = talk.hear(a.CancelFailed(own, "unknown"))
    assert "has not confirmed the cancellation yet" in lost
    assert "your booking stays" not in lost
    assert "your booking stays" in talk.hear(a.CancelFailed(own, "unavailable"))
    unpriced = talk.hear(h.Cancelled(own, None, unpriced=True))
    assert "LT-1 is cancelled" in unpriced
    assert "has not said what comes back" in unpriced


def test_a_hold_about_to_end_is_told_with_what_can_be_done() -> None:
    talk = ticketed()
    said = talk.hear(a.HoldEnds(talk.bookings["bk1"], talk.now + timedelta(hours=2)))
    assert "holds the seats of booking LT-1 only until" in said
    assert [c.id for c in talk.last[-1].choices] == ["bk:pay:bk1", "bk:cancel:bk1"]


@pytest.mark.parametrize(("language", "seats"), [("en", "seats"), ("fr", "places"), ("sw", "viti")])
async def test_a_hold_about_to_end_has_a_template_of_its_own(language: str, seats: str) -> None:
    talk = ticketed()
    setting = replace(talk.setting, language=language)
    heard_of = a.HoldEnds(talk.bookings["bk1"], talk.now + timedelta(hours=2))
    to = SimpleNamespace(recipient=SimpleNamespace(phone="2348035550101"), heard_at=talk.now)
    at: Any = SimpleNamespace(conversation=to, setting=setting, work=SimpleNamespace(now=talk.now))
    [said] = await urgent((Say("…"),), heard_of, at)
    assert said.template is not None
    assert (said.template.name, said.template.language) == ("trip_hold", language)
    words = voice_for(setting, talk.now)
    due = words.words.money(talk.bookings["bk1"].total)
    assert said.template.values == ("LT-1", words.until(heard_of.pay_by), due)
    [draft] = [d for d in DRAFTS if (d.name, d.language) == ("trip_hold", language)]
    assert seats in draft.body
    assert [n for n in range(1, 5) if f"{{{{{n}}}}}" in draft.body] == [1, 2, 3]
