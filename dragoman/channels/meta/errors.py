"""Meta's error codes as data: what each means for the outbox, and a sentence for staff.

Source: Meta, "Error codes" (Cloud API; branch on `code`, show `details`), and for 131030, 131062-131064, 132008,
132069 and 137000 public clients, since Meta's page does not list them. Where no source classifies a code the verdict
is our reading of its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from dragoman.channels.meta.loose import mapping, text, whole
from dragoman.conversations.channel import Refused, Verdict
from dragoman.kit.retry_after import retry_after

DETAIL_LIMIT = 500
RETRY_AFTER_LIMIT = 86_400.0


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code asks for. `wait` is the least number of seconds before another try, where Meta names one."""

    verdict: Verdict
    staff: str
    wait: float | None = None


_V = Verdict
_RETRY = "WhatsApp is busy or briefly unavailable; the message is sent again by itself."
_STOP = "Meta refuses the business's access: renew the access token and its permissions in Meta Business settings."
_REGISTER = "The business number is not registered correctly with Meta: register it again with its PIN."
_CONTENT = "Meta refused the message's content; a developer must look at it."
_TEMPLATE = "The message template does not match what was sent; compare it with the one approved by Meta."
_FLOW = "Meta refused the Flow; a developer must look at it."

TABLE: Mapping[int, Meaning] = {
    1: Meaning(_V.RETRY, _RETRY),
    2: Meaning(_V.RETRY, _RETRY),
    4: Meaning(_V.RETRY, "Too many calls to Meta from this app; sending slows down by itself.", 60),
    80007: Meaning(_V.RETRY, "Too many calls for this WhatsApp account; sending slows down by itself.", 60),
    130429: Meaning(_V.RETRY, "The number sends faster than Meta allows; sending slows down by itself.", 1),
    131000: Meaning(_V.RETRY, _RETRY),
    131016: Meaning(_V.RETRY, _RETRY),
    131053: Meaning(_V.RETRY, "Meta could not read the attached file; it is uploaded again."),
    131057: Meaning(_V.RETRY, "Meta is maintaining the number for about a minute.", 60),
    133004: Meaning(_V.RETRY, _RETRY),
    135000: Meaning(_V.RETRY, "Meta refused the message without a reason; it is tried once more."),
    131056: Meaning(_V.PAIR, "Too many messages to this traveller in a short time; the rest follow by themselves."),
    131037: Meaning(_V.HOLD, "The business's display name is not approved: see WhatsApp Manager."),
    131042: Meaning(_V.HOLD, "Meta could not charge the business: check the payment method in Meta Business settings."),
    131045: Meaning(_V.HOLD, _REGISTER),
    131048: Meaning(_V.HOLD, "Too many people blocked or reported this number; Meta limits it. Pause broadcasts."),
    131064: Meaning(_V.PAIR, "The account's messaging limit is reached; more people can be written to later.", 3600),
    132015: Meaning(_V.PAYLOAD, "Meta paused this template for low quality; it can be sent once it is unpaused."),
    132069: Meaning(_V.PAYLOAD, "Meta throttles this Flow because its endpoint fails too often."),
    133010: Meaning(_V.HOLD, _REGISTER),
    133016: Meaning(_V.HOLD, "The number was registered too often; Meta allows 10 times in 72 hours.", 3600),
    134101: Meaning(_V.PAYLOAD, "The template is still being copied at Meta; try later."),
    134102: Meaning(_V.PAYLOAD, "The template is not ready at Meta yet; try later."),
    131047: Meaning(
        _V.TEMPLATE, "More than 24 hours since the traveller wrote: only an approved template reaches them."
    ),
    131049: Meaning(_V.LATER, "Meta holds back marketing to this person for now; try after a day or more.", 86_400),
    130472: Meaning(_V.RECIPIENT, "Meta keeps this person out of marketing messages as part of an experiment."),
    131021: Meaning(_V.RECIPIENT, "The message was addressed to the business's own number."),
    131026: Meaning(_V.RECIPIENT, "WhatsApp cannot deliver to this person; reach them another way."),
    131030: Meaning(_V.RECIPIENT, "A test number may only write to the numbers on its list in Meta's App Dashboard."),
    131062: Meaning(_V.RECIPIENT, "This message needs the person's phone number; ask them for it."),
    137000: Meaning(
        _V.RECIPIENT, "The person's WhatsApp identity changed: verify who it is before anything sensitive."
    ),
    131050: Meaning(_V.OPTED_OUT, "The person stopped marketing messages from this business."),
    33: Meaning(_V.PAYLOAD, "The number or object does not exist at Meta: check the number id."),
    100: Meaning(_V.PAYLOAD, _CONTENT),
    131008: Meaning(_V.PAYLOAD, _CONTENT),
    131009: Meaning(_V.PAYLOAD, _CONTENT),
    131051: Meaning(_V.PAYLOAD, "WhatsApp does not support this kind of message."),
    131052: Meaning(_V.PAYLOAD, "The file that the traveller sent could not be fetched; ask them to send it again."),
    131055: Meaning(_V.PAYLOAD, "This call is not allowed for the number."),
    132000: Meaning(_V.PAYLOAD, _TEMPLATE),
    132001: Meaning(_V.PAYLOAD, "The template does not exist in this language, or is not approved."),
    132005: Meaning(_V.PAYLOAD, "The template's text became too long with its values."),
    132007: Meaning(_V.PAYLOAD, "The template breaks one of WhatsApp's content rules."),
    132008: Meaning(_V.PAYLOAD, _TEMPLATE),
    132012: Meaning(_V.PAYLOAD, _TEMPLATE),
    132016: Meaning(_V.PAYLOAD, "Meta disabled this template for good: write a new one."),
    132018: Meaning(_V.PAYLOAD, _TEMPLATE),
    132068: Meaning(_V.PAYLOAD, "Meta blocked this Flow."),
    134011: Meaning(_V.PAYLOAD, "Payments in chat are not set up for this business."),
    134100: Meaning(_V.PAYLOAD, "Only marketing templates may be sent this way."),
    139000: Meaning(_V.PAYLOAD, _FLOW),
    139001: Meaning(_V.PAYLOAD, _FLOW),
    139002: Meaning(_V.PAYLOAD, _FLOW),
    139003: Meaning(_V.PAYLOAD, _FLOW),
    139004: Meaning(_V.PAYLOAD, _FLOW),
    0: Meaning(_V.ACCOUNT, _STOP),
    3: Meaning(_V.ACCOUNT, _STOP),
    10: Meaning(_V.ACCOUNT, _STOP),
    190: Meaning(_V.ACCOUNT, "Meta's access token has expired or was revoked: create a new one."),
    368: Meaning(_V.ACCOUNT, "Meta blocked the account for breaking a policy: see WhatsApp Manager."),
    130497: Meaning(_V.RECIPIENT, "Meta does not let this business write to people in that country."),
    131005: Meaning(_V.ACCOUNT, _STOP),
    131031: Meaning(_V.ACCOUNT, "Meta locked the account: see WhatsApp Manager."),
    131063: Meaning(_V.ACCOUNT, _STOP),
    133000: Meaning(_V.HOLD, _REGISTER),
    133005: Meaning(_V.HOLD, "The two-step PIN of the business number is wrong."),
    133006: Meaning(_V.HOLD, _REGISTER),
    133008: Meaning(_V.HOLD, "Too many wrong PINs for the business number; wait before trying again."),
    133009: Meaning(_V.HOLD, "The PIN was entered too fast; wait before trying again."),
    133015: Meaning(_V.HOLD, "The number was deleted at Meta a moment ago; wait five minutes.", 300),
}
_PERMISSIONS = range(200, 300)


def meaning(code: int, status: int = 400) -> Meaning:
    """The meaning of a Meta code; of its HTTP class for codes nobody listed. `status` is the HTTP status."""
    if code in TABLE:
        return TABLE[code]
    if code in _PERMISSIONS:
        return Meaning(Verdict.ACCOUNT, _STOP)
    return by_status(status)


def by_status(status: int) -> Meaning:
    """What an HTTP status alone says of a call that was certainly not acted on."""
    if status == 429 or status >= 500:
        return Meaning(Verdict.RETRY, _RETRY)
    if status in (401, 403) or 300 <= status < 400:
        return Meaning(Verdict.ACCOUNT, _STOP)
    return Meaning(Verdict.PAYLOAD, _CONTENT)


@dataclass(frozen=True, slots=True)
class MetaError:
    """The error object of an answer."""

    code: int
    detail: str
    transient: bool


def parse(body: bytes) -> MetaError | None:
    """Read Meta's error body; None when the answer is not one (a proxy's page, nothing, something else)."""
    try:
        error = mapping(msgspec.json.decode(body), "error")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    if "code" not in error:
        return None
    detail = text(error, "error_data", "details") or text(error, "message")
    return MetaError(whole(error, "code"), detail[:DETAIL_LIMIT], error.get("is_transient") is True)


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refused | None:
    """The refusal that an answer states, or None when it leaves open whether the message was taken.

    A 5xx or 408 without Meta's own error body comes from something in between: nobody knows.
    """
    error = parse(body)
    if error is None and (status >= 500 or status == 408):
        return None
    code = error.code if error else 0
    known = meaning(code, status) if error else by_status(status)
    verdict = known.verdict
    if error and error.transient and code not in TABLE:
        verdict = Verdict.RETRY
    asked = retry_after(headers)
    wait = None if asked is None else min(asked, RETRY_AFTER_LIMIT)
    return Refused(
        code or status, error.detail if error else f"HTTP {status}", verdict, known.wait if wait is None else wait
    )
