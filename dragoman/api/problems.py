"""Errors as the caller sees them: problem+json (RFC 9457) with a stable code, never a value that somebody typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from dragoman.command import Refused

MEDIA_TYPE = "application/problem+json"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}|\d{1,4}")
# Where the domain's word for a field stands in a request body; everything else has the same name.
_PLACES = {
    "seats": "passengers",
    "kinds": "events",
    "day": "departure_date",
    "email": "contact/email",
    "phone": "contact/phone",
}


class FieldFault(BaseModel):
    """One place in the request that is wrong."""

    pointer: str = Field(description="JSON pointer into the body, or the name of a header or query parameter")
    code: str
    detail: str


class Problem(BaseModel):
    """What went wrong and what to do next. `code` is stable; `detail` is a sentence for the people who operate this."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:dragoman:problem:offer.gone",
                "title": "Conflict",
                "status": 409,
                "code": "offer.gone",
                "detail": "The airline no longer sells this offer; search again.",
                "request_id": "rq_01kafz6b0q8t4n2y6m3v5c7x9d",
                "errors": [],
            }
        }
    )

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    code: str
    detail: str
    request_id: str
    errors: list[FieldFault] = []


class ApiError(Exception):
    """Something the door itself refuses, before or around a command."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def written(status: int, code: str, detail: str, request_id: str, errors: Sequence[FieldFault] = ()) -> bytes:
    """Write a problem as JSON."""
    return Problem(
        type=f"urn:dragoman:problem:{code}", title=HTTPStatus(status).phrase, status=status, code=code, detail=detail,
        request_id=request_id, errors=list(errors),
    ).model_dump_json().encode()  # fmt: skip


def problem(error: ApiError, request_id: str) -> Response:
    """Answer with a problem."""
    body = written(error.status, error.code, error.detail, request_id, error.errors)
    return Response(body, error.status, error.headers, MEDIA_TYPE)


def of_refusal(refusal: Refused) -> ApiError:
    """Read a command's refusal: its staff sentence, and the place in the request that it names."""
    errors: tuple[FieldFault, ...] = ()
    if refusal.field:
        steps = [_PLACES.get(step, step) for step in refusal.field.split(".")]
        errors = (FieldFault(pointer="/" + "/".join(steps), code=refusal.code, detail=refusal.staff),)
    return ApiError(refusal.status, refusal.code, refusal.staff, errors=errors)


def of_validation(faults: Sequence[Mapping[str, object]]) -> ApiError:
    """Read the validator's list. Its sentences speak of types and bounds; names that the caller made up are not repeated.

    A malformed id in the path is a thing that does not exist.
    """
    errors = []
    for fault in faults[:20]:
        where = fault["loc"]
        assert isinstance(where, tuple | list)
        if where[0] == "path":
            return ApiError(404, "not_found", "There is no such thing.")
        code = str(fault["type"])
        errors.append(FieldFault(pointer=_pointer(where), code=code, detail=_sentence(code, str(fault["msg"]))))
    return ApiError(422, "validation", "The request does not fit its description; see errors.", errors=errors)


def _pointer(where: Sequence[object]) -> str:
    steps = [str(step) if _NAME.fullmatch(str(step)) else "?" for step in where[1:]]
    return "/" + "/".join(steps) if where[0] == "body" else "/".join(steps)


def _sentence(code: str, told: str) -> str:
    if code == "extra_forbidden":
        return "This field is not known here."
    return told if "input_value" not in told else "This value is not accepted here."
