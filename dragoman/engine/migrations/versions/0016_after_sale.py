"""After the sale: an order that was ticketed can be cancelled, at terms that the airline quotes first."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Open the state CANCELLED for orders and create the table of cancellations."""
    run_script("""
alter table flight_order drop constraint flight_order_state_check, add constraint flight_order_state_check
    check (state in ('ISSUING','UNKNOWN','HELD','TICKETED','FAILED','LAPSED','CANCELLED'));
create table flight_cancellation (
    id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null,
    state text not null check (state in ('QUOTING','QUOTED','ASKED','CONFIRMING','DONE','DECLINED','FAILED')),
    version int not null default 0, order_id text not null references flight_order (id),
    booking_id text not null references booking (id), supplier_quote text not null default '',
    refund_minor bigint check (refund_minor >= 0), currency text not null default '', expires_at timestamptz,
    asked_by text not null default '', code text not null default '');
-- One cancellation of an order at a time.
create unique index flight_cancellation_one on flight_cancellation (tenant_id, order_id)
    where state in ('QUOTING','QUOTED','ASKED','CONFIRMING');
""")
    protect("flight_cancellation")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
