"""Runs a file of SQL statements inside a migration."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from sqlalchemy import text

_FOLDER = Path(__file__).parent / "sql"


def run_script(name: str) -> None:
    """Run `sql/<name>` in the migration's transaction, as the driver's simple query, which takes many statements at once."""
    bind = op.get_bind()
    bind.execute(
        text("select 1")
    )  # SQLAlchemy sends BEGIN with its own first statement; without it the script would commit by itself
    statements = (_FOLDER / name).read_text()
    bind.connection.dbapi_connection.run_async(lambda driver: driver.execute(statements))  # type: ignore[union-attr]
