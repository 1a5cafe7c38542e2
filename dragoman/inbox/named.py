"""Rows that somebody names: kept under the name, replaced by the next of the same name, bounded in number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.command import Refused, Work


async def keep_named(
    work: Work, table: str, row: Mapping[str, object], *, key: Sequence[str], most: int, full: Refused
) -> str:
    """Insert a row, or replace the one of the same key; returns its id. One more than `most` raises `full`.

    The key's last column is the name, those before it say whose it is; `key` names columns of a unique
    index of the business. Replacing counts for nothing, so it is possible when all places are taken.
    """
    owner, name = key[:-1], key[-1]
    whose = "".join(f" and {column} = ${place}" for place, column in enumerate(owner, 2))
    others = f"select count(*) from {table} where {name} <> $1{whose}"
    if await work.sql.fetchval(others, row[name], *(row[column] for column in owner)) >= most:
        raise full
    columns = ["tenant_id", "created_at", *row]
    values = [work.tenant.id, work.now, *row.values()]
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    changed = ", ".join(f"{column} = excluded.{column}" for column in row if column not in ("id", *key))
    found: str = await work.sql.fetchval(
        f"insert into {table} ({', '.join(columns)}) values ({places})"
        f" on conflict (tenant_id, {', '.join(key)}) do update set {changed} returning id",
        *values,
    )
    return found
