"""The engine's statements with one guard taken out each: the forms that engine.md §8 found wanting. Only for twins."""

from __future__ import annotations

import asyncpg

# Numbers drawn before the actor's lock is held: two doors may commit them in the other order.
NUMBER_BEFORE_LOCK = """
create sequence loose_number; grant usage on sequence loose_number to dragoman_app;
create or replace function engine_arrive(
  tenants text[], actors text[], sources text[], external_ids text[], kinds text[], bodies bytea[], settles float8[]
) returns setof int language plpgsql as $$
begin
  return query
  with stored as (
    insert into event (tenant_id, actor, seq, source, external_id, kind, body, stored_at)
    select e.t, e.a, nextval('loose_number'), e.s, e.x, e.k, e.b, clock_timestamp()
    from unnest(tenants, actors, sources, external_ids, kinds, bodies) e(t, a, s, x, k, b)
    on conflict (tenant_id, source, external_id) do nothing returning tenant_id, actor, seq
  ), woken as (
    insert into actor as a (tenant_id, id, seq, ready_at)
    select tenant_id, actor, max(seq), clock_timestamp() from stored group by 1, 2 order by 1, 2
    on conflict (tenant_id, id) do update set seq = greatest(a.seq, excluded.seq), ready_at = excluded.ready_at
    returning 1
  )
  select row_number() over ()::int from stored;
end $$;
"""

# Finished events deleted, their external ids with them: a late duplicate is taken as new.
FORGET_AT_ONCE = """
create or replace function engine_finish_turn(tenant text, actor_id text, upto bigint) returns void language sql as $$
  delete from event where tenant_id = tenant and event.actor = actor_id and seq <= upto;
  update actor set last = upto, failures = 0, first_at = null, ready_at = case when seq > upto then clock_timestamp() end
  where tenant_id = tenant and id = actor_id;
$$;
"""

# No unique id: what the sender repeats is new every time.
NO_UNIQUE_ID = """
alter table event drop constraint event_tenant_id_source_external_id_key;
create or replace function engine_arrive(
  tenants text[], actors text[], sources text[], external_ids text[], kinds text[], bodies bytea[], settles float8[]
) returns setof int language plpgsql as $$
begin
  perform engine_lock_actors(tenants, actors);
  for i in 1 .. cardinality(tenants) loop
    update actor set seq = seq + 1, ready_at = clock_timestamp() where tenant_id = tenants[i] and id = actors[i];
    insert into event select tenants[i], actors[i], seq, sources[i], external_ids[i], kinds[i], bodies[i], clock_timestamp()
    from actor where tenant_id = tenants[i] and id = actors[i];
    return next i;
  end loop;
end $$;
"""

# Timers deleted before their actors are locked: against a turn that sets the same timer, each waits for the other.
TIMER_BEFORE_ACTOR = """
create or replace function engine_deliver(moment timestamptz, batch int)
returns table (timers int, letters int, next_due timestamptz) language plpgsql as $$
declare
  t text[]; a text[]; s text[]; x text[]; k text[]; b bytea[]; w float8[];
begin
  perform set_config('dragoman.engine', 'on', true);
  with fired as (delete from timer r where r.due <= moment returning r.*)
  select array_agg(f.tenant_id), array_agg(f.actor), array_agg('timer'::text), array_agg(f.setting::text), array_agg(f.name),
         array_agg(f.body), array_agg(0::float8) into t, a, s, x, k, b, w from fired f;
  if t is not null then
    perform engine_arrive(t, a, s, x, k, b, w);
  end if;
  timers := coalesce(cardinality(t), 0);
  letters := 0;
  select min(r.due) into next_due from timer r;
  return next;
end $$;
"""

# A turn that raised is not counted.
NO_COUNTING = """
create or replace function engine_fail_turn(tenant text, actor_id text, event_seq_ bigint, reason_ text, patience int, pause float8)
returns boolean language sql as $$ select false $$;
"""


async def loosen(owner: str, script: str) -> None:
    """Replace a statement of the engine in one test's own database."""
    connection = await asyncpg.connect(owner)
    await connection.execute(script)
    await connection.close()
