"""How people really write: Nigerian Pidgin, two languages in one sentence, two scripts, digits of other scripts, emoji."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Intent, Option, Party, understand
from dragoman.understanding.models import Understanding

TODAY = date(2026, 11, 20)
TOMORROW, DECEMBER = date(2026, 11, 21), date(2026, 12, 15)
OPTIONS = (Option("a", "Air Peace"), Option("b", "Ibom Air"))


def read(text: str, language: str = "en", **context: object) -> Understanding:
    return understand(text, today=TODAY, language=language, context=Context(country="NG", **context))  # type: ignore[arg-type]


def route(found: Understanding) -> tuple[str | None, str | None]:
    values = found.values
    return values.origin and values.origin.iata, values.destination and values.destination.iata


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I no go fit travel again, cancel am", Intent.CANCEL),
        ("I wan change my flight", Intent.CHANGE),
        ("make una refund my money", Intent.REFUND),
        ("I wan talk to person", Intent.PERSON),
        ("abeg help me", Intent.HELP),
        ("how far", Intent.GREETING),
        ("I don pay", Intent.PAID),
        ("I wan carry two bag", Intent.BAGGAGE),
        ("thank you well well", Intent.THANKS),
        ("how much be flight to Abuja", Intent.SEARCH),
    ],
)
def test_what_is_wanted_in_pidgin(text: str, intent: Intent) -> None:
    assert read(text).intent is intent


@pytest.mark.parametrize(
    ("text", "places", "day"),
    [
        ("I wan comot Lagos go Abuja tomorrow", ("LOS", "ABV"), TOMORROW),
        ("abeg I wan fly go Abuja on Friday", (None, "ABV"), date(2026, 11, 27)),
        ("make we dey go Enugu for December 20", (None, "ENU"), date(2026, 12, 20)),
        ("when flight dey go Kano", (None, "KAN"), None),
    ],
)
def test_trips_in_pidgin(text: str, places: tuple[str | None, str], day: date | None) -> None:
    found = read(text)
    assert (route(found), found.values.departure) == (places, day)


@pytest.mark.parametrize(("text", "party"), [("na me and my wife dey go", Party(2)), ("we be three", Party(3))])
def test_company_in_pidgin(text: str, party: Party) -> None:
    assert read(text).values.passengers == party


@pytest.mark.parametrize(
    ("text", "language", "places", "day"),
    [
        ("Je veux un flight de Lagos à Accra tomorrow", "fr", ("LOS", "ACC"), TOMORROW),
        ("nataka flight kutoka Nairobi to Mombasa kesho", "sw", ("NBO", "MBA"), TOMORROW),
        ("mau flight dari Jakarta to Bali tomorrow", "id", ("JKT", "DPS"), TOMORROW),
        ("quiero un ticket from Madrid to Paris mañana", "es", ("MAD", "PAR"), TOMORROW),
        ("quero um flight de Lisboa to Luanda amanhã", "pt", ("LIS", "LAD"), TOMORROW),
        ("abeg book flight láti Èkó sí Àbújá", "en", ("LOS", "ABV"), None),
        ("Ina son jirgi from Kano to Abuja gobe", "en", ("KAN", "ABV"), TOMORROW),
        ("oga biko I want ụgbọ elu from Enugu to Lagos echi", "en", ("ENU", "LOS"), TOMORROW),
        ("मुझे flight चाहिए Delhi to Mumbai tomorrow", "hi", ("DEL", "BOM"), TOMORROW),
        ("عايز flight من القاهرة to Dubai بكرة", "ar", ("CAI", "DXB"), TOMORROW),
        ("flight to دبي tomorrow", "en", (None, "DXB"), TOMORROW),
        ("القاهرة to London 15 December", "en", ("CAI", "LON"), DECEMBER),
        ("दिल्ली to Dubai 15 December", "en", ("DEL", "DXB"), DECEMBER),
        ("东京 to 上海 12月15日", "zh", ("TYO", "SHA"), DECEMBER),
        ("from ラゴス to 東京 15 December", "en", ("LOS", "TYO"), DECEMBER),
        ("Ｌａｇｏｓ to Ａｂｕｊａ １５ December", "en", ("LOS", "ABV"), DECEMBER),
        ("من Lagos إلى Dubai ١٥ ديسمبر", "ar", ("LOS", "DXB"), DECEMBER),
        ("أريد رحلة من القاهرة إلى دبي يوم ١٥ ديسمبر", "ar", ("CAI", "DXB"), DECEMBER),
        ("१५ दिसंबर को दिल्ली से मुंबई", "hi", ("DEL", "BOM"), DECEMBER),
        ("L\u200bagos to A\u200bbuja 15 December", "en", ("LOS", "ABV"), DECEMBER),
        ("✈️ Lagos ➡️ Abuja 15 Dec", "en", ("LOS", "ABV"), DECEMBER),
        ("Lagos 🛫 Abuja 🛬 15 December", "en", ("LOS", "ABV"), DECEMBER),
        ("Lagos→Abuja tomorrow 😊", "en", ("LOS", "ABV"), TOMORROW),
    ],
)
def test_two_languages_or_scripts_in_one_sentence(
    text: str, language: str, places: tuple[str | None, str], day: date | None
) -> None:
    found = read(text, language)
    assert (route(found), found.values.departure) == (places, day)


def test_a_letter_of_another_script_makes_no_city() -> None:
    assert route(read("Lаgos to Abuja")) == (None, "ABV")  # the a of "Lаgos" is Cyrillic: asked, not guessed


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("please annuler ma réservation", "fr", Intent.CANCEL),
        ("I want to batalkan my booking", "id", Intent.CANCEL),
        ("refund pesa yangu please", "sw", Intent.REFUND),
    ],
)
def test_what_is_wanted_in_two_languages(text: str, language: str, intent: Intent) -> None:
    assert read(text, language).intent is intent


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("👍", Intent.CONFIRM, True),
        ("👍🏾", Intent.CONFIRM, True),
        ("✅", Intent.CONFIRM, True),
        ("👎", Intent.REJECT, False),
        ("👎🏿", Intent.REJECT, False),
        ("❌", Intent.REJECT, False),
    ],
)
def test_a_sign_answers_yes_or_no(text: str, intent: Intent, answer: bool) -> None:
    found = read(text, expect=("yes_no",), state="confirm")
    assert (found.intent, found.values.yes_no) == (intent, answer)


@pytest.mark.parametrize(("text", "choice"), [("1️⃣", "a"), ("2️⃣", "b")])
def test_a_number_in_a_box_takes_an_option(text: str, choice: str) -> None:
    assert read(text, expect=("choice",), state="options", options=OPTIONS).values.choice == choice


@pytest.mark.parametrize("text", ["😂😂😂", "❤️", "🇳🇬", "🙏"])
def test_other_signs_state_nothing(text: str) -> None:
    found = read(text)
    assert found.values.stated() == frozenset()
    assert found.intent in (Intent.UNKNOWN, Intent.THANKS)
