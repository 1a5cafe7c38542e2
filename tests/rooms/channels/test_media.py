from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dragoman.channels.media import NotAnImage, kind_of, thumbnail

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in names:
            out.writestr(name, "x")
    return made.getvalue()


def picture(kind: str, size: tuple[int, int] = (800, 400), **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **more)
    return made.getvalue()


def claiming_png(width: int, height: int) -> bytes:
    """A PNG whose header claims a size; nothing behind it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize(
    ("content", "claimed", "kind"),
    [
        (picture("JPEG"), "", "image/jpeg"),
        (picture("PNG"), "image/jpeg", "image/png"),
        (picture("WEBP"), "", "image/webp"),
        (b"%PDF-1.7", "image/png", "application/pdf"),
        (b"\x00\x00\x00\x18ftypisom0000", "", "video/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp40000", "", "video/3gpp"),
        (b"\x00\x00\x00\x18ftypM4A 0000", "", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypheic0000", "", ""),
        (b"OggS\x00\x02", "", "audio/ogg"),
        (b"#!AMR\n", "", "audio/amr"),
        (b"ID3\x04", "", "audio/mpeg"),
        (b"\xff\xfb\x90", "", "audio/mpeg"),
        (b"\xff\xf1\x50", "", "audio/aac"),
        (archive("[Content_Types].xml", "word/document.xml"), "", WORD),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), WORD, ""),
        (archive("evil.exe"), WORD, ""),
        (b"PK\x03\x04 broken", WORD, ""),
        (OLD, "application/msword", "application/msword"),
        (OLD, "application/x-msi", ""),
        (b"name,price\n", "text/csv", "text/csv"),
        (b"hello", "text/plain", "text/plain"),
        (b"hello", "", ""),
        (b"BEGIN:VCALENDAR\r\n", "", "text/calendar"),
        (b"<html>", "text/plain", ""),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "text/plain", ""),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml", ""),
        (b"x <script>alert(1)</script>", "text/plain", ""),
        (b"#!/bin/sh\n", "text/plain", ""),
        (b"MZ\x90\x00", "application/pdf", ""),
        (b"\x7fELF", "image/png", ""),
        (b"caf\xe9", "text/plain", ""),
        (b"", "text/plain", ""),
    ],
)
def test_kinds(content: bytes, claimed: str, kind: str) -> None:
    assert kind_of(content, claimed) == kind


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=64), st.sampled_from([b"", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00\x18ftyp", b"\xff"]))
def test_any_bytes_have_a_kind_or_none(tail: bytes, head: bytes) -> None:
    assert isinstance(kind_of(head + tail, "text/plain"), str)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_thumbnail(kind: str) -> None:
    small = thumbnail(picture(kind))
    with Image.open(io.BytesIO(small)) as image:
        assert (image.format, image.size) == ("WEBP", (320, 160))


def test_a_thumbnail_is_upright_and_tells_no_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x8825] = {1: "N"}
    with Image.open(io.BytesIO(thumbnail(picture("JPEG", exif=exif)))) as image:
        assert image.size == (160, 320)
        assert not image.getexif()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", picture("PNG")[:60], claiming_png(60_000, 60_000), claiming_png(7_000, 7_000), picture("GIF")],
)
def test_what_is_no_picture_or_too_large_a_one(content: bytes) -> None:
    with pytest.raises(NotAnImage):
        thumbnail(content)
