"""Choose a password: by the link of an invitation or a reset, or on one's own profile."""

from __future__ import annotations

from dragoman.access import STAFF, SYSTEM, SYSTEM_ONLY, Doer, Surface
from dragoman.command import Desk, Work, command
from dragoman.staff import attempts, errors, links, passwords, sessions
from dragoman.staff.facts import PasswordForgotten
from dragoman.staff.links import Link, LinkKind
from dragoman.staff.models import asks_second_factor
from dragoman.staff.records import card_of, check_card, credential_of, member, name_member
from dragoman.staff.sessions import Level, Where
from dragoman.tenancy.queries import StaffCard


async def choose(
    desk: Desk, tenant: str, *, secret: str, password: str, where: Where, card: StaffCard | None = None
) -> tuple[str, Level]:
    """Use a link of an invitation or a reset: keep the password and open a session; returns its cookie and level.

    `card` is what the owner says of themselves at the first set-up, where nobody could before.
    """
    async with desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        link = await links.open_link(work, secret)
        business = work.tenant.name
    if link.kind is LinkKind.ENTER:
        raise errors.link_gone()
    known = link.card if link.card.email else check_card(card or StaffCard(""))
    passwords.acceptable(password, about=(known.name, known.email, business))
    kept = await passwords.hashed(password)
    async with desk.work(tenant, Doer(link.roles[0], link.staff), Surface.CONSOLE) as work:
        if link.kind is LinkKind.JOIN:
            return await join(work, secret, kept, where, known)
        return await reset_password(work, secret, kept, where)


async def change(
    desk: Desk, tenant: str, signed: sessions.Signed, *, old: str, new: str, business: str, where: Where
) -> None:
    """Change one's own password; other sessions end. Raises Refused("sign_in.wrong") when the old one does not fit."""
    passwords.acceptable(new, about=(signed.card.name, signed.card.email, business))
    async with desk.work(tenant, signed.doer, Surface.CONSOLE) as work:
        await attempts.count(work, account=signed.doer.id, address=where.address)
        kept = (await credential_of(work, signed.doer.id)).password
    if kept is not None and not await passwords.fits(kept, old):
        raise errors.wrong()
    hashed = await passwords.hashed(new)
    async with desk.work(tenant, signed.doer, Surface.CONSOLE) as work:
        await attempts.forgive(work, signed.doer.id)
        await change_password(work, hashed, signed.session)


async def forgotten(desk: Desk, tenant: str, *, email: str, where: Where) -> None:
    """Send a link for a new password to whom it may concern. What is answered must not depend on whether there is an account."""
    email = email.strip().lower()
    async with desk.work(tenant, SYSTEM, Surface.CONSOLE) as work:
        await attempts.count(work, account=f"forgotten:{email}", address=where.address)
        staff = await work.sql.fetchval(
            "select id from staff where email_blind = $1 and state = 'ACTIVE'", work.blind("email", email)
        )
        if staff is not None:
            await ask_reset(work, staff)


@command("staff:ask_reset", by=SYSTEM_ONLY)
async def ask_reset(work: Work, staff_id: str) -> None:
    """Write to somebody who has forgotten their password; the second factor stays."""
    await work.tell(PasswordForgotten(staff_id, await links.make_link(work, staff_id, LinkKind.RESET)))


@command("staff:join", by=STAFF)
async def join(work: Work, secret: str, hashed: str, where: Where, card: StaffCard) -> tuple[str, Level]:
    """Accept an invitation with a password of one's own; the first owner says who they are."""
    link = await _used(work, secret, LinkKind.JOIN)
    found = await member(work, link.staff)
    if not link.card.email:
        await name_member(work, found, card)
    await work.move(found, "join")
    return await _with_password(work, link, hashed, where)


@command("staff:reset_password", by=STAFF)
async def reset_password(work: Work, secret: str, hashed: str, where: Where) -> tuple[str, Level]:
    """Set a new password by the link of a reset; every session ends."""
    link = await _used(work, secret, LinkKind.RESET)
    await sessions.end_all(work, link.staff)
    return await _with_password(work, link, hashed, where)


@command("staff:change_password", by=STAFF)
async def change_password(work: Work, hashed: str, session_id: str) -> None:
    """Change one's own password; one's other sessions end."""
    await _keep(work, work.by.id, hashed)
    await sessions.end_all(work, work.by.id, but=session_id)


async def _used(work: Work, secret: str, kind: LinkKind) -> Link:
    link = await links.open_link(work, secret, lock=True)
    if link.kind is not kind:
        raise errors.link_gone()
    await links.use_link(work, link)
    return link


async def _with_password(work: Work, link: Link, hashed: str, where: Where) -> tuple[str, Level]:
    has_totp = await _keep(work, link.staff, hashed)
    found = await member(work, link.staff)
    await attempts.forgive(work, card_of(work, found).email.lower())
    level = Level.HALF if has_totp or asks_second_factor(link.roles) else Level.FULL
    return await sessions.begin(work, link.staff, level, where, proven=level is Level.FULL), level


async def _keep(work: Work, staff: str, hashed: str) -> bool:
    """Store a password; returns whether there is a second factor."""
    credential = await credential_of(work, staff)
    credential.password, credential.password_at = hashed, work.now
    await work.note(f"staff:{staff}", "staff:password")
    return credential.totp_at is not None
