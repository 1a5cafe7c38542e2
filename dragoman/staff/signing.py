"""Signing in: count the attempt, compare outside any transaction, then open a session; and proving oneself again later.

Hashing takes a tenth of a second on purpose, so no database connection waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from dragoman import timeline
from dragoman.access import STAFF, SYSTEM, Doer, Role, Surface, held_of
from dragoman.command import Desk, Refused, Work, command
from dragoman.staff import attempts, errors, links, passwords, second_factor, sessions
from dragoman.staff.models import asks_second_factor
from dragoman.staff.records import credential_of
from dragoman.staff.sessions import Level, Where


@dataclass(frozen=True, slots=True)
class Account:
    """Who an e-mail belongs to and what is compared; nobody when `doer` is None."""

    doer: Doer | None = None
    password: str | None = None
    has_totp: bool = False
    roles: tuple[Role, ...] = ()


async def sign_in(desk: Desk, tenant: str, *, email: str, password: str, where: Where) -> tuple[str, Level]:
    """Sign in with e-mail and password; returns the cookie's value and what the session is good for.

    Raises Refused("sign_in.wrong" | "sign_in.wait"), the same and as late for an account that does not exist.
    """
    email = email.strip().lower()
    async with desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        await attempts.count(work, account=email, address=where.address)
        account = await _account(work, email)
    fits = await passwords.fits(account.password, password)
    if account.doer is None or not fits:
        await _refused(desk, tenant, account.doer, "staff:sign_in")
    async with desk.work(tenant, account.doer, Surface.CONSOLE) as work:
        level = Level.HALF if account.has_totp or asks_second_factor(account.roles) else Level.FULL
        token = await open_session(work, level, where)
        if level is Level.FULL:
            await attempts.forgive(work, email)
    return token, level


async def show_code(desk: Desk, tenant: str, signed: sessions.Signed, *, code: str, where: Where) -> str:
    """Finish signing in with the second factor; returns the new cookie's value."""
    async with desk.work(tenant, signed.doer, Surface.CONSOLE) as work:
        await attempts.count(work, account=signed.doer.id, address=where.address)
    async with desk.work(tenant, signed.doer, Surface.CONSOLE) as work:
        token = await prove_by_code(work, signed.session, code)
        await attempts.forgive(work, signed.doer.id)
        await attempts.forgive(work, signed.card.email.lower())
    return token


async def prove(desk: Desk, tenant: str, signed: sessions.Signed, *, proof: str, where: Where) -> str:
    """Prove that it is still oneself: by code where there is a second factor, else by password. Returns the new cookie's value."""
    if signed.has_totp:
        return await show_code(desk, tenant, signed, code=proof, where=where)
    async with desk.work(tenant, signed.doer, Surface.CONSOLE) as work:
        await attempts.count(work, account=signed.doer.id, address=where.address)
        kept = (await credential_of(work, signed.doer.id)).password
    if not await passwords.fits(kept, proof):
        await _refused(desk, tenant, signed.doer, "staff:prove")
    async with desk.work(tenant, signed.doer, Surface.CONSOLE) as work:
        await attempts.forgive(work, signed.doer.id)
        return await prove_by_password(work, signed.session)


async def enter(desk: Desk, tenant: str, *, secret: str, where: Where) -> str:
    """Come in by a link that the operator's terminal printed; returns the cookie's value. Raises Refused("link")."""
    async with desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        link = await links.open_link(work, secret)
    if link.kind is not links.LinkKind.ENTER:
        raise errors.link_gone()
    async with desk.work(tenant, Doer(link.roles[0], link.staff), Surface.CONSOLE) as work:
        return await enter_by_link(work, secret, where)


@command("staff:sign_in", by=STAFF)
async def open_session(work: Work, level: Level, where: Where) -> str:
    """Sign in with a password that was just compared."""
    return await sessions.begin(work, work.by.id, level, where, proven=level is Level.FULL)


@command("staff:enter", by=STAFF)
async def enter_by_link(work: Work, secret: str, where: Where) -> str:
    """Sign in with a one-time link of the operator's terminal."""
    link = await links.open_link(work, secret, lock=True)
    await links.use_link(work, link)
    return await sessions.begin(work, link.staff, Level.FULL, where, proven=True)


@command("staff:show_code", by=STAFF)
async def prove_by_code(work: Work, session_id: str, code: str) -> str:
    """Show one's second factor."""
    await second_factor.use_code(work, work.by.id, code)
    return await sessions.renew(work, session_id, Level.FULL)


@command("staff:prove", by=STAFF)
async def prove_by_password(work: Work, session_id: str) -> str:
    """Prove oneself again with a password that was just compared."""
    return await sessions.renew(work, session_id, Level.FULL)


@command("staff:sign_out", by=STAFF)
async def sign_out(work: Work, session_id: str) -> None:
    """End one's session."""
    await work.sql.execute("update session set ended_at = $2 where id = $1 and ended_at is null", session_id, work.now)
    await work.note(f"staff:{work.by.id}", "session:end", session=session_id)


async def _account(work: Work, email: str) -> Account:
    row = await work.sql.fetchrow(
        "select m.id, m.roles, m.branch_id, c.password, c.totp_at from staff m left join credential c on c.staff_id = m.id"
        " where m.email_blind = $1 and m.state = 'ACTIVE'",
        work.blind("email", email),
    )
    if row is None:
        return Account()
    held = held_of(row["roles"])
    return Account(Doer(held[0], row["id"], row["branch_id"]), row["password"], row["totp_at"] is not None, held)


async def _refused(desk: Desk, tenant: str, doer: Doer | None, tag: str) -> NoReturn:
    """Write the failure to the audit trail and refuse."""
    async with desk.work(tenant, doer or SYSTEM, Surface.CONSOLE) as work:
        refusal = errors.wrong()
        subject = doer.id if doer else ""
        await timeline.audit(
            work.sql, tenant, tag, subject, "refused", refusal.code, work.request, work.by, work.via, work.now
        )
    raise refusal


__all__ = ["Refused", "enter", "prove", "show_code", "sign_in", "sign_out"]
