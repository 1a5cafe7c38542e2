"""English."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *You are booked.* {route}, {day}\n\n"
        "Airline reference (PNR): *{pnr}*\nOur reference: *{reference}*\n{tickets}\n\n"
        "Your itinerary is attached. Times are local at each airport."
    ),
    "confirmed.calendar": "And the flight for your calendar. Write *help* any time if something changes.",
    "confirmed.bare": (
        "✅ *You are booked.* {route}, {day}\n\n"
        "Airline reference (PNR): *{pnr}*\nOur reference: *{reference}*\n{tickets}\n\n"
        "I cannot attach your itinerary at the moment; a colleague sends it. These references are all that you need to fly."
    ),
    "resent.failed": "I cannot make your itinerary at the moment; a colleague sends it. PNR *{pnr}*, our reference *{reference}*.",
    "button.change": "Change booking",
    "button.cancel": "Cancel booking",
    "button.help": "Help",
    "resent": "Here is your itinerary again. PNR *{pnr}*, our reference *{reference}*.",
    "resent.receipt": "And your receipt.",
    "ticket": "E-ticket {name}: *{number}*",
    "ticket.unnamed": "E-ticket: *{number}*",
    "mail.confirmed.subject": "You are booked: {route}, {day} ({reference})",
    "mail.confirmed": (
        "Hello {name},\n\nyou are booked.\n\n{route}, {day}\nAirline reference (PNR): {pnr}\nOur reference: {reference}\n{tickets}\n\n"
        "Your itinerary, your receipt and a calendar file are enclosed. Times are local at each airport.\n\n"
        "Need a change? Answer this e-mail or write to us on WhatsApp: {contact}\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "Hello {name},\n\nyou are booked.\n\n{route}, {day}\nAirline reference (PNR): {pnr}\nOur reference: {reference}\n{tickets}\n\n"
        "We cannot enclose your itinerary at the moment and send it later. These references are all that you need to fly.\n\n"
        "Need a change? Answer this e-mail or write to us on WhatsApp: {contact}\n\n{business}"
    ),
    "mail.refunded.subject": "Your refund of {amount} is on its way ({reference})",
    "mail.refunded": (
        "Hello {name},\n\nwe have sent back {amount} for booking {reference}. Banks usually show it within 5 to 10 working days.\n\n{business}"
    ),
    "mail.alert.subject": "Dragoman needs you: {what}",
    "mail.alert": "{what}\n\nSubject: {subject}\nCode: {code}\nSince: {since}\n\nOpen the console or the API to act on it.",
    "file.itinerary": "Itinerary {reference}.pdf",
    "file.receipt": "Receipt {reference}.pdf",
    "file.calendar": "Flights {reference}.ics",
    "calendar.note": "PNR {pnr}. Booked with {business}, reference {reference}.",
    "format.day": "EEE d MMM y",
    "format.day_short": "EEE d MMM",
    "format.long_day": "EEEE d MMMM y",
    "format.moment": "EEE d MMMM y, HH:mm",
    "span.hours": "{hours} h {minutes:02d} min",
    "span.minutes": "{minutes} min",
    "paper.page": "Page",
    "paper.itinerary": "Itinerary",
    "paper.reference": "Booking reference",
    "paper.pnr": "Airline reference (PNR)",
    "paper.issued": "Issued",
    "paper.flights": "Flights",
    "paper.passengers": "Passengers",
    "paper.name": "Name",
    "paper.kind": "Kind",
    "paper.ticket": "E-ticket",
    "paper.rules": "Fare rules",
    "paper.closing": "Times are local at each airport. Show this paper or the QR code at the counter, with your travel document.",
    "paper.receipt": "Receipt",
    "paper.receipt_number": "Receipt no.",
    "paper.paid_on": "Paid on",
    "paper.what": "For",
    "paper.sums": "Amounts",
    "paper.total": "Total paid",
    "paper.paid_by": "Paid by",
    "paper.receipt_closing": "Thank you for travelling with us.",
    "kind.adult": "Adult",
    "kind.child": "Child",
    "kind.infant": "Infant",
    "title.mr": "Mr",
    "title.mrs": "Mrs",
    "title.ms": "Ms",
    "title.miss": "Miss",
    "title.dr": "Dr",
    "cabin.economy": "Economy",
    "cabin.premium_economy": "Premium economy",
    "cabin.business": "Business",
    "cabin.first": "First",
    "bags": "{checked} checked, {cabin} cabin",
    "bags.none": "no bag",
    "bags.count": {"one": "{n} bag", "other": "{n} bags"},
    "operated_by": "Operated by {airline}",
    "terminal": "Terminal {name}",
    "connection": "Change in {place}, {wait}",
    "next_day": {"one": "+{n} day", "other": "+{n} days"},
    "passengers": {"one": "{n} passenger", "other": "{n} passengers"},
    "rule.refund": "Refund",
    "rule.change": "Change",
    "rule.unknown": "The airline does not say; ask us first",
    "rule.no": "Not allowed",
    "rule.free": "Allowed without a fee",
    "rule.fee": "Allowed for {fee}",
    "rule.fee_unknown": "Allowed; the airline does not name the fee",
    "sum.flights": "Flights, all taxes and fees included",
    "paid_by.online": "Online payment, {provider}",
    "alert.order_stuck": "A paid flight order has an unknown outcome: ask the airline",
    "alert.order_unknown": "A flight order's outcome is unknown and is being looked up",
    "alert.ticketing_failed": "Paid, but the airline made no ticket: the traveller is choosing",
    "alert.payment_foreign": "Money came in another currency than asked",
    "alert.payment_orphaned": "Money came in that belongs to no open booking",
    "alert.refund_asked": "A refund waits for somebody to approve it",
    "alert.refund_failed": "A refund could not be paid out",
    "alert.cancellation_asked": "A traveller asks to cancel a ticketed booking: confirm or decline it",
    "alert.cancellation_failed": "A cancellation could not be settled with the airline: ask there",
    "alert.cancellation_unpriced": "A ticket was cancelled and the airline named no refund: settle the money by hand",
    "alert.ticketing_deadline": "Held seats are still unpaid less than two hours before the airline frees them",
    "alert.flight_changed": "An airline changed or cancelled a flight",
    "alert.message_undelivered": "A message did not reach a traveller",
    "alert.papers_failed": "Itinerary and receipt of a ticketed booking could not be made: send them by hand",
    "alert.mail_failed": "An e-mail about a booking could not be sent",
    "alert.network_warned": "WhatsApp warns about your account, a number or a template",
    "alert.sender_blocked": "A sender wrote too much at once and is blocked for an hour",
    "alert.webhook_disabled": "A webhook endpoint failed for days or is gone, and is told nothing more",
    "alert.conversation_waiting": "A traveller waits for a person",
}
