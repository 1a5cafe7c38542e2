"""A form that sends something does it once: a repeat of the same post finds its claim taken and is answered as the first was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import UploadFile

from dragoman.command import Refused, Work
from dragoman.console.edge import CSRF_FIELD
from dragoman.console.gate import Visit

FIELD = "_once"
_TOKEN = re.compile(r"[0-9a-z_]{16,64}")


def _key(visit: Visit) -> str:
    """Return the claim of this post, "" without a token: the token its form was drawn with, and a digest of what it says.

    The digest lets a text that was changed after a lost answer go out; the token lets the same text go out again on purpose.
    """
    token = visit.text(FIELD, longest=64)
    if not _TOKEN.fullmatch(token):
        return ""
    said = hashlib.sha256(visit.request.url.path.encode())
    for name, value in visit.form.multi_items():
        if name not in (FIELD, CSRF_FIELD):
            shown = f"{value.filename}|{value.size}" if isinstance(value, UploadFile) else value
            said.update(f"\0{name}\0{shown}".encode())
    return f"console:{token}:{said.hexdigest()[:32]}"


@asynccontextmanager
async def once(work: Work, visit: Visit) -> AsyncIterator[bool]:
    """Claim this post in the transaction of what it does; yields False when it was done already.

    A second post waits for the first one's end. What was refused is not done: its claim is taken back. Claims stand with the
    API's kept answers, and are forgotten with them.
    """
    key = _key(visit)
    if not key:
        yield True
        return
    mine = await work.sql.fetchval(
        "insert into answer (tenant_id, caller, key, digest, status, sealed, created_at) values ($1, $2, $3, '', 204, '', $4)"
        " on conflict do nothing returning key",
        work.tenant.id, work.by.id, key, work.now,
    )  # fmt: skip
    try:
        yield mine is not None
    except Refused:
        if mine is not None:
            await work.sql.execute("delete from answer where caller = $1 and key = $2", work.by.id, key)
        raise
