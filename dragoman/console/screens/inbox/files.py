"""Files of threads, for who may see the thread: never sniffed, never kept, shown in place only when they are pictures or sound."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import Response

from dragoman.command import Work, not_found
from dragoman.console.gate import Visiting, needs
from dragoman.console.screens.inbox.router import ANSWERING, router
from dragoman.conversations.queries import file, small_of, subject_of_file
from dragoman.conversations.threads import line
from dragoman.inbox.sight import need_sight

_IN_PLACE = re.compile(r"(?:image/(?:jpeg|png|webp)|audio/[\w.+-]+|video/(?:mp4|3gpp))")
_SEALED = {"content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}


@router.get("/files/{file_id}")
@needs(ANSWERING)
async def content(visit: Visiting, file_id: str) -> Response:
    """Hand out a file of a thread."""
    async with visit.work() as work:
        name = await _allowed(work, file_id)
        found = await file(work, file_id)
    if found is None:
        raise not_found("file")
    how = "inline" if _IN_PLACE.fullmatch(found.media_type) else "attachment"
    disposition = f"{how}; filename*=UTF-8''{quote(name or found.name, safe='')}"
    return Response(found.content, media_type=found.media_type, headers=_SEALED | {"content-disposition": disposition})


@router.get("/files/{file_id}/small")
@needs(ANSWERING)
async def small(visit: Visiting, file_id: str) -> Response:
    """Hand out the small picture of a file."""
    async with visit.work() as work:
        await _allowed(work, file_id)
        found = await small_of(work, file_id)
    if found is None:
        raise not_found("file")
    return Response(found, media_type="image/webp", headers=_SEALED | {"content-disposition": "inline"})


async def _allowed(work: Work, file_id: str) -> str:
    """Raise Refused("not_found") unless the file belongs to a thread that the doer sees; returns its sender's name for it."""
    kind, _, rest = (await subject_of_file(work, file_id) or "").partition(":")
    if kind == "message":
        found = await line(work, rest)
        if found is None:
            raise not_found("file")
        await need_sight(work, found[0])
        heard = found[1].heard
        return heard.media.filename if heard is not None and heard.media is not None else ""
    if kind == "sent":
        await need_sight(work, rest)
        return ""
    raise not_found("file")
