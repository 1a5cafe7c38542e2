"""The engine: actors, events, effects, lanes, paces, timers, letters, the review queue and the product's clock."""

from pathlib import Path

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script
from dragoman.engine.roles import APP_ROLE

revision = "0001"
down_revision = None

_SQL = Path(__file__).parent.parent / "sql"
_SCRIPTS = ("0001_tables.sql", "0001_functions.sql", "0001_effects.sql")
_TABLES = ("actor", "event", "effect", "lane", "pace", "timer", "letter", "review")


def upgrade() -> None:
    """Create tables and functions, and let the app role use them."""
    for name in _SCRIPTS:
        run_script((_SQL / name).read_text())
    for table in _TABLES:
        protect(table, engine=True)
    op.execute(f"grant usage on sequence timer_setting to {APP_ROLE}")
    op.execute(f"grant select, update on product_clock to {APP_ROLE}")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
