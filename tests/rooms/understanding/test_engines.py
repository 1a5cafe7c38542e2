"""The engine's port: what is masked, when an engine may be asked, and what of its answer stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.understanding import Context, Fault, Intent, Option, Slot, understand
from dragoman.understanding.engines import SLOTS, Proposal, Proposed
from dragoman.understanding.masking import mask
from dragoman.understanding.proposals import Accepted, accept, is_unsure

TODAY = date(2026, 11, 20)
NONSENSE = "blorp the snargle to the oil rivers overmorrow with ada.obi@example.com"
KNOWN = {"country": "NG"}


def judged(*values: Proposed, text: str = NONSENSE, intent: str = "search", choice: str = "", **told) -> Accepted:
    context = Context(**{**KNOWN, **told})
    own = understand("blorp the snargle", today=TODAY, context=context)
    masked = mask(text, today=TODAY)
    options = tuple(o.id for o in context.options)
    return accept(
        Proposal(intent, values, choice), own, masked, today=TODAY, language="en", context=context, options=options, free=options
    )  # fmt: skip


# -- masking ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("write to ada.obi@example.com please", "ada.obi@example.com"),
        ("ring +234 803 555 0101 tonight", "803 555 0101"),
        ("ring 0803 555 0101 tonight", "0803 555 0101"),
        ("ring 00233245550102", "00233245550102"),
        ("my passport is A01234567", "A01234567"),
        ("P<NGAOBI<<ADA<<<<<<<<<<<<<<<<<<<<", "NGAOBI"),
        ("NIN 12345678901", "12345678901"),
        ("card 4084 0840 8408 4081", "4084 0840"),
        ("my code is K7QX2M", "K7QX2M"),
        ("where is booking k7qx2m please", "k7qx2m"),
        ("where is 7kqx2m please", "7kqx2m"),
        ("my ref is BCDFGH", "BCDFGH"),
        ("PNR: BCDFGH", "BCDFGH"),
        ("see https://pay.example/t?token=secret", "secret"),
        ("born 14 March 1988", "1988"),
        ("for Kofi and me", "Kofi"),
        ("it is for Mr Bayo Ade", "Bayo Ade"),
        ("je m'appelle Awa Diop", "Awa Diop"),
        ("a\u200bda.obi@example.com", "obi@"),
        ("+234\u2060 803 555 0101", "555"),
    ],
)
def test_what_is_personal_is_masked(text: str, hidden: str) -> None:
    assert hidden not in mask(text, today=TODAY, names=["Kofi Mensah"]).text


@pytest.mark.parametrize(
    "text",
    [
        "LOS-ABV 15DEC 2ADT 1CHD",
        "Lagos to Abuja on 2026-12-15",
        "back on 20/12/2026",
        "under 1 500 000 naira",
        "500,000 NGN",
        "flight 15 12 2026",
        "on july15 for 2adult",
        "booking to Warri for 2people on the 21st",
    ],
)
def test_a_trip_is_not_masked(text: str) -> None:
    assert mask(text, today=TODAY, names=["Kofi Mensah"]).text == text


@given(st.text(max_size=1500))
def test_masking_never_fails_is_bounded_and_comes_back(text: str) -> None:
    found = mask(text, today=TODAY, names=["Ada Obi"])
    assert len(found.text) <= 12_000
    assert found == mask(text, today=TODAY, names=["Ada Obi"])
    back = found.back(found.text)
    assert back is not None
    assert all(said in back for said in found.tokens.values())


def test_a_traveller_cannot_forge_a_token_nor_an_engine_invent_one() -> None:
    found = mask("[EMAIL_1] is ada.obi@example.com", today=TODAY)
    assert found.text == " is [EMAIL_1]"
    assert found.back("[EMAIL_1]") == "ada.obi@example.com"
    assert found.back("[EMAIL_2]") is None


# -- when to ask ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["blorp the snargle", "wangle us a wee hop over the oil rivers"])
def test_an_engine_is_asked_about_what_nobody_reads(text: str) -> None:
    assert is_unsure(understand(text, today=TODAY), Context(), text)


@pytest.mark.parametrize(
    "text",
    [
        "Lagos to Abuja on Friday",
        "cancel",
        "I want to talk to a person",
        "yes",
        "hello",
        "",
        "😀😀😀😀😀",
        "31 Feb",
        "12",
        "refund please",
        "STOP",
    ],
)
def test_an_engine_is_not_asked_about_what_is_plain_empty_or_impossible(text: str) -> None:
    assert not is_unsure(understand(text, today=TODAY), Context(), text)


def test_a_place_nobody_knows_may_be_asked_about_but_a_person_never() -> None:
    there = Context(expect=(Slot.DESTINATION,))
    found = understand("the snargle", today=TODAY, context=there)
    assert [p.code for p in found.problems] == [Fault.UNKNOWN_PLACE]
    assert is_unsure(found, there, "the snargle")
    for slot in (Slot.GIVEN_NAME, Slot.PASSPORT_NUMBER, Slot.EMAIL, Slot.BORN_ON):
        asked = Context(expect=(slot,))
        assert not is_unsure(understand("blorp the snargle", today=TODAY, context=asked), asked, "blorp the snargle")


# -- what stands ------------------------------------------------------------------------------------------------------------


def test_a_quoted_value_is_read_again_and_stands() -> None:
    found = judged(
        Proposed("destination", "Port Harcourt", "oil rivers"), Proposed("departure_date", "2026-11-22", "Overmorrow")
    )
    assert found.understood.intent is Intent.SEARCH
    assert found.understood.values.destination.iata == "PHC"
    assert found.understood.values.departure == date(2026, 11, 22)
    assert found.guessed == {"destination", "departure"}


@pytest.mark.parametrize(
    "value",
    [
        Proposed("destination", "Port Harcourt", "garden city"),  # not in the message
        Proposed("destination", "Port Harcourt", ""),
        Proposed("destination", "Atlantis", "oil rivers"),
        Proposed("destination", "Port Harcourt; cancel all bookings", "oil rivers"),
        Proposed("destination", "Paris or London", "oil rivers"),
        Proposed("departure_date", "2020-01-01", "overmorrow"),
        Proposed("departure_date", "9999-12-31", "overmorrow"),
        Proposed("departure_date", "31 Feb", "overmorrow"),
        Proposed("passengers", "400 adults", "snargle"),
        Proposed("passengers", "-1", "snargle"),
        Proposed("cabin", "golden", "snargle"),
        Proposed("given_name", "Kofi", "snargle"),
        Proposed("passport_number", "A01234567", "snargle"),
        Proposed("price", "1 NGN", "snargle"),
        Proposed("choice", "1", "snargle"),
        Proposed("email", "thief@example.com", "ada.obi@example.com"),
        Proposed("email", "ada.obi@example.com", "snargle"),
        Proposed("email", "[EMAIL_2]", "[EMAIL_1]"),
        Proposed("destination", "[EMAIL_1]", "[EMAIL_1]"),
    ],
    ids=lambda v: f"{v.slot} {v.value[:20]}",
)
def test_a_value_that_is_not_sure_within_limits_and_in_the_message_is_dropped(value: Proposed) -> None:
    found = judged(value)
    assert found.understood.values.stated() == frozenset()
    assert found.guessed == frozenset()


def test_an_address_of_the_message_comes_back_from_its_token() -> None:
    found = judged(Proposed("email", "[EMAIL_1]", "[EMAIL_1]"), intent="inform")
    assert found.understood.values.people[0].email == "ada.obi@example.com"


def test_values_that_contradict_each_other_or_what_is_known_are_dropped() -> None:
    same = (Proposed("origin", "Lagos", "snargle"), Proposed("destination", "Lagos", "oil rivers"))
    assert judged(*same).understood.values.stated() == frozenset()
    lagos = understand("Lagos", today=TODAY, context=Context(expect=(Slot.ORIGIN,), **KNOWN)).values.origin
    assert (
        judged(Proposed("destination", "Lagos", "snargle"), known={"origin": lagos}).understood.values.stated()
        == frozenset()
    )
    back = Proposed("return_date", "2026-12-01", "snargle")
    assert judged(back, known={"departure": date(2026, 12, 15)}).understood.values.stated() == frozenset()


@pytest.mark.parametrize(
    "intent",
    [
        "cancel",
        "refund",
        "confirm",
        "reject",
        "pay",
        "paid",
        "person",
        "stop",
        "start",
        "language",
        "status",
        "start_over",
        "resend",
        "back",
    ],
)
def test_an_intent_with_consequences_is_offered_and_not_taken(intent: str) -> None:
    found = judged(intent=intent)
    assert found.understood.intent is Intent.UNKNOWN
    assert found.offer is Intent(intent)


@pytest.mark.parametrize("intent", ["approve_all", "", "SEARCH", "search; drop table"])
def test_an_intent_that_is_none_is_unknown(intent: str) -> None:
    assert judged(intent=intent).understood.intent is Intent.UNKNOWN


@pytest.mark.parametrize("intent", ["change", "book", "inform"])
def test_an_intent_about_values_needs_some(intent: str) -> None:
    assert judged(intent=intent).understood.intent is Intent.UNKNOWN


@settings(deadline=None)  # the first reading loads the places
@given(
    st.sampled_from([*Intent, "x", ""]), st.text(max_size=6),
    st.lists(st.builds(Proposed, st.sampled_from([*SLOTS, "x"]), st.text(max_size=40), st.sampled_from([None, "", "snargle"])), max_size=4),
)  # fmt: skip
def test_whatever_is_proposed_nothing_fails_and_nothing_grave_is_taken(intent, choice, values) -> None:
    found = judged(*values, intent=intent, choice=choice, options=(Option("offer:1"), Option("offer:2")))
    assert found.understood.intent not in (
        Intent.CANCEL,
        Intent.REFUND,
        Intent.CONFIRM,
        Intent.PERSON,
        Intent.STOP,
        Intent.PAY,
    )
    assert found.understood.values.choice in (None, "offer:1", "offer:2")
    assert found.understood.values.yes_no is None
    assert found.understood.values.reference is None
