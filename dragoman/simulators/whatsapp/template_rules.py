"""What a new or edited template must look like before it goes to review.

Source: Meta, "Template components", "Template management" and the template codes of the error page (2388…): lengths,
variables with examples, no variable at either end, enough words for the variables, buttons grouped and counted.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from dragoman.simulators.whatsapp import reading
from dragoman.simulators.whatsapp.errors import GraphError

Component = dict[str, Any]
NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3}|_[A-Z][a-z]{3})?")
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
NAMED = re.compile(r"[a-z][a-z0-9_]*")
CATEGORIES = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})
HEADER, BODY, FOOTER, BUTTON_TEXT, URL, PHONE, COPY_CODE, BUTTONS = 60, 1024, 60, 25, 2000, 20, 15, 10
AT_MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "VOICE_CALL": 1, "FLOW": 1, "CATALOG": 1, "MPM": 1, "OTP": 1}
MEDIA_FORMATS = frozenset({"IMAGE", "VIDEO", "DOCUMENT", "GIF"})
WORDS_PER_VARIABLE = 3
TTL = {"AUTHENTICATION": (30, 900), "UTILITY": (30, 43_200), "MARKETING": (43_200, 2_592_000)}


def variables(words: str) -> list[str]:
    """The variable names of a text in order of first use: `1`, `2` … or names."""
    return list(dict.fromkeys(VARIABLE.findall(words)))


def check_template(body: dict[str, Any]) -> None:
    """Check a creation body; raises GraphError 100 or a 2388… code naming what is wrong."""
    if not NAME.fullmatch(str(body.get("name", ""))):
        raise GraphError(100, "name: 1 to 512 of a-z, 0-9 and _")
    if not LANGUAGE.fullmatch(str(body.get("language", ""))):
        raise GraphError(100, "language: a code such as en or en_US")
    check_content(body)


def check_content(body: dict[str, Any]) -> None:
    """Check category, format, time to live and components; also for edits, which keep name and language."""
    category = str(body.get("category", "")).upper()
    if category not in CATEGORIES:
        raise GraphError(100, f"category: one of {sorted(CATEGORIES)}")
    named = str(body.get("parameter_format", "POSITIONAL")).upper()
    if named not in ("POSITIONAL", "NAMED"):
        raise GraphError(100, "parameter_format: POSITIONAL or NAMED")
    ttl = body.get("message_send_ttl_seconds")
    low, high = TTL[category]
    if ttl is not None and not (ttl == -1 or (isinstance(ttl, int) and low <= ttl <= high)):
        raise GraphError(100, f"message_send_ttl_seconds: {low} to {high} for {category}")
    components = reading.rows(body, "components", "template", 10)
    kinds = [str(component.get("type", "")).upper() for component in components]
    if len(set(kinds)) != len(kinds) or "BODY" not in kinds:
        raise GraphError(100, "components: exactly one BODY and each other type at most once")
    for kind, component in zip(kinds, components, strict=True):
        _component(kind, component, category, named == "NAMED")


def _component(kind: str, component: Component, category: str, named: bool) -> None:
    if kind == "BODY":
        _body(component, category, named)
    elif kind == "HEADER":
        _header(component, named)
    elif kind == "FOOTER":
        if "code_expiration_minutes" in component and category == "AUTHENTICATION":
            reading.number(component, "code_expiration_minutes", "FOOTER", 1, 90)
        elif variables(_length(component, "FOOTER", FOOTER, 2388047)):
            raise GraphError(2388047, "FOOTER has no variables")
    elif kind == "BUTTONS":
        _buttons(reading.rows(component, "buttons", "BUTTONS", BUTTONS))
    elif kind not in ("CAROUSEL", "LIMITED_TIME_OFFER"):
        raise GraphError(100, f"components: type {kind} is not known")


def _body(component: Component, category: str, named: bool) -> None:
    if category == "AUTHENTICATION":
        if "text" in component:
            raise GraphError(2388072, "the text of an authentication template is fixed")
        return
    words = _length(component, "BODY", BODY, 2388072)
    names = _names(words, named, 2388072)
    if words.strip().startswith("{{") or words.strip().endswith("}}"):
        raise GraphError(2388299, "BODY starts or ends with a variable")
    if names and len(VARIABLE.sub(" ", words).split()) < WORDS_PER_VARIABLE * len(names) - 1:
        raise GraphError(2388293, "BODY has too many variables for its length")
    _example(component, "body_text", names, named, 2388072)


def _header(component: Component, named: bool) -> None:
    shape = str(component.get("format", "")).upper()
    if shape == "TEXT":
        names = _names(_length(component, "HEADER", HEADER, 2388073), named, 2388073)
        if len(names) > 1:
            raise GraphError(2388073, "HEADER takes one variable")
        _example(component, "header_text", names, named, 2388073)
    elif shape in MEDIA_FORMATS:
        example = component.get("example")
        if not isinstance(example, dict) or not example.get("header_handle"):
            raise GraphError(2388073, f"HEADER of format {shape} needs example.header_handle")
    elif shape != "LOCATION":
        raise GraphError(2388073, "HEADER format: TEXT, IMAGE, VIDEO, GIF, DOCUMENT or LOCATION")


def _length(component: Component, what: str, at_most: int, code: int) -> str:
    words = component.get("text")
    if not isinstance(words, str) or not 1 <= len(words) <= at_most:
        raise GraphError(code, f"{what} text: 1 to {at_most} characters")
    return words


def _names(words: str, named: bool, code: int) -> list[str]:
    names = variables(words)
    if words.count("{{") != words.count("}}") or words.count("{{") != len(VARIABLE.findall(words)):
        raise GraphError(code, "unbalanced variable braces")
    if named and not all(NAMED.fullmatch(name) for name in names):
        raise GraphError(code, "named variables are lower case letters, digits and _")
    if not named and names != [str(n) for n in range(1, len(names) + 1)]:
        raise GraphError(code, "variables must be {{1}}, {{2}} … in order")
    return names


def _example(component: Component, key: str, names: list[str], named: bool, code: int) -> None:
    if not names:
        return
    example = component.get("example")
    given = example.get(f"{key}_named_params" if named else key) if isinstance(example, dict) else None
    if not isinstance(given, list):
        complete = False
    elif named:
        found = [entry.get("param_name") for entry in given if isinstance(entry, dict) and entry.get("example")]
        complete = all(name in found for name in names)
    else:
        first = given[0] if given and isinstance(given[0], list) else given
        complete = len(first) == len(names)
    if not complete:
        raise GraphError(code, f"an example value is needed for each of {names}")


def _buttons(buttons: list[Component]) -> None:
    kinds = [str(button.get("type", "")).upper() for button in buttons]
    for kind, at_most in AT_MOST.items():
        if kinds.count(kind) > at_most:
            raise GraphError(100, f"BUTTONS: at most {at_most} of type {kind}")
    quick = [kind == "QUICK_REPLY" for kind in kinds]
    if sum(before != after for before, after in itertools.pairwise(quick)) > 1:
        raise GraphError(100, "BUTTONS: quick replies stand together, not between other buttons")
    for kind, button in zip(kinds, buttons, strict=True):
        _button(kind, button)


def _button(kind: str, button: Component) -> None:
    if kind not in (*AT_MOST, "QUICK_REPLY", "REQUEST_CONTACT_INFO", "SPM"):
        raise GraphError(100, f"BUTTONS: type {kind} is not known")
    if kind not in ("COPY_CODE", "OTP", "REQUEST_CONTACT_INFO"):
        reading.text(button, "text", "button", BUTTON_TEXT)
    if kind == "URL":
        address = reading.url(button, "url", "button", URL)
        names = variables(address)
        if names and (len(names) > 1 or not address.rstrip().endswith("}}") or not button.get("example")):
            raise GraphError(100, "BUTTONS: a url takes one variable, at its end, with an example")
    elif kind == "PHONE_NUMBER":
        reading.text(button, "phone_number", "button", PHONE)
    elif kind == "COPY_CODE":
        example = button.get("example")
        reading.text(
            {"example": example[0] if isinstance(example, list) and example else example},
            "example",
            "button",
            COPY_CODE,
        )
    elif kind == "OTP" and str(button.get("otp_type", "")).upper() not in ("COPY_CODE", "ONE_TAP", "ZERO_TAP"):
        raise GraphError(100, "BUTTONS: otp_type is COPY_CODE, ONE_TAP or ZERO_TAP")
