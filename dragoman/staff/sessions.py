"""Sessions: rows that a cookie leads to. Idle and absolute limits, listed, ended at once.

The cookie holds tenant and secret; stored is only the secret's digest. A new secret is given at sign-in and whenever rights grow
(OWASP Session Management cheat sheet, "Renew the session id after any privilege level change").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from dragoman.access import STAFF, Doer, Role, held_of
from dragoman.command import Refused, Work, command, not_found
from dragoman.kit.crypto import token_digest
from dragoman.staff.models import Preferences
from dragoman.staff.records import member
from dragoman.staff.tokens import new_token
from dragoman.tenancy.queries import StaffCard

IDLE = timedelta(hours=12)
WHOLE = timedelta(days=7)
HALF_FOR = timedelta(minutes=15)  # to find one's phone for the second factor
PROVEN_FOR = timedelta(minutes=10)
_SEEN_EVERY = timedelta(minutes=1)


class Level(StrEnum):
    """What was shown at sign-in: a password alone (HALF) where a second factor is asked, or all that is asked (FULL)."""

    HALF = "HALF"
    FULL = "FULL"


class Where(msgspec.Struct, frozen=True, omit_defaults=True):
    """From where somebody signed in; personal. `agent` is the browser's own description of itself, cut."""

    address: str = ""
    agent: str = ""

    def __repr__(self) -> str:
        return "Where(***)"


@dataclass(frozen=True, slots=True)
class Signed:
    """A live session and whose it is; what every page of the console starts from. `doer` has the role in which it acts,
    one of the `roles` that its owner holds."""

    session: str
    level: Level
    proven_until: datetime | None
    doer: Doer
    card: StaffCard
    preferences: Preferences
    has_password: bool
    has_totp: bool
    roles: tuple[Role, ...]


async def begin(work: Work, staff: str, level: Level, where: Where, *, proven: bool) -> str:
    """Store a new session of a member of staff; returns the cookie's value."""
    row = work.new_id("ss")
    token, digest = new_token(work.tenant.id)
    await work.sql.execute(
        "insert into session (id, tenant_id, created_at, staff_id, digest, level, place, seen_at, ends_at, proven_until)"
        " values ($1, $2, $3, $4, $5, $6, $7, $3, $8, $9)",
        row, work.tenant.id, work.now, staff, digest, level, work.seal("session", "place", row, where),
        work.now + (WHOLE if level is Level.FULL else HALF_FOR), work.now + PROVEN_FOR if proven else None,
    )  # fmt: skip
    await work.sql.execute("update staff set seen_at = $2 where id = $1", staff, work.now)
    await work.note(f"staff:{staff}", "staff:sign_in", level=level)
    return token


async def renew(work: Work, session: str, level: Level) -> str:
    """Give a session a new secret and note that its owner has just proven themselves; returns the cookie's value.

    One that becomes FULL lasts as long as a new one, one that becomes HALF only as long as it takes to set up a second factor.
    """
    token, digest = new_token(work.tenant.id)
    await work.sql.execute(
        "update session set digest = $2, level = $3, proven_until = $4, seen_at = $5,"
        " ends_at = case when level = $3 then ends_at when $3 = 'FULL' then $6 else least(ends_at, $7) end where id = $1",
        session, digest, level, work.now + PROVEN_FOR, work.now, work.now + WHOLE, work.now + HALF_FOR,
    )  # fmt: skip
    return token


@command("staff:act_as", by=STAFF)
async def act_as(work: Work, session_id: str, role: Role) -> str:
    """Act in another of one's own roles from now on, in this session alone; returns the cookie's new value, since rights may grow.

    Raises Refused("staff.not_held") for a role that one does not hold.
    """
    found = await member(work, work.by.id)
    if role not in found.held:
        raise Refused("staff.not_held", "That role is not yours. Choose one of your own.", field="role", status=422)
    token, digest = new_token(work.tenant.id)
    changed = await work.sql.fetchval(
        "update session set role = $2, digest = $3 where id = $1 and staff_id = $4 and level = 'FULL' and ended_at is null"
        " returning id",
        session_id, role, digest, work.by.id,
    )  # fmt: skip
    if changed is None:
        raise not_found("session")
    await work.note(f"staff:{work.by.id}", "staff:act_as", before=work.by.role, after=role)
    return token


_SIGNED = """
select s.id, s.level, s.seen_at, s.proven_until, s.role as acts_as, m.id as staff, m.roles, m.branch_id, m.sealed, m.preferences,
  c.password is not null as has_password, c.totp_at is not null as has_totp
from session s join staff m on m.id = s.staff_id left join credential c on c.staff_id = m.id
where s.digest = $1 and s.ended_at is null and s.ends_at > $2 and s.seen_at > $3 and m.state = 'ACTIVE'
"""


async def signed_in(work: Work, secret: str, *, seen: bool = True) -> Signed | None:
    """Return the live session of a secret; with `seen`, note once a minute that its owner was there."""
    row = await work.sql.fetchrow(_SIGNED, token_digest(secret), work.now, work.now - IDLE)
    if row is None:
        return None
    if seen and row["seen_at"] < work.now - _SEEN_EVERY:
        await work.sql.execute("update session set seen_at = $2 where id = $1", row["id"], work.now)
        await work.sql.execute("update staff set seen_at = $2 where id = $1", row["staff"], work.now)
    held = held_of(row["roles"])
    acts_as = Role(row["acts_as"]) if row["acts_as"] in held else held[0]  # one that was taken away ends at once
    return Signed(
        row["id"], Level(row["level"]), row["proven_until"], Doer(acts_as, row["staff"], row["branch_id"]),
        work.open("staff", "sealed", row["staff"], bytes(row["sealed"]), StaffCard),
        msgspec.convert(row["preferences"], Preferences), row["has_password"] or False, row["has_totp"] or False,
        held,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A live session as its owner or an admin sees it."""

    id: str
    began_at: datetime
    seen_at: datetime
    where: Where


async def sessions_of(work: Work, staff: str) -> tuple[SessionLine, ...]:
    """List the live sessions of a member of staff, last seen first."""
    rows = await work.sql.fetch(
        "select id, created_at, seen_at, place from session where staff_id = $1 and ended_at is null and ends_at > $2 and seen_at > $3"
        " and level = 'FULL' order by seen_at desc, id limit 100",
        staff, work.now, work.now - IDLE,
    )  # fmt: skip
    return tuple(
        SessionLine(
            r["id"], r["created_at"], r["seen_at"], work.open("session", "place", r["id"], bytes(r["place"]), Where)
        )
        for r in rows
    )


async def end_all(work: Work, staff: str, *, but: str = "") -> int:
    """End every session of a member of staff at once, except `but`; returns how many."""
    done = await work.sql.execute(
        "update session set ended_at = $2 where staff_id = $1 and ended_at is null and id <> $3", staff, work.now, but
    )
    work.unit.live(f"staff:{staff}", "session:end")
    return int(done.rpartition(" ")[2])


@command("staff:end_session", by=STAFF)
async def end_session(work: Work, session_id: str) -> None:
    """End one session: one's own, or as admin anybody's."""
    owner = await work.sql.fetchval(
        "update session set ended_at = $2 where id = $1 and ended_at is null and ($3 or staff_id = $4) returning staff_id",
        session_id, work.now, work.by.role is Role.ADMIN, work.by.id,
    )  # fmt: skip
    if owner is None:
        raise not_found("session")
    await work.note(f"staff:{owner}", "session:end", session=session_id)


async def carry_over(work: Work, ahead: timedelta) -> None:
    """Let live sessions and open links last `ahead` longer: the product's clock is about to jump, and nobody waited so long."""
    await work.sql.execute(
        "update session set seen_at = seen_at + $1, ends_at = ends_at + $1 where ended_at is null and ends_at > $2"
        " and seen_at > $3",
        ahead, work.now, work.now - IDLE,
    )  # fmt: skip
    await work.sql.execute(
        "update staff_link set expires_at = expires_at + $1 where used_at is null and expires_at > $2", ahead, work.now
    )


async def forget_sessions(work: Work) -> None:
    """Forget sessions that ended a month ago; the audit trail keeps that they were."""
    await work.sql.execute(
        "delete from session where least(ends_at, coalesce(ended_at, ends_at)) < $1", work.now - timedelta(days=30)
    )
