"""How far a message has come: a lattice, so that reports may arrive late, twice or in any order.

Source: WhatsApp Business Platform, messages webhook, statuses: no order is promised, `delivered` may never come when
`read` is immediate, and a late `failed` after `delivered` has been seen in the field.
"""

from __future__ import annotations

from dragoman.conversations.message import Delivery

_RANK = {
    Delivery.QUEUED: 0,
    Delivery.SENDING: 1,
    Delivery.UNKNOWN: 2,
    Delivery.ACCEPTED: 3,
    Delivery.SENT: 4,
    Delivery.FAILED: 5,
    Delivery.DELIVERED: 6,
    Delivery.READ: 7,
    Delivery.PLAYED: 8,
    Delivery.DELETED: 9,
}


def further(known: str, reported: str) -> str:
    """Return the state after a report: whichever is further. A proof of arrival outranks a failure, in either order."""
    try:
        new = Delivery(reported)
    except ValueError:
        return known
    if not known:
        return new
    return new if _RANK[new] > _RANK[Delivery(known)] else known
