"""A pace can be kept still: nobody who keeps it tries before a moment, because the other side refuses everybody."""

from dragoman.engine.migrations.script import run_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what workers call when an answer says so."""
    run_script("""
alter table pace add column still_until timestamptz;

drop function engine_lock_paces(text[], text[], timestamptz);
-- Lock the pace rows of `keys` in order and return where each stands.
create function engine_lock_paces(tenants text[], keys text[], moment timestamptz)
returns table (tenant text, key text, next_at timestamptz, still_until timestamptz) language sql as $$
  insert into pace as p (tenant_id, key, next_at)
  select distinct u.tenant_id, u.key, moment from unnest(tenants, keys) u(tenant_id, key) order by 1, 2
  on conflict (tenant_id, key) do update set next_at = p.next_at
  returning p.tenant_id, p.key, p.next_at, p.still_until;
$$;

create function engine_hold_paces(tenants text[], keys text[], untils timestamptz[]) returns void language plpgsql as $$
begin
  perform set_config('dragoman.engine', 'on', true);
  insert into pace as p (tenant_id, key, next_at, still_until)
  select u.tenant_id, u.key, max(u.until), max(u.until) from unnest(tenants, keys, untils) u(tenant_id, key, until) group by 1, 2 order by 1, 2
  on conflict (tenant_id, key) do update
  set next_at = greatest(p.next_at, excluded.next_at), still_until = greatest(p.still_until, excluded.still_until);
  perform set_config('dragoman.engine', 'off', true);
end $$;
""")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
