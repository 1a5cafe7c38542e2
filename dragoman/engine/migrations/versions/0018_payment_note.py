"""What staff write about a refund, or about keeping the money, and which flights an airline just refused to sell."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of notes about charges; let a search remember the flights that it must not show."""
    run_script("""
create table payment_note (
    id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null,
    payment_id text not null references payment (id), booking_id text not null, author text not null, about text not null,
    reason text not null, sealed bytea not null);
create index payment_note_payment on payment_note (tenant_id, payment_id, id);
create index payment_note_booking on payment_note (tenant_id, booking_id);
alter table flight_search add column instead_of text;
""")
    protect("payment_note")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
