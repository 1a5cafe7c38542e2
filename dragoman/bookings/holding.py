"""What bookings hold of a person: journeys with their travellers, passport numbers, and travellers remembered for next time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta

from sqlalchemy import delete, select

from dragoman.bookings.models import Booking, RememberedTraveller, TravelDocument
from dragoman.bookings.party import REMEMBERED_MAX, open_documents, open_party, remembered_travellers
from dragoman.bookings.queries import booking as booking_view
from dragoman.bookings.states import BookingState
from dragoman.bookings.travellers import Party, TravellerDetails
from dragoman.command import Work
from dragoman.command.holding import Counted, Erased, Held, plainly

_UNDER_WAY = {BookingState.HELD, BookingState.PAYMENT_PENDING, BookingState.ACTIVE}
_NOBODY = date(1900, 1, 1)
_WEST = timedelta(hours=12)  # arrivals are airport-local: nowhere is further behind UTC


class BookingsHold:
    """Implements `Holds` for bookings. The booking stays, for the books and for claims; its travellers go."""

    async def held(self, work: Work, person: str) -> Sequence[Held]:
        """Tell bookings with their travellers, and who is remembered."""
        items = []
        for row in await _bookings(work, person):
            view = await booking_view(work, row.id)
            party = await open_documents(work, open_party(work, row))
            items.append(
                {
                    "reference": row.reference, "state": row.state, "made": row.created_at.isoformat(), "pnr": view.pnr,
                    "tickets": list(view.tickets), "route": [f"{a}-{b}" for a, b in view.route], "departs": view.departs.isoformat(),
                    "total": f"{row.total.decimal_text()} {row.currency}", "paid": f"{row.paid.decimal_text()} {row.currency}",
                    "party": plainly(party),
                }
            )  # fmt: skip
        remembered = await remembered_travellers(work, person)
        return (
            Held("Bookings", tuple(items)),
            Held("Notes about bookings", await _notes(work, person)),
            Held("Travellers remembered", tuple(plainly(one) for one in remembered)),
        )

    async def counted(self, work: Work, person: str) -> Sequence[Counted]:
        """Count them."""
        row = await work.sql.fetchrow(
            'select (select count(*) from booking where person = $1) as "Bookings",'
            ' (select count(*) from booking_note n join booking b on b.id = n.booking_id where b.person = $1) as "Notes about bookings",'
            ' (select least(count(*), $2) from remembered_traveller where person = $1) as "Travellers remembered"',
            person, REMEMBERED_MAX,
        )  # fmt: skip
        assert row is not None
        return tuple(Counted(title, count) for title, count in row.items())

    async def hinders(self, work: Work, person: str) -> str:
        """A journey that is not over needs its travellers: the airline and the business owe it to them."""
        for row in await _bookings(work, person):
            if row.state in _UNDER_WAY:
                return f"Finish or cancel booking {row.reference} first; it is {row.state.lower().replace('_', ' ')}."
            if row.state == BookingState.CONFIRMED:
                view = await booking_view(work, row.id)
                if view.arrives.replace(tzinfo=UTC) + _WEST > work.now:
                    return f"Booking {row.reference} is still to be flown; cancel it or wait until the journey is over."
        return ""

    async def erase(self, work: Work, person: str) -> Sequence[Erased]:
        """Take the travellers out of bookings; delete passports, what staff wrote, and who is remembered."""
        rows = await _bookings(work, person)
        for row in rows:
            await work.session.execute(delete(TravelDocument).where(TravelDocument.booking_id == row.id))
            travellers = tuple(
                TravellerDetails("", "Erased", "Traveller", "", _NOBODY, kind=one.kind)
                for one in open_party(work, row).travellers
            )
            row.sealed = work.seal("booking", "sealed", row.id, Party(travellers))
            row.email_blind = row.phone_blind = None  # nobody finds the booking by them any more
        notes = await work.sql.fetch(
            "delete from booking_note where booking_id = any($1) returning id", [row.id for row in rows]
        )
        gone = await work.session.execute(
            delete(RememberedTraveller).where(RememberedTraveller.person == person).returning(RememberedTraveller.id)
        )
        await work.session.flush()
        return (
            Erased("Bookings", kept=len(rows), why="Sums, dates, routes and ticket numbers, without names: the books and tax law need them."),
            Erased("Notes about bookings", gone=len(notes)),
            Erased("Travellers remembered", gone=len(gone.all())),
        )  # fmt: skip

    async def hand_on(self, work: Work, newcomer: str, known: str) -> None:
        """Bookings change hands, and whom the newcomer remembered joins those of the known person; of one twice, the later stays."""
        await work.session.flush()
        await work.sql.execute("update booking set person = $2 where person = $1", newcomer, known)
        await work.sql.execute(
            "delete from remembered_traveller r using remembered_traveller o where r.blind = o.blind"
            " and ((r.person = $1 and o.person = $2) or (r.person = $2 and o.person = $1))"
            " and (r.used_at, r.id) < (o.used_at, o.id)",
            newcomer, known,
        )  # fmt: skip
        await work.sql.execute("update remembered_traveller set person = $2 where person = $1", newcomer, known)
        work.session.expire_all()

    async def actors(self, work: Work, person: str) -> Sequence[str]:
        """Name the mailboxes of the bookings, their notices and their orders."""
        orders = await work.sql.fetch(
            "select o.id, o.offer_id from flight_order o join booking b on b.id = o.booking_id where b.person = $1",
            person,
        )
        ids = [row.id for row in await _bookings(work, person)]
        return [
            *(f"booking:{one}" for one in ids), *(f"notice:{one}" for one in ids),
            *(f"order:{one['id']}" for one in orders), *(f"offer:{one['offer_id']}" for one in orders),
        ]  # fmt: skip


async def _notes(work: Work, person: str) -> tuple[dict[str, str], ...]:
    rows = await work.sql.fetch(
        "select n.id, n.created_at, b.reference, n.sealed from booking_note n join booking b on b.id = n.booking_id"
        " where b.person = $1 order by n.id",
        person,
    )
    return tuple(
        {
            "at": r["created_at"].isoformat(), "booking": r["reference"],
            "text": work.open("booking_note", "sealed", r["id"], bytes(r["sealed"]), str),
        }
        for r in rows
    )  # fmt: skip


async def _bookings(work: Work, person: str) -> Sequence[Booking]:
    found = await work.session.scalars(select(Booking).where(Booking.person == person).order_by(Booking.id))
    return found.all()
