"""What bookings are looked for by (travel, route, seller, door, blind contacts), and what staff note about them."""

from alembic import op

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Offers and flown legs are kept as JSON; their first departure (airport-local) and route are drawn out where rows are written.
_TRAVEL = """
alter table booking add column departs_on date, add column route text not null default '', add column sold_by text not null default '',
    add column channel text not null default '', add column branch_id text references branch (id), add column email_blind bytea,
    add column phone_blind bytea;
alter table flight_order add column departs_on date;
create function legs_route(legs jsonb) returns text language sql immutable as $$
    select coalesce(string_agg((leg -> 'segments' -> 0 ->> 'origin') || '-' || (leg -> 'segments' -> -1 ->> 'destination'), ' ' order by n), '')
    from jsonb_array_elements(legs) with ordinality as t (leg, n)
$$;
create function booking_travel() returns trigger language plpgsql as $$
declare
    legs jsonb;
begin
    select convert_from(body, 'UTF8')::jsonb -> 'legs' into legs from flight_offer where id = new.offer_id;
    new.departs_on := left(legs -> 0 -> 'segments' -> 0 ->> 'departs', 10)::date;
    new.route := legs_route(legs);
    return new;
end $$;
create trigger booking_travel before insert or update of offer_id on booking for each row execute function booking_travel();
create function order_travel() returns trigger language plpgsql as $$
begin
    if length(new.legs) > 2 then
        new.departs_on := left(convert_from(new.legs, 'UTF8')::jsonb -> 0 -> 'segments' -> 0 ->> 'departs', 10)::date;
    end if;
    return new;
end $$;
create trigger order_travel before insert or update of legs on flight_order for each row execute function order_travel();
"""
_NOTES = """
create table booking_note (
    id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null,
    booking_id text not null references booking (id), author text not null, sealed bytea not null);
create index booking_note_booking on booking_note (tenant_id, booking_id, id);
"""
_INDEXES = """
create index booking_newest on booking (tenant_id, id desc);
create index booking_state on booking (tenant_id, state, id desc);
create index booking_email on booking (tenant_id, email_blind) where email_blind is not null;
create index booking_phone on booking (tenant_id, phone_blind) where phone_blind is not null;
create index booking_asked_by on booking (tenant_id, asked_by);
create index flight_order_pnr on flight_order (tenant_id, pnr) where pnr <> '';
create index effect_payments on effect (tenant_id, actor, id) where kind like 'payments.%';
create index effect_stuck on effect (tenant_id, kind, id) where state = 'UNKNOWN';
create index flight_order_open on flight_order (tenant_id, created_at) where state in ('ISSUING', 'UNKNOWN', 'HELD');
"""


def upgrade() -> None:
    """Add columns, triggers and indexes, and fill them for the bookings that are there."""
    run_script(_TRAVEL)
    touched = ("booking", "flight_order", "flight_offer")
    for table in touched:  # the owner fills rows of every tenant
        op.execute(f"alter table {table} no force row level security")
    op.execute("update booking set offer_id = offer_id")
    op.execute("update flight_order set legs = legs")
    op.execute(
        "update booking set channel = case split_part(asked_by, ':', 1) when 'chat' then 'whatsapp' when 'api' then 'api' else '' end"
    )
    for table in touched:
        op.execute(f"alter table {table} force row level security")
    run_script(_NOTES)
    protect("booking_note")
    run_script(_INDEXES)


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
