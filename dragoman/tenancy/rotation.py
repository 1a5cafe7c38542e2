"""Give a business a new key for everything that is sealed from now on; what is older opens with the older keys."""

from __future__ import annotations

from datetime import datetime

from dragoman.access import SETTINGS
from dragoman.command import Work, command
from dragoman.kit.crypto import Master, new_key


@command("tenancy:rotate_key", by=SETTINGS, sensitive=True)
async def rotate_key(work: Work, master: Master) -> int:
    """Add a key and use it within seconds; returns its number."""
    number = 1 + int(await work.sql.fetchval("select max(key_id) from tenant_key") or 0)
    await work.sql.execute(
        "insert into tenant_key (tenant_id, key_id, wrapped, created_at) values ($1, $2, $3, $4)",
        work.tenant.id, number, master.wrap(work.tenant.id, number, new_key()), work.now,
    )  # fmt: skip
    return number


async def keys_since(work: Work) -> tuple[tuple[int, datetime], ...]:
    """List the business's keys by number, newest first; never a key."""
    rows = await work.sql.fetch("select key_id, created_at from tenant_key order by key_id desc")
    return tuple((row["key_id"], row["created_at"]) for row in rows)
