"""Several SQL statements in one text: asyncpg prepares one statement at a time, migrations read better as one block."""

from __future__ import annotations

import re

from alembic import op

_END = re.compile(r";[ \t]*(?:\n|$)")


def run_script(text: str) -> None:
    """Run each statement of `text`; a statement ends with `;` at a line's end, outside of $$ bodies."""
    for statement in statements(text):
        op.execute(statement)


def statements(text: str) -> list[str]:
    """Split a script into statements, comments kept."""
    found: list[str] = []
    begun = 0
    for end in _END.finditer(text):
        if text.count("$$", begun, end.start()) % 2 == 0:
            found.append(text[begun : end.start()].strip())
            begun = end.end()
    rest = text[begun:].strip()
    return [s for s in (*found, rest) if s]
