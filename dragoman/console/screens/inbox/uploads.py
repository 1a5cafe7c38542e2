"""Judge a file while it is being sent: by its name and first bytes, before the rest of the body is read."""

from __future__ import annotations

import re

from dragoman.conversations.attachments import HEAD_BYTES, foretold, need_beginning

BODY_MAX = 17 * 1024 * 1024
_FILE_PART = re.compile(rb'name="file"; filename="([^"\r\n]{1,300})"[^\r\n]*\r\n(?:[A-Za-z-]+:[^\r\n]*\r\n)*\r\n')


def judge(beginning: bytes, announced: int) -> None:
    """Look at the beginning of a multipart body; raises Refused("file.kind"|"file.size") for a file that cannot be sent.

    `announced` is the body's Content-Length, 0 when unknown. A body whose file has not begun yet is judged at its end.
    """
    found = _FILE_PART.search(beginning)
    if found is None:
        return
    rest = beginning[found.end() :]
    kind = foretold(found[1].decode("utf-8", "replace"), 0)
    if len(rest) >= HEAD_BYTES:
        need_beginning(kind, rest[:HEAD_BYTES])
    if announced > kind.limit + 64 * 1024:  # the other fields take less than that
        foretold(found[1].decode("utf-8", "replace"), announced)
