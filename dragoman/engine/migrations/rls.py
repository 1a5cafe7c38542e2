"""Row-level security for a table, in one place, so that no migration writes its own policy."""

from __future__ import annotations

from alembic import op

from dragoman.engine.roles import APP_ROLE

# A scalar sub-select is evaluated once per statement, a bare current_setting once per row.
_OWN_TENANT = "tenant_id = (select current_setting('dragoman.tenant', true))"
_ENGINE_TOO = f"{_OWN_TENANT} or (select current_setting('dragoman.engine', true)) = 'on'"


def protect(table: str, *, engine: bool = False, grants: str = "select, insert, update, delete") -> None:
    """Enable and force row-level security on `table` (it must have `tenant_id`) and grant it to the app role.

    A row is visible and writable to the tenant named in `dragoman.tenant` only; unset or empty shows nothing. `engine`
    adds the engine's own view across tenants, for tables whose rows the engine claims. `grants` may be narrower for
    tables that are only added to.
    """
    rule = _ENGINE_TOO if engine else _OWN_TENANT
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_tenant on {table} using ({rule}) with check ({rule})")
    op.execute(f"grant {grants} on {table} to {APP_ROLE}")
