"""Paystack's refusals: envelope, types and codes (Paystack docs, Errors; partners.md B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class PaystackRefusal(Exception):
    """One refusal: HTTP status, Paystack's sentence, its code, and the next step it names."""

    status: int
    message: str
    code: str
    next_step: str = "Ensure that all required parameters are passed and of the right kind"
    kind: str = "validation_error"

    def body(self) -> dict[str, Any]:
        """The envelope as Paystack sends it."""
        return {
            "status": False,
            "message": self.message,
            "meta": {"nextStep": self.next_step},
            "type": self.kind,
            "code": self.code,
        }


def invalid(message: str, next_step: str = "") -> PaystackRefusal:
    """A parameter that is missing or wrong."""
    refusal = PaystackRefusal(400, message, "invalid_params")
    if next_step:
        refusal.next_step = next_step
    return refusal


def of_status(status: int) -> PaystackRefusal:
    """The refusal that a faulty HTTP status stands for."""
    if status == 429:
        return PaystackRefusal(429, "Too many requests", "rate_limited", "Wait before you try again", "api_error")
    return PaystackRefusal(status, "An error occurred", "unknown", "Try again later or contact support", "api_error")
