"""A file of labelled messages from the operator: CSV with the columns text, intent and writer, and language when it is known.

`writer` is anything that tells people apart (a number, a nickname): it decides which words are shared by enough people, so
a line without one is refused. Neither texts nor writers are kept.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from dragoman.understanding.names import Intent
from dragoman.understanding.trained.examples import EXAMPLES_MAX, LABELS, Example, Source, bounded, example

BYTES_MAX = 8 * 1024 * 1024
_COLUMNS = ("text", "intent", "writer")


class BadFile(ValueError):
    """The file cannot be used; the text says where and why, without repeating what stands there but a label."""


def from_file(content: bytes, *, today: date, language: str = "en", country: str | None = None) -> list[Example]:
    """Read labelled messages, at most EXAMPLES_MAX lines of UTF-8; raises BadFile."""
    if len(content) > BYTES_MAX:
        raise BadFile(f"The file is larger than {BYTES_MAX // 1024 // 1024} MB.")
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if missing := [name for name in _COLUMNS if name not in (lines.fieldnames or ())]:
            raise BadFile(f"The first line must name the columns {', '.join(_COLUMNS)}; missing: {', '.join(missing)}.")
        return bounded([_line(n, row, today, language, country) for n, row in enumerate(lines, start=2)])
    except UnicodeDecodeError:
        raise BadFile("The file is not UTF-8.") from None
    except csv.Error as reason:
        raise BadFile(f"The file is no CSV: {reason}.") from None


def _line(number: int, row: dict[str, str | None], today: date, language: str, country: str | None) -> Example:
    if number > EXAMPLES_MAX + 1:
        raise BadFile(f"The file has more than {EXAMPLES_MAX:,} lines.")
    text, label, writer = ((row[name] or "").strip() for name in _COLUMNS)
    if label not in LABELS:
        raise BadFile(f"Line {number}: “{label[:40]}” is no label. Labels are {', '.join(sorted(LABELS))}.")
    if not text or not writer:
        raise BadFile(f"Line {number}: text and writer must both be filled in.")
    return example(
        text, Intent(label), f"file:{writer}", Source.FILE, today=today, language=row.get("language") or language,
        country=country, names=[writer],
    )  # fmt: skip
