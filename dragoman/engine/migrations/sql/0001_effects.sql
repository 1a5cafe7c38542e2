-- Effects: claimed in batches, recorded in batches. Workers never wait for an effect's row (skip locked): whoever holds one
-- may next want a lane, and lanes come last.

-- Lock what may be sent now, per kind at most its limit, single effects and heads of lanes. The caller marks them in the same
-- transaction, in which the engine's view stays on.
create function engine_claim_effects(moment timestamptz, kinds text[], limits int[])
returns table (
  id bigint, tenant text, actor text, kind text, key text, lane text, body bytea, attempt smallint, paced smallint, due timestamptz
) language plpgsql as $$
begin
  perform set_config('dragoman.engine', 'on', true);
  for i in 1 .. cardinality(kinds) loop
    return query
    select e.id, e.tenant_id, e.actor, e.kind, e.key, e.lane, e.body, e.attempt, e.paced, e.due from effect e
    where e.kind = kinds[i] and e.state = 'NEW' and e.lane = '' and e.due <= moment
    order by e.due, e.id limit limits[i] for update skip locked;
    return query
    with head as materialized (
      select l.head from lane l where l.kind = kinds[i] and l.due <= moment
      order by l.due limit limits[i] for update skip locked
    )
    select e.id, e.tenant_id, e.actor, e.kind, e.key, e.lane, e.body, e.attempt, e.paced, e.due
    from head h join effect e on e.id = h.head and e.state = 'NEW'
    for update of e skip locked;
  end loop;
end $$;

-- Mark claimed effects: those with a lease are being sent, the others wait for their slot at `slots`.
create function engine_mark_effects(ids bigint[], leases float8[], slots timestamptz[], paces smallint[])
returns void language plpgsql as $$
begin
  update effect e set
    state = case when u.lease is not null then 'SENDING' else e.state end,
    attempt = e.attempt + case when u.lease is not null then 1 else 0 end,
    lease_until = clock_timestamp() + u.lease * interval '1 second',
    due = coalesce(u.slot, e.due),
    paced = u.paced
  from unnest(ids, leases, slots, paces) u(id, lease, slot, paced) where e.id = u.id;
  update lane l set due = case when u.lease is null then u.slot end
  from unnest(ids, leases, slots) u(id, lease, slot) join effect e on e.id = u.id and e.lane <> ''
  where l.tenant_id = e.tenant_id and l.name = e.lane;
end $$;

-- Lock the pace rows of `keys` in order and return where each stands.
create function engine_lock_paces(tenants text[], keys text[], moment timestamptz)
returns table (tenant text, key text, next_at timestamptz) language sql as $$
  insert into pace as p (tenant_id, key, next_at)
  select distinct u.tenant_id, u.key, moment from unnest(tenants, keys) u(tenant_id, key) order by 1, 2
  on conflict (tenant_id, key) do update set next_at = p.next_at
  returning p.tenant_id, p.key, p.next_at;
$$;

create function engine_set_paces(tenants text[], keys text[], nexts timestamptz[]) returns void language sql as $$
  update pace p set next_at = u.next_at from unnest(tenants, keys, nexts) u(tenant_id, key, next_at)
  where p.tenant_id = u.tenant_id and p.key = u.key;
$$;

-- Record what came of effects, if they are still the caller's (same attempt, not settled by anybody else), tell their actors,
-- queue for review what stays unknown, move the lanes on. outcome null = nothing to tell.
-- verdict: recorded; busy = somebody holds the row, come again; stale = settled or taken over meanwhile.
create function engine_record_effects(
  ids bigint[], attempts smallint[], states text[], codes text[], answers bytea[], dues timestamptz[], outcomes text[], holds timestamptz[]
) returns table (effect_id bigint, verdict text) language plpgsql as $$
declare
  t text[]; a text[]; x text[]; k text[]; b bytea[]; lt text[]; ln text[]; lh timestamptz[]; done bigint[];
begin
  perform set_config('dragoman.engine', 'on', true);
  select array_agg(e.tenant_id), array_agg(e.actor) into t, a
  from unnest(ids, outcomes) u(id, outcome) join effect e on e.id = u.id where u.outcome is not null;
  if t is not null then
    perform engine_lock_actors(t, a);
  end if;
  with u as (
    select * from unnest(ids, attempts, states, codes, answers, dues, outcomes, holds)
      u(id, attempt, state, code, answer, due, outcome, hold)
  ), mine as materialized (
    select e.id from effect e join u on u.id = e.id and u.attempt = e.attempt
    where e.state in ('SENDING', 'UNKNOWN') order by e.id for update of e skip locked
  ), changed as (
    update effect e set
      state = u.state, code = u.code, answer = u.answer, due = u.due, lease_until = null,
      paced = case when u.state = 'NEW' then 0 else e.paced end,
      settled_at = case when u.state in ('SENT', 'FAILED') then clock_timestamp() end
    from u join mine using (id) where e.id = u.id
    returning e.id, e.tenant_id, e.actor, e.kind, e.key, e.lane, e.attempt, e.state, e.code, e.due, u.outcome, u.answer, u.hold
  ), doubtful as (
    insert into review (tenant_id, actor, effect_id, kind, reason)
    select c.tenant_id, c.actor, c.id, c.kind, coalesce(c.code, 'unknown') from changed c where c.outcome = 'stuck'
  ), closed as (
    update review r set closed_at = clock_timestamp(), verdict = 'SETTLED'
    from changed c where r.effect_id = c.id and r.closed_at is null and c.state in ('SENT', 'FAILED')
  )
  select array_agg(c.id),
    array_agg(c.tenant_id order by c.id) filter (where c.outcome is not null),
    array_agg(c.actor order by c.id) filter (where c.outcome is not null),
    array_agg(c.key || '#' || c.outcome || '#' || c.attempt order by c.id) filter (where c.outcome is not null),
    array_agg(c.kind || '.' || c.outcome order by c.id) filter (where c.outcome is not null),
    array_agg(coalesce(c.answer, '') order by c.id) filter (where c.outcome is not null),
    array_agg(c.tenant_id order by c.id) filter (where c.lane <> ''),
    array_agg(c.lane order by c.id) filter (where c.lane <> ''),
    array_agg(c.hold order by c.id) filter (where c.lane <> '')
  into done, t, a, x, k, b, lt, ln, lh from changed c;
  if t is not null then
    perform engine_arrive(t, a, array_fill('effect'::text, array[cardinality(t)]), x, k, b, array_fill(0::float8, array[cardinality(t)]));
  end if;
  if lt is not null then
    perform engine_lanes(lt, ln);
    update lane l set hold_until = u.hold, due = greatest(l.due, u.hold)
    from unnest(lt, ln, lh) u(tenant_id, name, hold)
    where u.hold is not null and l.tenant_id = u.tenant_id and l.name = u.name and l.due is not null;
  end if;
  return query
  select u.id, case when u.id = any(done) then 'recorded'
                    when e.attempt = u.attempt and e.state in ('SENDING', 'UNKNOWN') then 'busy' else 'stale' end
  from unnest(ids, attempts) u(id, attempt) left join effect e on e.id = u.id;
  perform set_config('dragoman.engine', 'off', true);
end $$;

-- Take unknown effects whose next look for evidence is due; the lease keeps two workers from looking at once.
create function engine_claim_checks(moment timestamptz, kinds text[], limits int[], leases float8[])
returns table (
  id bigint, tenant text, actor text, kind text, key text, lane text, body bytea, attempt smallint, checks smallint
) language plpgsql as $$
begin
  perform set_config('dragoman.engine', 'on', true);
  for i in 1 .. cardinality(kinds) loop
    return query
    update effect e set lease_until = clock_timestamp() + leases[i] * interval '1 second', checks = e.checks + 1
    where e.id in (
      select c.id from effect c
      where c.kind = kinds[i] and c.state = 'UNKNOWN' and c.due <= moment
        and (c.lease_until is null or c.lease_until < clock_timestamp())
      order by c.due limit limits[i] for update skip locked
    )
    returning e.id, e.tenant_id, e.actor, e.kind, e.key, e.lane, e.body, e.attempt, e.checks;
  end loop;
  perform set_config('dragoman.engine', 'off', true);
end $$;

-- Effects whose worker is dead: its lease has run out while they were being sent.
create function engine_expired_effects(kinds text[])
returns table (id bigint, kind text, attempt smallint) language plpgsql as $$
begin
  perform set_config('dragoman.engine', 'on', true);
  return query select e.id, e.kind, e.attempt from effect e
  where e.state = 'SENDING' and e.lease_until < clock_timestamp() and e.kind = any(kinds) order by e.lease_until limit 500;
  perform set_config('dragoman.engine', 'off', true);
end $$;

-- When to look next: the soonest due of what may be claimed (product clock), and the soonest end of a lease (seconds from now).
create function engine_next_effect(kinds text[])
returns table (next_due timestamptz, lease_in float8) language plpgsql as $$
begin
  perform set_config('dragoman.engine', 'on', true);
  select min(d.due) into next_due from unnest(kinds) k(kind) cross join lateral (
    select min(e.due) as due from effect e where e.kind = k.kind and e.state = 'NEW' and e.lane = ''
    union all select min(l.due) from lane l where l.kind = k.kind and l.due is not null
    union all select min(e.due) from effect e where e.kind = k.kind and e.state = 'UNKNOWN' and e.due is not null
  ) d;
  select extract(epoch from min(e.lease_until) - clock_timestamp()) into lease_in from effect e where e.state = 'SENDING';
  perform set_config('dragoman.engine', 'off', true);
  return next;
end $$;
