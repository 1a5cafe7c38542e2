"""The live log: what changed, for pages that are open now. Kept one day."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table. Its key begins with the transaction, because that is how it is read (`engine/live.py`)."""
    run_script("""
create table live (
    id bigint generated always as identity, xid xid8 not null default pg_current_xact_id(), tenant_id text not null,
    subject text not null, tag text not null, created_at timestamptz not null default clock_timestamp(), primary key (xid, id));
""")
    protect("live", engine=True, grants="select, insert, delete")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
