"""How rows look in answers and events, with the traps of the real ones (partners.md B2, B3)."""

from __future__ import annotations

from typing import Any

from dragoman.simulators.paystack.cards import card
from dragoman.simulators.paystack.state import (
    INTEGRATION,
    Customer,
    Dispute,
    Recipient,
    Refund,
    Store,
    Transaction,
    Transfer,
    stamp,
)


def customer_json(customer: Customer) -> dict[str, Any]:
    """A payer; Paystack knows no names unless somebody told it."""
    return {
        "id": customer.id,
        "first_name": None,
        "last_name": None,
        "email": customer.email,
        "customer_code": customer.code,
        "phone": None,
        "metadata": None,
        "risk_action": "default",
        "international_format_phone": None,
    }


def authorization_json(transaction: Transaction) -> dict[str, Any]:
    """How it was paid; empty until it was."""
    if transaction.paid_at is None:
        return {}
    used = card(transaction.card)
    if used is None:
        return {
            "authorization_code": f"AUTH_{transaction.access_code[:10]}",
            "bin": "008XXX",
            "last4": "X553",
            "exp_month": f"{transaction.paid_at:%m}",
            "exp_year": f"{transaction.paid_at:%Y}",
            "channel": "bank_transfer",
            "card_type": "transfer",
            "bank": "Wema Bank",
            "country_code": "NG",
            "brand": "Managed Account",
            "reusable": False,
            "signature": None,
            "account_name": None,
        }
    return {
        "authorization_code": f"AUTH_{transaction.access_code[:10]}",
        "bin": used.number[:6],
        "last4": used.last4,
        "exp_month": "12",
        "exp_year": "2030",
        "channel": "card",
        "card_type": f"{used.brand} ",
        "bank": "TEST BANK",
        "country_code": "NG",
        "brand": used.brand,
        "reusable": True,
        "signature": f"SIG_{transaction.access_code}",
        "account_name": None,
    }


def transaction_json(store: Store, transaction: Transaction) -> dict[str, Any]:
    """A transaction as verify, fetch, list and charge.success show it: both paid_at and paidAt, metadata as it came."""
    paid, made = stamp(transaction.paid_at), stamp(transaction.created_at)
    return {
        "id": transaction.id,
        "domain": "test",
        "status": transaction.status,
        "reference": transaction.reference,
        "receipt_number": None,
        "amount": transaction.amount or transaction.requested,
        "message": None,
        "gateway_response": transaction.gateway_response,
        "paid_at": paid,
        "created_at": made,
        "channel": transaction.channel or "card",
        "currency": transaction.paid_currency or transaction.currency,
        "ip_address": "127.0.0.1",
        "metadata": transaction.metadata,
        "log": None,
        "fees": transaction.fees,
        "fees_split": None,
        "authorization": authorization_json(transaction),
        "customer": customer_json(store.customer(transaction.email)),
        "plan": None,
        "split": transaction.split or {},
        "order_id": None,
        "paidAt": paid,
        "createdAt": made,
        "requested_amount": transaction.requested,
        "pos_transaction_data": None,
        "source": None,
        "fees_breakdown": None,
        "connect": None,
        "transaction_date": made,
        "plan_object": {},
        "subaccount": {},
    }


def refund_row(store: Store, refund: Refund) -> dict[str, Any]:
    """A refund as list and fetch show it: the transaction by its id, fully_deducted as 0 or 1."""
    shown = refund_json(store, refund)
    return {**shown, "transaction": refund.transaction_id, "fully_deducted": int(shown["fully_deducted"])}


def refund_json(store: Store, refund: Refund) -> dict[str, Any]:
    """A refund as its creation shows it, with the whole transaction."""
    transaction = store.by_id(refund.transaction_id)
    whole = transaction is not None and refund.amount == (transaction.amount or transaction.requested)
    return {
        "id": refund.id,
        "transaction": _refunded(store, transaction) if transaction else refund.transaction_id,
        "integration": INTEGRATION,
        "domain": "test",
        "amount": refund.amount,
        "deducted_amount": refund.amount if refund.status == "processed" else 0,
        "fully_deducted": whole and refund.status == "processed",
        "currency": refund.currency,
        "channel": None,
        "status": refund.status,
        "merchant_note": refund.merchant_note,
        "customer_note": refund.customer_note,
        "refunded_by": "demo@lagostours.example",
        "refunded_at": stamp(refund.refunded_at),
        "expected_at": stamp(refund.next_at or refund.created_at),
        "transaction_reference": transaction.reference if transaction else None,
        "bank_reference": None,
        "dispute": None,
        "settlement": None,
        "createdAt": stamp(refund.created_at),
        "updatedAt": stamp(refund.refunded_at or refund.created_at),
    }


def _refunded(store: Store, transaction: Transaction) -> dict[str, Any]:
    return {**transaction_json(store, transaction), "subaccount": {"currency": None}}


_AMOUNT_AS_TEXT = ("pending", "processing", "processed")


def refund_event(store: Store, refund: Refund) -> dict[str, Any]:
    """A refund as its events show it: keyed by the transaction's reference, the amount text in some and whole in
    others, and an id (as text) only where one is needed to go on."""
    transaction = store.by_id(refund.transaction_id)
    email = transaction.email if transaction else ""
    shown: dict[str, Any] = {
        "status": refund.status,
        "transaction_reference": transaction.reference if transaction else "",
        "refund_reference": refund.reference,
        "amount": str(refund.amount) if refund.status in _AMOUNT_AS_TEXT else refund.amount,
        "currency": refund.currency,
        "processor": "instant-transfer",
        "customer": {"first_name": None, "last_name": None, "email": email},
        "integration": INTEGRATION,
        "domain": "test",
    }
    return {**shown, "id": str(refund.id)} if refund.status == "needs-attention" else shown


def recipient_json(recipient: Recipient, bank_name: str) -> dict[str, Any]:
    """A transfer recipient."""
    return {
        "active": True,
        "createdAt": stamp(recipient.created_at),
        "currency": recipient.currency,
        "description": recipient.description or None,
        "domain": "test",
        "email": None,
        "id": recipient.id,
        "integration": INTEGRATION,
        "metadata": recipient.metadata,
        "name": recipient.name,
        "recipient_code": recipient.code,
        "type": recipient.kind,
        "updatedAt": stamp(recipient.created_at),
        "is_deleted": False,
        "isDeleted": False,
        "details": {
            "authorization_code": None,
            "account_number": recipient.account_number,
            "account_name": recipient.name.upper(),
            "bank_code": recipient.bank_code,
            "bank_name": bank_name,
        },
    }


def transfer_json(transfer: Transfer, recipient: object) -> dict[str, Any]:
    """A transfer; `recipient` is its id when it was just made and the whole record elsewhere."""
    return {
        "id": transfer.id,
        "integration": INTEGRATION,
        "domain": "test",
        "amount": transfer.amount,
        "currency": transfer.currency,
        "source": "balance",
        "source_details": None,
        "reason": transfer.reason,
        "recipient": recipient,
        "status": transfer.status,
        "failures": None,
        "transfer_code": transfer.code,
        "titan_code": None,
        "transferred_at": stamp(transfer.transferred_at),
        "reference": transfer.reference,
        "request": None,
        "session": {"provider": None, "id": None},
        "fee_charged": 0,
        "fees_breakdown": None,
        "gateway_response": None,
        "createdAt": stamp(transfer.created_at),
        "updatedAt": stamp(transfer.transferred_at or transfer.created_at),
    }


def dispute_json(store: Store, dispute: Dispute) -> dict[str, Any]:
    """A dispute with its transaction."""
    transaction = store.by_id(dispute.transaction_id)
    return {
        "id": dispute.id,
        "refund_amount": dispute.amount,
        "currency": transaction.currency if transaction else None,
        "status": dispute.status,
        "resolution": dispute.resolution,
        "domain": "test",
        "transaction": transaction_json(store, transaction) if transaction else None,
        "transaction_reference": None,
        "category": "chargeback",
        "customer": customer_json(store.customer(transaction.email)) if transaction else None,
        "bin": None,
        "last4": None,
        "dueAt": stamp(dispute.due_at),
        "resolvedAt": None,
        "evidence": None,
        "attachments": "",
        "note": None,
        "history": [{"status": dispute.status, "by": "customer@example.com", "createdAt": stamp(dispute.created_at)}],
        "messages": [],
        "createdAt": stamp(dispute.created_at),
        "updatedAt": stamp(dispute.created_at),
    }
