"""Words of notices in every language: the keys and placeholders of English, plural forms, buttons within the limits, templates."""

from __future__ import annotations

from string import Formatter

import pytest
from babel import Locale

from dragoman.conversations.templates import template_language
from dragoman.dialogues.words import languages as spoken_languages
from dragoman.kit.wording import Entry
from dragoman.notifications.templates import DRAFTS
from dragoman.notifications.words import languages, table, word

STAFF = ("alert.", "mail.alert")
TITLE_MAX = 20


def forms(entry: Entry) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def holes(entry: Entry) -> set[str]:
    return {name for text in forms(entry) for _, name, _, _ in Formatter().parse(text) if name}


def test_notices_and_dialogues_speak_the_same_languages() -> None:
    assert set(languages()) == set(spoken_languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_key_with_the_placeholders_of_english(language: str) -> None:
    english, own = table("en"), table(language)
    assert set(own) == set(english) if language == "en" else set(own) == {k for k in english if not k.startswith(STAFF)}
    for key, entry in own.items():
        assert holes(entry) ^ holes(english[key]) <= {"n"}, key
        assert isinstance(entry, str) == isinstance(english[key], str), key


@pytest.mark.parametrize("language", languages())
def test_plural_entries_have_a_form_for_every_category_that_whole_numbers_reach(language: str) -> None:
    rule = Locale.parse(language).plural_form
    needed = {str(rule(n)) for n in range(1, 120)}
    plurals = {key: set(entry) for key, entry in table(language).items() if not isinstance(entry, str)}
    assert len(plurals) >= 2
    assert {key: needed - forms_here for key, forms_here in plurals.items() if needed - forms_here} == {}


@pytest.mark.parametrize("language", languages())
def test_buttons_fit(language: str) -> None:
    buttons = {key: forms(entry) for key, entry in table(language).items() if key.startswith("button.")}
    assert len(buttons) >= 3
    assert [key for key, texts in buttons.items() if not all(0 < len(text) <= TITLE_MAX for text in texts)] == []


def test_counts_take_the_form_of_their_number() -> None:
    assert [word("ar", "passengers", n=n) for n in (1, 2, 3, 11, 100)] == [
        "مسافر واحد", "مسافران", "3 مسافرين", "11 مسافرًا", "100 مسافر",
    ]  # fmt: skip
    assert [word("pt", "bags.count", n=n) for n in (1, 2)] == ["1 mala", "2 malas"]
    assert word("id", "passengers", n=3) == "3 penumpang"
    assert word("xx", "passengers", n=1) == "1 passenger"


def test_every_template_is_there_in_every_language() -> None:
    names = {draft.name for draft in DRAFTS}
    for language in languages():
        for country in ("NG", "BR", "AO", ""):
            code = template_language(language, country)
            assert {draft.name for draft in DRAFTS if draft.language == code} == names, code
    assert template_language("pt", "BR") == "pt_BR"
    assert template_language("pt", "AO") == "pt_PT"
