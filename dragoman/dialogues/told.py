"""Facts of the domain, with all that is needed to speak of them: what a dialogue hears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from dragoman.bookings import facts as bookings
from dragoman.bookings.queries import booking as view
from dragoman.bookings.queries import party_of
from dragoman.bookings.states import Choice
from dragoman.bookings.views import BookingView
from dragoman.command import Refused, Work
from dragoman.dialogues import OFFERS_READ, aftermath, heard
from dragoman.dialogues.refused_name import RefusedName
from dragoman.flights import facts as flights
from dragoman.flights.matching import ends_of, flights_of, folded
from dragoman.flights.queries import changes_of, offer, offers, offers_total
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.payments import facts as payments


async def heard_of(work: Work, fact: msgspec.Struct) -> list[heard.Heard]:
    """Translate a fact; one that no dialogue speaks of gives nothing. `work` must be the traveller's own."""
    translate = _TRANSLATIONS.get(type(fact))
    if translate is None:
        return []
    try:
        said = await translate(work, fact)
    except Refused:
        return []  # the booking is another person's by now: nothing of it may be said here
    return [] if said is None else [said]


async def list_offers(
    work: Work, search: str, sort: str = "best", *, direct_only: bool = False
) -> tuple[OfferView, ...]:
    """List a search's offers as dialogues want them."""
    return await offers(work, search, sort=sort, direct_only=direct_only, limit=OFFERS_READ)


async def _offers_found(work: Work, fact: flights.OffersFound) -> heard.Heard:
    booking = await work.sql.fetchval("select id from booking where search_id = $1 and choice <> ''", fact.search)
    if booking is not None:
        return await _ticket_failed(work, bookings.TicketingFailed(booking, "", fact.search))
    if not fact.count:
        return heard.NoOffers(fact.search)
    return heard.OffersHere(fact.search, await list_offers(work, fact.search), await offers_total(work, fact.search))


async def _search_failed(work: Work, fact: flights.SearchFailed) -> heard.Heard:
    return heard.SearchDown(fact.search, fact.code)


async def _priced(work: Work, fact: flights.OfferPriced) -> heard.Heard | None:
    found = await offer(work, fact.offer)
    return None if found is None else heard.Priced(found, fact.before, fact.after)


async def _gone(work: Work, fact: flights.OfferGone) -> heard.Heard:
    return heard.Gone(fact.offer)


async def _not_priced(work: Work, fact: flights.PricingFailed) -> heard.Heard:
    return heard.PriceDown(fact.offer, fact.code)


async def _link(work: Work, fact: payments.PaymentLinkReady) -> heard.Heard:
    return heard.LinkHere(await view(work, fact.booking), fact.url, fact.amount, fact.expires_at)


async def _no_link(work: Work, fact: payments.PaymentLinkFailed) -> heard.Heard:
    return heard.LinkDown(await view(work, fact.booking), fact.code)


async def _paid(work: Work, fact: payments.PaymentSettled) -> heard.Heard:
    return heard.Paid(await view(work, fact.booking), fact.amount, fact.late, fact.over)


async def _short(work: Work, fact: payments.PaymentShort) -> heard.Heard:
    return heard.Short(await view(work, fact.booking), fact.received, fact.missing)


async def _foreign(work: Work, fact: payments.PaymentForeign) -> heard.Heard:
    return heard.Stray(await view(work, fact.booking), fact.received, foreign=True)


async def _doubled(work: Work, fact: payments.PaymentDoubled) -> heard.Heard:
    return heard.Stray(await view(work, fact.booking), fact.amount)


async def _orphaned(work: Work, fact: payments.PaymentOrphaned) -> heard.Heard | None:
    if not fact.booking:
        return None  # nobody's: a person looks at it
    return heard.Stray(await view(work, fact.booking), fact.amount, closed=True)


async def _unchecked(work: Work, fact: payments.PaymentUnchecked) -> heard.Heard:
    return aftermath.Unchecked(await view(work, fact.booking))


async def _terms(work: Work, fact: bookings.CancellationOffered) -> heard.Heard:
    return aftermath.CancelTerms(await view(work, fact.booking), True, fact.refund, fact.kept, fact.expires_at)


async def _hold_ends(work: Work, fact: bookings.HoldEnding) -> heard.Heard:
    return aftermath.HoldEnds(await view(work, fact.booking), fact.pay_by)


async def _cancel_failed(work: Work, fact: flights.CancellationFailed) -> heard.Heard:
    return aftermath.CancelFailed(await view(work, fact.booking), fact.code)


async def _declined(work: Work, fact: bookings.CancellationDeclined) -> heard.Heard:
    return aftermath.CancelDeclined(await view(work, fact.booking))


async def _moved(work: Work, fact: flights.FlightChanged) -> heard.Heard | None:
    """A flight that was moved is asked about; one that was cancelled is told with other flights (TicketingFailed)."""
    own = await view(work, fact.booking)
    changes = await changes_of(work, fact.order)
    at = [n for n, c in enumerate(changes) if c.id in (*fact.also, fact.change)]
    sold = await offer(work, own.offer)
    if fact.cancelled or not at or sold is None:
        return None
    told = changes[at[0] : at[-1] + 1]
    before = folded(sold.legs, changes[: at[0]])
    ends = {ends_of(leg) for change in told for leg in change.legs}
    shown = tuple(leg for leg in before if ends_of(leg) in ends) or before
    return aftermath.FlightMoved(own, fact.change, shown, folded(shown, told))


async def _change_taken(work: Work, fact: flights.ChangeAccepted) -> heard.Heard:
    return aftermath.ChangeTaken(await view(work, fact.booking))


async def _change_not_taken(work: Work, fact: flights.ChangeNotAccepted) -> heard.Heard:
    return aftermath.ChangeTaken(await view(work, fact.booking), done=False)


async def _stuck(work: Work, fact: flights.OrderOutcomeStuck) -> heard.Heard:
    return aftermath.Stuck(await view(work, fact.booking))


async def _payment_failed(work: Work, fact: payments.PaymentFailed) -> heard.Heard:
    return heard.Failed(await view(work, fact.booking), fact.reason)


async def _still_open(work: Work, fact: payments.PaymentStillOpen) -> heard.Heard:
    return heard.StillUnpaid(await view(work, fact.booking))


async def _refunded(work: Work, fact: payments.RefundPaid) -> heard.Heard:
    return heard.Refunded(await view(work, fact.booking), fact.amount)


async def _expired(work: Work, fact: bookings.BookingExpired) -> heard.Heard:
    return heard.Expired(await view(work, fact.booking))


async def _confirmed(work: Work, fact: bookings.BookingConfirmed) -> heard.Heard:
    return heard.Ticketed(await view(work, fact.booking))


async def _cancelled(work: Work, fact: bookings.BookingCancelled) -> heard.Heard | None:
    if fact.replaced and fact.refund is None:
        return None
    return heard.Cancelled(await view(work, fact.booking), fact.refund, fact.unpriced)


async def _settled(work: Work, fact: bookings.CancellationSettled) -> heard.Heard:
    back = fact.back if fact.sent else None
    return heard.Cancelled(await view(work, fact.booking), back, unpriced=bool(fact.back) and not fact.sent)


async def _others(work: Work, own: BookingView, search: str, *prices: Money) -> tuple[OfferView, ...]:
    """List other flights than the booking's own at these prices, which was just refused or asked about."""
    found = await list_offers(work, search) if search else ()
    return tuple(o for o in found if flights_of(o.legs) != flights_of(own.legs) or o.price not in prices)


async def _ticket_failed(work: Work, fact: bookings.TicketingFailed) -> heard.Heard:
    own = await view(work, fact.booking)
    others = await _others(work, own, fact.search, own.total)
    if own.choice == Choice.PRICE_ROSE:
        asked = await offer(work, own.offer)
        assert asked is not None, "a booking's offer has a price"
        return heard.Rose(own, own.paid, asked.price, tuple(o for o in others if o.id != own.offer))
    refused = await _refused_name(work, fact) if own.choice and fact.traveller >= 0 else None
    return heard.TicketFailed(own, fact.reason or own.reason, others, refused)


async def _refused_name(work: Work, fact: bookings.TicketingFailed) -> RefusedName:
    one = (await party_of(work, fact.booking)).travellers[fact.traveller]
    return RefusedName(fact.traveller, one.given_name, one.family_name, fact.field)


async def _delayed(work: Work, fact: bookings.TicketingDelayed) -> heard.Heard:
    return heard.Delayed(await view(work, fact.booking))


async def _rose(work: Work, fact: bookings.PriceRose) -> heard.Heard:
    own = await view(work, fact.booking)
    return heard.Rose(own, fact.before, fact.after, await _others(work, own, own.search, fact.before, fact.after))


async def _quoted(work: Work, fact: bookings.BookingQuoted) -> heard.Heard | None:
    """A first quote is answered at once (Quoted); only a renewed one that rose is news."""
    if fact.before is None:
        return None
    return heard.Dearer(await view(work, fact.booking), fact.before, fact.total)


async def _unavailable(work: Work, fact: bookings.BookingUnavailable) -> heard.Heard:
    return heard.Unavailable(await view(work, fact.booking))


_TRANSLATIONS: dict[type[msgspec.Struct], Callable[[Work, Any], Awaitable[heard.Heard | None]]] = {
    flights.OffersFound: _offers_found,
    flights.SearchFailed: _search_failed,
    flights.OfferPriced: _priced,
    flights.OfferGone: _gone,
    flights.PricingFailed: _not_priced,
    flights.OrderOutcomeStuck: _stuck,
    flights.FlightChanged: _moved,
    flights.ChangeAccepted: _change_taken,
    flights.ChangeNotAccepted: _change_not_taken,
    flights.CancellationFailed: _cancel_failed,
    bookings.CancellationOffered: _terms,
    bookings.CancellationDeclined: _declined,
    bookings.HoldEnding: _hold_ends,
    payments.PaymentLinkReady: _link,
    payments.PaymentLinkFailed: _no_link,
    payments.PaymentSettled: _paid,
    payments.PaymentShort: _short,
    payments.PaymentForeign: _foreign,
    payments.PaymentDoubled: _doubled,
    payments.PaymentOrphaned: _orphaned,
    payments.PaymentFailed: _payment_failed,
    payments.PaymentStillOpen: _still_open,
    payments.PaymentUnchecked: _unchecked,
    payments.RefundPaid: _refunded,
    bookings.BookingQuoted: _quoted,
    bookings.BookingExpired: _expired,
    bookings.BookingConfirmed: _confirmed,
    bookings.BookingCancelled: _cancelled,
    bookings.CancellationSettled: _settled,
    bookings.TicketingFailed: _ticket_failed,
    bookings.TicketingDelayed: _delayed,
    bookings.PriceRose: _rose,
    bookings.BookingUnavailable: _unavailable,
}
