"""Proving oneself again, posts of other sites, refusals in place, and what a page may and may not hold."""

from __future__ import annotations

import re

import pytest

from dragoman.access import Role
from dragoman.console.edge import FORM_BYTES_MAX
from tests.rooms.console.test_door import PASSWORD, sign_in, with_password
from tests.rooms.console.world import SAME, Office

INVITED = {"name": "Kemi Bello", "email": "kemi.bello@lagostours.example", "role": "sales"}


async def test_a_sensitive_step_asks_again_and_then_goes_on(office: Office) -> None:
    await with_password(office, Role.ADMIN)
    async with office.as_(Role.ADMIN) as browser:
        office.later(minutes=11)
        before = await office.shop.counts()
        asked = await browser.post("/console/team/invite", INVITED)
        assert (asked.status_code, "Is it you?" in asked.text) == (403, True)
        assert 'name="email" value="kemi.bello@lagostours.example"' in asked.text
        assert await office.shop.counts() == before
        wrong = await browser.post("/console/team/invite", INVITED | {"_proof": "not it"})
        assert (wrong.status_code, "That does not fit" in wrong.text) == (403, True)
        cookie = browser.client.cookies["dragoman"]
        done = await browser.post("/console/team/invite", INVITED | {"_proof": PASSWORD})
        assert (done.status_code, "/console/link/tn_" in done.text) == (200, True)
        assert browser.client.cookies["dragoman"] != cookie, "rights grew: a new secret"
        await browser.load("/console/team")
        second = await browser.post("/console/team/invite", INVITED | {"email": "tola@lagostours.example"})
        assert second.status_code == 200, "proven for a while"


async def test_who_has_nothing_to_prove_with_is_led_to_the_profile(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        office.later(minutes=11)
        asked = await browser.post("/console/team/invite", INVITED)
        assert "neither a password nor a second factor" in asked.text


async def test_guessing_the_proof_is_slowed(office: Office) -> None:
    await with_password(office, Role.ADMIN)
    async with office.as_(Role.ADMIN) as browser:
        office.later(minutes=11)
        said = [(await browser.post("/console/team/invite", INVITED | {"_proof": "no"})).text for _ in range(6)]
    assert ["Too many attempts" in text for text in said] == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
async def test_a_post_comes_from_this_console_or_not_at_all(
    office: Office, headers: dict[str, str], allowed: bool
) -> None:
    async with office.as_(Role.SALES) as browser:
        answer = await browser.client.post(
            "/console/profile/theme", data={"_csrf": browser.token, "theme": "dark"}, headers=headers
        )
    assert (answer.status_code == 303) is allowed
    assert allowed or "origin" in answer.text


async def test_a_post_without_the_sessions_token_is_refused(office: Office) -> None:
    async with office.as_(Role.SALES) as browser, office.as_(Role.SALES) as other:
        for token in ("", "0" * 32, other.token):
            answer = await browser.client.post(
                "/console/profile/theme", data={"_csrf": token, "theme": "dark"}, headers=SAME
            )
            assert (answer.status_code, "form.token" in answer.text) == (403, True)
        by_header = await browser.client.post(
            "/console/profile/theme", data={"theme": "dark"}, headers=SAME | {"x-csrf": browser.token}
        )
        assert by_header.status_code == 303


async def test_pieces_of_pages_are_not_for_other_sites(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        piece = await browser.client.get(
            "/console/profile", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
        )
        assert piece.status_code == 403
        led = await browser.client.get(
            "/console/profile", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        )
        assert led.status_code == 200


async def test_a_form_is_bounded(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        large = await browser.post("/console/profile/theme", {"theme": "x" * (FORM_BYTES_MAX + 1)})
        assert (large.status_code, "form.size" in large.text) == (413, True)
        many = await browser.post("/console/profile/theme", {f"f{n}": "x" for n in range(600)})
        assert (many.status_code, "form.kind" in many.text) == (400, True)
        json = await browser.client.post("/console/profile/theme", json={"theme": "dark"}, headers=SAME)
        assert (json.status_code, "form.kind" in json.text) == (415, True)
        with_file = await browser.client.post(
            "/console/profile/theme", data={"_csrf": browser.token}, files={"theme": b"dark"}, headers=SAME
        )
        assert (with_file.status_code, "form.kind" in with_file.text) == (400, True)


async def test_the_policy_of_a_page_allows_nothing_of_others(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        answer = await browser.get("/console/team")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    nonce = re.search(r'<script nonce="([\w-]+)"', answer.text)
    assert nonce is not None
    assert policy["script-src"] == f"'nonce-{nonce[1]}'"
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not re.search(r"\son\w+=|\sstyle=|javascript:|https?://(?!127\.0\.0\.1:8000)", answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content) < 100_000


async def test_names_are_text_whatever_they_hold(office: Office) -> None:
    probe = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}'
    async with office.as_(Role.ADMIN) as browser:
        made = await browser.post("/console/team/invite", INVITED | {"name": probe[:90]})
        pages = [
            made.text,
            await browser.load("/console/team"),
            (await browser.get(f"/console/find?q={probe[:30]}")).text,
        ]
        bad = await browser.get(
            "/console/team", cookie=f"dragoman={browser.client.cookies['dragoman']}; dragoman_toast=WyI8Yj4iXQ=="
        )
    for text in [*pages, bad.text]:
        assert "<img src=x" not in text
        assert "<script>alert" not in text
    assert "&lt;img src=x onerror" in pages[1]


async def test_a_lost_session_leads_back_to_where_one_was_and_nowhere_else(office: Office) -> None:
    email = await with_password(office, Role.SALES)
    async with office.stranger() as browser:
        lost = await browser.post(
            "/console/profile/theme", {"theme": "dark"}, referer="http://127.0.0.1:8000/console/profile?a=b"
        )
        assert lost.headers["location"] == "/console/sign-in?next=%2Fconsole%2Fprofile%3Fa%3Db"
        by_htmx = await browser.get(
            "/console/menu", hx_request="true", hx_current_url="http://127.0.0.1:8000/console/team"
        )
        assert (by_htmx.status_code, by_htmx.headers["hx-redirect"]) == (401, "/console/sign-in?next=%2Fconsole%2Fteam")
        for onward, led_to in (
            ("/console/profile", "/console/profile"), ("https://evil.example/console", "/console"), ("//evil.example", "/console"),
            ("/console\\@evil.example", "/console"), ("/v1/bookings", "/console"), ("/consoleevil", "/console"),
        ):  # fmt: skip
            assert (await sign_in(browser, email, next=onward))[1] == led_to, onward
            browser.client.cookies.clear()


async def test_refusals_come_in_place_for_htmx_and_as_a_page_otherwise(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        own = office.staff[Role.ADMIN]
        plain = await browser.post(f"/console/team/{own}/deactivate")
        assert (plain.status_code, "last active admin" in plain.text, "<html" in plain.text) == (409, True, True)
        piece = await browser.post(f"/console/team/{own}/deactivate", hx_request="true", hx_request_type="partial")
        assert (piece.headers["hx-reswap"], "<html" in piece.text, "last active admin" in piece.text) == (
            "none",
            False,
            True,
        )


async def test_pieces_hold_the_main_block_alone(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        piece = await browser.get("/console/team", hx_request="true", hx_request_type="partial")
    assert "<html" not in piece.text
    assert 'id="people"' in piece.text
