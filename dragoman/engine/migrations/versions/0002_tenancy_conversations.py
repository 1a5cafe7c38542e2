"""Tenants, keys, branches, numbers, staff, API keys, audit, timeline; people, conversations, messages, files."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"

_TENANCY = f"""
create table tenant (
    id text primary key, slug text not null unique, name text not null, currency text not null check (currency ~ '^[A-Z]{{3}}$'),
    country text not null, zone text not null, locale text not null, settings jsonb not null, created_at timestamptz not null);
create table tenant_key (
    tenant_id text not null references tenant (id), key_id int not null, wrapped bytea not null, created_at timestamptz not null,
    primary key (tenant_id, key_id));
-- Where a call from outside belongs, before any tenant is known. Holds no personal values: ids and digests only.
create table route (
    kind text not null, key text not null, tenant_id text not null references tenant (id), target text not null,
    primary key (kind, key));
create table branch ({_OWN}, name text not null, zone text not null);
create table staff (
    {_OWN}, branch_id text references branch (id), role text not null, sealed bytea not null, phone_blind bytea, email_blind bytea,
    active boolean not null default true, unique (tenant_id, phone_blind), unique (tenant_id, email_blind));
create table number (
    {_OWN}, branch_id text references branch (id), channel text not null, number_id text not null, account_id text not null,
    display text not null, throughput real not null, active boolean not null default true, quality text not null default '',
    unique (channel, number_id));
create table secret (
    {_OWN}, name text not null, rank int not null, sealed bytea not null, unique (tenant_id, name, rank));
create table api_key (
    {_OWN}, name text not null, digest bytea not null unique, last_four text not null, scopes text[] not null, role text not null,
    created_by text not null, revoked_at timestamptz, used_at timestamptz);
-- The stored answer of an HTTP request with an Idempotency-Key, in the same transaction as its command.
create table answer (
    tenant_id text not null references tenant (id), caller text not null, key text not null, digest bytea not null,
    status int not null, sealed bytea not null, created_at timestamptz not null, primary key (tenant_id, caller, key));
create index answer_old on answer (created_at);
"""

_HISTORY = f"""
create table audit (
    {_OWN}, seq bigint, hash bytea, tag text not null, subject text not null, result text not null, code text not null,
    request text not null, role text not null, doer text not null, surface text not null, unique (tenant_id, seq));
create index audit_open on audit (tenant_id, created_at, id) where seq is null;
create index audit_subject on audit (tenant_id, subject, created_at);
create table audit_head (tenant_id text primary key references tenant (id), seq bigint not null, hash bytea not null);
create function audit_is_final() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.seq is null
       and (new.id, new.tenant_id, new.created_at, new.tag, new.subject, new.result, new.code, new.request, new.role, new.doer, new.surface)
         = (old.id, old.tenant_id, old.created_at, old.tag, old.subject, old.result, old.code, old.request, old.role, old.doer, old.surface)
    then return new; end if;
    raise exception 'the audit trail is append-only';
end $$;
create trigger audit_final before update or delete on audit for each row execute function audit_is_final();
create table timeline (
    {_OWN}, subject text not null, tag text not null, public jsonb not null, role text not null, doer text not null, surface text not null);
create index timeline_subject on timeline (tenant_id, subject, created_at, id);
"""

_PEOPLE = f"""
create table person ({_OWN}, sealed bytea not null, language text not null default '', muted boolean not null default false);
create table identity (
    {_OWN}, person_id text not null references person (id), kind text not null, blind bytea not null, sealed bytea not null,
    seen_at timestamptz not null, unique (tenant_id, kind, blind));
create index identity_person on identity (tenant_id, person_id);
create table consent (
    {_OWN}, person_id text not null references person (id), purpose text not null, granted boolean not null, source text not null);
create index consent_person on consent (tenant_id, person_id, created_at);
create table conversation (
    {_OWN}, person_id text not null references person (id), number_id text not null references number (id), actor text not null unique,
    recipient bytea not null, state text not null, version int not null default 0, assigned_to text not null default '',
    heard_at timestamptz, said_at timestamptz, waiting_since timestamptz, reason text not null default '', place bytea,
    referral bytea, unread int not null default 0);
create index conversation_person on conversation (tenant_id, person_id);
create index conversation_queue on conversation (tenant_id, waiting_since) where state = 'WAITING';
create index conversation_recent on conversation (tenant_id, heard_at desc);
create table message (
    {_OWN}, conversation_id text not null references conversation (id), heard boolean not null, kind text not null,
    sealed bytea not null, author text not null default '', external_id text, delivery text not null default '',
    delivery_at timestamptz, code int not null default 0, purpose text not null default '', effect_key text, target text,
    replaced boolean not null default false);
create unique index message_external on message (tenant_id, external_id) where external_id is not null;
create index message_thread on message (tenant_id, conversation_id, created_at, id);
-- A delivery report that came before the answer of its own send.
create table early_report (
    tenant_id text not null references tenant (id), external_id text not null, status text not null, at timestamptz not null,
    code int not null, primary key (tenant_id, external_id, status));
create table file (
    {_OWN}, subject text not null, name text not null, media_type text not null, size int not null, sha256 bytea not null,
    sealed bytea not null, thumbnail bytea, keep_until timestamptz);
create index file_subject on file (tenant_id, subject, created_at);
create index file_old on file (keep_until) where keep_until is not null;
"""

_PROTECTED = (
    "tenant_key", "branch", "staff", "number", "secret", "api_key", "answer", "audit", "audit_head", "timeline", "person", "identity",
    "consent", "conversation", "message", "early_report", "file",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables, then close each to its tenant."""
    for block in (_TENANCY, _HISTORY, _PEOPLE):
        run_script(block)
    op.execute("alter table tenant enable row level security")
    op.execute("alter table tenant force row level security")
    own = "id = (select current_setting('dragoman.tenant', true))"
    op.execute(f"create policy tenant_tenant on tenant using ({own}) with check ({own})")
    op.execute("grant select, insert, update on tenant to dragoman_app")
    for table in _PROTECTED:
        protect(table)
    # Read by the door before a tenant is known; written only by the tenant itself.
    op.execute("alter table route enable row level security")
    op.execute("alter table route force row level security")
    own_route = "tenant_id = (select current_setting('dragoman.tenant', true))"
    op.execute("create policy route_read on route for select using (true)")
    op.execute(f"create policy route_add on route for insert with check ({own_route})")
    op.execute(f"create policy route_drop on route for delete using ({own_route})")
    op.execute("grant select, insert, delete on route to dragoman_app")
    op.execute("revoke update, delete on audit from dragoman_app")
    op.execute("grant update (seq, hash) on audit to dragoman_app")
    op.execute("revoke update, delete on timeline, consent from dragoman_app")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
