"""How flights, prices, times and fare rules are put into words; the same for offers, quotes and bookings."""

from __future__ import annotations

from functools import cache

import airportsdata

from dragoman.conversations.message import Choice
from dragoman.dialogues.voice import DETAIL_MAX, ROW_MAX, Voice, clip
from dragoman.flights.supplier import Condition, Leg
from dragoman.flights.views import OfferView
from dragoman.kit.money import Money
from dragoman.understanding import Option


@cache
def _airports() -> dict[str, str]:
    return {code: row["city"] for code, row in airportsdata.load("IATA").items()}


def city_of(code: str) -> str:
    """The city of an IATA airport code; the code itself when it has none."""
    return _airports().get(code) or code


def stops_of(leg: Leg) -> int:
    """Changes of planes and stops on the way of one leg."""
    return len(leg.segments) - 1 + sum(s.stops for s in leg.segments)


def stops_text(leg: Leg, voice: Voice) -> str:
    """ "direct", "1 stop"."""
    count = stops_of(leg)
    return voice.text("direct") if count == 0 else voice.text("stops", n=count)


def times_text(leg: Leg, voice: Voice) -> str:
    """07:10 → 08:25, with (+1) when it lands on a later day."""
    return voice.text("times", departs=voice.words.clock(leg.segments[0].departs), arrives=landing_text(leg, voice))


def landing_text(leg: Leg, voice: Voice) -> str:
    """08:25, with (+1) when it is a later day than the departure's."""
    days = (leg.segments[-1].arrives.date() - leg.segments[0].departs.date()).days
    return voice.words.clock(leg.segments[-1].arrives) + (f" (+{days})" if days > 0 else "")


def leg_text(leg: Leg, voice: Voice) -> str:
    """Lagos → Abuja, Tue 15 Dec, 07:10 → 08:25 (local times): both ends by their own clock, named when the zones differ."""
    first, last = leg.segments[0], leg.segments[-1]
    here, there = city_of(first.origin), city_of(last.destination)
    key = "leg" if first.origin_zone == last.destination_zone else "leg.zones"
    return voice.text(
        key, origin=f"{here} ({first.origin})", destination=f"{there} ({last.destination})",
        day=voice.words.day(first.departs.date()), departs=voice.words.clock(first.departs), arrives=landing_text(leg, voice), here=here, there=there,
        stops=stops_text(leg, voice), flights=", ".join(f"{s.carrier}{s.number}" for s in leg.segments),
    )  # fmt: skip


def legs_text(legs: tuple[Leg, ...], voice: Voice) -> str:
    """All legs, one a line."""
    return "\n".join(leg_text(leg, voice) for leg in legs)


def route_text(legs: tuple[Leg, ...]) -> str:
    """Lagos → Abuja; Lagos → Abuja → Kano for several legs."""
    stations = [city_of(legs[0].segments[0].origin)] if legs else []
    for leg in legs:
        start, end = city_of(leg.segments[0].origin), city_of(leg.segments[-1].destination)
        if stations[-1] != start:
            stations.append(start)
        stations.append(end)
    return " → ".join(stations)


def bags_text(checked: int | None, voice: Voice) -> str:
    """Checked bags in words; None means that the airline does not say."""
    if checked is None:
        return voice.text("bags.unknown")
    return voice.text("bags.none") if checked == 0 else voice.text("bags", n=checked)


def all_bags_text(thing: OfferView, voice: Voice) -> str:
    """Checked and cabin baggage of an offer."""
    cabin = thing.cabin_bags
    hand = voice.text("bags.cabin_unknown") if cabin is None else voice.text("bags.cabin", n=cabin)
    return f"{bags_text(thing.checked_bags, voice)}, {hand}"


def rule_text(kind: str, rule: Condition, voice: Voice) -> str:
    """A fare rule in words: `kind` is refund or change."""
    if rule.allowed is None:
        return voice.text(f"{kind}.unknown")
    if not rule.allowed:
        return voice.text(f"{kind}.no")
    if rule.penalty is None:
        return voice.text(f"{kind}.fee_unknown")
    if not rule.penalty:
        return voice.text(f"{kind}.free")
    return voice.text(f"{kind}.fee", fee=voice.words.money(rule.penalty))


def rules_text(thing: OfferView, voice: Voice) -> str:
    """Both fare rules."""
    return f"{rule_text('change', thing.change, voice)} {rule_text('refund', thing.refund, voice)}"


def price_text(price: Money, original: Money, voice: Voice) -> str:
    """A price; with what the airline asks where that is in the traveller's own money: any third currency tells them nothing."""
    text = voice.words.money(price)
    if original.currency == price.currency or original.currency != voice.own_currency:
        return text
    return f"{text} ({voice.words.money(original)})"


def offer_row(offer: OfferView, voice: Voice, id: str) -> Choice:
    """A list row: time and price as title, airline, stops and bags below (24 and 72 characters)."""
    leg = offer.legs[0]
    price = voice.words.money(offer.price)
    title = f"{voice.words.clock(leg.segments[0].departs)} · {price}"
    pieces = [offer.airline_name, times_text(leg, voice), stops_text(leg, voice)]
    if len(offer.legs) > 1:
        back = offer.legs[-1]
        pieces = [offer.airline_name, times_text(leg, voice), f"{voice.text('and')} {times_text(back, voice)}"]
        pieces.append(voice.text("direct") if all(stops_of(x) == 0 for x in offer.legs) else stops_text(leg, voice))
    pieces.append(bags_text(offer.checked_bags, voice))
    detail = " · ".join(pieces)
    if len(detail) > DETAIL_MAX:  # the airline's name gives way before a time does
        room = DETAIL_MAX - (len(detail) - len(pieces[0]))
        detail = " · ".join([clip(pieces[0], max(room, 2)), *pieces[1:]])
    return Choice(id=id, title=clip(title, ROW_MAX), detail=clip(detail, DETAIL_MAX))


def offer_option(offer: OfferView, id: str, title: str, number: int) -> Option:
    """What a traveller may call an offer on show by."""
    first, last = offer.legs[0].segments[0], offer.legs[0].segments[-1]
    return Option(
        id, title, offer.price.minor, offer.price.currency, first.departs.time(), last.arrives.time(),
        max(stops_of(leg) for leg in offer.legs), sum(leg.minutes for leg in offer.legs), first.carrier, number,
    )  # fmt: skip


def offer_line(offer: OfferView, number: int, voice: Voice) -> str:
    """One offer in the message itself, so that it can be read without opening the list."""
    times = " / ".join(times_text(leg, voice) for leg in offer.legs)
    stops = " / ".join(dict.fromkeys(stops_text(leg, voice) for leg in offer.legs))
    bags = bags_text(offer.checked_bags, voice)
    price = price_text(offer.price, offer.original, voice)
    return voice.text(
        "offer.line", number=number, price=price, airline=offer.airline_name, times=times, stops=stops, bags=bags
    )
