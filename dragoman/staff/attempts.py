"""Attempts to prove oneself, counted before they are judged: per account that was named and per address that asked.

An account and an address nobody knows are counted alike, so the wait tells nothing. Waits double; they slow guessing down and
lock nobody out for good (OWASP Authentication cheat sheet, "Login throttling").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dragoman.command import Work
from dragoman.staff import errors


@dataclass(frozen=True, slots=True)
class Patience:
    """How many attempts are free, how long the first wait is, the longest, and when all is forgotten."""

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def wait(self, failed: int) -> timedelta:
        """Return the wait after the `failed`-th attempt in a row."""
        if failed < self.free:
            return timedelta()
        return min(self.longest, self.first * (1 << min(failed - self.free, 20)))


ACCOUNT = Patience(5, timedelta(seconds=15), timedelta(minutes=15), timedelta(hours=24))
ADDRESS = Patience(30, timedelta(seconds=15), timedelta(minutes=15), timedelta(hours=1))  # an office shares one address


async def count(work: Work, *, account: str, address: str) -> None:
    """Count an attempt on an account (e-mail or id) from an address; raises Refused("sign_in.wait") while one must wait."""
    for kind, what, patience in (("account", account, ACCOUNT), ("address", address, ADDRESS)):
        if what:
            await _count(work, work.blind("sign_in", f"{kind}:{what}"), patience)


async def _count(work: Work, key: bytes, patience: Patience) -> None:
    row = await work.sql.fetchrow(
        "insert into sign_in_attempt (tenant_id, key, failed, failed_at) values ($1, $2, 0, $3)"
        " on conflict (tenant_id, key) do update set key = excluded.key returning failed, failed_at, wait_until",
        work.tenant.id, key, work.now,
    )  # fmt: skip
    assert row is not None
    until: datetime | None = row["wait_until"]
    if until is not None and until > work.now:
        raise errors.wait(int((until - work.now).total_seconds()) + 1)
    failed = (0 if row["failed_at"] < work.now - patience.memory else row["failed"]) + 1
    wait = patience.wait(failed)
    await work.sql.execute(
        "update sign_in_attempt set failed = $3, failed_at = $4, wait_until = $5 where tenant_id = $1 and key = $2",
        work.tenant.id, key, failed, work.now, work.now + wait if wait else None,
    )  # fmt: skip


async def forgive(work: Work, account: str) -> None:
    """Forget the attempts on an account that was proven; the address keeps its count, which others may share."""
    await work.sql.execute("delete from sign_in_attempt where key = $1", work.blind("sign_in", f"account:{account}"))


async def forget_attempts(work: Work) -> None:
    """Forget attempts older than any memory of them."""
    await work.sql.execute("delete from sign_in_attempt where failed_at < $1", work.now - ACCOUNT.memory)
