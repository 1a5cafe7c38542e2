"""Refunds that two people decide, and the daily comparison with the payment provider as rows that are resolved."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"

# Who asked never approves: the database says so too, on the request and on the refund that it became.
_APPROVALS = f"""
create table refund_request (
    {_OWN}, state text not null check (state in ('ASKED','APPROVED','DECLINED','WITHDRAWN','EXPIRED')), version int not null default 0,
    payment_id text not null references payment (id), booking_id text not null, amount_minor bigint not null check (amount_minor > 0),
    currency text not null check (currency ~ '^[A-Z]{{3}}$'), reason text not null, sealed bytea not null, asked_by text not null
    check (asked_by <> ''), asked_role text not null, expires_at timestamptz not null, decided_by text not null default '',
    decided_at timestamptz, check (decided_by = '' or decided_by <> asked_by or state in ('ASKED','WITHDRAWN')),
    check (state not in ('APPROVED','DECLINED') or decided_by <> ''));
create unique index refund_request_open on refund_request (tenant_id, payment_id) where state = 'ASKED';
create index refund_request_booking on refund_request (tenant_id, booking_id, created_at);
create index refund_request_waiting on refund_request (tenant_id, created_at, id) where state = 'ASKED';
alter table refund add column asked_by text not null default '', add column approved_by text not null default '',
    add column request_id text references refund_request (id),
    add constraint refund_four_eyes check (approved_by = '' or (approved_by <> asked_by and asked_by <> ''));
create unique index refund_request_once on refund (tenant_id, request_id) where request_id is not null;
create index refund_booking on refund (tenant_id, booking_id);
create index refund_open on refund (tenant_id, created_at) where state <> 'REFUNDED';
"""

_COMPARISONS = f"""
create table comparison (
    {_OWN}, provider text not null, day date not null, charges bigint not null, compared_at timestamptz not null,
    unique (tenant_id, provider, day));
create table difference (
    {_OWN}, comparison_id text not null references comparison (id), reference text not null,
    gap text not null check (gap in ('not_booked','not_at_provider','currency','amount','fee')), ours_minor bigint, ours_currency text,
    theirs_minor bigint, theirs_currency text, closed_at timestamptz, closed_by text not null default '',
    reason text not null default '', sealed bytea, unique (tenant_id, comparison_id, reference, gap),
    check ((closed_at is null) = (closed_by = '')));
create index difference_open on difference (tenant_id, created_at, id) where closed_at is null;
"""


def upgrade() -> None:
    """Create the tables and close each to its tenant."""
    run_script(_APPROVALS)
    run_script(_COMPARISONS)
    for table in ("refund_request", "comparison", "difference"):
        protect(table, grants="select, insert, update")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
