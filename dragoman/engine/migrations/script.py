"""Runs a text of several SQL statements inside a migration."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text


def run_script(statements: str) -> None:
    """Run `statements` in the migration's transaction, as the driver's simple query, which takes many at once."""
    bind = op.get_bind()
    bind.execute(
        text("select 1")
    )  # SQLAlchemy sends BEGIN with its own first statement; without it the script would commit by itself
    bind.connection.dbapi_connection.run_async(lambda driver: driver.execute(statements))  # type: ignore[union-attr]
