"""The media shelf of the simulated network: uploads and received files, their limits, ids and short-lived addresses.

Source: Meta, Cloud API "Media": accepted types and sizes, ids kept 30 days (7 days for ids that came by webhook),
addresses valid for 5 minutes and only with the Bearer token.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from dragoman.simulators.whatsapp.errors import GraphError

KILO, MEGA = 1024, 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, tuple[frozenset[str], int]] = {
    "image": (frozenset({"image/jpeg", "image/png"}), 5 * MEGA),
    "video": (frozenset({"video/mp4", "video/3gpp"}), 16 * MEGA),
    "audio": (
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}),
        16 * MEGA,
    ),
    "sticker": (frozenset({"image/webp"}), 500 * KILO),
    "document": (
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                OFFICE + "wordprocessingml.document",
                OFFICE + "spreadsheetml.sheet",
                OFFICE + "presentationml.presentation",
            }
        ),
        100 * MEGA,
    ),
}
STILL_STICKER = 100 * KILO
URL_SECONDS = 300
KEPT_UPLOAD = 30 * 86400.0
KEPT_INBOUND = 7 * 86400.0
SHELF_BYTES = 256 * MEGA
SNAPSHOT_BYTES = 32 * MEGA


class MediaItem(msgspec.Struct):
    """One stored file; `at` is seconds since the epoch, `number` the business number it belongs to."""

    id: str
    mime: str
    sha256: str
    filename: str
    content: bytes
    number: str
    at: float
    inbound: bool = False


class MediaStore:
    """Files by id, at most 256 MB together (the oldest go first)."""

    def __init__(self, secret: str) -> None:
        self._items: dict[str, MediaItem] = {}
        self._bytes = 0
        self._secret = secret.encode()

    def add(self, item: MediaItem) -> None:
        """Put a file on the shelf, dropping the oldest when there is no room."""
        self._items[item.id] = item
        self._bytes += len(item.content)
        while self._bytes > SHELF_BYTES and len(self._items) > 1:
            self.remove(next(iter(self._items)))

    def remove(self, media_id: str) -> bool:
        """Take a file off the shelf and say whether it was there."""
        item = self._items.pop(media_id, None)
        if item is not None:
            self._bytes -= len(item.content)
        return item is not None

    def find(self, media_id: str, now: float) -> MediaItem | None:
        """Return the file, or None when it is unknown or past its 30 (7) days."""
        item = self._items.get(media_id)
        if item is None or now - item.at > (KEPT_INBOUND if item.inbound else KEPT_UPLOAD):
            return None
        return item

    def expect(self, media_id: str, kind: str) -> None:
        """Refuse a message whose media id is unknown (131009) or of a type its kind does not carry (131053)."""
        item = self._items.get(media_id)
        if item is None:
            raise GraphError(131009, f"Media ID {media_id} was not found or has expired")
        if item.mime not in TYPES[kind][0]:
            raise GraphError(131053, f"Media of type {item.mime} cannot be sent as {kind}")
        check_size(kind, item.content)

    def hash_for(self, media_id: str, expires: int) -> str:
        """The signature in an address, so that it cannot be guessed nor prolonged."""
        return hmac.new(self._secret, f"{media_id}.{expires}".encode(), hashlib.sha256).hexdigest()[:40]

    def url_valid(self, media_id: str, expires: int, given: str, now: float) -> bool:
        """Say whether an address is genuine and not older than its five minutes."""
        return now < expires and hmac.compare_digest(self.hash_for(media_id, expires), given)

    def snapshot(self) -> list[MediaItem]:
        """The newest files up to 32 MB together."""
        kept: list[MediaItem] = []
        room = SNAPSHOT_BYTES
        for item in reversed(self._items.values()):
            room -= len(item.content)
            if room < 0:
                break
            kept.append(item)
        return kept[::-1]


def plain_mime(mime: str) -> str:
    """A media type without parameters, lower case (`audio/ogg; codecs=opus` → `audio/ogg`)."""
    return mime.partition(";")[0].strip().lower()


def kind_of(mime: str) -> str:
    """The message type that carries this media type when a person sends it; anything unusual is a document."""
    for kind, (mimes, _) in TYPES.items():
        if mime in mimes:
            return kind
    return "document"


def check_upload(mime: str, content: bytes) -> None:
    """Refuse an upload of an unknown type (100), an empty file (100) or one over its size (131053)."""
    kinds = [kind for kind, (mimes, _) in TYPES.items() if mime in mimes]
    if not kinds:
        known = ", ".join(sorted({m for mimes, _ in TYPES.values() for m in mimes}))
        raise GraphError(
            100, message=f"(#100) Param file must be a file with one of the following types: {known}. Received {mime}."
        )
    if not content:
        raise GraphError(100, message="(#100) Param file must not be empty.")
    check_size(kinds[0], content)


def check_size(kind: str, content: bytes) -> None:
    """Refuse a file over the size of its kind; still stickers may have 100 KB, animated ones 500 KB."""
    limit = TYPES[kind][1]
    if kind == "sticker" and not is_animated_webp(content):
        limit = STILL_STICKER
    if len(content) > limit:
        raise GraphError(131053, f"File size {len(content)} exceeds the limit of {limit} bytes for {kind}")


def is_animated_webp(content: bytes) -> bool:
    """Read the animation flag of an extended WebP header (RFC 9649, section 2.7: VP8X, bit 2)."""
    return len(content) > 20 and content[8:16] == b"WEBPVP8X" and bool(content[20] & 2)
