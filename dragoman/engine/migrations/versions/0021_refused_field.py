"""What in a search the airlines' side refused."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the refused field beside the code."""
    op.execute("alter table flight_search add column field text not null default ''")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
