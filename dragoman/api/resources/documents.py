"""Itineraries, receipts and calendar files of bookings."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import APIRouter, Response

from dragoman.access import SEE_BOOKINGS
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.bookings import Accepted, Document
from dragoman.api.shapes.common import BookingId, DocumentId, Page
from dragoman.bookings.queries import booking_of
from dragoman.command import Work, not_found
from dragoman.conversations.queries import file, files_of, subject_of_file
from dragoman.notifications.commands import resend_documents

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["documents"])
_SERVED = ("application/pdf", "text/calendar")  # anything else is only bytes to whoever fetches it
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get("/bookings/{booking_id}/documents", response_model=Page[Document])
@needs("documents", SEE_BOOKINGS)
async def list_documents(caller: Calling, booking_id: BookingId) -> Page[Document]:
    """List a booking's papers, oldest first."""
    async with caller.work() as work:
        await booking_of(work, booking_id)
        found = await files_of(work, f"booking:{booking_id}")
    return Page(items=[Document(id=i, name=name, media_type=kind) for i, name, kind in found])


@router.get(
    "/documents/{document_id}",
    response_class=Response,
    responses={200: {"content": dict.fromkeys((*_SERVED, "application/octet-stream"), _BYTES)}},
)
@needs("documents", SEE_BOOKINGS)
async def fetch_document(caller: Calling, document_id: DocumentId) -> Response:
    """Fetch a paper of a booking. Files that people sent in a chat are not given out here."""
    async with caller.work() as work:
        kind, _, owner = (await subject_of_file(work, document_id) or "").partition(":")
        if kind != "booking":
            raise not_found("document")
        await booking_of(work, owner)
        stored = await file(work, document_id)
    if stored is None:
        raise not_found("document")
    plain = re.sub(r"[^A-Za-z0-9 ._\-]", "_", stored.name)
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name, safe='')}",
        "cache-control": "private, no-store",
    }
    kind = stored.media_type if stored.media_type in _SERVED else "application/octet-stream"
    return Response(stored.content, 200, headers, kind)


@router.post("/bookings/{booking_id}/documents/resend", status_code=202, response_model=Accepted)
@needs("documents")
async def resend(caller: Calling, booking_id: BookingId) -> Response:
    """Send a ticketed booking's papers again, to the traveller's chat and e-mail."""

    async def act(work: Work) -> Outcome:
        await resend_documents(work, booking_id)
        return Outcome(202, Accepted())

    return await once(caller, act)
