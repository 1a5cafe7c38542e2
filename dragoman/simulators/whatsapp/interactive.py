"""Limits of interactive messages: reply buttons, lists, link buttons, Flows, location requests, products, carousels.

Source: Meta, Cloud API pages "Interactive reply buttons", "Interactive lists", "CTA URL buttons", "Flows", "Location
request", "Share products", "Media carousel" and the OpenAPI file of the Business Messaging API v23.0 (list body 1024).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dragoman.simulators.whatsapp import reading
from dragoman.simulators.whatsapp.errors import GraphError

Payload = dict[str, Any]
CheckMedia = Callable[[Payload, str], None]

BODY = 1024
HEADER = 60
FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_BUTTON = 20
SECTIONS = 10
SECTION_TITLE = 24
ROWS = 10
ROW_ID = 200
ROW_TITLE = 24
ROW_DESCRIPTION = 72
CTA_TEXT = 20
FLOW_CTA = 30
PRODUCTS = 30
CARDS = (2, 10)


def check_interactive(body: Payload, check_media: CheckMedia) -> None:
    """Check an `interactive` object; raises GraphError 100, 131008 or 131009 naming the first limit broken."""
    kind = body.get("type")
    check = KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise GraphError(
            100, message=f"(#100) Param interactive['type'] must be one of {sorted(KINDS)} - got \"{kind}\"."
        )
    if kind not in BODYLESS or body.get("body") is not None:
        reading.text(reading.table(body, "body", "interactive"), "text", "Body", BODY)
    if body.get("footer") is not None:
        reading.text(reading.table(body, "footer", "interactive"), "text", "Footer", FOOTER)
    if body.get("header") is not None:
        _header(reading.table(body, "header", "interactive"), str(kind), check_media)
    check(reading.table(body, "action", "interactive"), body, check_media)


def _header(header: Payload, kind: str, check_media: CheckMedia) -> None:
    allowed = HEADERS.get(kind, ("text", "image", "video", "document"))
    shape = header.get("type")
    if shape not in allowed:
        raise GraphError(131009, f"Header type {shape} is not supported for interactive type {kind}")
    if shape == "text":
        reading.text(header, "text", "Header", HEADER)
    else:
        check_media(reading.table(header, shape, "Header"), shape)


def _buttons(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    replies = []
    for button in reading.rows(action, "buttons", "Button", BUTTONS):
        if button.get("type") == "request_contact_info":
            continue
        if button.get("type") != "reply":
            raise GraphError(131009, "Button type must be reply")
        reply = reading.table(button, "reply", "Button")
        identity = reading.text(reply, "id", "Button", BUTTON_ID)
        if identity != identity.strip():
            raise GraphError(131009, "Button id cannot have leading or trailing spaces")
        replies.append((identity, reading.text(reply, "title", "Button", BUTTON_TITLE)))
    reading.unique([identity for identity, _ in replies], "reply button id")
    reading.unique([title for _, title in replies], "reply button title")


def _list(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    reading.text(action, "button", "List button", LIST_BUTTON)
    sections = reading.rows(action, "sections", "List", SECTIONS)
    identities: list[str] = []
    for section in sections:
        if len(sections) > 1 or section.get("title") is not None:
            reading.text(section, "title", "Section", SECTION_TITLE)
        for row in reading.rows(section, "rows", "Section", 1000):
            identities.append(reading.text(row, "id", "Row", ROW_ID))
            reading.text(row, "title", "Row", ROW_TITLE)
            if row.get("description") not in (None, ""):
                reading.text(row, "description", "Row", ROW_DESCRIPTION)
    if len(identities) > ROWS:
        raise GraphError(131009, f"Total row count exceed max allowed count: {ROWS}")
    reading.unique(identities, "row id")


def _cta_url(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "cta_url")
    parameters = reading.table(action, "parameters", "action")
    reading.text(parameters, "display_text", "CTA", CTA_TEXT)
    reading.url(parameters, "url", "CTA")


def _flow(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "flow")
    parameters = reading.table(action, "parameters", "action")
    if str(parameters.get("flow_message_version")) != "3":
        raise GraphError(131009, 'flow_message_version must be "3"')
    if ("flow_id" in parameters) == ("flow_name" in parameters):
        raise GraphError(131009, "exactly one of flow_id and flow_name is needed")
    reading.text(parameters, "flow_cta", "Flow", FLOW_CTA)
    if parameters.get("mode", "published") not in ("published", "draft"):
        raise GraphError(131009, "Flow mode must be draft or published")
    act = parameters.get("flow_action", "navigate")
    if act not in ("navigate", "data_exchange"):
        raise GraphError(131009, "flow_action must be navigate or data_exchange")
    if parameters.get("flow_action_payload") is not None:
        reading.text(reading.table(parameters, "flow_action_payload", "Flow"), "screen", "flow_action_payload", 256)


def _location_request(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "send_location")


def _address(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "address_message")
    parameters = reading.table(action, "parameters", "action")
    if parameters.get("country") not in ("IN", "SG"):
        raise GraphError(131009, "address_message is offered in IN and SG only")


def _product(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    reading.text(action, "catalog_id", "Product", 256)
    reading.text(action, "product_retailer_id", "Product", 100)


def _product_list(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    reading.text(action, "catalog_id", "Product list", 256)
    if (body.get("header") or {}).get("type") != "text":
        raise GraphError(131008, "Product list needs a text header")
    sections = reading.rows(action, "sections", "Product list", SECTIONS)
    count = 0
    for section in sections:
        if len(sections) > 1 or section.get("title") is not None:
            reading.text(section, "title", "Section", SECTION_TITLE)
        for item in reading.rows(section, "product_items", "Section", 1000):
            reading.text(item, "product_retailer_id", "Product item", 100)
            count += 1
    if count > PRODUCTS:
        raise GraphError(131009, f"Total product count exceed max allowed count: {PRODUCTS}")


def _catalog(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "catalog_message")


def _carousel(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    for position, card in enumerate(reading.rows(action, "cards", "Carousel", CARDS[1], CARDS[0])):
        if card.get("card_index") != position:
            raise GraphError(131009, f"Carousel card_index must count from 0, expected {position}")
        if card.get("type", "cta_url") not in ("cta_url", "product"):
            raise GraphError(131009, "Carousel card type must be cta_url or product")
        _card(card, check_media)


def _card(card: Payload, check_media: CheckMedia) -> None:
    action = reading.table(card, "action", "Card")
    if card.get("type") == "product":
        _product(action, card, check_media)
        return
    _header(reading.table(card, "header", "Card"), "carousel", check_media)
    if card.get("body") is not None:
        reading.text(reading.table(card, "body", "Card"), "text", "Card body", 160)
    if "buttons" in action:
        _buttons(action, card, check_media)
    else:
        _cta_url(action, card, check_media)


def _contact_request(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "request_contact_info")


def _call_permission(action: Payload, body: Payload, check_media: CheckMedia) -> None:
    _named(action, "call_permission_request")


def _named(action: Payload, name: str) -> None:
    if action.get("name") != name:
        raise GraphError(131009, f'action name must be "{name}"')


KINDS: dict[str, Callable[[Payload, Payload, CheckMedia], None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _cta_url,
    "flow": _flow,
    "location_request_message": _location_request,
    "address_message": _address,
    "product": _product,
    "product_list": _product_list,
    "catalog_message": _catalog,
    "carousel": _carousel,
    "request_contact_info": _contact_request,
    "call_permission_request": _call_permission,
}
BODYLESS = frozenset({"product", "call_permission_request"})
HEADERS: dict[str, tuple[str, ...]] = {
    "list": ("text",),
    "product_list": ("text",),
    "product": (),
    "catalog_message": (),
    "location_request_message": (),
    "carousel": ("image", "video"),
}
