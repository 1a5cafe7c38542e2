"""Every text of the console stands in every language, with the same placeholders, in the file it belongs to."""

from __future__ import annotations

import re

import pytest

from dragoman.console.gate import LANGUAGES
from dragoman.console.templating import texts
from scripts import console_texts

_PLACE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_nothing_is_untranslated(language: str) -> None:
    known = console_texts.translated(language)
    missing = [text for said in console_texts.said().values() for text in said if text not in known]
    assert missing == [], "run: python -m scripts.console_texts, then translate"


@pytest.mark.parametrize("language", console_texts.LANGUAGES)
def test_translations_fill_in_the_same_values(language: str) -> None:
    for said in console_texts.said().values():
        for single, whole in said.items():
            wanted = set(_PLACE.findall(single))
            known = console_texts.translated(language)[single]
            if isinstance(whole, str):
                assert set(_PLACE.findall(str(known))) == wanted, single
            else:
                assert set(_PLACE.findall(known[-1])) == wanted, single


def test_the_languages_of_the_switch_are_those_of_the_files() -> None:
    assert set(LANGUAGES) == {"en", *console_texts.LANGUAGES}


def test_plurals_have_the_forms_of_their_language() -> None:
    arabic = texts("ar")
    said = [arabic.ngettext("%(num)s waits", "%(num)s wait", n) for n in (0, 1, 2, 5, 20, 100)]
    assert len(set(said)) >= 5
    assert arabic.gettext("Team") == "الفريق"
    assert texts("en").gettext("Team") == "Team"
