"""Load members of staff and their credentials, locked for change."""

from __future__ import annotations

import re

from sqlalchemy import select

from dragoman.command import Refused, Work, not_found
from dragoman.command.models import ROW_LOCK
from dragoman.staff.models import Credential, Member
from dragoman.tenancy.queries import StaffCard

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,60}")


def check_card(card: StaffCard) -> StaffCard:
    """Return a card that has a name and an e-mail; raises Refused("staff.card")."""
    if not 1 <= len(card.name.strip()) <= 100 or not _EMAIL.fullmatch(card.email):
        raise Refused("staff.card", "Give a name and an e-mail address.", field="email", status=422)
    return card


async def name_member(work: Work, found: Member, card: StaffCard) -> None:
    """Write a member's card anew; raises Refused("staff.known") when the e-mail is somebody else's."""
    blind = work.blind("email", card.email.lower())
    if await work.sql.fetchval("select id from staff where email_blind = $1 and id <> $2", blind, found.id) is not None:
        raise Refused("staff.known", "That phone or e-mail already belongs to a member of staff.", field="email")
    found.sealed, found.email_blind = work.seal("staff", "sealed", found.id, card), blind


async def member(work: Work, staff: str) -> Member:
    """Load and lock a member of staff; raises Refused("not_found")."""
    found = await work.session.get(Member, staff, with_for_update=ROW_LOCK)
    if found is None:
        raise not_found("member of staff")
    return found


def card_of(work: Work, found: Member) -> StaffCard:
    """Open a member's card."""
    return work.open("staff", "sealed", found.id, found.sealed, StaffCard)


async def credential_of(work: Work, staff: str) -> Credential:
    """Load and lock what a member of staff proves themselves with; made when there is nothing yet."""
    await work.sql.execute(
        "insert into credential (id, tenant_id, created_at, staff_id) values ($1, $2, $3, $4) on conflict (staff_id) do nothing",
        work.new_id("cd"), work.tenant.id, work.now, staff,
    )  # fmt: skip
    found = await work.session.scalar(
        select(Credential).where(Credential.staff_id == staff).with_for_update(key_share=True)
    )
    assert found is not None
    return found
