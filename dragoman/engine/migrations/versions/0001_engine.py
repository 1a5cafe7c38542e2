"""The engine: actors, events, effects, lanes, paces, timers, letters, the review queue and the product's clock."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.scripts import run_script
from dragoman.engine.roles import APP_ROLE

revision = "0001"
down_revision = None

_TABLES = ("actor", "event", "effect", "lane", "pace", "timer", "letter", "review")


def upgrade() -> None:
    """Create tables and functions, and let the app role use them."""
    run_script("0001_tables.sql")
    run_script("0001_functions.sql")
    run_script("0001_effects.sql")
    for table in _TABLES:
        protect(table, engine=True)
    op.execute(f"grant usage on sequence timer_setting to {APP_ROLE}")
    op.execute(f"grant select, update on product_clock to {APP_ROLE}")
