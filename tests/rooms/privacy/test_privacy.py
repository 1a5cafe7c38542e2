"""A person takes along what is held of them, is forgotten in every table, and nothing is kept longer than said."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from msgspec.structs import replace

from dragoman import timeline
from dragoman.access import Surface
from dragoman.bookings.listing import Filters, bookings_listed
from dragoman.bookings.revealing import add_note
from dragoman.cli.holders import HOLDERS
from dragoman.command import Refused
from dragoman.conversations import people, records
from dragoman.conversations.attachments import subject_of
from dragoman.conversations.channel import Recipient
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Heard, HeardKind, Sender
from dragoman.conversations.queries import store_file
from dragoman.conversations.records import Profile
from dragoman.conversations.remarks import RemarkKind, remark
from dragoman.dialogues.training.labels import label_message
from dragoman.engine import Store
from dragoman.kit.crypto import SealBroken, Vault
from dragoman.ledger.queries import balances
from dragoman.payments.approvals import keep_money
from dragoman.privacy.commands import erase_person, erasures, export_person, overview
from dragoman.privacy.retention import retain
from dragoman.tenancy.settings import change_settings
from tests import lagos
from tests.rooms.api.world import CONTACT, TRAVELLER, Shop

CONSOLE = Surface.CONSOLE
WORDS = "My passport is A09990001, call Ngozi"
PERSONAL = (
    "Ada",
    "Obi",
    CONTACT["email"],
    "8035550101",
    "A09990001",
    "Ngozi",
    "ada-passport.jpg",
    TRAVELLER["born_on"],
)


async def travelled(shop: Shop) -> str:
    """Ada has booked, flown, written, sent a photo, and staff wrote a note about her. Returns her person's id."""
    async with shop.client(await shop.key()) as client:
        await shop.ticketed(client)
    await shop.later(days=40)
    async with shop.lagos.work() as work:
        person: str = await work.sql.fetchval("select person from booking")
        if await work.sql.fetchval("select count(*) from person where id = $1", person) == 0:
            pytest.fail("a booking belongs to a person")
        await people.keep_profile(work, person, Profile("Ada Obi", "+" + lagos.ADA, CONTACT["email"]))
        await people.add_identity(work, person, "phone", "+" + lagos.ADA)
        chat = await records.of_person(work, person, shop.lagos.number) or await records.start(
            work, person=person, number=shop.lagos.number, channel="meta", actor=f"chat:{lagos.NUMBER_ID}:ada",
            to=Recipient(lagos.ADA), referral=None,
        )  # fmt: skip
        heard = Heard("wamid.ada", HeardKind.TEXT, work.now, Sender(phone=lagos.ADA, name="Ada Obi"), WORDS)
        message, _, _ = await hear(work, chat, heard)
        await store_file(
            work, subject=f"message:{message}", name="ada-passport.jpg", media_type="image/jpeg", content=b"photo of Ada", sha256=b"x"
        )  # fmt: skip
        await store_file(
            work, subject=subject_of(chat.id), name="visa-of-Ada.pdf", media_type="application/pdf", content=b"visa of Ada", sha256=b"y"
        )  # fmt: skip
        await remark(work, chat.id, RemarkKind.NOTE, text="Ngozi is her sister")
    await written_about(shop)
    await shop.engine.drain()
    return person


async def written_about(shop: Shop) -> None:
    """Staff wrote about her journey, about her money, and into a request for a refund."""
    async with shop.lagos.work(lagos.MANAGER, CONSOLE, proven=True) as work:
        booking = await work.sql.fetchval("select id from booking")
        payment = await work.sql.fetchval("select id from payment")
        await add_note(work, booking, "Ngozi collects the ticket")
        await keep_money(work, payment, "other", "Ngozi was told on the phone")
        await work.sql.execute(
            "insert into refund_request (id, tenant_id, created_at, state, payment_id, booking_id, amount_minor, currency, reason, sealed,"
            " asked_by, asked_role, expires_at) values ('rr_1', $1, $2, 'EXPIRED', $3, $4, 1, 'NGN', 'other', $5, 'st_1', 'sales', $2)",
            lagos.TENANT, work.now, payment, booking, work.seal("refund_request", "sealed", "rr_1", "Ngozi asked for it"),
        )  # fmt: skip


async def readable(shop: Shop) -> dict[str, list[str]]:
    """Open every column of every row of the tenant; what is sealed and cannot be opened fails, digests are listed here."""
    digests = {"blind", "digest", "sha256", "hash", "phone_blind", "email_blind", "wrapped", "external_id", "xact"}
    found: dict[str, list[str]] = {}
    async with shop.lagos.work() as work:
        tables = [
            r["t"]
            for r in await work.sql.fetch(
                "select table_name t from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'"
            )
        ]
        vault = work.vault
        for table in tables:
            for row in await work.sql.fetch(f"select * from {table}"):
                for column, value in row.items():
                    if value is None or column in digests:
                        continue
                    text = str(value)
                    if isinstance(value, bytes) and value:
                        text = opened(vault, table, column, dict(row), value)
                    found.setdefault(table, []).append(text)
    return found


def opened(vault: object, table: str, column: str, row: dict[str, object], value: bytes) -> str:
    if table in ("flight_search", "flight_offer", "flight_change", "flight_order", "logo"):
        return value.decode("utf-8", "replace")
    names = [str(row.get(k, "")) for k in ("id", "key", "external_id")] + [""]
    names += [n.rsplit("#", 1)[-1] for n in names] + [n.rsplit("#", 2)[0] for n in names]
    names += [
        f"{row.get('caller')}|{row.get('key')}",
        f"{row.get('conversation_id')}|{row.get('staff_id')}|{row.get('kind')}",
    ]
    places = [(table, column), ("event", "body"), ("effect", "body"), ("effect", "answer"), ("letter", "body")]
    for place in places:
        for name in names:
            try:
                return vault.open(*place, name, value).decode("utf-8", "replace")  # type: ignore[attr-defined]
            except SealBroken:
                continue
    raise AssertionError(f"{table}.{column} is sealed to a place that this test does not know")


def left(tables: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(table, value) for table, texts in tables.items() for value in PERSONAL for text in texts if value in text}


async def test_after_erasure_no_table_holds_a_value_of_the_person(shop: Shop) -> None:
    person = await travelled(shop)
    before = left(await readable(shop))
    assert {value for _, value in before} == set(PERSONAL)  # the search finds each of them while they are there
    async with shop.lagos.work(lagos.MANAGER, CONSOLE) as work:
        books = await balances(work)
        for known in (CONTACT["email"], CONTACT["phone"]):
            assert len(await bookings_listed(work, Filters(find=known))) == 1
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        done = {one.title: one for one in await erase_person(work, person, HOLDERS)}
    assert left(await readable(shop)) == set()
    assert (done["Notes about bookings"].gone, done["Notes about refunds"].gone) == (1, 1)
    async with shop.lagos.work(lagos.MANAGER, CONSOLE) as work:
        for known in (CONTACT["email"], CONTACT["phone"]):  # nobody finds her journey by them any more
            assert await bookings_listed(work, Filters(find=known)) == ()
    assert (done["Messages"].gone, done["Files"].gone) == (1, 2)
    assert done["Bookings"].kept == 1
    assert "tax" in done["Bookings"].why
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        assert await balances(work) == books
        await timeline.chain(work.sql, lagos.TENANT)
        assert await timeline.proof(work.sql, lagos.TENANT) is None
        (told,) = await erasures(work)
        assert (told.person, told.doer, told.gone["Messages"]) == (person, lagos.OWNER.id, 1)
        with pytest.raises(Refused, match=r"erasure\.done"):
            async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as again:
                await erase_person(again, person, HOLDERS)


async def test_whoever_writes_from_that_number_next_is_somebody_new(shop: Shop) -> None:
    person = await travelled(shop)
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        await erase_person(work, person, HOLDERS)
        assert await people.recognise(work, Sender(phone=lagos.ADA)) != person
        assert await records.by_actor(work, f"chat:{lagos.NUMBER_ID}:ada") is None


async def test_an_export_holds_what_each_room_holds(shop: Shop) -> None:
    person = await travelled(shop)
    async with shop.lagos.work() as work:
        message = await work.sql.fetchval("select id from message where heard order by id limit 1")
        await label_message(work, message, "search")
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        content = await export_person(work, person, HOLDERS)
    async with shop.lagos.work() as work:
        titles = [one.title for holder in HOLDERS for one in await holder.held(work, person)]
    pack = zipfile.ZipFile(io.BytesIO(content))
    told = json.loads(pack.read("data.json"))
    assert list(told["held"]) == titles
    empty = [title for title, items in told["held"].items() if not items]
    assert empty == ["Consents", "Refunds"] or empty == ["Consents", "Travellers remembered", "Refunds"]
    notes = [item["text"] for title in ("Notes about bookings", "Notes about refunds") for item in told["held"][title]]
    assert sorted(notes) == ["Ngozi asked for it", "Ngozi collects the ticket", "Ngozi was told on the phone"]
    text = pack.read("data.json").decode() + pack.read("index.html").decode() + " ".join(pack.namelist())
    assert [value for value in PERSONAL if value not in text] == []
    assert any(name.endswith("ada-passport.jpg") for name in pack.namelist())
    assert any(name.endswith("visa-of-Ada.pdf") for name in pack.namelist())
    assert any(name.endswith(".pdf") for name in pack.namelist())


async def test_the_overview_counts_what_an_export_tells_and_opens_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await travelled(shop)
    async with shop.lagos.work() as work:
        told = {one.title: len(one.items) for holder in HOLDERS for one in await holder.held(work, person)}
    told.pop("Answers given to programs of the last four days")  # whom they speak of is sealed in them
    assert (told["Messages"], told["Bookings"], told["Notes about refunds"]) == (1, 1, 2)
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work, shop.lagos.work() as other:
        await other.sql.execute("select from person where id = $1 for update", person)  # somebody erases them just now
        with monkeypatch.context() as patch:
            patch.setattr(Vault, "open", lambda *_: pytest.fail("a page of numbers opens no value"))
            assert dict((await overview(work, person, HOLDERS)).held) == told


async def test_a_page_of_values_runs_nothing(shop: Shop) -> None:
    person = await travelled(shop)
    async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
        await people.keep_profile(work, person, Profile("<script>alert(1)</script>", "+" + lagos.ADA))
        content = await export_person(work, person, HOLDERS)
    page = zipfile.ZipFile(io.BytesIO(content)).read("index.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_a_journey_under_way_keeps_its_travellers(shop: Shop) -> None:
    async with shop.client(await shop.key()) as client:
        booked = await shop.ticketed(client)
    async with shop.lagos.work() as work:
        person = await work.sql.fetchval("select person from booking")
    with pytest.raises(Refused) as refusal:
        async with shop.lagos.work(lagos.OWNER, CONSOLE, proven=True) as work:
            await erase_person(work, person, HOLDERS)
    assert refusal.value.code == "erasure.open"
    assert booked["reference"] in refusal.value.staff
    assert ("booking", "Ada") in left(await readable(shop))


@pytest.mark.parametrize(
    ("by", "proven", "code"),
    [(lagos.MANAGER, True, "role"), (lagos.SALES, True, "role"), (lagos.OWNER, False, "proof")],
)
async def test_only_a_proven_admin_exports_and_erases(shop: Shop, by: object, proven: bool, code: str) -> None:
    chat = await shop.chat()
    async with shop.lagos.work() as work:
        person = await work.sql.fetchval("select person_id from conversation where id = $1", chat)
    for act in (export_person, erase_person):
        with pytest.raises(Refused) as refusal:
            async with shop.lagos.work(by, CONSOLE, proven=proven) as work:
                await act(work, person, HOLDERS)
        assert refusal.value.code == code


async def test_messages_go_after_the_days_that_the_business_names(shop: Shop, store: Store) -> None:
    chat = await shop.chat(text=WORDS)
    async with shop.lagos.work(lagos.OWNER, CONSOLE) as work:
        await change_settings(work, replace(work.tenant.settings, retention_days=30))
        await work.sql.execute(
            "insert into early_report (tenant_id, external_id, status, at, code) values ($1, 'x', 'sent', $2, 0)",
            lagos.TENANT,
            work.now,
        )
    shop.lagos.desk.tenants.forget(lagos.TENANT)
    for days, kept in ((29, 1), (2, 0)):
        shop.lagos.clock.shift += timedelta(days=days)
        async with shop.lagos.work() as work:
            assert await retain(work) == 1 - kept
            assert await work.sql.fetchval("select count(*) from message where conversation_id = $1", chat) == kept
            assert await work.sql.fetchval("select count(*) from early_report") == 0
            assert await retain(work) == 0


async def test_a_conversation_that_waits_for_a_person_keeps_its_messages(shop: Shop) -> None:
    chat = await shop.chat(text=WORDS)
    async with shop.client(await shop.key()) as client:
        await client.post(f"/v1/conversations/{chat}/hand-over", json={})
    shop.lagos.clock.shift += timedelta(days=200)
    async with shop.lagos.work() as work:
        assert await retain(work) == 0
