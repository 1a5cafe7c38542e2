"""Starts, finds again and stops a private PostgreSQL under the home directory; one server for all product processes.

The server listens on a Unix socket in a directory that only its owner may enter, and on no network. It lives in a session
of its own, so neither Ctrl-C in the terminal nor the death of the process that started it ends it. Who uses it holds a
shared lock on a file; the kernel releases the lock even after kill -9, so the last user to leave knows that it is the last.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import asyncpg

from dragoman.engine.account import Account, choose_account
from dragoman.engine.binaries import Binaries, find

SUPERUSER = "postgres"
_PORT = 5432  # only names the socket file: .s.PGSQL.5432
_SOCKET_PATH_LIMIT = 103  # the shortest of the platforms' sun_path limits, less its final zero
_LOOK_S = 0.02
# What a new postmaster says while processes of one that was killed still end; they need a moment, not a repair.
_STILL_IN_USE = ("is still in use", 'lock file "postmaster.pid" already exists')  # a killed server not quite gone
_LEFTOVERS_S = 60.0
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "autovacuum_naptime": "10s",
    "autovacuum_vacuum_cost_limit": "2000",
    "jit": "off",  # short statements only: compiling them costs more than it saves
    "log_min_error_statement": "panic",  # a statement's text may hold personal values
    "log_error_verbosity": "terse",
}


class ServerFailed(RuntimeError):
    """The server did not come up; the text ends with the last lines of its log."""


@dataclass(slots=True)
class Embedded:
    """A running private server and this process's claim on it."""

    sockets: Path
    folder: Path
    _claim: IO[str]

    def dsn(self, database: str, user: str = SUPERUSER) -> str:
        """Return a connection address for `database` as `user` (no password: the directory is the lock)."""
        return f"postgresql://{user}@/{database}?host={self.sockets}&port={_PORT}"

    async def leave(self) -> None:
        """Give the server up; whoever leaves last stops it, unless it was started to stay. Safe to call twice."""
        if self._claim.closed:
            return
        async with _exclusive(self.folder / "start.lock"):
            try:
                fcntl.flock(self._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                last = True
            except BlockingIOError:
                last = False
            try:
                if last and not (self.folder / "stay").exists():
                    await _stop(_postmaster(_Place.under(self.folder.parent).cluster))
            finally:
                self._claim.close()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one home keeps its server: locks and log in `folder`, the cluster and sockets where its account can reach."""

    folder: Path
    cluster: Path
    sockets: Path
    account: Account

    @classmethod
    def under(cls, home: Path) -> _Place:
        folder = home.resolve() / "postgres"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        account = choose_account(folder)
        root = account.prepare(folder)
        sockets = root
        if len(str(sockets / f".s.PGSQL.{_PORT}")) > _SOCKET_PATH_LIMIT:
            sockets = _short_private_folder(folder, account)
        return cls(folder, root / "cluster", sockets, account)


async def start(home: Path, *, stay: bool = False) -> Embedded:
    """Start the server of `home`, or join the one that runs; return when it answers, however long its redo takes.

    `stay` leaves it running after its last user has left. Raises NoPostgres or ServerFailed.
    """
    place = _Place.under(home)
    async with _exclusive(place.folder / "start.lock"):
        claim = (place.folder / "users.lock").open("a+")
        try:
            fcntl.flock(claim, fcntl.LOCK_SH)
            server = Embedded(place.sockets, place.folder, claim)
            if not await _answers(server):
                await _bring_up(place, server, stay)
        except BaseException:
            claim.close()
            raise
    return server


async def _bring_up(place: _Place, server: Embedded, stay: bool) -> None:
    running = _postmaster(place.cluster)
    if running is not None and await _came_up(server, running):
        return
    marker = place.folder / "stay"
    if stay:
        marker.touch()
    else:
        marker.unlink(missing_ok=True)
    version = place.cluster / "PG_VERSION"
    if version.exists():
        binaries = place.account.reachable(find(int(version.read_text())))
    else:
        binaries = place.account.reachable(find())
        await asyncio.to_thread(_create_cluster, place, binaries)
    until = time.monotonic() + _LEFTOVERS_S
    while True:
        began = (place.folder / "server.log").stat().st_size if (place.folder / "server.log").exists() else 0
        code = await _run_until_up(place, server, binaries)
        if code is None:
            return
        said = (place.folder / "server.log").read_bytes()[began:].decode(errors="replace")
        if not any(words in said for words in _STILL_IN_USE) or time.monotonic() > until:
            raise ServerFailed(f"PostgreSQL ended with {code}: {said[-2000:]}")
        await asyncio.sleep(0.2)


async def _run_until_up(place: _Place, server: Embedded, binaries: Binaries) -> int | None:
    """Start a postmaster; return None when it answers, its exit code when it ended instead."""
    command = [binaries.program("postgres"), "-D", str(place.cluster), "-k", str(place.sockets)]
    for name, value in _SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with (place.folder / "server.log").open("ab") as sink:
        process = subprocess.Popen(  # noqa: S603, ASYNC220 - returns at once; the server outlives us on purpose
            place.account.wrap(command),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            cwd=place.cluster.parent,
            **place.account.popen_options(),
        )
    while not await _answers(server):
        if process.poll() is not None:
            return process.returncode
        await asyncio.sleep(_LOOK_S)
    return None


async def _came_up(server: Embedded, pid: int) -> bool:
    """Wait for a postmaster we did not start, as long as it lives: it may be in redo, or going down."""
    while _alive(pid):
        if await _answers(server):
            return True
        await asyncio.sleep(_LOOK_S)
    return False


async def _answers(server: Embedded) -> bool:
    if not (server.sockets / f".s.PGSQL.{_PORT}").exists():
        return False
    try:
        connection = await asyncpg.connect(server.dsn("postgres"), timeout=30)
    except (OSError, asyncpg.CannotConnectNowError):
        return False
    await connection.close()
    return True


def _create_cluster(place: _Place, binaries: Binaries) -> None:
    """Run initdb into a folder beside the final one and rename it: a kill in between leaves nothing half made."""
    unfinished = Path(tempfile.mkdtemp(prefix="new-", dir=place.cluster.parent))
    place.account.own(unfinished)
    locale = ["--locale=C"]
    if binaries.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command = [binaries.program("initdb"), "-D", str(unfinished / "cluster"), "-U", SUPERUSER, "-E", "UTF8"]
    answer = subprocess.run(  # noqa: S603
        place.account.wrap([*command, "-A", "trust", "--no-instructions", *locale]),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=unfinished,
        **place.account.popen_options(),
    )
    if answer.returncode != 0:
        raise ServerFailed(f"initdb failed: {answer.stderr[-2000:]}")
    (unfinished / "cluster").rename(place.cluster)
    unfinished.rmdir()


async def _stop(pid: int | None) -> None:
    """Ask once for a fast shutdown and wait until the postmaster is gone."""
    if pid is None:
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    while _alive(pid):  # noqa: ASYNC110 - another process's end raises no event here
        await asyncio.sleep(_LOOK_S)


def _postmaster(cluster: Path) -> int | None:
    """Return the postmaster's process id from its pid file, or None when no such process lives."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _alive(pid) and _runs_in(pid, cluster) else None


def _alive(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # our own child stays a zombie until somebody asks
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _runs_in(pid: int, cluster: Path) -> bool:
    """Tell whether the process works in `cluster`: a stale pid file may name a number that was given away again."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == cluster.resolve()
    except PermissionError:
        return True
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # without /proc the number is all we have


def _short_private_folder(folder: Path, account: Account) -> Path:
    """Return a directory with a short path, owned by the server's account and closed to others, for the socket."""
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"dragoman-{os.getuid()}-{digest}"
    with suppress(FileExistsError):
        short.mkdir(mode=0o700)
        account.own(short)
    status = short.lstat()
    if short.is_symlink() or status.st_uid not in (os.getuid(), account.uid) or status.st_mode & 0o077:
        raise ServerFailed(f"{short} belongs to somebody else; remove it or choose a shorter DRAGOMAN_HOME")
    return short


@asynccontextmanager
async def _exclusive(path: Path) -> AsyncIterator[None]:
    with path.open("a+") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield
