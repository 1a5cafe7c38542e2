"""A member of staff's own chat is known as such while conversations are forwarded to it."""

from dragoman.engine.migrations.script import run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: the staff id, "" for a traveller's chat."""
    run_script("""
alter table conversation add column desk_of text not null default '';
create index relay_staff on relay (tenant_id, staff_id, ended_at, code);
""")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
