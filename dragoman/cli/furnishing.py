"""What the demo's business has from its first minute: partners that were asked, ready answers and labels."""

from __future__ import annotations

from dragoman.access import SYSTEM, Surface
from dragoman.cli.house import House
from dragoman.inbox.canned import add_canned, canned_replies
from dragoman.inbox.labels import add_label, labels
from dragoman.tenancy.connections import connections, note_finding

READY_ANSWERS = (
    ("hello", "Hello {name}, this is {agent} of {business}. How can I help?"),
    ("documents", "Please send the names as they stand in the passports, with the dates of birth, for booking {reference}."),
    ("baggage", "The ticket says which bags are included. Tell me how many you have and I will ask the airline what more would cost."),
    ("refund", "I have passed your refund for {reference} on, {name}. You get a message here as soon as it is on its way."),
)  # fmt: skip
LABELS = (("Family", "info"), ("Business trip", "neutral"), ("VIP", "primary"), ("Complaint", "error"))


async def furnish(house: House, tenant: str) -> None:
    """Ask each partner that was never asked, and add answers and labels where there are none; what somebody made stays."""
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        asked = {one.partner for one in await connections(work) if one.checked_at is not None}
        if not await canned_replies(work):
            for shortcut, text in READY_ANSWERS:
                await add_canned(work, shortcut, text)
        if not await labels(work):
            for name, colour in LABELS:
                await add_label(work, name, colour)
    for partner in house.connections.partners():
        if partner not in asked:
            finding = await house.connections.ask(tenant, partner, {})
            async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
                await note_finding(work, finding)
