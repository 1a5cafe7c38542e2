"""The settings screen: every setting has a field, what is typed is what stands, and what is wrong is refused by its field."""

from __future__ import annotations

import re

import msgspec
import pytest

from dragoman.access import Role
from dragoman.command.tenants import TenantSettings
from dragoman.tenancy.settings import standing
from tests.rooms.console.world import Office

# What stands under another name on the form: amounts are typed in major units, tiers as lines.
TYPED_AS = {"refund_limit_minor": "refund_limit", "refund_tiers": "tier_hours"}
REFUNDS = {
    "refund_limit": "1,250.50",
    "refund_request_hours": "24",
    "tier_hours": ["24", "168", ""],
    "tier_percent": ["12.5", "100", ""],
    "switches": "cancel_unasked",
}


async def kept(office: Office) -> TenantSettings:
    async with office.shop.lagos.work() as work:
        return (await standing(work)).settings


async def test_every_setting_stands_on_the_screen(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        page = await browser.load("/console/settings")
    fields = [TYPED_AS.get(f.name, f.name) for f in msgspec.structs.fields(TenantSettings)]
    assert [name for name in fields if f'name="{name}"' not in page] == []


async def test_refund_rules_are_kept_as_typed_and_shown_again(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        answer = await browser.post("/console/settings/tuned", REFUNDS | {"cancel_unasked": "1"})  # type: ignore[arg-type]
        assert answer.status_code == 303
        found = await kept(office)
        assert (found.refund_limit_minor, found.refund_request_hours, found.cancel_unasked) == (125_050, 24, True)
        assert found.refund_tiers == ((168, 10_000), (24, 1_250))
        page = await browser.load("/console/settings")
        assert re.findall(r'name="tier_(?:hours|percent)" value="([\d.]*)"', page)[:6] == [
            "168", "100", "24", "12.5", "", "",
        ]  # fmt: skip
        assert 'name="refund_limit" value="1250.50"' in page
        await browser.post("/console/settings/tuned", {"refund_limit": "", "tier_hours": "", "tier_percent": "", "switches": "cancel_unasked"})  # fmt: skip
    found = await kept(office)
    assert (found.refund_limit_minor, found.refund_tiers, found.cancel_unasked) == (None, (), False)


async def test_one_form_leaves_the_switches_of_another_alone(office: Office) -> None:
    async with office.as_(Role.ADMIN) as browser:
        both = {"switches": ["auto_assign", "engine"], "auto_assign": "1", "engine": "1", "answer_minutes": "15"}
        await browser.post("/console/settings/tuned", both)  # type: ignore[arg-type]
        await browser.post("/console/settings/tuned", {"quote_minutes": "45"})
    found = await kept(office)
    assert (found.auto_assign, found.engine, found.answer_minutes, found.quote_minutes) == (True, True, 15, 45)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"refund_limit": "12.345"}, "amount.refund_limit"),
        ({"refund_limit": "12,50"}, "amount.refund_limit"),
        ({"refund_limit": "1250,50"}, "amount.refund_limit"),
        ({"refund_limit": "1,2,500"}, "amount.refund_limit"),
        ({"refund_limit": "1.250,50"}, "amount.refund_limit"),
        ({"refund_limit": "1,250 000"}, "amount.refund_limit"),
        ({"refund_limit": "-1"}, "settings.refund_limit_minor"),
        ({"refund_request_hours": "0"}, "settings.refund_request_hours"),
        ({"refund_request_hours": "337"}, "settings.refund_request_hours"),
        ({"answer_minutes": "10081"}, "settings.answer_minutes"),
        ({"answer_minutes": "soon"}, "settings.answer_minutes"),
        ({"tier_hours": ["24", "24"], "tier_percent": ["50", "60"]}, "settings.refund_tiers"),
        ({"tier_hours": "24", "tier_percent": "101"}, "settings.refund_tiers"),
        ({"tier_hours": "24", "tier_percent": ""}, "settings.refund_tiers"),
        ({"tier_hours": "8761", "tier_percent": "50"}, "settings.refund_tiers"),
        ({"tier_hours": ["24", "48"], "tier_percent": "50"}, "settings.refund_tiers"),
        ({"tier_hours": "٢٤", "tier_percent": "50"}, "settings.refund_tiers"),
        ({"tier_hours": ["1"] * 11, "tier_percent": ["1"] * 11}, "settings.refund_tiers"),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_field_and_changes_nothing(
    office: Office, form: dict[str, str], code: str
) -> None:
    before = await kept(office)
    async with office.as_(Role.ADMIN) as browser:
        answer = await browser.post("/console/settings/tuned", form)
    assert (answer.status_code, f'data-code="{code}"' in answer.text) == (422, True), answer.text[:300]
    assert await kept(office) == before
