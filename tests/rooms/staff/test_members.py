"""Who belongs to the business: invited, joined, changed, kept out; never without an admin; written to by e-mail; the ways in at start."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.access import SYSTEM, Doer, Role, Surface
from dragoman.cli.staff import DEMO_STAFF, doors
from dragoman.command import Refused
from dragoman.engine import Store
from dragoman.notifications.effects import MAIL, MailAsk
from dragoman.staff import links, members
from dragoman.staff.links import LinkKind, make_link
from dragoman.staff.sessions import Level, Where, begin, signed_in
from dragoman.staff.tokens import token_parts
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.api.world import Shop
from tests.rooms.api.world import build as build_shop


@pytest.fixture
async def shop(store: Store) -> Shop:
    return await build_shop(store)


async def add(shop: Shop, name: str, role: Role) -> str:
    async with shop.lagos.work(proven=True) as work:
        return await add_staff(work, StaffCard(name, email=f"{name.lower()}@lagostours.example"), role)


async def test_the_last_admin_stays_even_when_two_remove_each_other_at_once(shop: Shop) -> None:
    one, two = [await add(shop, name, Role.ADMIN) for name in ("Femi", "Ngozi")]

    async def remove(by: str, whom: str) -> str:
        try:
            async with shop.lagos.work(Doer(Role.ADMIN, by), Surface.CONSOLE, proven=True) as work:
                await members.deactivate(work, whom)
        except Refused as refusal:
            return refusal.code
        return "done"

    ended = sorted(await asyncio.gather(remove(one, two), remove(two, one)))
    assert ended == ["done", "staff.last_admin"]
    async with shop.lagos.work() as work:
        assert await work.sql.fetchval("select count(*) from staff where role = 'admin' and state = 'ACTIVE'") == 1


async def test_the_last_admin_keeps_the_role(shop: Shop) -> None:
    only = await add(shop, "Femi", Role.ADMIN)
    async with shop.lagos.work(Doer(Role.ADMIN, only), Surface.CONSOLE, proven=True) as work:
        with pytest.raises(Refused, match=r"staff\.last_admin"):
            await members.change_role(work, only, Role.SALES, None)


async def test_who_is_kept_out_loses_sessions_and_links_at_once(shop: Shop) -> None:
    await add(shop, "Femi", Role.ADMIN)
    bayo = await add(shop, "Bayo", Role.SALES)
    async with shop.lagos.work(proven=True) as work:
        cookie = await begin(work, bayo, Level.FULL, Where(), proven=True)
        link = await make_link(work, bayo, LinkKind.RESET)
        secret, secret_of_link = (token_parts(t)[1] for t in (cookie, link))  # type: ignore[index]
        assert await signed_in(work, secret) is not None
        await members.deactivate(work, bayo)
        assert await signed_in(work, secret) is None
        await members.reactivate(work, bayo)
        assert await signed_in(work, secret) is None
        with pytest.raises(Refused, match="link"):
            await links.open_link(work, secret_of_link)


async def test_a_new_role_counts_at_once(shop: Shop) -> None:
    bayo = await add(shop, "Bayo", Role.SALES)
    async with shop.lagos.work(proven=True) as work:
        cookie = await begin(work, bayo, Level.FULL, Where(), proven=True)
        await members.change_role(work, bayo, Role.MANAGER, None)
        assert await signed_in(work, token_parts(cookie)[1]) is None  # type: ignore[index]
        assert (await members.colleague(work, bayo)).roles == (Role.MANAGER,)
        with pytest.raises(Refused, match=r"staff\.role"):
            await members.change_role(work, bayo, Role.SYSTEM, None)
        with pytest.raises(Refused, match=r"staff\.branch"):
            await members.change_role(work, bayo, Role.SALES, "br_none")


async def test_inviting_needs_a_proof_a_card_and_an_unknown_address(shop: Shop) -> None:
    card = StaffCard("Kemi Bello", email="kemi.bello@lagostours.example")
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE) as work:
        with pytest.raises(Refused, match="proof"):
            await members.invite(work, card, Role.SALES)
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        for wrong in (StaffCard("", email=card.email), StaffCard("Kemi"), StaffCard("Kemi", email="kemi@home")):
            with pytest.raises(Refused, match=r"staff\.card"):
                await members.invite(work, wrong, Role.SALES)
        await members.invite(work, card, Role.SALES)
        with pytest.raises(Refused, match=r"staff\.known"):
            await members.invite(work, StaffCard("Other", email="KEMI.bello@lagostours.example"), Role.SALES)


async def test_an_invitation_goes_out_by_e_mail_and_nowhere_else(shop: Shop) -> None:
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        token = await members.invite(work, StaffCard("Kemi <b>", email="kemi.bello@lagostours.example"), Role.SALES)
    await shop.engine.drain()
    async with shop.lagos.work() as work:
        row = await work.sql.fetchrow("select key, body from effect where kind = $1", MAIL)
        ask = work.open("effect", "body", row["key"], bytes(row["body"]), MailAsk)
        told = await work.sql.fetchval("select string_agg(public::text, ' ') from timeline")
    assert (ask.to, ask.to_name) == ("kemi.bello@lagostours.example", "Kemi <b>")
    assert f"/console/link/{token}" in ask.text
    assert "<b>" not in ask.html
    assert token not in told
    assert token not in repr(ask)


def house_of(shop: Shop, *, demo: bool) -> Any:
    return SimpleNamespace(settings=SimpleNamespace(demo=demo, own_url="http://127.0.0.1:8000"), desk=shop.lagos.desk)


async def test_the_first_start_prints_a_way_in_for_the_owner_until_there_is_one(shop: Shop) -> None:
    first = await doors(house_of(shop, demo=False), lagos.TENANT)
    second = await doors(house_of(shop, demo=False), lagos.TENANT)
    assert len(first) == len(second) == 1
    assert "/console/link/tn_" in first[0]
    assert first != second
    async with shop.lagos.work() as work:
        assert await work.sql.fetchval("select count(*) from staff") == 1, "one owner, however often it starts"
    await add(shop, "Femi", Role.ADMIN)
    assert await doors(house_of(shop, demo=False), lagos.TENANT) == []


async def test_the_demo_has_its_people_once_and_a_link_for_each(shop: Shop) -> None:
    for _ in range(2):
        lines = await doors(house_of(shop, demo=True), lagos.TENANT)
        assert [card.name for card, _ in DEMO_STAFF] == [line[4:17].strip() for line in lines[1:]]
    async with shop.lagos.desk.work(lagos.TENANT, SYSTEM, Surface.CONSOLE) as work:
        assert len(await members.colleagues(work)) == 5
