"""One person with several roles at the console: the switch in the menu, what each role sees, and who gives roles out."""

from __future__ import annotations

from dragoman.access import Role
from dragoman.staff.members import colleague
from tests.rooms.console.world import Office


async def roles(office: Office, person: Role) -> tuple[Role, ...]:
    async with office.shop.lagos.work() as work:
        return (await colleague(work, office.staff[person])).roles


async def give(office: Office, to: Role, role: str, *also: str) -> int:
    """Give roles as the admin does on the team's page."""
    async with office.as_(Role.ADMIN) as browser:
        staff = office.staff[to]
        await browser.load(f"/console/team/{staff}")
        content = {"_csrf": browser.token, "role": role, "branch": "", "also": list(also)}
        answer = await browser.client.post(
            f"/console/team/{staff}/role", data=content, headers={"sec-fetch-site": "same-origin"}
        )
        return answer.status_code


async def test_an_owner_alone_works_in_both_roles_one_at_a_time(office: Office) -> None:
    assert await give(office, Role.ADMIN, "admin", "manager") == 303
    assert await roles(office, Role.ADMIN) == (Role.ADMIN, Role.MANAGER)
    async with office.as_(Role.ADMIN) as browser:
        first = await browser.load("/console/profile")
        assert ("Act as Manager" in first, "Act as Admin" in first) == (True, False)
        assert (await browser.get("/console/bookings")).status_code == 403
        older_tab = browser.token
        answer = await browser.post("/console/profile/act-as", {"role": "manager"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        bookings = await browser.load("/console/bookings")
        assert ("Act as Manager" in bookings, "Act as Admin" in bookings) == (False, True)
        assert (await browser.get("/console/team")).status_code == 403
        newer, browser.token = browser.token, older_tab
        refused = await browser.post("/console/profile/act-as", {"role": "admin"})
        assert refused.status_code == 403, "a page drawn in the other role asks for nothing in this one"
        browser.token = newer
        assert (await browser.post("/console/profile/act-as", {"role": "admin"})).status_code == 303
        assert (await browser.get("/console/team")).status_code == 200


async def test_who_has_one_role_sees_no_switch_and_gets_no_other(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        assert "Act as" not in await browser.load("/console/profile")
        for wanted in ("manager", "admin", "system", "customer", "", "king"):
            answer = await browser.post("/console/profile/act-as", {"role": wanted})
            assert (answer.status_code, "staff.not_held" in answer.text) == (422, True), wanted
        assert (await browser.get("/console/approvals")).status_code == 403


async def test_a_role_taken_away_by_another_ends_the_session(office: Office) -> None:
    assert await give(office, Role.SALES, "sales", "operations") == 303
    async with office.as_(Role.SALES) as browser:
        assert (await browser.post("/console/profile/act-as", {"role": "operations"})).status_code == 303
        assert (await browser.get("/console/unknowns")).status_code == 200
        assert await give(office, Role.SALES, "sales") == 303
        assert (await browser.get("/console/unknowns")).headers["location"].startswith("/console/sign-in")


async def test_the_team_page_names_all_roles_and_takes_no_others(office: Office) -> None:
    assert await give(office, Role.SALES, "sales", "operations", "sales") == 303
    assert await give(office, Role.SALES, "sales", "system") == 422
    assert await roles(office, Role.SALES) == (Role.SALES, Role.OPERATIONS)
    async with office.as_(Role.ADMIN) as browser:
        assert "Sales, Operations" in await browser.load("/console/team")
        content = {"_csrf": browser.token, "name": "Kemi Bello", "email": "kemi@lagostours.example", "role": "sales"}
        answer = await browser.client.post(
            "/console/team/invite", data={**content, "also": ["manager"]}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 200
    async with office.shop.lagos.work() as work:
        held = await work.sql.fetchval("select roles from staff order by id desc limit 1")
    assert held == ["sales", "manager"]


async def test_the_switch_speaks_arabic(office: Office) -> None:
    assert await give(office, Role.SALES, "sales", "operations") == 303
    async with office.as_(Role.SALES) as browser:
        await browser.post("/console/profile/preferences", {"language": "ar", "zone": "", "theme": ""})
        assert "العمل بدور: العمليات" in await browser.load("/console/profile")
