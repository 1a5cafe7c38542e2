"""The door's side of Meta's webhook: signature, subscription challenge, and the split of one POST into single parts.

Pure. Source: Meta, "Create a webhook endpoint" and "Webhooks overview" (body up to 3 MB, up to 1,000 updates per
POST, signature over the raw bytes); "Business-scoped user IDs" (phone numbers may be absent everywhere).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from dragoman.channels.meta.body import BadBody, decode
from dragoman.channels.meta.loose import at, items, mapping, text
from dragoman.kit.cards import mask_cards

UPDATES_LIMIT = 2_000
ID_LIMIT = 200

_HEX = re.compile(r"sha256=([0-9a-fA-F]{64})")

_WRITTEN = frozenset({"body", "caption", "response_json"})

Kind = Literal["message", "status", "notice"]
PeerKind = Literal["phone", "user_id", ""]


@dataclass(frozen=True, slots=True)
class Part:
    """One update, self-contained.

    `number_id` is our number, `account_id` the WhatsApp Business Account. `peer` is whose conversation it belongs to:
    raw phone digits, or the business-scoped user id without one. A message always has a peer; a status may have none
    (find its message by tracker or id); a notice has one only when it is about one person (echoes, preferences, id
    changes). `external_id` is the same each time the update is delivered. `quick`: nothing is gained by waiting for
    more of it. `body` is JSON for `reading.read`.
    """

    kind: Kind
    number_id: str
    account_id: str
    peer: str = field(repr=False)
    peer_kind: PeerKind
    external_id: str
    quick: bool
    body: bytes = field(repr=False)


def verify(raw: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether `X-Hub-Signature-256` is the HMAC of the raw bytes under one of the app secrets; constant time.

    Several secrets serve a rotation. No secret, an empty one, or a malformed header is never a match.
    """
    found = _HEX.fullmatch(header.strip()) if header else None
    if found is None:
        return False
    given = bytes.fromhex(found[1])
    match = False
    for secret in secrets:
        if secret:
            match |= hmac.compare_digest(hmac.digest(secret.encode(), raw, "sha256"), given)
    return match


def challenge(query: Mapping[str, str], token: str) -> str | None:
    """The text to answer a subscription check with (bare, status 200), or None when it must be refused (403)."""
    given = query.get("hub.verify_token", "")
    if not token or query.get("hub.mode") != "subscribe":
        return None
    return query.get("hub.challenge", "") if hmac.compare_digest(given.encode(), token.encode()) else None


def split(raw: bytes) -> list[Part]:
    """Split one POST into its parts, in order, over all entries, changes and numbers.

    What is not understood becomes a notice; nothing is dropped. Raises BadBody before any work is done on a body
    that is too large, too deep, not JSON, or carries doubled keys, NUL, half surrogates or absurd numbers.
    """
    root = decode(raw)
    if not isinstance(root, dict):
        raise BadBody("shape")
    parts: list[Part] = []
    entries = items(root, "entry")
    if not entries:
        return [_notice("", {"field": text(root, "object") or "unknown", "value": dict(root)})]
    for entry in entries:
        account = text(entry, "id")
        changes = items(entry, "changes")
        if not changes:
            parts.append(_notice(account, {"field": "entry", "value": entry}))
        for change in changes:
            for part in _of_change(account, at(entry, "time"), change):
                if len(parts) >= UPDATES_LIMIT:
                    raise BadBody("too_many")
                parts.append(part)
    return parts


def _of_change(account: str, time: object, change: object) -> Iterator[Part]:
    name = text(change, "field")
    value = mapping(change, "value")
    messages, statuses = items(value, "messages"), items(value, "statuses")
    if name in ("messages", "") and (messages or statuses):
        index = _Contacts(value, [*messages, *statuses])
        for message in messages:
            yield _message(account, value, index, message)
        for status in statuses:
            yield _status(account, value, index, status)
        if items(value, "errors"):
            yield _notice(
                account, {"field": "messages.errors", "value": {**value, "messages": [], "statuses": []}}, time
            )
    elif name == "smb_message_echoes" and items(value, "message_echoes"):
        for echo in items(value, "message_echoes"):
            yield _notice(account, {"field": name, "value": {**value, "message_echoes": [echo]}}, time)
    else:
        whole = {**change} if isinstance(change, dict) else {"field": "unknown", "value": change}
        yield _notice(account, whole, time)


class _Contacts:
    """The contacts of one value, found by either id, so that a batch of 1,000 stays linear.

    A `wa_id` may differ from the `from` of the same person. So one contact that no update names belongs to the one
    update that names no contact; with more of either, nobody is guessed at.
    """

    def __init__(self, value: Mapping[str, object], updates: Sequence[object]) -> None:
        contacts = [one for one in items(value, "contacts") if isinstance(one, dict)]
        self._by_id: dict[str, Mapping[str, object]] = {}
        for contact in contacts:
            for key in ("wa_id", "user_id"):
                if name := text(contact, key):
                    self._by_id.setdefault(name, contact)
        found = [self._named(update) for update in updates]
        claimed = {id(one) for one in found if one}
        unclaimed = [one for one in contacts if id(one) not in claimed]
        self._left = unclaimed[0] if len(unclaimed) == 1 and found.count(None) == 1 else None

    def of(self, update: object) -> Mapping[str, object] | None:
        """The contact of an update, or None."""
        return self._named(update) or self._left

    def _named(self, update: object) -> Mapping[str, object] | None:
        for key in ("from", "from_user_id", "recipient_id", "recipient_user_id"):
            if (name := text(update, key)) in self._by_id:
                return self._by_id[name]
        return None


def _masked(value: object) -> object:
    """Mask card numbers in what a person wrote, before anything is stored; ids and phone numbers stay as they are."""
    if isinstance(value, dict):
        return {key: _masked_at(key, inner) for key, inner in value.items()}
    return [_masked(inner) for inner in value] if isinstance(value, list) else value


def _masked_at(key: object, inner: object) -> object:
    if isinstance(inner, str):
        return mask_cards(inner)[0] if key in _WRITTEN else inner
    return _masked(inner)


def _message(account: str, value: Mapping[str, object], index: _Contacts, message: object) -> Part:
    if not isinstance(message, dict) or text(message, "group_id"):
        return _notice(account, {"field": "messages.group", "value": {**_head(value), "messages": [message]}})
    contact = index.of(message)
    body = _body(account, value, contact, "message", _masked(message))
    phone = text(contact, "wa_id") or text(message, "from")
    user = text(message, "system", "previous_user_id") or text(message, "from_user_id") or text(contact, "user_id")
    peer, peer_kind = _peer(phone, user)
    if not peer:
        return _notice(account, {"field": "messages.anonymous", "value": {**_head(value), "messages": [message]}})
    external = _short(text(message, "id")) or _digest(body)
    quick = text(message, "type") != "text"
    return Part("message", _number(value), account, peer, peer_kind, external, quick, body)


def _status(account: str, value: Mapping[str, object], index: _Contacts, status: object) -> Part:
    if not isinstance(status, dict) or text(status, "recipient_type") == "group":
        return _notice(account, {"field": "statuses.group", "value": {**_head(value), "statuses": [status]}})
    contact = index.of(status)
    body = _body(account, value, contact, "status", status)
    phone = text(contact, "wa_id") or text(status, "recipient_id")
    user = text(status, "recipient_user_id") or text(contact, "user_id")
    peer, peer_kind = _peer(phone, user)
    code = text(status, "errors", 0, "code")
    named = ":".join(filter(None, (text(status, "id"), text(status, "status"), code)))
    external = _short(named) if text(status, "id") else _digest(body)
    return Part("status", _number(value), account, peer, peer_kind, external, True, body)


def _notice(account: str, change: Mapping[str, object], time: object = None) -> Part:
    value = change.get("value")
    stamped = dict(change) if time is None else {**change, "time": time}
    body = msgspec.json.encode({"account": account, "notice": stamped}, order="deterministic")
    first = next(
        iter([*items(value, "message_echoes"), *items(value, "user_preferences"), *items(value, "user_id_update")]),
        None,
    )
    phone = text(first, "to") or text(first, "wa_id")
    user = text(first, "to_user_id") or text(first, "user_id", "current") or text(first, "user_id")
    peer, peer_kind = _peer(phone, user)
    return Part("notice", _number(value), account, peer, peer_kind, _digest(body), True, body)


def _head(value: Mapping[str, object]) -> dict[str, object]:
    return {"metadata": mapping(value, "metadata")}


def _body(account: str, value: Mapping[str, object], contact: object, kind: str, update: object) -> bytes:
    return msgspec.json.encode(
        {
            "account": account,
            "metadata": mapping(value, "metadata"),
            "contacts": [contact] if contact else [],
            kind: update,
        }
    )


def _number(value: object) -> str:
    return text(value, "metadata", "phone_number_id")


def _peer(phone: str, user: str) -> tuple[str, PeerKind]:
    if phone:
        return phone, "phone"
    return (user, "user_id") if user else ("", "")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _short(name: str) -> str:
    return name if len(name) <= ID_LIMIT else hashlib.sha256(name.encode()).hexdigest()
