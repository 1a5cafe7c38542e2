"""Message templates at Meta: what is there, in which state, and how to hand in a new one.

Source: Meta, "Template management" and "Template components" (`/{account}/message_templates`): name `[a-z0-9_]` of at
most 512, header text 60, body 1,024, footer 60, at most 10 buttons, example values required, review within 24 hours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from dragoman.channels.meta import limits
from dragoman.channels.meta.graph import Graph, checked
from dragoman.channels.meta.limits import length
from dragoman.channels.meta.loose import items, text
from dragoman.conversations.channel import NumberAccess, SendError, Verdict

PAGES_MAX = 50
PAGE_SIZE = 200
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_BUTTON_TEXT = 25
_FIELDS = "name,language,status,category,id,rejected_reason,quality_score,components"


class Category(StrEnum):
    """What a template is for; decides price, consent and limits. Meta may move a template to another."""

    UTILITY = "UTILITY"
    MARKETING = "MARKETING"
    AUTHENTICATION = "AUTHENTICATION"


class TemplateText(Struct, frozen=True, omit_defaults=True):
    """A template to hand in. `examples` hold one value per variable {{1}}… of the body, in order.

    `document_header` puts a document above the text (its sample is uploaded apart, `header_handle` names it).
    `url` ends in {{1}} for a suffix given at sending; `url_example` is the whole address with one.
    """

    name: str
    language: str
    category: Category
    body: str
    examples: tuple[str, ...] = ()
    footer: str = ""
    document_header: bool = False
    header_handle: str = ""
    url_title: str = ""
    url: str = ""
    url_example: str = ""


class TemplateRecord(Struct, frozen=True, omit_defaults=True):
    """A template as Meta has it. `status` is Meta's word (APPROVED, PENDING, REJECTED, PAUSED, DISABLED …)."""

    id: str
    name: str
    language: str
    status: str
    category: str = ""
    reason: str = ""
    quality: str = ""
    body: str = ""  # the text, "" when header or buttons have variables too


def mistakes(template: TemplateText) -> list[str]:
    """Why Meta would refuse a template, as sentences; empty when nothing is known against it. Pure."""
    found = []
    variables = [int(number) for number in _VARIABLE.findall(template.body)]
    if not _NAME.fullmatch(template.name):
        found.append("The name holds small letters, digits and _ only, at most 512.")
    if not template.body.strip() or length(template.body) > limits.BODY:
        found.append("The body holds 1 to 1,024 characters.")
    if length(template.footer) > limits.FOOTER:
        found.append("The footer holds at most 60 characters.")
    if sorted(set(variables)) != list(range(1, len(set(variables)) + 1)):
        found.append("Variables count up from {{1}} without gaps.")
    if len(template.examples) != len(set(variables)) or not all(template.examples):
        found.append("Each variable needs an example.")
    stripped = template.body.strip()
    if stripped.startswith("{{") or stripped.endswith("}}"):
        found.append("A variable may not begin or end the body.")
    if bool(template.url) != bool(template.url_title) or length(template.url_title) > _BUTTON_TEXT:
        found.append("A link button needs an address and a title of at most 25 characters.")
    if length(template.url) > limits.URL or template.url.count("{{") > 1:
        found.append("An address holds at most 2,000 characters and one variable at its end.")
    if "{{" in template.url and not (template.url.endswith("{{1}}") and template.url_example):
        found.append("An address ends in {{1}} and needs an example.")
    if template.document_header and not template.header_handle:
        found.append("A document header needs an uploaded sample.")
    return found


def body_of(template: TemplateText) -> bytes:
    """The body of `POST /{account}/message_templates`; raises ValueError with the first mistake. Pure."""
    wrong = mistakes(template)
    if wrong:
        raise ValueError(wrong[0])
    components: list[dict[str, object]] = []
    if template.document_header:
        example = {"header_handle": [template.header_handle]}
        components.append({"type": "HEADER", "format": "DOCUMENT", "example": example})
    body: dict[str, object] = {"type": "BODY", "text": template.body}
    if template.examples:
        body["example"] = {"body_text": [list(template.examples)]}
    components.append(body)
    if template.footer:
        components.append({"type": "FOOTER", "text": template.footer})
    if template.url:
        button: dict[str, object] = {"type": "URL", "text": template.url_title, "url": template.url}
        if template.url_example:
            button["example"] = [template.url_example]
        components.append({"type": "BUTTONS", "buttons": [button]})
    return msgspec.json.encode(
        {
            "name": template.name,
            "language": template.language,
            "category": template.category,
            "parameter_format": "POSITIONAL",
            "components": components,
        }
    )


async def list_templates(graph: Graph, access: NumberAccess) -> list[TemplateRecord]:
    """Every template of the account with its present state, over all pages (at most 10,000); raises SendError."""
    found: list[TemplateRecord] = []
    query = {"fields": _FIELDS, "limit": str(PAGE_SIZE)}
    for _ in range(PAGES_MAX):
        page = await graph.ask(access, "GET", f"{checked(access.account_id)}/message_templates", query=query)
        found += [_record(one) for one in items(page, "data")]
        after = text(page, "paging", "cursors", "after")
        if not after or not text(page, "paging", "next"):
            return found
        query = {**query, "after": after}
    raise SendError(0, "more pages of templates than an account can hold", Verdict.RETRY)


async def create_template(graph: Graph, access: NumberAccess, template: TemplateText) -> TemplateRecord:
    """Hand in a template for review; raises ValueError before and SendError after asking Meta."""
    path = f"{checked(access.account_id)}/message_templates"
    made = await graph.ask(access, "POST", path, content=body_of(template))
    return TemplateRecord(
        id=text(made, "id"),
        name=template.name,
        language=template.language,
        status=text(made, "status") or "PENDING",
        category=text(made, "category") or template.category,
    )


async def sync_templates(
    graph: Graph, access: NumberAccess, wanted: Sequence[TemplateText]
) -> tuple[list[TemplateRecord], list[TemplateRecord]]:
    """Hand in what the account lacks; returns (all records now, those newly made). Existing ones are left as they are."""
    present = await list_templates(graph, access)
    known = {(record.name, record.language) for record in present}
    lacking = [one for one in wanted if (one.name, one.language) not in known]
    made = [await create_template(graph, access, one) for one in lacking]
    return [*present, *made], made


def _record(found: object) -> TemplateRecord:
    return TemplateRecord(
        id=text(found, "id"),
        name=text(found, "name"),
        language=text(found, "language"),
        status=text(found, "status"),
        category=text(found, "category"),
        reason="" if text(found, "rejected_reason") == "NONE" else text(found, "rejected_reason"),
        quality=text(found, "quality_score", "score"),
        body=_plain_body(found),
    )


def _plain_body(found: object) -> str:
    """Return the body's text of a template whose only variables are the body's own {{1}}…, else ""."""
    body = ""
    for component in items(found, "components"):
        kind = text(component, "type")
        if kind == "BODY":
            body = text(component, "text")
        elif (kind == "HEADER" and text(component, "format") != "TEXT") or "{{" in msgspec.json.encode(
            component
        ).decode():
            return ""
    return body
