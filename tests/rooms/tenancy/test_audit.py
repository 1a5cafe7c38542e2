"""The audit trail is searched, proven and exported; an outsider sees a single changed entry."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from dragoman import timeline
from dragoman.access import Surface
from dragoman.command import Refused
from dragoman.engine import Store
from dragoman.tenancy.audit import Wanted, entries, export_audit, prove
from dragoman.tenancy.branches import add_branch
from tests import lagos
from tests.conftest import Database

CONSOLE = Surface.CONSOLE
VERIFY = Path(__file__).parents[3] / "scripts" / "verify_audit.py"


@pytest.fixture
async def town(store: Store) -> lagos.Lagos:
    made = await lagos.found(store)
    for n in range(6):
        async with made.work(lagos.OWNER, CONSOLE) as work:
            await add_branch(work, f"Branch {n}", "Africa/Lagos")
    with pytest.raises(Refused):
        async with made.work(lagos.SALES, CONSOLE) as work:
            await add_branch(work, "Kano", "Africa/Lagos")
    async with made.work() as work:
        await timeline.chain(work.sql, lagos.TENANT)
    return made


async def test_it_is_searched_by_who_what_when_and_result(town: lagos.Lagos) -> None:
    async with town.work(lagos.MANAGER, CONSOLE) as work:
        (refusal,) = await entries(work, Wanted(result="refused"))
        assert (refusal.tag, refusal.doer, refusal.code) == ("tenancy:add_branch", lagos.SALES.id, "role")
        by_femi = await entries(work, Wanted(doer=lagos.OWNER.id, tag="tenancy:add_"))
        assert len(by_femi) == 6
        assert [e.seq for e in by_femi] == sorted((e.seq or 0 for e in by_femi), reverse=True)
        older = await entries(work, Wanted(doer=lagos.OWNER.id, tag="tenancy:add_"), after=by_femi[3].id)
        assert [e.id for e in older] == [e.id for e in by_femi[4:]]
        assert await entries(work, Wanted(subject=by_femi[0].subject)) == (by_femi[0],)
        assert await entries(work, Wanted(until=by_femi[-1].at, tag="tenancy:add_")) == ()


@pytest.mark.parametrize("by", [lagos.SALES, lagos.OPERATIONS, lagos.GUIDE])
async def test_who_may_not_read_it_reads_nothing(town: lagos.Lagos, by: object) -> None:
    async with town.work(by, CONSOLE) as work:
        with pytest.raises(Refused, match="role"):
            await entries(work, Wanted())
        with pytest.raises(Refused, match="role"):
            await prove(work)


async def change_one(database: Database, seq: int) -> None:
    """Change an entry as somebody with the database's own password would."""
    owner = await asyncpg.connect(database.owner)
    await owner.execute("set session_replication_role = replica")
    assert await owner.execute("update audit set doer = 'st_nobody' where seq = $1", seq) == "UPDATE 1"
    await owner.close()


async def test_one_changed_entry_breaks_the_chain_there_and_not_before(town: lagos.Lagos, database: Database) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        whole = await prove(work)
        assert (whole.broken_at, whole.first) == (None, 1)
        assert whole.checked == whole.last
    await change_one(database, 4)
    async with town.work(lagos.OWNER, CONSOLE) as work:
        assert (await prove(work)).broken_at == 4
        assert (await prove(work, 1, 3)).broken_at is None
        assert (await prove(work, 5)).broken_at is None
        assert (await prove(work, 3, 5)).broken_at == 4


async def test_a_trail_cut_off_at_its_end_does_not_fit_its_head(town: lagos.Lagos, database: Database) -> None:
    owner = await asyncpg.connect(database.owner)
    await owner.execute("set session_replication_role = replica")
    await owner.execute("delete from audit where seq = (select max(seq) from audit)")
    await owner.close()
    async with town.work(lagos.OWNER, CONSOLE) as work:
        assert (await prove(work)).broken_at is not None


def verified(path: Path) -> tuple[int, str]:
    told = subprocess.run([sys.executable, VERIFY, path], capture_output=True, text=True, check=False)
    return told.returncode, told.stdout


async def test_an_outsider_verifies_an_export_and_sees_a_changed_line(town: lagos.Lagos, tmp_path: Path) -> None:
    async with town.work(lagos.OWNER, CONSOLE, proven=True) as work:
        exported = await export_audit(work, 3)
        head = (await prove(work)).head.hex()
    path = tmp_path / "audit.jsonl"
    path.write_bytes(exported.lines)
    code, told = verified(path)
    assert (code, f"entries 3 to {exported.last}" in told, head in told) == (0, True, True)
    lines = exported.lines.decode().splitlines()
    for changed in (
        [lines[0], lines[1].replace("st_femicole", "st_bayoade"), *lines[2:]],
        [lines[0], *lines[2:]],
        lines[:-1],
        [lines[0].replace(json.loads(lines[0])["hash_before"], "00" * 32), *lines[1:]],
    ):
        path.write_text("\n".join(changed))
        assert verified(path)[0] == 1


async def test_taking_it_away_is_proven_and_audited(town: lagos.Lagos) -> None:
    for by, proven, code in ((lagos.MANAGER, True, "role"), (lagos.OWNER, False, "proof")):
        with pytest.raises(Refused) as refusal:
            async with town.work(by, CONSOLE, proven=proven) as work:
                await export_audit(work)
        assert refusal.value.code == code
    async with town.work(lagos.OWNER, CONSOLE, proven=True) as work:
        await export_audit(work)
    async with town.work(lagos.OWNER, CONSOLE) as work:
        told = await entries(work, Wanted(tag="audit:export"))
        assert [(e.result, e.code) for e in told] == [("done", ""), ("refused", "proof"), ("refused", "role")]
