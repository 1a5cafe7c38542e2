"""What is put off changes no trip: the traveller hears until when the price is kept, and the link or the buttons stay."""

from __future__ import annotations

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.voice import Setting
from tests.rooms.dialogues.test_payment import dearer, linked
from tests.rooms.dialogues.world import ADA_TEXT, Talker


def quoted(language: str = "en") -> Talker:
    talk = Talker(setting=Setting("Lagos Tours", phone="+2348035550101", language=language))
    for words in ("LOS-ABV 2026-12-15, 1 adult", "2", ADA_TEXT):
        talk.says(words)
    assert talk.step_name == "confirm_quote"
    return talk


SAID = {
    "en": ("payday is next week, I'll do it then",
           "I will confirm and pay tomorrow", "I'll pay on Friday", "can I pay next week?", "hold it until Monday please"),
    "fr": ("je confirme et paie demain", "puis-je payer vendredi ?"),
    "es": ("pago mañana", "¿puedo pagar el viernes?"),
    "pt": ("pago amanhã", "posso pagar na sexta?"),
    "id": ("saya bayar besok", "boleh bayar hari Jumat?"),
    "sw": ("nitalipa kesho", "naweza kulipa Ijumaa?"),
    "ar": ("سأدفع غدا", "هل يمكنني الدفع يوم الجمعة؟"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [(lang, w) for lang, ws in SAID.items() for w in ws])
def test_at_the_quote_the_deadline_is_told_and_the_buttons_stay(language: str, words: str) -> None:
    talk = quoted(language)
    before = len(talk.done)
    said = talk.says(words)
    assert "10:20" in said  # the quote's deadline
    assert [i.partition(":")[0] for i in talk.ids()] == ["yes", "go", "go"]
    assert talk.done[before:] == []
    assert talk.place.frames[0].memory["departure"] == "2026-12-15"
    talk.taps(talk.ids()[0])  # the buttons still decide
    assert isinstance(talk.done[before], r.RequestPayment)


@pytest.mark.parametrize(("language", "words"), [(lang, ws[0]) for lang, ws in SAID.items()])
def test_with_the_link_open_it_is_given_again(language: str, words: str) -> None:
    talk = quoted(language)
    talk.taps(talk.ids()[0])
    said = talk.says(words)
    assert said.count("10:30") == 2  # in the answer and with the link
    assert talk.last[-1].link is not None
    assert talk.step_name == "payment_link_sent"
    assert talk.place.frames[0].memory["departure"] == "2026-12-15"


def test_a_later_hour_of_the_same_day_is_no_too_late() -> None:
    assert "stays as it is" in quoted().says("I'll pay in 10 minutes")
    assert "cost more" in quoted().says("I'll pay tomorrow")


def test_a_dearer_price_put_off_is_not_taken() -> None:
    talk = dearer()
    before = len(talk.done)
    assert "kept only until 10:20" in talk.says("I'll pay tomorrow")
    assert talk.ids() == ["pay:accept", "go:new", "go:cancel"]
    assert talk.done[before:] == []


def test_with_options_on_show_the_list_stays() -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    searches = len(talk.searches)
    assert "Take your time" in talk.says("can I pay next week?")
    assert talk.ids()[0].startswith("offer:")
    assert len(talk.searches) == searches
    talk.says("I take option 2 and will pay next week")
    assert talk.place.frames[0].memory["offer"] == "fs1-1"


def test_another_wish_in_the_message_is_met() -> None:
    talk = quoted()
    talk.says("change the date to 16 December, I'll pay tomorrow")
    assert talk.place.frames[0].memory["departure"] == "2026-12-16"


def test_with_nothing_in_hand_it_is_acknowledged() -> None:
    assert "whenever you need me" in Talker().says("I'll get back to you tomorrow")


@pytest.mark.parametrize(
    "words",
    ["LOS-ABV 2026-12-15, 1 adult", "Lagos to Abuja on 15 December, 1 adult", "Lagos to Accra tomorrow, 2 adults"],
)
def test_after_an_expired_link_a_whole_route_is_searched(words: str) -> None:
    talk = linked()
    said = talk.hear(h.Expired(talk.booking()))
    assert "“New payment link”" in said
    before = len(talk.done)
    assert "The best 3 of" in talk.says(words)
    assert isinstance(talk.done[before], r.SearchFlights)
    assert "stays open" not in talk.text


@pytest.mark.parametrize("words", ["yes", "ok", "yes please", "New payment link", "I'll pay"])
def test_after_an_expired_link_a_yes_asks_for_a_new_one(words: str) -> None:
    talk = linked()
    talk.hear(h.Expired(talk.booking()))
    before = len(talk.done)
    talk.says(words)
    assert isinstance(talk.done[before], r.RenewLink), words
