"""The Duffel client against the simulated Duffel: the whole life of an order, test mode's magic routes, faults, webhooks."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from dragoman.flights.supplier import (
    FlightOffer,
    FlightOrder,
    FlightQuery,
    Issued,
    NotIssued,
    OrderRequest,
    OrderUnknown,
    Seat,
    SliceQuery,
    SupplierError,
    Traveller,
)
from dragoman.kit.money import Money
from dragoman.partners.duffel import webhook
from dragoman.partners.duffel.client import Duffel
from dragoman.partners.duffel.writing import ExtraChoice
from dragoman.partners.signatures import Verdict

ADULT = (Seat(),)


@pytest.fixture
def duffel(simulated) -> Duffel:
    settings = simulated.world.settings
    return Duffel.open("http://sims/duffel", settings.duffel_token, simulated.world.clock, simulated.transport)


@pytest.fixture
def day(simulated) -> date:
    return (simulated.world.now() + timedelta(days=30)).date()


async def cheapest(duffel: Duffel, day: date, route: str = "LOS-ABV", seats=ADULT, **more) -> FlightOffer:
    origin, _, destination = route.partition("-")
    found = await duffel.search(FlightQuery((SliceQuery(origin, destination, day),), seats, **more))
    return found.offers[0]


def traveller(seat: str, born: date = date(1990, 4, 2), given: str = "Ada", infant: str = "") -> Traveller:
    return Traveller(
        seat=seat,
        title="ms",
        given_name=given,
        family_name="Obi",
        gender="f",
        born_on=born,
        email="ada@example.com",
        phone="+2348035550101",
        infant=infant,
    )


def with_passport(one: Traveller) -> Traveller:
    """A passport may only be sent where the offer asks for one; a domestic flight refuses it."""
    passport = {"document_number": "A12345678", "document_country": "NG", "document_expires_on": date(2035, 1, 31)}
    return structs.replace(one, **passport)


def order(offer: FlightOffer, reference: str = "bk-0001", hold: bool = False) -> OrderRequest:
    one = traveller(offer.seats[0].id)
    return OrderRequest(
        offer.id, (with_passport(one) if offer.documents_required else one,), offer.total, reference, hold
    )


async def test_searched_priced_issued_found_and_read(duffel, day):
    offer = await cheapest(duffel, day, cabin="economy", connections_max=0)
    assert offer.legs[0].segments[0].origin_zone == "Africa/Lagos"
    assert (await duffel.price(offer.id)).total == offer.total
    outcome = await duffel.issue(order(offer))
    assert isinstance(outcome, Issued)
    issued = outcome.order
    assert (issued.offer, issued.reference, issued.total) == (offer.id, "bk-0001", offer.total)
    assert issued.pnr
    assert issued.tickets[0].seats == (offer.seats[0].id,)
    assert issued.paid_at is not None
    assert (issued.legs[0].segments[0].departs, issued.seats) == (offer.legs[0].segments[0].departs, offer.seats)
    assert (await duffel.find(offer.id, "bk-0001")) == issued
    assert (await duffel.order(issued.id)).pnr == issued.pnr
    with pytest.raises(SupplierError) as refused:
        await duffel.find(offer.id, "bk-other")
    assert refused.value.code == "refused"


async def test_a_family_with_a_child_and_an_infant(duffel, day):
    offer = await cheapest(duffel, day, seats=(Seat(), Seat("child", 9), Seat("infant", 1)))
    assert [seat.kind for seat in offer.seats] == ["adult", "child", "infant"]
    adult, child, infant = (seat.id for seat in offer.seats)
    travellers = (
        traveller(adult, infant=infant),
        traveller(child, day - timedelta(days=9 * 366), "Obinna"),
        traveller(infant, day - timedelta(days=500), "Ngozi"),
    )
    outcome = await duffel.issue(OrderRequest(offer.id, travellers, offer.total, "bk-0001"))
    assert isinstance(outcome, Issued)
    assert len({ticket.number for ticket in outcome.order.tickets}) == 3


async def test_offers_come_cheapest_first_even_when_the_list_is_not(duffel, simulated, day):
    simulated.fault("duffel", "search_offers", "lying")
    found = await duffel.search(FlightQuery((SliceQuery("LOS", "LHR", day),), (Seat(),)))
    assert len(found.offers) > 1
    assert [o.total.minor for o in found.offers] == sorted(o.total.minor for o in found.offers)


async def test_an_extra_bag_is_priced_and_ordered_with_fresh_ids(duffel, day):
    offer = await cheapest(duffel, day)
    extras = await duffel.extras(offer.id)
    assert {extra.key for extra in await duffel.extras(offer.id)} == {extra.key for extra in extras}
    bag = next(extra for extra in extras if extra.kind == "baggage")
    choice = ExtraChoice(bag.key)
    priced = await duffel.price(offer.id, [choice])
    assert priced.total == offer.total + bag.price
    request = OrderRequest(offer.id, (traveller(offer.seats[0].id),), priced.total, "bk-0001")
    outcome = await duffel.issue(request, [choice])
    assert isinstance(outcome, Issued)
    assert outcome.order.total == priced.total


async def test_held_paid_and_ticketed(duffel, day):
    offer = await cheapest(duffel, day, "JFK-EWR")
    assert offer.hold_allowed
    held = await duffel.issue(order(offer, hold=True))
    assert isinstance(held, Issued)
    assert (held.order.awaiting_payment, held.order.paid_at, held.order.tickets) == (True, None, ())
    assert held.order.pay_by is not None
    paid = await duffel.pay(held.order.id, offer.total)
    assert isinstance(paid, Issued)
    assert paid.order.paid_at is not None
    assert paid.order.tickets
    again = await duffel.pay(held.order.id, offer.total)
    assert isinstance(again, Issued)


async def test_a_lapsed_hold_is_not_paid(duffel, simulated, day):
    offer = await cheapest(duffel, day, "JFK-EWR")
    held = await duffel.issue(order(offer, hold=True))
    assert isinstance(held, Issued)
    await simulated.advance(80 * 3600)
    lapsed = await duffel.order(held.order.id)
    assert (lapsed.awaiting_payment, lapsed.paid_at) == (False, None)
    outcome = await duffel.pay(held.order.id, offer.total)
    assert isinstance(outcome, NotIssued)
    assert outcome.reason == "gone"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("price_up", "price_changed"), ("schedule_change", "gone"), ("insufficient_balance", "balance")],
)
async def test_a_hold_that_moved_under_our_feet(duffel, simulated, day, fault, reason):
    offer = await cheapest(duffel, day, "JFK-EWR")
    held = await duffel.issue(order(offer, hold=True))
    assert isinstance(held, Issued)
    simulated.fault("duffel", "pay", fault)
    outcome = await duffel.pay(held.order.id, offer.total)
    assert isinstance(outcome, NotIssued)
    assert outcome.reason == reason


async def test_no_offers(duffel, day):
    found = await duffel.search(FlightQuery((SliceQuery("PVD", "RAI", day),), (Seat(),)))
    assert found.offers == ()


async def test_a_search_that_times_out(duffel, day):
    with pytest.raises(SupplierError) as refused:
        await duffel.search(FlightQuery((SliceQuery("STN", "LHR", day),), (Seat(),)))
    assert refused.value.code == "timeout"


async def test_a_connection_and_a_stop(duffel, day):
    assert len((await cheapest(duffel, day, "LHR-DXB")).legs[0].segments) > 1
    assert any(
        flight.stops
        for offer in (await duffel.search(FlightQuery((SliceQuery("DXB", "AMS", day),), (Seat(),)))).offers
        for flight in offer.legs[0].segments
    )


async def test_no_baggage_and_no_extras(duffel, day):
    flight = (await cheapest(duffel, day, "BTS-MRU")).legs[0].segments[0]
    assert flight.checked_bags in (0, None)
    assert await duffel.extras((await cheapest(duffel, day, "BTS-ABV")).id) == ()


async def test_an_offer_gone_at_the_second_look(duffel, day):
    with pytest.raises(SupplierError) as refused:
        await duffel.price((await cheapest(duffel, day, "LGW-LHR")).id)
    assert refused.value.code == "gone"


async def test_a_price_that_rises_at_every_look(duffel, day):
    offer = await cheapest(duffel, day, "LHR-STN")
    dearer = await duffel.price(offer.id)
    assert offer.total < dearer.total
    outcome = await duffel.issue(order(offer))
    assert isinstance(outcome, NotIssued)
    assert outcome.reason == "price_changed"


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("LHR-LGW", OrderUnknown("airline_unknown")),
        ("LGW-STN", "balance"),
        ("LTN-STN", "http_200"),
        ("SEN-STN", OrderUnknown("http_202")),
        ("LCY-STN", OrderUnknown("http_202")),
    ],
)
async def test_orders_with_a_special_fate(duffel, day, route, expected):
    offer = await cheapest(duffel, day, route)
    outcome = await duffel.issue(order(offer))
    if expected == "balance":
        assert isinstance(outcome, NotIssued)
        assert outcome.reason == "balance"
    elif expected == "http_200":
        assert isinstance(outcome, OrderUnknown)
        assert outcome.code == "http_200"
        found = await duffel.find(offer.id, "bk-0001")
        assert found is not None
        assert outcome.order in ("", found.id)
    else:
        assert outcome == expected
        assert await duffel.find(offer.id, "bk-0001") is None


async def test_an_accepted_order_turns_up_and_is_announced(duffel, simulated, day):
    offer = await cheapest(duffel, day, "SEN-STN")
    await duffel.issue(order(offer))
    await simulated.advance(3600)
    found = await duffel.find(offer.id, "bk-0001")
    assert found is not None
    news = [read(letter, simulated) for letter in simulated.letters]
    assert [(one.kind.value, one.order, one.offer) for one in news] == [("created", found.id, offer.id)]


async def test_a_failed_creation_is_announced_by_its_offer(duffel, simulated, day):
    offer = await cheapest(duffel, day, "LCY-STN")
    await duffel.issue(order(offer))
    await simulated.advance(3600)
    news = [read(letter, simulated) for letter in simulated.letters]
    assert [(one.kind.value, one.offer) for one in news] == [("creation_failed", offer.id)]
    assert await duffel.find(offer.id, "bk-0001") is None


def read(letter: tuple[str, bytes, dict[str, str]], simulated) -> webhook.OrderNews:
    _, body, headers = letter
    header = {name.lower(): value for name, value in headers.items()}[webhook.SIGNATURE_HEADER]
    secrets = [simulated.world.settings.duffel_webhook_secret]
    assert webhook.verify(body, header, secrets, simulated.world.now(), timedelta(days=1)) is Verdict.GOOD
    assert webhook.verify(body + b" ", header, secrets, simulated.world.now(), timedelta(days=1)) is Verdict.WRONG
    return webhook.split(body)[0]


@pytest.mark.parametrize(
    ("fault", "made"),
    [
        ("timeout", False),
        ("reset", False),
        ("http_500", False),
        ("timeout_after_success", True),
        ("http_500_after_success", True),
    ],
)
async def test_a_lost_outcome_is_found_again_and_never_doubled(duffel, simulated, day, fault, made):
    offer = await cheapest(duffel, day)
    simulated.fault("duffel", "create_order", fault)
    assert isinstance(await duffel.issue(order(offer)), OrderUnknown)
    found = await duffel.find(offer.id, "bk-0001")
    assert (found is not None) is made
    second = await duffel.issue(order(offer))
    assert isinstance(second, NotIssued | OrderUnknown) if made else isinstance(second, Issued)


@pytest.mark.parametrize(("fault", "reason"), [("sold_out", "gone"), ("price_up", "price_changed")])
async def test_sold_out_and_dearer_at_the_last_moment(duffel, simulated, day, fault, reason):
    offer = await cheapest(duffel, day)
    simulated.fault("duffel", "create_order", fault)
    outcome = await duffel.issue(order(offer))
    assert isinstance(outcome, NotIssued)
    assert outcome.reason == reason


async def test_503_on_an_order_means_not_booked(duffel, simulated, day):
    offer = await cheapest(duffel, day)
    simulated.fault("duffel", "create_order", "http_503")
    with pytest.raises(SupplierError) as refused:
        await duffel.issue(order(offer))
    assert refused.value.code == "unavailable"
    assert isinstance(await duffel.issue(order(offer)), Issued)


async def test_a_name_the_airline_refuses_names_the_field_and_repeats_nothing(duffel, day):
    offer = await cheapest(duffel, day)
    wrong = traveller(offer.seats[0].id, given="Ada7")
    outcome = await duffel.issue(OrderRequest(offer.id, (wrong,), offer.total, "bk-0001"))
    assert isinstance(outcome, NotIssued)
    assert (outcome.reason, outcome.field) == ("passenger", "given_name")
    assert "Ada7" not in outcome.detail


async def refundable(duffel: Duffel, day: date) -> tuple[FlightOrder, Money]:
    """An order that can be cancelled, and what its fare rule gives back."""
    found = await duffel.search(FlightQuery((SliceQuery("LOS", "LHR", day),), (Seat(),)))
    offer = next(offer for offer in found.offers if offer.refund.allowed)
    issued = await duffel.issue(order(offer))
    assert isinstance(issued, Issued)
    assert "cancel" in issued.order.actions
    return issued.order, offer.total - (offer.refund.penalty or Money(0, offer.total.currency))


async def test_an_order_that_cannot_be_cancelled_here_is_refused(duffel, day):
    found = await duffel.search(FlightQuery((SliceQuery("LOS", "ABV", day),), (Seat(),)))
    issued = await duffel.issue(order(next(offer for offer in found.offers if offer.refund.allowed is False)))
    assert isinstance(issued, Issued)
    assert "cancel" not in issued.order.actions
    with pytest.raises(SupplierError) as refused:
        await duffel.quote_cancel(issued.order.id)
    assert refused.value.code == "refused"


async def test_cancelled_with_a_refund(duffel, simulated, day):
    booked, refund = await refundable(duffel, day)
    stale = await duffel.quote_cancel(booked.id)
    quote = await duffel.quote_cancel(booked.id)
    assert (quote.refund, quote.order, quote.confirmed_at) == (refund, booked.id, None)
    with pytest.raises(SupplierError) as refused:
        await duffel.confirm_cancel(stale.id)
    assert refused.value.code == "gone"
    done = await duffel.confirm_cancel(quote.id)
    assert done.confirmed_at is not None
    assert (await duffel.confirm_cancel(quote.id)).confirmed_at == done.confirmed_at
    assert (await duffel.order(booked.id)).cancelled_at is not None


async def test_a_refund_that_is_not_named(duffel, simulated, day):
    booked, _ = await refundable(duffel, day)
    simulated.fault("duffel", "cancel", "refund_unknown")
    assert (await duffel.quote_cancel(booked.id)).refund is None


async def test_the_airline_changes_and_we_accept_the_newest(duffel, day):
    issued = await duffel.issue(order(await cheapest(duffel, day, "LHR-LTN")))
    assert isinstance(issued, Issued)
    first = await duffel.airline_changes(issued.order.id)
    second = await duffel.airline_changes(issued.order.id)
    assert len(second) > len(first)
    assert second[-1].legs
    with pytest.raises(SupplierError) as refused:
        await duffel.accept_change(second[0].id)
    assert refused.value.code == "gone"
    await duffel.accept_change(second[-1].id)


async def test_places_and_check(duffel, simulated):
    assert "LOS" in [code for code, _ in await duffel.places("Lagos")]
    assert await duffel.check() == "Duffel accepts the access token (test mode)."
    stranger = Duffel.open("http://sims/duffel", "duffel_test_wrong", simulated.world.clock, simulated.transport)
    with pytest.raises(SupplierError) as refused:
        await stranger.check()
    assert refused.value.code == "refused"
    assert "access token" in refused.value.detail.lower()


async def test_an_unknown_order_and_a_rate_limit(duffel, simulated):
    with pytest.raises(SupplierError) as refused:
        await duffel.order("ord_0000unknown")
    assert refused.value.code == "not_found"
    simulated.fault("duffel", "get_order", "http_429")
    for _ in range(2):
        with pytest.raises(SupplierError) as limited:
            await duffel.order("ord_0000unknown")
        assert limited.value.code == "limited"
        assert limited.value.retry_after is not None
        assert 0 < limited.value.retry_after <= 61


async def test_an_unknown_place_is_named_as_the_query_has_it(duffel: Duffel, day: date) -> None:
    query = FlightQuery((SliceQuery("LOS", "ABV", day), SliceQuery("ABV", "QQZ", day)), ADULT)
    with pytest.raises(SupplierError) as refused:
        await duffel.search(query)
    assert (refused.value.code, refused.value.field) == ("refused", "slices.1.destination")
