"""The business's logo: a small picture on its pages and papers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command

BYTES_MAX = 512 * 1024
SIDE_MAX = 2_000  # pixels; unpacking more only costs memory
PRINTED = (600, 144)  # pixels at most on papers: 50 × 12 mm at 300 dots an inch
_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}  # no SVG: it may carry a script


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture and when it was put there."""

    media_type: str
    content: bytes
    at: datetime


async def logo(work: Work) -> Logo | None:
    """Return the logo, when there is one."""
    row = await work.sql.fetchrow("select media_type, content, created_at from logo")
    return None if row is None else Logo(row["media_type"], bytes(row["content"]), row["created_at"])


@command("tenancy:set_logo", by=SETTINGS)
async def set_logo(work: Work, content: bytes) -> None:
    """Put a picture on the business's pages and papers; PNG, JPEG or WebP, at most 512 KB."""
    media_type, drawn = _drawn(content)
    await work.sql.execute(
        "insert into logo (tenant_id, created_at, media_type, content) values ($1, $2, $3, $4)"
        " on conflict (tenant_id) do update set created_at = excluded.created_at, media_type = excluded.media_type, content = excluded.content",
        work.tenant.id, work.now, media_type, drawn,
    )  # fmt: skip


@command("tenancy:remove_logo", by=SETTINGS)
async def remove_logo(work: Work) -> None:
    """Take the logo away."""
    await work.sql.execute("delete from logo")


def printed(picture: Logo) -> bytes:
    """Draw the logo as papers carry it: a PNG, 144 pixels high and at most 600 wide, whatever its own shape is. Pure."""
    with Image.open(io.BytesIO(picture.content), formats=tuple(_KINDS)) as whole:
        fitted = ImageOps.contain(whole.convert("RGBA"), PRINTED)
    sheet = Image.new("RGBA", (fitted.width, PRINTED[1]), (255, 255, 255, 0))
    sheet.paste(fitted, (0, (PRINTED[1] - fitted.height) // 2))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _drawn(content: bytes) -> tuple[str, bytes]:
    """Read a picture and write it anew: what hides beside the pixels (places, scripts, other files) stays behind."""
    wrong = Refused("logo", "Choose a PNG, JPEG or WebP picture of at most 512 KB.", field="logo", status=422)
    if not 0 < len(content) <= BYTES_MAX:
        raise wrong
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_KINDS)) as picture:
            kind = str(picture.format)
            if max(picture.size) > SIDE_MAX:
                raise Refused("logo", f"At most {SIDE_MAX} pixels a side.", field="logo", status=422)
            clean = picture.convert("RGBA" if kind != "JPEG" else "RGB")
            out = io.BytesIO()
            clean.save(out, kind)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise wrong from None
    return _KINDS[kind], out.getvalue()
