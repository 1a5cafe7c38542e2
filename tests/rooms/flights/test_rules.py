"""Pure rules of flights: price, change, ranking, limits, and what an order's record proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.command import Refused
from dragoman.flights import looks
from dragoman.flights.evidence import Proof, proves
from dragoman.flights.limits import check_query
from dragoman.flights.pricing import PriceChange, price_change, sale_price
from dragoman.flights.ranking import DayPart, Sort, day_part, ranked, reasons, score
from dragoman.flights.states import LIVE, ORDER, OrderState
from dragoman.flights.supplier import FlightOrder, FlightQuery, Leg, Seat, Segment, SliceQuery, Ticket
from dragoman.kit.money import Money

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
USD120 = Money(120_00, "USD")


def test_a_price_is_cost_plus_mark_up_rounded_once() -> None:
    price = sale_price(USD120, Decimal("1500"), "NGN", markup_bp=500, fx_markup_bp=150)
    assert (price.cost, price.total) == (Money(180_000_00, "NGN"), Money(191_835_00, "NGN"))
    assert price.cost + price.markup == price.total


def test_no_exchange_no_exchange_mark_up() -> None:
    assert sale_price(USD120, Decimal(1), "USD", markup_bp=0, fx_markup_bp=150).total == USD120


@pytest.mark.parametrize(
    ("rate", "currency", "markup"), [(Decimal(0), "NGN", 0), (Decimal(-1), "NGN", 0), (Decimal(2), "USD", 0), (Decimal(1), "NGN", -1)]
)  # fmt: skip
def test_senseless_rates_are_refused(rate: Decimal, currency: str, markup: int) -> None:
    with pytest.raises(ValueError, match="rate"):
        sale_price(USD120, rate, currency, markup_bp=markup, fx_markup_bp=0)


def test_yen_have_no_decimals() -> None:
    assert sale_price(USD120, Decimal("151.237"), "JPY", markup_bp=0, fx_markup_bp=0).total == Money(18_148, "JPY")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (100_00, PriceChange.SAME),
        (99_99, PriceChange.CHEAPER),
        (100_01, PriceChange.TELL),
        (102_00, PriceChange.TELL),
        (102_01, PriceChange.ASK),
    ],
)
def test_a_rise_above_the_threshold_is_asked(after: int, said: PriceChange) -> None:
    assert price_change(Money(100_00, "NGN"), Money(after, "NGN"), 200) is said


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(0, 10_000))
def test_every_change_has_one_name(before: int, after: int, threshold: int) -> None:
    said = price_change(Money(before, "NGN"), Money(after, "NGN"), threshold)
    assert (said in (PriceChange.TELL, PriceChange.ASK)) == (after > before)
    assert (said is PriceChange.SAME) == (after == before)


@dataclass(frozen=True)
class Card:
    id: str
    price_minor: int
    legs: tuple[Leg, ...]


def card(name: str, price: int, *, minutes: int = 60, flights: int = 1, hour: int = 9) -> Card:
    departs = datetime(2026, 12, 15, hour)
    segment = Segment(
        "LOS",
        "ABV",
        departs,
        departs + timedelta(minutes=minutes),
        "Africa/Lagos",
        "Africa/Lagos",
        "ZZ",
        "ZZ",
        "1",
        minutes,
    )
    return Card(name, price, (Leg((segment,) * flights, minutes),))


CHEAP = card("cheap", 100_00, minutes=540, flights=2)
QUICK = card("quick", 110_00, minutes=360)
LATE = card("late", 110_00, minutes=360, hour=19)


def test_orders_of_a_list() -> None:
    pool = [LATE, CHEAP, QUICK]
    assert [c.id for c in ranked(pool, Sort.CHEAPEST)] == ["cheap", "quick", "late"]  # alike in all else: by departure
    assert [c.id for c in ranked(pool, Sort.FASTEST)] == ["quick", "late", "cheap"]
    assert [c.id for c in ranked(pool, Sort.BEST, wish=DayPart.MORNING)] == ["quick", "cheap", "late"]
    assert [c.id for c in ranked(pool, direct_only=True)] == ["quick", "late"]
    assert ranked([], Sort.BEST) == []


def test_the_cheapest_fastest_direct_offer_scores_par() -> None:
    assert score(QUICK, cheapest_minor=110_00, fastest_minutes=360, wish=None) == 10_000


@given(st.permutations([CHEAP, QUICK, LATE, card("a", 1), card("b", 1)]))
def test_the_order_found_does_not_matter(pool: list[Card]) -> None:
    assert [c.id for c in ranked(pool)] == [c.id for c in ranked(sorted(pool, key=lambda c: c.id))]


def test_why_an_offer_stands_out() -> None:
    assert reasons(CHEAP, [CHEAP, QUICK]) == ("cheapest",)
    assert reasons(QUICK, [CHEAP, QUICK]) == ("fastest", "direct")


@pytest.mark.parametrize(
    ("hour", "part"), [(4, "night"), (5, "morning"), (12, "afternoon"), (17, "evening"), (22, "night")]
)
def test_parts_of_the_day(hour: int, part: str) -> None:
    assert day_part(time(hour)) == part


def query(
    day: date = date(2026, 12, 15), seats: tuple[Seat, ...] = (Seat(),), places: tuple[str, str] = ("LOS", "ABV")
) -> FlightQuery:
    return FlightQuery((SliceQuery(*places, day),), seats)


TODAY = NOW.date()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (query(day=date(2026, 11, 18)), "slices.0.day"),
        (query(day=date(2028, 1, 1)), "slices.0.day"),
        (query(places=("LOS", "LOS")), "slices.0"),
        (query(places=("Lagos", "ABV")), "slices.0"),
        (query(seats=()), "seats"),
        (query(seats=(Seat(),) * 10), "seats"),
        (query(seats=(Seat(), Seat("infant"), Seat("infant"))), "seats"),
        (query(seats=(Seat("child", 9),)), "seats"),
        (FlightQuery((), (Seat(),)), "slices"),
        (
            FlightQuery(
                (SliceQuery("LOS", "ABV", date(2026, 12, 15)), SliceQuery("ABV", "LOS", date(2026, 12, 14))), (Seat(),)
            ),
            "slices.1.day",
        ),
        (FlightQuery(query().slices, (Seat(),), "sofa"), "cabin"),
    ],
)
def test_what_cannot_be_searched_is_named(asked: FlightQuery, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_query(asked, TODAY)
    assert (refusal.value.field, refusal.value.status) == (field, 422)
    assert refusal.value.guest


def test_what_can_be_searched() -> None:
    check_query(query(), TODAY)
    check_query(query(seats=(Seat(), Seat("child", 8), Seat("infant", 1))), TODAY)


def order(**values: object) -> FlightOrder:
    return FlightOrder("ord_1", "off_1", "PNR", USD120, **values)  # type: ignore[arg-type]


SOON = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("record", "proof"),
    [
        (order(tickets=(Ticket("1"),), paid_at=NOW), Proof.TICKETED),
        (order(paid_at=NOW), Proof.PAID),
        (order(), Proof.PAID),
        (order(hold=True, awaiting_payment=True, pay_by=SOON), Proof.HELD),
        (order(hold=True, awaiting_payment=False, pay_by=SOON), Proof.LAPSED),
        (order(hold=True, awaiting_payment=True, pay_by=NOW), Proof.LAPSED),
        (order(hold=True, awaiting_payment=False, paid_at=NOW), Proof.PAID),
        (order(hold=True, tickets=(Ticket("1"),)), Proof.TICKETED),
        (order(tickets=(Ticket("1"),), cancelled_at=NOW), Proof.CANCELLED),
    ],
)
def test_what_an_orders_record_proves(record: FlightOrder, proof: Proof) -> None:
    assert proves(record, NOW) is proof


def test_looks_alarm_after_a_quarter_of_an_hour_and_end_after_three_days() -> None:
    pauses = []
    while (found := looks.pause(len(pauses))) is not None:
        pauses.append(found)
    assert sum(pauses[: looks.ALARM_AT], timedelta()) == timedelta(minutes=15)
    assert [p.total_seconds() for p in pauses[:6]] == [10, 20, 90, 180, 600, 3600]
    assert sum(pauses, timedelta()) == timedelta(minutes=15, hours=72)


def test_live_orders_are_those_that_may_cost_money() -> None:
    assert set(OrderState) - LIVE == {OrderState.FAILED, OrderState.LAPSED, OrderState.CANCELLED}
    assert "ISSUING --> UNKNOWN: lose" in ORDER.mermaid()
