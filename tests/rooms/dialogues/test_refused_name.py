"""A name that the airline refuses after payment: whose it is, that name alone asked again, and the order goes on."""

from __future__ import annotations

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.refused_name import RefusedName
from dragoman.dialogues.voice import Setting
from tests.rooms.dialogues.test_payment import linked, paid
from tests.rooms.dialogues.test_restraint import MOVING, moved_by
from tests.rooms.dialogues.world import Talker

CHUKWU = RefusedName(1, "Chukwuemeka", "O")


def refused(name: RefusedName | None = CHUKWU, language: str = "en") -> Talker:
    talk = linked()
    talk.setting = Setting("Lagos Tours", phone="+2348035550101", language=language)
    talk.hear(h.TicketFailed(paid(talk), "passenger", (), name))
    return talk


def sent(talk: Talker) -> r.CorrectName | None:
    return next((d for d in reversed(talk.done) if isinstance(d, r.CorrectName)), None)


def agreed(talk: Talker) -> None:
    """Tap yes to the name that is shown."""
    talk.taps(next(id for id in talk.ids() if id.startswith("yes:right_name:")))


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "id", "sw", "ar"])
def test_the_name_is_named_and_the_money_is_safe(language: str) -> None:
    talk = refused(language=language)
    assert "Chukwuemeka O" in talk.text
    assert talk.ids() == ["pay:refund", "go:person"]
    assert "Chukwuemeka Obi" in talk.says("Chukwuemeka Obi")
    assert sent(talk) is None, "a ticket in a name that nobody agreed to is money lost"
    agreed(talk)
    assert sent(talk) == r.CorrectName("bk1", 1, "Chukwuemeka", "Obi")


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        (CHUKWU, "Chukwuemeka Obi", ("Chukwuemeka", "Obi")),
        (CHUKWU, "Mr Emeka Obi", ("Emeka", "Obi")),
        (CHUKWU, "it is Emeka Obi", ("Emeka", "Obi")),
        (RefusedName(0, "Ada", "Obi", "family_name"), "Okafor", ("Ada", "Okafor")),
        (RefusedName(0, "Ada", "Obi", "given_name"), "Adaeze", ("Adaeze", "Obi")),
    ],
)
def test_only_that_name_is_asked_and_goes_out(name: RefusedName, words: str, expected: tuple[str, str]) -> None:
    talk = refused(name)
    assert " ".join(expected) in talk.says(words)
    said = talk.says("yes")
    assert sent(talk) == r.CorrectName("bk1", name.traveller, *expected)
    assert " ".join(expected) in said
    assert moved_by(talk, "") == []


def test_a_name_that_no_airline_takes_is_asked_for_again() -> None:
    talk = refused()
    assert "Latin letters" in talk.says("奥比")
    assert "up to 20 letters" in talk.says("Chukwuemekachukwuemeka Obi")
    assert sent(talk) is None
    assert talk.ids() == ["pay:refund", "go:person"]


def test_a_name_that_is_refused_again_is_asked_again() -> None:
    talk = refused()
    talk.says("Emeka Obi")
    agreed(talk)
    said = talk.hear(h.TicketFailed(talk.booking(), "passenger", (), RefusedName(1, "Emeka", "Obi")))
    assert "Emeka Obi" in said
    talk.says("Chukwuemeka Obi")
    agreed(talk)
    assert sent(talk) == r.CorrectName("bk1", 1, "Chukwuemeka", "Obi")


def test_what_the_domain_refuses_is_told_and_asked_again() -> None:
    talk = refused()
    talk.says("Emeka Obi")
    agreed(talk)
    said = talk.hear(h.Refused("offer.gone", "That flight is no longer sold at this price.", "bk1"))
    assert "no longer sold" in said
    assert "Chukwuemeka O" in said


@pytest.mark.parametrize("words", ["is my money safe?", "what is wrong with my name?", "why?", "don't refund me"])
def test_questions_move_nothing(words: str) -> None:
    talk = refused()
    assert moved_by(talk, words) == []
    assert sent(talk) is None


def test_the_money_may_be_had_instead() -> None:
    talk = refused()
    assert moved_by(talk, "I want my money back") == [r.ChooseRefund("bk1")]
    assert all(isinstance(d, MOVING) for d in moved_by(refused(), "refund me please"))


def test_where_nobody_is_named_a_colleague_looks_at_it() -> None:
    talk = refused(None)
    assert "A colleague looks at it" in talk.text
    assert talk.ids() == ["pay:refund", "go:person"]


@pytest.mark.parametrize(
    "words",
    ["It's spelled Ada-Maria O'Bi", "that is exactly how it is written in my passport", "it should be Adah Obi"],
)
def test_no_name_goes_out_before_it_is_agreed_to(words: str) -> None:
    talk = refused()
    talk.says(words)
    assert sent(talk) is None
    talk.says("no")
    assert sent(talk) is None
    assert "Chukwuemeka O" in talk.text
    talk.says("Emeka Obi")
    assert "Emeka Okafor" in talk.says("Emeka Okafor"), "another name takes the place of the one that is shown"
    agreed(talk)
    assert sent(talk) == r.CorrectName("bk1", 1, "Emeka", "Okafor")


@pytest.mark.parametrize("words", ["why?", "is my money safe?", "wait", "ok?"])
def test_what_is_no_plain_yes_sends_nothing(words: str) -> None:
    talk = refused()
    talk.says("Emeka Obi")
    talk.says(words)
    assert sent(talk) is None
