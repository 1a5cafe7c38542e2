"""What a dialogue asks to be done; the glue turns each into a command of the domain, which judges for itself."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from dragoman.bookings.travellers import TravellerDetails
from dragoman.flights.supplier import FlightQuery


class SearchFlights(Struct, frozen=True, tag=True):
    """Start a search; answered by OffersHere, NoOffers or SearchDown. `attempt` rises when the same is asked again."""

    query: FlightQuery
    attempt: int = 0


class ListOffers(Struct, frozen=True, tag=True):
    """List the stored offers of a search again (up to OFFERS_READ of them); answered by OffersHere. `attempt` as above."""

    search: str
    sort: str = "best"
    direct_only: bool = False
    attempt: int = 0


class RepriceOffer(Struct, frozen=True, tag=True):
    """Ask the airline for the price of now; answered by Priced, Gone or PriceDown."""

    offer: str
    attempt: int = 0


class FindRate(Struct, frozen=True, tag=True):
    """Read today's rate of a currency against the tenant's; answered at once by RateHere. `offer` waits for one that is not kept."""

    currency: str
    offer: str


class QuoteBooking(Struct, frozen=True, tag=True):
    """Draft and quote a booking; answered by Quoted or QuoteRefused. `replaces` names an unpaid booking that this one stands in for."""

    offer: str
    travellers: tuple[TravellerDetails, ...]
    email: str
    phone: str
    replaces: str = ""
    attempt: int = 0

    def __repr__(self) -> str:
        return f"QuoteBooking({self.offer}, {len(self.travellers)} travellers)"


class RequestPayment(Struct, frozen=True, tag=True):
    """Open a payment page; answered by LinkHere or LinkDown."""

    booking: str
    attempt: int = 0


class RenewLink(Struct, frozen=True, tag=True):
    """Price afresh, then open a new payment page; answered by LinkHere, LinkDown, Dearer, Unavailable or Refused."""

    booking: str
    attempt: int = 0


class CheckPayment(Struct, frozen=True, tag=True):
    """Ask the provider now whether the money is in; answered by Paid, Short, Failed or StillUnpaid."""

    booking: str


class CorrectName(Struct, frozen=True, tag=True):
    """Put the name right that the airline refused after payment, and buy with the money that is in."""

    booking: str
    traveller: int
    given_name: str
    family_name: str

    def __repr__(self) -> str:
        return f"CorrectName({self.booking}, {self.traveller}, ***)"


class PayDifference(Struct, frozen=True, tag=True):
    """Open a payment page for what is missing; answered by LinkHere or LinkDown."""

    booking: str
    attempt: int = 0


class CancelBooking(Struct, frozen=True, tag=True):
    """Cancel a booking; answered by Cancelled, CancelAsked, CancelFailed or Refused. `quoted`: at the airline's terms just shown."""

    booking: str
    quoted: bool = False


class CancelTerms(Struct, frozen=True, tag=True):
    """Ask what cancelling a booking means; answered by CancelTerms, CancelFailed or Refused."""

    booking: str


class AcceptChange(Struct, frozen=True, tag=True):
    """Accept the airline's change of a booking; answered by ChangeTaken or Refused."""

    booking: str


class ChooseRefund(Struct, frozen=True, tag=True):
    """Give the money back after ticketing failed or the price rose; answered by Cancelled, Refunded or Refused."""

    booking: str


class Rebook(Struct, frozen=True, tag=True):
    """Use the money already paid for another offer; answered as a payment is, or LinkHere when it costs more."""

    booking: str
    offer: str


class HandOver(Struct, frozen=True, tag=True):
    """Give the conversation to a person. `reason` is asked, not_understood, no_offers, slow, change, question or failed."""

    reason: str
    booking: str = ""


class ResendDocuments(Struct, frozen=True, tag=True):
    """Send ticket and receipt again ("" = of the latest ticketed booking); answered by DocumentsSent."""

    booking: str = ""


class ListBookings(Struct, frozen=True, tag=True):
    """Read the traveller's bookings; answered by Bookings."""

    attempt: int = 0


class ChooseLanguage(Struct, frozen=True, tag=True):
    """Keep the language (ISO 639) of this conversation."""

    code: str


class StopMessages(Struct, frozen=True, tag=True):
    """The traveller opted out."""


class StartMessages(Struct, frozen=True, tag=True):
    """The traveller opted in again."""


class SetTimer(Struct, frozen=True, tag=True):
    """Ring (`Rang(name)`) after a while; a ring nobody waits for any more is ignored, so nothing need be unset."""

    name: str
    after: timedelta


Request = (
    SearchFlights
    | ListOffers
    | RepriceOffer
    | FindRate
    | QuoteBooking
    | RequestPayment
    | RenewLink
    | CheckPayment
    | PayDifference
    | CorrectName
    | CancelBooking
    | CancelTerms
    | AcceptChange
    | ChooseRefund
    | Rebook
    | HandOver
    | ResendDocuments
    | ListBookings
    | ChooseLanguage
    | StopMessages
    | StartMessages
    | SetTimer
)
