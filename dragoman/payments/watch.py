"""When a charge is looked up without being told: dense at first, sparse later, because a webhook may never come (E3)."""

from __future__ import annotations

from datetime import datetime, timedelta

# Paystack sends webhooks for 72 h and a traveller may pay an old page; after that the daily reconciliation finds it.
WATCH_FOR = timedelta(hours=72)
# Most pay within half an hour; with a webhook lost they still have their ticket within a minute of paying (H2).
_CLOSE = timedelta(seconds=40)
_CLOSE_FOR = timedelta(minutes=30)
_SPARSE = timedelta(hours=6)
_EVERY_UNTIL_EXPIRY = timedelta(minutes=40)


def next_look(opened_at: datetime, expires_at: datetime, now: datetime) -> datetime | None:
    """Return when to verify next: every 40 s for half an hour, then every 40 min until expiry, then every 6 h for 72 h."""
    if now + _CLOSE <= opened_at + _CLOSE_FOR:
        return now + _CLOSE
    if now < expires_at:
        return min(now + _EVERY_UNTIL_EXPIRY, expires_at)
    end = expires_at + WATCH_FOR
    return None if now >= end else min(now + _SPARSE, end)


# A refund takes hours to days at the provider (partners.md B4); webhooks tell the end, these looks are the safety net.
_REFUND_LOOKS = (0.25, 1.0, 6.0, 24.0, 48.0, 96.0, 168.0, 336.0)


def next_refund_look(asked_at: datetime, now: datetime) -> datetime | None:
    """Return when to list a charge's refunds next: hours 0.25 to 336 after asking; None when a person must look."""
    for hours in _REFUND_LOOKS:
        at = asked_at + timedelta(hours=hours)
        if at > now:
            return at
    return None
