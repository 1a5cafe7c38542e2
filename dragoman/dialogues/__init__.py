"""Dialogues: what the bot asks, understands and answers, as pure functions of (place, heard, now, setting).

How the glue uses this room
---------------------------
* `load(json)` gives the stored `Place` (and whether it came from an older version: pass that as `renewed=`), `dump(place)`
  writes it; `start()` is a conversation's first place.
* Before reading a message: `understand(text, today=…, language=…, context=context(place, setting))`. Merge a burst of
  messages into one text first. Then `advance(place, Text(understanding, raw, card_seen), now=…, setting=…)`. A tap is
  `Tapped(id)`, whatever the age of its button.
* A `Turn` holds the next place, at most two messages, and requests. Run each request as a command in the same transaction.
  When the command is answered at once (QuoteBooking → Quoted or QuoteRefused, ListOffers → OffersHere, ListBookings →
  Bookings, ResendDocuments → DocumentsSent), call `advance` again with that fact, in the same transaction; stop after
  `ROUNDS_MAX` rounds; send `gathered(all that was said)`, so that nobody gets more than two messages. Everything else answers later by a fact.
* After `start_search`, call `bind(place, search_id)`: facts of other, older searches are then ignored.
* Facts: a search's offers are given as OffersHere with up to OFFERS_READ of them in the order asked for, alternatives of
  TicketFailed and Rose likewise; which three are shown is decided here. An OfferGone is Gone, PricingFailed PriceDown, and so on.
* A refusal of any command (code and the sentence for travellers) is `Refused`, with its booking when it has one.
* `SetTimer(name, after)`: give `Rang(name)` back after that time. Nothing need be unset: a ring that nobody waits for is
  ignored. Timers say "Searching…" after 2 s and that the airlines are slow after 10 s.
* While a person has the conversation do not call `advance` for messages; facts may still be given.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from msgspec.structs import replace

from dragoman.dialogues import machine, telling
from dragoman.dialogues.book_flight import BOOK_FLIGHT
from dragoman.dialogues.bookings import MY_BOOKINGS
from dragoman.dialogues.frames import House
from dragoman.dialogues.heard import Heard
from dragoman.dialogues.languages import CHOOSE_LANGUAGE
from dragoman.dialogues.pay import CANCEL_BOOKING, FLIGHT_MOVED, PAY
from dragoman.dialogues.place import Place, dump, load, start
from dragoman.dialogues.talk import Turn, gathered
from dragoman.dialogues.voice import Setting
from dragoman.understanding import Context

OFFERS_READ = 50
ROUNDS_MAX = 6

DIALOGUES: House = MappingProxyType(
    {d.name: d for d in (BOOK_FLIGHT, PAY, MY_BOOKINGS, CANCEL_BOOKING, FLIGHT_MOVED, CHOOSE_LANGUAGE)}
)


def advance(place: Place, heard: Heard, *, now: datetime, setting: Setting, renewed: bool = False) -> Turn:
    """Take one heard thing: pure and total. `now` is aware UTC."""
    return machine.advance(place, heard, now=now, setting=setting, house=DIALOGUES, renewed=renewed)


def context(place: Place, setting: Setting) -> Context:
    """What understanding should know before it reads the next message of this conversation."""
    return telling.context(place, setting, DIALOGUES)


def bind(place: Place, search: str) -> Place:
    """Note the id of the search that the dialogue in hand waits for."""
    frames = tuple(
        replace(f, waiting=replace(f.waiting, id=f"search:{search}"))
        if f.waiting and f.waiting.step == "collect_search.search"
        else f
        for f in place.frames
    )
    return replace(place, frames=frames)


__all__ = [
    "DIALOGUES",
    "OFFERS_READ",
    "ROUNDS_MAX",
    "Place",
    "Setting",
    "Turn",
    "advance",
    "bind",
    "context",
    "dump",
    "gathered",
    "load",
    "start",
]
