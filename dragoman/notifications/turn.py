"""Turns of notices: a fact about a booking becomes messages and e-mails, each once."""

from __future__ import annotations

import html

from babel import Locale

from dragoman.bookings.facts import BookingConfirmed
from dragoman.bookings.queries import booking as booking_view
from dragoman.bookings.queries import party_of
from dragoman.bookings.travellers import Party
from dragoman.bookings.views import BookingView
from dragoman.command import Work
from dragoman.conversations import people, records
from dragoman.conversations.message import Attachment, Choice, Say, TemplateCall
from dragoman.conversations.speaker import Speaker
from dragoman.conversations.templates import template_language
from dragoman.conversations.window import Form, choose
from dragoman.engine import Turn
from dragoman.flights.facts import ChangeAccepted, FlightChanged
from dragoman.flights.queries import live_order
from dragoman.kit.money import Money
from dragoman.kit.phone import region_of
from dragoman.notifications import trip
from dragoman.notifications.alerts import open_alert
from dragoman.notifications.effects import MAIL, PAPERS, MailAsk, PapersAsk, PapersHere
from dragoman.notifications.tickets import seats_of, ticket_lines
from dragoman.notifications.words import word
from dragoman.payments.facts import RefundPaid

_CALENDAR_TYPE = "text/plain"  # WhatsApp carries no text/calendar; phones open the file by its name


class NoticeTurn:
    """Takes the turns of all `notice:` actors, one per booking."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def __call__(self, work: Work, turn: Turn) -> None:
        """Take one turn."""
        for event in turn.events:
            if event.kind == "fact":
                await self._fact(work, work.read_fact(event.body))
            elif event.kind == f"{PAPERS}.done":
                here = work.read_answer(event.effect_key, event.body, PapersHere)
                await self._papers(work, here, event.effect_key)
            elif event.kind == f"{PAPERS}.failed":
                await self._without_papers(work, event.effect_key)
            elif event.kind == f"{MAIL}.failed":
                _, code = await work.unit.effect_state(event.effect_key) or ("", None)
                await open_alert(work, "mail_failed", _booking(turn), code or "")

    async def _fact(self, work: Work, fact: object) -> None:
        if isinstance(fact, BookingConfirmed):
            order = await live_order(
                work, fact.booking
            )  # another one after the airline cancelled the first is news again
            key = f"{PAPERS}:{fact.booking}:confirmed:{order.id if order else ''}"
            ask = PapersAsk(fact.booking, "confirmed")
            await work.effect(PAPERS, key, ask, actor=f"notice:{fact.booking}")
        elif isinstance(fact, FlightChanged):  # papers of the old times must not go out again
            await work.sql.execute("delete from file where subject = $1", f"booking:{fact.booking}")
        elif isinstance(fact, ChangeAccepted):
            await work.sql.execute("delete from file where subject = $1", f"booking:{fact.booking}")
            key = f"{PAPERS}:{fact.booking}:{work.request}"
            await work.effect(PAPERS, key, PapersAsk(fact.booking, "changed"), actor=f"notice:{fact.booking}")
        elif isinstance(fact, RefundPaid):
            await self._refunded(work, fact.booking, fact.refund, fact.amount)

    async def _without_papers(self, work: Work, key: str) -> None:
        """Tell what was to be told all the same: nobody who has paid waits for a file that cannot be made."""
        _, booking, why = key.split(":", 2)
        _, code = await work.unit.effect_state(key) or ("", None)
        await open_alert(work, "papers_failed", f"booking:{booking}", code or "")
        await self._papers(
            work, PapersHere(booking, "confirmed" if why.startswith("confirmed") else "resend", "", "", ""), key
        )

    async def _papers(self, work: Work, here: PapersHere, key: str) -> None:
        view = await booking_view(work, here.booking)
        party = await party_of(work, here.booking)
        conversation = await records.by_actor(work, view.asked_by)
        language = (conversation.language if conversation else "") or "en"
        if conversation is not None:
            country = region_of(conversation.profile.phone) or ""
            for say in await self._says(work, here, view, party, language, country):
                if choose(conversation.heard_at, say.template is not None, work.now) is not Form.NONE:
                    await self._speaker.say(work, conversation, say)
        to = party.email or (await people.profile(work, view.person)).email
        if to and (here.itinerary or here.reason == "confirmed"):
            files = (here.itinerary, here.receipt, here.calendar) if here.itinerary else ()
            await self._mail(work, key, to, "confirmed", view, party, language, files=files)

    async def _says(
        self, work: Work, here: PapersHere, view: BookingView, party: Party, language: str, country: str
    ) -> tuple[Say, ...]:
        journey, when = trip.route(view.legs), _day(work, view, language)
        name = word(language, "file.itinerary", reference=view.reference)
        itinerary = Attachment(here.itinerary, name) if here.itinerary else None
        if here.reason != "confirmed" and itinerary is None:
            return (Say(word(language, "resent.failed", pnr=view.pnr, reference=view.reference)),)
        if here.reason == "changed":
            return (Say(word(language, "resent", pnr=view.pnr, reference=view.reference), attachment=itinerary),)
        if here.reason == "resend":
            receipt = Attachment(here.receipt, word(language, "file.receipt", reference=view.reference))
            text = word(language, "resent", pnr=view.pnr, reference=view.reference)
            return (Say(text, attachment=itinerary), Say(word(language, "resent.receipt"), attachment=receipt))
        tickets = await self._tickets(work, view, party, language)
        text = word(
            language,
            "confirmed" if itinerary else "confirmed.bare",
            route=journey,
            day=when,
            pnr=view.pnr,
            reference=view.reference,
            tickets=tickets,
        )
        values = (f"{journey}, {when}", view.pnr, view.reference)
        template = TemplateCall("trip_booked", template_language(language, country), values)
        flights = Attachment(here.calendar, word(language, "file.calendar", reference=view.reference), _CALENDAR_TYPE)
        choices = tuple(
            Choice(f"bk:{verb}:{here.booking}", word(language, f"button.{verb}"))
            for verb in ("change", "cancel", "help")
        )
        if itinerary is None:
            return (Say(text, choices=choices, template=template, purpose="utility"),)
        return (
            Say(text, attachment=itinerary, template=template, purpose="utility"),
            Say(word(language, "confirmed.calendar"), choices=choices, attachment=flights, purpose="utility"),
        )

    async def _tickets(self, work: Work, view: BookingView, party: Party, language: str) -> str:
        order = await live_order(work, view.id)
        names = [trip.name_of(one, language) for one in party.travellers]
        seats = await seats_of(work, view, party)
        return ticket_lines(order.ticket_list() if order else (), seats, names, language)

    async def _refunded(self, work: Work, booking: str, refund: str, amount: Money) -> None:
        view = await booking_view(work, booking)
        party = await party_of(work, booking)
        if party.email:
            key = f"{MAIL}:refund:{refund}"
            language = await people.language_of(work, view.person)
            sent = amount.format(trip.locale_of(work.tenant, language))
            await self._mail(work, key, party.email, "refunded", view, party, language, amount=sent)

    async def _mail(
        self, work: Work, cause: str, to: str, kind: str, view: BookingView, party: Party, language: str, *,
        files: tuple[str, ...] = (), **values: str,
    ) -> None:  # fmt: skip
        lead = party.travellers[0]
        name = f"{lead.given_name} {lead.family_name}"
        tickets = await self._tickets(work, view, party, language) if kind == "confirmed" else ""
        filled = {
            "name": name, "route": trip.route(view.legs), "day": _day(work, view, language), "pnr": view.pnr,
            "reference": view.reference, "tickets": tickets.replace("*", ""), "business": work.tenant.name,
            "contact": work.tenant.settings.support_phone, **values,
        }  # fmt: skip
        bare = kind == "confirmed" and not files
        text = word(language, "mail.confirmed.bare" if bare else f"mail.{kind}", **filled)
        ask = MailAsk(
            to,
            word(language, f"mail.{kind}.subject", **filled),
            text,
            _as_html(text, work.tenant.settings.colour, language),
            name,
            files,
            language,
        )
        await work.effect(MAIL, f"{MAIL}:{cause}", ask, actor=f"notice:{view.id}")


def _booking(turn: Turn) -> str:
    return f"booking:{turn.actor.partition(':')[2]}"


def _day(work: Work, view: BookingView, language: str) -> str:
    return trip.day(view.legs, language, trip.locale_of(work.tenant, language))


def _as_html(text: str, colour: str, language: str) -> str:
    direction = Locale.parse(language).text_direction
    paragraphs = "".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n"))
    return (
        f'<div lang="{language}" dir="{direction}" style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;'
        "color:#1f2937;max-width:36em;margin:auto;"
        f'border-top:4px solid {html.escape(colour)};padding:1em">{paragraphs}</div>'
    )
