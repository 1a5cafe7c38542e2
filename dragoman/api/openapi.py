"""The description of /v1 in OpenAPI 3.1: what the routes say, and what is the same for all of them said once here."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dragoman.api.gate import Needs
from dragoman.api.problems import MEDIA_TYPE, Problem
from dragoman.api.resources import RESOURCES
from dragoman.tenancy.commands import SCOPES

_ERRORS = {
    "400": "The request cannot be read: malformed JSON, or a header that is not as described",
    "401": "No key, an unknown one, or a revoked one",
    "403": "The key lacks the scope, or its role the right",
    "404": "There is no such thing, or it is not yours to see",
    "409": "Refused as things stand; `code` says why",
    "413": "The body is too large",
    "415": "The body is not application/json",
    "422": "The request does not fit its description, or a value is not accepted; `errors` says where",
    "429": "Too many requests; wait as long as Retry-After says",
    "500": "A fault here; nothing was changed",
    "502": "A partner did not answer",
    "503": "Too busy; nothing was changed",
}
_ABOUT = """Search, price and book flights, follow bookings, answer conversations.

* **Keys**: `Authorization: Bearer dk_…`. A key has scopes ({scopes}) and a role, which decides as it does for people.
* **Idempotency**: send `Idempotency-Key` with every POST and DELETE. The same key with the same request gives the stored answer
  (kept for 72 hours and more) with `Idempotent-Replayed: true`; with another request it is refused with 422.
* **Waiting**: what depends on a partner waits up to 20 seconds (`Prefer: wait=N`, at most 30), then answers 202 with a Location.
* **Errors** are problem+json (RFC 9457) with a stable `code`. Every answer carries `X-Request-Id`.
* **Lists** are cut into pages: pass `next_cursor` as `cursor`.
"""


def describe(app: FastAPI) -> dict[str, Any]:
    """Write the description of every route under /v1."""
    scopes = ", ".join(f"`{scope}`" for scope in sorted(SCOPES))
    told: dict[str, Any] = get_openapi(
        title=app.title, version=app.version, description=_ABOUT.format(scopes=scopes), routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"}, servers=[{"url": "/"}],
    )  # fmt: skip
    parts = told.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "dk_…"}}
    parts["responses"] = {f"Problem{status}": _problem(says) for status, says in _ERRORS.items()}
    parts["parameters"] = _PARAMETERS
    wanted = {(r.path, m): r.endpoint.__needs__ for r in guarded() for m in r.methods}
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, wanted[(path, method.upper())])
    return told


def guarded() -> list[Any]:
    """List the routes of /v1."""
    return [route for resource in RESOURCES for route in resource.router.routes]


def _problem(says: str) -> dict[str, Any]:
    return {
        "description": says,
        "headers": {"X-Request-Id": {"schema": {"type": "string"}}},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header", "required": False, "description": "Makes a repetition harmless",
        "schema": {"type": "string", "pattern": r"^[A-Za-z0-9_\-.:]{1,128}$"}, "example": "order-7781",
    },
    "RequestId": {
        "name": "X-Request-Id", "in": "header", "required": False, "description": "Comes back, and stands in the audit trail",
        "schema": {"type": "string", "pattern": r"^[A-Za-z0-9_\-.]{8,64}$"}, "example": "shop-0001-7781",
    },
    "Prefer": {
        "name": "Prefer", "in": "header", "required": False, "description": "`wait=N`: seconds to wait for the outcome",
        "schema": {"type": "string", "pattern": r"^wait=[0-9]{1,2}$"}, "example": "wait=10",
    },
}  # fmt: skip


def _complete(operation: dict[str, Any], method: str, needed: Needs) -> None:
    """Add what every operation has in common."""
    operation["security"] = [{"key": []}]
    operation["description"] = f"{operation.get('description', '')}\n\nScope: `{needed.scope}`.".strip()
    responses = operation["responses"]
    for status in _ERRORS:
        if method == "get" and status in ("409", "413", "415", "502"):
            continue
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    names = ["RequestId"] if method == "get" else ["RequestId", "IdempotencyKey", "Prefer"]
    operation.setdefault("parameters", []).extend({"$ref": f"#/components/parameters/{name}"} for name in names)
