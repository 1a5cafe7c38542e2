"""The outside work of the notification room: typeset papers, send e-mail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256

from dragoman.access import SYSTEM, Surface
from dragoman.bookings.queries import booking as booking_view
from dragoman.bookings.queries import party_of
from dragoman.command import Calls, Work
from dragoman.conversations import people
from dragoman.conversations.channel import Accepted, Refused, Verdict
from dragoman.conversations.mail import Email, Enclosure, Mailer
from dragoman.conversations.queries import file, store_file
from dragoman.engine import Again, Done, Failed, Job, Lost, Policy, Result
from dragoman.flights.models import Offer
from dragoman.flights.queries import live_order
from dragoman.flights.supplier import Segment, Ticket
from dragoman.flights.views import offer_view
from dragoman.kit.clock import Clock
from dragoman.notifications import papers, trip
from dragoman.notifications.effects import MailAsk, PapersAsk, PapersHere
from dragoman.notifications.tickets import seats_of
from dragoman.notifications.words import word
from dragoman.tenancy.logo import logo, printed
from dragoman.tenancy.queries import numbers

PAPERS_POLICY = Policy(timeout_s=30, attempts_max=5, backoff_s=(1, 5, 20), concurrency=4, unknown_check_s=())
# A repeated e-mail carries the same Message-ID, so a lost answer may be tried again.
MAIL_POLICY = Policy(timeout_s=100, attempts_max=6, backoff_s=(3, 10, 60, 300, 1800), concurrency=8, unknown_check_s=())


class MakePapers:
    """Typesets itinerary, receipt and calendar of a booking and stores them; made once per booking version, then found again."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    async def run(self, job: Job) -> Result:
        """Make what is not there yet."""
        ask = await self._calls.ask(job, PapersAsk)
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            content, segments = await _content(work, ask.booking)
            picture = await logo(work)
        mark = await asyncio.to_thread(printed, picture) if picture else b""
        pdf = await asyncio.to_thread(papers.itinerary, content, self._clock.now(), mark)
        bill = await asyncio.to_thread(papers.receipt, content, self._clock.now(), mark)
        events = papers.calendar(
            segments, reference=content.reference, pnr=content.pnr, business=content.business, at=self._clock.now(),
            language=content.language,
        )  # fmt: skip
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            subject = f"booking:{ask.booking}"
            kept = [
                await _kept(
                    work, subject, word(content.language, f"file.{name}", reference=content.reference), media, made
                )
                for name, media, made in (
                    ("itinerary", "application/pdf", pdf),
                    ("receipt", "application/pdf", bill),
                    ("calendar", "text/calendar", events),
                )
            ]
        here = PapersHere(ask.booking, ask.reason, *kept)
        return Done(await self._calls.answer(job, here))

    async def resolve(self, job: Job) -> Result | None:
        """Make them again: the same papers are found again."""
        return await self.run(job)


async def _kept(work: Work, subject: str, name: str, media_type: str, content: bytes) -> str:
    found: str | None = await work.sql.fetchval("select id from file where subject = $1 and name = $2", subject, name)
    return found or await store_file(
        work, subject=subject, name=name, media_type=media_type, content=content, sha256=sha256(content).digest()
    )


async def _content(work: Work, booking_id: str) -> tuple[papers.TripPaper, tuple[Segment, ...]]:
    view = await booking_view(work, booking_id)
    party = await party_of(work, booking_id)
    offer = await work.session.get(Offer, view.offer)
    shown = offer_view(offer) if offer is not None else None
    if offer is None or shown is None:
        raise LookupError("the offer of a ticketed booking is gone")
    order = await live_order(work, booking_id)
    by_seat = {seat: ticket for ticket in (order.ticket_list() if order else ()) for seat in ticket.seats}
    seats = await seats_of(work, view, party)
    tickets: dict[int, Ticket] = {n: by_seat[seat] for n, seat in enumerate(seats) if seat in by_seat}
    paid = await work.sql.fetchrow(
        "select paid_at, provider from payment where booking_id = $1 and state = 'PAID' order by paid_at limit 1",
        booking_id,
    )
    contact = work.tenant.settings.support_phone or next((n.display for n in await numbers(work)), "")
    content = trip.paper(
        work.tenant, view, party, tickets, shown.refund, shown.change, language=await people.language_of(work, view.person), now=work.now,
        paid_at=paid["paid_at"] if paid else work.now, provider=paid["provider"] if paid else "", contact=contact,
    )  # fmt: skip
    return content, tuple(segment for leg in view.legs for segment in leg.segments)


class SendMail:
    """Sends one e-mail with its enclosures."""

    def __init__(self, calls: Calls, mailer: Callable[[str], Awaitable[Mailer | None]]) -> None:
        """`mailer` returns a tenant's mailer, None when the installation has no mail server."""
        self._calls = calls
        self._mailer = mailer

    async def run(self, job: Job) -> Result:
        """Send; without a mail server it fails at once with a code that staff understand."""
        ask = await self._calls.ask(job, MailAsk)
        mailer = await self._mailer(job.tenant)
        if mailer is None:
            return Failed("mail.unset")
        enclosures = []
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            for file_id in ask.files:
                stored = await file(work, file_id)
                if stored is not None:
                    enclosures.append(Enclosure(stored.name, stored.media_type, stored.content))
        email = Email(
            ask.to, ask.subject, ask.text, ask.to_name, ask.html, enclosures=tuple(enclosures), language=ask.language
        )
        outcome = await mailer.send(email, job.key)
        if isinstance(outcome, Accepted):
            return Done(b"")
        if isinstance(outcome, Refused):
            if outcome.verdict is Verdict.RETRY:
                return Again(outcome.retry_after or MAIL_POLICY.backoff(job.attempt), "mail.again")
            return Failed("mail.refused")
        return Lost("mail.unknown")

    async def resolve(self, job: Job) -> Result | None:
        """Send again under the same Message-ID."""
        return await self.run(job)
