"""News that cannot wait for the traveller's next message: outside the 24-hour window a template asks them to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from dragoman.conversations.message import Say, TemplateCall
from dragoman.conversations.templates import template_language
from dragoman.conversations.window import Form, choose
from dragoman.dialogues.aftermath import FlightMoved, HoldEnds
from dragoman.dialogues.asks import Situation
from dragoman.dialogues.heard import Heard, Rose, TicketFailed
from dragoman.dialogues.voice import voice_for
from dragoman.kit.phone import region_of

_URGENT = (FlightMoved, HoldEnds, Rose, TicketFailed)


_ASKED_LATELY = timedelta(minutes=10)


def _template(heard: FlightMoved | HoldEnds | Rose | TicketFailed, at: Situation, code: str) -> TemplateCall:
    if not isinstance(heard, HoldEnds):
        return TemplateCall("trip_problem", code, (heard.booking.reference,))
    words = voice_for(at.setting, at.work.now)
    values = (heard.booking.reference, words.until(heard.pay_by), words.words.money(heard.booking.total))
    return TemplateCall("trip_hold", code, values)


async def urgent(says: Sequence[Say], heard: Heard, at: Situation) -> tuple[Say, ...]:
    """Give what is said of an urgent fact a template; outside the window that is all that goes out, once."""
    if not says or not isinstance(heard, _URGENT):
        return tuple(says)
    country = region_of("+" + at.conversation.recipient.phone.lstrip("+")) or ""
    code = template_language(at.setting.language, country)
    template = _template(heard, at, code)
    closed = choose(at.conversation.heard_at, True, at.work.now) is Form.TEMPLATE
    asking = replace(says[-1], template=template, purpose="utility")
    if not closed:
        return (*says[:-1], asking)
    asked = await at.work.sql.fetchval(
        "select exists (select from message where conversation_id = $1 and not heard and purpose = 'utility' and created_at > $2)",
        at.conversation.id, at.work.now - _ASKED_LATELY,
    )  # fmt: skip
    return () if asked else (asking,)  # the same question with more to choose from is shown when they answer
