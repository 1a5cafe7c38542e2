"""The live stream of a page: what it tells, from where, and when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from dragoman.access import Role
from dragoman.console import edge
from dragoman.console.gate import visit
from dragoman.console.live import stream
from dragoman.staff.sessions import end_all
from tests.rooms.console.world import Browser, Office


class Stream:
    """The events of a stream, one by one."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks, self._waiting = chunks, ""

    async def event(self) -> tuple[str, str, dict[str, str]]:
        """The next event: name, id and what it says; comments and the retry line are passed over."""
        while True:
            head, end, rest = self._waiting.partition("\n\n")
            if not end:
                self._waiting += (await anext(self._chunks)).decode()
                continue
            self._waiting = rest
            fields = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line and not line.startswith(":"))
            if "event" in fields:
                return fields["event"], fields.get("id", ""), msgspec.json.decode(fields["data"], type=dict[str, str])


class _Request:
    """What a visit is read from."""

    def __init__(self, browser: Browser) -> None:
        self.cookies = {"dragoman": browser.client.cookies["dragoman"]}
        self.headers: dict[str, str] = {}
        self.client = None


async def listening(office: Office, browser: Browser, after: str = "") -> Stream:
    found = await visit(office.house, _Request(browser), edge.new_nonce())  # type: ignore[arg-type]
    assert found is not None
    return Stream(stream(found, after))


async def change(office: Office, role: Role) -> None:
    async with office.shop.lagos.work() as work:
        await work.note(f"staff:{office.staff[role]}", "test:change")
        await work.note("booking:bk_x", "booking:pay")


async def test_a_page_hears_hints_without_values_and_goes_on_from_its_last_id(office: Office) -> None:
    async with office.as_(Role.MANAGER) as browser:
        page = await listening(office, browser)
        name, place, _ = await page.event()
        assert name == "hello"
        await change(office, Role.SALES)
        told = [await page.event(), await page.event()]
        assert {(n, e["subject"], e["tag"]) for n, _, e in told} == {
            ("live", f"staff:{office.staff[Role.SALES]}", "test:change"),
            ("live", "booking:bk_x", "booking:pay"),
        }
        again = await listening(office, browser, place)
        await again.event()
        assert {(await again.event())[2]["subject"] for _ in range(2)} >= {"booking:bk_x"}
        old = await listening(office, browser, "1-1")
        assert (await old.event())[0] == "reload"


async def test_field_staff_hear_of_nothing_but_themselves(office: Office) -> None:
    async with office.as_(Role.FIELD_STAFF) as browser:
        page = await listening(office, browser)
        await page.event()
        await change(office, Role.SALES)
        await change(office, Role.FIELD_STAFF)
        assert (await page.event())[2] == {"subject": f"staff:{office.staff[Role.FIELD_STAFF]}", "tag": "test:change"}


async def test_the_stream_ends_with_the_session_at_once(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        page = await listening(office, browser)
        await page.event()
        async with office.shop.lagos.work() as work:
            await end_all(work, office.staff[Role.SALES])
        names = [(await page.event())[0] for _ in range(2)]
        assert names == ["live", "ended"]


async def test_listening_keeps_no_session_alive(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        page = await listening(office, browser)
        await page.event()
        office.later(hours=11)
        await change(office, Role.SALES)
        await page.event()
        office.later(hours=2)
        await change(office, Role.SALES)
        while (name := (await page.event())[0]) == "live":
            continue
        assert name == "ended"


async def test_preferences_are_checked_and_kept(office: Office) -> None:
    async with office.as_(Role.SALES) as browser:
        for wrong in ({"language": "xx"}, {"language": "en", "zone": "Moon/Base"}, {"language": "en", "theme": "pink"}):
            assert (await browser.post("/console/profile/preferences", wrong)).status_code == 422
        kept = {"language": "ar", "zone": "Africa/Accra", "theme": "dark"}
        assert (await browser.post("/console/profile/preferences", kept)).status_code == 303
        page = await browser.load("/console/profile")
        assert '<html lang="ar" dir="rtl" data-theme="dark">' in page
        assert "الملف الشخصي" in page
