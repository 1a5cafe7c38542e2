"""Every route of the console × nobody, each role, another business, a guessed id. A route without a row fails."""

from __future__ import annotations

import re

import pytest

from dragoman.access import Role, Surface
from dragoman.console.screens import SCREENS
from dragoman.engine import Store
from dragoman.staff.links import LinkKind
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.api.world import OTHER, add_other_tenant
from tests.rooms.console.rows import ROWS, Row
from tests.rooms.console.world import Browser, Office, open_office

ROUTES = sorted(
    f"{method} {route.path}" for screen in SCREENS for route in screen.router.routes for method in route.methods if method != "HEAD"
)  # fmt: skip
STAFF = [Role.SALES, Role.OPERATIONS, Role.FIELD_STAFF, Role.MANAGER, Role.ADMIN]
_CODE = re.compile(r'data-code="([\w.]+)"')
_ID = re.compile(r"\{(\w+)(:path)?\}")


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(ROWS) == ROUTES


def guarded() -> list[str]:
    return [name for name, row in ROWS.items() if row.roles is not None]


async def ask(browser: Browser, name: str, row: Row, ids: dict[str, str]) -> tuple[int, str, str]:
    """Ask once; returns status, place led to, and text."""
    method, path = name.split()
    where = _ID.sub(lambda m: ids[m[1]], path) + row.query
    if row.stream:
        async with browser.client.stream("GET", where, headers={"sec-fetch-site": "same-origin"}) as answer:
            return answer.status_code, answer.headers.get("location", ""), ""
    answer = await (browser.get(where) if method == "GET" else browser.post(where, row.form))
    return answer.status_code, answer.headers.get("location", ""), answer.text


def made_up(name: str) -> dict[str, str]:
    return {found[1]: f"{found[1][:2]}_{'0' * 26}" for found in _ID.finditer(name)}


async def test_nobody_and_the_wrong_roles_get_nothing_and_change_nothing(office: Office) -> None:
    ids = {name: await row.things(office) if row.things else {} for name, row in ROWS.items() if row.roles is not None}
    async with office.stranger() as nobody:
        for name in guarded():
            status, led_to, _ = await ask(nobody, name, ROWS[name], ids[name])
            assert (status, led_to.startswith("/console/sign-in")) == (303, True), name
    for role in STAFF:
        async with office.as_(role) as browser:
            before = await office.shop.counts()
            for name in guarded():
                if role in (ROWS[name].roles or ()):
                    continue
                status, _, text = await ask(browser, name, ROWS[name], ids[name])
                assert status == 403, (name, role)
                assert "Your role may not do this" in text, (name, role)
            after = await office.shop.counts()
            assert after == before, role


async def test_the_right_roles_are_let_in(office: Office) -> None:
    wrong: list[tuple[str, str, int, str]] = []
    for name in guarded():
        row = ROWS[name]
        if row.stream:
            continue  # a stream does not end; test_live.py listens to it
        for role in sorted(row.roles or ()):
            ids = await row.things(office) if row.things else {}
            async with office.as_(role) as browser:
                status, led_to, text = await ask(browser, name, row, ids)
            code = _CODE.search(text)
            if status not in row.done or (status >= 400 and code is None):
                wrong.append((name, role, status, code[1] if code else ""))
            assert not led_to.startswith("/console/sign-in") or name == "POST /console/sign-out", (name, role)
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("whose", ["another business", "made up"])
async def test_ids_of_others_do_not_exist(store: Store, whose: str) -> None:
    office = await open_office(store)
    await add_other_tenant(office.shop)
    async with office.shop.lagos.desk.work(OTHER, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        others = {
            role: await add_staff(work, StaffCard("Kwame Asante", email=f"kwame.{role}@accraways.example"), role) for role in STAFF
        }  # fmt: skip
    with_ids = [name for name in guarded() if _ID.search(name)]
    for name in with_ids:
        row = ROWS[name]
        role = Role.ADMIN if Role.ADMIN in (row.roles or ()) else sorted(row.roles or ())[0]
        ids = await row.things(office) if row.things and whose == "another business" else made_up(name)
        async with office.stranger() as browser:
            if whose == "another business":
                entered = await browser.post(f"/console/link/{await office.link(others[role], LinkKind.ENTER, OTHER)}")
            else:
                entered = await browser.post(f"/console/link/{await office.link(office.staff[role], LinkKind.ENTER)}")
            assert entered.status_code == 303
            await browser.load("/console/profile")
            status, _, text = await ask(browser, name, row, ids)
        if row.shared and whose == "another business":
            assert status == 200, (name, status)
            continue
        assert status == row.unknown, (name, status, text[:300])
