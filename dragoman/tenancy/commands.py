"""Set up a business: its keys, numbers, secrets, staff and API keys."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec

from dragoman.access import SETTINGS, STAFF, Role
from dragoman.command import Refused, Work, command
from dragoman.command.tenants import TenantSettings
from dragoman.engine import Unit
from dragoman.kit.crypto import Master, new_key, token_digest
from dragoman.tenancy.queries import StaffCard

# What an API key may be used for; within that its role decides. The first five are what a shop needs.
SCOPES = frozenset({"search", "book", "read", "documents", "conversations", "payments", "operations", "admin"})


async def register_business(
    unit: Unit, master: Master, *, tenant: str, slug: str, name: str, currency: str, country: str, zone: str, locale: str,
    settings: TenantSettings, now: datetime,
) -> None:  # fmt: skip
    """Create a tenant with its first key, inside the tenant's own unit of work; does nothing when it exists."""
    created = await unit.sql.fetchval(
        "insert into tenant (id, slug, name, currency, country, zone, locale, settings, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing returning id",
        tenant, slug, name, currency, country, zone, locale, msgspec.json.encode(settings).decode(), now,
    )  # fmt: skip
    if created is None:
        return
    await unit.sql.execute(
        "insert into tenant_key (tenant_id, key_id, wrapped, created_at) values ($1, 1, $2, $3)",
        tenant,
        master.wrap(tenant, 1, new_key()),
        now,
    )
    await unit.sql.execute(
        "insert into route (kind, key, tenant_id, target) values ('business', $1, $2, $2)", slug, tenant
    )
    await unit.sql.execute("insert into audit_head (tenant_id, seq, hash) values ($1, 0, '')", tenant)


@command("tenancy:connect_number", by=SETTINGS)
async def connect_number(
    work: Work,
    *,
    channel: str,
    number_id: str,
    account_id: str,
    display: str,
    throughput: float = 80.0,
    branch: str | None = None,
) -> str:
    """Connect a business number; its network's events are routed to this tenant from now on."""
    taken = await work.sql.fetchval(
        "select tenant_id from route where kind = $1 and key = $2", f"number:{channel}", number_id
    )
    if taken is not None and taken != work.tenant.id:
        raise Refused(
            "number.taken", "That number id belongs to another business here. Check the id.", field="number_id"
        )
    row = await work.sql.fetchval(
        "insert into number (id, tenant_id, created_at, branch_id, channel, number_id, account_id, display, throughput)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " on conflict (channel, number_id) do update set account_id = excluded.account_id, display = excluded.display,"
        " throughput = excluded.throughput, active = true returning id",
        work.new_id("no"), work.tenant.id, work.now, branch, channel, number_id, account_id, display, throughput,
    )  # fmt: skip
    await _route(work, f"number:{channel}", number_id, row)
    await _route(work, f"account:{channel}", account_id, row)
    return str(row)


@command("tenancy:set_secret", by=SETTINGS, sensitive=True)
async def set_secret(work: Work, name: str, values: tuple[str, ...]) -> None:
    """Store a partner's secret, newest first; older ones still verify signatures during a rotation."""
    if not values or any(not v for v in values) or len(values) > 4:
        raise Refused("secret.empty", "Give one to four secrets, newest first.", field=name)
    await work.sql.execute("delete from secret where name = $1", name)
    for rank, value in enumerate(values):
        row = work.new_id("se")
        await work.sql.execute(
            "insert into secret (id, tenant_id, created_at, name, rank, sealed) values ($1, $2, $3, $4, $5, $6)",
            row, work.tenant.id, work.now, name, rank, work.seal("secret", "sealed", row, value),
        )  # fmt: skip


@command("tenancy:add_staff", by=SETTINGS, sensitive=True)
async def add_staff(
    work: Work,
    card: StaffCard,
    role: Role,
    branch: str | None = None,
    *,
    also: Sequence[Role] = (),
    invited: bool = False,
) -> str:
    """Add a member of staff with a first role and those that they hold `also`; their phone lets them answer from WhatsApp.

    `invited` ones are active when they have joined.
    """
    first, *others = staff_roles(role, also)
    row = work.new_id("st")
    phone = work.blind("phone", card.phone) if card.phone else None
    email = work.blind("email", card.email.lower()) if card.email else None
    known = await work.sql.fetchval("select id from staff where phone_blind = $1 or email_blind = $2", phone, email)
    if known is not None:
        raise Refused("staff.known", "That phone or e-mail already belongs to a member of staff.", field="phone")
    await work.sql.execute(
        "insert into staff (id, tenant_id, created_at, branch_id, role, also, sealed, phone_blind, email_blind, state)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row, work.tenant.id, work.now, branch, first, others, work.seal("staff", "sealed", row, card), phone, email,
        "INVITED" if invited else "ACTIVE",
    )  # fmt: skip
    return row


def staff_roles(role: Role, also: Sequence[Role]) -> tuple[Role, ...]:
    """Return the roles of a member of staff, each once, the first one first; raises Refused("staff.role") for others. Pure."""
    held = tuple(dict.fromkeys((role, *also)))
    if not STAFF.issuperset(held):
        raise Refused("staff.role", "Choose a staff role.", field="role", status=422)
    return held


@command("tenancy:issue_api_key", by=SETTINGS, sensitive=True)
async def issue_api_key(work: Work, name: str, scopes: tuple[str, ...], role: Role = Role.SALES) -> str:
    """Issue an API key; the returned text is shown once and stored only as a digest."""
    if role not in STAFF:
        raise Refused("api_key.role", "Choose a staff role for the key.", field="role", status=422)
    unknown = sorted(set(scopes) - SCOPES)
    if unknown or not scopes:
        raise Refused("api_key.scopes", f"Choose scopes among {', '.join(sorted(SCOPES))}.", field="scopes", status=422)
    key = f"dk_{secrets.token_urlsafe(32)}"
    row = work.new_id("ak")
    await work.sql.execute(
        "insert into api_key (id, tenant_id, created_at, name, digest, last_four, scopes, role, created_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row, work.tenant.id, work.now, name, token_digest(key), key[-4:], list(scopes), role, work.by.id,
    )  # fmt: skip
    await _route(work, "api_key", token_digest(key).hex(), row)
    return key


@command("tenancy:revoke_api_key", by=SETTINGS)
async def revoke_api_key(work: Work, api_key: str) -> None:
    """Revoke an API key at once."""
    digest = await work.sql.fetchval(
        "update api_key set revoked_at = $2 where id = $1 and revoked_at is null returning digest", api_key, work.now
    )
    if digest is None:
        raise Refused("api_key.gone", "That key does not exist or is revoked already.", status=404)
    await work.sql.execute("delete from route where kind = 'api_key' and key = $1", bytes(digest).hex())


async def note_use(work: Work, api_key: str) -> None:
    """Note when a key was last used, to the minute: an owner revokes what nobody uses."""
    await work.sql.execute(
        "update api_key set used_at = $2 where id = $1 and (used_at is null or used_at < $2::timestamptz - interval '1 minute')",
        api_key,
        work.now,
    )


async def _route(work: Work, kind: str, key: str, target: str) -> None:
    await work.sql.execute(
        "insert into route (kind, key, tenant_id, target) values ($1, $2, $3, $4) on conflict (kind, key) do nothing",
        kind,
        key,
        work.tenant.id,
        target,
    )
