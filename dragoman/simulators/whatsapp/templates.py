"""The templates of a WhatsApp Business account: creation, review after a delay, edits, pauses, deletion.

Source: Meta, "Template management", "Template review", "Template pausing": 100 creations an hour, edits only when
APPROVED, REJECTED or PAUSED, a paused template refuses sends with 132015 and a disabled one with 132016.
"""

from __future__ import annotations

from typing import Any

import msgspec

from dragoman.simulators.whatsapp.errors import GraphError, no_such_object
from dragoman.simulators.whatsapp.template_rules import check_content, check_template

CREATIONS_PER_HOUR = 100
TEMPLATES_MAX = 6000
EDITABLE = frozenset({"APPROVED", "REJECTED", "PAUSED"})
STATES = EDITABLE | {"PENDING", "DISABLED"}


class Template(msgspec.Struct):
    """One template in one language; `created` and `review_at` are seconds since the epoch."""

    id: str
    account: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    created: float
    review_at: float
    named: bool = False
    status: str = "PENDING"
    reason: str = "NONE"
    ttl: int | None = None

    def wire(self) -> dict[str, Any]:
        """The object as `GET /{waba}/message_templates` lists it."""
        return {
            "name": self.name,
            "parameter_format": "NAMED" if self.named else "POSITIONAL",
            "components": self.components,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "quality_score": {"score": "UNKNOWN", "date": int(self.created)},
            "rejected_reason": self.reason,
            "id": self.id,
        } | ({} if self.ttl is None else {"message_send_ttl_seconds": self.ttl})


class TemplateStore:
    """All templates by id and by (account, name, language)."""

    def __init__(self) -> None:
        self._by_id: dict[str, Template] = {}
        self._by_name: dict[tuple[str, str, str], Template] = {}

    def add(self, template: Template) -> None:
        """Take a template in as it is (a seed or a restored one)."""
        self._by_id[template.id] = template
        self._by_name[template.account, template.name, template.language] = template

    def create(
        self, account: str, body: dict[str, Any], template_id: str, now: float, review_seconds: float
    ) -> Template:
        """Check and store a new template as PENDING; raises GraphError."""
        check_template(body)
        own = self.of(account)
        if (account, body["name"], body["language"]) in self._by_name:
            raise GraphError(
                100,
                "there is already a template with this name in this language",
                subcode=2388024,
                user_title="Content in this language already exists",
            )
        if sum(now - template.created < 3600 for template in own) >= CREATIONS_PER_HOUR:
            raise GraphError(80007, "100 templates may be created in an hour")
        if len(own) >= TEMPLATES_MAX:
            raise GraphError(2388019, f"an account holds at most {TEMPLATES_MAX} templates")
        template = Template(
            template_id,
            account,
            body["name"],
            body["language"],
            str(body["category"]).upper(),
            body["components"],
            now,
            now + review_seconds,
            str(body.get("parameter_format", "")).upper() == "NAMED",
            ttl=body.get("message_send_ttl_seconds"),
        )
        self.add(template)
        return template

    def edit(self, template_id: str, body: dict[str, Any], now: float, review_seconds: float) -> Template:
        """Change category or components and send the template to review again."""
        template = self.get(template_id, "post")
        if template.status not in EDITABLE:
            raise GraphError(100, f"a template that is {template.status} cannot be edited", subcode=2388025)
        merged = {
            "category": body.get("category", template.category),
            "components": body.get("components", template.components),
            "parameter_format": body.get("parameter_format", "NAMED" if template.named else "POSITIONAL"),
            "message_send_ttl_seconds": body.get("message_send_ttl_seconds", template.ttl),
        }
        check_content(merged)
        template.category = str(merged["category"]).upper()
        template.components = merged["components"]
        template.named = str(merged["parameter_format"]).upper() == "NAMED"
        template.ttl = merged["message_send_ttl_seconds"]
        template.status, template.review_at = "PENDING", now + review_seconds
        return template

    def review(self, template: Template, now: float) -> bool:
        """Approve a pending template whose review is over, or reject one that asks for it; says whether it changed.

        A template whose name contains `reject` is rejected, so that a business can rehearse that too.
        """
        if template.status != "PENDING" or now < template.review_at or template.id not in self._by_id:
            return False
        rejected = "reject" in template.name
        template.status = "REJECTED" if rejected else "APPROVED"
        template.reason = "INVALID_FORMAT" if rejected else "NONE"
        return True

    def delete(self, account: str, name: str, template_id: str | None) -> list[Template]:
        """Delete every language of a name, or the one with this id; raises GraphError when there is none."""
        gone = [t for t in self.of(account) if t.name == name and template_id in (None, t.id)]
        if not gone:
            raise GraphError(100, f"no template named {name}", subcode=2593002)
        for template in gone:
            del self._by_id[template.id]
            del self._by_name[account, template.name, template.language]
        return gone

    def get(self, template_id: str, verb: str) -> Template:
        """Return a template by id, or refuse as Graph does."""
        template = self._by_id.get(template_id)
        if template is None:
            raise no_such_object(template_id, verb)
        return template

    def knows(self, template_id: str) -> bool:
        """Say whether this id is a template's."""
        return template_id in self._by_id

    def of(self, account: str) -> list[Template]:
        """The templates of one account, oldest first."""
        return [template for template in self._by_id.values() if template.account == account]

    def named(self, name: str) -> list[Template]:
        """Every language of a name, in all accounts."""
        return [template for template in self._by_id.values() if template.name == name]

    def sendable(self, account: str, name: str, language: str) -> Template:
        """Return the approved template to send, or refuse with 132001, 132015 or 132016."""
        template = self._by_name.get((account, name, language))
        if template is None or template.status in ("PENDING", "REJECTED"):
            raise GraphError(132001, f"template name ({name}) does not exist in {language}")
        if template.status == "PAUSED":
            raise GraphError(132015, f"template ({name}) is paused due to low quality")
        if template.status == "DISABLED":
            raise GraphError(132016, f"template ({name}) is disabled due to low quality")
        return template

    def snapshot(self) -> list[Template]:
        """All templates."""
        return list(self._by_id.values())
