"""Edges of message templates: create, list, edit, delete, unpause; the review that follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dragoman.simulators.whatsapp.errors import GraphError, no_such_object
from dragoman.simulators.whatsapp.graph import Call, Edge
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.templates import STATES, TEMPLATES_MAX, Template
from dragoman.simulators.whatsapp.webhook_shapes import template_change

PAGE = 100


class TemplateEdges:
    """What Graph offers on `/{waba}/message_templates` and on a template id."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.edges: dict[tuple[str, str], Edge] = {
            ("GET", "message_templates"): self.list,
            ("POST", "message_templates"): self.create,
            ("DELETE", "message_templates"): self.delete,
            ("POST", "unpause"): self.unpause,
        }

    async def create(self, call: Call) -> Any:
        """Create a template and send it to review."""
        account = self._account(call, "post")
        fields = await call.fields()
        template = self._network.templates.create(
            account,
            fields,
            self._network.object_id("template"),
            self._network.now(),
            self._network.mode.template_review,
        )
        self._send_to_review(template)
        return {"id": template.id, "status": template.status, "category": template.category}

    async def edit(self, call: Call) -> Any:
        """Change a template, which goes to review again."""
        template = self._network.templates.edit(
            call.target, await call.fields(), self._network.now(), self._network.mode.template_review
        )
        self._send_to_review(template)
        return {"success": True, "id": template.id, "name": template.name, "category": template.category}

    async def list(self, call: Call) -> Any:
        """List templates, filtered by name, language, status or category, in pages of `limit`."""
        query = call.request.query_params
        found = self._network.templates.of(self._account(call, "get"))
        for key in ("name", "language", "status", "category"):
            if wanted := query.get(key):
                found = [template for template in found if str(getattr(template, key)).lower() == wanted.lower()]
        limit, after = query.get("limit", ""), query.get("after", "")
        size = min(int(limit), 1000) if limit.isdigit() and len(limit) < 6 and int(limit) else PAGE
        start = int(after) if after.isdigit() and len(after) < 9 else 0
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(found):
            paging["next"] = (
                f"{call.request.url.remove_query_params('access_token').include_query_params(after=start + size)}"
            )
        summary = {
            "total_count": len(found),
            "message_template_count": len(found),
            "message_template_limit": TEMPLATES_MAX,
            "are_translations_complete": True,
        }
        return {
            "data": [template.wire() for template in found[start : start + size]],
            "paging": paging,
            "summary": summary,
        }

    async def get(self, call: Call) -> Any:
        """One template."""
        return self._network.templates.get(call.target, "get").wire()

    async def delete(self, call: Call) -> Any:
        """Delete a template by name (all languages) or by name and `hsm_id`."""
        account = self._account(call, "delete")
        fields = dict(call.request.query_params) or await call.fields()
        if not fields.get("name"):
            raise GraphError(100, message="(#100) The parameter name is required.")
        for template in self._network.templates.delete(account, str(fields["name"]), fields.get("hsm_id")):
            self.tell(template, "DELETED")
        return {"success": True}

    async def unpause(self, call: Call) -> Any:
        """Let a paused template be sent again."""
        template = self._network.templates.get(call.target, "post")
        if template.status != "PAUSED":
            return {"success": False, "reason": "the template is not paused"}
        self.set_status(template, "APPROVED")
        return {"success": True}

    def set_status(self, template: Template, status: str, reason: str = "NONE") -> None:
        """Move a template to a state as Meta's quality and review systems would; tells the business."""
        if status not in STATES:
            raise GraphError(100, f"status: one of {sorted(STATES)}")
        template.status, template.reason = status, reason
        self.tell(template, status)

    def tell(self, template: Template, event: str) -> None:
        """Send a `message_template_status_update`."""
        change = template_change(template.id, template.name, template.language, event, template.reason)
        self._network.tell_account(template.account, change)

    def _send_to_review(self, template: Template) -> None:
        world = self._network.world

        async def decide() -> None:
            if self._network.templates.review(template, self._network.now()):
                self.tell(template, template.status)

        due = world.now() + timedelta(seconds=self._network.mode.template_review)
        world.later(due, decide)

    def resume_reviews(self) -> None:
        """Take up the reviews that a restart interrupted."""
        for template in self._network.templates.snapshot():
            if template.status == "PENDING":
                self._send_to_review(template)

    def _account(self, call: Call, verb: str) -> str:
        if call.target not in self._network.accounts():
            raise no_such_object(call.target, verb)
        return call.target
