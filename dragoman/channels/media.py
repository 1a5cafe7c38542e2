"""What a file is, told by its first bytes and not by its name; and small pictures of images. For every channel.

Only the kinds that WhatsApp carries are known (Meta, "Media": supported types and sizes); anything else, a web page or
a program above all, has no kind and is refused. Pure but for the work on pixels.
"""

from __future__ import annotations

import io
import re
import zipfile

from PIL import Image, ImageOps, UnidentifiedImageError

PIXEL_LIMIT = 40_000_000
_LISTED_FILES = 2_000

_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLD_OFFICE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
_ACTIVE = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?xml|\?php|body|iframe)|^#!", re.IGNORECASE)


class NotAnImage(ValueError):
    """The bytes are no picture that can be made small, or one of too many pixels."""


def kind_of(content: bytes, claimed: str = "") -> str:
    """The media type by content, or "" for a kind that is not allowed.

    `claimed` decides only between kinds that look alike: old Office files, and text as plain text or calendar.
    """
    head = content[:64]
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head.startswith(b"PK\x03\x04"):
        return _office(content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return claimed if claimed in _OLD_OFFICE else ""
    return _sound(head) or _plain(content, claimed)


def _iso_media(brand: bytes) -> str:
    if brand[:3] == b"3gp":
        return "video/3gpp"
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    return (
        "video/mp4"
        if brand in (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ")
        else ""
    )


def _sound(head: bytes) -> str:
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head.startswith(b"#!AMR"):
        return "audio/amr"
    if head.startswith(b"ID3"):
        return "audio/mpeg"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 else ""


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry.filename for entry in archive.infolist()[:_LISTED_FILES]]
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        return ""
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), "")


def _plain(content: bytes, claimed: str) -> str:
    if not content or b"\x00" in content or _ACTIVE.search(content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")):
        return ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    calendar = content.lstrip(b"\xef\xbb\xbf").startswith(b"BEGIN:VCALENDAR")
    if calendar:
        return "text/calendar"
    return claimed if claimed in ("text/plain", "text/csv") else ""


def small_picture(content: bytes, media_type: str) -> bytes | None:
    """Return a thumbnail of an image; None for any other kind, and for an image that cannot be made small."""
    if not media_type.startswith("image/"):
        return None
    try:
        return thumbnail(content)
    except NotAnImage:
        return None


def thumbnail(content: bytes, edge: int = 320) -> bytes:
    """A WebP picture within a square of `edge` pixels, turned upright and without metadata (which may hold a place).

    Raises NotAnImage, also for more than 40 million pixels: the size is read from the header before anything is unpacked.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise NotAnImage("too many pixels")
            image.draft("RGB", (edge, edge))
            small = ImageOps.exif_transpose(image)
            small.thumbnail((edge, edge))
            made = io.BytesIO()
            small.convert("RGBA" if "A" in small.getbands() else "RGB").save(made, "WEBP", quality=80)
            return made.getvalue()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise NotAnImage(type(error).__name__) from error
