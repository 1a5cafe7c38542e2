"""Search, offers, re-price: slow and silent partners, sold out, dearer, cheaper, wishes, old buttons, bad input."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.flights.supplier import Seat, SliceQuery
from dragoman.understanding import Intent, Leg, Party, Place, Understanding, Values
from tests.rooms.dialogues.world import ADA_TEXT, Talker

ONE = "LOS-ABV 2026-12-15, 1 adult"


def query(talk: Talker) -> object:
    return list(talk.queries.values())[-1]


def test_searching_is_said_after_two_seconds_and_slowness_after_ten() -> None:
    talk = Talker(instant=False)
    assert talk.says(ONE) == ""
    (timer,) = [d for d in talk.done if isinstance(d, r.SetTimer)]
    assert timer.after == timedelta(seconds=2)
    assert talk.hear(h.Rang(timer.name)) == "Searching Lagos → Abuja, Tue 15 Dec, 1 adult …"
    slow = talk.done[-1]
    assert isinstance(slow, r.SetTimer)
    assert slow.after == timedelta(seconds=8)
    assert "airlines’ systems are slow" in talk.hear(h.Rang(slow.name))
    assert [c.title for c in talk.last[-1].choices] == ["Keep waiting", "Talk to a person"]
    assert "I keep at it" in talk.taps("Keep waiting")
    assert "The best 3 of 5" in talk.hear(talk.found("fs1"))


def test_a_ring_after_the_answer_says_nothing() -> None:
    talk = Talker()
    talk.says(ONE)
    (timer,) = [d for d in talk.done if isinstance(d, r.SetTimer)]
    assert talk.hear(h.Rang(timer.name)) == ""
    assert talk.hear(h.Rang("nonsense")) == ""


def test_offers_of_an_older_search_are_ignored() -> None:
    talk = Talker(instant=False)
    talk.says(ONE)
    talk.says("make it Friday")
    assert talk.hear(talk.found("fs1")) == ""
    assert "Fri 27 Nov" in talk.hear(talk.found("fs2"))


def test_a_silent_partner_is_told_and_the_search_can_be_repeated() -> None:
    talk = Talker(instant=False)
    talk.says(ONE)
    assert "Everything you told me is kept" in talk.hear(h.SearchDown("fs1", "timeout"))
    talk.taps("Try again")
    assert len(talk.searches) == 2
    assert "The best 3" in talk.hear(talk.found("fs2"))


def test_no_flight_offers_another_date() -> None:
    talk = Talker(sold=False)
    assert "no flights for Lagos → Abuja" in talk.says(ONE)
    talk.sold = True
    assert "Which day instead" in talk.taps("Change date")
    talk.taps("Wed 16 Dec")
    assert talk.step_name == "show_offers"
    assert query(talk).slices == (SliceQuery("LOS", "ABV", date(2026, 12, 16)),)  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["2", "#2", "second", "the second one", "number 2"])
def test_numbers_and_ordinals_choose(said: str) -> None:
    talk = Talker()
    talk.says(ONE)
    assert "Arik Air, ₦92,000" in talk.says(said)


@pytest.mark.parametrize(("said", "adults"), [("3", 3), ("1", 1), ("2 adults", 2), ("just me", 1)])
def test_a_number_is_a_count_where_a_count_is_asked_for(said: str, adults: int) -> None:
    talk = Talker()
    talk.says("Lagos to Abuja on 15 December")
    talk.says(said)
    assert query(talk).seats == (Seat(),) * adults  # type: ignore[attr-defined]


def test_more_cheaper_and_direct_only_by_tap_and_text() -> None:
    for by in (Talker.taps, Talker.says):
        talk = Talker()
        talk.says(ONE)
        more = by(talk, "More flights" if by is Talker.taps else "more")
        assert "₦70,000* ValueJet" in more
        assert "₦85,000" not in more
        cheapest = by(talk, "Cheaper" if by is Talker.taps else "cheaper")
        assert cheapest.index("₦70,000") < cheapest.index("₦85,000") < cheapest.index("₦92,000")
        by(talk, "Direct only" if by is Talker.taps else "direct only")
        assert query(talk).connections_max == 0  # type: ignore[attr-defined]


def test_a_wish_for_a_time_of_day_and_an_airline_filters_the_list() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja on 15 December in the evening, 1 adult")
    assert talk.ids()[0] == "offer:fs1-2"
    assert "offer:fs1-0" not in talk.ids()
    assert "Nothing fits that wish" in talk.says("with British Airways")


def test_sold_out_at_the_choice_shows_the_next_best_at_once() -> None:
    talk = Talker()
    talk.gone.add("fs1-0")
    talk.says(ONE)
    said = talk.says("1")
    assert "just sold out" in said
    assert talk.ids()[:2] == ["offer:fs1-1", "offer:fs1-2"]
    assert "no longer current" in talk.hear(h.Tapped("offer:fs1-0"))


def test_a_rise_above_the_threshold_needs_a_yes() -> None:
    talk = Talker()
    talk.price_after["fs1-0"] = 97_000_00
    talk.says(ONE)
    said = talk.says("1")
    assert "from ₦85,000 to ₦97,000, ₦12,000 more" in said
    assert talk.step_name == "confirm_offer"
    talk.taps("OK, ₦97,000")
    assert talk.step_name == "collect_passengers.0.details"


def test_no_to_a_rise_goes_back_to_the_list() -> None:
    talk = Talker()
    talk.price_after["fs1-0"] = 97_000_00
    talk.says(ONE)
    talk.says("1")
    talk.says("no")
    assert talk.step_name == "show_offers"


@pytest.mark.parametrize(
    ("kobo", "told"), [(86_000_00, "₦1,000 more than before"), (80_000_00, "₦5,000 less than before")]
)
def test_a_small_rise_or_a_fall_is_told(kobo: int, told: str) -> None:
    talk = Talker()
    talk.price_after["fs1-0"] = kobo
    talk.says(ONE)
    assert told in talk.says("1")
    assert talk.step_name == "collect_passengers.0.details"


def test_a_silent_airline_at_the_price_leads_back_to_the_list() -> None:
    talk = Talker(instant=False)
    talk.says(ONE)
    talk.hear(talk.found("fs1"))
    talk.says("1")
    assert "doesn’t answer about that flight" in talk.hear(h.PriceDown("fs1-0"))
    assert talk.step_name == "show_offers"


def test_an_old_offer_of_the_same_search_is_taken_and_one_of_another_search_is_not() -> None:
    talk = Talker()
    talk.says(ONE)
    talk.says("1")
    assert "Arik Air, ₦92,000" in talk.hear(h.Tapped("offer:fs1-1"))
    talk.says("change the date to Friday")
    assert "no longer current" in talk.hear(h.Tapped("offer:fs1-0"))
    assert talk.step_name == "show_offers"


def test_a_changed_party_keeps_the_flight_and_names_the_difference() -> None:
    talk = Talker()
    talk.says(ONE)
    talk.says("2")
    talk.says(ADA_TEXT)
    said = talk.says("2 adults instead")
    assert "Your flight is available for this too" in said
    assert "Arik Air, ₦184,000" in said
    assert "₦92,000 more than before" in said
    assert talk.step_name == "collect_passengers.1.details"


def test_round_trip_and_cabin_and_children() -> None:
    talk = Talker()
    talk.says("Lagos to Accra 15 December, return 20 December, 2 adults and 1 child, business class")
    assert talk.step_name == "collect_search.ages"
    assert "⇄" in talk.says("7")
    asked = query(talk)
    assert asked.slices == (  # type: ignore[attr-defined]
        SliceQuery("LOS", "ACC", date(2026, 12, 15)), SliceQuery("ACC", "LOS", date(2026, 12, 20)),
    )  # fmt: skip
    assert asked.seats == (Seat(), Seat(), Seat("child", 7))  # type: ignore[attr-defined]
    assert asked.cabin == "business"  # type: ignore[attr-defined]


def test_a_return_is_added_by_tap_and_dropped_by_tap() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja 15 December")
    talk.taps("Add a return flight")
    assert talk.step_name == "collect_search.return"
    talk.taps("One way")
    assert talk.step_name == "collect_search.party"


def test_a_weekend_is_narrowed_to_a_day() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja next weekend, just me")
    assert talk.step_name == "collect_search.date"
    assert len(talk.ids()) >= 2
    talk.hear(h.Tapped(talk.ids()[0]))
    assert talk.step_name == "show_offers"


BAD = (
    ("Lagos to Abuja on 31 February, 1 adult", "31 February", "15 December"),
    ("Lagos to Abuja on 1 January 2020, 1 adult", "in the past", "next Friday"),
    ("Lagos to Lagos on 15 December, 1 adult", "start and land in Lagos", "Lagos to Abuja"),
    ("Lagos to Abuja on 15 December, 12 adults", "up to 9 travellers", "4 adults"),
    ("Lagos to Abuja on 15 December, 1 adult and 2 infants", "as many adults", "2 infants"),
)


@pytest.mark.parametrize(("text", "names", "example"), BAD)
def test_bad_input_names_the_field_shows_an_example_and_keeps_the_rest(text: str, names: str, example: str) -> None:
    talk = Talker()
    said = talk.says(text)
    assert names in said
    assert example in said
    memory = talk.place.frames[0].memory
    assert memory["origin"]["iata"] == "LOS" or "Lagos to Lagos" in text
    for good in ("15 December", "to Abuja", "1 adult"):
        if talk.step_name != "show_offers":
            talk.says(good)
    assert talk.step_name == "show_offers"


def test_a_return_before_the_departure_is_refused() -> None:
    talk = Talker()
    talk.says("Lagos to Abuja on 15 December, 1 adult")
    said = talk.says("return on 10 December")
    assert "before the departure" in said
    assert talk.place.frames[0].memory["departure"] == "2026-12-15"


def test_back_undoes_answers_one_by_one() -> None:
    talk = Talker()
    for words in ("Lagos to Abuja", "15 December", "just me", "2"):
        talk.says(words)
    seen = []
    for _ in range(4):
        talk.says("back")
        seen.append(talk.step_name)
    assert seen == ["show_offers", "collect_search.party", "collect_search.date", "start"]


def test_several_legs_are_one_trip_and_missing_days_are_asked() -> None:
    talk = Talker()
    lagos, accra, london = (Place(c, n, "XX", (c,)) for c, n in (("LOS", "Lagos"), ("ACC", "Accra"), ("LON", "London")))
    legs = (Leg(lagos, accra, date(2026, 12, 15)), Leg(accra, london, None))
    talk.says("…", Understanding(Intent.SEARCH, Values(legs=legs, passengers=Party(1))))
    assert talk.step_name == "collect_search.hops"
    talk.says("20 December")
    assert talk.step_name == "show_offers"
    assert "Lagos → Accra → London" in talk.text
    assert query(talk).slices == (  # type: ignore[attr-defined]
        SliceQuery("LOS", "ACC", date(2026, 12, 15)), SliceQuery("ACC", "LON", date(2026, 12, 20)),
    )  # fmt: skip


def test_an_unpaid_check_can_go_back_to_the_link() -> None:
    talk = Talker()
    for words in (ONE, "2", ADA_TEXT, "yes", "I have paid"):
        talk.says(words)
    timer = talk.done[-1]
    assert isinstance(timer, r.SetTimer)
    assert "takes its time" in talk.hear(h.Rang(timer.name))
    talk.taps("Show the link again")
    assert talk.last[-1].link is not None


@pytest.mark.parametrize(
    "text",
    [
        "Lagos to Accra 15 December, Accra to London 20 December, London to Lagos 3 January, 1 adult",
        "Lagos to Accra on 15 December then Accra to London on 20 December then London to Lagos on 3 January\njust me",
    ],
)
def test_no_leg_of_a_long_trip_is_lost(text: str) -> None:
    talk = Talker()
    talk.says(text)
    assert query(talk).slices == (  # type: ignore[attr-defined]
        SliceQuery("LOS", "ACC", date(2026, 12, 15)), SliceQuery("ACC", "LON", date(2026, 12, 20)),
        SliceQuery("LON", "LOS", date(2027, 1, 3)),
    )  # fmt: skip


def test_there_and_back_in_two_pieces_is_a_round_trip() -> None:
    talk = Talker()
    talk.says("Lagos to Accra 15 December, Accra to Lagos 20 December, 1 adult")
    assert talk.place.frames[0].memory["round_trip"] is True


def test_another_page_of_the_list_is_no_other_price() -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    talk.taps("list:more")
    said = talk.says("LOS-ABV 2026-12-16, 1 adult")
    assert "The best 3 of" in said
    assert "than before" not in said
