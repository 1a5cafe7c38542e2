"""Edges of business numbers and accounts: fields, profile, Flow key, blocking, registration, webhook overrides."""

from __future__ import annotations

from typing import Any

from dragoman.simulators.whatsapp import reading
from dragoman.simulators.whatsapp.errors import GraphError, no_such_object
from dragoman.simulators.whatsapp.graph import Call, Edge, chosen_fields
from dragoman.simulators.whatsapp.handshake import Handshake
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.state import Number

PROFILE_LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 64}
NUMBER_DEFAULT = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "id",
)
BLOCK_WINDOW = 24 * 3600.0
APP = {"link": "https://www.facebook.com/games/?app_id=100000000000001", "name": "Dragoman", "id": "100000000000001"}


class NumberEdges:
    """What Graph offers on a phone number id and on a WhatsApp Business account id."""

    def __init__(self, network: Network, handshake: Handshake) -> None:
        self._network = network
        self._handshake = handshake
        self.edges: dict[tuple[str, str], Edge] = {
            ("GET", "whatsapp_business_profile"): self.profile,
            ("POST", "whatsapp_business_profile"): self.set_profile,
            ("GET", "whatsapp_business_encryption"): self.key,
            ("POST", "whatsapp_business_encryption"): self.set_key,
            ("GET", "block_users"): self.blocked,
            ("POST", "block_users"): self.block,
            ("DELETE", "block_users"): self.unblock,
            ("POST", "register"): self.register,
            ("POST", "deregister"): self.deregister,
            ("POST", "request_code"): self.request_code,
            ("POST", "verify_code"): self.request_code,
            ("GET", "phone_numbers"): self.numbers,
            ("GET", "subscribed_apps"): self.subscriptions,
            ("POST", "subscribed_apps"): self.subscribe,
            ("DELETE", "subscribed_apps"): self.unsubscribe,
        }

    def fields(self, number: Number) -> dict[str, Any]:
        """Everything that can be asked of a number."""
        return {
            "id": number.id,
            "verified_name": number.name,
            "display_phone_number": "+" + number.display,
            "code_verification_status": "VERIFIED",
            "quality_rating": "GREEN",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD" if self._network.mode.throughput <= 80 else "HIGH"},
            "status": "CONNECTED" if number.registered else "DISCONNECTED",
            "name_status": "APPROVED",
            "account_mode": "SANDBOX",
            "is_official_business_account": False,
            "is_pin_enabled": bool(number.pin),
            "messaging_limit_tier": "TIER_100K",
            "whatsapp_business_manager_messaging_limit": "TIER_100K",
            "webhook_configuration": {"application": self._network.callback_of(number.account)}
            | ({"phone_number": number.callback} if number.callback else {}),
        }

    async def get(self, call: Call) -> Any:
        """Fields of a number or of an account; the caller has made sure that it is one of them."""
        if call.target in self._network.numbers:
            return chosen_fields(call, self.fields(self._network.numbers[call.target]), NUMBER_DEFAULT)
        everything = {
            "id": call.target,
            "name": self._network.first_number().name,
            "currency": "USD",
            "timezone_id": "1",
            "account_review_status": "APPROVED",
            "message_template_namespace": "demo_namespace",
        }
        return chosen_fields(call, everything, ("id", "name", "timezone_id", "message_template_namespace"))

    async def post(self, call: Call) -> Any:
        """Change a number: its webhook override or its display name."""
        number = self._network.number(call.target)
        fields = await call.fields()
        override = fields.get("webhook_configuration")
        if isinstance(override, dict):
            number.callback = await self._verified(override)
        if fields.get("new_display_name"):
            number.name = reading.text(fields, "new_display_name", "number", 256)
        return {"success": True}

    async def _verified(self, fields: dict[str, Any]) -> str:
        address = fields.get("override_callback_uri") or ""
        if not address:
            return ""
        reading.url(fields, "override_callback_uri", "webhook")
        said = await self._handshake.shake(address, str(fields.get("verify_token", "")))
        if not said["verified"]:
            raise GraphError(100, f"Callback verification failed: {said['reason']}", subcode=2200)
        return str(address)

    async def profile(self, call: Call) -> Any:
        """The business profile, as a list of one."""
        number = self._network.number(call.target, "get")
        return {
            "data": [
                chosen_fields(call, number.profile, (*PROFILE_LIMITS, "websites")) | {"messaging_product": "whatsapp"}
            ]
        }

    async def set_profile(self, call: Call) -> Any:
        """Change the business profile within its limits."""
        number = self._network.number(call.target)
        fields = await call.fields()
        for name, limit in PROFILE_LIMITS.items():
            if fields.get(name):
                number.profile[name] = reading.text(fields, name, "profile", limit)
        websites = fields.get("websites")
        if websites is not None:
            if not isinstance(websites, list) or len(websites) > 2:
                raise GraphError(100, "websites: at most two addresses")
            number.profile["websites"] = [reading.url({"url": site}, "url", "websites", 256) for site in websites]
        return {"success": True}

    async def key(self, call: Call) -> Any:
        """The public key that encrypts Flow requests."""
        number = self._network.number(call.target, "get")
        entry = {"business_public_key": number.public_key, "business_public_key_signature_status": "VALID"}
        return {"data": [entry] if number.public_key else []}

    async def set_key(self, call: Call) -> Any:
        """Store the public key, sent as JSON or as a form."""
        number = self._network.number(call.target)
        pem = reading.text(await call.fields(), "business_public_key", "encryption", 4096)
        if not pem.strip().startswith("-----BEGIN PUBLIC KEY-----"):
            raise GraphError(100, "business_public_key is not a PEM public key")
        number.public_key = pem
        return {"success": True}

    async def blocked(self, call: Call) -> Any:
        """The people this number has blocked."""
        number = self._network.number(call.target, "get")
        return {"data": [{"messaging_product": "whatsapp", "wa_id": phone} for phone in number.blocked]}

    async def block(self, call: Call) -> Any:
        """Block people; only those who wrote within 24 hours can be blocked (139100)."""
        number = self._network.number(call.target)
        added = []
        for given, phone in self._people(await call.fields(), number):
            chat = self._network.chats.get((phone, number.id))
            if chat is None or chat.last_inbound is None or self._network.now() - chat.last_inbound > BLOCK_WINDOW:
                raise GraphError(139100, "the user has not messaged this business in the last 24 hours")
            if phone not in number.blocked:
                number.blocked.append(phone)
            added.append({"input": given, "wa_id": phone})
        return {"messaging_product": "whatsapp", "block_users": {"added_users": added}}

    async def unblock(self, call: Call) -> Any:
        """Take people off the block list."""
        number = self._network.number(call.target)
        removed = []
        for given, phone in self._people(await call.fields(), number):
            if phone in number.blocked:
                number.blocked.remove(phone)
                removed.append({"input": given, "wa_id": phone})
        return {"messaging_product": "whatsapp", "block_users": {"removed_users": removed}}

    def _people(self, fields: dict[str, Any], number: Number) -> list[tuple[str, str]]:
        found = []
        for entry in reading.rows(fields, "block_users", "block_users", 1000):
            if entry.get("user_id"):
                person = self._network.by_user_id(str(entry["user_id"]))
                if person is None:
                    raise GraphError(139100, "no such user")
            else:
                person = self._network.dialled(reading.text(entry, "user", "block_users", 64), number)
            found.append((str(entry.get("user") or entry.get("user_id")), person.phone))
        return found

    async def register(self, call: Call) -> Any:
        """Register a number with its six-digit pin."""
        number = self._network.number(call.target)
        pin = str((await call.fields()).get("pin", ""))
        if not (pin.isascii() and pin.isdigit() and len(pin) == 6):
            raise GraphError(100, message="(#100) Param pin must be 6 characters long.")
        number.pin, number.registered = pin, True
        return {"success": True}

    async def deregister(self, call: Call) -> Any:
        """Take a number off the Cloud API; sends answer 133010 until it is registered again."""
        self._network.number(call.target).registered = False
        return {"success": True}

    async def request_code(self, call: Call) -> Any:
        """Ask for, or hand in, the verification code; any six digits are right."""
        self._network.number(call.target)
        fields = await call.fields()
        if call.edge == "request_code" and fields.get("code_method") not in ("SMS", "VOICE"):
            raise GraphError(100, message="(#100) Param code_method must be one of {SMS, VOICE}.")
        if call.edge == "verify_code" and not str(fields.get("code", "")).isdigit():
            raise GraphError(100, message="(#100) Param code must be digits.")
        return {"success": True}

    async def numbers(self, call: Call) -> Any:
        """The numbers of an account."""
        self._account(call, "get")
        own = [number for number in self._network.numbers.values() if number.account == call.target]
        return {
            "data": [chosen_fields(call, self.fields(number), NUMBER_DEFAULT) for number in own],
            "paging": _paging(),
        }

    async def subscriptions(self, call: Call) -> Any:
        """The app that hears of this account, with its own webhook address if there is one."""
        self._account(call, "get")
        own = self._network.callbacks.get(call.target)
        entry: dict[str, Any] = {"whatsapp_business_api_data": APP}
        return {"data": [entry | ({"override_callback_uri": own} if own else {})]}

    async def subscribe(self, call: Call) -> Any:
        """Subscribe the app, with or without a webhook address of the account's own (which is verified first)."""
        self._account(call, "post")
        address = await self._verified(await call.fields())
        if address:
            self._network.callbacks[call.target] = address
        else:
            self._network.callbacks.pop(call.target, None)
        return {"success": True}

    async def unsubscribe(self, call: Call) -> Any:
        """Give up the account's own webhook address."""
        self._account(call, "delete")
        self._network.callbacks.pop(call.target, None)
        return {"success": True}

    def _account(self, call: Call, verb: str) -> None:
        if call.target not in self._network.accounts():
            raise no_such_object(call.target, verb)


def _paging() -> dict[str, Any]:
    return {"cursors": {"before": "QVFI", "after": "QVFJ"}}
