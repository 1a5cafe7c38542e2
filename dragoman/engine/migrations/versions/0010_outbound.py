"""Webhooks that we send: endpoints with their secrets, what was told, to whom, and every attempt."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"


def upgrade() -> None:
    """Create the tables."""
    run_script(f"""
create table webhook_endpoint (
    {_OWN}, state text not null check (state in ('ACTIVE','PAUSED','DISABLED','REMOVED')), version int not null default 0,
    name text not null, sealed bytea not null, kinds text[] not null, failing_since timestamptz, ok_at timestamptz,
    reason text not null default '');
create table webhook_secret (
    {_OWN}, endpoint_id text not null references webhook_endpoint (id), sealed bytea not null, expires_at timestamptz);
create index webhook_secret_endpoint on webhook_secret (endpoint_id);
-- What happened, once. `payload` holds ids, states, sums and codes; never a personal value. `for_one` is the endpoint of a test.
create table webhook_message (
    {_OWN}, kind text not null, subject text not null, payload jsonb not null);
create index webhook_message_old on webhook_message (created_at);
create table webhook_delivery (
    {_OWN}, state text not null check (state in ('PENDING','DELIVERED','FAILED')), version int not null default 0,
    endpoint_id text not null references webhook_endpoint (id),
    message_id text not null references webhook_message (id) on delete cascade, rounds int not null default 1,
    attempts int not null default 0, unique (endpoint_id, message_id));
create index webhook_delivery_log on webhook_delivery (tenant_id, endpoint_id, id desc);
create table webhook_attempt (
    {_OWN}, delivery_id text not null references webhook_delivery (id) on delete cascade, status int not null, code text not null,
    took_ms int not null, answer bytea);
create index webhook_attempt_delivery on webhook_attempt (delivery_id, created_at);
""")
    for table in ("webhook_endpoint", "webhook_secret", "webhook_message", "webhook_delivery", "webhook_attempt"):
        protect(table)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
