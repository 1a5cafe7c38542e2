"""Write what is held of a person so that they, and their next agency's programs, can read it: HTML and JSON with the files, as a zip."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dragoman.command.holding import Held

_BYTES_MAX = 64 * 1024 * 1024  # of files; what is beyond is listed and can be asked for
_STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.5;color:#1f2937}"
    "table{border-collapse:collapse;width:100%;margin-bottom:1em}td,th{border:1px solid #d1d5db;padding:.3em .6em;text-align:start;"
    "vertical-align:top;overflow-wrap:anywhere}th{width:14em;background:#f3f4f6}"
)


def packed(business: str, at: datetime, held: Sequence[Held]) -> bytes:
    """Pack index.html, data.json and the files. The same values always give the same bytes."""
    out = io.BytesIO()
    stamp = at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:

        def put(name: str, content: bytes) -> None:
            pack.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)

        told = {"business": business, "written_at": at.astimezone(UTC).isoformat()}
        told |= {"held": {one.title: list(one.items) for one in held}}  # type: ignore[dict-item]
        put("data.json", json.dumps(told, indent=2, ensure_ascii=False).encode())
        put("index.html", page(business, at, held).encode())
        size = 0
        for number, (name, content) in enumerate((f for one in held for f in one.files), start=1):
            size += len(content)
            if size <= _BYTES_MAX:
                put(f"files/{number:03}-{_safe(name)}", content)
    return out.getvalue()


def page(business: str, at: datetime, held: Sequence[Held]) -> str:
    """Write a page that needs nothing but itself; every value is text."""
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>What {html.escape(business)} holds of you</title>'
        f"<style>{_STYLE}</style><h1>What {html.escape(business)} holds of you</h1>"
        f"<p>Written on {at.astimezone(UTC):%d %B %Y, %H:%M} UTC. The same is in data.json for programs; files are beside.</p>"
    ]
    for one in held:
        parts.append(f"<h2>{html.escape(one.title)} ({len(one.items)})</h2>")
        parts += [_table(item) for item in one.items] or ["<p>Nothing.</p>"]
    return "".join(parts)


def _table(item: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{html.escape(name.replace('_', ' '))}</th><td>{_cell(value)}</td></tr>"
        for name, value in item.items()
        if value not in ("", None, [], {}, ())
    )
    return f"<table>{rows}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return _table(value)
    if isinstance(value, list | tuple):
        return "<br>".join(_cell(v) for v in value)
    return html.escape(str(value)).replace("\n", "<br>")


def _safe(name: str) -> str:
    """Keep of a file's name what cannot lead out of a folder."""
    kept = "".join(c if c.isalnum() or c in "._-" else "_" for c in name)[-80:].lstrip(".")
    return kept or "file"
