"""Whatever is said, tapped or told, in whatever order: never an error, never three messages, never a lost or repeated question."""

from __future__ import annotations

from dataclasses import replace as change
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dragoman.dialogues import DIALOGUES, Setting, advance, load, start
from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.book_flight.memory import complete, count_people, person_at, query_of
from dragoman.dialogues.frames import open_frame
from dragoman.dialogues.place import VERSION, Frame, Place, dump
from dragoman.kit.money import Money
from dragoman.understanding import (
    Cabin,
    DateRange,
    Fault,
    Intent,
    PartOfDay,
    Party,
    PersonDetails,
    Problem,
    Slot,
    TripType,
    Understanding,
    Values,
    understand,
)
from dragoman.understanding import Place as Spot
from tests.rooms.dialogues.world import ADA, ADA_SAID, ADA_TEXT, KOFI, TODAY, Talker, people

LOS, ABV = Spot("LOS", "Lagos", "NG", ("LOS",)), Spot("ABV", "Abuja", "NG", ("ABV",))
ACC, LON = Spot("ACC", "Accra", "GH", ("ACC",)), Spot("LON", "London", "GB", ("LHR", "LGW"))
NOWHERE = Spot("", "Benin", "NG", (), near=("BNI", "QRW"))
PLACES = st.sampled_from([LOS, ABV, ACC, LON, NOWHERE])
DAYS = st.integers(-3, 40).map(lambda n: TODAY + timedelta(days=n))
SPANS = DAYS.flatmap(lambda d: st.integers(0, 9).map(lambda n: DateRange(d, d + timedelta(days=n))))
PARTIES = st.builds(Party, st.integers(0, 10), st.lists(st.integers(-1, 12), max_size=3).map(tuple), st.integers(0, 3))
DETAILS = st.builds(
    PersonDetails,
    title=st.sampled_from([None, "ms", "mr", "dr", "chief"]),
    given_name=st.sampled_from([None, "Ada", "Kofi", "Ọlá", "李", "A" * 40]),
    family_name=st.sampled_from([None, "Obi", "Mensah", "Ẹ̀kọ́"]),
    born_on=st.sampled_from([None, date(1988, 3, 14), date(2019, 1, 1), date(2026, 1, 1), date(2030, 1, 1)]),
    gender=st.sampled_from([None, "f", "x"]),
    nationality=st.sampled_from([None, "NG"]),
    passport_number=st.sampled_from([None, "A01234567", "1"]),
    passport_expiry=st.sampled_from([None, date(2031, 5, 5), date(2020, 1, 1)]),
    email=st.sampled_from([None, "ada.obi@example.com", "broken"]),
)
VALUES = st.builds(
    Values,
    origin=st.none() | PLACES, destination=st.none() | PLACES, departure=st.none() | DAYS | SPANS,
    return_=st.none() | DAYS | SPANS, trip_type=st.none() | st.sampled_from(TripType),
    passengers=st.none() | PARTIES, cabin=st.none() | st.sampled_from(Cabin), airline=st.sampled_from([None, "P4", "XX"]),
    direct_only=st.sampled_from([None, None, True, False]), cheapest=st.sampled_from([None, None, True]),
    part_of_day=st.none() | st.sampled_from(PartOfDay), yes_no=st.sampled_from([None, True, False]), day=st.none() | DAYS,
    budget=st.sampled_from([None, None, Money(9_000_000, "NGN"), Money(1, "USD")]),
    people=st.lists(DETAILS, max_size=2).map(tuple), language=st.sampled_from([None, None, "en", "xx"]),
)  # fmt: skip
PROBLEMS = st.builds(
    Problem, st.sampled_from(Fault), st.sampled_from(Slot).map(str), st.text(max_size=50),
    st.lists(PLACES | DAYS, max_size=3).map(tuple),
)  # fmt: skip
UNDERSTOOD = st.builds(
    Understanding, st.sampled_from(Intent), st.just(Values()) | VALUES, st.just(0.5),
    problems=st.just(()) | st.lists(PROBLEMS, max_size=2).map(tuple), correction=st.booleans(),
)  # fmt: skip
WORDS = st.sampled_from(
    ["hi", "LOS-ABV 2026-12-15, 1 adult", "1", "#2", "third", ADA_TEXT, "yes", "no", "cheaper", "more", "direct only", "back",
     "cancel", "make it Friday", "2 adults instead", "status", "help", "stop", "start", "I paid", "person", "thanks", "repeat",
     "blah", "Lagos", "15 December", "business", "menu", "start over", "refund", "return on 20 December", "📎"]
)  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just("words"), WORDS),
    st.tuples(st.just("understood"), UNDERSTOOD),
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("old tap"), st.integers(0, 200)),
    st.tuples(st.just("fact"), st.sampled_from(
        ["paid", "short", "failed", "expired", "ticketed", "ticket failed", "delayed", "rose", "cancelled", "refunded",
         "unpaid", "unavailable", "link down", "search down", "none", "gone", "price down", "refused", "quote refused",
         "ring", "file", "audio", "location", "documents", "stray offers"])),
)  # fmt: skip


def fact(talk: Talker, name: str) -> h.Heard | None:
    """A fact of a kind about what there is."""
    money = Money(100, "NGN")
    if name in ("file", "audio"):
        return h.File(name)
    search = next(reversed(talk.searches), "fs0")
    plain: dict[str, Any] = {
        "location": h.Location(6.5, 3.4), "search down": h.SearchDown(search), "none": h.NoOffers(search),
        "gone": h.Gone(f"{search}-1"), "price down": h.PriceDown(f"{search}-0"), "documents": h.DocumentsSent(found=True),
        "quote refused": h.QuoteRefused("name", "travellers.0.given_name", "No."), "ring": ring(talk),
        "refused": h.Refused("state", "Not now."), "stray offers": h.OffersHere("fs999", (), 0),
    }  # fmt: skip
    if name in plain:
        found: h.Heard = plain[name]
        return found
    if not talk.bookings:
        return None
    b = talk.booking()
    offers = next(reversed(talk.searches.values()), ())
    about: dict[str, h.Heard] = {
        "paid": h.Paid(b, b.total, late=True, over=money), "short": h.Short(b, money, money), "failed": h.Failed(b),
        "expired": h.Expired(b), "ticketed": h.Ticketed(replace(b, pnr="ABC123")), "delayed": h.Delayed(b),
        "ticket failed": h.TicketFailed(b, "gone", offers), "rose": h.Rose(b, b.total, b.total + money, offers),
        "cancelled": h.Cancelled(b, money), "refunded": h.Refunded(b, money), "unpaid": h.StillUnpaid(b),
        "unavailable": h.Unavailable(b), "link down": h.LinkDown(b),
    }  # fmt: skip
    return about[name]


def ring(talk: Talker) -> h.Rang:
    """The last timer that was set, or one that nobody knows."""
    timers = [d for d in talk.done if isinstance(d, r.SetTimer)]
    return h.Rang(timers[-1].name if timers else "nothing:1:0")


def act(talk: Talker, kind: str, what: Any) -> None:
    """Do one random thing."""
    if kind == "words":
        talk.says(what)
    elif kind == "understood":
        talk.says("…", what)
    elif kind == "fact":
        told = fact(talk, what)
        if told is not None:
            talk.hear(told)
    else:
        ids = talk.ids() if kind == "tap" else [c.id for m in talk.said for c in m.choices]
        if ids:
            talk.hear(h.Tapped(ids[what % len(ids)]))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ACTS, min_size=1, max_size=14), st.booleans(), st.booleans())
def test_any_sequence_keeps_the_promises(acts: list[tuple[str, Any]], instant: bool, known: bool) -> None:
    setting = Setting("Lagos Tours", phone="+2348035550101", remembered=(ADA, KOFI) if known else ())
    talk = Talker(setting, instant=instant)
    for kind, what in acts:
        act(talk, kind, what)
        assert len(talk.place.frames) <= 3
        assert all(m.text.strip() for m in talk.last)
        never_asks_what_is_known(talk.place)


def never_asks_what_is_known(place: Place) -> None:
    """The open step is open in memory, unless the traveller asked to change just that."""
    for frame in place.frames:
        opened = open_frame(frame, DIALOGUES)
        assert opened is not None
        step = opened.current()
        assert step is not None
        if not opened.edit and hasattr(step, "open"):
            assert step.open(opened.memory)


CORRECTIONS = st.lists(
    st.sampled_from([
        Values(origin=ACC), Values(origin=LOS), Values(destination=ACC), Values(destination=ABV), Values(passengers=Party(2)),
        Values(departure=date(2026, 12, 18)), Values(departure=date(2026, 12, 11)), Values(passengers=Party(1)),
        Values(passengers=Party(1, (7,))), Values(cabin=Cabin.BUSINESS), Values(cabin=Cabin.ECONOMY), Values(direct_only=True),
        Values(return_=date(2026, 12, 22)), Values(trip_type=TripType.ONE_WAY), Values(passengers=Party(2, (), 1)),
    ]), max_size=5,
)  # fmt: skip
FAMILY = (
    PersonDetails("ms", "Ada", "Obi", date(1988, 3, 14), email="ada.obi@example.com"),
    PersonDetails("mr", "Kofi", "Mensah", date(1985, 7, 1)),
    PersonDetails("miss", "Ify", "Obi", date(2019, 6, 3)),
    PersonDetails("mr", "Obinna", "Obi", date(2026, 1, 9)),
)


def finish(talk: Talker) -> None:
    """Take the first flight wherever one is asked for, give every detail, until the quote stands."""
    for _ in range(14):
        if talk.step_name == "confirm_quote":
            return
        if talk.step_name == "show_offers":
            talk.hear(h.Tapped(talk.ids()[0]) if talk.ids() else h.Tapped("list:more"))
        elif talk.step_name == "confirm_offer":
            talk.says("yes")
        elif talk.step_name.startswith("collect_passengers"):
            memory = flight(talk)
            at = next(i for i in range(count_people(memory)) if not person_at(memory, i).name)
            person = person_at(memory, at)
            free = {"adult": FAMILY[:2], "child": FAMILY[2:3], "infant": FAMILY[3:]}[person.kind]
            named = {p.given_name for p in memory.people}
            talk.says("…", people(next(p for p in free if p.given_name not in named)))
        elif talk.step_name == "start":
            talk.says("…", said(Values(origin=LOS, destination=ABV)))
        elif talk.step_name == "collect_search.destination":
            talk.says("…", said(Values(destination=ABV if flight(talk).origin != ABV else LOS)))
        elif talk.step_name == "collect_search.origin":
            talk.says("…", said(Values(origin=LOS if flight(talk).destination != LOS else ABV)))
        elif talk.step_name == "collect_search.return":
            talk.says("…", said(Values(return_=date(2026, 12, 23))))
        else:
            raise AssertionError((talk.step_name, talk.text))
    raise AssertionError(("no quote", talk.step_name, talk.text))


def said(values: Values) -> Understanding:
    """An edit in words."""
    return Understanding(Intent.CHANGE, values, 0.9, correction=True)


def flight(talk: Talker) -> Any:
    """The memory of the flight in hand."""
    opened = open_frame(talk.place.frames[0], DIALOGUES)
    assert opened is not None
    return opened.memory


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CORRECTIONS, min_size=1, max_size=4))
def test_edits_anywhere_end_where_a_fresh_conversation_with_the_final_slots_ends(rounds: list[list[Values]]) -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    for edits in rounds:
        for values in edits:
            talk.says("…", said(values))
        finish(talk)
    memory = flight(talk)
    fresh = Talker()
    told = Values(
        origin=memory.origin, destination=memory.destination, departure=memory.departure, return_=memory.return_on,
        passengers=memory.party, cabin=memory.cabin, direct_only=True if memory.stops_max == 0 else None,
    )  # fmt: skip
    fresh.says("…", Understanding(Intent.SEARCH, told))
    same = "offer:fs1-" + memory.offer.partition("-")[2]
    fresh.hear(h.Tapped(same))
    if fresh.step_name == "show_offers":  # that flight stands further down the list
        fresh.taps("list:more")
        fresh.hear(h.Tapped(same))
    finish(fresh)
    again = flight(fresh)
    assert query_of(again) == query_of(memory) == list(talk.queries.values())[-1]
    assert fresh.quoted[-1].travellers == talk.quoted[-1].travellers
    assert again.quote.total == memory.quote.total
    assert complete(memory)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.just("words"), WORDS), max_size=8))
def test_a_restart_at_any_point_changes_nothing(acts: list[tuple[str, Any]]) -> None:
    talk = Talker()
    for kind, what in acts:
        act(talk, kind, what)
    again, renewed = load(dump(talk.place))
    assert not renewed
    one = advance(talk.place, h.Tapped("go:repeat"), now=talk.now, setting=talk.setting)
    other = advance(again, h.Tapped("go:repeat"), now=talk.now, setting=talk.setting)
    assert one.say == other.say
    assert dump(one.place) == dump(other.place)


def test_a_place_of_another_version_goes_on_politely_with_what_is_known() -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    old = replace(talk.place, version=VERSION + 7)
    place, renewed = load(dump(old))
    assert renewed
    told = understand("make it Friday", today=TODAY)
    turn = advance(place, h.Text(told, "make it Friday"), now=talk.now, setting=talk.setting, renewed=renewed)
    assert [type(d) for d in turn.do][:1] == [r.SearchFlights]
    assert turn.say[0].text.startswith("Sorry, I was away")


def test_slots_of_an_older_shape_and_unknown_dialogues_are_let_go() -> None:
    odd = Place(
        frames=(Frame("knit_a_scarf", {"wool": 3}), Frame("book_flight", {"departure": "soon", "cabin": "business"}))
    )
    turn = advance(odd, h.Tapped("go:repeat"), now=Talker().now, setting=Talker().setting)
    assert [f.dialogue for f in turn.place.frames] == ["book_flight"]
    assert turn.place.frames[0].memory["cabin"] == "business"
    assert load(b"{broken")[0] == start()


def test_details_given_in_any_state_are_kept() -> None:
    talk = Talker()
    talk.says("LOS-ABV 2026-12-15, 1 adult")
    talk.says(ADA_TEXT, change(ADA_SAID))
    talk.says("2")
    assert talk.step_name == "confirm_quote"
