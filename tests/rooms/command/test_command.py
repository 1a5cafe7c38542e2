"""A command: role, savepoint, audit, history; a refusal changes nothing and is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from dragoman import timeline
from dragoman.access import Role, Surface
from dragoman.command import COMMANDS, Refused, StateTable, Work, command, move
from dragoman.conversations.states import CONVERSATION, ConversationState
from dragoman.engine import Store
from dragoman.tenancy.branches import add_branch
from dragoman.tenancy.commands import add_staff, issue_api_key
from dragoman.tenancy.queries import StaffCard, api_caller, tenant_of
from tests import lagos


async def test_what_is_done_is_audited(store: Store) -> None:
    world = await lagos.found(store)
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
        branch = await add_branch(work, "Abuja", "Africa/Lagos")
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
        row = await work.sql.fetchrow(
            "select tag, subject, result, role, doer, surface from audit where tag = 'tenancy:add_branch'"
        )
    assert tuple(row) == ("tenancy:add_branch", branch, "done", "admin", "st_femicole", "console")


async def test_a_refusal_changes_nothing_and_is_audited(store: Store) -> None:
    world = await lagos.found(store)
    with pytest.raises(Refused) as refusal:
        async with world.desk.work(lagos.TENANT, lagos.SALES, Surface.CONSOLE) as work:
            await add_branch(work, "Kano", "Africa/Lagos")
    assert (refusal.value.code, refusal.value.status) == ("role", 403)
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
        assert await work.sql.fetchval("select count(*) from branch") == 0
        audited = await work.sql.fetch("select result, code, role from audit where tag = 'tenancy:add_branch'")
    assert [tuple(r) for r in audited] == [("refused", "role", "sales")]


async def test_a_refusal_in_the_middle_undoes_what_was_written(store: Store) -> None:
    world = await lagos.found(store)

    @command("test:half", by={Role.ADMIN})
    async def half(work: Work) -> None:
        """Write, then refuse."""
        await work.sql.execute(
            "insert into branch (id, tenant_id, created_at, name, zone) values ('br_x', $1, now(), 'x', 'UTC')",
            work.tenant.id,
        )
        raise Refused("test", "No.")

    try:
        with pytest.raises(Refused):
            async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
                await half(work)
    finally:
        del COMMANDS["test:half"]
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
        assert await work.sql.fetchval("select count(*) from branch") == 0
        assert await work.sql.fetchval("select code from audit where tag = 'test:half'") == "test"


@dataclass
class Thing:
    __tablename__: ClassVar[str] = "conversation"
    states: ClassVar[StateTable] = CONVERSATION
    id: str
    state: str
    version: int


async def test_a_move_is_compare_and_swap(store: Store) -> None:
    world = await lagos.found(store)
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
        await work.sql.execute(
            "insert into person (id, tenant_id, created_at, sealed) values ('pe_1', $1, now(), '')", lagos.TENANT
        )
        await work.sql.execute(
            "insert into conversation (id, tenant_id, created_at, person_id, number_id, actor, recipient, state)"
            " values ('cv_1', $1, now(), 'pe_1', $2, 'chat:1', '', 'WITH_BOT')",
            lagos.TENANT,
            world.number,
        )
        first, second = Thing("cv_1", "WITH_BOT", 0), Thing("cv_1", "WITH_BOT", 0)
        await work.move(first, "hand_over")
        assert (first.state, first.version) == ("WAITING", 1)
        with pytest.raises(Refused) as stale:
            await work.move(second, "close")
        assert stale.value.code == "stale"
        with pytest.raises(Refused) as closed:
            await work.move(first, "reopen")
        assert closed.value.code == "state"
        history = await timeline.history(work.sql, "conversation:cv_1")
    assert [(h.tag, h.public) for h in history] == [
        ("conversation:hand_over", {"before": "WITH_BOT", "after": "WAITING"})
    ]


async def test_the_audit_chain_proves_itself_and_finds_a_change(store: Store, database: object) -> None:
    import asyncpg

    world = await lagos.found(store)
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE) as work:
        for place in ("Ikeja", "Lekki", "Yaba"):
            await add_branch(work, place, "Africa/Lagos")
    async with store.unit(lagos.TENANT) as unit:
        chained = await timeline.chain(unit.sql, lagos.TENANT)
        assert chained >= 6
        assert await timeline.chain(unit.sql, lagos.TENANT) == 0
        assert await timeline.proof(unit.sql, lagos.TENANT) is None
    with pytest.raises(asyncpg.PostgresError):
        async with store.unit(lagos.TENANT) as unit:
            await unit.sql.execute("update audit set doer = 'nobody' where seq = 2")
    owner = await asyncpg.connect(database.owner)  # type: ignore[attr-defined]
    await owner.execute("set session_replication_role = replica")
    await owner.execute("update audit set doer = 'nobody' where seq = 2")
    await owner.close()
    async with store.unit(lagos.TENANT) as unit:
        assert await timeline.proof(unit.sql, lagos.TENANT) == 2


async def test_an_api_key_speaks_for_its_tenant_only(store: Store) -> None:
    world = await lagos.found(store)
    await lagos.found(
        store, tenant="tn_othertours00000000000000", slug="other", name="Other", number_id="200000000000001"
    )
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        key = await issue_api_key(work, "website", ("search", "book"))
        await add_staff(work, StaffCard("Bayo Ade", "+2348035550111"), Role.SALES)
    from dragoman.kit.crypto import token_digest

    async with store.unit(None) as unit:
        assert await tenant_of(unit.sql, "api_key", token_digest(key).hex()) == lagos.TENANT
        assert await unit.sql.fetchval("select count(*) from api_key") == 0
        assert await unit.sql.fetchval("select count(*) from staff") == 0
    async with world.desk.work("tn_othertours00000000000000", lagos.OWNER, Surface.API) as work:
        assert await api_caller(work, key) is None
    async with world.desk.work(lagos.TENANT, lagos.OWNER, Surface.API) as work:
        caller = await api_caller(work, key)
        assert caller is not None
        assert caller[1] == {"search", "book"}


def test_a_table_with_an_unreachable_state_fails_at_once() -> None:
    with pytest.raises(ValueError, match="CLOSED"):
        StateTable(ConversationState, start=ConversationState.WITH_BOT, moves=[
            move("hand_over", ConversationState.WITH_BOT, ConversationState.WAITING),
            move("take", ConversationState.WAITING, ConversationState.WITH_PERSON),
        ])  # fmt: skip
    with pytest.raises(ValueError, match="twice"):
        StateTable(ConversationState, start=ConversationState.WITH_BOT, moves=[
            move("close", ConversationState.WITH_BOT, ConversationState.CLOSED),
            move("close", ConversationState.WITH_BOT, ConversationState.WAITING),
        ])  # fmt: skip
