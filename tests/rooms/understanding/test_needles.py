"""Looking for plain letters first must never hide a match that the expression itself would find."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.understanding.intents import rules, sentences, signs
from dragoman.understanding.lexicon import LANGUAGES
from dragoman.understanding.needles import Sieve, Sought, needles
from dragoman.understanding.text import _LONG_RUN, Message
from tests.rooms.understanding import test_intents

SAID = [
    case[0] for mark in test_intents.test_an_intent_in_the_words_of_its_language.pytestmark for case in mark.args[1]
]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"\brefund(?:s|ed|ing)?\b", {"refund"}),
        (r"^(?:stop|quit)$", {"stop", "quit"}),
        (r"\b(?:can|could) (?:you|u) call\b", {" call"}),
        (r"\bopt ?out\b", {"opt"}),
        (r"colou?r", {"colo"}),
        (r"(?:ab)+cd?", {"ab"}),
        (r"(?:tea)?cup", {"cup"}),
        (r"(?:tea)*", set()),
        (r"(?:tea|[ab]c?)", set()),
        (r"\w+", set()),
        (r"(?!never)yes", {"yes"}),
        (r"(?i:Yes) sir", {" sir"}),
        (r"(?i)yes", set()),
        ("", set()),
    ],
)
def test_needles_are_what_every_match_holds(expression: str, expected: set[str]) -> None:
    assert needles(re.compile(expression)) == expected


def test_every_sentence_of_the_corpus_is_read_as_without_the_sieve() -> None:
    assert len(SAID) > 50
    texts = {words for said in SAID for words, _ in sentences(said.casefold())}
    for language in LANGUAGES:
        every = [one for rule in rules(language) for one in (*rule.any, *rule.unless)]
        sieve = Sieve(every)
        for text in texts:
            found = {one for one in every if one.search(text)}
            assert found <= sieve.left(text), (language, text)


def test_the_sieve_holds_most_back() -> None:
    every = [one for rule in rules("en") for one in (*rule.any, *rule.unless)]
    assert len(Sieve(every).left("what is the status of my booking")) < len(every) / 3
    assert [s.intent for s in signs("what is the status of my booking?", ("en",))]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_an_expression_matches_passes_its_needles(data: st.DataObject) -> None:
    every = [one for language in ("en", "pcm", "fr") for rule in rules(language) for one in rule.any]
    one: Sought = data.draw(st.sampled_from(sorted(every, key=lambda e: sorted(e.needles))))
    text = data.draw(st.from_regex(one.search.__self__))
    assert one in Sieve([one]).left(text)


@given(st.text(alphabet="abc ", max_size=12), st.sets(st.text(alphabet="abc ", min_size=1, max_size=5), max_size=8))
@settings(deadline=None)
def test_the_sieve_finds_what_looking_for_each_needle_finds(text: str, sought: set[str]) -> None:
    every = [Sought(re.escape(one)) for one in sorted(sought)]
    assert Sieve(every).left(text) == {one for one in every if any(needle in text for needle in one.needles)}


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60) | st.text(alphabet=" A.!_\t\n\x1c1", max_size=9))
@settings(deadline=None)
def test_plain_letters_fold_at_once_as_they_do_one_by_one(text: str) -> None:
    if not _LONG_RUN.search(text):
        assert Message(text)._folded(text) == (text.lower(), list(range(len(text))))
