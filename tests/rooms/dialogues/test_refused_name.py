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


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "id", "sw", "ar"])
def test_the_name_is_named_and_the_money_is_safe(language: str) -> None:
    talk = refused(language=language)
    assert "Chukwuemeka O" in talk.text
    assert talk.ids() == ["pay:refund", "go:person"]
    talk.says("Chukwuemeka Obi")
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
    said = talk.says(words)
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
    said = talk.hear(h.TicketFailed(talk.booking(), "passenger", (), RefusedName(1, "Emeka", "Obi")))
    assert "Emeka Obi" in said
    talk.says("Chukwuemeka Obi")
    assert sent(talk) == r.CorrectName("bk1", 1, "Chukwuemeka", "Obi")


def test_what_the_domain_refuses_is_told_and_asked_again() -> None:
    talk = refused()
    talk.says("Emeka Obi")
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
