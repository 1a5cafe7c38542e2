"""Recipients, transfers, balance and banks (partners.md B5). A transfer's reference is its idempotency key."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from dragoman.simulators.faults import Fault
from dragoman.simulators.paystack.banks import bank_name, bank_rows
from dragoman.simulators.paystack.door import Asked, Door, done, paged
from dragoman.simulators.paystack.events import Events
from dragoman.simulators.paystack.money import check_sum, read_amount
from dragoman.simulators.paystack.refusals import PaystackRefusal, invalid
from dragoman.simulators.paystack.shapes import recipient_json, transfer_json
from dragoman.simulators.paystack.state import Recipient, Store, Transfer
from dragoman.simulators.world import World

FAULTS = frozenset({"failed", "reversed", "otp", "insufficient_balance"})
"""What becomes of a transfer beyond the faults of the call."""
_KINDS = ("nuban", "ghipss", "mobile_money", "basa", "authorization", "kepss")
_REFERENCE = re.compile(r"[a-z0-9_-]{16,50}")
_OTP = "123456"
_BULK_MAX = 100


class Transfers:
    """Payout calls."""

    def __init__(self, world: World, store: Store, door: Door, events: Events) -> None:
        self._world = world
        self._store = store
        self._events = events
        self.routes: list[BaseRoute] = [
            *door.routes("/transferrecipient", "POST", self._recipient),
            *door.routes("/transferrecipient", "GET", self._list_recipients),
            *door.routes("/transferrecipient/{code}", "GET", self._get_recipient),
            *door.routes("/transfer", "POST", self._transfer),
            *door.routes("/transfer", "GET", self._list),
            *door.routes("/transfer/bulk", "POST", self._bulk),
            *door.routes("/transfer/finalize_transfer", "POST", self._finalize),
            *door.routes("/transfer/verify/{reference}", "GET", self._verify),
            *door.routes("/transfer/{code}", "GET", self._fetch),
            *door.routes("/balance", "GET", self._balance),
            *door.routes("/bank", "GET", self._banks),
        ]

    async def _recipient(self, asked: Asked) -> Response:
        kind, number = asked.text("type", needed=True), asked.text("account_number", needed=True)
        bank, currency = asked.text("bank_code", needed=True), (asked.text("currency") or "NGN").upper()
        name = asked.text("name", needed=True)
        if kind not in _KINDS:
            raise invalid("Type is invalid", f"Types are: {', '.join(_KINDS)}")
        if not number.isascii() or not number.isdigit() or not 5 <= len(number) <= 20:
            raise invalid("Account number is invalid", "Ensure that you're passing a valid account number")
        if bank_name(bank) is None:
            raise invalid("Bank is invalid", "Ensure that you're passing a bank code of List Banks")
        known = next(
            (
                one
                for one in self._store.kept.recipients.values()
                if (one.account_number, one.bank_code, one.currency) == (number, bank, currency)
            ),
            None,
        )
        if known is None:
            metadata = asked.content.get("metadata")
            known = Recipient(
                id=self._store.number("recipient", 28_400),
                code="RCP_" + self._store.code("recipient code"),
                kind=kind,
                name=name,
                account_number=number,
                bank_code=bank,
                currency=currency,
                created_at=self._world.now(),
                description=asked.text("description"),
                metadata=metadata if isinstance(metadata, dict) else None,
            )
            self._store.kept.recipients[known.code] = known
        return done("Transfer recipient created successfully", _recipient_json(known), 201)

    async def _list_recipients(self, asked: Asked) -> Response:
        rows = list(reversed(self._store.kept.recipients.values()))
        return paged(asked, "Recipients retrieved", rows, _recipient_json)

    async def _get_recipient(self, asked: Asked) -> Response:
        return done("Recipient retrieved", _recipient_json(self._find_recipient(asked.id("code"))))

    def _find_recipient(self, code: str) -> Recipient:
        recipient = self._store.kept.recipients.get(code)
        if recipient is None:
            raise PaystackRefusal(
                404,
                "Recipient specified is invalid",
                "recipient_not_found",
                "Ensure that you're passing a recipient code",
            )
        return recipient

    async def _transfer(self, asked: Asked) -> Response:
        async with self._world.operation("paystack", "transfer") as fault:
            if asked.text("source", needed=True) != "balance":
                raise invalid("Source must be balance")
            if asked.text("reference") in self._store.kept.transfers:
                raise PaystackRefusal(
                    400,
                    "Please provide a unique reference. Reference already exists on a transfer",
                    "duplicate_transfer_reference",
                    "Verify the transfer by its reference instead of sending it again",
                )
            transfer = self._begin(asked.content, asked.text("currency"), asked.text("reason"), fault)
            recipient = self._store.kept.recipients[transfer.recipient].id
            message = "Transfer requires OTP to continue" if transfer.status == "otp" else "Transfer has been queued"
            return done(message, transfer_json(transfer, recipient))

    def _begin(self, part: dict[str, Any], currency: str, reason: str, fault: Fault | None) -> Transfer:
        """Check one transfer and start it; raises PaystackRefusal with nothing moved."""
        recipient = self._find_recipient(str(part.get("recipient")))
        amount, currency = read_amount(part.get("amount")), (currency or recipient.currency).upper()
        check_sum(amount, currency)
        if currency != recipient.currency:
            raise invalid("Currency of the transfer must be that of the recipient")
        reference = part.get("reference") or self._store.code("transfer reference", 20)
        if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
            raise invalid("Invalid transfer reference", "Use 16 to 50 of a-z, 0-9, hyphen and underscore")
        name = fault.name if fault else ""
        if name == "insufficient_balance" or amount > self._store.kept.balance.get(currency, 0):
            raise PaystackRefusal(
                400,
                "Your balance is not enough to fulfil this request",
                "insufficient_balance",
                "Top up your balance and try again",
                "api_error",
            )
        transfer = Transfer(
            id=self._store.number("transfer", 14_938_000),
            code="TRF_" + self._store.code("transfer code"),
            reference=reference,
            amount=amount,
            currency=currency,
            recipient=recipient.code,
            reason=reason,
            created_at=self._world.now(),
            outcome=name if name in ("failed", "reversed") else "success",
            status="otp" if name == "otp" else "pending",
        )
        self._store.kept.transfers[transfer.reference] = transfer
        self._store.move(currency, -amount)
        if transfer.status == "pending":
            self._advance_later(transfer, transfer.created_at)
        return transfer

    def _advance_later(self, transfer: Transfer, since: datetime) -> None:
        transfer.next_at = since + timedelta(seconds=self._world.settings.paystack_transfer_seconds)
        self.resume(transfer)

    def resume(self, transfer: Transfer) -> None:
        """Put a transfer's next step on the agenda; also after a restart."""
        if transfer.next_at is None:
            return

        async def advance() -> None:
            self._advance(transfer)

        self._world.later(transfer.next_at, advance)

    def _advance(self, transfer: Transfer) -> None:
        """pending → success or failed; a reversal comes after success. Failed and reversed money returns."""
        due, transfer.next_at = transfer.next_at or self._world.now(), None
        if transfer.status == "pending":
            transfer.status = "failed" if transfer.outcome == "failed" else "success"
            transfer.transferred_at = self._world.now() if transfer.status == "success" else None
            if transfer.outcome == "reversed":
                self._advance_later(transfer, due)
        elif transfer.status == "success" and transfer.outcome == "reversed":
            transfer.status = "reversed"
        else:
            return
        if transfer.status in ("failed", "reversed"):
            self._store.move(transfer.currency, transfer.amount)
        self._events.tell(f"transfer.{transfer.status}", self._whole(transfer))

    def _whole(self, transfer: Transfer) -> dict[str, Any]:
        return transfer_json(transfer, _recipient_json(self._store.kept.recipients[transfer.recipient]))

    async def _bulk(self, asked: Asked) -> Response:
        async with self._world.operation("paystack", "transfer") as fault:
            parts = asked.content.get("transfers")
            if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
                raise invalid("Transfers is required")
            if len(parts) > _BULK_MAX:
                raise invalid(f"At most {_BULK_MAX} transfers in one batch")
            references = [str(part["reference"]) for part in parts if part.get("reference")]
            known = self._store.kept.transfers
            if len(set(references)) < len(references) or any(reference in known for reference in references):
                raise PaystackRefusal(
                    404, "Duplicate reference(s) found", "duplicate_reference", "Use a new reference for each transfer"
                )
            currency = asked.text("currency")
            made = [self._begin(part, currency, str(part.get("reason") or ""), fault) for part in parts]
            rows = [
                {
                    "reference": one.reference,
                    "recipient": one.recipient,
                    "amount": one.amount,
                    "transfer_code": one.code,
                    "currency": one.currency,
                    "status": "received" if one.status == "pending" else one.status,
                }
                for one in made
            ]
            return done(f"{len(rows)} transfers queued.", rows)

    async def _finalize(self, asked: Asked) -> Response:
        code, otp = asked.text("transfer_code", needed=True), asked.text("otp", needed=True)
        transfer = self._find(code)
        if transfer.status != "otp":
            raise PaystackRefusal(
                400, "Transfer is not currently awaiting OTP", "transfer_not_otp", "Fetch the transfer for its status"
            )
        if otp != _OTP:
            raise PaystackRefusal(400, "OTP provided is invalid", "invalid_otp", f"In test mode the OTP is {_OTP}")
        transfer.status = "pending"
        self._advance_later(transfer, self._world.now())
        return done(
            "Transfer has been queued", transfer_json(transfer, self._store.kept.recipients[transfer.recipient].id)
        )

    def _find(self, code_or_id: str) -> Transfer:
        for transfer in self._store.kept.transfers.values():
            if code_or_id in (transfer.code, str(transfer.id)):
                return transfer
        raise PaystackRefusal(
            404, "Transfer not found", "transfer_not_found", "Ensure that you're passing its code or id"
        )

    async def _verify(self, asked: Asked) -> Response:
        async with self._world.operation("paystack", "verify_transfer"):
            transfer = self._store.kept.transfers.get(asked.id("reference"))
            if transfer is None:
                raise PaystackRefusal(
                    404, "Transfer not found", "transfer_not_found", "Ensure that you're passing an existing reference"
                )
            return done("Transfer retrieved", self._whole(transfer))

    async def _fetch(self, asked: Asked) -> Response:
        return done("Transfer retrieved", self._whole(self._find(asked.id("code"))))

    async def _list(self, asked: Asked) -> Response:
        rows = list(reversed(self._store.kept.transfers.values()))
        return paged(asked, "Transfers retrieved", rows, self._whole)

    async def _balance(self, asked: Asked) -> Response:
        rows = [{"currency": currency, "balance": left} for currency, left in self._store.kept.balance.items()]
        return done("Balances retrieved", rows)

    async def _banks(self, asked: Asked) -> Response:
        rows = bank_rows(asked.query("currency"), asked.query("country"))
        return done("Banks retrieved", rows)


def _recipient_json(recipient: Recipient) -> dict[str, Any]:
    return recipient_json(recipient, bank_name(recipient.bank_code) or "")
