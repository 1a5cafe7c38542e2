"""The papers' content from a booking: all text ready in one language, local times as airports print them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from airportsdata import load
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time

from dragoman.bookings.travellers import Party, TravellerDetails
from dragoman.bookings.views import BookingView
from dragoman.command.tenants import Tenant
from dragoman.flights.supplier import Condition, Leg, Segment, Ticket
from dragoman.notifications.papers import FlightLine, Line, PassengerLine, TripPaper
from dragoman.notifications.words import labels, word

_AIRPORTS: Mapping[str, Mapping[str, object]] = load("IATA")


def city(iata: str) -> str:
    """Return the city of an airport, or the code itself when it is not known."""
    return str(_AIRPORTS.get(iata, {}).get("city") or iata)


def airport(iata: str) -> str:
    """Return the name of an airport without the word itself."""
    name = str(_AIRPORTS.get(iata, {}).get("name") or iata)
    return name.removesuffix(" Airport").removesuffix(" International")


def route(legs: Sequence[Leg]) -> str:
    """Name the journey: "Lagos → Abuja", "Lagos ⇄ London", "Lagos → Accra → Nairobi"."""
    ends = [(leg.segments[0].origin, leg.segments[-1].destination) for leg in legs]
    if len(ends) == 2 and ends[0] == ends[1][::-1]:
        return f"{city(ends[0][0])} ⇄ {city(ends[0][1])}"
    stops = [city(ends[0][0])]
    for origin, destination in ends:
        if city(origin) != stops[-1]:
            stops.append(city(origin))
        stops.append(city(destination))
    return " → ".join(stops)


def day(legs: Sequence[Leg], language: str, locale: str) -> str:
    """Name the day of departure with its weekday, and the last one when the journey has several legs."""
    first, last = legs[0].segments[0].departs, legs[-1].segments[0].departs
    text: str = format_date(first, word(language, "format.day"), locale=locale)
    if len(legs) > 1:
        text += f" – {format_date(last, word(language, 'format.day_short'), locale=locale)}"
    return text


def name_of(details: TravellerDetails, language: str) -> str:
    """Write a traveller's name with the title."""
    return f"{word(language, f'title.{details.title}')} {details.given_name} {details.family_name}"


def paper(
    tenant: Tenant, booking: BookingView, party: Party, tickets: Mapping[int, Ticket], refund: Condition, change: Condition, *,
    language: str, now: datetime, paid_at: datetime, provider: str, contact: str,
) -> TripPaper:  # fmt: skip
    """Put a trip's papers into words. `tickets` by the traveller's place; `now` and `paid_at` are shown in the tenant's zone."""
    locale = locale_of(tenant, language)
    zone = ZoneInfo(tenant.zone)
    people = word(language, "passengers", n=len(party.travellers))
    digits = "".join(c for c in contact if c.isdigit())
    return TripPaper(
        business=tenant.name, colour=tenant.settings.colour, reference=booking.reference, pnr=booking.pnr,
        title=route(booking.legs), subtitle=f"{day(booking.legs, language, locale)} · {people}",
        passengers=tuple(
            PassengerLine(name_of(one, language), word(language, f"kind.{one.kind}"), tickets[place].number if place in tickets else "")
            for place, one in enumerate(party.travellers)
        ),
        flights=flight_lines(booking.legs, language, locale),
        rules=(Line(word(language, "rule.refund"), rule(refund, language, locale)), Line(word(language, "rule.change"), rule(change, language, locale))),
        sums=(Line(word(language, "sum.flights"), booking.total.format(locale)),),
        total=booking.total.format(locale),
        paid_on=format_datetime(paid_at.astimezone(zone), word(language, "format.moment"), locale=locale),
        paid_by=word(language, "paid_by.online", provider=provider.title()), receipt_number=f"R-{booking.reference}",
        issued=format_date(now.astimezone(zone), word(language, "format.long_day"), locale=locale),
        qr=f"https://wa.me/{digits}?text=status%20{booking.reference}" if digits else f"{booking.reference} {booking.pnr}",
        words=labels(language, "paper."), address=tenant.settings.address, contact=contact, language=language,
    )  # fmt: skip


def rule(condition: Condition, language: str, locale: str) -> str:
    """Put a fare rule into words; what the airline does not say is said so."""
    if condition.allowed is None:
        return word(language, "rule.unknown")
    if not condition.allowed:
        return word(language, "rule.no")
    if condition.penalty is None:
        return word(language, "rule.fee_unknown")
    return (
        word(language, "rule.fee", fee=condition.penalty.format(locale))
        if condition.penalty
        else word(language, "rule.free")
    )


def flight_lines(legs: Sequence[Leg], language: str, locale: str) -> tuple[FlightLine, ...]:
    """Write each flight as a line of the itinerary, with the wait between two flights of one leg."""
    lines = []
    for leg in legs:
        before: Segment | None = None
        for segment in leg.segments:
            lines.append(_flight_line(segment, before, language, locale))
            before = segment
    return tuple(lines)


def _flight_line(segment: Segment, before: Segment | None, language: str, locale: str) -> FlightLine:
    days = (segment.arrives.date() - segment.departs.date()).days
    wait = ""
    if before is not None:
        wait = word(
            language, "connection", place=city(segment.origin), wait=span(segment.departs - before.arrives, language)
        )
    return FlightLine(
        number=f"{segment.carrier} {segment.number}", airline=segment.carrier_name,
        origin=segment.origin, origin_name=airport(segment.origin), destination=segment.destination,
        destination_name=airport(segment.destination),
        departs_day=format_date(segment.departs, word(language, "format.long_day"), locale=locale),
        departs_time=format_time(segment.departs, "HH:mm", locale=locale), arrives_time=format_time(segment.arrives, "HH:mm", locale=locale),
        arrives_day=word(language, "next_day", n=days) if days else "", duration=span(timedelta(minutes=segment.minutes), language),
        origin_terminal=word(language, "terminal", name=segment.origin_terminal) if segment.origin_terminal else "",
        destination_terminal=word(language, "terminal", name=segment.destination_terminal) if segment.destination_terminal else "",
        cabin=word(language, f"cabin.{segment.cabin}") if segment.cabin else "", bags=_bags(segment, language),
        operated_by=word(language, "operated_by", airline=segment.operated_by) if segment.operated_by not in ("", segment.carrier_name) else "",
        connection=wait,
    )  # fmt: skip


def span(time: timedelta, language: str) -> str:
    """Write a span in hours and minutes."""
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    return (
        word(language, "span.hours", hours=hours, minutes=minutes)
        if hours
        else word(language, "span.minutes", minutes=minutes)
    )


def _bags(segment: Segment, language: str) -> str:
    if segment.checked_bags is None or segment.cabin_bags is None:
        return ""
    return word(
        language, "bags", checked=_count(segment.checked_bags, language), cabin=_count(segment.cabin_bags, language)
    )


def _count(count: int, language: str) -> str:
    return word(language, "bags.count", n=count) if count else word(language, "bags.none")


def locale_of(tenant: Tenant, language: str) -> str:
    """Return the CLDR locale of a language where the business is; the language alone where CLDR does not know it there."""
    name = tenant.locale if tenant.locale.partition("_")[0] == language else f"{language}_{tenant.country}"
    try:
        return str(Locale.parse(name))
    except (ValueError, UnknownLocaleError):
        return language
