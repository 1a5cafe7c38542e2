"""Which offers are shown, how, and what happens when one is taken: re-price, price rise, sold out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.book_flight.listing import (
    SEEN_MAX,
    choose_shown,
    nothing_cheaper,
    offers_words,
    trip_text,
)
from dragoman.dialogues.book_flight.memory import Flight, complete, flight_key, query_of, ready
from dragoman.dialogues.book_flight.people import as_last_time
from dragoman.dialogues.cards import legs_text, price_text
from dragoman.dialogues.heard import Gone, NoOffers, OffersHere, Priced, PriceDown, SearchDown
from dragoman.dialogues.steps import Choose, Confirm, Do, Patience, Step, Taken
from dragoman.dialogues.voice import Voice
from dragoman.flights.views import OfferView


def _found(m: Flight, fact: Any, v: Voice) -> Taken[Flight]:
    if isinstance(fact, SearchDown):
        return Taken(replace(m, trouble="down"))
    if isinstance(fact, NoOffers) or not fact.offers:
        return Taken(replace(m, trouble="none", search=fact.search))
    afresh = m.search != fact.search
    listed = () if afresh else m.listed
    m = replace(m, search=fact.search, total=max(fact.total, len(fact.offers)), listed=listed)
    again = next((o for o in fact.offers if m.wanted and flight_key(o) == m.wanted and o.id not in m.gone), None)
    shown, remark = choose_shown(m, fact.offers)
    notes: tuple[str, ...] = (v.text(remark),) if remark else ()
    if not shown:
        return Taken(replace(m, trouble="none"))
    seen = (*m.seen, *(o.id for o in shown if o.id not in m.seen))[-SEEN_MAX:]
    before = () if remark == "offers.all_seen" else m.listed
    m = replace(m, found=shown, seen=seen, listed=(*before, *(o.id for o in shown))[:SEEN_MAX], trouble="")
    if again is not None:  # the flight chosen before is there in the new search too
        seen = (*seen, again.id) if again.id not in seen else seen
        return Taken(replace(m, offer=again.id, seen=seen), (v.text("offers.same_flight"),))
    cheapest = min(o.price.minor for o in shown)
    price = replace_minor(shown[0], cheapest)
    if afresh:
        notes += difference(m, price.minor, price.currency, v)
    if afresh or m.told is None:  # another page of the same list is no other price
        m = replace(m, told=price)
    return Taken(m, notes)


def replace_minor(offer: OfferView, minor: int) -> Any:
    """A sum in the offer's currency."""
    return type(offer.price)(minor, offer.price.currency)


def difference(m: Flight, minor: int, currency: str, v: Voice) -> tuple[str, ...]:
    """ "That is ₦12,000 more than before", when a price was told before and is another now."""
    if m.told is None or m.told.currency != currency or m.told.minor == minor:
        return ()
    gap = type(m.told)(abs(minor - m.told.minor), currency)
    return (v.text("price.more" if minor > m.told.minor else "price.less", amount=v.words.money(gap)),)


def take_offer(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    """A tap on an offer or on one of the list's wishes, of this list or an older one of the same search."""
    verb, _, rest = id.partition(":")
    if verb == "offer":
        if rest in m.gone or rest not in m.seen:
            return None
        if rest == m.offer:
            return Taken(m, again=True)
        known = next((o for o in m.found if o.id == rest), None)
        told = known.price if known else m.told
        return Taken(replace(m, offer=rest, told=told, wanted=flight_key(known) if known else m.wanted))
    if verb != "list":
        return None
    if rest == "more":
        return Taken(replace(m, found=(), offer="", attempt=m.attempt + 1, wanted=""))
    if rest == "cheaper":
        if m.sort == "cheapest":
            return nothing_cheaper(m, v)
        return Taken(replace(m, sort="cheapest", found=(), offer="", attempt=m.attempt + 1, wanted=""))
    if rest == "direct":
        if m.stops_max == 0:
            return Taken(m, (v.text("offers.direct_already"),), again=True)
        return Taken(replace(m, stops_max=0, wanted=""))
    return Taken(m, edit="collect_search.date") if rest == "date" else None


def _no_offers(m: Flight, v: Voice) -> Message:
    choices = [v.choice("list:date", "change_date")]
    if m.stops_max is not None or m.cabin is not None:
        choices.append(v.choice("list:relax", "relax"))
    choices += [v.choice("go:edit:start", "change_route"), v.choice("go:person", "person")]
    return Message(
        text=v.text("offers.none", trip=trip_text(m, v)), choices=tuple(choices), label=v.text("label.choices")
    )


def _take_none(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    if id == "list:relax":
        return Taken(replace(m, stops_max=None, cabin=None, trouble=""))
    return take_offer(m, id, v)


def _down(m: Flight, v: Voice) -> Message:
    choices = (v.choice("search:again", "try_again"), v.choice("go:person", "person"))
    return Message(text=v.text("search.down"), choices=choices)


def _take_down(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    return Taken(replace(m, trouble="", attempt=m.attempt + 1)) if id == "search:again" else None


def _priced(m: Flight, fact: Any, v: Voice) -> Taken[Flight]:
    if isinstance(fact, Gone):
        left = tuple(o for o in m.found if o.id != m.offer)
        gone = (*m.gone, m.offer)[-SEEN_MAX:]
        listed = tuple(id for id in m.listed if id != m.offer)
        empty: dict[str, Any] = {} if left else {"search": "", "attempt": m.attempt + 1}
        told = [v.text("offers.gone" if left else "offers.gone_searching")]
        if left:
            cheapest = min((o.price for o in left), key=lambda price: price.minor)
            told += difference(m, cheapest.minor, cheapest.currency, v)
        return Taken(replace(m, offer="", wanted="", found=left, gone=gone, listed=listed, **empty), tuple(told))
    if isinstance(fact, PriceDown):
        return Taken(replace(m, offer="", attempt=m.attempt + 1), (v.text("price.down"),))
    offer, before, after = fact.offer, fact.before, fact.after
    wanted = flight_key(offer)
    risen = (
        before.currency == after.currency
        and (after.minor - before.minor) * 10_000 > before.minor * v.setting.price_rise_bp
    )
    shown = m.told if m.told and m.told.currency == after.currency else before
    m = replace(m, priced=offer, wanted=wanted, remembered=v.setting.remembered[:8], email=m.email or v.setting.email)
    m = as_last_time(replace(m, phone=m.phone or v.setting.phone), v).memory
    if risen:
        return Taken(replace(m, risen_from=before, accepted=False))
    legs = legs_text(offer.legs, v)
    chosen = v.text("offer.chosen", airline=offer.airline_name, legs=legs, price=price_text(after, offer.original, v))
    notes: tuple[str, ...] = () if ready(m) else (chosen,)  # the quote that follows at once says it all
    notes += difference(replace(m, told=shown), after.minor, after.currency, v)
    return Taken(replace(m, told=after, accepted=True), notes)


def _rise_words(m: Flight, v: Voice) -> Message:
    assert m.priced
    before = m.risen_from or m.priced.price
    more = type(before)(m.priced.price.minor - before.minor, before.currency)
    text = v.text(
        "price.rose", before=v.words.money(before), after=v.words.money(m.priced.price), more=v.words.money(more)
    )
    choices = (
        v.choice(f"yes:confirm_offer:{v.rev}", "price_yes", price=v.words.money(m.priced.price)),
        v.choice(f"no:confirm_offer:{v.rev}", "price_no"),
    )
    return Message(text=text, choices=choices)


def _rise_yes(m: Flight, v: Voice) -> Taken[Flight]:
    assert m.priced
    legs = legs_text(m.priced.legs, v)
    price = v.words.money(m.priced.price)
    note = v.text("offer.chosen", airline=m.priced.airline_name, legs=legs, price=price)
    return Taken(replace(m, accepted=True, told=m.priced.price), (note,))


def _slow(m: Flight, v: Voice) -> Message:
    return Message(text=v.text("search.slow"), choices=(v.choice("go:wait", "wait"), v.choice("go:person", "person")))


def _searching(m: Flight, v: Voice) -> Message:
    return Message(text=v.text("search.searching", trip=trip_text(m, v)))


_PATIENT = (Patience(timedelta(seconds=2), _searching), Patience(timedelta(seconds=10), _slow))


def _list_request(m: Flight, v: Voice) -> ask.Request:
    return ask.ListOffers(m.search, m.sort, m.stops_max == 0, m.attempt)


OFFER_STEPS: tuple[Step[Flight], ...] = (
    Do(
        name="collect_search.search", phase="search", until=(OffersHere, NoOffers, SearchDown), take=_found,
        open=lambda m: complete(m) and not m.search and not m.trouble and not m.finished,
        request=lambda m, v: ask.SearchFlights(query_of(m), m.attempt), within=_PATIENT, idle=_searching,
    ),
    Choose(
        name="show_offers.none", phase="search", words=_no_offers, open=lambda m: m.trouble == "none", take=_take_none,
    ),
    Choose(name="show_offers.down", phase="search", words=_down, open=lambda m: m.trouble == "down", take=_take_down),
    Do(
        name="show_offers.list", phase="options", until=(OffersHere, NoOffers, SearchDown), take=_found,
        open=lambda m: not m.found and not m.offer, request=_list_request, within=_PATIENT, idle=_searching,
    ),
    Choose(
        name="show_offers", phase="options", words=offers_words, open=lambda m: not m.offer, take=take_offer,
        expect=("choice",), undo=lambda m: replace(m, offer="", wanted=""),
    ),
    Do(
        name="confirm_offer.price", phase="options", until=(Priced, Gone, PriceDown), take=_priced,
        open=lambda m: m.priced is None, request=lambda m, v: ask.RepriceOffer(m.offer, m.attempt), within=_PATIENT[1:],
        idle=lambda m, v: Message(text=v.text("price.checking")),
    ),
    Confirm(
        name="confirm_offer", phase="confirm", words=_rise_words, open=lambda m: not m.accepted, yes=_rise_yes,
        expect=("yes_no",), no=lambda m, v: Taken(replace(m, offer="", wanted=""), again=True),
    ),
)  # fmt: skip
