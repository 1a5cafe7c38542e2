"""Bookings, their travellers, papers, payments and history on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, model_validator

from dragoman.api.shapes.common import Day, Given, GivenMoney, LocalTime, Money, OfferRef, maybe, text
from dragoman.api.shapes.flights import Slice
from dragoman.bookings import actions, views
from dragoman.bookings.travellers import TravellerDetails
from dragoman.payments.queries import PaymentView, RefundView
from dragoman.payments.reasons import NOTE_MAX, Reason
from dragoman.timeline import Happening

Name = Annotated[str, text(80)]
Country = Annotated[str, text(2, least=2, pattern="^[A-Za-z]{2}$")]


class GivenTraveller(Given):
    """One traveller as in the passport. Document fields are wanted when the offer says so."""

    type: Literal["adult", "child", "infant"] = "adult"
    title: Literal["mr", "mrs", "ms", "miss", "dr"]
    given_name: Name
    family_name: Name
    gender: Literal["m", "f"]
    born_on: Day
    nationality: Country | None = None
    document_number: Annotated[str, text(20)] | None = None
    document_country: Country | None = None
    document_expires_on: Day | None = None

    def details(self) -> TravellerDetails:
        """Say it in the booking room's words."""
        return TravellerDetails(
            self.title, self.given_name, self.family_name, self.gender, self.born_on, self.nationality or "",
            self.document_number or "", self.document_country or "", self.document_expires_on, self.type,
        )  # fmt: skip


class GivenContact(Given):
    """Where papers go and whom the airline may call. The phone says whose booking it is."""

    email: Annotated[str, text(160)]
    phone: Annotated[str, text(40)]


class GivenBooking(Given):
    """A booking to make: the price is promised at once, and with `request_payment` a payment link comes with it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "offer_id": "of_01kafz6b0q8t4n2y6m3v5c7x9d",
                "travellers": [
                    {
                        "type": "adult",
                        "title": "mrs",
                        "given_name": "Ada",
                        "family_name": "Obi",
                        "gender": "f",
                        "born_on": "1988-03-14",
                    }
                ],
                "contact": {"email": "ada.obi@example.com", "phone": "+234 803 555 0101"},
                "request_payment": True,
            }
        }
    )

    offer_id: OfferRef
    travellers: list[GivenTraveller] = Field(min_length=1, max_length=9)
    contact: GivenContact
    request_payment: StrictBool = False
    hold: StrictBool = Field(
        False, description="Have the airline hold the seats unpaid, where the offer's `hold_allowed` says that it does"
    )

    @model_validator(mode="after")
    def _one_way(self) -> GivenBooking:
        if self.hold and self.request_payment:
            raise ValueError("held seats are paid later: ask for the payment link when the booking is HELD")
        return self


class GivenChoice(Given):
    """What a traveller who has paid and has no ticket takes: another `offer`, named by `offer_id`, or a `refund`."""

    model_config = ConfigDict(json_schema_extra={"example": {"take": "refund"}})

    take: Literal["offer", "refund"]
    offer_id: OfferRef | None = None

    @model_validator(mode="after")
    def _fits(self) -> GivenChoice:
        if (self.take == "offer") != (self.offer_id is not None):
            raise ValueError("offer_id goes with take: offer, and only with it")
        return self


class PaymentLink(BaseModel):
    """An open payment page and what is paid there."""

    url: str
    amount: Money


class Booking(BaseModel):
    """A booking. `standing` says what it waits for; `open_moves` what may happen to it now."""

    id: str
    reference: str
    state: str
    standing: str
    offer_id: str
    airline: str
    slices: list[Slice]
    departs_at: LocalTime
    arrives_at: LocalTime
    travellers: int
    total: Money
    paid: Money
    received: Money | None = Field(
        description="What came in of the price while a part is missing; it does not count as paid yet"
    )
    missing: Money | None
    airline_price: Money | None
    price_promised_until: AwareDatetime | None
    held_until: AwareDatetime | None = Field(description="When the airline frees the seats that it holds unpaid")
    payment: PaymentLink | None
    pnr: str
    tickets: list[str]
    open_question: str = Field(description="After payment without a ticket: ticketing_failed or price_rose, else empty")
    reason: str
    alternatives_search_id: str
    refund_awaits_approval: bool = Field(
        description="Whether a refund asked for during the open question awaits approval"
    )
    checked_bags: int | None
    open_moves: list[str]

    @classmethod
    def of(cls, b: views.BookingView) -> Booking:
        """Show a booking."""
        link = PaymentLink(url=b.pay_url, amount=Money.of(b.to_pay)) if b.pay_url and b.to_pay else None
        return cls(
            id=b.id, reference=b.reference, state=b.state, standing=b.standing, offer_id=b.offer, airline=b.airline,
            slices=[Slice.of(leg) for leg in b.legs], departs_at=b.departs.isoformat(), arrives_at=b.arrives.isoformat(),
            travellers=b.travellers, total=Money.of(b.total), paid=Money.of(b.paid), airline_price=maybe(b.original),
            price_promised_until=b.deadline, payment=link, pnr=b.pnr, tickets=list(b.tickets), open_question=b.choice,
            received=maybe(b.received), missing=maybe(b.missing),
            reason=b.reason, alternatives_search_id=b.search, checked_bags=b.checked_bags, open_moves=list(b.moves),
            refund_awaits_approval=b.refund_asked, held_until=b.held_until,
        )  # fmt: skip


class Document(BaseModel):
    """A paper of a booking; fetch it under /v1/documents/{id}."""

    id: str
    name: str
    media_type: str


class Accepted(BaseModel):
    """It is being done."""

    accepted: Literal[True] = True


class Action(BaseModel):
    """Something that is open to do now. `sensitive`: people are asked for a proof of themselves first."""

    verb: str
    command: str
    says: str
    sensitive: bool

    @classmethod
    def of(cls, a: actions.Action) -> Action:
        """Show an action."""
        return cls(verb=a.verb, command=a.command, says=a.says, sensitive=a.sensitive)


class Entry(BaseModel):
    """One entry of a history. `details` holds public values only."""

    at: AwareDatetime
    tag: str
    role: str
    by: str
    surface: str
    details: dict[str, object]

    @classmethod
    def of(cls, h: Happening) -> Entry:
        """Show an entry."""
        return cls(at=h.at, tag=h.tag, role=h.role, by=h.doer, surface=h.surface, details=h.public)


class Refund(BaseModel):
    """Money on its way back."""

    id: str
    amount: Money
    state: str
    needs_attention: bool

    @classmethod
    def of(cls, r: RefundView) -> Refund:
        """Show a refund."""
        return cls(id=r.id, amount=Money.of(r.amount), state=r.state, needs_attention=r.attention)


class Payment(BaseModel):
    """A charge at the payment provider. `verdict` is empty until money came."""

    id: str
    reference: str
    state: str
    amount: Money
    received: Money
    expires_at: datetime
    verdict: str
    refunds: list[Refund]

    @classmethod
    def of(cls, p: PaymentView) -> Payment:
        """Show a charge."""
        return cls(
            id=p.id, reference=p.reference, state=p.state, amount=Money.of(p.amount), received=Money.of(p.received),
            expires_at=p.expires_at, verdict=p.verdict, refunds=[Refund.of(r) for r in p.refunds],
        )  # fmt: skip


class GivenRefund(Given):
    """How much to give back, and why."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"amount": {"minor": 5000000, "currency": "NGN"}, "reason": "traveller_asked"}}
    )

    amount: GivenMoney
    reason: Reason
    note: str = Field("", max_length=NOTE_MAX, description="What the reason is, for colleagues; `other` wants one.")
