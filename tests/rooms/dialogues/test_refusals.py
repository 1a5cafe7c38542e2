"""A plain refusal stops kindly, at the options and at the quote; what nobody heard of is never named afterwards."""

from __future__ import annotations

import pytest

from dragoman.dialogues.voice import Setting
from tests.rooms.dialogues.test_put_off import quoted
from tests.rooms.dialogues.world import Talker

SAID = [
    ("en", "nah, forget it"), ("en", "not now"), ("en", "hmm I changed my mind"), ("en", "no thanks, forget it"),
    ("es", "mejor no"), ("es", "mejor lo dejamos"), ("es", "olvídalo"),
    ("fr", "finalement non"), ("fr", "tant pis"), ("fr", "oublie"), ("fr", "j'ai changé d'avis"),
    ("pt", "deixa pra lá"), ("pt", "esquece"), ("pt", "melhor não"),
]  # fmt: skip


def shown(language: str) -> Talker:
    talk = Talker(setting=Setting("Lagos Tours", phone="+2348035550101", language=language))
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    assert talk.step_name == "show_offers"
    return talk


@pytest.mark.parametrize(("language", "words"), SAID)
@pytest.mark.parametrize("at", [quoted, shown])
def test_a_refusal_stops_and_buys_nothing(at: object, language: str, words: str) -> None:
    talk = at(language)  # type: ignore[operator]
    before = len(talk.done)
    talk.says(words)
    assert talk.ids() == ["go:continue", "go:new", "go:menu"]
    assert talk.place.frames == ()
    assert talk.done[before:] == []


@pytest.mark.parametrize(("language", "words"), SAID)
def test_said_twice_it_names_no_draft(language: str, words: str) -> None:
    talk = quoted(language)
    talk.says(words)
    before = len(talk.done)
    said = talk.says(words)
    assert all(b.reference not in said for b in talk.bookings.values())
    assert talk.done[before:] == []
