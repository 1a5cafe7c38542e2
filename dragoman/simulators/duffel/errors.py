"""Duffel's refusals: the code decides the HTTP status, the type and the wording (Duffel docs, Errors; partners.md A7)."""

from __future__ import annotations

from dataclasses import dataclass

DOCS = "https://duffel.com/docs/api/overview/errors"

# code: (HTTP status, type, title)
_CODES: dict[str, tuple[int, str, str]] = {
    "missing_authorization_header": (401, "authentication_error", "Missing authorization header"),
    "invalid_authorization_header": (401, "authentication_error", "Invalid authorization header"),
    "access_token_not_found": (401, "authentication_error", "Access token not found"),
    "expired_access_token": (401, "authentication_error", "Expired access token"),
    "insufficient_permissions": (403, "authentication_error", "Insufficient permissions"),
    "missing_version_header": (400, "invalid_request_error", "Missing version header"),
    "invalid_version_header": (400, "invalid_request_error", "Invalid version header"),
    "unsupported_version": (400, "invalid_request_error", "Unsupported version"),
    "missing_content_type_header": (415, "invalid_request_error", "Missing content type header"),
    "missing_data_param": (400, "invalid_request_error", "Missing data param"),
    "malformed_data_param": (400, "invalid_request_error", "Malformed data param"),
    "bad_request": (400, "invalid_request_error", "Bad request"),
    "request_entity_too_large": (413, "invalid_request_error", "Request entity too large"),
    "not_found": (404, "invalid_request_error", "Resource not found"),
    "unsupported_action": (400, "invalid_request_error", "Unsupported action"),
    "unsupported_format": (406, "invalid_request_error", "Unsupported format"),
    "rate_limit_exceeded": (429, "rate_limit_error", "Rate limit exceeded"),
    "validation_required": (422, "validation_error", "Required field"),
    "validation_format": (422, "validation_error", "Invalid format"),
    "validation_inclusion": (422, "validation_error", "Field is not included in the list"),
    "validation_length": (422, "validation_error", "Invalid length"),
    "validation_type": (422, "validation_error", "Invalid type"),
    "validation_unique": (422, "validation_error", "Field is not unique"),
    "unsafe_unique": (422, "validation_error", "Already exists"),
    "duplicate_passenger_name": (422, "validation_error", "Duplicate passenger name"),
    "invalid_passenger_name": (422, "validation_error", "Invalid passenger name"),
    "invalid_passenger_title": (422, "validation_error", "Invalid passenger title"),
    "invalid_phone_number": (422, "validation_error", "Invalid phone number"),
    "invalid_email_address": (422, "validation_error", "Invalid email address"),
    "offer_request_already_booked": (422, "validation_error", "Offer request already booked"),
    "offer_no_longer_available": (422, "invalid_state_error", "Offer no longer available"),
    "offer_expired": (422, "invalid_state_error", "Offer expired"),
    "price_changed": (422, "invalid_state_error", "Price changed"),
    "schedule_changed": (422, "invalid_state_error", "Schedule changed"),
    "insufficient_balance": (422, "invalid_state_error", "Insufficient balance"),
    "payment_amount_does_not_match_order_amount": (422, "invalid_state_error", "Payment amount does not match"),
    "payment_currency_does_not_match_order_currency": (422, "invalid_state_error", "Payment currency does not match"),
    "order_type_not_eligible_for_payment": (422, "invalid_state_error", "Order type not eligible for payment"),
    "already_paid": (422, "invalid_state_error", "Order already paid"),
    "already_cancelled": (422, "invalid_state_error", "Already cancelled"),
    "past_payment_required_by_date": (422, "invalid_state_error", "Past payment required by date"),
    "ancillary_service_not_available": (422, "invalid_state_error", "Service not available"),
    "order_cancellation_stale": (422, "invalid_state_error", "Order cancellation is stale"),
    "order_cancellation_expired": (422, "invalid_state_error", "Order cancellation expired"),
    "order_not_cancellable": (422, "invalid_state_error", "Order cannot be cancelled"),
    "order_not_changeable": (422, "invalid_state_error", "Order cannot be changed"),
    "order_change_already_confirmed": (422, "invalid_state_error", "Order change already confirmed"),
    "stale_airline_initiated_change_accept": (422, "invalid_state_error", "Stale airline-initiated change"),
    "duplicate_booking": (422, "airline_error", "Duplicate booking"),
    "order_creation_already_attempted": (422, "invalid_state_error", "Order creation already attempted"),
    "order_not_created": (502, "airline_error", "Order not created"),
    "airline_unknown": (502, "airline_error", "Airline unknown error"),
    "airline_internal": (502, "airline_error", "Airline internal error"),
    "gateway_timeout_error": (504, "api_error", "Gateway timeout"),
    "internal_server_error": (500, "api_error", "Internal server error"),
    "service_unavailable": (503, "api_error", "Service unavailable"),
}


@dataclass
class DuffelRefusal(Exception):
    """One refusal by its code; `field` names the wrong field of a validation error, with its pointer in the body."""

    code: str
    message: str
    field: str = ""
    pointer: str = ""

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return _CODES[self.code][0]

    def body(self, request_id: str) -> dict[str, object]:
        """The error document as Duffel sends it."""
        status, kind, title = _CODES[self.code]
        error: dict[str, object] = {
            "type": kind,
            "code": self.code,
            "title": title,
            "message": self.message,
            "documentation_url": DOCS,
        }
        if self.field:
            error["source"] = {"field": self.field, "pointer": self.pointer or f"/{self.field}"}
        return {"errors": [error], "meta": {"request_id": request_id, "status": status}}


def of_status(status: int) -> DuffelRefusal:
    """The refusal that a faulty HTTP status stands for."""
    code = {429: "rate_limit_exceeded", 503: "service_unavailable", 504: "gateway_timeout_error"}.get(
        status, "internal_server_error"
    )
    wording = {
        "rate_limit_exceeded": "You have made too many requests; slow down until ratelimit-reset",
        "service_unavailable": "The service is unavailable; nothing was booked, retry the request",
        "gateway_timeout_error": "The airline did not answer in time",
        "internal_server_error": "There was something wrong with our server; contact help@duffel.com",
    }
    return DuffelRefusal(code, wording[code])


def invalid(code: str, field: str, message: str, pointer: str = "") -> DuffelRefusal:
    """A validation refusal of one field: `code` without its `validation_` front."""
    return DuffelRefusal(f"validation_{code}", message, field, pointer)


def not_found(what: str) -> DuffelRefusal:
    """The refusal of an id that is not there."""
    return DuffelRefusal("not_found", f"The {what} you are trying to access does not exist.")
