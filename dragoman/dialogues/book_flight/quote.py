"""The quote: everything that is promised, in one message, and an explicit yes before the payment link."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.book_flight.exchange import told_rate
from dragoman.dialogues.book_flight.memory import Flight, count_people, person_at, put_person, travellers_of
from dragoman.dialogues.book_flight.offers import difference
from dragoman.dialogues.cards import all_bags_text, legs_text, price_text, rules_text
from dragoman.dialogues.heard import Quoted, QuoteRefused, Unavailable
from dragoman.dialogues.pay import PayMemory
from dragoman.dialogues.rates import RateHere
from dragoman.dialogues.steps import Choose, Confirm, Do, Run, Step, Taken
from dragoman.dialogues.voice import ROW_MAX, Voice, clip

SHOWN_OF_PASSPORT = 3
_EMPTY = {"born_on": None, "document_expires_on": None}


def _take(m: Flight, fact: Any, v: Voice) -> Taken[Flight]:
    if isinstance(fact, QuoteRefused):
        return _refused(m, fact, v)
    booking = fact.booking
    notes = difference(m, booking.total.minor, booking.total.currency, v)
    return Taken(replace(m, quote=booking, draft=booking.id, told=booking.total), notes)


def _refused(m: Flight, fact: QuoteRefused, v: Voice) -> Taken[Flight]:
    """Empty the field that was refused, so that it is asked again, and keep all others."""
    sentence = v.refusal(fact.code, fact.sentence or v.text("quote.refused"), field=fact.field.rpartition(".")[2])
    field = fact.field.removeprefix("travellers.")
    if field == "email":
        return Taken(replace(m, email=""), (sentence,))
    index, _, name = field.partition(".")
    if index.isdigit() and int(index) < count_people(m) and hasattr(person_at(m, int(index)), name) and name != "kind":
        person = replace(person_at(m, int(index)), **{name: _EMPTY.get(name, "")})
        return Taken(put_person(m, int(index), person), (sentence,))
    if field.startswith("offer"):
        return Taken(replace(m, offer="", wanted="", gone=(*m.gone, m.offer)[-60:]), (sentence,))
    return Taken(replace(m, quote_trouble=fact.code or "refused"), (sentence,))


def _words(m: Flight, v: Voice) -> Message:
    q = m.quote
    assert q is not None
    assert m.priced is not None
    lines = [
        v.text("quote.head"),
        legs_text(q.legs or m.priced.legs, v),
        v.text("quote.flight", airline=m.priced.airline_name),
        _people_text(m, v),
        v.text("quote.bags", bags=all_bags_text(m.priced, v)),
        rules_text(m.priced, v),
        v.text("quote.email", email=m.email),
        v.text("quote.total", total=price_text(q.total, m.priced.original, v)),
    ]
    if q.deadline:
        lines.append(v.text("quote.deadline", until=v.until(q.deadline)))
    choices = (
        v.choice(f"yes:confirm_quote:{v.rev}", "pay_now"),
        v.choice("go:edit", "change"),
        v.choice("same:none", "someone_else") if m.assumed else v.choice("go:cancel", "cancel"),
    )
    return Message(text="\n".join(line for line in lines if line), choices=choices)


def _people_text(m: Flight, v: Voice) -> str:
    """Who travels, as the ticket will name them: one a line, with what the airline checks at the desk; passports by their end."""
    told = []
    for person in (person_at(m, i) for i in range(count_people(m))):
        parts = [person.name]
        if person.born_on:
            parts.append(v.text("quote.born", day=v.words.birth(person.born_on)))
        if person.document_number:
            parts.append(v.text("quote.passport", last=person.document_number[-SHOWN_OF_PASSPORT:]))
        told.append(", ".join(parts))
    listed = told[0] if len(told) == 1 else "\n• ".join(["", *told])
    return v.text("quote.people", names=listed, n=len(told)).replace(" \n", "\n")


def _trouble(m: Flight, v: Voice) -> Message:
    choices = (
        v.choice("quote:again", "try_again"),
        v.choice("list:back", "other_flight"),
        v.choice("go:person", "person"),
    )
    return Message(text=v.text("quote.trouble"), choices=choices)


def _take_trouble(m: Flight, id: str, v: Voice) -> Taken[Flight] | None:
    if id == "quote:again":
        return Taken(replace(m, quote_trouble="", attempt=m.attempt + 1))
    return Taken(replace(m, offer="", wanted="")) if id == "list:back" else None


def edits(m: Flight, v: Voice) -> tuple[Choice, ...]:
    """Rows for everything that may be changed now."""
    rows = [v.choice("go:edit:start", "edit_route"), v.choice("go:edit:collect_search.date", "edit_date")]
    if m.round_trip:
        rows.append(v.choice("go:edit:collect_search.return", "edit_return"))
    rows += [
        v.choice("go:edit:collect_search.party", "edit_party"),
        v.choice("go:edit:collect_search.cabin", "edit_cabin"),
    ]
    if m.priced:
        rows.append(v.choice("go:edit:show_offers", "edit_flight"))
    for index in range(min(count_people(m), 3) if m.people else 0):
        person = person_at(m, index)
        if not person.blank:
            title = clip(v.text("choice.edit_person", name=person.given_name or person.number), ROW_MAX)
            rows.append(Choice(id=f"go:edit:collect_passengers.{index}.details", title=title))
    if m.email:
        rows.append(v.choice("go:edit:collect_passengers.email", "edit_email"))
    return tuple(rows)[:9]


def hear(m: Flight, fact: Any, v: Voice) -> Taken[Flight] | None:
    """A rate that was asked for; or the booked flight is no longer to be had before it was paid: look for the next best at once."""
    if isinstance(fact, RateHere):
        return told_rate(m, fact, v)
    if not isinstance(fact, Unavailable) or fact.booking.id != m.draft:
        return None
    note = v.text("news.unavailable", reference=fact.booking.reference)
    gone = (*m.gone, m.offer)[-60:]
    fresh = replace(m, search="", found=(), seen=(), offer="", wanted="", attempt=m.attempt + 1)
    return Taken(replace(fresh, gone=gone, draft=""), (note,))


def _request(m: Flight, v: Voice) -> ask.Request:
    return ask.QuoteBooking(m.offer, travellers_of(m), m.email, m.phone, m.draft, m.attempt)


QUOTE_STEPS: tuple[Step[Flight], ...] = (
    Choose(
        name="confirm_quote.trouble", phase="confirm", words=_trouble, open=lambda m: bool(m.quote_trouble),
        take=_take_trouble,
    ),
    Do(
        name="confirm_quote.quote", phase="confirm", until=(Quoted, QuoteRefused), take=_take,
        open=lambda m: m.quote is None, request=_request,
        idle=lambda m, v: Message(text=v.text("price.checking")),
    ),
    Confirm(
        name="confirm_quote", phase="confirm", words=_words, open=lambda m: not m.confirmed, expect=("yes_no",),
        yes=lambda m, v: Taken(replace(m, confirmed=True)),
        no=lambda m, v: Taken(m, complaint=v.text("quote.no"), choices=(*edits(m, v), v.choice("go:cancel", "cancel"))),
        undo=lambda m: replace(m, confirmed=False),
    ),
    Run(
        name="payment", phase="payment", dialogue="pay", open=lambda m: not m.finished,
        seed=lambda m: PayMemory(booking=m.draft, view=m.quote), take=lambda m, paid: replace(m, finished=True),
    ),
)  # fmt: skip
