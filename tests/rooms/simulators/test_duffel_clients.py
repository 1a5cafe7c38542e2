"""Duffel's own clients, over real HTTP, against the simulator."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import duffel_api
import pytest
from duffel_api.http_client import ApiError

TRAVEL_DAY = (datetime.now(UTC) + timedelta(days=45)).date()

ADA = {
    "title": "ms",
    "given_name": "Ada",
    "family_name": "Obi",
    "gender": "f",
    "born_on": "1990-04-12",
    "email": "ada.obi@example.com",
    "phone_number": "+2348035550101",
}


@pytest.fixture
def duffel(served):
    return duffel_api.Duffel(
        access_token=served.settings.duffel_token, api_url=served.url + "/duffel", api_version="v2", timeout=10
    )


def search(duffel, origin, destination, passengers=({"type": "adult"},), day: date = TRAVEL_DAY):
    request = (
        duffel.offer_requests.create()
        .slices([{"origin": origin, "destination": destination, "departure_date": day.isoformat()}])
        .passengers(list(passengers))
        .return_offers()
        .execute()
    )
    return request


def instant(duffel, offer):
    return (
        duffel.orders.create()
        .selected_offers([offer.id])
        .payments([{"type": "balance", "amount": offer.total_amount, "currency": offer.total_currency}])
        .passengers([{**ADA, "id": offer.passengers[0].id}])
        .execute()
    )


def test_a_flight_is_searched_priced_booked_and_cancelled(duffel):
    request = search(duffel, "LOS", "ABV")
    assert request.slices[0].origin.iata_code == "LOS"
    cheapest = next(iter(duffel.offers.list(request.id, sort="total_amount")))
    assert cheapest.slices is not None
    assert cheapest.slices[0].segments[0].passengers is not None
    offer = duffel.offers.get(cheapest.id, return_available_services=True)
    assert offer.total_amount == cheapest.total_amount
    order = instant(duffel, offer)
    assert len(order.booking_reference) == 6
    assert [document.type for document in order.documents] == ["electronic_ticket"]
    assert order.slices is not None
    assert order.slices[0].segments is not None
    assert order.total_amount == offer.total_amount
    assert order.payment_status.awaiting_payment is False


def test_offers_come_in_pages_sorted_by_price(duffel):
    request = search(duffel, "LOS", "ACC")
    offers = list(duffel.offers.list(request.id, sort="total_amount", limit=7))
    prices = [float(offer.total_amount) for offer in offers]
    assert len(offers) > 14
    assert prices == sorted(prices)
    assert len({offer.id for offer in offers}) == len(offers)


def test_a_hold_is_paid_later_and_cancelled_with_a_refund(duffel):
    request = search(duffel, "JFK", "EWR")
    offer = next(offer for offer in duffel.offers.list(request.id) if offer.owner.iata_code == "ZZ")
    assert offer.payment_requirements.requires_instant_payment is False
    held = (
        duffel.orders.create().hold().selected_offers([offer.id]).passengers([{**ADA, "id": offer.passengers[0].id}])
    ).execute()
    assert held.payment_status.awaiting_payment is True
    assert held.documents == []
    payment = (
        duffel.payments.create()
        .order(held.id)
        .payment({"type": "balance", "amount": held.total_amount, "currency": held.total_currency})
        .execute()
    )
    assert payment.amount == held.total_amount
    paid = duffel.orders.get(held.id)
    assert [document.type for document in paid.documents] == ["electronic_ticket"]
    quote = duffel.order_cancellations.create(paid.id)
    assert (quote.refund_amount, quote.refund_to) == (paid.total_amount, "balance")
    assert duffel.order_cancellations.confirm(quote.id).confirmed_at is not None
    assert duffel.orders.get(held.id).cancelled_at is not None


def test_an_order_is_changed_for_the_sandbox_price(duffel):
    request = search(duffel, "LOS", "KAN")
    offer = next(offer for offer in duffel.offers.list(request.id) if offer.owner.iata_code == "ZZ")
    order = instant(duffel, offer)
    added = {
        "origin": "LOS",
        "destination": "KAN",
        "departure_date": (TRAVEL_DAY + timedelta(days=2)).isoformat(),
        "cabin_class": "economy",
    }
    asked = (
        duffel.order_change_requests.create(order.id)
        .slices({"remove": [{"slice_id": order.slices[0].id}], "add": [added]})
        .execute()
    )
    choice = asked.order_change_offers[0]
    assert choice.change_total_amount == "125.00"
    change = duffel.order_changes.create(choice.id)
    payment = {"type": "balance", "amount": "125.00", "currency": choice.change_total_currency}
    assert duffel.order_changes.confirm(change.id, payment).confirmed_at is not None
    again = duffel.orders.get(order.id)
    assert again.slices[0].segments[0].departing_at.date() == TRAVEL_DAY + timedelta(days=2)


def test_refusals_reach_the_client_in_duffels_words(duffel):
    request = search(duffel, "LGW", "STN")
    offer = next(iter(duffel.offers.list(request.id)))
    with pytest.raises(ApiError, match="balance is too low"):
        instant(duffel, offer)


def test_the_webhook_is_pinged(duffel, served):
    listed = duffel.webhooks.do_get("/air/webhooks")["data"]
    duffel.webhooks.ping(listed[0]["id"])
    deadline = time.monotonic() + 5
    while not any(b"ping.triggered" in body for _, body, _ in list(served.posted.letters)):
        assert time.monotonic() < deadline, "no ping arrived"
        time.sleep(0.01)
