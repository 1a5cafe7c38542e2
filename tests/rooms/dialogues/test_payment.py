"""After the link: failed, short, late and expired payments, sold out and dearer after payment, delays, several bookings."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.kit.money import Money
from tests.rooms.dialogues.world import ADA_TEXT, Talker

ONE = "LOS-ABV 2026-12-15, 1 adult"


def linked() -> Talker:
    """A conversation whose payment link is out."""
    talk = Talker()
    for words in (ONE, "2", ADA_TEXT, "yes"):
        talk.says(words)
    assert talk.step_name == "payment_link_sent"
    return talk


def asked(talk: Talker) -> r.Request:
    """The last request that is no timer."""
    return next(d for d in reversed(talk.done) if not isinstance(d, r.SetTimer))


def paid(talk: Talker) -> Any:
    booking = talk.booking(state="PAYMENT_PENDING", standing="ticketing")
    talk.hear(h.Paid(booking, booking.total))
    return booking


def test_a_failed_payment_gives_the_link_again_and_a_second_one_offers_a_person() -> None:
    talk = linked()
    said = talk.hear(h.Failed(talk.booking(), "declined"))
    assert "no money was taken" in said
    assert talk.last[-1].link is not None
    assert talk.last[-1].link.title == "Try again"
    assert "person" in talk.hear(h.Failed(talk.booking(), "declined"))


def test_an_expired_link_is_renewed_on_wish_and_a_new_price_is_named() -> None:
    talk = linked()
    assert "no longer kept" in talk.hear(h.Expired(talk.booking()))
    talk.instant = False
    talk.taps("New payment link")
    assert talk.done[-2] == r.RenewLink("bk1", 1)
    booking = talk.booking(total=Money(94_000_00, "NGN"))
    said = talk.hear(h.LinkHere(booking, "https://pay.example/bk1/2", booking.total, talk.now))
    assert "₦2,000 more than before" in said
    assert talk.last[-1].link.url == "https://pay.example/bk1/2"  # type: ignore[union-attr]


def dearer() -> Talker:
    """A conversation whose expired link was to be renewed, and whose price has risen above the threshold."""
    talk = linked()
    talk.hear(h.Expired(talk.booking()))
    talk.instant = False
    talk.taps("New payment link")
    booking = talk.booking(total=Money(140_000_00, "NGN"))
    said = talk.hear(h.Dearer(booking, Money(92_000_00, "NGN"), booking.total))
    assert "₦140,000, ₦48,000 more than before" in said
    assert talk.ids() == ["pay:accept", "go:new", "go:cancel"]
    return talk


@pytest.mark.parametrize("how", ["pay:accept", "yes", "pay"])
def test_a_price_that_rose_before_payment_needs_a_yes(how: str) -> None:
    talk = dearer()
    before = len(talk.done)
    talk.taps(how) if how == "pay:accept" else talk.says(how)
    assert [d for d in talk.done[before:] if not isinstance(d, r.SetTimer)] == [r.RequestPayment("bk1", 2)]
    booking = talk.booking(total=Money(140_000_00, "NGN"))
    said = talk.hear(h.LinkHere(booking, "https://pay.example/bk1/3", booking.total, talk.now))
    assert "more than before" not in said
    assert talk.last[-1].link.url == "https://pay.example/bk1/3"  # type: ignore[union-attr]


def test_a_price_that_rose_may_be_declined_and_no_page_is_opened() -> None:
    talk = dearer()
    before = len(talk.done)
    assert "nothing is charged" in talk.says("no")
    assert talk.done[before:] == []
    assert talk.ids() == ["go:new", "go:cancel"]


def test_a_fresh_price_that_ended_before_the_yes_offers_another_look() -> None:
    talk = dearer()
    talk.taps("pay:accept")
    said = talk.hear(h.Refused("quote.expired", "That price has ended.", "bk1"))
    assert "That price has ended." in said
    assert "pay:renew" in talk.ids()


def test_news_of_a_dearer_booking_that_is_not_in_hand_asks_too() -> None:
    talk = Talker()
    booking = linked().booking(total=Money(140_000_00, "NGN"))
    said = talk.hear(h.Dearer(booking, Money(92_000_00, "NGN"), booking.total))
    assert booking.reference in said
    assert "pay:accept" in talk.ids()


def test_no_link_can_be_opened_for_now() -> None:
    talk = Talker(instant=False)
    talk.says(ONE)
    talk.hear(talk.found("fs1"))
    talk.says("1")
    talk.hear(talk.priced("fs1-0"))
    talk.says(ADA_TEXT)
    talk.says("yes")
    assert "can’t open the payment page" in talk.hear(h.LinkDown(talk.booking(), "unavailable"))
    talk.taps("Try again")
    assert talk.done[-2] == r.RequestPayment("bk1", 1)


def test_a_short_payment_names_the_rest() -> None:
    talk = linked()
    said = talk.hear(h.Short(talk.booking(), Money(50_000_00, "NGN"), Money(42_000_00, "NGN")))
    assert "₦50,000 came in, ₦42,000 is missing" in said
    talk.taps("Pay the rest")
    assert isinstance(asked(talk), r.RequestPayment)
    assert talk.step_name == "payment_link_sent"


def test_sold_out_after_payment_apologises_with_alternatives_at_once() -> None:
    talk = linked()
    booking = paid(talk)
    alternatives = talk.searches["fs1"][2:4]
    said = talk.hear(h.TicketFailed(booking, "gone", alternatives))
    assert "no longer sells" in said
    assert "Your money is safe" in said
    assert talk.ids() == ["pay:rebook:fs1-2", "pay:rebook:fs1-3", "pay:refund", "go:person"]
    talk.says("1")
    assert asked(talk) == r.Rebook("bk1", "fs1-2")
    assert talk.hear(h.Ticketed(talk.booking(pnr="XYZ789", state="CONFIRMED", standing="settled"))) == ""
    assert talk.place.frames == ()


@pytest.mark.parametrize("how", ["tap", "text"])
def test_the_money_back_after_sold_out(how: str) -> None:
    talk = linked()
    booking = paid(talk)
    talk.hear(h.TicketFailed(booking, "gone", ()))
    if how == "tap":
        talk.taps("Money back")
    else:
        talk.says("I want a refund")
    assert asked(talk) == r.ChooseRefund("bk1")
    assert "is cancelled" in talk.hear(h.Cancelled(booking, booking.total))
    assert talk.place.frames == ()


def test_a_refused_choice_can_be_made_again() -> None:
    talk = linked()
    booking = paid(talk)
    talk.hear(h.TicketFailed(booking, "gone", talk.searches["fs1"][2:4]))
    talk.taps("pay:rebook:fs1-2")
    assert "just gone" in talk.hear(h.Refused("offer.gone", "That one is just gone too.", booking.id))
    assert talk.step_name == "failed"


def test_a_rise_after_payment_offers_the_difference() -> None:
    talk = linked()
    booking = paid(talk)
    said = talk.hear(h.Rose(booking, booking.total, booking.total + Money(15_000_00, "NGN"), ()))
    assert "The difference is ₦15,000" in said
    talk.taps("Pay the difference")
    assert r.PayDifference("bk1", 1) in talk.done
    assert talk.step_name == "payment_link_sent"


def test_a_delay_is_told_and_questions_meanwhile_get_an_answer() -> None:
    talk = linked()
    booking = paid(talk)
    assert "takes longer than usual" in talk.hear(h.Delayed(booking))
    assert "working on your ticket" in talk.says("I paid already!")
    assert talk.hear(h.Ticketed(talk.booking(pnr="ABC123"))) == ""
    assert talk.place.frames == ()


def test_a_ticket_that_takes_its_time_is_told_after_four_and_after_ten_seconds() -> None:
    talk = linked()
    paid(talk)
    first = talk.done[-1]
    assert isinstance(first, r.SetTimer)
    assert "₦92,000 is in" in talk.hear(h.Rang(first.name))
    second = talk.done[-1]
    assert isinstance(second, r.SetTimer)
    assert second != first
    assert "working on your ticket" in talk.hear(h.Rang(second.name))
    talk.hear(h.Ticketed(talk.booking(pnr="ABC123")))
    assert talk.hear(h.Rang(second.name)) == ""


def test_edits_after_payment_do_not_touch_the_paid_booking() -> None:
    talk = linked()
    booking = paid(talk)
    talk.says("Lagos to Accra on 20 December, 1 adult")
    assert talk.step_name == "show_offers"
    assert talk.quoted[-1].offer.startswith("fs1")
    assert talk.hear(h.Ticketed(talk.booking(pnr="ABC123", id=booking.id))) == ""
    assert talk.step_name == "show_offers"  # the new search goes on


def test_an_edit_before_payment_makes_a_new_quote_that_replaces_the_draft() -> None:
    talk = linked()
    said = talk.says("make it Friday")
    assert talk.step_name == "show_offers", said
    talk.says("2")
    assert talk.quoted[-1].replaces == "bk1"
    assert talk.quoted[-1].travellers == talk.quoted[0].travellers
    assert talk.step_name == "confirm_quote"


def test_an_old_yes_does_not_confirm_a_new_quote() -> None:
    talk = Talker()
    for words in (ONE, "2", ADA_TEXT):
        talk.says(words)
    old = talk.ids()[0]
    talk.says("business class please")
    assert talk.step_name == "confirm_quote"
    assert "no longer current" in talk.hear(h.Tapped(old))
    assert not [d for d in talk.done if isinstance(d, r.RequestPayment)]
    talk.hear(h.Tapped(talk.ids()[0]))
    assert talk.step_name == "payment_link_sent"


def test_a_second_booking_leaves_the_first_open_and_status_resumes_it() -> None:
    talk = linked()
    said = talk.says("I want to book a flight from Lagos to Accra on 20 December for 1 adult")
    assert "earlier booking stays open" in said
    talk.booking(state="PAYMENT_PENDING", standing="awaiting_payment")
    talk.says("2")
    talk.says(ADA_TEXT)
    assert len(talk.bookings) == 2
    listed = talk.says("my bookings")
    assert "LT-1" in listed
    assert "LT-2" in listed
    assert "Tue 15 Dec" in talk.taps("my:bk1")
    talk.taps("Pay now")
    opened = [d.booking for d in talk.done if isinstance(d, r.RequestPayment)]
    assert opened == ["bk1", "bk1"]
    assert talk.last[-1].link is not None


def test_cancelling_an_open_booking_asks_first() -> None:
    talk = linked()
    assert "really cancel booking LT-1, Lagos → Abuja" in talk.says("cancel")
    said = talk.taps("Keep it")
    assert "the booking stays" in said
    assert talk.last[-1].link is not None
    talk.says("cancel")
    assert "LT-1 is cancelled" in talk.says("yes")
    assert [d for d in talk.done if isinstance(d, r.CancelBooking)] == [r.CancelBooking("bk1")]
    assert talk.place.frames == ()


def test_news_of_a_booking_that_is_not_in_hand() -> None:
    talk = linked()
    booking = talk.booking()
    talk.says("start over")
    assert talk.hear(h.Paid(booking, booking.total)) == ""
    assert talk.place.frames[-1].dialogue == "book_flight"
    said = talk.hear(h.TicketFailed(booking, "gone", talk.searches["fs1"][:2]))
    assert "About your booking LT-1" in said
    talk.says("2")
    assert asked(talk) == r.Rebook("bk1", "fs1-1")


def test_late_and_over_payments_are_told() -> None:
    talk = linked()
    booking = talk.booking()
    said = talk.hear(h.Paid(booking, booking.total, late=True, over=Money(1_000_00, "NGN")))
    assert "after the deadline" in said
    assert "₦1,000 too much" in said


def test_a_flight_gone_before_payment_searches_again_at_once() -> None:
    talk = linked()
    said = talk.hear(h.Unavailable(talk.booking()))
    assert "no longer to be had. Nothing was charged" in said
    assert talk.step_name == "show_offers"
    assert len(talk.searches) == 2


def test_documents_are_sent_again_on_request() -> None:
    talk = linked()
    paid(talk)
    talk.hear(h.Ticketed(talk.booking(pnr="ABC123", state="CONFIRMED", standing="settled")))
    assert talk.says("resend my ticket") == ""  # the papers come by themselves
    assert talk.done[-1] == r.ResendDocuments("")
    assert "colleague" in talk.taps("bk:change:bk1")
    assert talk.done[-1] == r.HandOver("change", "bk1")


def test_status_of_a_paid_booking_never_asks_for_payment_and_offers_what_is_open() -> None:
    talk = linked()
    booking = paid(talk)
    talk.booking(state="PAYMENT_PENDING", standing="ticketing")
    said = talk.says("status")
    assert "ticket on its way" in said
    assert "To be paid by" not in said
    assert not [id for id in talk.ids() if id.startswith(("bk:pay", "bk:cancel"))]
    talk.hear(h.TicketFailed(talk.booking(standing="choosing"), "sold_out", ()))
    said = talk.says("status")
    assert "waiting for your choice" in said
    assert "To be paid by" not in said
    assert f"bk:refund:{booking.id}" in talk.ids()
    assert not [id for id in talk.ids() if id.startswith("bk:pay")]
    assert "Take another flight" in talk.taps("Continue") or "money back" in talk.text.casefold()
