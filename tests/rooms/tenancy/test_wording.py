"""A business words sentences itself: the same values, its own tenant alone, both rooms that speak."""

from __future__ import annotations

import asyncio

import pytest

from dragoman.access import Surface
from dragoman.command import Refused
from dragoman.dialogues.words import Words, table
from dragoman.engine import Store
from dragoman.kit.wording import fields_of, misfit
from dragoman.notifications.words import word
from dragoman.tenancy.wording import drop_wording, sentences, set_wording
from tests import lagos

CONSOLE = Surface.CONSOLE
OTHER = "tn_accraways0000000000000000a"


@pytest.fixture
async def town(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


def _key_with_values() -> str:
    return next(
        k for k, e in sorted(table("en").items()) if isinstance(e, str) and len(fields_of(e)) == 1 and "." not in k
    )


async def test_an_own_sentence_is_said_by_that_business_alone(town: lagos.Lagos, store: Store) -> None:
    await lagos.found(store, tenant=OTHER, slug="accra", name="Accra Ways", number_id="2")
    values = {"reference": "ABC123"}
    plain = word("en", "file.itinerary", **values)
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await set_wording(work, "notices", "en", "file.itinerary", "Lagos-{reference}.pdf")
    town.desk.tenants.forget(lagos.TENANT)

    async def spoken(tenant: str) -> str:
        async with town.desk.work(tenant, lagos.OWNER, CONSOLE):
            return word("en", "file.itinerary", **values)

    assert await asyncio.gather(*(asyncio.create_task(spoken(t)) for t in (lagos.TENANT, OTHER))) == [
        "Lagos-ABC123.pdf",
        plain,
    ]
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await drop_wording(work, "notices", "en", "file.itinerary")
    town.desk.tenants.forget(lagos.TENANT)
    assert await spoken(lagos.TENANT) == plain


async def test_the_chat_says_it_too_in_that_language_only(town: lagos.Lagos) -> None:
    key = _key_with_values()
    (value,) = fields_of(table("en")[key])
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await set_wording(work, "chat", "en", key, "Wahala dey: {" + value + "}")
    town.desk.tenants.forget(lagos.TENANT)
    async with town.work():
        assert Words("en").text(key, **{value: "X"}) == "Wahala dey: X"
        assert "Wahala" not in Words("fr").text(key, **{value: "X"})


async def test_the_list_shows_what_is_own_and_finds_words(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await set_wording(work, "notices", "fr", "file.itinerary", "Voyage-{reference}.pdf")
        (own,) = await sentences(work, "notices", "fr", own_only=True)
        assert (own.key, own.own) == ("file.itinerary", "Voyage-{reference}.pdf")
        assert [s.key for s in await sentences(work, "notices", "fr", holding="VOYAGE-{")] == ["file.itinerary"]
        assert not any(s.key.startswith(("alert.", "mail.alert")) for s in await sentences(work, "notices", "en"))


@pytest.mark.parametrize(
    ("original", "own", "says"),
    [
        ("Pay {amount} by {when}.", "Pay now.", "{amount}, {when}"),
        ("Pay {amount}.", "Pay {amount} to {account}.", "{account}"),
        ("Pay {amount}.", "Pay {amount", "bracket"),
        ("Pay {amount}.", "Pay {amount.__class__}", "no value"),
        ("Pay {amount}.", "Pay {amount!r}", "bare"),
        ("Pay {amount}.", "Pay {amount:>999999999}", "bare"),
        ("Pay {amount}.", "   ", "empty"),
        ("Pay {amount}.", "{amount}" + "x" * 1_000, "1000"),
        ({"one": "{n} flight", "other": "{n} flights"}, {"one": "{n} flight"}, "other"),
    ],
)
def test_what_cannot_stand_in_is_told_why(original: object, own: object, says: str) -> None:
    assert says in misfit(original, own)


@pytest.mark.parametrize(
    ("original", "own"),
    [
        ("Pay {amount}.", "Abeg pay {amount} o!"),
        ({"one": "{n} flight", "other": "{n} flights"}, "Some flights"),
        ("Braces {{so}} stay", "{{so}}"),
    ],
)
def test_what_can_stand_in(original: object, own: object) -> None:
    assert misfit(original, own) == ""


@pytest.mark.parametrize(
    ("room", "language", "key", "own", "code"),
    [
        ("notices", "en", "alert.order_unknown", "x", "wording.key"),
        ("notices", "en", "nowhere", "x", "wording.key"),
        ("notices", "xx", "file.itinerary", "{reference}", "wording.language"),
        ("kitchen", "en", "file.itinerary", "{reference}", "wording.language"),
        ("notices", "en", "button.change", "A title that is far too long", "wording.text"),
    ],
)
async def test_what_cannot_be_worded_is_refused(
    town: lagos.Lagos, room: str, language: str, key: str, own: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        async with town.work(lagos.OWNER, CONSOLE) as work:
            await set_wording(work, room, language, key, own)
    assert refusal.value.code == code
    async with town.work() as work:
        assert await work.sql.fetchval("select count(*) from wording") == 0
