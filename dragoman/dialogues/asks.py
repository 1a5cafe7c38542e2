"""Each request of a dialogue as the traveller's own command; what is answered at once is heard in the same turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from dragoman.bookings.after_sale import accept_change, ask_cancellation, quote_cancellation
from dragoman.bookings.closing import cancel_booking, choose_refund
from dragoman.bookings.commands import draft_booking, quote_booking
from dragoman.bookings.payment import pay_difference, renew_payment_link, request_payment
from dragoman.bookings.queries import booking, bookings_of
from dragoman.bookings.states import BookingState
from dragoman.bookings.ticketing import correct_name, rebook
from dragoman.command import Refused, Work
from dragoman.conversations import commands, people
from dragoman.conversations.records import Conversation
from dragoman.conversations.states import ConversationState
from dragoman.dialogues import aftermath, heard, requests
from dragoman.dialogues.place import Place
from dragoman.dialogues.rates import RateHere
from dragoman.dialogues.told import list_offers
from dragoman.dialogues.voice import Setting
from dragoman.flights.commands import reprice_offer, start_search
from dragoman.flights.queries import offers_total
from dragoman.ledger.rates import usable_rate
from dragoman.notifications.commands import resend_documents
from dragoman.payments.commands import check_payment, payments_of

TIMER = "dialogue:"
_WISHED = ("asked", "change")
"""Reasons of a hand-over that the traveller wished for."""
_ENDED = {BookingState.CANCELLED, BookingState.EXPIRED}
_TICKETED = {BookingState.CONFIRMED, BookingState.ACTIVE, BookingState.COMPLETED}


@dataclass(slots=True)
class Situation:
    """One turn of one conversation: the traveller's work, where the dialogue stands, and whether an answer is under way."""

    work: Work
    conversation: Conversation
    setting: Setting
    place: Place
    search: str = ""
    working: bool = False


async def run(at: Situation, request: requests.Request) -> list[heard.Heard]:
    """Run a request; a refusal is heard, never raised."""
    try:
        return await _RUNS[type(request)](at, request)
    except Refused as refusal:
        if isinstance(request, requests.QuoteBooking):
            return [heard.QuoteRefused(refusal.code, refusal.field, refusal.guest)]
        return [heard.Refused(refusal.code, refusal.guest, getattr(request, "booking", ""))]


async def _search(at: Situation, request: requests.SearchFlights) -> list[heard.Heard]:
    actor = at.conversation.actor
    at.search = await start_search(at.work, request.query, asked_by=actor, key=f"{at.work.request}:{request.attempt}")
    at.working = True
    return []


async def _list(at: Situation, request: requests.ListOffers) -> list[heard.Heard]:
    offers = await list_offers(at.work, request.search, request.sort, direct_only=request.direct_only)
    total = await offers_total(at.work, request.search, direct_only=request.direct_only)
    return [heard.OffersHere(request.search, offers, total)]


async def _reprice(at: Situation, request: requests.RepriceOffer) -> list[heard.Heard]:
    await reprice_offer(at.work, request.offer, asked_by=at.conversation.actor)
    at.working = True
    return []


async def _rate(at: Situation, request: requests.FindRate) -> list[heard.Heard]:
    found = await usable_rate(at.work, request.currency, actor=f"offer:{request.offer}")
    return [RateHere(request.currency, found.value if found else None)]


async def _quote(at: Situation, request: requests.QuoteBooking) -> list[heard.Heard]:
    if request.replaces and (await booking(at.work, request.replaces)).state not in _ENDED:
        await cancel_booking(at.work, request.replaces, replaced=True)
    drafted = await draft_booking(
        at.work, request.offer, request.travellers, person=at.conversation.person, asked_by=at.conversation.actor,
        email=request.email, phone=request.phone,
    )  # fmt: skip
    await quote_booking(at.work, drafted.id)
    await _keep_contact(at, request.email)
    return [heard.Quoted(await booking(at.work, drafted.id))]


async def _keep_contact(at: Situation, email: str) -> None:
    profile = at.conversation.profile
    if email and email != profile.email:
        profile.email = email
        await people.keep_profile(at.work, at.conversation.person, profile)
        at.setting = msgspec.structs.replace(at.setting, email=email)


async def _request_payment(at: Situation, request: requests.RequestPayment) -> list[heard.Heard]:
    await request_payment(at.work, request.booking)
    at.working = True
    return []


async def _renew(at: Situation, request: requests.RenewLink) -> list[heard.Heard]:
    await renew_payment_link(at.work, request.booking)
    at.working = True
    return []


async def _check(at: Situation, request: requests.CheckPayment) -> list[heard.Heard]:
    for payment in await payments_of(at.work, request.booking):
        await check_payment(at.work, payment.reference)
    at.working = True
    return []


async def _difference(at: Situation, request: requests.PayDifference) -> list[heard.Heard]:
    await pay_difference(at.work, request.booking)
    at.working = True
    return []


async def _cancel(at: Situation, request: requests.CancelBooking) -> list[heard.Heard]:
    if not request.quoted:
        await cancel_booking(at.work, request.booking)
    elif not await ask_cancellation(at.work, request.booking):
        return [aftermath.CancelAsked(await booking(at.work, request.booking))]
    return []


async def _terms(at: Situation, request: requests.CancelTerms) -> list[heard.Heard]:
    view = await booking(at.work, request.booking)
    if view.state not in _TICKETED:
        return [aftermath.CancelTerms(view)]
    await quote_cancellation(at.work, request.booking)
    at.working = True
    return []


async def _accept(at: Situation, request: requests.AcceptChange) -> list[heard.Heard]:
    await accept_change(at.work, request.booking)
    at.working = True
    return []


async def _refund(at: Situation, request: requests.ChooseRefund) -> list[heard.Heard]:
    await choose_refund(at.work, request.booking)
    return []


async def _rebook(at: Situation, request: requests.Rebook) -> list[heard.Heard]:
    await rebook(at.work, request.booking, request.offer)
    at.working = True
    return []


async def _correct_name(at: Situation, request: requests.CorrectName) -> list[heard.Heard]:
    given, family = request.given_name, request.family_name
    await correct_name(at.work, request.booking, request.traveller, given_name=given, family_name=family)
    at.working = True
    return []


async def _hand_over(at: Situation, request: requests.HandOver) -> list[heard.Heard]:
    if at.conversation.state != ConversationState.WITH_BOT:
        return []  # a person has it, or is being waited for
    changed = await commands.hand_over(at.work, at.conversation.id, request.reason)
    at.conversation.state, at.conversation.version = changed.state, changed.version
    at.place = msgspec.structs.replace(at.place, unasked=request.reason not in _WISHED)
    return []


async def _resend(at: Situation, request: requests.ResendDocuments) -> list[heard.Heard]:
    wanted = request.booking
    if not wanted:
        own = await bookings_of(at.work, at.conversation.person)
        wanted = next((one.id for one in own if one.state in _TICKETED), "")
    if wanted:
        await resend_documents(at.work, wanted)
    return [heard.DocumentsSent(bool(wanted))]


async def _bookings(at: Situation, request: requests.ListBookings) -> list[heard.Heard]:
    return [heard.Bookings(await bookings_of(at.work, at.conversation.person, limit=10))]


async def _language(at: Situation, request: requests.ChooseLanguage) -> list[heard.Heard]:
    await people.keep_language(at.work, at.conversation.person, request.code)
    at.conversation.language = request.code
    at.setting = msgspec.structs.replace(at.setting, language=request.code)
    return []


async def _stop(at: Situation, request: requests.StopMessages) -> list[heard.Heard]:
    await commands.stop_messages(at.work, at.conversation.person, "chat")
    return []


async def _start(at: Situation, request: requests.StartMessages) -> list[heard.Heard]:
    await commands.start_messages(at.work, at.conversation.person, "chat")
    return []


async def _timer(at: Situation, request: requests.SetTimer) -> list[heard.Heard]:
    await at.work.timer(at.conversation.actor, f"{TIMER}{request.name}", at.work.now + request.after)
    return []


_RUNS: dict[type[msgspec.Struct], Callable[[Situation, Any], Awaitable[list[heard.Heard]]]] = {
    requests.SearchFlights: _search,
    requests.ListOffers: _list,
    requests.RepriceOffer: _reprice,
    requests.QuoteBooking: _quote,
    requests.FindRate: _rate,
    requests.RequestPayment: _request_payment,
    requests.RenewLink: _renew,
    requests.CheckPayment: _check,
    requests.PayDifference: _difference,
    requests.CancelBooking: _cancel,
    requests.CancelTerms: _terms,
    requests.AcceptChange: _accept,
    requests.ChooseRefund: _refund,
    requests.Rebook: _rebook,
    requests.CorrectName: _correct_name,
    requests.HandOver: _hand_over,
    requests.ResendDocuments: _resend,
    requests.ListBookings: _bookings,
    requests.ChooseLanguage: _language,
    requests.StopMessages: _stop,
    requests.StartMessages: _start,
    requests.SetTimer: _timer,
}
