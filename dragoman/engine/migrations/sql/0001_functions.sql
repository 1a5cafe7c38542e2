-- The engine's statements. At READ COMMITTED each statement inside a function sees what was committed before it began.
-- Lock order, everywhere: actors (sorted), rows of their things, lanes (sorted), then commit.

-- Lock actors in order, creating those that do not exist.
create function engine_lock_actors(tenants text[], actors text[]) returns void language sql as $$
  insert into actor as a (tenant_id, id)
  select distinct u.tenant_id, u.id from unnest(tenants, actors) u(tenant_id, id) order by 1, 2
  on conflict (tenant_id, id) do update set seq = a.seq;
$$;

-- Store events: lock actors first, draw sequence numbers under their locks, drop what was seen before.
-- Returns the positions (from 1) of those that were new. settle = seconds of quiet to wait for more, at most 3 s after the first.
create function engine_arrive(
  tenants text[], actors text[], sources text[], external_ids text[], kinds text[], bodies bytea[], settles float8[]
) returns setof int language plpgsql as $$
declare
  moment timestamptz := clock_timestamp();
begin
  return query
  with e as (
    select * from unnest(tenants, actors, sources, external_ids, kinds, bodies, settles)
      with ordinality as e(tenant_id, actor, source, external_id, kind, body, settle, pos)
  ), a as (
    insert into actor as a (tenant_id, id, seq, ready_at, first_at)
    select e.tenant_id, e.actor, count(*), moment + least(min(e.settle), 3) * interval '1 second', moment
    from e group by 1, 2 order by 1, 2
    on conflict (tenant_id, id) do update set
      seq = a.seq + excluded.seq,
      first_at = coalesce(a.first_at, excluded.first_at),
      ready_at = case
        when a.ready_at is null then excluded.ready_at
        when a.ready_at <= moment or excluded.ready_at <= moment then least(a.ready_at, excluded.ready_at)
        else least(greatest(a.ready_at, excluded.ready_at), coalesce(a.first_at, moment) + interval '3 seconds')
      end
    returning a.tenant_id, a.id, a.seq
  ), stored as (
    insert into event (tenant_id, actor, seq, source, external_id, kind, body, stored_at)
    select e.tenant_id, e.actor,
           a.seq - count(*) over (partition by e.tenant_id, e.actor)
             + row_number() over (partition by e.tenant_id, e.actor order by e.pos),
           e.source, e.external_id, e.kind, e.body, moment
    from e join a on a.tenant_id = e.tenant_id and a.id = e.actor
    on conflict (tenant_id, source, external_id) do nothing
    returning event.tenant_id, event.source, event.external_id
  )
  select min(e.pos)::int from stored s
  join e on e.tenant_id = s.tenant_id and e.source = s.source and e.external_id = s.external_id
  group by s.tenant_id, s.source, s.external_id;
end $$;

-- The door's statement.
create function engine_door(
  tenants text[], actors text[], sources text[], external_ids text[], kinds text[], bodies bytea[], settles float8[]
) returns setof int language plpgsql as $$
begin
  perform set_config('dragoman.engine', 'on', true);
  return query select engine_arrive(tenants, actors, sources, external_ids, kinds, bodies, settles);
  perform set_config('dragoman.engine', 'off', true);
end $$;

-- Claim one ready actor for this transaction, become its tenant, and read its mailbox (one event at a time after a failure).
-- One row per event; an empty mailbox gives one row without event; nothing ready gives one row with only next_at.
create function engine_claim_turn(max_events int, early boolean)
returns table (
  tenant text, actor text, upto bigint, failures smallint, next_at timestamptz, looked_at timestamptz,
  seq bigint, source text, external_id text, kind text, body bytea, stored_at timestamptz
) language plpgsql as $$
declare
  moment timestamptz := case when early then 'infinity' else clock_timestamp() end;
  a record;
  soonest timestamptz;
begin
  perform set_config('dragoman.engine', 'on', true);
  select r.tenant_id, r.id, r.seq, r.last, r.failures into a from actor r
  where r.ready_at <= moment order by r.ready_at, r.tenant_id, r.id limit 1 for update skip locked;
  if not found then
    select r.ready_at into soonest from actor r where r.ready_at is not null order by r.ready_at limit 1;
    if soonest <= moment then  -- all ready ones are in turns elsewhere; look again in case one of those dies
      soonest := least(clock_timestamp() + interval '1 second',
                       (select min(r.ready_at) from actor r where r.ready_at > moment));
    end if;
    perform set_config('dragoman.engine', 'off', true);
    return query select null::text, null::text, null::bigint, null::smallint, soonest, clock_timestamp(),
      null::bigint, null::text, null::text, null::text, null::bytea, null::timestamptz;
    return;
  end if;
  perform set_config('dragoman.tenant', a.tenant_id, true), set_config('dragoman.engine', 'off', true);
  return query
  select a.tenant_id, a.id, a.seq, a.failures, null::timestamptz, null::timestamptz, e.seq, e.source, e.external_id, e.kind, e.body, e.stored_at
  from event e where e.tenant_id = a.tenant_id and e.actor = a.id and e.seq > a.last
  order by e.seq limit case when a.failures > 0 then 1 else max_events end;
  if not found then
    return query select a.tenant_id, a.id, a.seq, a.failures, null::timestamptz, null::timestamptz,
      null::bigint, null::text, null::text, null::text, null::bytea, null::timestamptz;
  end if;
end $$;

-- Close a turn: everything up to `upto` is handled; more that waits makes the actor ready again, behind the others.
create function engine_finish_turn(tenant text, actor_id text, upto bigint) returns void language sql as $$
  update actor set last = upto, failures = 0, first_at = null,
    ready_at = case when seq > upto then clock_timestamp() end
  where tenant_id = tenant and id = actor_id;
$$;

-- Count a turn that raised. After `patience` failures the event goes to the review queue and the mailbox moves on.
-- Returns true when it went to review.
create function engine_fail_turn(tenant text, actor_id text, event_seq_ bigint, reason_ text, patience int, pause float8)
returns boolean language plpgsql as $$
declare
  a record;
  spent boolean;
begin
  perform set_config('dragoman.engine', 'on', true);
  select * into a from actor where tenant_id = tenant and id = actor_id for update;
  if not found or a.last >= event_seq_ then
    perform set_config('dragoman.engine', 'off', true);
    return false;
  end if;
  spent := a.failures + 1 >= patience;
  if spent then
    insert into review (tenant_id, actor, event_seq, kind, reason)
    select e.tenant_id, e.actor, e.seq, e.kind, reason_ from event e
    where e.tenant_id = tenant and e.actor = actor_id and e.seq = event_seq_;
  end if;
  update actor set
    failures = case when spent then 0 else a.failures + 1 end,
    last = case when spent then event_seq_ else last end,
    ready_at = case when not spent then clock_timestamp() + pause * interval '1 second'
                    when seq > event_seq_ then clock_timestamp() end
  where tenant_id = tenant and id = actor_id;
  perform set_config('dragoman.engine', 'off', true);
  return spent;
end $$;

-- Fire timers that are due and deliver letters. Read without a lock, lock actors in order, delete what still holds, then store:
-- a timer cancelled or moved meanwhile does not fire, and a second scheduler gets nothing.
create function engine_deliver(moment timestamptz, batch int)
returns table (timers int, letters int, next_due timestamptz) language plpgsql as $$
declare
  t text[]; a text[]; n text[]; s text[]; x text[]; k text[]; b bytea[]; ids bigint[]; w float8[];
begin
  perform set_config('dragoman.engine', 'on', true);
  timers := 0;
  letters := 0;
  select array_agg(d.tenant_id), array_agg(d.actor), array_agg(d.name) into t, a, n
  from (select r.tenant_id, r.actor, r.name from timer r where r.due <= moment order by r.due, r.tenant_id, r.actor, r.name limit batch) d;
  if t is not null then
    perform engine_lock_actors(t, a);
    with fired as (
      delete from timer r using unnest(t, a, n) u(tenant_id, actor, name)
      where r.tenant_id = u.tenant_id and r.actor = u.actor and r.name = u.name and r.due <= moment
      returning r.*
    )
    select array_agg(f.tenant_id order by f.due, f.setting), array_agg(f.actor order by f.due, f.setting),
           array_agg('timer'::text), array_agg(f.setting::text order by f.due, f.setting),
           array_agg(f.name order by f.due, f.setting), array_agg(f.body order by f.due, f.setting), array_agg(0::float8)
    into t, a, s, x, k, b, w from fired f;
    if t is not null then
      timers := cardinality(t);
      perform engine_arrive(t, a, s, x, k, b, w);
    end if;
  end if;
  select array_agg(d.id), array_agg(d.tenant_id), array_agg(d.actor) into ids, t, a
  from (select r.id, r.tenant_id, r.actor from letter r order by r.id limit batch) d;
  if ids is not null then
    perform engine_lock_actors(t, a);
    with taken as (delete from letter r where r.id = any(ids) returning r.*)
    select array_agg(f.tenant_id order by f.id), array_agg(f.actor order by f.id), array_agg(f.source order by f.id),
           array_agg(f.key order by f.id), array_agg(f.kind order by f.id), array_agg(f.body order by f.id), array_agg(0::float8)
    into t, a, s, x, k, b, w from taken f;
    if t is not null then
      letters := cardinality(t);
      perform engine_arrive(t, a, s, x, k, b, w);
    end if;
  end if;
  select min(r.due) into next_due from timer r;
  perform set_config('dragoman.engine', 'off', true);
  return next;
end $$;

-- Put the right effect at the head of each lane: the one that is on its way, else the oldest that waits. Called last in a
-- transaction, with the lanes it touched. (An older id may be committed after a younger one was sent: it must still wait for it.)
create function engine_lanes(tenants text[], names text[]) returns void language plpgsql as $$
begin
  insert into lane as l (tenant_id, name)
  select distinct u.tenant_id, u.name from unnest(tenants, names) u(tenant_id, name) order by 1, 2
  on conflict (tenant_id, name) do update set name = l.name;
  update lane l set head = h.id, kind = h.kind,
    due = case when h.state = 'NEW' then greatest(h.due, l.hold_until) end
  from (select distinct * from unnest(tenants, names) u(tenant_id, name)) u
  join lane was on was.tenant_id = u.tenant_id and was.name = u.name
  left join lateral (
    (select e.id, e.kind, e.state, e.due from effect e
     where e.id = was.head and (e.state = 'SENDING' or (e.state = 'UNKNOWN' and e.due is not null)))
    union all
    (select e.id, e.kind, e.state, e.due from effect e
     where e.tenant_id = u.tenant_id and e.lane = u.name and e.lane <> ''
       and (e.state in ('NEW', 'SENDING') or (e.state = 'UNKNOWN' and e.due is not null))
     order by e.id limit 1)
    limit 1
  ) h on true
  where l.tenant_id = u.tenant_id and l.name = u.name;
end $$;
