"""The ledger with its laws, exchange rates, flight searches, offers and orders, charges and refunds, bookings."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OWN = "id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null"

# `xact` ties a posting's entries to the transaction that made it: nobody adds lines to an old posting, even balanced ones.
_LEDGER = f"""
create table ledger_tx (
    {_OWN}, key text not null, digest bytea not null, cause text not null, xact xid8 not null default pg_current_xact_id(),
    unique (tenant_id, key));
create table ledger_entry (
    {_OWN}, tx_id text not null references ledger_tx (id), account text not null, subject text not null,
    amount_minor bigint not null check (amount_minor <> 0), currency text not null check (currency ~ '^[A-Z]{{3}}$'),
    check (account in ('clearing','fees','customer','refunds','suspense','supplier','vendor','venue','platform','fx','rounding')));
create index ledger_entry_tx on ledger_entry (tx_id);
create index ledger_entry_account on ledger_entry (tenant_id, account, subject, currency);
create table rate (
    {_OWN}, base text not null check (base ~ '^[A-Z]{{3}}$'), quote text not null check (quote ~ '^[A-Z]{{3}}$'),
    rate numeric not null check (rate > 0), source text not null, at timestamptz not null);
create index rate_newest on rate (tenant_id, base, quote, at desc, created_at desc);
create function ledger_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only';
end $$;
create trigger ledger_tx_final before update or delete or truncate on ledger_tx for each statement execute function ledger_is_final();
create trigger ledger_entry_final before update or delete or truncate on ledger_entry for each statement execute function ledger_is_final();
create trigger rate_final before update or delete or truncate on rate for each statement execute function ledger_is_final();
create function ledger_entry_in_time() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from ledger_tx t where t.id = new.tx_id and t.tenant_id = new.tenant_id and t.xact = pg_current_xact_id())
    then raise exception 'a posting is closed when its transaction ends'; end if;
    return new;
end $$;
create trigger ledger_entry_in_time before insert on ledger_entry for each row execute function ledger_entry_in_time();
create function ledger_sums_to_zero() returns trigger language plpgsql as $$
declare
    posting text := case when tg_table_name = 'ledger_tx' then new.id else to_jsonb(new) ->> 'tx_id' end;
begin
    if not exists (select 1 from ledger_entry e where e.tx_id = posting)
       or exists (select 1 from ledger_entry e where e.tx_id = posting group by e.currency having sum(e.amount_minor) <> 0)
    then raise exception 'posting % does not sum to zero', posting using errcode = 'check_violation'; end if;
    return null;
end $$;
create constraint trigger ledger_tx_balanced after insert on ledger_tx deferrable initially deferred
    for each row execute function ledger_sums_to_zero();
create constraint trigger ledger_entry_balanced after insert on ledger_entry deferrable initially deferred
    for each row execute function ledger_sums_to_zero();
"""  # noqa: S608 - a constant

_FLIGHTS = f"""
create table flight_search (
    {_OWN}, key text not null, asked_by text not null, body bytea not null, ended_at timestamptz, code text not null default '',
    total bigint not null default 0, unique (tenant_id, key));
create table flight_offer (
    {_OWN}, search_id text not null references flight_search (id), supplier_offer text not null, body bytea not null,
    cost_minor bigint, markup_minor bigint, currency text not null, rate numeric, rate_source text not null default '',
    rate_at timestamptz, expires_at timestamptz not null, priced_at timestamptz, gone_at timestamptz,
    askers text[] not null default '{{}}', asked bigint not null default 0,
    unique (tenant_id, supplier_offer), check ((cost_minor is null) = (markup_minor is null)));
create index flight_offer_search on flight_offer (search_id);
create table flight_order (
    {_OWN}, state text not null check (state in ('ISSUING','UNKNOWN','HELD','TICKETED','FAILED','LAPSED')), version int not null default 0,
    booking_id text not null, attempt bigint not null, offer_id text not null references flight_offer (id), supplier_offer text not null,
    hold boolean not null default false, amount_minor bigint not null, currency text not null, supplier_order text not null default '',
    pnr text not null default '', pay_by timestamptz, price_kept_until timestamptz, tickets bytea not null default '',
    legs bytea not null default '', code text not null default '', reason text not null default '', looks bigint not null default 0,
    refused_by_event boolean not null default false, paying boolean not null default false,
    unique (tenant_id, booking_id, attempt),
    check (state <> 'TICKETED' or length(tickets) > 2));
-- Never a second order for a booking, nor for an offer, while one lives or may live (C4, C6).
create unique index flight_order_one_live on flight_order (tenant_id, booking_id)
    where state in ('ISSUING','UNKNOWN','HELD','TICKETED');
create unique index flight_order_one_per_offer on flight_order (tenant_id, supplier_offer)
    where state in ('ISSUING','UNKNOWN','HELD','TICKETED');
create index flight_order_supplier on flight_order (tenant_id, supplier_order) where supplier_order <> '';
create table flight_change (
    {_OWN}, order_id text not null references flight_order (id), external_id text not null, body bytea not null,
    cancelled boolean not null, unique (tenant_id, external_id));
create index flight_change_order on flight_change (order_id, created_at);
"""

_PAYMENTS = f"""
create table payment (
    {_OWN}, state text not null check (state in ('PENDING','PAID','FAILED','EXPIRED')), version int not null default 0,
    booking_id text not null, purpose text not null, root_id text not null references payment (id), reference text not null,
    title text not null, amount_minor bigint not null check (amount_minor > 0), currency text not null, expires_at timestamptz not null,
    tries bigint not null default 1, provider text not null default '', url text not null default '', sealed bytea not null,
    looks bigint not null default 0, verdict text not null default '',
    external_id text not null default '', received_minor bigint not null default 0 check (received_minor >= 0),
    received_currency text not null default '', credited_minor bigint not null default 0 check (credited_minor >= 0),
    fees_minor bigint not null default 0, paid_at timestamptz, withdrawn_at timestamptz, unique (tenant_id, reference),
    check (state <> 'PAID' or received_minor > 0));
create index payment_booking on payment (tenant_id, booking_id, created_at, id);
create table refund (
    {_OWN}, state text not null check (state in ('REFUND_PENDING','REFUNDED','REFUND_FAILED')), version int not null default 0,
    payment_id text not null references payment (id), booking_id text not null, amount_minor bigint not null check (amount_minor > 0),
    currency text not null, reason text not null, ordinal bigint not null default 0, external_id text not null default '',
    attention boolean not null default false);
create index refund_payment on refund (tenant_id, payment_id, created_at, id);
create unique index refund_external on refund (tenant_id, payment_id, external_id) where external_id <> '';
"""

_BOOKINGS = f"""
create table booking (
    {_OWN}, state text not null check (state in
        ('DRAFT','HELD','PAYMENT_PENDING','CONFIRMED','ACTIVE','COMPLETED','CANCELLED','EXPIRED','NO_SHOW')),
    version int not null default 0, reference text not null, person text not null, asked_by text not null,
    offer_id text not null references flight_offer (id), sealed bytea not null, travellers bigint not null, currency text not null,
    total_minor bigint not null default 0 check (total_minor >= 0), cost_minor bigint not null default 0,
    original_minor bigint not null default 0, original_currency text not null default '', rate numeric,
    rate_source text not null default '', rate_at timestamptz, quoted_at timestamptz, quote_expires_at timestamptz, pay_by timestamptz,
    paid_minor bigint not null default 0 check (paid_minor >= 0), choice text not null default '', reason text not null default '',
    search_id text not null default '', delayed_at timestamptz, wants text not null default '', rounds bigint not null default 0,
    unique (tenant_id, reference),
    -- Nothing is confirmed unpaid; nothing with money in it is closed.
    check (state <> 'CONFIRMED' or (total_minor > 0 and paid_minor >= total_minor)),
    check (state not in ('CANCELLED','EXPIRED') or paid_minor = 0));
create index booking_person on booking (tenant_id, person, created_at desc);
create table travel_document (
    {_OWN}, booking_id text not null references booking (id), sealed bytea not null, delete_after timestamptz not null);
create index travel_document_booking on travel_document (booking_id);
create index travel_document_old on travel_document (delete_after);
create table remembered_traveller (
    {_OWN}, person text not null, blind bytea not null, sealed bytea not null, used_at timestamptz not null,
    unique (tenant_id, person, blind));
alter table flight_order add foreign key (booking_id) references booking (id);
alter table payment add foreign key (booking_id) references booking (id);
"""

_TABLES = (
    "ledger_tx", "ledger_entry", "rate", "flight_search", "flight_offer", "flight_order", "flight_change", "payment", "refund",
    "booking", "travel_document", "remembered_traveller",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables, close each to its tenant, and take away what would rewrite the books."""
    for block in (_LEDGER, _FLIGHTS, _PAYMENTS, _BOOKINGS):
        run_script(block)
    for table in _TABLES:
        protect(table)
    op.execute("revoke update, delete, truncate on ledger_tx, ledger_entry, rate from dragoman_app")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
