"""The language shows in the words, or it does not show."""

from datetime import date

import pytest

from dragoman.understanding import detect_language, understand
from dragoman.understanding.intents import rules
from dragoman.understanding.languages import language_named
from dragoman.understanding.lexicon import LANGUAGES, lexicon


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I would like to book a flight", None), ("je voudrais un vol pour Paris", "fr"), ("quiero cancelar mi vuelo", "es"),
        ("quero uma passagem para Luanda", "pt"), ("ich brauche einen Flug nach Berlin", "de"), ("mau pesan tiket ke Bali", "id"),
        ("nataka tiketi ya ndege", "sw"), ("أريد رحلة إلى دبي", "ar"), ("yarın için uçak bileti istiyorum", "tr"), ("मुझे टिकट चाहिए", "hi"),
        ("ina son tikitin jirgi gobe", "ha"), ("achọrọ m tiketi ụgbọ elu", "ig"), ("mo fẹ́ ra tíkẹ́ẹ̀tì lọ sí Abuja", "yo"),
        ("abeg wetin dey happen", "pcm"), ("我想订机票", "zh"), ("フライトを探しています", "ja"), ("LOS-ABV 15DEC", None), ("12345", None), ("", None),
        ("bonjour", "fr"), ("asante sana", "sw"), ("terima kasih", "id"),
    ],
)  # fmt: skip
def test_the_language_of_a_message(text, language):
    assert detect_language(text) in ((language, "en") if language is None else (language,))


def test_every_language_has_its_words():
    for language in LANGUAGES:
        words = lexicon((language,))
        assert words.terms
        assert set(words.weekdays.values()) <= set(range(7))
        assert set(words.months.values()) <= set(range(1, 13))
        if language not in ("zh", "ja"):
            assert {"cancel", "search", "confirm"} <= {r.intent.value for r in rules(language)}


def test_the_last_language_named_is_meant():
    assert language_named("from english to french") == "fr"
    assert language_named("lagos to abuja") is None


def test_a_lone_letter_of_pidgin_is_answered():
    assert detect_language("e am") in (None, "en")


@pytest.mark.parametrize(
    "words", ["mon argent est-il en sécurité ?", "pour ma femme et mon fils", "où est mon billet ?"]
)
def test_french_mon_is_no_monday(words: str) -> None:
    assert understand(words, today=date(2026, 11, 20), language="fr").values.departure is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_mon_is_monday_in_english(language: str) -> None:
    read = understand("I want to fly on Mon", today=date(2026, 11, 20), language=language)
    assert read.values.departure == date(2026, 11, 23)
