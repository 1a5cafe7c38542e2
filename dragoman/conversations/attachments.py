"""Files that staff send: which are allowed, judged by name, size and first bytes before the rest is read, and by content after.

Source: WhatsApp Cloud API, "Media": supported types; images 5 MB, audio and video 16 MB. Documents may be larger there; ours
end at 16 MB, as what travellers send does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from dragoman.access import ANSWER
from dragoman.command import Refused, Work, command, not_found
from dragoman.conversations.message import Attachment
from dragoman.conversations.queries import store_file
from dragoman.conversations.reach import reached
from dragoman.conversations.speaker import Speaker

MB = 1024 * 1024
HEAD_BYTES = 64
NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file by the ending of its name: MIME type, how its bytes begin ("" = text), most bytes."""

    media_type: str
    begins: tuple[bytes, ...]
    limit: int


_ZIP, _OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_OFFICE = "application/vnd.openxmlformats-officedocument"
ALLOWED: Mapping[str, FileKind] = {
    "jpg": FileKind("image/jpeg", (b"\xff\xd8\xff",), 5 * MB),
    "jpeg": FileKind("image/jpeg", (b"\xff\xd8\xff",), 5 * MB),
    "png": FileKind("image/png", (b"\x89PNG\r\n\x1a\n",), 5 * MB),
    "mp4": FileKind("video/mp4", (), 16 * MB),
    "3gp": FileKind("video/3gpp", (), 16 * MB),
    "mp3": FileKind("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3"), 16 * MB),
    "ogg": FileKind("audio/ogg", (b"OggS",), 16 * MB),
    "m4a": FileKind("audio/mp4", (), 16 * MB),
    "aac": FileKind("audio/aac", (b"\xff\xf1", b"\xff\xf9"), 16 * MB),
    "amr": FileKind("audio/amr", (b"#!AMR",), 16 * MB),
    "pdf": FileKind("application/pdf", (b"%PDF-",), 16 * MB),
    "docx": FileKind(f"{_OFFICE}.wordprocessingml.document", _ZIP, 16 * MB),
    "xlsx": FileKind(f"{_OFFICE}.spreadsheetml.sheet", _ZIP, 16 * MB),
    "pptx": FileKind(f"{_OFFICE}.presentationml.presentation", _ZIP, 16 * MB),
    "doc": FileKind("application/msword", _OLE, 16 * MB),
    "xls": FileKind("application/vnd.ms-excel", _OLE, 16 * MB),
    "ppt": FileKind("application/vnd.ms-powerpoint", _OLE, 16 * MB),
    "txt": FileKind("text/plain", (), 16 * MB),
    "csv": FileKind("text/csv", (), 16 * MB),
}
ALLOWED_WORDS = (
    "JPEG and PNG up to 5 MB; MP4, 3GP, MP3, OGG, M4A, AAC, AMR, PDF, Word, Excel, PowerPoint, TXT and CSV up to 16 MB"
)


def foretold(name: str, size: int) -> FileKind:
    """Return the kind that a file's name promises, for at least `size` bytes; raises Refused("file.kind"|"file.size"). Pure."""
    kind = ALLOWED.get(name.rpartition(".")[2].lower()) if "." in name else None
    if kind is None:
        raise _not_allowed()
    if size > kind.limit:
        raise Refused("file.size", f"That file is too large. Allowed are {ALLOWED_WORDS}.", field="file", status=413)
    return kind


def need_beginning(kind: FileKind, head: bytes) -> None:
    """Raise Refused("file.kind") unless a file begins as its kind does. Pure."""
    boxed = kind.media_type in ("video/mp4", "video/3gpp", "audio/mp4")
    if (boxed and head[4:8] != b"ftyp") or (kind.begins and not head.startswith(kind.begins)):
        raise _not_allowed()


def _not_allowed() -> Refused:
    return Refused(
        "file.kind", f"That kind of file cannot be sent. Allowed are {ALLOWED_WORDS}.", field="file", status=415
    )


@command("conversation:attach", by=ANSWER)
async def attach(work: Work, speaker: Speaker, conversation_id: str, name: str, content: bytes) -> str:
    """Store a file to be sent in a conversation, judged by its whole content; returns its id."""
    conversation = await reached(work, conversation_id)
    kind = foretold(name, len(content))
    need_beginning(kind, content[:HEAD_BYTES])
    found = speaker.file_kind(conversation, content, kind.media_type)
    if not found:
        raise _not_allowed()
    return await store_file(
        work, subject=subject_of(conversation.id), name=f"file.{found.split('/')[-1]}", media_type=found, content=content,
        sha256=hashlib.sha256(content).digest(), thumbnail=speaker.small_picture(conversation, content, found),
        keep=timedelta(days=work.tenant.settings.retention_days),
    )  # fmt: skip


def subject_of(conversation: str) -> str:
    """Name what files belong to that staff send in a conversation."""
    return f"sent:{conversation}"


async def attachment(work: Work, conversation: str, file_id: str, name: str) -> Attachment:
    """Return a stored file of this conversation as it is sent, under a name; raises Refused("not_found")."""
    media_type = await work.sql.fetchval(
        "select media_type from file where id = $1 and subject = $2", file_id, subject_of(conversation)
    )
    if media_type is None:
        raise not_found("file")
    return Attachment(file_id, " ".join(name.split())[-NAME_MAX:] or "file", media_type)
