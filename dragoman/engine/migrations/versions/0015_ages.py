"""What figures by day read: small indexes over the ages of rows that are only added to."""

from dragoman.engine.migrations.script import run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes; a BRIN costs an insert next to nothing."""
    run_script("""
create index message_age on message using brin (created_at);
create index ledger_tx_age on ledger_tx using brin (created_at);
create index booking_age on booking using brin (created_at);
create index spell_due on spell (tenant_id, due_at) where ended_at is null and answered_at is null;
""")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
