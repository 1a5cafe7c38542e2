-- Tables of the engine. Times named *_at are the database's real clock; `due` is the product's clock (it may be moved in the demo).

create table actor (
  tenant_id text not null check (tenant_id <> ''),
  id text not null,
  seq bigint not null default 0,        -- last sequence number given out, under this row's lock
  last bigint not null default 0,       -- last event handled; pending = event.seq > last
  ready_at timestamptz,                 -- from when a turn may run; null = nothing waits
  first_at timestamptz,                 -- when the present burst began
  failures smallint not null default 0, -- turns in a row that raised
  primary key (tenant_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index actor_ready on actor (ready_at, tenant_id, id) where ready_at is not null;

create table event (
  tenant_id text not null check (tenant_id <> ''),
  actor text not null,
  seq bigint not null,
  source text not null,
  external_id text not null,
  kind text not null,
  body bytea not null,
  stored_at timestamptz not null,
  primary key (tenant_id, actor, seq),
  unique (tenant_id, source, external_id)
) with (autovacuum_vacuum_insert_scale_factor = 0.1);
create index event_age on event using brin (stored_at);

create table effect (
  id bigint generated always as identity primary key,
  tenant_id text not null check (tenant_id <> ''),
  actor text not null,
  kind text not null,
  key text not null,
  lane text not null default '',
  body bytea not null,
  state text not null default 'NEW' check (state in ('NEW', 'SENDING', 'SENT', 'UNKNOWN', 'FAILED', 'CANCELLED')),
  due timestamptz,                      -- NEW: not before; UNKNOWN: next look for evidence, null = patience has ended
  attempt smallint not null default 0,
  checks smallint not null default 0,   -- how often evidence was looked for
  paced smallint not null default 0,    -- how many of its paces it has a slot of
  lease_until timestamptz,
  code text,
  answer bytea,
  created_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  unique (tenant_id, key)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index effect_new on effect (kind, due, id) where state = 'NEW' and lane = '';
create index effect_lane on effect (tenant_id, lane, id)
  where lane <> '' and (state in ('NEW', 'SENDING') or (state = 'UNKNOWN' and due is not null));
create index effect_unknown on effect (kind, due) where state = 'UNKNOWN' and due is not null;
create index effect_sending on effect (lease_until) where state = 'SENDING';
create index effect_age on effect using brin (created_at);

create table lane (                     -- the head of each line of effects; locked last, in name order
  tenant_id text not null check (tenant_id <> ''),
  name text not null,
  head bigint,
  kind text,
  due timestamptz,                      -- when the head may be claimed; null = it may not
  hold_until timestamptz,
  primary key (tenant_id, name)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index lane_due on lane (kind, due) where due is not null;

create table pace (                     -- GCRA: the theoretical arrival time of each key
  tenant_id text not null check (tenant_id <> ''),
  key text not null,
  next_at timestamptz not null,
  primary key (tenant_id, key)
) with (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.02);

create sequence timer_setting;
create table timer (
  tenant_id text not null check (tenant_id <> ''),
  actor text not null,
  name text not null,
  due timestamptz not null,
  setting bigint not null default nextval('timer_setting'), -- tells one setting of a timer from the next
  body bytea not null default '',
  primary key (tenant_id, actor, name)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index timer_due on timer (due);

create table letter (
  id bigint generated always as identity primary key,
  tenant_id text not null check (tenant_id <> ''),
  actor text not null,
  source text not null,
  key text not null,                    -- becomes the event's external id
  kind text not null,
  body bytea not null,
  unique (tenant_id, source, key)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

create table review (                   -- what a person has to look at
  id bigint generated always as identity primary key,
  tenant_id text not null check (tenant_id <> ''),
  actor text not null,
  event_seq bigint,
  effect_id bigint,
  kind text not null,
  reason text not null,                 -- a code, never the text of an error
  created_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  verdict text check (verdict in ('REPLAYED', 'DISMISSED', 'SETTLED')),
  check ((event_seq is null) <> (effect_id is null))
);
create index review_open on review (tenant_id, id) where closed_at is null;
create index review_effect on review (effect_id) where closed_at is null;

create table product_clock (
  only_row boolean primary key default true check (only_row),
  shift interval not null default '0'
);
insert into product_clock default values;
