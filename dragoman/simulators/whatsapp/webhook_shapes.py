"""The JSON of webhooks: one change per event, and the envelope around one or many.

Source: Meta, Webhooks reference of the Cloud API (messages, statuses, account fields) and "Business-scoped user IDs"
(6 February 2026): `from`, `wa_id` and `recipient_id` are left out for people who hide their number, `contacts` stands
in every status but `failed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.simulators.whatsapp.errors import status_error
from dragoman.simulators.whatsapp.state import Bubble, Number, Person

Change = dict[str, Any]
PRICED = frozenset({"sent", "delivered"})


def message_change(number: Number, person: Person, identity: str, bubble: Bubble) -> Change:
    """A message from a person: `bubble.content` holds the keys of its type, and `context`, `referral` or `errors`."""
    message: dict[str, Any] = {}
    phone, user_id = _shown(person, identity)
    if phone:
        message["from"] = person.phone
    if user_id:
        message["from_user_id"] = person.user_id
    message |= {"id": bubble.id, "timestamp": str(int(bubble.at)), "type": bubble.type}
    message |= bubble.content
    value = _value(number)
    if bubble.type != "system":
        value["contacts"] = [_contact(person, identity)]
    value["messages"] = [message]
    return {"value": value, "field": "messages"}


def status_change(number: Number, person: Person, identity: str, bubble: Bubble, status: str, at: float) -> Change:
    """A status of a message to a person, with tracker, pricing and (failed) the error."""
    phone, user_id = _shown(person, identity)
    entry: dict[str, Any] = {"id": bubble.id, "status": status, "timestamp": str(int(at))}
    if phone:
        entry["recipient_id"] = person.phone
    if user_id:
        entry["recipient_user_id"] = person.user_id
    if bubble.tracker:
        entry["biz_opaque_callback_data"] = bubble.tracker
    if status in PRICED:
        entry["pricing"] = _pricing(bubble)
    value = _value(number)
    if status == "failed":
        entry["errors"] = [status_error(bubble.error)]
    else:
        value["contacts"] = [_contact(person, identity)]
    value["statuses"] = [entry]
    return {"value": value, "field": "messages"}


def envelope(changes: Sequence[tuple[str, Change]]) -> dict[str, Any]:
    """The body of one POST: changes given as (account id, change), grouped by account in order of appearance."""
    entries: dict[str, list[Change]] = {}
    for account, change in changes:
        entries.setdefault(account, []).append(change)
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": account, "changes": grouped} for account, grouped in entries.items()],
    }


def template_change(template_id: str, name: str, language: str, status: str, reason: str) -> Change:
    """A `message_template_status_update`."""
    value: dict[str, Any] = {
        "event": status,
        "message_template_id": int(template_id),
        "message_template_name": name,
        "message_template_language": language,
        "reason": reason,
    }
    if status == "PAUSED":
        value["other_info"] = {"title": "FIRST_PAUSE", "description": "Paused for 3 hours due to low quality."}
    return {"value": value, "field": "message_template_status_update"}


def preference_change(number: Number, person: Person, identity: str, wants: bool, at: float) -> Change:
    """A `user_preferences` change: the person stops or resumes marketing messages."""
    phone, user_id = _shown(person, identity)
    entry: dict[str, Any] = {
        "detail": f"User requested to {'resume' if wants else 'stop'} marketing messages",
        "category": "marketing_messages",
        "value": "resume" if wants else "stop",
        "timestamp": int(at),
    }
    if phone:
        entry = {"wa_id": person.phone} | entry
    if user_id:
        entry["user_id"] = person.user_id
    value = _value(number)
    value["contacts"] = [_contact(person, identity)]
    value["user_preferences"] = [entry]
    return {"value": value, "field": "user_preferences"}


def _value(number: Number) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": number.display, "phone_number_id": number.id},
    }


def _shown(person: Person, identity: str) -> tuple[bool, bool]:
    return identity != "user_id" and not person.hides_phone, identity != "phone"


def _contact(person: Person, identity: str) -> dict[str, Any]:
    phone, user_id = _shown(person, identity)
    profile = {"name": person.name}
    if person.username:
        profile["username"] = person.username
    contact: dict[str, Any] = {"profile": profile}
    if phone:
        contact["wa_id"] = person.phone
    if user_id:
        contact["user_id"] = person.user_id
    return contact


def _pricing(bubble: Bubble) -> dict[str, Any]:
    return {
        "billable": not bubble.free,
        "pricing_model": "PMP",
        "type": "free_customer_service" if bubble.free else "regular",
        "category": bubble.category,
    }
