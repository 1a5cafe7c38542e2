"""CSV as people open it: streamed, UTF-8 with a byte order mark on request, cells that a spreadsheet would run made harmless.

Instants are ISO 8601 with offset, amounts are minor units with the currency in a column of its own (`reference/product.md` §3.4).
"""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from defusedcsv import csv
from starlette.responses import StreamingResponse

from dragoman.console.gate import Visit

Cell = str | int | bool | datetime | date | None
_LEADING = ("=", "+", "-", "@", "\t", "\r", "\n")  # OWASP "CSV Injection"; the library's own list lacks some of these
_ROWS_AT_ONCE = 200
EXPORT_MAX = 50_000  # rows of one file; who needs more narrows the span of days


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


async def paged(fetch: Callable[[str], Awaitable[Sequence[T]]], size: int) -> AsyncIterator[T]:
    """Give everything that `fetch` gives in pages of `size`, after the id that it is told; ends at 50,000 rows."""
    after = ""
    for _ in range(EXPORT_MAX // size):
        found = await fetch(after)
        for row in found:
            yield row
        if len(found) < size:
            return
        after = found[-1].id


def download(visit: Visit, name: str, head: Sequence[str], rows: AsyncIterator[Sequence[Cell]]) -> StreamingResponse:
    """Answer with a file `name` (no extension). `?bom=1` asks for the byte order mark that Excel wants."""
    bom = visit.request.query_params.get("bom") == "1"
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:60] or "export"
    return StreamingResponse(
        _lines(head, rows, ZoneInfo(visit.zone), bom), media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{plain}.csv"'},
    )  # fmt: skip


async def _lines(
    head: Sequence[str], rows: AsyncIterator[Sequence[Cell]], zone: ZoneInfo, bom: bool
) -> AsyncIterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    waiting = 0
    first = b"\xef\xbb\xbf" if bom else b""
    async for row in rows:
        writer.writerow([cell_text(cell, zone) for cell in row])
        waiting += 1
        if waiting >= _ROWS_AT_ONCE:
            yield first + out.getvalue().encode()
            first, waiting = b"", 0
            out.seek(0)
            out.truncate()
    yield first + out.getvalue().encode()


def cell_text(cell: Cell, zone: ZoneInfo) -> str | int:
    """Write one cell; text that begins like a formula gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        cleaned = cell.replace("\x00", "")
        return f"'{cleaned}" if cleaned.lstrip(" ").startswith(_LEADING) else cleaned
    return cell
