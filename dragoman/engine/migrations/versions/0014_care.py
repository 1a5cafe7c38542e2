"""Senders who are blocked, why a review item was closed and by whom, erasures, and an index for figures by day."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"


def upgrade() -> None:
    """Create and extend."""
    run_script(f"""
alter table review add column note text not null default '', add column closed_by text not null default '';
alter table conversation add column blocked_until timestamptz;
-- One row per block. `until` null: until a person ends it. `dropped` counts messages that were not taken in.
create table blocked_sender (
    {_OWN}, person_id text not null references person (id), reason text not null, doer text not null, until timestamptz,
    ended_at timestamptz, ended_by text not null default '', dropped bigint not null default 0);
create unique index blocked_sender_open on blocked_sender (tenant_id, person_id) where ended_at is null;
-- That somebody was erased, when, by whom, and what was kept and why; nothing of the person.
create table erasure ({_OWN}, person_id text not null, doer text not null, gone jsonb not null, kept jsonb not null);
alter table person add column erased_at timestamptz;
create index message_day on message using brin (created_at);
create index audit_newest on audit (tenant_id, id desc);
""")
    protect("blocked_sender", grants="select, insert, update")
    protect("erasure", grants="select, insert")
    op.execute("grant update (note, closed_by) on review to dragoman_app")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
