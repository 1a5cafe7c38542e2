"""The refusals of the Cloud API: code, HTTP status, title and the body they come in.

Source: Meta, WhatsApp Cloud API "Error codes" (support/error-codes): the HTTP column of that page, in which throttling
answers 400 and not 429.
"""

from __future__ import annotations

from typing import Any

import msgspec

TITLES: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Authentication Error"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "This message was not delivered to maintain healthy ecosystem engagement."),
    131050: (400, "User has stopped receiving marketing messages from this business"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131062: (400, "Recipient must be a phone number for this message"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Template format character policy violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "There's an issue with the parameters in your template"),
    133010: (400, "Phone number not registered"),
    133016: (400, "Account register deregister rate limit exceeded"),
    139100: (400, "Failed to block/unblock some users"),
    2388019: (400, "Message template limit exceeded"),
    2388072: (400, "Message template body format is incorrect"),
    2388073: (400, "Message template header format is incorrect"),
    2388047: (400, "Message template footer format is incorrect"),
    2388293: (400, "Too many variables for the length of the message"),
    2388299: (400, "Variables can't be at the start or end of the template"),
}
REFERENCE = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


class GraphError(Exception):
    """A refusal: `code` of the table above, `details` as Meta words them, and the odd subcode, title or status."""

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        subcode: int | None = None,
        message: str | None = None,
        status: int | None = None,
        kind: str = "OAuthException",
        user_title: str | None = None,
    ) -> None:
        http, title = TITLES[code]
        super().__init__(f"({code}) {details or title}")
        self.code = code
        self.details = details
        self.subcode = subcode
        self.status = status or http
        self.kind = kind
        self.message = message or (f"(#{code}) {title}" if code != 190 else title)
        self.user_title = user_title

    def body(self, trace: str) -> bytes:
        """The JSON body; `trace` stands in `fbtrace_id`."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.user_title:
            error["is_transient"] = False
            error["error_user_title"] = self.user_title
            error["error_user_msg"] = self.details
        error["fbtrace_id"] = trace
        return msgspec.json.encode({"error": error})


def status_error(code: int, details: str = "") -> dict[str, Any]:
    """The `errors[]` element of a failed status webhook or of an unsupported inbound message."""
    title = TITLES[code][1]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or title},
        "href": REFERENCE,
    }


def no_such_object(object_id: str, verb: str) -> GraphError:
    """What Graph says of an id it does not know or the token may not see (code 100, subcode 33)."""
    return GraphError(
        100,
        subcode=33,
        kind="GraphMethodException",
        message=f"Unsupported {verb} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
    )
