"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "Booking {reference}: the flight now costs {total}, and {paid} of that is paid. "
        "Please pay the difference of {amount} by {until}. I watch for it and send your ticket here.\n\n"
        "Pay only through this link; we never ask for card details here."
    ),
    "pay.link_rest": (
        "Booking {reference}: {received} of {total} came in. Please pay the missing {amount} by {until}. "
        "I watch for it and send your ticket here.\n\nPay only through this link; we never ask for card details here."
    ),
    "pay.rebooking_more": (
        "That flight costs {total}, and you have paid {paid}. The difference is {gap}; I’m opening the page for it."
    ),
    "pay.rebooking_less": (
        "I’m getting that flight for you. It costs {total}, and you have paid {paid}: {gap} goes back to you."
    ),
    "pay.short_status": "{received} came in, {missing} is missing",
    "pay.check_down": (
        "The payment provider doesn’t answer at the moment. I keep asking by myself and write as soon as I know; what you paid is safe. "
        "If you haven’t paid yet:"
    ),
    "pay.stuck": (
        "The airline has still not said whether your ticket is made. Your money is safe. "
        "A colleague is asking the airline now and writes to you here; you need not do anything, and please don’t book it again elsewhere."
    ),
    "pay.orphan": "{amount} came in for booking {reference}, which is closed. I’m sending it back to you.",
    "choice.accept_change": "Accept new times",
    "moved.question": (
        "The airline has changed your flight, booking {reference}.\n\nBefore:\n{before}\n\nNow:\n{after}\n\nPlease "
        "tell me what you would like."
    ),
    "moved.accepting": "I’m confirming the new times with the airline.",
    "moved.accepted": "The new times of booking {reference} are confirmed. Your new itinerary follows.",
    "moved.not_accepted": (
        "The airline did not take that: it may have changed the flight once more. I show "
        "you what it says as soon as I have it; a colleague looks at it too."
    ),
    "pay.flight_cancelled": (
        "I’m sorry: the airline has cancelled your flight {route}. All of your money is safe with us."
    ),
    "cancel.terms_part": (
        "If booking {reference}, {route}, is cancelled, {refund} of the {paid} you paid comes back; {kept} does not."
    ),
    "cancel.terms_whole": ("If booking {reference}, {route}, is cancelled, all of the {refund} you paid comes back."),
    "cancel.terms_nothing": (
        "If booking {reference}, {route}, is cancelled, nothing of the {paid} you paid comes back under the fare rules."
    ),
    "cancel.terms_unknown": (
        "The airline does not say what comes back for booking {reference}, {route}. A "
        "colleague finds out first; nothing is cancelled before."
    ),
    "cancel.terms_until": "These terms hold until {until}.",
    "cancel.shall_i": "Shall I cancel it?",
    "cancel.asking": "I’m asking the airline what comes back. Nothing is cancelled yet.",
    "cancel.asked": (
        "I’ve passed it on. A colleague confirms it with the airline, and I write here as soon as it is done."
    ),
    "cancel.failed": (
        "I could not settle the cancellation with the airline by myself. A colleague "
        "looks at it and writes to you here; until then your booking stays."
    ),
    "cancel.declined": (
        "A colleague has looked at it: booking {reference} is not cancelled and stays "
        "as it is. Write “person” to talk about it."
    ),
    "cancel.unpriced": "The airline has not said what comes back: a colleague settles the money and writes to you here.",
    "cancel.unknown": (
        "The airline has not confirmed the cancellation yet. A colleague asks there and writes to you here; you need not ask again."
    ),
    "hold.ends": "The airline holds the seats of booking {reference} only until {until}, and they are not paid yet.",
    "later.too_late": (
        "The price is kept only until {until}. On {day} I can ask the airline again, but it may cost more by then."
    ),
    "later.open": "Take your time. A price is kept only once I have shown you the summary, which says until when.",
    "pay.expired": (
        "The time to pay has run out, so the price is no longer kept. Nothing was charged. Tap “{link}” for "
        "today’s price, or send me another trip."
    ),
    "pay.expired_short": (
        "The time to pay has run out, so the price is no longer kept. The {received} that came in goes back "
        "to you. Tap “{link}” for today’s price."
    ),
    "later.kept": (
        "The price is kept until {until}: pay by then and it stays as it is. After that it may be another one."
    ),
    "pay.name_latin": (
        "Please write the name in Latin letters as in the passport, without numbers or signs, for example: Ada Obi."
    ),
    "pay.name_long": (
        "Airlines take up to {n} letters for a given name and {n} for a family name. Please send it shorter, "
        "without middle names, for example: Ada Obi."
    ),
    "pay.name_sent": "Thank you. I’m sending the airline the name {name} and write as soon as your ticket is there.",
    "pay.name_right": "Shall I send the airline exactly this name for the ticket: *{name}*?",
    "choice.other_name": "Another name",
    "pay.name_refused": (
        "I’m sorry: the airline does not take the name {name}: it must be exactly as in the passport, in "
        "Latin letters and without signs or titles. Your money is safe and nothing else is missing. Please "
        "send this traveller’s full name once more, for example: Amara Nwosu."
    ),
    "pay.against_more": "{gap} more than you paid",
    "pay.against_less": "{gap} less than you paid: that goes back to you",
    "pay.against_same": "the same price as you paid",
    "budget.currency": (
        "I can check a budget only in {paid}, so I show all flights. Ask me for prices in your own money if you like."
    ),
}
