"""Signing in: by link, by password and second factor; attempts, sessions, and what an outsider learns."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp

from dragoman.access import SYSTEM, Role, Surface
from dragoman.staff.links import LinkKind
from dragoman.staff.sessions import carry_over, sessions_of
from tests import lagos
from tests.rooms.console.world import PEOPLE, Browser, Office

PASSWORD = "seven green river boats"
NEXT = "/console/sign-in?next=%2Fconsole%2Fteam"


async def with_password(office: Office, role: Role) -> str:
    """Let somebody choose a password by a reset link; returns their e-mail."""
    async with office.stranger() as browser:
        chosen = await browser.post(
            f"/console/link/{await office.link(office.staff[role], LinkKind.RESET)}", {"password": PASSWORD}
        )
        assert chosen.status_code == 303, chosen.text
    return PEOPLE[role].email


async def sign_in(browser: Browser, email: str, password: str = PASSWORD, **more: str) -> tuple[int, str, str]:
    answer = await browser.post("/console/sign-in", {"email": email, "password": password, **more})
    code = re.search(r'data-code="([\w.]+)"', answer.text)
    return answer.status_code, answer.headers.get("location", ""), code[1] if code else ""


async def with_second_factor(office: Office, browser: Browser, role: Role) -> tuple[pyotp.TOTP, list[str]]:
    """Sign in for the first time and set the second factor up; returns it and the recovery codes."""
    status, led_to, _ = await sign_in(browser, await with_password(office, role))
    assert (status, led_to) == (303, "/console/second?next=")
    page = await browser.load((await browser.get("/console/second")).headers["location"])
    key = re.search(r'<code[^>]*dir="ltr">([A-Z2-7 ]+)</code>', page)
    assert key is not None
    totp = pyotp.TOTP(key[1].replace(" ", ""))
    shown = await browser.post("/console/second/set-up", {"code": totp.at(office.shop.lagos.clock.now())})
    codes = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", shown.text)
    assert len(codes) == 10
    return totp, codes


async def test_a_link_opens_the_console_once(office: Office) -> None:
    token = await office.link(office.staff[Role.ADMIN])
    async with office.stranger() as browser:
        shown = await browser.get(f"/console/link/{token}")
        assert "Femi Cole" in shown.text
        entered = await browser.post(f"/console/link/{token}")
        assert (entered.status_code, entered.headers["location"]) == (303, "/console")
        assert "Efua Boateng" in await browser.load("/console/team")
    async with office.stranger() as other:
        again = await other.post(f"/console/link/{token}")
        assert again.status_code == 410
        assert (await other.get("/console/team")).headers["location"] == NEXT


async def test_a_link_ends_with_its_time_and_with_a_newer_one(office: Office) -> None:
    old = await office.link(office.staff[Role.SALES])
    new = await office.link(office.staff[Role.SALES])
    async with office.stranger() as browser:
        assert (await browser.get(f"/console/link/{old}")).status_code == 410
        assert (await browser.get(f"/console/link/{new}")).status_code == 200
        office.later(hours=25)
        assert (await browser.post(f"/console/link/{new}")).status_code == 410


async def test_password_then_code_then_in(office: Office) -> None:
    async with office.stranger() as browser:
        totp, _ = await with_second_factor(office, browser, Role.MANAGER)
        assert (await browser.get("/console/profile")).status_code == 200
    office.later(minutes=5)
    async with office.stranger() as browser:
        status, led_to, _ = await sign_in(browser, PEOPLE[Role.MANAGER].email, next="/console/profile")
        assert (status, led_to) == (303, "/console/second?next=%2Fconsole%2Fprofile")
        assert (await browser.get("/console/profile")).headers["location"].startswith("/console/sign-in")
        await browser.load("/console/second?next=%2Fconsole%2Fprofile")
        code = totp.at(office.shop.lagos.clock.now())
        wrong = await browser.post("/console/second", {"code": f"{(int(code) + 1) % 1_000_000:06}"})
        assert (wrong.status_code, "sign_in.wrong" in wrong.text) == (401, True)
        before = browser.client.cookies.get("dragoman")
        right = await browser.post("/console/second", {"code": code, "next": "/console/profile"})
        assert (right.status_code, right.headers["location"]) == (303, "/console/profile")
        assert browser.client.cookies.get("dragoman") != before
        assert (await browser.get("/console/profile")).status_code == 200
    async with office.stranger() as browser:
        await sign_in(browser, PEOPLE[Role.MANAGER].email)
        await browser.load("/console/second")
        assert (await browser.post("/console/second", {"code": code})).status_code == 401, "a code counts once"


async def test_a_recovery_code_stands_in_for_the_phone_once(office: Office) -> None:
    async with office.stranger() as browser:
        _, codes = await with_second_factor(office, browser, Role.MANAGER)
    for expected in (303, 401):
        async with office.stranger() as browser:
            await sign_in(browser, PEOPLE[Role.MANAGER].email)
            await browser.load("/console/second")
            assert (await browser.post("/console/second", {"code": codes[3].lower()})).status_code == expected


async def test_who_removes_the_second_factor_sets_it_up_again_before_anything_else(office: Office) -> None:
    async with office.stranger() as elsewhere, office.stranger() as browser:
        totp, _ = await with_second_factor(office, browser, Role.MANAGER)
        link = await office.link(office.staff[Role.MANAGER])
        assert (await elsewhere.post(f"/console/link/{link}")).status_code == 303
        assert (await elsewhere.get("/console/profile")).status_code == 200
        await browser.load("/console/profile")
        office.later(minutes=11)  # what was proven at sign-in counts no more: the removal asks again
        assert (await browser.post("/console/second/remove")).status_code == 403
        code = totp.at(office.shop.lagos.clock.now())
        removed = await browser.post("/console/second/remove", {"_proof": code})
        assert (removed.status_code, removed.headers["location"]) == (303, "/console/second/set-up")
        assert (await browser.get("/console/second/set-up")).status_code == 200
        assert (await browser.get("/console/bookings")).headers["location"].startswith("/console/sign-in")
        assert (await elsewhere.get("/console/profile")).headers["location"].startswith("/console/sign-in")
        office.later(minutes=16)
        assert (await browser.get("/console/second/set-up")).status_code == 303


async def test_sessions_and_links_go_along_when_the_demos_clock_jumps(office: Office) -> None:
    token = await office.link(office.staff[Role.OPERATIONS])
    async with office.as_(Role.SALES) as browser, office.stranger() as late:
        async with office.shop.lagos.work() as work:
            await carry_over(work, timedelta(hours=25))
        office.later(hours=25)
        assert "Bayo Ade" in await browser.load("/console/profile")
        assert (await late.post(f"/console/link/{token}")).status_code == 303
        office.later(hours=13)
        assert (await browser.get("/console/profile")).status_code == 303, "nobody was there all night"


async def test_an_address_with_a_zero_byte_is_no_page(office: Office) -> None:
    async with office.as_(Role.MANAGER) as browser:
        for path in (
            "/console/bookings/%00",
            "/console/bookings?find=%00",
            "/console/inbox/search?q=a%00b",
            "/console/%00",
        ):
            answer = await browser.get(path)
            assert (answer.status_code, "not_found" in answer.text) == (404, True), path
        sent = await browser.post("/console/profile/preferences", {"language": "e\x00n", "zone": "", "theme": ""})
        assert sent.status_code == 303


async def test_sales_needs_no_second_factor(office: Office) -> None:
    async with office.stranger() as browser:
        assert await sign_in(browser, await with_password(office, Role.SALES)) == (303, "/console", "")
        assert "Bayo Ade" in await browser.load("/console/profile")


async def test_wrong_password_and_unknown_account_look_alike(office: Office) -> None:
    email = await with_password(office, Role.SALES)
    async with office.stranger() as browser:
        known = await browser.post("/console/sign-in", {"email": email, "password": "wrong"})
        unknown = await browser.post("/console/sign-in", {"email": "zola@lagostours.example", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace(email, "").replace(_nonce(known.text), "") == unknown.text.replace(
        "zola@lagostours.example", ""
    ).replace(_nonce(unknown.text), "")
    async with office.shop.lagos.work() as work:
        told = await work.sql.fetch(
            "select tag, result, subject from audit where tag = 'staff:sign_in' order by created_at, id"
        )
    assert [(r["result"], r["subject"]) for r in told] == [("refused", office.staff[Role.SALES]), ("refused", "")]


def _nonce(text: str) -> str:
    found = re.search(r'nonce="([^"]+)"', text)
    return found[1] if found else "\0"


async def test_guessing_is_slowed_for_known_and_unknown_alike_and_ends_well(office: Office) -> None:
    email = await with_password(office, Role.SALES)
    for tried in (email, "zola@lagostours.example"):
        async with office.stranger() as browser:
            codes = [(await sign_in(browser, tried, "wrong"))[2] for _ in range(6)]
            assert codes == ["sign_in.wrong"] * 5 + ["sign_in.wait"]
            assert (await sign_in(browser, tried))[2] == "sign_in.wait", "the right password waits too"
    office.later(seconds=16)
    async with office.stranger() as browser:
        assert (await sign_in(browser, email))[0] == 303
        assert (await sign_in(browser, email, "wrong"))[2] == "sign_in.wrong", "a success forgives"


async def test_an_address_that_tries_many_accounts_waits(office: Office) -> None:
    async with office.stranger() as browser:
        codes = [(await sign_in(browser, f"a{n}@lagostours.example", "wrong"))[2] for n in range(31)]
    assert codes == ["sign_in.wrong"] * 30 + ["sign_in.wait"]


async def test_sessions_end_when_idle_when_old_and_when_ended(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        office.later(hours=11)
        assert (await browser.get("/console/profile")).status_code == 200
        office.later(hours=11)
        assert (await browser.get("/console/profile")).status_code == 200
        office.later(hours=13)
        assert (await browser.get("/console/profile")).status_code == 303
    async with office.as_(Role.SALES) as browser:
        for _ in range(16):
            office.later(hours=11)
            last = (await browser.get("/console/profile")).status_code
        assert last == 303, "a week is the longest"
    async with office.as_(Role.SALES) as one, office.as_(Role.SALES) as other:
        async with office.shop.lagos.work() as work:
            newest = (await sessions_of(work, office.staff[Role.SALES]))[0].id
        assert (await one.post(f"/console/profile/sessions/{newest}/end")).status_code == 303
        assert sorted(
            [(await one.get("/console/profile")).status_code, (await other.get("/console/profile")).status_code]
        ) == [200, 303]


async def test_signing_out_ends_the_session_and_clears_the_browser(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        token = browser.client.cookies["dragoman"]
        gone = await browser.post("/console/sign-out")
        assert gone.headers["clear-site-data"] == '"cache", "storage"'
        assert "dragoman" not in browser.client.cookies
        browser.client.cookies.set("dragoman", token)
        assert (await browser.get("/console/profile")).status_code == 303


async def test_a_changed_password_ends_other_sessions(office: Office) -> None:
    await with_password(office, Role.SALES)
    async with office.as_(Role.SALES) as one, office.as_(Role.SALES) as other:
        wrong = await one.post("/console/profile/password", {"old": "nope", "new": "nine quiet mountain cats"})
        assert (wrong.status_code, "sign_in.wrong" in wrong.text) == (401, True)
        weak = await one.post("/console/profile/password", {"old": PASSWORD, "new": "bayo ade bayo ade"})
        assert (weak.status_code, "password.common" in weak.text) == (422, True)
        done = await one.post("/console/profile/password", {"old": PASSWORD, "new": "nine quiet mountain cats"})
        assert done.status_code == 303
        assert (await one.get("/console/profile")).status_code == 200
        assert (await other.get("/console/profile")).status_code == 303


async def test_https_has_a_host_cookie_and_http_only_works_on_this_machine(office: Office) -> None:
    token = await office.link(office.staff[Role.SALES])
    office.house.own_url = "https://console.lagostours.example"
    async with office.stranger(office.house.own_url) as browser:
        kept = (await browser.post(f"/console/link/{token}")).headers["set-cookie"]
        assert kept.startswith("__Host-dragoman=tn_")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(kept.split("; "))
        assert "Domain" not in kept
    office.house.own_url = "http://console.lagostours.example"
    async with office.stranger(office.house.own_url) as browser:
        assert "passwords are not taken over an open line" in (await browser.get("/console/sign-in")).text


async def test_passwords_do_not_travel_over_an_open_line(office: Office) -> None:
    email = await with_password(office, Role.SALES)
    office.house.own_url = "http://console.lagostours.example"
    async with office.stranger(office.house.own_url) as browser:
        assert (await sign_in(browser, email))[2] == "open_line"


async def test_another_business_has_its_own_people(office: Office) -> None:
    from tests.rooms.api.world import add_other_tenant

    email = await with_password(office, Role.SALES)
    await add_other_tenant(office.shop)
    async with office.stranger() as browser:
        assert 'name="business"' in (await browser.get("/console/sign-in")).text
        assert (await sign_in(browser, email, business="accra-ways"))[2] == "sign_in.wrong"
        assert (await sign_in(browser, email, business="no-such"))[2] == "sign_in.wrong"
        assert (await sign_in(browser, email, business="Lagos-Tours"))[0] == 303


async def test_nobody_learns_who_has_an_account_by_forgetting(office: Office) -> None:
    async with office.stranger() as browser:
        known = await browser.post("/console/forgotten", {"email": PEOPLE[Role.SALES].email})
        unknown = await browser.post("/console/forgotten", {"email": "zola@lagostours.example"})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    async with office.shop.lagos.work() as work:
        assert await work.sql.fetchval("select count(*) from staff_link where kind = 'reset'") == 1


async def test_the_first_owner_says_who_they_are(office: Office) -> None:
    from dragoman.tenancy.commands import add_staff
    from dragoman.tenancy.queries import StaffCard

    async with office.shop.lagos.desk.work(lagos.TENANT, SYSTEM, Surface.CONSOLE, proven=True) as work:
        owner = await add_staff(work, StaffCard(""), Role.ADMIN, invited=True)
    link = f"/console/link/{await office.link(owner, LinkKind.JOIN)}"
    async with office.stranger() as browser:
        assert "You become the first admin" in (await browser.get(link)).text
        bare = await browser.post(link, {"password": PASSWORD})
        assert (bare.status_code, "staff.card" in bare.text) == (422, True)
        taken = {"password": PASSWORD, "name": "Ngozi Eke", "email": PEOPLE[Role.SALES].email}
        assert (await browser.post(link, taken)).status_code == 409
        done = await browser.post(link, taken | {"email": "ngozi@lagostours.example"})
        assert (done.status_code, done.headers["location"]) == (303, "/console/second?next=")
    async with office.stranger() as browser:
        assert (await sign_in(browser, "Ngozi@LagosTours.example "))[:2] == (303, "/console/second?next=")
