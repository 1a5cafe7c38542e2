"""The list of offers: which are shown, in which order, under which numbers, and how they are told."""

from __future__ import annotations

from datetime import timedelta

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.book_flight.memory import Flight, hops_of
from dragoman.dialogues.cards import offer_line, offer_option, offer_row, stops_of
from dragoman.dialogues.steps import Taken
from dragoman.dialogues.voice import Voice
from dragoman.flights.views import OfferView
from dragoman.understanding import Option, PartOfDay

SHOWN_MAX = 3
SEEN_MAX = 60
_HOURS = {
    PartOfDay.MORNING: (5, 12), PartOfDay.AFTERNOON: (12, 17), PartOfDay.EVENING: (17, 21), PartOfDay.NIGHT: (21, 29),
}  # fmt: skip


def fits(offer: OfferView, m: Flight) -> bool:
    """Whether an offer meets the wishes that a search cannot carry: airline, part of day, budget."""
    departs = offer.legs[0].segments[0].departs
    if m.airline and all(s.carrier != m.airline for leg in offer.legs for s in leg.segments):
        return False
    if m.part_of_day:
        first, last = _HOURS[m.part_of_day]
        if not (first <= departs.hour < last or first <= departs.hour + 24 < last):
            return False
    return not (m.budget and m.budget.currency == offer.price.currency and offer.price.minor > m.budget.minor)


def choose_shown(m: Flight, offers: tuple[OfferView, ...]) -> tuple[tuple[OfferView, ...], str]:
    """The next offers to show and the key of a remark: wishes that nothing fits, or a list that is through."""
    sold = [o for o in offers if o.id not in m.gone]
    wished = [o for o in sold if fits(o, m)]
    remark = "" if wished or not sold else "offers.wish_unmet"
    pool = wished or sold
    if m.sort == "cheapest":
        pool = sorted(pool, key=lambda o: o.price.minor)
    elif m.sort == "fastest":
        pool = sorted(pool, key=lambda o: sum(leg.minutes for leg in o.legs))
    fresh = [o for o in pool if o.id not in m.listed]
    if pool and not fresh:
        return tuple(pool[:SHOWN_MAX]), "offers.all_seen"
    return tuple(fresh[:SHOWN_MAX]), remark


def number_of(m: Flight, offer: str) -> int:
    """The number under which an offer stands in the list, from page to page; 0 when it is not in it."""
    return m.listed.index(offer) + 1 if offer in m.listed else 0


def trip_text(m: Flight, v: Voice) -> str:
    """Lagos → Abuja, Tue 15 Dec – Fri 18 Dec, 2 adults, business."""
    hops = hops_of(m)
    stations = [hops[0].origin.city if hops[0].origin else "?"]
    stations += [h.destination.city if h.destination else "?" for h in hops]
    if m.round_trip and not m.hops:
        stations = stations[:2]
    days = " – ".join(v.words.day(h.day) for h in hops if h.day)
    pieces = [(" ⇄ " if m.round_trip and not m.hops else " → ").join(stations), days, party_text(m, v)]
    if m.cabin:
        pieces.append(v.text(f"cabin.{m.cabin}"))
    if m.stops_max == 0:
        pieces.append(v.text("direct_only"))
    return ", ".join(p for p in pieces if p)


def party_text(m: Flight, v: Voice) -> str:
    """2 adults, 1 child."""
    if m.party is None:
        return ""
    counts = (("adults", m.party.adults), ("children", len(m.party.children)), ("infants", m.party.infants))
    return ", ".join(v.text(f"party.{key}", n=n) for key, n in counts if n)


def offers_words(m: Flight, v: Voice) -> Message:
    """The list of offers with its rows."""
    first = number_of(m, m.found[0].id) or 1
    lines = [offer_line(o, number_of(m, o.id) or i, v) for i, o in enumerate(m.found, 1)]
    key = "offers.head_next" if first > 1 else "offers.head_cheapest" if m.sort == "cheapest" else "offers.head"
    head = v.text(key, trip=trip_text(m, v), n=len(m.found), total=m.total, first=first, last=first + len(m.found) - 1)
    rows = [offer_row(o, v, f"offer:{o.id}") for o in m.found]
    if m.total > len(m.found):
        rows.append(v.choice("list:more", "more"))
    if m.sort != "cheapest":
        rows.append(v.choice("list:cheaper", "cheaper"))
    if m.stops_max != 0 and any(stops_of(leg) for o in m.found for leg in o.legs):
        rows.append(v.choice("list:direct", "direct_only"))
    rows.append(v.choice("list:date", "change_date"))
    text = "\n".join([head, "", *lines, "", v.text("offers.tail")])
    return Message(text=text, choices=tuple(rows), label=v.text("label.offers"))


def nothing_cheaper(m: Flight, v: Voice) -> Taken[Flight]:
    """Say that the list is sorted by price already, and offer what may cost less: the days around."""
    rows: list[Choice] = []
    if m.departure and not m.hops:
        days = (m.departure + timedelta(days=i) for i in (-1, 1, 2))
        rows += [Choice(id=f"set:departure:{d.isoformat()}", title=v.words.day(d)) for d in days if d >= v.today]
    rows.append(v.choice("list:date", "change_date"))
    if m.total > len(m.found):
        rows.append(v.choice("list:more", "more"))
    return Taken(m, complaint=v.text("offers.cheapest_already", trip=trip_text(m, v)), choices=tuple(rows))


def option_of(m: Flight, id: str, title: str) -> Option:
    """What a traveller may call a shown choice by."""
    offer = next((o for o in m.found if id == f"offer:{o.id}"), None)
    if offer is None:
        return Option(id, title)
    return offer_option(offer, id, title, number_of(m, offer.id))


def earlier_of(m: Flight) -> tuple[Option, ...]:
    """Offers of the pages before, which keep their numbers."""
    on_show = {o.id for o in m.found}
    return tuple(Option(f"offer:{id}", number=n) for n, id in enumerate(m.listed, 1) if id not in on_show)
