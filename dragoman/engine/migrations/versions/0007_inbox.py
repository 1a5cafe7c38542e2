"""The inbox: notes, labels, hours, who is there, what was taken back early, words to search by, the desk on a phone."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"
_CHAT = "conversation_id text not null references conversation (id)"

_THREAD = f"""
alter table conversation
    add column unanswered_since timestamptz, add column snoozed_until timestamptz, add column taken_at timestamptz,
    add column labels text[] not null default '{{}}',
    add column touched_at timestamptz generated always as (greatest(heard_at, said_at, created_at)) stored;
drop index conversation_recent;
create index conversation_touched on conversation (tenant_id, touched_at desc, id desc);
create index conversation_owner on conversation (tenant_id, assigned_to, touched_at desc, id desc) where assigned_to <> '';
create index conversation_unanswered on conversation (tenant_id, unanswered_since) where unanswered_since is not null;
create index conversation_state on conversation (tenant_id, state, touched_at desc, id desc) where state <> 'WITH_BOT';
create index conversation_snoozed on conversation (tenant_id, snoozed_until) where snoozed_until is not null;
-- "" as it came, "edited" or "deleted" by who wrote it.
alter table message add column fate text not null default '';
create index message_target on message (tenant_id, target) where target is not null;
-- What stands in a thread beside messages: a note of staff, a marker of who answers, news of a booking.
create table remark (
    {_OWN}, {_CHAT}, kind text not null check (kind in ('note', 'marker', 'news')), tag text not null default '',
    author text not null, public jsonb not null default '{{}}', sealed bytea);
create index remark_thread on remark (tenant_id, conversation_id, created_at, id);
-- Words that people wrote, as keyed digests of 32 bits; what is found is opened and compared before it is shown.
create table message_word (
    tenant_id text not null, word int not null, message_id text not null references message (id) on delete cascade,
    primary key (tenant_id, word, message_id));
create index message_word_message on message_word (message_id);
create table person_word (
    tenant_id text not null, word int not null, person_id text not null references person (id) on delete cascade,
    primary key (tenant_id, word, person_id));
create index person_word_person on person_word (person_id);
"""

_DESK = f"""
create table label ({_OWN}, name text not null, colour text not null, unique (tenant_id, name));
create table canned_reply ({_OWN}, shortcut text not null, text text not null, unique (tenant_id, shortcut));
create table saved_filter ({_OWN}, staff_id text not null, name text not null, wanted jsonb not null, unique (tenant_id, staff_id, name));
create table draft (
    tenant_id text not null references tenant (id), {_CHAT}, staff_id text not null, kind text not null check (kind in ('reply', 'note')),
    sealed bytea not null, updated_at timestamptz not null, primary key (tenant_id, conversation_id, staff_id, kind));
create index draft_old on draft (updated_at);
create table presence (
    tenant_id text not null references tenant (id), {_CHAT}, staff_id text not null, seen_at timestamptz not null,
    typing_until timestamptz, primary key (tenant_id, conversation_id, staff_id));
create index presence_old on presence (seen_at);
create table read_mark (
    tenant_id text not null references tenant (id), staff_id text not null, {_CHAT}, read_at timestamptz not null,
    primary key (tenant_id, staff_id, conversation_id));
create table staff_notice (
    {_OWN}, staff_id text not null, kind text not null, conversation_id text references conversation (id), seen_at timestamptz);
create index staff_notice_open on staff_notice (tenant_id, staff_id, created_at desc) where seen_at is null;
-- How a member of staff answers: there or not, in which languages and for which labels, how many at once, on their own phone too.
create table agent (
    tenant_id text not null references tenant (id), staff_id text not null references staff (id), available boolean not null default false,
    languages text[] not null default '{{}}', labels text[] not null default '{{}}', max_open int not null default 20,
    forward boolean not null default false, given_at timestamptz, primary key (tenant_id, staff_id));
create table opening (
    {_OWN}, branch_id text references branch (id), weekday int not null check (weekday between 0 and 6), opens time not null, closes time not null,
    check (opens < closes));
create table closed_day ({_OWN}, branch_id text references branch (id), day date not null, name text not null default '');
create unique index closed_day_once on closed_day (tenant_id, coalesce(branch_id, ''), day);
-- One need for a person, from the asking to the end. Seconds are counted within opening hours.
create table spell (
    {_OWN}, {_CHAT}, branch_id text, reason text not null, staff_id text not null default '', taken_at timestamptz, answered_at timestamptz,
    ended_at timestamptz, outcome text not null default '', due_at timestamptz, breached boolean not null default false,
    away_at timestamptz, response_s int, resolution_s int);
create unique index spell_open on spell (tenant_id, conversation_id) where ended_at is null;
create index spell_begun on spell (tenant_id, created_at);
create index spell_staff on spell (tenant_id, staff_id, conversation_id);
-- The last move of a conversation, for the person who made it to undo.
create table last_move (
    tenant_id text not null references tenant (id), {_CHAT}, staff_id text not null, moved_at timestamptz not null, version int not null,
    before jsonb not null, primary key (tenant_id, conversation_id));
-- Templates as the network has them, looked up when somebody wants one.
create table network_template (
    tenant_id text not null references tenant (id), account_id text not null, name text not null, language text not null, status text not null,
    category text not null default '', body text not null default '', looked_at timestamptz not null,
    primary key (tenant_id, account_id, name, language));
-- A conversation that its owner answers from their own WhatsApp, under a short code.
create table relay (
    {_OWN}, {_CHAT}, staff_id text not null, staff_conversation_id text not null references conversation (id), code text not null,
    ended_at timestamptz);
create unique index relay_open on relay (tenant_id, conversation_id) where ended_at is null;
create unique index relay_code on relay (tenant_id, staff_id, code) where ended_at is null;
create table relay_message (
    tenant_id text not null references tenant (id), message_id text not null references message (id) on delete cascade,
    relay_id text not null references relay (id), primary key (tenant_id, message_id));
"""

_PROTECTED = (
    "remark", "message_word", "person_word", "label", "canned_reply", "saved_filter", "draft", "presence", "read_mark", "staff_notice",
    "agent", "opening", "closed_day", "spell", "last_move", "network_template", "relay", "relay_message",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables, then close each to its tenant."""
    for block in (_THREAD, _DESK):
        run_script(block)
    for table in _PROTECTED:
        protect(table)
    op.execute("revoke delete on spell from dragoman_app")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
