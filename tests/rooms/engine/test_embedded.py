import asyncio
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from dragoman.engine import account, binaries, embedded
from dragoman.engine.binaries import NoPostgres

_HOLD = """
import asyncio, sys
from pathlib import Path
from dragoman.engine import embedded
async def main():
    server = await embedded.start(Path(sys.argv[1]))
    print("up", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.leave()
asyncio.run(main())
"""


@pytest.fixture(scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster made once; starting a copy of it is what most tests need."""
    home = tmp_path_factory.mktemp("made")
    await (await embedded.start(home)).leave()
    return home / "postgres" / "cluster"


@pytest.fixture
def home(cluster: Path, tmp_path: Path) -> Path:
    shutil.copytree(cluster, tmp_path / "postgres" / "cluster")
    return tmp_path


async def ask(server: embedded.Embedded, statement: str) -> object:
    connection = await asyncpg.connect(server.dsn("postgres"))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def pid_of(server: embedded.Embedded) -> int:
    return int((server.sockets / "cluster" / "postmaster.pid").read_text().split("\n")[0])


def hold(home: Path) -> subprocess.Popen[str]:
    """Another product process on the same home."""
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "up\n"
    return other


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_it_is_private_durable_and_found_again(tmp_path: Path) -> None:
    killed_in_initdb = tmp_path / "postgres" / "new-dead" / "cluster"
    killed_in_initdb.mkdir(parents=True)
    (killed_in_initdb / "PG_VERSION").write_text("18\n")
    server = await embedded.start(tmp_path)
    try:
        mode = stat.S_IMODE((tmp_path / "postgres").stat().st_mode)
        assert mode == 0o700
        assert await ask(server, "show listen_addresses") == ""
        assert await ask(server, "show fsync") == "on"
        assert await ask(server, "show synchronous_commit") == "on"
        joined = await embedded.start(tmp_path)
        await joined.leave()
        await joined.leave()
        assert await ask(server, "select 1") == 1
    finally:
        pid = pid_of(server)
        await server.leave()
    assert not running(pid)


async def test_its_rows_survive_the_death_of_the_postmaster(home: Path) -> None:
    server = await embedded.start(home)
    await ask(server, "create table kept as select 42 as n")
    os.kill(pid_of(server), signal.SIGKILL)
    again = await embedded.start(home)
    try:
        assert await ask(again, "select n from kept") == 42
    finally:
        await again.leave()
        await server.leave()


async def test_the_last_process_stops_it_and_a_killed_one_does_not_count(home: Path) -> None:
    killed, other = hold(home), hold(home)
    server = await embedded.start(home)
    pid = pid_of(server)
    killed.kill()
    killed.wait()
    await server.leave()
    assert running(pid)
    other.communicate("")
    assert other.returncode == 0
    assert not running(pid)


async def test_ctrl_c_in_the_terminal_does_not_reach_it(home: Path) -> None:
    server = await embedded.start(home)
    try:
        assert os.getsid(pid_of(server)) != os.getsid(0)
    finally:
        await server.leave()


async def test_it_stays_when_asked_to(home: Path) -> None:
    server = await embedded.start(home, stay=True)
    pid = pid_of(server)
    await server.leave()
    assert running(pid)
    (home / "postgres" / "stay").unlink()
    again = await embedded.start(home)
    await again.leave()
    assert not running(pid)


async def test_several_processes_may_start_it_at_the_same_instant(tmp_path: Path) -> None:
    servers = await asyncio.gather(*(embedded.start(tmp_path) for _ in range(4)))
    assert {await ask(server, "select 1") for server in servers} == {1}
    for server in servers:
        await server.leave()


async def test_a_long_path_gets_a_short_private_socket_folder(cluster: Path, tmp_path: Path) -> None:
    home = tmp_path / ("a" * 60) / ("b" * 60)
    shutil.copytree(cluster, home / "postgres" / "cluster")
    server = await embedded.start(home)
    try:
        assert len(str(server.sockets)) < 90
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
        assert await ask(server, "select 1") == 1
    finally:
        await server.leave()
        server.sockets.rmdir()


async def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    server = await embedded.start(home)
    await server.leave()
    (home / "postgres" / "cluster" / "global" / "pg_control").unlink()
    with pytest.raises(embedded.ServerFailed, match="pg_control"):
        await embedded.start(home)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may become nobody")
async def test_where_namespaces_are_refused_root_becomes_nobody(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(account, "_namespaces_work", lambda: False)
    monkeypatch.setattr(account, "_PRIVATE_ROOT", Path(f"/var/tmp/dragoman-test-{os.getpid()}"))
    server = await embedded.start(tmp_path)
    try:
        assert await ask(server, "select 1") == 1
        owner = pwd.getpwuid((server.sockets / "cluster").stat().st_uid).pw_name
        assert owner == "nobody"
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    finally:
        await server.leave()
        shutil.rmtree(f"/var/tmp/dragoman-test-{os.getpid()}")


def test_a_version_that_is_not_here_is_named() -> None:
    with pytest.raises(NoPostgres, match="PostgreSQL 12 not found"):
        binaries.find(12)
