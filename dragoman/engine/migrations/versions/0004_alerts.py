"""Alerts: what a person must look at."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    run_script("""
create table alert (
    id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null, kind text not null,
    subject text not null, code text not null, closed_at timestamptz, closed_by text not null default '');
create unique index alert_open on alert (tenant_id, kind, subject) where closed_at is null;
""")
    protect("alert", grants="select, insert, update")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
