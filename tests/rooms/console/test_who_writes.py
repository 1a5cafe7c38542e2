"""The inbox's right pane: somebody is kept out by hand, let in again, and known again by a booking."""

from __future__ import annotations

from dragoman.access import Role
from dragoman.conversations import records
from tests.rooms.console.inbox_rows import a_chat
from tests.rooms.console.money_rows import sold
from tests.rooms.console.world import Office


async def test_somebody_is_blocked_by_hand_and_let_in_again(office: Office) -> None:
    chat = (await a_chat(office))["conversation"]
    where = f"/console/inbox/{chat}"
    async with office.as_(Role.OPERATIONS) as browser:
        for hours in ("0", "721", "x"):
            assert (await browser.post(f"{where}/block", {"hours": hours})).status_code in (409, 422)
        assert "/unblock" not in (await browser.get(f"{where}/side")).text
        assert (await browser.post(f"{where}/block", {"hours": "24"})).status_code == 303
        assert f"{where}/unblock" in (await browser.get(f"{where}/side")).text
        assert (await browser.post(f"{where}/unblock")).status_code == 303
        assert f"{where}/block" in (await browser.get(f"{where}/side")).text


async def test_a_manager_reunites_by_a_bookings_reference(office: Office) -> None:
    booking = (await sold(office))["booking"]
    chat = (await a_chat(office))["conversation"]
    async with office.shop.lagos.work() as work:
        row = await work.sql.fetchrow("select reference, person from booking where id = $1", booking)
    assert row is not None
    async with office.as_(Role.MANAGER) as browser:
        wrong = await browser.post(f"/console/inbox/{chat}/reunite", {"reference": "ZZZZZZ"})
        assert wrong.status_code == 404
        done = await browser.post(f"/console/inbox/{chat}/reunite", {"reference": row["reference"].lower()})
        assert done.status_code == 303
    async with office.shop.lagos.work() as work:
        found = await records.by_id(work, chat)
    assert found is not None
    assert found.person == row["person"]
