"""Children and infants beside the people that were counted, ages in months, and women and men."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Party, Slot, understand

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "language", "party"),
    [
        ("just the two of us plus our toddler (18 months)", "en", Party(2, (), 1)),
        ("me and our toddler", "en", Party(1, (-1,))),
        ("me and our toddler (18 months)", "en", Party(1, (), 1)),
        ("4 pax 1 inf", "en", Party(4, (), 1)),
        ("2 of us and a baby", "en", Party(2, (), 1)),
        ("2 people and 1 child aged 6", "en", Party(2, (6,))),
        ("a baby of 11 months and two adults", "en", Party(2, (), 1)),
        ("my family of five, one of the kids is 11 months", "en", Party(4, (), 1)),
        ("two adults and a 10 months old baby", "en", Party(2, (), 1)),
        ("3 yetişkin 1 bebek", "tr", Party(3, (), 1)),
        ("3 yetişkin 1 bebek", "en", Party(3, (), 1)),
        ("2 kişi ve 1 çocuk", "tr", Party(2, (-1,))),
        ("2 mujeres y 1 niño", "es", Party(2, (-1,))),
        ("3 personas y 2 niños", "es", Party(3, (-1, -1))),
        ("2 hommes et 1 enfant", "fr", Party(2, (-1,))),
        ("quatre adultes et un bébé de 8 mois", "fr", Party(4, (), 1)),
        ("dois adultos, uma criança de 4 anos e um de colo", "pt", Party(2, (4,), 1)),
        ("3 orang dan 1 bayi", "id", Party(3, (), 1)),
        ("दो लोग और एक बच्चा", "hi", Party(2, (-1,))),
        ("2 Männer und 1 Kind", "de", Party(2, (-1,))),
    ],
)
def test_the_young_come_on_top_of_the_people_beside_whom_they_stand(text: str, language: str, party: Party) -> None:
    context = Context(expect=(Slot.PASSENGERS,), state="passengers")
    assert understand(text, today=TODAY, language=language, context=context).values.passengers == party


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("5 people including 2 kids", Party(3, (-1, -1))),
        ("4 people: me, my wife and 2 kids", Party(2, (-1, -1))),
        ("3 passengers: 2 adults and 1 child", Party(2, (-1,))),
        ("family of 4 with 2 kids", Party(2, (-1, -1))),
    ],
)
def test_the_young_are_among_the_people_where_the_message_says_so(text: str, party: Party) -> None:
    context = Context(expect=(Slot.PASSENGERS,), state="passengers")
    assert understand(text, today=TODAY, context=context).values.passengers == party


def test_months_of_waiting_are_no_infants_age() -> None:
    values = understand("two adults, in 3 months", today=TODAY).values
    assert values.passengers == Party(2)
    assert values.departure == date(2027, 2, 20)
