"""Filling a template at send time: every parameter counted and checked, and the text that the phone shows.

Source: Meta, "Template messages" and error codes 132000 (count), 132012 (format), 132018 (characters), 132005 (length).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dragoman.simulators.whatsapp import reading
from dragoman.simulators.whatsapp.errors import GraphError
from dragoman.simulators.whatsapp.template_rules import BODY, COPY_CODE, VARIABLE, variables

Payload = dict[str, Any]
CheckMedia = Callable[[Payload, str], None]
CheckLocation = Callable[[Payload], None]
FORBIDDEN = re.compile(r"[\n\t]| {5,}")
MEDIA = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "GIF": "video"}
CODE_TEXT = "{{1}} is your verification code."
SECURITY = " For your security, do not share this code."


def fill(
    parts: list[Payload], named: bool, given: list[Payload], check_media: CheckMedia, check_location: CheckLocation
) -> Payload:
    """Match the sent components with the template's and return what is shown.

    Returns {"header": {...}|None, "body": str, "footer": str|None, "buttons": [{"type", "text", "url"?, "payload"?}]}.
    Raises GraphError 132000, 132012, 132018, 132005, 131008 or 131009.
    """
    by_kind: dict[str, Payload] = {}
    buttons: dict[int, Payload] = {}
    for component in given:
        kind = str(component.get("type", "")).upper()
        if kind == "BUTTON":
            buttons[int(reading.number(component, "index", "button", 0, 9))] = component
        elif kind in ("HEADER", "BODY", "CAROUSEL", "LIMITED_TIME_OFFER"):
            by_kind[kind] = component
        else:
            raise GraphError(132012, f"component type {component.get('type')} is not known")
    shown: Payload = {"header": None, "body": "", "footer": None, "buttons": []}
    for part in parts:
        kind = str(part.get("type", "")).upper()
        sent = _parameters(by_kind.pop(kind, {}))
        if kind == "HEADER":
            shown["header"] = _header(part, sent, named, check_media, check_location)
        elif kind == "BODY":
            shown["body"] = _words(body_text(part), sent, named, "body")
            if len(shown["body"]) > BODY:
                raise GraphError(132005, f"body: translated text exceeds {BODY} characters")
        elif kind == "FOOTER":
            minutes = part.get("code_expiration_minutes")
            shown["footer"] = part.get("text") or f"This code expires in {minutes} minutes."
        elif kind == "BUTTONS":
            shown["buttons"] = [_button(part, buttons.pop(n, {}), n) for n, part in enumerate(part["buttons"])]
    if buttons or any(_parameters(component) for component in by_kind.values()):
        raise GraphError(132000, "parameters were sent for a component that the template does not have")
    return shown


def body_text(part: Payload) -> str:
    """The text of a BODY component; authentication templates have Meta's fixed one."""
    return str(part.get("text") or CODE_TEXT + (SECURITY if part.get("add_security_recommendation") else ""))


def _parameters(component: Payload) -> list[Payload]:
    given = component.get("parameters") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise GraphError(100, message="(#100) Param template['components']['parameters'] must be an array of objects.")
    return given


def _words(words: str, sent: list[Payload], named: bool, where: str) -> str:
    names = variables(words)
    if len(sent) != len(names):
        raise GraphError(
            132000,
            f"{where}: number of localizable_params ({len(sent)}) does not match the expected number of params "
            f"({len(names)})",
        )
    values: dict[str, str] = {}
    for name, parameter in zip(names, sent, strict=True):
        key = parameter.get("parameter_name") if named else name
        if named and key not in names:
            raise GraphError(132012, f"{where}: parameter_name {key!r} is not one of {names}")
        values[str(key)] = _value(parameter, where)
    if set(values) != set(names):
        raise GraphError(132000, f"{where}: parameters missing for {sorted(set(names) - set(values))}")
    return VARIABLE.sub(lambda match: values[match.group(1)], words)


def _value(parameter: Payload, where: str) -> str:
    kind = parameter.get("type")
    if kind == "text":
        value = parameter.get("text")
        if not isinstance(value, str) or not value:
            raise GraphError(131008, f"{where}: Parameter of type text is missing text value")
    elif kind in ("currency", "date_time"):
        value = reading.text(reading.table(parameter, str(kind), where), "fallback_value", where, BODY)
        if kind == "currency":
            reading.text(parameter["currency"], "code", where, 3)
            reading.number(parameter["currency"], "amount_1000", where, -1e15, 1e15)
    else:
        raise GraphError(132012, f"{where}: Format mismatch, expected TEXT, received {str(kind).upper()}")
    if FORBIDDEN.search(value):
        raise GraphError(
            132018, f"{where}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        )
    return value


def _header(
    part: Payload, sent: list[Payload], named: bool, check_media: CheckMedia, check_location: CheckLocation
) -> Payload:
    shape = str(part.get("format", "TEXT")).upper()
    if shape == "TEXT":
        return {"type": "text", "text": _words(str(part["text"]), sent, named, "header")}
    if len(sent) != 1:
        raise GraphError(132012, f"header: Format mismatch, expected {shape}, received {len(sent)} parameters")
    wanted = MEDIA.get(shape, "location")
    if sent[0].get("type") != wanted:
        raise GraphError(
            132012, f"header: Format mismatch, expected {shape}, received {str(sent[0].get('type')).upper()}"
        )
    body = reading.table(sent[0], wanted, "header")
    if wanted == "location":
        check_location(body)
    else:
        check_media(body, wanted)
    return {"type": wanted, wanted: body}


def _button(part: Payload, sent: Payload, index: int) -> Payload:
    kind = str(part.get("type", "")).upper()
    parameters = _parameters(sent)
    where = f"buttons: Button at index {index}"
    shown = {"type": kind.lower(), "text": part.get("text", "")}
    if kind == "QUICK_REPLY":
        shown["payload"] = part.get("text", "")
        if parameters:
            shown["payload"] = reading.text(_typed(parameters[0], "payload", where), "payload", where, 256)
    elif kind in ("URL", "OTP"):
        address = str(part.get("url", ""))
        needed = kind == "OTP" or bool(variables(address))
        if needed != bool(parameters):
            raise GraphError(
                131008 if needed else 132000,
                f"{where} of type Url " + ("requires a parameter" if needed else "has no parameter"),
            )
        suffix = reading.text(_typed(parameters[0], "text", where), "text", where, 2000) if needed else ""
        if kind == "URL":
            shown["url"] = VARIABLE.sub(lambda match: suffix, address)
        else:
            shown |= {"text": part.get("text") or "Copy code", "code": suffix[:COPY_CODE]}
    elif kind == "COPY_CODE":
        if not parameters:
            raise GraphError(131008, f"{where} of type copy_code requires a coupon_code")
        shown |= {"text": "Copy offer code", "code": reading.text(parameters[0], "coupon_code", where, COPY_CODE)}
    elif kind == "PHONE_NUMBER":
        shown["phone"] = part.get("phone_number", "")
    return shown


def _typed(parameter: Payload, kind: str, where: str) -> Payload:
    if parameter.get("type") != kind:
        raise GraphError(
            132012, f"{where}: Format mismatch, expected {kind.upper()}, received {str(parameter.get('type')).upper()}"
        )
    return parameter
