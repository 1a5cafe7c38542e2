"""`POST /{phone}/messages`: everything that is checked before a message is accepted, in the order of the real API."""

from __future__ import annotations

from typing import Any

from dragoman.simulators.whatsapp import reading
from dragoman.simulators.whatsapp.errors import GraphError
from dragoman.simulators.whatsapp.lifecycle import Lifecycle
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.pacing import window_open
from dragoman.simulators.whatsapp.payloads import Payload, check_content, check_envelope, check_location, check_media
from dragoman.simulators.whatsapp.state import Bubble, Chat, Number, Person
from dragoman.simulators.whatsapp.template_fill import fill
from dragoman.simulators.whatsapp.templates import Template

MARK_SECONDS = 30 * 86400.0
FAULT_CODES = {
    "pair_rate": 131056,
    "throughput": 130429,
    "window_closed": 131047,
    "template_paused": 132015,
    "spam_limit": 131048,
    "maintenance": 131057,
    "account_locked": 131031,
    "token_expired": 190,
}
"""Faults of operation `send` that refuse the call with a code of the table."""
FAULT_FAILURES = {"undeliverable": 131026, "marketing_cap": 131049, "experiment": 130472, "media_unfetchable": 131053}
"""Faults of operation `send` that accept the message and let it fail afterwards."""
FAULT_COURSES = frozenset({"no_status", "delivered_before_sent", "delivered_then_failed", "held"})
"""Faults of operation `send` that bend what follows an accepted message."""


class Sending:
    """Accepts or refuses what a business sends."""

    def __init__(self, network: Network, lifecycle: Lifecycle) -> None:
        self._network = network
        self._lifecycle = lifecycle

    def accept(self, number: Number, payload: Payload, fault: str = "") -> dict[str, Any]:
        """Check one body and start its message; returns the answer of a 200, raises GraphError."""
        if fault in FAULT_CODES:
            raise GraphError(FAULT_CODES[fault])
        check_envelope(payload)
        if payload.get("status") == "read":
            return self._mark_read(number, payload)
        if not number.registered:
            raise GraphError(133010, "The phone number is not registered on the WhatsApp Business Platform")
        person, by_id = self._recipient(number, payload)
        chat = self._network.chat(person, number)
        kind = check_content(payload, self._network.media)
        template, content = self._content(number, payload, kind, by_id)
        late_error = self._may_send(number, chat, template)
        reacts = kind == "reaction"
        bubble = self._react(chat, content) if reacts else self._write(chat, kind, content, payload, template)
        error = FAULT_FAILURES.get(fault, 0) or late_error or _unwanted(person, template)
        self._lifecycle.begin(chat, bubble, fault, error)
        return _answer(payload, person, by_id, bubble, template, fault)

    def _recipient(self, number: Number, payload: Payload) -> tuple[Person, bool]:
        to, user_id = payload.get("to"), payload.get("recipient")
        if to is not None:
            person = self._network.dialled(reading.text(payload, "to", "message", 64), number)
            if person.phone == number.display:
                raise GraphError(131021, "Sender and recipient are the same phone number")
            return person, False
        if user_id is None:
            raise GraphError(100, message="(#100) The parameter to is required.")
        found = self._network.by_user_id(reading.text(payload, "recipient", "message", 140))
        if found is None:
            raise GraphError(131026, "recipient is not a user of this business")
        return found, True

    def _content(self, number: Number, payload: Payload, kind: str, by_id: bool) -> tuple[Template | None, Payload]:
        if kind != "template":
            return None, payload[kind] if kind != "contacts" else {"contacts": payload[kind]}
        body = reading.table(payload, "template", "message")
        name = reading.text(body, "name", "template", 512)
        language = reading.text(reading.table(body, "language", "template"), "code", "language", 16)
        template = self._network.templates.sendable(number.account, name, language)
        if by_id and template.category == "AUTHENTICATION":
            raise GraphError(131062, "authentication templates need a phone number")
        given = reading.rows(body, "components", "template", 100, 0) if body.get("components") else []
        media = self._network.media
        shown = fill(
            template.components,
            template.named,
            given,
            lambda item, what: check_media(item, what, media),
            check_location,
        )
        return template, {"name": name, "language": language, "shown": shown}

    def _may_send(self, number: Number, chat: Chat, template: Template | None) -> int:
        """Apply window, throughput and pair rate; returns the code with which the message fails later, or 0."""
        mode, now = self._network.mode, self._network.now()
        late = 0
        if template is None and mode.window != "off" and not window_open(chat.last_inbound, now):
            if mode.window == "refuse":
                raise GraphError(
                    131047,
                    "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
                )
            late = 131047
        if not self._network.throughput[number.id].allow(now, mode.throughput):
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        if not chat.pair.allow(now, mode.pair_rate):
            raise GraphError(
                131056,
                "Too many messages sent from this phone number to the same WhatsApp user in a short period of time.",
            )
        return late

    def _write(self, chat: Chat, kind: str, content: Payload, payload: Payload, template: Template | None) -> Bubble:
        chat.typing_until = 0.0
        now = self._network.now()
        category = template.category.lower() if template else "service"
        ttl = template.ttl if template and template.ttl and template.ttl > 0 else 0
        return self._network.write(
            chat,
            "business",
            kind,
            content,
            quotes=(payload.get("context") or {}).get("message_id", ""),
            tracker=payload.get("biz_opaque_callback_data") or "",
            category=category,
            free=template is None or (category == "utility" and window_open(chat.last_inbound, now)),
            expires=now + ttl if ttl else 0.0,
        )

    def _react(self, chat: Chat, content: Payload) -> Bubble:
        target = chat.find(content["message_id"])
        if target is None or self._network.now() - target.at > MARK_SECONDS:
            raise GraphError(131009, "reaction message_id is not a message of this chat or older than 30 days")
        target.reactions.pop("business", None)
        if content["emoji"]:
            target.reactions["business"] = content["emoji"]
        chat.touch(target)
        self._network.ring(chat.person)
        now = self._network.now()
        return Bubble(0, self._network.message_id(chat.person), "business", "reaction", content, now, 0)

    def _mark_read(self, number: Number, payload: Payload) -> dict[str, Any]:
        message_id = reading.text(payload, "message_id", "message", 512)
        chat = self._network.inbound_chat(message_id)
        target = chat.find(message_id) if chat else None
        if chat is None or chat.number != number.id or target is None or self._network.now() - target.at > MARK_SECONDS:
            raise GraphError(131009, "message_id is not a message received by this number in the last 30 days")
        typing = payload.get("typing_indicator")
        if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
            raise GraphError(131009, "typing_indicator type must be text")
        self._lifecycle.marked_read(chat, message_id, typing is not None)
        return {"success": True}


def _unwanted(person: Person, template: Template | None) -> int:
    marketing = template is not None and template.category == "MARKETING"
    return 131050 if marketing and not person.wants_marketing else 0


def _answer(
    payload: Payload, person: Person, by_id: bool, bubble: Bubble, template: Template | None, fault: str
) -> dict[str, Any]:
    given = payload["recipient"] if by_id else payload["to"]
    contact = {"input": given, "user_id": person.user_id} if by_id else {"input": given, "wa_id": person.phone}
    message = {"id": bubble.id}
    if template is not None or fault == "held":
        message["message_status"] = "held_for_quality_assessment" if fault == "held" else "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}
