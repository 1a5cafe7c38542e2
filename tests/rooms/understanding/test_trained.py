"""A business's own intent model: what it sees, what it learns, what its trial refuses, and when it keeps silent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.dialogues.opinions import _OFFERED
from dragoman.understanding.names import Intent
from dragoman.understanding.proposals import FREE
from dragoman.understanding.trained.examples import (
    LABELS,
    MOVING,
    OF_ONE_WRITER_MAX,
    Example,
    Source,
    bounded,
    example,
)
from dragoman.understanding.trained.fitting import VOCABULARY_MAX, WRITERS_MIN, fit, vocabulary
from dragoman.understanding.trained.model import Model
from dragoman.understanding.trained.proposing import proposed
from dragoman.understanding.trained.trial import FOLDS, Trial, folds, tried
from dragoman.understanding.trained.words import LETTERS_MAX, WORDS_MAX, seen_words

TODAY = date(2026, 11, 20)
SAYINGS = {
    Intent.STATUS: ("how far my runs", "make I know my runs", "my runs don land abi"),
    Intent.REFUND: ("make una return the bread", "the bread suppose come back", "drop my bread back"),
    Intent.PERSON: ("oga come carry this matter", "bring your oga abeg", "your oga go sabi am"),
}
"""Ways of a town that the built-in reader does not know."""


def lesson(text: str, intent: Intent, writer: str, source: Source = Source.STAFF) -> Example:
    return example(text, intent, writer, source, today=TODAY, country="NG")


def town(writers: int = 20) -> list[Example]:
    """Writers who each say everything once, in their own way."""
    return [
        lesson(f"{text} {('please', 'o', 'now now')[n % 3]}", intent, f"pe_{n}")
        for n, (intent, texts) in product(range(writers), SAYINGS.items())
        for text in (texts[n % len(texts)], texts[(n + 1) % len(texts)])
    ]


@pytest.fixture(scope="module")
def lessons() -> list[Example]:
    return town()


@pytest.fixture(scope="module")
def model(lessons) -> Model:
    weights = fit(lessons)
    assert weights is not None
    return Model(weights)


# -- what it sees -----------------------------------------------------------------------------------------------------


def test_words_and_pairs_are_seen_without_numbers_and_not_across_what_was_masked() -> None:
    assert seen_words("Réfund me 500 pounds, [NAME_1] said so") == (
        "refund", "me", "refund me", "pounds", "said", "so", "said so",
    )  # fmt: skip


@given(st.text(max_size=4_096))
@settings(max_examples=150, deadline=None)
def test_what_is_seen_is_bounded_and_holds_no_digit(text: str) -> None:
    seen = seen_words(text)
    assert len(seen) <= 2 * WORDS_MAX
    assert len(set(seen)) == len(seen)
    assert not any(c.isdigit() for word in seen for c in word)
    assert all(len(part) <= LETTERS_MAX for word in seen for part in word.split())


# -- what it learns ---------------------------------------------------------------------------------------------------


def test_it_learns_the_ways_of_a_town(model: Model) -> None:
    for intent, texts in SAYINGS.items():
        for text in texts:
            guess = model.guess(seen_words(text))
            assert guess is not None
            assert guess.intent is intent, text
            assert guess.likely > 0.6


def test_the_same_lessons_give_the_same_model_in_any_order_of_writers(lessons) -> None:
    assert fit(lessons) == fit(lessons)


def test_its_reasons_add_up_to_what_it_says(lessons) -> None:
    weights = fit(lessons)
    assert weights is not None
    model, words = Model(weights), seen_words("make una return the bread")
    leaning = dict(zip(weights.intents, weights.leanings, strict=True))
    score = {
        i: leaning[i] + sum(weight for _, weight in model.reasons(words, i)) for i in (Intent.REFUND, Intent.STATUS)
    }
    shares = model.shares(words)
    told = math.log(shares[Intent.REFUND] / shares[Intent.STATUS])
    assert told == pytest.approx(score[Intent.REFUND] - score[Intent.STATUS])
    assert sum(shares.values()) == pytest.approx(1)
    assert model.reasons(words, Intent.REFUND)[0][1] > 0


def test_no_word_of_fewer_writers_than_said_is_in_a_model(lessons) -> None:
    rare = "Oluwadamilola Okonkwo-Eze passport B50123456 call +234 803 555 0199 at Wuse Zone Six"
    told = [lesson(f"make una return the bread {rare}", Intent.REFUND, f"pe_rare{n}") for n in range(WRITERS_MIN - 1)]
    told += [lesson(f"bread {rare}", Intent.REFUND, "pe_rare0") for _ in range(50)]  # one writer counts once
    weights = fit([*lessons, *told])
    assert weights is not None
    kept = " ".join(weights.words)
    for secret in ("oluwadamilola", "okonkwo", "eze", "wuse", "zone", "six", "passport", "0199", "b50123456"):
        assert secret not in kept.split(), secret
    assert not any(c.isdigit() for c in kept)
    stored = msgspec.msgpack.encode(weights)
    assert b"oluwadamilola" not in stored
    more = fit([*lessons, *told, lesson(f"bread {rare}", Intent.REFUND, "pe_fifth")])
    assert more is not None
    assert "wuse" in more.words  # with one writer more it is shared: the bound is what held it back


def test_names_of_the_writer_and_after_a_title_never_become_words() -> None:
    told = [
        example("Mr Adewale wants the bread, Ngozi too", Intent.REFUND, f"pe_{n}", Source.STAFF, today=TODAY, names=["Ngozi Ada"])
        for n in range(20)
    ]  # fmt: skip
    assert not {"adewale", "ngozi"} & {word for one in told for word in one.words}


def test_fewer_than_three_writers_for_a_word_are_refused(lessons) -> None:
    with pytest.raises(ValueError, match="writers"):
        fit(lessons, 2)


def test_too_little_gives_no_model(lessons) -> None:
    assert fit([]) is None
    assert fit([one for one in lessons if one.intent is Intent.REFUND]) is None  # a single intent says nothing
    assert fit(lessons[:12]) is None


def test_one_writer_teaches_only_a_little() -> None:
    flood = [lesson(f"bread number {'x' * n}", Intent.REFUND, "pe_loud") for n in range(60)]
    assert len(bounded(flood)) == OF_ONE_WRITER_MAX


def test_the_vocabulary_is_bounded() -> None:
    words = tuple(
        f"w{'abcdefghij'[n % 10]}{'x' * (n // 10 % 9)}{chr(97 + n // 90 % 26)}{chr(97 + n // 2_340)}"
        for n in range(9_000)
    )
    told = [Example(words, Intent.HELP, f"pe_{n}", Source.FILE, Intent.UNKNOWN, True, False) for n in range(3)]
    assert len(set(words)) > VOCABULARY_MAX
    assert len(vocabulary(told, 3)) == VOCABULARY_MAX


# -- its trial --------------------------------------------------------------------------------------------------------


def test_a_writer_is_never_in_two_folds_and_intents_are_spread(lessons) -> None:
    parts = folds(lessons)
    writers = [{one.writer for one in part} for part in parts]
    assert sum(map(len, writers)) == len(set().union(*writers)) == 20
    for part in parts:
        assert {one.intent for one in part} == set(SAYINGS)
        assert abs(len(part) - len(lessons) / FOLDS) <= 6


def test_a_good_model_passes_and_what_it_gains_is_counted(lessons) -> None:
    trial = tried(lessons)
    assert trial.against == ()
    assert trial.passed
    assert trial.messages == len(lessons)
    assert trial.right_with > trial.right_own
    assert trial.proposals_right / trial.proposals > 0.8
    refund = next(row for row in trial.rows if row.intent == "refund")
    assert refund.moving
    assert refund.right_with > refund.right_own
    assert msgspec.convert(msgspec.to_builtins(trial), Trial) == trial


def test_too_few_messages_are_refused(lessons) -> None:
    assert any("too few" in why for why in tried(lessons[:90]).against)


def test_messages_that_the_built_in_reader_is_sure_of_show_nothing() -> None:
    sure = [lesson("hello, good morning", Intent.GREETING, f"pe_{n}") for n in range(60)]
    sure += [lesson("cancel my booking please", Intent.CANCEL, f"pe_{n}") for n in range(60)]
    against = tried(sure).against
    assert any("30 are needed" in why for why in against)
    assert any("proposed nothing" in why for why in against)


def unclear(words: tuple[str, ...], intent: Intent, n: int, own: Intent = Intent.UNKNOWN) -> Example:
    return Example(words, intent, f"pe_{n}", Source.STAFF, own, True, False)


def confused() -> Iterator[Example]:
    """The built-in reader is unsure but right about cancelling; the labels around it teach that such words are thanks."""
    for n in range(60):
        yield unclear(("blorp",), Intent.THANKS, n)
        yield unclear(("snargle",), Intent.STATUS, n)
    for n in range(12):
        yield unclear(("blorp",), Intent.CANCEL, n, own=Intent.CANCEL)


def test_a_model_that_makes_cancelling_worse_is_refused_though_more_is_right_with_it() -> None:
    trial = tried(list(confused()))
    assert trial.right_with > trial.right_own
    cancel = next(row for row in trial.rows if row.intent == "cancel")
    assert (cancel.right_own, cancel.right_with) == (12, 0)
    assert cancel.worse
    assert [why for why in trial.against if "“cancel”" in why]
    assert not trial.passed


def test_a_model_that_invents_a_deed_that_nobody_meant_is_refused() -> None:
    told = [unclear(("blorp",), Intent.REFUND if n % 5 else Intent.BAGGAGE, n) for n in range(100)]
    told += [unclear(("snargle",), Intent.HELP, n) for n in range(60)]
    trial = tried([*told, *(unclear(("blorp",), Intent.BAGGAGE, n) for n in range(100, 140))])
    assert not trial.passed


def test_scattered_labels_are_refused() -> None:
    told = [
        unclear((("blorp", "snargle", "wub")[n % 3],), (Intent.HELP, Intent.STATUS)[n % 7 % 2], n) for n in range(150)
    ]
    assert not tried(told).passed


def test_a_model_that_reads_less_right_than_the_built_in_reader_is_refused() -> None:
    told = [unclear(("blorp",), Intent.BAGGAGE, n, own=Intent.BAGGAGE) for n in range(20)]
    told += [unclear(("blorp",), Intent.HELP, n, own=Intent.HELP if n < 80 else Intent.UNKNOWN) for n in range(90)]
    told += [unclear(("snargle",), Intent.STATUS, n, own=Intent.STATUS) for n in range(40)]
    trial = tried(told)
    assert trial.right_with < trial.right_own
    assert any("are read right" in why for why in trial.against)


# -- when it speaks ---------------------------------------------------------------------------------------------------


def test_it_is_silent_where_the_built_in_reader_is_sure(model: Model) -> None:
    words = seen_words("make una return the bread")
    assert proposed(model, words, unsure=True, holds=False) is Intent.REFUND
    assert proposed(model, words, unsure=False, holds=False) is None


def test_words_that_hold_back_propose_no_deed_but_may_ask(model: Model) -> None:
    assert proposed(model, seen_words("the bread suppose come back"), unsure=True, holds=True) is None
    assert proposed(model, seen_words("my runs don land abi"), unsure=True, holds=True) is Intent.STATUS
    assert proposed(model, seen_words("oga come carry this matter"), unsure=True, holds=True) is Intent.PERSON


def test_a_message_of_strange_words_is_not_read(model: Model) -> None:
    assert proposed(model, seen_words("the zyx qwv plk mnb vcx bread"), unsure=True, holds=False) is None
    assert proposed(model, (), unsure=True, holds=False) is None


def test_what_moves_money_or_state_is_among_the_guarded() -> None:
    assert set(LABELS) > MOVING
    for intent in (
        Intent.REFUND,
        Intent.CANCEL,
        Intent.PAY,
        Intent.CONFIRM,
        Intent.REJECT,
        Intent.CHANGE,
        Intent.PERSON,
    ):
        assert intent in MOVING


def test_every_label_is_something_that_a_guess_may_do_or_offer() -> None:
    """What is neither free nor among the buttons would be learned, counted as right, and never heard."""
    offered = {*_OFFERED, Intent.CONFIRM, Intent.REJECT}
    assert set(LABELS) <= (FREE - {Intent.BOOK, Intent.INFORM}) | offered
