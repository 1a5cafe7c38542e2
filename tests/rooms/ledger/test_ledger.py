"""The books: balanced by the database itself, append-only, once per key, each tenant its own."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from dragoman.access import SYSTEM, Surface
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.browsing import subjects
from dragoman.ledger.commands import post
from dragoman.ledger.errors import KeyReused, Unbalanced
from dragoman.ledger.postings import credit, debit
from dragoman.ledger.queries import balance, balances, unbalanced
from tests import lagos

NGN = Money(100_00, "NGN")
LINES = (debit(Account.CLEARING, "paystack", NGN), credit(Account.CUSTOMER, "bk_1", NGN))
ENTRY = (
    "insert into ledger_entry (id, tenant_id, created_at, tx_id, account, subject, amount_minor, currency)"
    " values ($1, $2, now(), $3, 'clearing', 'paystack', $4, 'NGN')"
)
TX = "insert into ledger_tx (id, tenant_id, created_at, key, digest, cause) values ($1, $2, now(), $1, '', 'test')"


@pytest.fixture
async def town(store):
    return await lagos.found(store)


async def test_a_posting_is_booked_once_per_key(town) -> None:
    async with town.work() as work:
        assert await post(work, "charge:1", LINES, "payment:1")
        assert not await post(work, "charge:1", tuple(reversed(LINES)), "payment:1")
    async with town.work() as work:
        assert not await post(work, "charge:1", LINES, "payment:1")
        assert await balance(work, Account.CUSTOMER, "bk_1", "NGN") == -NGN
        assert await balances(work) == {(Account.CLEARING, "NGN"): NGN, (Account.CUSTOMER, "NGN"): -NGN}


@pytest.mark.parametrize("change", ["amount", "subject", "cause"])
async def test_the_same_key_for_something_else_is_an_error(town, change: str) -> None:
    async with town.work() as work:
        await post(work, "charge:1", LINES, "payment:1")
    other = Money(1, "NGN") if change == "amount" else NGN
    subject = "bk_2" if change == "subject" else "bk_1"
    lines = (debit(Account.CLEARING, "paystack", other), credit(Account.CUSTOMER, subject, other))
    with pytest.raises(KeyReused):
        async with town.work() as work:
            await post(work, "charge:1", lines, "payment:2" if change == "cause" else "payment:1")
    async with town.work() as work:
        assert await balance(work, Account.CUSTOMER, "bk_1", "NGN") == -NGN


async def test_twenty_at_once_book_once(town) -> None:
    async def once() -> bool:
        async with town.work() as work:
            return await post(work, "charge:1", LINES, "payment:1")

    assert sum(await asyncio.gather(*(once() for _ in range(20)))) == 1
    async with town.work() as work:
        assert await balance(work, Account.CLEARING, "paystack", "NGN") == NGN


async def test_a_page_that_ends_between_two_currencies_of_one_part_loses_neither(town) -> None:
    async with town.work() as work:
        for n, (part, currency) in enumerate([("a", "NGN"), ("b", "EUR"), ("b", "NGN"), ("b", "USD"), ("c", "NGN")]):
            money = Money(100 + n, currency)
            await post(work, f"x:{n}", (debit(Account.FX, part, money), credit(Account.CLEARING, "p", money)), "test")
        whole = [(line.subject, line.balance.currency) for line in await subjects(work, Account.FX)]
        assert whole == [("a", "NGN"), ("b", "EUR"), ("b", "NGN"), ("b", "USD"), ("c", "NGN")]
        for size in (1, 2, 3):
            seen, after = [], ""
            for _ in whole:
                found = await subjects(work, Account.FX, after=after, limit=size)
                seen += [(line.subject, line.balance.currency) for line in found]
                after = found[-1].key if found else after
            assert seen == whole


async def test_our_own_code_refuses_what_does_not_balance(town) -> None:
    with pytest.raises(Unbalanced):
        async with town.work() as work:
            await post(work, "x", (debit(Account.CLEARING, "paystack", NGN),), "test")
    mixed = (debit(Account.FX, "p", NGN), credit(Account.FX, "p", Money(100_00, "USD")))
    with pytest.raises(Unbalanced):
        async with town.work() as work:
            await post(work, "y", mixed, "test")


async def lopsided(store, amount: int = 5) -> None:
    async with store.unit(lagos.TENANT) as unit:
        await unit.sql.execute(TX, "tx_bad", lagos.TENANT)
        await unit.sql.execute(ENTRY, "le_bad", lagos.TENANT, "tx_bad", amount)


async def test_the_database_refuses_what_does_not_balance(town, store) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="does not sum to zero"):
        await lopsided(store)
    with pytest.raises(asyncpg.CheckViolationError, match="does not sum to zero"):
        async with store.unit(lagos.TENANT) as unit:
            await unit.sql.execute(TX, "tx_empty", lagos.TENANT)
    async with town.work() as work:
        assert await work.sql.fetchval("select count(*) from ledger_tx") == 0


async def test_checking_early_does_not_help_to_add_more_later(town, store) -> None:
    async def sly() -> None:
        async with store.unit(lagos.TENANT) as unit:
            await unit.sql.execute(TX, "tx_1", lagos.TENANT)
            for name, amount in (("a", 5), ("b", -5)):
                await unit.sql.execute(ENTRY, f"le_{name}", lagos.TENANT, "tx_1", amount)
            await unit.sql.execute("set constraints all immediate")
            await unit.sql.execute("set constraints all deferred")
            await unit.sql.execute(ENTRY, "le_c", lagos.TENANT, "tx_1", 7)

    with pytest.raises(asyncpg.CheckViolationError):
        await sly()


async def test_without_its_triggers_the_database_would_take_anything(own_database) -> None:
    owner = await asyncpg.connect(own_database.owner)
    await owner.execute(
        "drop trigger ledger_tx_balanced on ledger_tx; drop trigger ledger_entry_balanced on ledger_entry"
    )
    await owner.close()
    store = await own_database.store()
    town = await lagos.found(store)
    await lopsided(store)
    async with town.work() as work:
        assert await unbalanced(work) == ("tx_bad",)
    await store.close()


async def test_nobody_adds_to_a_closed_posting(town, store) -> None:
    async with town.work() as work:
        await post(work, "charge:1", LINES, "payment:1")

    async def add() -> None:
        async with store.unit(lagos.TENANT) as unit:
            tx = await unit.sql.fetchval("select id from ledger_tx")
            for name, amount in (("a", 5), ("b", -5)):
                await unit.sql.execute(ENTRY, f"le_{name}", lagos.TENANT, tx, amount)

    with pytest.raises(asyncpg.RaiseError, match="closed"):
        await add()


@pytest.mark.parametrize("table", ["ledger_tx", "ledger_entry", "rate"])
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
async def test_nothing_is_changed_or_taken_away(town, store, database, table: str, statement: str) -> None:
    async with town.work() as work:
        await post(work, "charge:1", LINES, "payment:1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.unit(lagos.TENANT) as unit:
            await unit.sql.execute(statement.format(table))
    owner = await asyncpg.connect(database.owner)
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await owner.execute(statement.format(table))
    await owner.close()


async def test_another_business_sees_nothing_of_it(town, store) -> None:
    async with town.work() as work:
        await post(work, "charge:1", LINES, "payment:1")
    other = "tn_accratrips0000000000000000"
    town2 = await lagos.found(store, tenant=other, slug="accra-trips", name="Accra Trips", number_id="1")
    async with town2.desk.work(other, SYSTEM, Surface.SYSTEM) as work:
        assert await balances(work) == {}
        assert await post(work, "charge:1", LINES, "payment:1")  # its own books, its own keys
