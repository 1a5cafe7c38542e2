"""What an owner tunes is checked, versioned, audited, and may be taken back."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from PIL import Image

from dragoman.access import Surface
from dragoman.command import Refused
from dragoman.command.tenants import TenantSettings
from dragoman.engine import Store
from dragoman.tenancy.branches import add_branch, branches, change_branch, close_branch
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.logo import logo, remove_logo, set_logo
from dragoman.tenancy.queries import StaffCard
from dragoman.tenancy.settings import (
    change_business,
    change_settings,
    restore_settings,
    standing,
    tidied,
    versions,
)
from tests import lagos

CONSOLE = Surface.CONSOLE


@pytest.fixture
async def town(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


async def test_a_change_is_a_version_with_its_fields_its_doer_and_a_way_back(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        before = await standing(work)
        await change_settings(work, replace(before.settings, quote_minutes=45, retention_days=30), before.version)
    async with town.work(lagos.OWNER, CONSOLE) as work:
        now = await standing(work)
        assert (now.settings.quote_minutes, now.settings.retention_days, now.version) == (45, 30, 2)
        kept = await versions(work)
        assert [(v.version, v.changed, v.doer) for v in kept] == [
            (2, ("quote_minutes", "retention_days"), lagos.OWNER.id),
            (1, (), lagos.OWNER.id),
        ]
        assert await restore_settings(work, 1) == 3
        assert (await standing(work)).settings == before.settings


async def test_a_form_filled_in_before_somebody_elses_change_changes_nothing(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        seen = await standing(work)
        await change_settings(work, replace(seen.settings, quote_minutes=45), seen.version)
    with pytest.raises(Refused) as refusal:
        async with town.work(lagos.OWNER, CONSOLE) as work:
            await change_settings(work, replace(seen.settings, quote_minutes=60), seen.version)
    assert refusal.value.code == "stale"
    async with town.work() as work:
        assert (await standing(work)).settings.quote_minutes == 45
        assert len(await versions(work)) == 2


async def test_saving_what_stands_makes_no_version(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        seen = await standing(work)
        assert await change_settings(work, seen.settings, seen.version) == 1
        assert await versions(work) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quote_minutes", 4),
        ("retention_days", 0),
        ("price_change_bp", 10_001),
        ("markup_bp", -1),
        ("colour", "red; background:url(//evil)"),
        ("support_phone", "0700"),
        ("support_email", "femi at lagostours"),
        ("languages", ("en", "<b>")),
        ("address", "x" * 401),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(field: str, value: object) -> None:
    with pytest.raises(Refused) as refusal:
        tidied(replace(TenantSettings(), **{field: value}))
    assert (refusal.value.code, refusal.value.field) == (f"settings.{field}", field)


@pytest.mark.parametrize("by", [lagos.MANAGER, lagos.SALES, lagos.OPERATIONS, lagos.GUIDE])
async def test_only_an_admin_changes_settings(town: lagos.Lagos, by: object) -> None:
    with pytest.raises(Refused) as refusal:
        async with town.work(by, CONSOLE) as work:
            await change_settings(work, TenantSettings(quote_minutes=60))
    assert refusal.value.code == "role"
    async with town.work() as work:
        assert (await standing(work)).version == 1


async def test_contacts_stand_in_no_history(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await change_settings(work, replace(work.tenant.settings, support_email="femi@lagostours.example"))
        told = await work.sql.fetchval("select public::text from timeline where tag = 'tenancy:change_settings'")
    assert "support_email" in told
    assert "femi@" not in told


async def test_name_and_zone(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await change_business(work, "  Lagos   Tours & More ", "Africa/Accra")
        shown = await standing(work)
        assert (shown.name, shown.zone) == ("Lagos Tours & More", "Africa/Accra")
        with pytest.raises(Refused, match="zone"):
            await change_business(work, "Lagos Tours", "Africa/Nowhere")


async def test_a_branch_in_use_stays_open(town: lagos.Lagos) -> None:
    async with town.work(lagos.OWNER, CONSOLE, proven=True) as work:
        abuja = await add_branch(work, "Abuja", "Africa/Lagos")
        await change_branch(work, abuja, "Abuja Central", "Africa/Lagos")
        with pytest.raises(Refused, match=r"branch\.known"):
            await add_branch(work, "abuja central", "Africa/Lagos")
        await add_staff(work, StaffCard("Bayo Ade", email="bayo@lagostours.example"), lagos.SALES.role, abuja)
        with pytest.raises(Refused, match=r"branch\.in_use"):
            await close_branch(work, abuja)
        await work.sql.execute("update staff set state = 'DEACTIVATED' where branch_id = $1", abuja)
        await close_branch(work, abuja)
        assert await branches(work) == ()
        assert [b.name for b in await branches(work, closed=True)] == ["Abuja Central"]


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0f766e").save(out, kind, **more)
    return out.getvalue()


async def test_a_logo_is_drawn_anew_without_what_hid_in_the_file(town: lagos.Lagos) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 6.45N 3.39E"
    async with town.work(lagos.OWNER, CONSOLE) as work:
        await set_logo(work, picture("JPEG", exif=exif) + b"<script>alert(1)</script>")
        kept = await logo(work)
        assert kept is not None
        assert kept.media_type == "image/jpeg"
        assert b"taken at" not in kept.content
        assert b"script" not in kept.content
        await remove_logo(work)
        assert await logo(work) is None


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", picture("GIF"), picture(size=(2_001, 2)), b"x" * 600_000]
)
async def test_what_is_no_small_picture_is_no_logo(town: lagos.Lagos, content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        async with town.work(lagos.OWNER, CONSOLE) as work:
            await set_logo(work, content)
    assert refusal.value.field == "logo"
    async with town.work() as work:
        assert await logo(work) is None
