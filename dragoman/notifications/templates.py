"""The utility templates this product needs when the 24-hour window is closed, by name; submitted to the network once.

Source: Meta, "Template categories": a utility template is tied to the person's own order and promotes nothing.
"""

from __future__ import annotations

from msgspec import Struct


class TemplateDraft(Struct, frozen=True, omit_defaults=True):
    """A template's text with {{1}}… and an example for each variable."""

    name: str
    language: str
    body: str
    examples: tuple[str, ...]


DRAFTS = (
    TemplateDraft(
        "trip_booked", "en",
        "You are booked: {{1}}. Airline reference {{2}}, our reference {{3}}. Reply “ticket” to get your itinerary here; it is in your e-mail too.",
        ("Lagos → Abuja, Tue 15 Dec 2026", "ZX81QP", "K7QX2M"),
    ),
    TemplateDraft(
        "trip_payment", "en",
        "Your booking {{1}} waits for its payment of {{2}} until {{3}}. Reply to this message to get the payment link.",
        ("K7QX2M", "₦99,500", "Fri 20 Nov, 15:04"),
    ),
    TemplateDraft(
        "trip_problem", "en",
        "There is a problem with your booking {{1}} and we need your decision. Reply to this message to see your options.",
        ("K7QX2M",),
    ),
    TemplateDraft(
        "trip_refund", "en", "We have sent back {{1}} for your booking {{2}}. Banks usually show it within 5 to 10 working days.",
        ("₦99,500", "K7QX2M"),
    ),
    TemplateDraft("trip_news", "en", "There is news about your trip with {{1}} for you. Reply to this message to read it.", ("Lagos Tours",)),
)  # fmt: skip
