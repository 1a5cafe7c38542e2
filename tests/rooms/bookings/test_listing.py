"""The list of bookings: every filter by example, pages by key, and what each role sees of it."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.access import Doer, Role, Surface
from dragoman.bookings.commands import draft_booking
from dragoman.bookings.listing import Filters, bookings_listed
from dragoman.bookings.queries import booking
from dragoman.command import Refused
from dragoman.flights.queries import offers
from tests import lagos
from tests.rooms.bookings.world import ADA, ADA_DETAILS, DAY, EMAIL, KOFI, PHONE, World


async def listed(world: World, by: Doer = lagos.MANAGER, **asked: object) -> list[str]:
    async with world.work(by, Surface.CONSOLE) as work:
        return [row.id for row in await bookings_listed(work, Filters(**asked))]  # type: ignore[arg-type]


async def sold(world: World, by: Doer, key: str) -> str:
    search = await world.search(key=key)
    async with world.work(by, Surface.CONSOLE) as work:
        offer = (await offers(work, search, sort="cheapest"))[2]
        row = await draft_booking(
            work, offer.id, (ADA_DETAILS,), person=KOFI.id, asked_by=f"console:{by.id}", email="kofi@example.com", phone="+233245550102"
        )  # fmt: skip
    return str(row.id)


async def test_every_filter_finds_its_booking_and_no_other(world: World) -> None:
    ticketed, reference = await world.linked("s1")
    await world.pay(reference)
    drafted = await sold(world, lagos.SALES, "s2")
    async with world.work(lagos.MANAGER) as work:
        view = await booking(work, ticketed)
    for asked in (
        {"state": "CONFIRMED"}, {"waits_for": "settled"}, {"find": PHONE}, {"find": "08035550101"}, {"find": EMAIL.upper()},
        {"find": view.reference.lower()}, {"find": f" {view.pnr} "}, {"channel": "whatsapp"}, {"amount_min": 1}, {"person": ADA.id},
    ):  # fmt: skip
        assert await listed(world, **asked) == [ticketed], asked
    for asked in (
        {"state": "DRAFT"}, {"waits_for": "open"}, {"find": "kofi@example.com"}, {"find": "+233 24 555 0102"},
        {"agent": lagos.SALES.id}, {"channel": "console"}, {"amount_max": 0}, {"person": KOFI.id},
    ):  # fmt: skip
        assert await listed(world, **asked) == [drafted], asked
    both = [drafted, ticketed]
    for asked in (
        {}, {"travel_from": DAY, "travel_to": DAY}, {"made_from": date(2026, 11, 20), "made_to": date(2026, 11, 20)}, {"route": "los-abv"},
        {"route": "ABV"},
    ):  # fmt: skip
        assert await listed(world, **asked) == both, asked
    for asked in (
        {"travel_from": date(2026, 12, 16)}, {"travel_to": date(2026, 12, 14)}, {"made_from": date(2026, 11, 21)}, {"route": "ABV-LOS"},
        {"made_to": date(2026, 11, 19)}, {"branch": "br_none"}, {"find": "nobody@example.com"}, {"find": "ZZZZ99"},
    ):  # fmt: skip
        assert await listed(world, **asked) == [], asked


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"find": "Ada"}, "find"),
        ({"route": "Lagos"}, "route"),
        ({"state": "PAID"}, "state"),
        ({"waits_for": "x"}, "waits_for"),
    ],
)
async def test_what_cannot_be_read_is_named(world: World, asked: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await listed(world, **asked)
    assert (refusal.value.code, refusal.value.field) == (f"filter.{field}", field)


async def test_each_role_sees_its_own(world: World) -> None:
    adas = await world.quoted("s1")
    mine = await sold(world, lagos.SALES, "s2")
    assert await listed(world, lagos.OPERATIONS) == await listed(world, lagos.MANAGER) == [mine, adas]
    assert await listed(world, lagos.SALES) == [mine]
    assert await listed(world, Doer(Role.SALES, "st_othersales")) == []
    for by in (lagos.GUIDE, lagos.OWNER, ADA):
        with pytest.raises(Refused) as refusal:
            await listed(world, by)
        assert refusal.value.code == "not_found"


async def test_pages_join_without_gap_or_twin(world: World) -> None:
    made = [await world.draft(key=f"p{n}") for n in range(5)]
    async with world.work(lagos.MANAGER) as work:
        seen, after = [], ""
        while page := await bookings_listed(work, Filters(), after=after, limit=2):
            seen += [row.id for row in page]
            after = page[-1].id
    assert seen == sorted(made, reverse=True)
