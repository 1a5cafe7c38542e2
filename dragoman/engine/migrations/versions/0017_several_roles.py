"""A member of staff may hold several roles, and a session acts in one of them at a time."""

from dragoman.engine.migrations.script import run_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give staff further roles beside their first, and sessions the role in which they act (none: the first)."""
    run_script("""
alter table staff add column also text[] not null default '{}'
    check (also <@ array['sales', 'operations', 'field_staff', 'manager', 'admin'] and not role = any (also));
-- All that somebody holds, the first one first; it follows from the two, so that no writer can forget it.
alter table staff add column roles text[] not null generated always as (array_prepend(role, also)) stored;
alter table session add column role text;
""")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
