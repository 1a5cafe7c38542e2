"""Payment, tickets, bookings."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    # payment
    "pay.opening": "I’m opening your payment page.",
    "pay.link": (
        "Booking {reference}: please pay {amount} by {until}. I watch for it and send your ticket here.\n\n"
        "Pay only through this link; we never ask for card details here."
    ),
    "pay.link_title": "Pay now",
    "pay.link_title_again": "Try again",
    "pay.link_slow": "The payment page takes longer than usual. I keep trying; your booking is kept.",
    "pay.link_down": "I can’t open the payment page at the moment. Your booking is kept.",
    "pay.waiting": "Your payment page is open until {until}. I write as soon as the payment is in.",
    "pay.checking": "Thank you. I’m asking the payment provider; as soon as they confirm, I get your ticket.",
    "pay.check_slow": "The payment provider takes its time. I keep asking and write as soon as I know.",
    "pay.still_unpaid": "The provider has no payment yet. A transfer can take some minutes; I keep watching. If you haven’t paid:",
    "pay.failed": "That payment did not go through and no money was taken. You can try again, with another card if you like.",
    "pay.failed_again": "That did not go through either. Try another card or a transfer, or write “person” and a colleague helps.",
    "pay.dearer": "The flight now costs {after}, {more} more than before. I keep this price until {until}. Shall I open the payment page?",
    "pay.dearer_no": "All right, nothing is charged. I can look for other flights, or cancel this booking.",
    "pay.short": "{received} came in, {missing} is missing. Please pay the rest, or take your money back.",
    "pay.received": "Thank you, {amount} is in. I’m getting your ticket now.",
    "pay.received_late": "Thank you, {amount} is in, although after the deadline. I’m asking the airline for your seat now.",
    "pay.foreign": "{amount} came in, in another currency than asked. A colleague looks at it and writes to you; please don’t pay again.",
    "pay.double": "You paid twice: {amount} goes back to you.",
    "pay.over": "You paid {amount} too much; that goes back to you.",
    "pay.delayed": "Your payment is safe. The airline takes longer than usual with your ticket; I write as soon as it is there.",
    "pay.money_safe": "Your money is safe. I have changed nothing; please choose what is to be done:",
    "nothing_done": "I have changed nothing. Please choose what you would like:",
    "pay.working": "Your payment is in and I’m working on your ticket. I write as soon as it is there.",
    "pay.settling": "I’m still on it and write as soon as it is done.",
    "pay.sold_out": "I’m sorry: the airline no longer sells {route} at the price you paid. Your money is safe.",
    "pay.no_ticket": (
        "I’m sorry: I couldn’t get your ticket for {route} from the airline. "
        "Your money is safe. A colleague looks at it; you can also have your money back."
    ),
    "pay.rose": "I’m sorry: the airline raised the fare from {before} to {after} while you paid. Your money is safe. The difference is {more}.",
    "pay.alternatives": "Take another flight with the money you paid, or have it back:",
    "pay.refund_or_person": "I’m looking for other flights right now. You can also have your money back, or ask a colleague.",
    "pay.refunding": "I’m sending your money back and write when it is done.",
    "pay.rebooking": "I’m getting that flight for you.",
    "pay.cancelled": "Booking {reference} is cancelled.",
    "pay.refund_coming": "{amount} goes back to you, usually within 3 to 10 working days.",
    "pay.refunded": "{amount} is on its way back to you.",
    "until": "{moment} ({city} time)",
    "news.about": "About your booking {reference}:",
    "news.unavailable": "Sorry, the flight of your booking {reference} is no longer to be had. Nothing was charged.",
    "news.still_open": "Your earlier booking stays open; write “my bookings” to see it.",
    "documents.none": "I find no ticket of yours yet. Write “my bookings” to see where they stand.",
    # bookings
    "bookings.none": "You have no such booking with us yet.",
    "bookings.status": "Your bookings:",
    "bookings.cancel": "Which booking shall I cancel?",
    "bookings.change": "Which booking would you like to change?",
    "booking.head": "Booking {reference}: {state}",
    "booking.total": {"one": "{total}, {n} traveller", "other": "{total}, {n} travellers"},
    "booking.pnr": "Airline reference: {pnr}",
    "booking.deadline": "To be paid by {until}",
    "standing.ticketing": "paid, ticket on its way",
    "standing.choosing": "paid, waiting for your choice",
    "state.DRAFT": "not yet paid",
    "state.HELD": "seat held, not yet paid",
    "state.PAYMENT_PENDING": "waiting for payment",
    "state.CONFIRMED": "paid and ticketed",
    "state.ACTIVE": "on the way",
    "state.COMPLETED": "travelled",
    "state.CANCELLED": "cancelled",
    "state.EXPIRED": "expired",
    "state.NO_SHOW": "not travelled",
    "cancel.sure": "Shall I really cancel this booking?",
    "cancel.sure_named": "Shall I really cancel booking {reference}, {route}?",
    "cancel.kept": "All right, the booking stays.",
    "cancel.slow": "The airline takes its time. I write as soon as it is cancelled.",
}
