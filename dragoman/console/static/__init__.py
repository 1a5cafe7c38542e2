"""The console's files: styles, scripts, icons. Each address holds a digest of the content, so browsers keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@cache
def files() -> dict[str, tuple[bytes, str, str]]:
    """Read every file once: content, media type and digest by name."""
    return {
        path.name: (content, KINDS[path.suffix], hashlib.sha256(content).hexdigest()[:16])
        for path in sorted(_FOLDER.iterdir())
        if path.suffix in KINDS
        for content in [path.read_bytes()]
    }


def address(name: str) -> str:
    """Return the address of a file; raises KeyError for one that is not there."""
    return f"/console/static/{files()[name][2]}/{name}"
