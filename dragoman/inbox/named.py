"""Rows that somebody names: kept under the name, replaced by the next of the same name, bounded in number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.command import Refused, Work


async def keep_named(
    work: Work, table: str, row: Mapping[str, object], *, key: Sequence[str], most: int, full: Refused
) -> str:
    """Insert a row, or replace the one of the same key; returns its id. One more than `most` raises `full`.

    `row` begins with the id. The key's last column is the name, those before it say whose it is; `key` names columns of a unique
    index of the business. Replacing counts for nothing, so it is possible when all places are taken.
    """
    columns = ["tenant_id", "created_at", *row]
    values = [work.tenant.id, work.now, *row.values()]
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("id", *key))
    made = await work.sql.fetchrow(
        f"insert into {table} ({', '.join(columns)}) values ({places})"
        f" on conflict (tenant_id, {', '.join(key)}) do update set {changed} returning id, xmax = 0 as new",
        *values,
    )
    assert made is not None
    if made["new"]:
        owner = key[:-1]
        whose = " and ".join(f"{name} = ${place}" for place, name in enumerate(owner, 1)) or "true"
        if await work.sql.fetchval(f"select count(*) from {table} where {whose}", *(row[name] for name in owner)) > most:
            raise full
    found: str = made["id"]
    return found
