"""Settings with their history, a business's own wording and logo, what partners answered last, webhook calls counted."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"


def upgrade() -> None:
    """Create the tables."""
    run_script(f"""
alter table tenant add column version int not null default 1;
alter table branch add column closed_at timestamptz;
create table setting_version (
    {_OWN}, version int not null, settings jsonb not null, changed text[] not null, doer text not null, unique (tenant_id, version));
-- A sentence that the business words itself. `entry` is a string, or its plural forms by CLDR category.
create table wording (
    {_OWN}, room text not null, language text not null, key text not null, entry jsonb not null, doer text not null,
    unique (tenant_id, room, language, key));
create table logo (
    tenant_id text primary key references tenant (id), created_at timestamptz not null, media_type text not null, content bytea not null);
-- What a partner said when the business's credentials were last shown to it.
create table connection (
    tenant_id text not null references tenant (id), partner text not null, works boolean not null, code text not null, says text not null,
    checked_at timestamptz not null, doer text not null, primary key (tenant_id, partner));
-- Webhook calls of a partner that were taken in for a tenant.
create table webhook_source (
    tenant_id text not null references tenant (id), source text not null, calls bigint not null, last_at timestamptz not null,
    primary key (tenant_id, source));
""")
    for table in ("wording", "logo", "connection", "webhook_source"):
        protect(table)
    protect("setting_version", grants="select, insert")
    # Calls that were turned away belong to nobody yet: the installation's own counters, without personal values.
    run_script("""
create table webhook_refusal (
    source text not null, outcome text not null, day date not null, calls bigint not null, last_at timestamptz not null,
    primary key (source, outcome, day));
""")
    op.execute("grant select, insert, update, delete on webhook_refusal to dragoman_app")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
