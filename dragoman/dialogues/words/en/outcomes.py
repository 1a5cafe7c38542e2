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
    "pay.expired_short": (
        "The time to pay has run out, so the price is no longer kept. The {received} that came in goes back to you. "
        "I can check the flight again for you."
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
}
