"""What a network says about the account, its templates, its numbers and people's wishes. Actor: `number:<network id>`.

Source: WhatsApp Business Platform, webhook fields user_preferences, smb_message_echoes, message_template_status_update,
phone_number_quality_update, account_update, account_alerts. Fields that nobody acts on are stored and left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dragoman.command import Work
from dragoman.conversations import people, records
from dragoman.conversations.facts import ConversationAnswered, ConversationTaken, NetworkWarned
from dragoman.conversations.message import DeliveryReport, Heard, Notice, Sender
from dragoman.conversations.remarks import mark
from dragoman.conversations.states import ConversationState
from dragoman.conversations.templates import note_status
from dragoman.engine import Turn
from dragoman.tenancy.queries import number_by_network

Reader = Callable[[bytes], Heard | DeliveryReport | Notice]
# Template events after which its messages no longer go out.
_TEMPLATE_TROUBLE = frozenset({"REJECTED", "PAUSED", "DISABLED", "FLAGGED", "LIMIT_EXCEEDED"})
_ACCOUNT_FINE = frozenset({"PARTNER_ADDED", "PARTNER_APP_INSTALLED", "ACCOUNT_RECONNECTED", "VERIFIED_ACCOUNT"})
_BY_APP = "app"  # author of a message that staff typed on the business phone


class NoticesTurn:
    """Takes the turns of all `number:` actors. `readers` read the bodies of each network's events by source."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = readers

    async def __call__(self, work: Work, turn: Turn) -> None:
        """Take one turn."""
        for event in turn.events:
            if event.source not in self._readers:
                continue
            notice = self._readers[event.source](work.vault.open("event", "body", event.external_id, event.body))
            if isinstance(notice, Notice):
                act = _ACTS.get(notice.field)
                if act is not None:
                    await act(work, _mapping(msgspec.json.decode(notice.payload)), event.source)


async def _preferences(work: Work, value: Mapping[str, Any], channel: str) -> None:
    """A person pressed "stop" or "resume" for marketing in the network's own settings."""
    for wish in _list(value, "user_preferences"):
        person = await people.known(work, Sender(phone=_text(wish, "wa_id"), user_id=_text(wish, "user_id")))
        if person is not None and wish.get("value") in ("stop", "resume"):
            await people.set_consent(work, person, "marketing", wish["value"] == "resume", "network")


async def _echoes(work: Work, value: Mapping[str, Any], channel: str) -> None:
    """Staff answered from the business phone itself: the thread shows it and the bot falls silent."""
    number = await number_by_network(work, channel, _text(_mapping(value.get("metadata")), "phone_number_id"))
    for echo in _list(value, "message_echoes"):
        person = await people.known(work, Sender(phone=_text(echo, "to"), user_id=_text(echo, "to_user_id")))
        conversation = await records.of_person(work, person, number.id) if person and number else None
        if conversation is None:
            continue
        text = _text(_mapping(echo.get("text")), "body") or f"[{_text(echo, 'type') or 'message'}]"
        stored = await records.add_echo(work, conversation, text, _text(echo, "id"), _BY_APP)
        if stored and conversation.state != ConversationState.WITH_PERSON:
            await work.move(conversation, "take")
            await work.sql.execute(
                "update conversation set waiting_since = null, taken_at = $2 where id = $1", conversation.id, work.now
            )
            await mark(work, conversation.id, "app")
            await work.tell(ConversationTaken(conversation.id, _BY_APP))
        if stored:
            await work.tell(ConversationAnswered(conversation.id, _BY_APP))


async def _template(work: Work, value: Mapping[str, Any], channel: str) -> None:
    event = _text(value, "event")
    name = _text(value, "message_template_name")
    await note_status(work, name, _text(value, "message_template_language"), event)
    if event in _TEMPLATE_TROUBLE:
        await work.tell(
            NetworkWarned("template", f"template:{name[:60]}", f"{event} {_text(value, 'reason')}".strip()[:60])
        )


async def _quality(work: Work, value: Mapping[str, Any], channel: str) -> None:
    event = _text(value, "event")
    digits = "".join(c for c in _text(value, "display_phone_number") if c.isdigit())
    row = await work.sql.fetchval(
        "update number set quality = $1 where channel = $2 and regexp_replace(display, '[^0-9]', '', 'g') = $3 returning id",
        event[:40], channel, digits,
    )  # fmt: skip
    if row is not None and event in ("FLAGGED", "DOWNGRADE"):
        await work.tell(NetworkWarned("quality", f"number:{row}", event))


async def _account(work: Work, value: Mapping[str, Any], channel: str) -> None:
    event = _text(value, "event") or _text(value, "alert_type") or "notice"
    if event not in _ACCOUNT_FINE:
        await work.tell(NetworkWarned("account", f"account:{channel}", event[:60]))


_ACTS = {
    "user_preferences": _preferences,
    "smb_message_echoes": _echoes,
    "message_template_status_update": _template,
    "phone_number_quality_update": _quality,
    "account_update": _account,
    "account_alerts": _account,
    "account_review_update": _account,
}


def _mapping(value: object) -> Mapping[str, Any]:
    inner = value.get("value") if isinstance(value, Mapping) and isinstance(value.get("value"), Mapping) else value
    return inner if isinstance(inner, Mapping) else {}


def _list(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = value.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
