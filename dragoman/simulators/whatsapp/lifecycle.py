"""The life of a message: accepted, sent, delivered, read or failed; and what people send back."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.state import Bubble, Chat, Person
from dragoman.simulators.whatsapp.webhook_shapes import message_change, preference_change, status_change

_log = logging.getLogger(__name__)
RANK = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}
TYPING_SECONDS = 25.0
Step = tuple[str, float]
"""A status and how many seconds after acceptance it comes."""


class Lifecycle:
    """Moves messages along and tells the business by webhook."""

    def __init__(self, network: Network) -> None:
        self._network = network
        network.outbox.arrived = self._arrived

    def begin(self, chat: Chat, bubble: Bubble, fault: str = "", error: int = 0) -> None:
        """Start the life of an accepted message. `error` makes it fail instead; `fault` bends the order of statuses."""
        mode = self._network.mode
        plan: list[Step] = [("sent", mode.sent_after), ("delivered", mode.delivered_after)]
        if error:
            bubble.error = error
            plan = [("failed", mode.delivered_after)]
        elif fault == "no_status":
            plan = []
        elif fault == "delivered_before_sent":
            plan = [("delivered", mode.sent_after), ("late sent", mode.delivered_after)]
        elif fault == "delivered_then_failed":
            bubble.error = 131026
            plan.append(("failed", mode.delivered_after))
        elif bubble.type == "reaction":
            plan = plan[:1]
        self._next(chat, bubble, plan, self._network.world.now())

    def _next(self, chat: Chat, bubble: Bubble, plan: list[Step], accepted: datetime) -> None:
        if not plan:
            return
        (status, delay), *rest = plan

        async def happen() -> None:
            if status == "delivered" and not self._reachable(chat):
                return
            if status == "late sent":
                self._tell(chat, bubble, "sent")
            else:
                self.report(chat, bubble, status)
            self._next(chat, bubble, rest, accepted)

        try:
            self._network.world.later(accepted + timedelta(seconds=delay), happen)
        except OverflowError:
            _log.error("a message's statuses are lost: the simulators' agenda is full")

    def resume(self) -> None:
        """Go on with the messages that a restart interrupted between acceptance and delivery."""
        mode, now = self._network.mode, self._network.world.now()
        for chat in self._network.chats.values():
            for bubble in chat.bubbles:
                if bubble.sender == "business" and bubble.status in ("accepted", "sent"):
                    plan: list[Step] = [("sent", mode.sent_after), ("delivered", mode.delivered_after)]
                    self._next(chat, bubble, [("failed", mode.delivered_after)] if bubble.error else plan, now)

    def _reachable(self, chat: Chat) -> bool:
        person = self._network.people.get(chat.person)
        return person is not None and person.online and not chat.blocked

    def report(self, chat: Chat, bubble: Bubble, status: str) -> None:
        """Note a status if it is news, tell the business, and let a seen or auto-read message be read at once."""
        if RANK[status] <= RANK[bubble.status]:
            return
        bubble.status = status
        chat.touch(bubble)
        self._tell(chat, bubble, status)
        self._network.ring(chat.person)
        if status == "delivered" and (bubble.seen or self._network.mode.reading == "auto"):
            self.read(chat, bubble)

    def _tell(self, chat: Chat, bubble: Bubble, status: str) -> None:
        network = self._network
        person = network.people.get(chat.person)
        if status not in network.mode.statuses or person is None:
            return
        number = network.numbers[chat.number]
        network.tell(number, status_change(number, person, network.mode.identity, bubble, status, network.now()))

    def read(self, chat: Chat, bubble: Bubble) -> None:
        """Let the person have seen a message; the business hears of it if receipts are on."""
        if bubble.sender != "business" or (bubble.seen and bubble.status != "delivered"):
            return
        bubble.seen = True
        person = self._network.person(chat.person)
        if bubble.status == "delivered" and person.read_receipts and self._network.mode.reading != "never":
            self.report(chat, bubble, "read")

    def look(self, chat: Chat) -> None:
        """Open a chat on the phone: everything in it is seen."""
        if self._network.mode.reading == "open":
            for bubble in chat.bubbles:
                self.read(chat, bubble)

    def come_online(self, person: Person) -> None:
        """Deliver what waited while the phone was off, except templates whose time to live is over."""
        now = self._network.now()
        for number in self._network.numbers:
            chat = self._network.chats.get((person.phone, number))
            for bubble in chat.bubbles if chat else ():
                if chat and bubble.sender == "business" and bubble.status == "sent" and not 0 < bubble.expires < now:
                    self.report(chat, bubble, "delivered")

    def receive(self, chat: Chat, kind: str, content: dict[str, Any], quotes: str = "") -> Bubble:
        """Let the person send something: it opens the 24-hour window and goes out as a webhook.

        `content` holds the keys of the wire message beside the common ones, such as {"text": {"body": …}}.
        """
        quoted = chat.find(quotes) if quotes else None
        if quoted is not None:
            ours = quoted.sender == "business"
            author = self._network.numbers[chat.number].display if ours else chat.person
            content = {"context": {"from": author, "id": quotes}} | content
        bubble = self._network.write(chat, "customer", kind, content, quotes=quotes, status="sent")
        self._go_out(chat, bubble, opens=True)
        return bubble

    def signal(self, chat: Chat, kind: str, content: dict[str, Any]) -> None:
        """Let the person do something that is a webhook but no bubble: react, edit, revoke. Reactions open the window."""
        message_id = self._network.message_id(chat.person)
        event = Bubble(0, message_id, "customer", kind, content, self._network.now(), 0)
        self._go_out(chat, event, opens=kind == "reaction")
        self._network.ring(chat.person)

    def _go_out(self, chat: Chat, bubble: Bubble, *, opens: bool) -> None:
        network = self._network
        number = network.numbers[chat.number]
        if chat.person in number.blocked:
            return  # the business has blocked this person and never hears of it
        now = network.now()
        network.throughput[number.id].count(now, network.mode.throughput)
        if opens:
            chat.last_inbound = now
        person = network.person(chat.person)
        network.tell(number, message_change(number, person, network.mode.identity, bubble), bubble.id)

    def _arrived(self, message_id: str) -> None:
        chat = self._network.inbound_chat(message_id)
        bubble = chat.find(message_id) if chat else None
        if chat is not None and bubble is not None and bubble.status == "sent":
            bubble.status = "delivered"
            chat.touch(bubble)
            self._network.ring(chat.person)

    def marked_read(self, chat: Chat, message_id: str, typing: bool) -> None:
        """Let the business have read a message and everything before it; `typing` shows the dots for 25 seconds."""
        target = chat.find(message_id)
        for bubble in chat.bubbles:
            if bubble.sender == "customer" and bubble.status != "read" and (target is None or bubble.n <= target.n):
                bubble.status = "read"
                chat.touch(bubble)
        if typing:
            chat.typing_until = self._network.now() + TYPING_SECONDS
            chat.rev += 1
        self._network.ring(chat.person)

    def prefer(self, chat: Chat, wants: bool) -> None:
        """Let the person stop or resume marketing messages."""
        network = self._network
        person = network.person(chat.person)
        person.wants_marketing = wants
        number = network.numbers[chat.number]
        network.tell(number, preference_change(number, person, network.mode.identity, wants, network.now()))
