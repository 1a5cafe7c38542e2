"""The customer-service window: free text within 24 hours of the person's last message, approved templates outside it.

Source: WhatsApp Business Platform, "Send messages", customer service windows; every inbound message opens it anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(hours=24)
# A message decided on just before the end must still arrive inside.
_MARGIN = timedelta(seconds=30)


class Form(StrEnum):
    """In which form a message may go out now."""

    FREE = "free"
    TEMPLATE = "template"
    NONE = "none"


def choose(heard_at: datetime | None, has_template: bool, now: datetime) -> Form:
    """Decide the form of a message: free inside the window, its template outside, none when it has no template."""
    if heard_at is not None and now < heard_at + WINDOW - _MARGIN:
        return Form.FREE
    return Form.TEMPLATE if has_template else Form.NONE


def closes_at(heard_at: datetime | None) -> datetime | None:
    """Say when the window closes (UTC); None when it never opened."""
    return None if heard_at is None else heard_at + WINDOW
