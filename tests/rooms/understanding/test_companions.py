"""Who comes along with the writer counts, and so does the writer; who is only asked or told does not."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Party, understand

TODAY = date(2026, 11, 20)


def party(words: str, language: str = "en", known: Party | None = None) -> Party | None:
    context = Context(country="NG", state="options" if known else "", known={"passengers": known} if known else {})
    return understand(words, today=TODAY, language=language, context=context).values.passengers


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "with my wife and our 2 kids aged 4 and 9", Party(2, (4, 9), 0)),
        ("en", "Lagos to Abuja on Friday with my wife and our 2 kids aged 4 and 9", Party(2, (4, 9), 0)),
        ("en", "with my wife & our 2 kids (4, 9)", Party(2, (4, 9), 0)),
        ("en", "me and my husband plus a baby", Party(2, (), 1)),
        ("en", "my husband and I with our 10 month old", Party(2, (), 1)),
        ("en", "with my husband and a 6 months old baby", Party(2, (), 1)),
        ("en", "I'm travelling with my husband", Party(2)),
        ("en", "I will fly with my mum and my dad", Party(3)),
        ("en", "with 2 friends", Party(3)),
        ("en", "with my 3 year old daughter", Party(1, (3,), 0)),
        ("en", "travelling with a baby", Party(1, (), 1)),
        ("en", "me + my girlfriend", Party(2)),
        ("en", "me, hubby and baby", Party(2, (), 1)),
        ("en", "me plus one", Party(2)),
        ("en", "both of us and our baby", Party(2, (), 1)),
        ("en", "2 adults with a baby", Party(2, (), 1)),
        ("en", "for my mother", Party(1)),
        ("en", "for my wife and two kids aged 3 and 5", Party(1, (3, 5), 0)),
        ("fr", "avec ma femme et nos 2 enfants de 4 et 9 ans", Party(2, (4, 9), 0)),
        ("fr", "moi et mon mari plus un bébé", Party(2, (), 1)),
        ("fr", "je voyage avec ma mère", Party(2)),
        ("es", "con mi esposa y nuestros 2 hijos de 4 y 9 años", Party(2, (4, 9), 0)),
        ("es", "viajo con mi madre", Party(2)),
        ("pt", "com minha esposa e nossos 2 filhos de 4 e 9 anos", Party(2, (4, 9), 0)),
        ("pt", "viajo com a minha mãe", Party(2)),
        ("de", "mit meiner Frau und unseren 2 Kindern (4 und 9)", Party(2, (4, 9), 0)),
        ("id", "dengan istri saya dan 2 anak umur 4 dan 9", Party(2, (4, 9), 0)),
        ("sw", "na mke wangu na watoto wetu 2 wa miaka 4 na 9", Party(2, (4, 9), 0)),
        ("ar", "مع زوجتي وطفلينا عمرهما 4 و 9", Party(2, (4, 9), 0)),
        ("ar", "أنا وزوجي مع رضيع", Party(2, (), 1)),
    ],
)
def test_the_writer_is_counted(language: str, words: str, expected: Party) -> None:
    assert party(words, language) == expected


@pytest.mark.parametrize(
    "words",
    [
        "let me check with my wife",
        "I'll discuss with my husband first",
        "I want to visit my wife and kids",
        "I want to go and be with my mother",
        "let me ask my wife",
        "fly with Emirates",
        "I am paying with my card",
    ],
)
def test_who_is_only_spoken_of_is_not_counted(words: str) -> None:
    assert party(words) is None
    assert party(words, known=Party(1)) is None


def test_children_added_to_a_known_party_leave_its_adults() -> None:
    assert party("with a baby", known=Party(2)) == Party(0, (), 1)
    assert party("with my wife", known=Party(1)) == Party(2)


@pytest.mark.parametrize(
    ("language", "words", "adults"),
    [
        ("ha", "Kano zuwa Abuja gobe, mutum 1", 1),
        ("ha", "Kano zuwa Abuja gobe, mutane 3", 3),
        ("sw", "watu wazima 2", 2),
    ],
)
def test_counts_behind_the_noun_are_read(language: str, words: str, adults: int) -> None:
    assert party(words, language) == Party(adults)
