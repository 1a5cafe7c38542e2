"""People of the business sign in: states of staff, credentials, sessions, one-time links, and counted attempts."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"
_TABLES = ("credential", "recovery_code", "session", "staff_link", "sign_in_attempt")


def upgrade() -> None:
    """Give staff a state and preferences, and create the tables of signing in. `active` follows the state from now on."""
    run_script("""
alter table staff add column state text not null default 'ACTIVE' check (state in ('INVITED', 'ACTIVE', 'DEACTIVATED'));
alter table staff add column version int not null default 0;
alter table staff add column seen_at timestamptz;
alter table staff add column preferences jsonb not null default '{}';
update staff set state = 'DEACTIVATED' where not active;
alter table staff drop column active;
alter table staff add column active boolean generated always as (state = 'ACTIVE') stored;
""")
    run_script(f"""
-- `password` is an argon2id hash in its own notation. `totp` is sealed; `totp_step` is the last step that was used, so a
-- code counts once. `totp_at` is null while the second factor is being set up.
create table credential (
    {_OWN}, staff_id text not null unique references staff (id), password text, password_at timestamptz, totp bytea,
    totp_at timestamptz, totp_step bigint not null default 0);
create table recovery_code ({_OWN}, staff_id text not null references staff (id), digest bytea not null, used_at timestamptz);
create index recovery_code_staff on recovery_code (staff_id);
-- `level` says what was shown at sign-in: a password alone opens nothing but the page for the second factor.
create table session (
    {_OWN}, staff_id text not null references staff (id), digest bytea not null unique, level text not null check (level in ('HALF', 'FULL')),
    place bytea not null, seen_at timestamptz not null, ends_at timestamptz not null, proven_until timestamptz, ended_at timestamptz);
create index session_staff on session (staff_id) where ended_at is null;
create table staff_link (
    {_OWN}, staff_id text not null references staff (id), kind text not null check (kind in ('join', 'reset', 'enter')),
    digest bytea not null unique, expires_at timestamptz not null, used_at timestamptz, created_by text not null);
create index staff_link_staff on staff_link (staff_id) where used_at is null;
-- One row per account that was tried and per address that tried, known or not; the key is a keyed digest.
create table sign_in_attempt (
    tenant_id text not null references tenant (id), key bytea not null, failed int not null, failed_at timestamptz not null,
    wait_until timestamptz, primary key (tenant_id, key));
""")
    for table in _TABLES:
        protect(table)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
