"""What people do on a phone, turned into messages of the network; refusals are sentences for whoever holds the phone."""

from __future__ import annotations

from typing import Any

import msgspec

from dragoman.simulators.whatsapp.graph_media import address, keep
from dragoman.simulators.whatsapp.lifecycle import Lifecycle
from dragoman.simulators.whatsapp.media import kind_of, plain_mime
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.phone_views import choices_of
from dragoman.simulators.whatsapp.phone_words import ACTS, INBOUND_TYPES, Act, FlowReply
from dragoman.simulators.whatsapp.state import Bubble, Chat

EDIT_SECONDS = 15 * 60.0
REVOKE_SECONDS = 2 * 86400.0 + 12 * 3600.0


class NotPossible(Exception):
    """The phone cannot do that now; `code` and the sentence say why, `status` is the HTTP status."""

    def __init__(self, code: str, sentence: str, status: int = 409) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status


class PhoneActs:
    """Carries out one act in one chat and returns the bubble it made (None for reactions, edits and deletions)."""

    def __init__(self, network: Network, lifecycle: Lifecycle) -> None:
        self._network = network
        self._lifecycle = lifecycle

    def carry_out(self, chat: Chat, act: Act) -> Bubble | None:
        """Do what `act` says; raises NotPossible."""
        wanted = [name for name in ACTS if getattr(act, name) is not None]
        if len(wanted) != 1:
            raise NotPossible("one_act", f"say exactly one of {', '.join(ACTS)}", 422)
        if act.reaction is not None:
            self._react(chat, act.reaction.n, act.reaction.emoji)
            return None
        if act.edit is not None:
            self._edit(chat, act.edit.n, act.edit.text)
            return None
        if act.revoke is not None:
            self._revoke(chat, act.revoke.n)
            return None
        if act.choose is not None:
            return self._choose(chat, act.choose, act.of)
        if act.flow is not None:
            return self._complete_flow(chat, act.flow)
        kind, content = self._message(act)
        if act.referral is not None:
            content["referral"] = act.referral
        if act.forwarded:
            content["context"] = {"forwarded": True}
        quotes = self._bubble(chat, act.quote).id if act.quote is not None else ""
        return self._lifecycle.receive(chat, kind, content, quotes)

    def _message(self, act: Act) -> tuple[str, dict[str, Any]]:
        if act.text is not None:
            if not act.text.strip():
                raise NotPossible("empty_text", "a message needs at least one character", 422)
            return "text", {"text": {"body": act.text}}
        if act.location is not None:
            return "location", {"location": msgspec.to_builtins(act.location)}
        if act.contacts is not None:
            return "contacts", {"contacts": act.contacts}
        raw = dict(act.raw or {})
        kind = raw.pop("type", None)
        if not isinstance(kind, str) or kind not in INBOUND_TYPES:
            raise NotPossible("unknown_type", f"raw.type must be one of {', '.join(sorted(INBOUND_TYPES))}", 422)
        return kind, {key: value for key, value in raw.items() if key not in ("id", "from", "timestamp")}

    def send_file(self, chat: Chat, mime: str, filename: str, content: bytes, caption: str, voice: bool) -> Bubble:
        """Send a photo, video, voice note or document from the phone."""
        mime = plain_mime(mime) or "application/octet-stream"
        kind = kind_of(mime)
        number = self._network.numbers[chat.number]
        item = keep(self._network, number, mime, filename, content, inbound=True)
        body: dict[str, Any] = {"mime_type": mime, "sha256": item.sha256, "id": item.id}
        if kind == "audio":
            body |= {"voice": voice, "mime_type": "audio/ogg; codecs=opus" if mime == "audio/ogg" else mime}
        elif kind == "sticker":
            body["animated"] = False
        elif caption:
            body["caption"] = caption
        if kind == "document":
            body["filename"] = filename
        body["url"] = address(self._network, item.id)
        return self._lifecycle.receive(chat, kind, {kind: body})

    def _choose(self, chat: Chat, choice: str, of: int | None) -> Bubble:
        offering, chosen = self._offer(chat, choice, of)
        if offering.type == "template":
            kind: str = "button"
            content: dict[str, Any] = {"button": {"payload": chosen["id"], "text": chosen["title"]}}
        else:
            name = "list_reply" if offering.content["type"] == "list" else "button_reply"
            kind, content = "interactive", {"interactive": {"type": name, name: chosen}}
        offering.chosen = choice
        chat.touch(offering)
        return self._lifecycle.receive(chat, kind, content, offering.id)

    def _offer(self, chat: Chat, choice: str, of: int | None) -> tuple[Bubble, dict[str, Any]]:
        used = False
        for bubble in reversed(chat.bubbles):
            if of is not None and bubble.n != of:
                continue
            for offered in choices_of(bubble):
                if offered["id"] == choice:
                    if not bubble.chosen or _reusable(bubble):
                        return bubble, offered
                    used = True
        if used:
            raise NotPossible("already_chosen", "the buttons of that message have been used already")
        raise NotPossible(
            "not_offered", "no message in this chat offers that choice; look at `choices` of the last messages"
        )

    def _complete_flow(self, chat: Chat, reply: FlowReply) -> Bubble:
        offering = self._bubble(chat, reply.n)
        if offering.type != "interactive" or offering.content.get("type") != "flow" or offering.chosen:
            raise NotPossible("no_flow", "that message has no open form")
        offering.chosen = "flow"
        chat.touch(offering)
        token = offering.content["action"]["parameters"].get("flow_token", "unused")
        answer = msgspec.json.encode({"flow_token": token} | reply.response).decode()
        body = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": answer}}
        return self._lifecycle.receive(chat, "interactive", {"interactive": body}, offering.id)

    def _react(self, chat: Chat, n: int, emoji: str) -> None:
        bubble = self._bubble(chat, n)
        bubble.reactions.pop("customer", None)
        body = {"message_id": bubble.id}
        if emoji:
            bubble.reactions["customer"] = emoji
            body["emoji"] = emoji
        chat.touch(bubble)
        self._lifecycle.signal(chat, "reaction", {"reaction": body})

    def _edit(self, chat: Chat, n: int, text: str) -> None:
        bubble = self._own(chat, n, EDIT_SECONDS, "edited for 15 minutes")
        if bubble.type != "text":
            raise NotPossible("not_editable", "only text messages can be edited")
        bubble.content = bubble.content | {"text": {"body": text}}
        bubble.edited = True
        chat.touch(bubble)
        message = {"type": "text", "text": {"body": text}}
        self._lifecycle.signal(chat, "edit", {"edit": {"original_message_id": bubble.id, "message": message}})

    def _revoke(self, chat: Chat, n: int) -> None:
        bubble = self._own(chat, n, REVOKE_SECONDS, "deleted for everyone for 60 hours")
        bubble.revoked = True
        chat.touch(bubble)
        self._lifecycle.signal(chat, "revoke", {"revoke": {"original_message_id": bubble.id}})

    def _own(self, chat: Chat, n: int, seconds: float, limit: str) -> Bubble:
        bubble = self._bubble(chat, n)
        if bubble.sender != "customer" or bubble.revoked:
            raise NotPossible("not_yours", "only a message of one's own can be changed")
        if self._network.now() - bubble.at > seconds:
            raise NotPossible("too_late", f"a message can be {limit}")
        return bubble

    def _bubble(self, chat: Chat, n: int | None) -> Bubble:
        for bubble in reversed(chat.bubbles):
            if bubble.n == n:
                return bubble
        raise NotPossible("no_such_message", "there is no such message in this chat", 404)


def _reusable(bubble: Bubble) -> bool:
    """List rows can be chosen again and again; buttons only once."""
    return bubble.type == "interactive" and bubble.content.get("type") == "list"
