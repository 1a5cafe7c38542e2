"""Several roles of one person: one at a time in a session, changed by its owner, gone at once when it is taken away."""

from __future__ import annotations

import pytest

from dragoman.access import Doer, Role, Surface
from dragoman.command import Refused
from dragoman.conversations.commands import assign
from dragoman.engine import Store
from dragoman.inbox.colleagues import colleagues, set_available
from dragoman.staff import joining, links, members, signing
from dragoman.staff.sessions import Level, Signed, Where, act_as, begin, signed_in
from dragoman.staff.tokens import token_parts
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.api.world import Shop
from tests.rooms.api.world import build as build_shop

FEMI = StaffCard("Femi Cole", "+2348035550105", "femi.cole@lagostours.example")
WHERE = Where("192.0.2.1", "a browser")


@pytest.fixture
async def shop(store: Store) -> Shop:
    return await build_shop(store)


async def femi(shop: Shop, role: Role = Role.ADMIN, *also: Role) -> str:
    async with shop.lagos.work(proven=True) as work:
        return await add_staff(work, FEMI, role, also=also)


async def enter(shop: Shop, staff: str) -> str:
    async with shop.lagos.work(proven=True) as work:
        return await begin(work, staff, Level.FULL, WHERE, proven=True)


async def who(shop: Shop, token: str) -> Signed | None:
    parts = token_parts(token)
    assert parts is not None
    async with shop.lagos.work() as work:
        return await signed_in(work, parts[1])


async def present(shop: Shop, token: str) -> Signed:
    found = await who(shop, token)
    assert found is not None
    return found


async def switch(shop: Shop, token: str, role: Role) -> str:
    signed = await present(shop, token)
    async with shop.lagos.work(signed.doer, Surface.CONSOLE) as work:
        return await act_as(work, signed.session, role)


async def test_a_session_begins_in_the_first_role_and_acts_in_another_of_ones_own(shop: Shop) -> None:
    staff = await femi(shop, Role.ADMIN, Role.MANAGER)
    cookie, elsewhere = await enter(shop, staff), await enter(shop, staff)
    signed = await present(shop, cookie)
    assert (signed.doer.role, signed.roles) == (Role.ADMIN, (Role.ADMIN, Role.MANAGER))
    changed = await switch(shop, cookie, Role.MANAGER)
    assert (await present(shop, changed)).doer == Doer(Role.MANAGER, staff)
    assert (await present(shop, changed)).session == signed.session
    assert await who(shop, cookie) is None, "rights may have grown: the secret is a new one"
    assert (await present(shop, elsewhere)).doer.role is Role.ADMIN, "other sessions stay as they are"
    assert (await present(shop, await switch(shop, changed, Role.ADMIN))).doer.role is Role.ADMIN
    async with shop.lagos.work() as work:
        trail = await work.sql.fetch(
            "select role, result from audit where tag = 'staff:act_as' order by created_at, id"
        )
    assert [tuple(row) for row in trail] == [("admin", "done"), ("manager", "done")]


async def test_nobody_acts_in_a_role_that_they_do_not_hold(shop: Shop) -> None:
    staff = await femi(shop, Role.SALES, Role.OPERATIONS)
    cookie = await enter(shop, staff)
    for role in (Role.MANAGER, Role.ADMIN, Role.FIELD_STAFF, Role.SYSTEM, Role.CUSTOMER):
        with pytest.raises(Refused, match=r"staff\.not_held"):
            await switch(shop, cookie, role)
    assert (await present(shop, cookie)).doer.role is Role.SALES
    async with shop.lagos.work() as work:
        assert await work.sql.fetchval("select count(*) from session where role is not null") == 0
        refused = await work.sql.fetch("select result, code from audit where tag = 'staff:act_as'")
    assert {tuple(row) for row in refused} == {("refused", "staff.not_held")}
    assert len(refused) == 5


async def test_nobody_changes_the_session_of_somebody_else(shop: Shop) -> None:
    cookie = await enter(shop, await femi(shop, Role.ADMIN, Role.MANAGER))
    theirs = await present(shop, cookie)
    async with shop.lagos.work(proven=True) as work:
        efua = await add_staff(work, StaffCard("Efua Boateng", email="efua@lagostours.example"), Role.MANAGER)
    async with shop.lagos.work(Doer(Role.MANAGER, efua), Surface.CONSOLE) as work:
        with pytest.raises(Refused, match="not_found"):
            await act_as(work, theirs.session, Role.MANAGER)
    assert (await present(shop, cookie)).doer.role is Role.ADMIN


async def test_a_password_alone_lets_nobody_change_roles(shop: Shop) -> None:
    staff = await femi(shop, Role.SALES, Role.MANAGER)
    async with shop.lagos.work() as work:
        half = await begin(work, staff, Level.HALF, WHERE, proven=False)
    with pytest.raises(Refused, match="not_found"):
        await switch(shop, half, Role.MANAGER)


async def test_a_role_that_is_taken_away_ends_acting_in_it_at_once(shop: Shop) -> None:
    async with shop.lagos.work(proven=True) as work:
        await add_staff(work, StaffCard("Ngozi Obi", email="ngozi@lagostours.example"), Role.ADMIN)
    staff = await femi(shop, Role.ADMIN, Role.MANAGER)
    cookie = await switch(shop, await enter(shop, staff), Role.MANAGER)
    async with shop.lagos.work(Doer(Role.ADMIN, staff), Surface.CONSOLE, proven=True) as work:
        await members.change_role(work, staff, Role.ADMIN, None)  # one's own session stays
    signed = await present(shop, cookie)
    assert (signed.doer.role, signed.roles) == (Role.ADMIN, (Role.ADMIN,))
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await members.change_role(work, staff, Role.SALES, None, also=(Role.OPERATIONS,))
    assert await who(shop, cookie) is None, "whoever is changed by another signs in again"


async def test_roles_are_staff_roles_and_the_last_admin_stays_whichever_place_it_has(shop: Shop) -> None:
    staff = await femi(shop, Role.MANAGER, Role.ADMIN, Role.MANAGER)
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        for wrong in (Role.CUSTOMER, Role.SYSTEM):
            with pytest.raises(Refused, match=r"staff\.role"):
                await members.change_role(work, staff, Role.ADMIN, None, also=(wrong,))
            with pytest.raises(Refused, match=r"staff\.role"):
                await members.invite(
                    work, StaffCard("Kemi Bello", email="kemi@lagostours.example"), Role.SALES, also=[wrong]
                )
        for remove in (
            lambda: members.change_role(work, staff, Role.MANAGER, None),
            lambda: members.deactivate(work, staff),
        ):
            with pytest.raises(Refused, match=r"staff\.last_admin"):
                await remove()
        assert (await members.colleague(work, staff)).roles == (Role.MANAGER, Role.ADMIN), (
            "each once, and nothing changed"
        )
        await members.change_role(work, staff, Role.ADMIN, None, also=(Role.MANAGER,))
        assert (await members.colleague(work, staff)).roles == (Role.ADMIN, Role.MANAGER)


@pytest.mark.parametrize(
    ("also", "level"), [((), Level.FULL), ((Role.OPERATIONS,), Level.FULL), ((Role.MANAGER,), Level.HALF)]
)
async def test_any_role_that_asks_for_a_second_factor_asks_for_it(
    shop: Shop, also: tuple[Role, ...], level: Level
) -> None:
    card = StaffCard("Kemi Bello", email="kemi@lagostours.example")
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        token = await members.invite(work, card, Role.SALES, also=also)
    parts = token_parts(token)
    assert parts is not None
    password = "seven green river boats"
    desk = shop.lagos.desk
    cookie, joined = await joining.choose(desk, lagos.TENANT, secret=parts[1], password=password, where=WHERE)
    assert joined is level
    assert (await present(shop, cookie)).level is level
    _, came = await signing.sign_in(desk, lagos.TENANT, email=card.email, password=password, where=WHERE)
    assert came is level


async def test_a_link_opens_for_who_holds_several_roles(shop: Shop) -> None:
    staff = await femi(shop, Role.FIELD_STAFF, Role.ADMIN)
    async with shop.lagos.work(proven=True) as work:
        token = await links.make_link(work, staff, links.LinkKind.ENTER)
    parts = token_parts(token)
    assert parts is not None
    cookie = await signing.enter(shop.lagos.desk, lagos.TENANT, secret=parts[1], where=WHERE)
    assert (await present(shop, cookie)).doer.role is Role.FIELD_STAFF


async def test_conversations_come_to_whoever_holds_a_role_that_answers(shop: Shop) -> None:
    staff = await femi(shop, Role.ADMIN, Role.MANAGER)
    async with shop.lagos.work(proven=True) as work:
        settings_only = await add_staff(work, StaffCard("Ngozi Obi", email="ngozi@lagostours.example"), Role.ADMIN)
    async with shop.lagos.work(Doer(Role.ADMIN, staff), Surface.CONSOLE) as work:
        with pytest.raises(Refused, match="role"):
            await set_available(work, True)
    async with shop.lagos.work(Doer(Role.MANAGER, staff), Surface.CONSOLE) as work:
        await set_available(work, True)
        there = await colleagues(work)
        with pytest.raises(Refused, match="not_found"):
            await assign(work, "cv_none", settings_only)
    assert [(one.id, one.available) for one in there] == [(staff, True)]
