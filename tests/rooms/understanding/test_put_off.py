"""A day on which somebody pays, confirms or answers is no day of travel; one that changes the trip still is."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, understand

TODAY = date(2026, 11, 20)  # a Friday
KNOWN = {"departure": date(2026, 12, 15)}
TOMORROW, FRIDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 27), date(2026, 11, 23)

PUT_OFF = [
    ("en", "I will confirm and pay tomorrow", TOMORROW),
    ("en", "I'll pay on Friday", FRIDAY),
    ("en", "can I pay next week?", MONDAY),
    ("en", "I'll pay tomorrow morning", TOMORROW),
    ("en", "let me pay for the flight on Monday", MONDAY),
    ("en", "tomorrow I will pay", TOMORROW),
    ("en", "On Friday I can pay", FRIDAY),
    ("en", "can you hold it until Monday?", MONDAY),
    ("en", "hold the price till tomorrow please", TOMORROW),
    ("en", "can I have until Friday to pay?", FRIDAY),
    ("en", "I'll get back to you tomorrow", TOMORROW),
    ("en", "I'll answer you on Monday", MONDAY),
    ("en", "I will transfer the money on 30 November", date(2026, 11, 30)),
    ("en", "pay on the 25th", date(2026, 11, 25)),
    ("en", "my salary comes on Friday", FRIDAY),
    ("en", "I want to pay with card tomorrow evening", TOMORROW),
    ("en", "i go pay tomorrow", TOMORROW),
    ("en", "can I pay in two weeks?", date(2026, 12, 4)),
    ("en", "I will book it tomorrow", TOMORROW),
    ("en", "I'll pay later", None),
    ("en", "can I pay at the end of the month?", None),
    ("en", "I will pay when I get paid", None),
    ("en", "I'll confirm in 2 hours", None),
    ("en", "can you hold it for two days?", None),
    ("en", "I'll pay at 6pm", None),
    ("fr", "je paie vendredi", FRIDAY),
    ("fr", "je paierai demain", TOMORROW),
    ("fr", "puis-je payer la semaine prochaine ?", MONDAY),
    ("fr", "demain je confirme", TOMORROW),
    ("fr", "je confirme et paie demain matin", TOMORROW),
    ("fr", "pouvez-vous garder le prix jusqu'à lundi ?", MONDAY),
    ("fr", "je paie plus tard", None),
    ("es", "pago el viernes", FRIDAY),
    ("es", "pagaré mañana", TOMORROW),
    ("es", "¿puedo pagar la semana que viene?", MONDAY),
    ("es", "mañana confirmo y pago", TOMORROW),
    ("es", "¿me lo guarda hasta el lunes?", MONDAY),
    ("pt", "pago na sexta", FRIDAY),
    ("pt", "vou pagar amanhã", TOMORROW),
    ("pt", "posso pagar na próxima semana?", MONDAY),
    ("pt", "pode segurar até segunda?", MONDAY),
    ("pt", "pago depois", None),
    ("de", "ich bezahle am Freitag", FRIDAY),
    ("de", "ich werde morgen bezahlen", TOMORROW),
    ("de", "kann ich nächste Woche zahlen?", MONDAY),
    ("id", "saya bayar besok", TOMORROW),
    ("id", "besok saya bayar", TOMORROW),
    ("id", "bisa tahan sampai Senin?", MONDAY),
    ("sw", "nitalipa kesho", TOMORROW),
    ("sw", "nitalipa Ijumaa", FRIDAY),
    ("ar", "سأدفع غدا", TOMORROW),
    ("ar", "سأدفع يوم الجمعة", FRIDAY),
    ("ar", "هل يمكنني الدفع الأسبوع القادم؟", MONDAY),
    ("tr", "yarın öderim", TOMORROW),
    ("tr", "gelecek hafta ödeyebilir miyim?", MONDAY),
    ("hi", "मैं कल पेमेंट करूंगा", TOMORROW),
]


@pytest.mark.parametrize("state", ["confirm", "payment"])
@pytest.mark.parametrize(("language", "words", "day"), PUT_OFF)
def test_a_day_of_paying_is_no_day_of_travel(language: str, words: str, day: date | None, state: str) -> None:
    context = Context(state=state, country="NG", known=KNOWN)
    values = understand(words, today=TODAY, language=language, context=context).values
    assert values.later is not None
    assert values.later.day == day
    assert not values.later.now
    assert values.stated() <= {"later", "yes_no"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "make it Friday"), ("en", "No, Friday please"), ("en", "change it to Friday and I'll pay"), ("en", "Friday, confirm"),
        ("en", "confirm for Friday"), ("en", "wait, make it Friday"), ("en", "hold on, Friday"), ("fr", "plutôt vendredi"),
        ("es", "mejor el viernes"), ("pt", "prefiro na sexta"), ("de", "lieber am Freitag"), ("id", "ganti ke hari Jumat"),
        ("sw", "badilisha iwe Ijumaa"), ("ar", "اجعلها الجمعة"),
    ],
)  # fmt: skip
def test_a_correction_of_the_day_stays_one(language: str, words: str) -> None:
    context = Context(state="confirm", country="NG", known=KNOWN)
    values = understand(words, today=TODAY, language=language, context=context).values
    assert values.departure == FRIDAY
    assert values.later is None


@pytest.mark.parametrize(
    ("words", "departure"),
    [
        ("Lagos to Abuja on Friday, I'll pay tomorrow", FRIDAY),
        ("can we fly on Friday and pay on Monday?", FRIDAY),
        ("I want to pay for a flight to Abuja on Friday", FRIDAY),
        ("I need to be in Abuja by Friday", FRIDAY),
        ("reserve a seat for Friday", FRIDAY),
        ("keep Friday", FRIDAY),
    ],
)
def test_a_day_of_travel_beside_it_is_kept(words: str, departure: date) -> None:
    assert understand(words, today=TODAY).values.departure == departure


def test_paying_today_puts_nothing_off() -> None:
    found = understand("I'll pay today", today=TODAY, context=Context(state="payment", known=KNOWN))
    assert found.values.later is not None
    assert found.values.later.now
    assert found.values.departure is None


def test_the_time_is_marked_where_it_stood() -> None:
    found = understand("OK, I'll pay for it on Friday then", today=TODAY, context=Context(state="payment"))
    assert [(s.slot, s.raw) for s in found.spans if s.slot == "later"] == [("later", "Friday")]


@pytest.mark.parametrize(
    ("language", "words"),
    [("sw", "nitalipa Ijumaa"), ("en", "I'll pay tomorrow"), ("ar", "سأدفع غدا"), ("fr", "je paie demain")],
)
def test_while_names_are_asked_it_names_nobody(language: str, words: str) -> None:
    asked = Context(expect=("title", "given_name", "family_name", "born_on"), state="passengers", known=KNOWN)
    values = understand(words, today=TODAY, language=language, context=asked).values
    assert values.people == ()
    assert values.later is not None


def test_a_headcount_is_no_place() -> None:
    found = understand(
        "Jakarta ke Bali tanggal 15 Desember 2 orang", today=TODAY, language="id", context=Context(country="ID")
    )
    assert found.values.legs == ()
    assert found.values.destination is not None
    assert (found.values.destination.iata, found.values.return_) == ("DPS", None)
