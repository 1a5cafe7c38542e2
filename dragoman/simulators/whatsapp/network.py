"""The simulated network itself: numbers, people and chats found or made, ids, and word to whoever watches a phone."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any, Literal

import msgspec

from dragoman.kit.phone import canonical, region_of
from dragoman.simulators.whatsapp.errors import GraphError, no_such_object
from dragoman.simulators.whatsapp.media import MediaStore
from dragoman.simulators.whatsapp.outbox import Outbox
from dragoman.simulators.whatsapp.pacing import Throughput
from dragoman.simulators.whatsapp.state import Bubble, Chat, Kept, Mode, Number, Person
from dragoman.simulators.whatsapp.templates import Template, TemplateStore
from dragoman.simulators.whatsapp.webhook_shapes import Change
from dragoman.simulators.world import World

PEOPLE_MAX = 200_000
INBOUND_MAX = 50_000
_MASK = (1 << 64) - 1


class Network:
    """Everything the rooms' routes work on. Times are seconds since the epoch of the simulated clock."""

    def __init__(self, world: World) -> None:
        settings = world.settings
        self.world = world
        self.mode = Mode()
        self.outbox = Outbox(world, self.mode, settings.whatsapp_app_secret)
        self.media = MediaStore(settings.whatsapp_app_secret)
        self.templates = TemplateStore()
        self.numbers: dict[str, Number] = {}
        self.people: dict[str, Person] = {}
        self.chats: dict[tuple[str, str], Chat] = {}
        self.callbacks: dict[str, str] = {}  # account id → its own webhook address
        self.throughput: dict[str, Throughput] = {}
        self._inbound: dict[str, Chat] = {}
        self._by_user_id: dict[str, Person] = {}
        self._bells: dict[str, set[asyncio.Event]] = {}
        account = settings.whatsapp_waba_id
        self.add_number(
            Number(settings.whatsapp_phone_number_id, account, settings.whatsapp_display_number, "Lagos Tours")
        )
        self.templates.add(_hello_world(account))

    def now(self) -> float:
        """The simulated present."""
        return self.world.clock.now().timestamp()

    def add_number(self, number: Number) -> None:
        """Connect a business number."""
        self.numbers[number.id] = number
        self.throughput[number.id] = Throughput()

    def number(self, number_id: str, verb: str = "post") -> Number:
        """Return a business number by id, or refuse as Graph does."""
        number = self.numbers.get(number_id)
        if number is None:
            raise no_such_object(number_id, verb)
        return number

    def first_number(self) -> Number:
        """The number that phones write to when nothing else is said."""
        return next(iter(self.numbers.values()))

    def accounts(self) -> set[str]:
        """The ids of all WhatsApp Business accounts."""
        return {number.account for number in self.numbers.values()}

    def person(self, phone: str) -> Person:
        """Return the person with these digits, or introduce one."""
        person = self.people.get(phone)
        if person is None:
            if len(self.people) >= PEOPLE_MAX:
                self._forget(next(iter(self.people)))
            person = Person(phone, f"+{phone}", self._user_id(phone))
            self.people[phone] = person
            self._by_user_id[person.user_id] = person
        return person

    def by_user_id(self, user_id: str) -> Person | None:
        """Return the person with this business-scoped id, or None."""
        return self._by_user_id.get(user_id)

    def dialled(self, to: str, number: Number) -> Person:
        """Return the person behind `to`: with or without plus; without a country code the business's own is put before.

        Raises GraphError 131009 when it cannot be a phone number.
        """
        digits = to if to.isascii() and to.isdigit() else "".join(c for c in to if c.isascii() and c.isdigit())
        known = self.people.get(digits)
        if known is not None:
            return known
        if canonical("+" + digits) is None or digits.startswith("0"):
            national = canonical(to, region_of("+" + number.display))
            if national is None:
                raise GraphError(131009, "to is not a valid WhatsApp phone number")
            digits = national.removeprefix("+")
        return self.person(digits)

    def chat(self, person: Person, number: Number) -> Chat:
        """Return the chat of a person with a number, or open one."""
        key = (person.phone, number.id)
        chat = self.chats.get(key)
        if chat is None:
            chat = self.chats[key] = Chat(person.phone, number.id)
        return chat

    def write(
        self, chat: Chat, sender: Literal["business", "customer"], kind: str, content: dict[str, Any], **more: Any
    ) -> Bubble:
        """Append a bubble to a chat with a fresh id and wake whoever watches."""
        chat.last_n += 1
        chat.rev += 1
        bubble = Bubble(chat.last_n, self.message_id(chat.person), sender, kind, content, self.now(), chat.rev, **more)
        chat.add(bubble)
        if sender == "customer":
            if len(self._inbound) >= INBOUND_MAX:
                del self._inbound[next(iter(self._inbound))]
            self._inbound[bubble.id] = chat
        self.ring(chat.person)
        return bubble

    def inbound_chat(self, message_id: str) -> Chat | None:
        """Return the chat in which a person sent this message, or None."""
        return self._inbound.get(message_id)

    def message_id(self, phone: str) -> str:
        """A fresh `wamid.…` that looks like Meta's and repeats for the same seed and order of events."""
        count = self.world.count("wamid")
        mixed = (count * 0x9E3779B97F4A7C15 + self.world.seed * 0xBF58476D1CE4E5B9) & _MASK
        raw = (
            b"\x1c\x18"
            + phone.encode()
            + b"\x15\x02\x00\x11\x18\x12"
            + f"{mixed:016X}{count & 0xFF:02X}".encode()
            + b"\x00"
        )
        return "wamid." + base64.b64encode(raw).decode()

    def object_id(self, kind: str) -> str:
        """A fresh numeric Graph id for a template or a file."""
        count = self.world.count(f"whatsapp {kind}")
        return str(10**15 + int(hashlib.sha256(f"{self.world.seed}/{kind}/{count}".encode()).hexdigest()[:12], 16))

    def tell(self, number: Number, change: Change, message_id: str = "") -> None:
        """Send a change to the webhook address of the number, of its account, or of the product."""
        self.outbox.put(number.callback or self.callback_of(number.account), number.account, change, message_id)

    def tell_account(self, account: str, change: Change) -> None:
        """Send an account-level change to the account's webhook address."""
        self.outbox.put(self.callback_of(account), account, change)

    def callback_of(self, account: str) -> str:
        """The account's own webhook address, or the product's."""
        return self.callbacks.get(account) or self.default_callback()

    def default_callback(self) -> str:
        """Where webhooks go unless an account or a number has an address of its own."""
        return self.world.settings.product_url.rstrip("/") + "/webhooks/meta"

    def ring(self, phone: str) -> None:
        """Wake everyone who watches this person's phone."""
        for bell in self._bells.get(phone, ()):
            bell.set()

    async def watch(self, phones: list[str], seconds: float) -> None:
        """Wait until something happens on one of these phones, at most `seconds` of real time."""
        bell = asyncio.Event()
        for phone in phones:
            self._bells.setdefault(phone, set()).add(bell)
        try:
            await asyncio.wait_for(bell.wait(), seconds)
        except TimeoutError:
            return
        finally:
            for phone in phones:
                watching = self._bells.get(phone, set())
                watching.discard(bell)
                if not watching:
                    self._bells.pop(phone, None)

    def snapshot(self) -> Kept:
        """Everything that must survive a restart."""
        return Kept(
            self.mode,
            list(self.numbers.values()),
            list(self.people.values()),
            list(self.chats.values()),
            self.templates.snapshot(),
            self.media.snapshot(),
            self.callbacks,
        )

    def restore(self, kept: object) -> None:
        """Take over a snapshot; raises msgspec.ValidationError when it is of another shape."""
        state = msgspec.convert(kept, Kept)
        self.set_mode(state.mode)
        for number in state.numbers:
            self.add_number(number)
        for person in state.people:
            self.people[person.phone] = person
            self._by_user_id[person.user_id] = person
        for chat in state.chats:
            self.chats[chat.person, chat.number] = chat
            for bubble in chat.bubbles:
                if bubble.sender == "customer":
                    self._inbound[bubble.id] = chat
        for template in state.templates:
            self.templates.add(template)
        for item in state.media:
            self.media.add(item)
        self.callbacks = state.callbacks

    def set_mode(self, mode: Mode) -> None:
        """Change how the network behaves; what was gathered for a batch goes out."""
        self.mode = self.outbox.mode = mode

    def _user_id(self, phone: str) -> str:
        region = region_of("+" + phone) or "ZZ"
        return f"{region}.{int(hashlib.sha256(f'{self.world.seed}/{phone}'.encode()).hexdigest()[:13], 16)}"

    def _forget(self, phone: str) -> None:
        person = self.people.pop(phone)
        self._by_user_id.pop(person.user_id, None)
        for number in self.numbers:
            self.chats.pop((phone, number), None)


def _hello_world(account: str) -> Template:
    """The sample template that every new account has."""
    words = (
        "Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message notification."
    )
    parts: list[dict[str, Any]] = [
        {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
        {"type": "BODY", "text": words},
        {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
    ]
    return Template("1000000000000001", account, "hello_world", "en_US", "UTILITY", parts, 0.0, 0.0, status="APPROVED")
