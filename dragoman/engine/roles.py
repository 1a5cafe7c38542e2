"""Who may do what in the database: the owner makes tables, the app uses them and is never above row-level security."""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import Connection, text

APP_ROLE = "dragoman_app"
_SAMPLE_ROWS = 10_000
_READ_BEFORE_TENANT = {"route"}  # the door looks a call's tenant up in it; ids and digests only


class UnsafeDatabase(RuntimeError):
    """The connection could see or lose what it must not; the product refuses to start. The text says what to change."""


def create_app_role(connection: Connection) -> None:
    """Create `dragoman_app` if it is missing, let the owner step into it, and let it connect. Runs as the owner.

    Raises UnsafeDatabase when the owner may not create roles and the role does not exist.
    """
    found = connection.execute(text("select 1 from pg_roles where rolname = :role"), {"role": APP_ROLE}).scalar()
    may = connection.execute(
        text("select rolcreaterole or rolsuper from pg_roles where rolname = current_user")
    ).scalar_one()
    if not found and not may:
        raise UnsafeDatabase(
            f"ask the server's administrator for: create role {APP_ROLE} login; grant {APP_ROLE} to the owner"
        )
    if not found:
        # Two databases of one server may be migrated at the same instant; the second finds the first one's role.
        connection.execute(
            text(
                f"do $$ begin create role {APP_ROLE} login nosuperuser nobypassrls;"
                " exception when duplicate_object or unique_violation then null; end $$"
            )
        )
    member = connection.execute(text(f"select pg_has_role(current_user, '{APP_ROLE}', 'member')")).scalar_one()
    if not member:
        connection.execute(text(f"grant {APP_ROLE} to current_user"))
    connection.execute(text(f"grant usage on schema public to {APP_ROLE}"))


async def self_test(connection: asyncpg.Connection[Any], *, durable: bool = True) -> None:
    """Refuse a connection that is above row-level security, a table without it, or a server that forgets commits.

    Call it with no tenant set. `durable=False` accepts fsync or synchronous_commit switched off (throw-away databases).
    Raises UnsafeDatabase.
    """
    me = await connection.fetchrow("select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
    assert me is not None
    if me["rolsuper"] or me["rolbypassrls"]:
        raise UnsafeDatabase(f"role {me['rolname']} is above row-level security: connect as {APP_ROLE}")
    tables = await connection.fetch(_TENANT_TABLES)
    if not tables:
        raise UnsafeDatabase("the database has no tables yet: run dragoman migrate")
    for table in tables:
        name = table["name"]
        if table["owned"]:
            raise UnsafeDatabase(f"role {me['rolname']} owns {name}: connect as {APP_ROLE}")
        if not table["protected"]:
            raise UnsafeDatabase(f"table {name} has no forced row-level security")
        if name in _READ_BEFORE_TENANT or not table["readable"]:
            continue
        # Nothing is visible, so all would be read: of a large table a sample of some ten thousand rows must do.
        share = min(100.0, 100 * _SAMPLE_ROWS / max(table["rows"], 1))
        any_row = f"select exists (select from {name} tablesample system ({share}))"  # noqa: S608 - a name from the catalogue
        if await connection.fetchval(any_row):
            raise UnsafeDatabase(f"table {name} shows rows to nobody's tenant")
    if durable:
        await _check_durable(connection)


_TENANT_TABLES = """
select c.oid::regclass::text as name, c.relrowsecurity and c.relforcerowsecurity as protected,
       pg_has_role(current_user, c.relowner, 'usage') as owned, has_table_privilege(c.oid, 'select') as readable,
       c.reltuples as rows
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relkind in ('r', 'p') and n.nspname = current_schema()
order by 1
"""


async def _check_durable(connection: asyncpg.Connection[Any]) -> None:
    for setting, bad in (("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")):
        value = await connection.fetchval("select current_setting($1)", setting)
        if value == bad:
            raise UnsafeDatabase(f"{setting} is {value}: what was acknowledged could be lost; switch it on")
