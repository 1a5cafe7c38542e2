"""Screens of bookings and money: what stands on them, what their buttons do, and what a stale or hostile request gets."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from dragoman.access import Role, Surface
from dragoman.bookings.party import open_party
from dragoman.bookings.queries import booking_of
from dragoman.console import page as page_module
from dragoman.console.charts import Point, bars
from dragoman.notifications.alerts import KINDS, open_alert
from dragoman.tenancy.settings import change_settings
from tests import lagos
from tests.rooms.bookings.world import ADA_DETAILS
from tests.rooms.console.money_rows import asked, difference, order, paid, sold
from tests.rooms.console.world import Office

EVIL = structs.replace(ADA_DETAILS, given_name="=cmd|x", family_name="<script>alert(1)</script>")


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([A-Z_]+\.\d+)"', page)
    assert found is not None
    return found[1]


async def states(office: Office) -> list[str]:
    async with office.shop.lagos.work() as work:
        return [r["state"] for r in await work.sql.fetch("select state from booking order by id")]


async def refunds(office: Office) -> list[tuple[int, str, str]]:
    async with office.shop.lagos.work() as work:
        rows = await work.sql.fetch("select amount_minor, asked_by, approved_by from refund order by id")
    return [tuple(r) for r in rows]


async def limited(office: Office, limit: int) -> None:
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await change_settings(work, structs.replace(work.tenant.settings, refund_limit_minor=limit))
    office.shop.lagos.desk.tenants.forget(lagos.TENANT)


async def test_the_list_finds_filters_and_pages(office: Office) -> None:
    first = (await sold(office))["booking"]
    async with office.as_(Role.MANAGER) as browser:
        whole = await browser.load("/console/bookings")
        assert f"/console/bookings/{first}" in whole
        assert "Ada Obi" in whole
        assert first in await browser.load(
            "/console/bookings?find=%2B2348035550101&state=PAYMENT_PENDING&route=LOS-ABV"
        )
        assert "No bookings fit" in await browser.load("/console/bookings?state=CONFIRMED")
        wrong = await browser.get("/console/bookings?find=Ada")
        assert (wrong.status_code, 'data-code="filter.find"' in wrong.text) == (422, True)
        for query in ("travel_from=tomorrow", "amount_min=lots"):
            answer = await browser.get(f"/console/bookings?{query}")
            assert (answer.status_code, "data-code" in answer.text) == (422, True), query
        palette = await browser.get("/console/find?q=ada.obi@example.com", hx_request="true")
        assert f"/console/bookings/{first}" in palette.text


async def test_csv_is_harmless_and_audited(office: Office) -> None:
    first = (await sold(office))["booking"]
    async with (
        office.shop.lagos.work() as work
    ):  # names are checked at the door; what is stored already must not run either
        row = await booking_of(work, first)
        party = open_party(work, row)
        evil = structs.replace(party, travellers=(EVIL,))
        row.sealed = work.seal("booking", "sealed", row.id, evil)
        await work.session.flush()
    async with office.as_(Role.OPERATIONS) as browser:
        page = await browser.load("/console/bookings")
        assert "<script>alert" not in page
        answer = await browser.post("/console/bookings/export", {"state": "PAYMENT_PENDING"})
        assert answer.headers["content-disposition"] == 'attachment; filename="bookings.csv"'
        [found] = csv.DictReader(io.StringIO(answer.text))
        assert found["lead"] == "'=cmd|x <script>alert(1)</script>"
        assert (found["total_minor"], found["currency"], found["departs_on"], found["sold_by"]) == (
            "18270000", "NGN", "2026-12-15", "Bayo Ade",
        )  # fmt: skip
    async with office.shop.lagos.work() as work:
        assert (
            await work.sql.fetchval("select doer from audit where tag = 'bookings:export'")
            == office.staff[Role.OPERATIONS]
        )


async def test_a_stale_button_says_who_was_faster_and_changes_nothing(office: Office) -> None:
    booking = (await sold(office))["booking"]
    async with office.as_(Role.MANAGER) as slow, office.as_(Role.OPERATIONS) as fast:
        drawn = seen(await slow.load(f"/console/bookings/{booking}"))
        await fast.load(f"/console/bookings/{booking}")
        done = await fast.post(f"/console/bookings/{booking}/do/cancel", {"seen": drawn})
        assert done.status_code == 303
        late = await slow.post(f"/console/bookings/{booking}/do/payment_link", {"seen": drawn})
        assert late.status_code == 409
        assert 'data-code="moved"' in late.text
        assert "“cancel” by Chidi Eze" in late.text
    assert await states(office) == ["CANCELLED"]


async def test_staff_settle_a_cancelled_ticket_whose_refund_nobody_named(office: Office) -> None:
    booking = (await paid(office, "ticketed"))["booking"]
    async with office.shop.lagos.work() as work:  # as a confirmed cancellation without a word on money leaves it
        await work.sql.execute("update flight_order set state = 'CANCELLED'")
        await work.sql.execute("update booking set state = 'CANCELLED', paid_minor = 0 where id = $1", booking)
    path = f"/console/bookings/{booking}"
    async with office.as_(Role.SALES) as bayo, office.as_(Role.OPERATIONS) as chidi:
        assert "data-unpriced" not in await bayo.load(path)
        page = await chidi.load(path)
        assert "data-unpriced" in page
        assert "(USD)" in page
        form = {"seen": seen(page)}
        assert (await bayo.post(f"{path}/do/settle_cancellation", form | {"amount": "66"})).status_code == 403
        for wrong in ("", "121", "-1"):
            assert (await chidi.post(f"{path}/do/settle_cancellation", form | {"amount": wrong})).status_code == 422, (
                wrong
            )
        assert (await chidi.post(f"{path}/do/settle_cancellation", form | {"amount": "66"})).status_code == 303
        assert "data-unpriced" not in await chidi.load(path)
    async with office.shop.lagos.work() as work:
        assert await work.sql.fetchval("select sum(amount_minor) from refund") == 101_700_00


async def test_a_buttons_command_is_refused_without_the_role(office: Office) -> None:
    booking = (await sold(office))["booking"]
    async with office.as_(Role.SALES) as browser:
        page = await browser.load(f"/console/bookings/{booking}")
        assert "/do/payment_link" in page
        assert "/do/approve_cancellation" not in page
        assert (
            await browser.post(f"/console/bookings/{booking}/do/approve_cancellation", {"seen": seen(page)})
        ).status_code == 403
        assert (await browser.post(f"/console/bookings/{booking}/do/abolish", {"seen": seen(page)})).status_code == 404
    assert await states(office) == ["PAYMENT_PENDING"]


async def test_a_refund_above_the_limit_goes_through_two_people(office: Office) -> None:
    await limited(office, 100_000_00)
    payment = (await paid(office))["payment"]
    path = f"/console/payments/{payment}"
    async with office.as_(Role.OPERATIONS) as chidi, office.as_(Role.MANAGER) as efua:
        page = await chidi.load(path)
        form = {"seen": seen(page), "amount": "182,700", "reason": "not_ticketed", "note": "<b>call</b>"}
        alone = await chidi.post(f"{path}/refund", form | {"act": "refund"})
        assert (alone.status_code, 'data-code="refund.four_eyes"' in alone.text) == (409, True)
        assert (await chidi.post(f"{path}/refund", form | {"act": "request"})).status_code == 303
        request = re.search(r'data-request="(rr_\w+)"', await chidi.load(path))
        assert request is not None
        own = await chidi.post(f"/console/approvals/{request[1]}/approve", {"seen": "ASKED.0"})
        assert own.status_code == 403
        listed = await efua.load("/console/approvals")
        assert "&lt;b&gt;call&lt;/b&gt;" in listed
        assert "Chidi Eze" in listed
        done = await efua.post(f"/console/approvals/{request[1]}/approve", {"seen": "ASKED.0"})
        assert (done.status_code, done.headers["location"]) == (303, "/console/approvals")
        again = await efua.post(f"/console/approvals/{request[1]}/approve", {"seen": "ASKED.0"})
        assert 'data-code="moved"' in again.text
        await office.shop.engine.drain()
        assert "approved by" in await efua.load(path)
    assert await refunds(office) == [(182_700_00, office.staff[Role.OPERATIONS], office.staff[Role.MANAGER])]


async def test_one_page_pays_once_whoever_presses(office: Office) -> None:
    path = f"/console/payments/{(await paid(office))['payment']}"
    async with office.as_(Role.OPERATIONS) as chidi, office.as_(Role.MANAGER) as efua:
        page = await chidi.load(path)
        await efua.load(path)
        form = {"seen": seen(page), "amount": "10000", "reason": "not_ticketed", "act": "refund"}
        assert (await chidi.post(f"{path}/refund", form)).status_code == 303
        for late in (chidi, efua):
            for act in ("refund", "request"):
                answer = await late.post(f"{path}/refund", form | {"act": act})
                assert (answer.status_code, 'data-code="moved"' in answer.text) == (409, True)
                assert "“refund” by Chidi Eze" in answer.text
        assert len(await refunds(office)) == 1
        fresh = form | {"seen": seen(await efua.load(path)), "act": "request"}
        assert (await efua.post(f"{path}/refund", fresh)).status_code == 303
        answer = await chidi.post(f"{path}/refund", fresh | {"act": "refund"})
        assert (answer.status_code, "“ask” by Efua Boateng" in answer.text) == (409, True)
    assert await refunds(office) == [(10_000_00, office.staff[Role.OPERATIONS], "")]


async def test_one_page_pays_once_when_two_press_at_the_same_instant(office: Office) -> None:
    path = f"/console/payments/{(await paid(office))['payment']}"
    async with office.as_(Role.OPERATIONS) as chidi, office.as_(Role.MANAGER) as efua:
        await efua.load(path)
        form = {"seen": seen(await chidi.load(path)), "amount": "10000", "reason": "not_ticketed", "act": "refund"}
        answers = await asyncio.gather(chidi.post(f"{path}/refund", form), efua.post(f"{path}/refund", form))
    assert sorted(one.status_code for one in answers) == [303, 409]
    assert len(await refunds(office)) == 1


async def test_the_last_refund_of_a_booking_that_waits_for_a_choice_closes_it(office: Office) -> None:
    ids = await paid(office)
    path = f"/console/payments/{ids['payment']}"
    async with office.as_(Role.MANAGER) as efua:
        for sum_, state, choice in (("100,000", "PAYMENT_PENDING", "ticketing_failed"), ("82,700", "CANCELLED", "")):
            form = {"seen": seen(await efua.load(path)), "amount": sum_, "reason": "not_ticketed", "act": "refund"}
            assert (await efua.post(f"{path}/refund", form)).status_code == 303
            await office.shop.engine.drain()
            async with office.shop.lagos.work() as work:
                row = await booking_of(work, ids["booking"])
                assert (row.state, row.choice) == (state, choice)
        assert "waits for a choice" not in await efua.load(f"/console/bookings/{ids['booking']}")
    assert sum(amount for amount, _, _ in await refunds(office)) == 182_700_00


@pytest.mark.parametrize("amount", ["", "a lot", "-5", "0", "1.234", "999999999"])
async def test_sums_that_cannot_be_are_refused_and_nothing_moves(office: Office, amount: str) -> None:
    payment = (await paid(office))["payment"]
    async with office.as_(Role.MANAGER) as browser:
        mark = seen(await browser.load(f"/console/payments/{payment}"))
        answer = await browser.post(
            f"/console/payments/{payment}/refund",
            {"seen": mark, "amount": amount, "reason": "goodwill", "act": "refund"},
        )
        assert (answer.status_code in (409, 422), "data-code" in answer.text) == (True, True)
        none = amount in ("0", "-5")
        assert ("Write an amount above zero." in answer.text, "At most" in answer.text and none) == (none, False)
    assert await refunds(office) == []


async def test_the_payment_page_sets_their_record_beside_ours(office: Office) -> None:
    ids = await paid(office)
    bank = office.shop.bank
    bank.records[ids["reference"]] = structs.replace(bank.records[ids["reference"]], external_id="other")
    async with office.as_(Role.OPERATIONS) as browser:
        page = await browser.load(f"/console/payments/{ids['payment']}")
        assert "The records differ" not in page
        assert (await browser.post(f"/console/payments/{ids['payment']}/check")).status_code == 303
        assert "The provider is being asked" in await browser.load(f"/console/payments/{ids['payment']}")
        await office.shop.engine.drain()
        page = await browser.load(f"/console/payments/{ids['payment']}")
        assert "The records differ" in page
        assert "their id" in page


async def test_passports_hide_behind_a_reason_and_a_proof(office: Office) -> None:
    details = structs.replace(
        ADA_DETAILS,
        nationality="NG",
        document_number="A12345678",
        document_country="NG",
        document_expires_on=date(2031, 5, 1),
    )
    booking = (await sold(office, details))["booking"]
    path = f"/console/bookings/{booking}"
    async with office.as_(Role.OPERATIONS) as browser:
        for page in (path, f"{path}/print", f"{path}/travellers"):
            text = (await browser.get(page)).text
            assert ("****5678" in text, "A12345678" in text) == (True, False), page
        await browser.load(path)
        assert 'data-code="reveal.reason"' in (await browser.post(f"{path}/reveal", {"reason": "curious"})).text
        shown = await browser.post(f"{path}/reveal", {"reason": "visa"}, hx_request="true")
        assert "A12345678" in shown.text
        assert "load delay:60s" in shown.text
        office.later(minutes=20)
        asked_again = await browser.post(f"{path}/reveal", {"reason": "visa"})
        assert (asked_again.status_code, "A12345678" in asked_again.text) == (403, False)
    async with office.as_(Role.SALES) as browser:
        await browser.load(path)
        assert (await browser.post(f"{path}/reveal", {"reason": "visa"})).status_code == 403


async def test_home_names_what_waits_with_its_age(office: Office) -> None:
    await asked(office)
    await order(office)
    office.later(hours=3)
    async with office.as_(Role.MANAGER) as browser:
        page = await browser.load("/console/home")
        for queue in ("approvals", "unknown_orders", "choices_open"):
            assert f'data-queue="{queue}"' in page
        assert "oldest 3 hours ago" in page
        assert page.count('<svg viewBox="0 0 240 64"') == 3
        menu = (await browser.get("/console/menu?at=/console/home")).text
        assert 'aria-label="1 waits"' in menu
    async with office.as_(Role.SALES) as browser:
        page = await browser.load("/console/home")
        assert "Turnover" not in page


async def test_the_ledger_proves_itself_and_leads_to_its_postings(office: Office) -> None:
    ids = await paid(office)
    async with office.as_(Role.MANAGER) as browser:
        page = await browser.load("/console/ledger")
        assert 'data-proof-holds="true"' in page
        assert ids["booking"] in await browser.load("/console/ledger/customer")
        assert f"charge:{ids['reference']}" in await browser.load(
            f"/console/ledger/postings?account=customer&subject={ids['booking']}"
        )
        assert (await browser.get("/console/ledger/savings")).status_code == 404
        rows = list(csv.DictReader(io.StringIO((await browser.post("/console/ledger/export")).text)))
    assert sum(int(r["amount_minor"]) for r in rows if r["currency"] == "NGN") == 0
    assert len(rows) > 2


async def test_differences_are_explained_on_the_page(office: Office) -> None:
    made = await difference(office)
    async with office.as_(Role.MANAGER) as browser:
        page = await browser.load("/console/reconciliation")
        assert "Ours only" in page
        answer = await browser.post(
            f"/console/reconciliation/{made['difference']}/resolve", {"reason": "provider_error"}
        )
        assert answer.status_code == 303
        again = await browser.post(f"/console/reconciliation/{made['difference']}/resolve", {"reason": "written_off"})
        assert 'data-code="difference.gone"' in again.text
        assert "No differences" in await browser.load("/console/reconciliation")
        assert (await browser.post("/console/reconciliation/compare", {"day": "2027-01-01"})).status_code == 422


async def test_pages_are_light(office: Office) -> None:
    ids = await asked(office)
    for _ in range(8):
        await sold(office)
    async with office.as_(Role.MANAGER) as browser:
        for path in (
            "/console/home", "/console/bookings", f"/console/bookings/{ids['booking']}", f"/console/payments/{ids['payment']}",
            "/console/approvals", "/console/ledger", "/console/reconciliation", "/console/unknowns",
        ):  # fmt: skip
            assert len(await browser.load(path)) < 100_000, path


def test_charts_are_numbers_and_escaped_words_only() -> None:
    points = [Point("<b>Mon", 0, "0"), Point("Tue", -5, "-5"), Point("Wed", 10, "₦10")]
    drawn = bars(points, "<i>Sales")
    assert drawn.count("<rect") == 3
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert 'role="img" aria-label="&lt;i&gt;Sales. &lt;b&gt;Mon: 0. Wed: ₦10. ↑ Wed: ₦10."' in drawn
    assert "style" not in drawn
    assert bars([], "Nothing").count("<rect") == 0


def test_every_kind_of_alert_has_a_name_on_the_home_page() -> None:
    page = (Path(page_module.__file__).parent / "templates/home/home.html").read_text()
    assert [kind for kind in KINDS.values() if f'"{kind}": _(' not in page] == []


def test_every_kind_of_alert_says_what_to_do() -> None:
    told = (Path(page_module.__file__).parent / "templates/home/alerts.html").read_text()
    assert [kind for kind in {*KINDS.values(), "papers_failed", "mail_failed"} if f'"{kind}": _(' not in told] == []


async def test_grave_alerts_stand_before_those_of_one_chat(office: Office) -> None:
    async with office.shop.lagos.work() as work:
        for number in range(9):  # more than home shows
            await open_alert(work, "message_undelivered", f"conversation:cv_{number}", "131026")
        await open_alert(work, "refund_failed", "booking:bk_grave", "")
        await open_alert(work, "network_warned", "number:nu_grave", "131042")
    async with office.as_(Role.MANAGER) as browser:
        whole = await browser.load("/console/home")
    said = (
        "Look at the number or template in WhatsApp Manager",
        "payment and try again, or pay it back",
        "Open the conversation: send again",
    )
    places = [whole.find(text) for text in said]
    assert -1 not in places
    assert places == sorted(places)


async def test_an_alert_says_what_to_do_and_a_code_is_shown_in_words(office: Office) -> None:
    async with office.shop.lagos.work() as work:
        for kind, code in (("message_undelivered", "131026"), ("ticketing_failed", "gone"), ("refund_failed", "")):
            await open_alert(work, kind, f"booking:bk_{kind}", code)
        await open_alert(work, "message_undelivered", "conversation:cv_none", "0")
        await open_alert(work, "mail_failed", "staff:st_none", "odd<i>code")
    async with office.as_(Role.MANAGER) as browser:
        whole = await browser.load("/console/home")
    for said in (
        "WhatsApp cannot deliver to this person; reach them another way.",
        "It could not be sent.",
        "What was sought is no longer there.",
        "Open the conversation: send again, or reach the traveller another way.",
        "The traveller is asked to choose; help them to another flight or give the money back.",
        "Code odd&lt;i&gt;code",
    ):
        assert said in whole
    assert "131026" not in whole
    assert whole.count("data-todo") == 5
