"""A member of staff's own chat is found by what was forwarded to it: nobody else of a narrow role may read it."""

from dragoman.engine.migrations.script import run_script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index that every list and search of sales asks."""
    run_script("create index relay_chat on relay (tenant_id, staff_conversation_id, staff_id);")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
