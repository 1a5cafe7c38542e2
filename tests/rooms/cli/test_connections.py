"""Credentials are shown to the partner first: kept when it says yes, with its own words when it says no."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from dragoman.access import Surface
from dragoman.cli.database import Addresses
from dragoman.cli.house import House, opened
from dragoman.cli.setting_up import set_up_business
from dragoman.command import Refused
from dragoman.engine import APP_ROLE
from dragoman.kit.settings import Settings
from dragoman.tenancy.connections import (
    Finding,
    Partner,
    connect_partner,
    connections,
    digest_of,
    note_finding,
    reveal_verify_token,
)
from dragoman.tenancy.queries import secrets_of
from tests import lagos
from tests.conftest import Database
from tests.simulated import Stage


@pytest.fixture
async def house(database: Database, stage: Stage, tmp_path: Path) -> AsyncIterator[tuple[House, str]]:
    sim = stage.world.settings
    settings = Settings(_env_file=None, home=tmp_path, demo=True, business_name="Lagos Tours").model_copy(
        update={
            "graph_url": "http://sim/graph",
            "duffel_url": "http://sim/duffel",
            "paystack_url": "http://sim/paystack",
            "fx_url": "http://sim/fx",
            "meta_number_id": sim.whatsapp_phone_number_id,
            "meta_account_id": sim.whatsapp_waba_id,
            "meta_number": lagos.DISPLAY,
            "meta_token": SecretStr(sim.whatsapp_access_token),
            "duffel_token": SecretStr(sim.duffel_token),
            "paystack_key": SecretStr(sim.paystack_secret_key),
        }
    )
    transport: httpx2.AsyncBaseTransport = stage.client._transport
    async with opened(settings, Addresses(database.owner, database.owner, APP_ROLE), transport) as made:
        yield made, await set_up_business(made, settings)


@pytest.mark.parametrize("partner", [Partner.WHATSAPP, Partner.DUFFEL, Partner.PAYSTACK, Partner.RATES])
async def test_what_is_stored_is_asked_of_the_partner(house: tuple[House, str], partner: Partner) -> None:
    made, tenant = house
    found = await made.connections.ask(tenant, partner, {})
    assert found.works, found.says
    assert found.says


@pytest.mark.parametrize(
    ("partner", "given", "says"),
    [
        (Partner.WHATSAPP, {"token": "EAA-wrong"}, "token"),
        (Partner.DUFFEL, {"token": "duffel_test_wrong"}, "token"),
        (Partner.PAYSTACK, {"key": "sk_test_wrong"}, "key"),
    ],
)
async def test_wrong_credentials_bring_the_partners_own_words_and_are_not_kept(
    house: tuple[House, str], partner: Partner, given: dict[str, str], says: str
) -> None:
    made, tenant = house
    found = await made.connections.ask(tenant, partner, given)
    assert not found.works
    assert says in found.says.lower()
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        before = await work.sql.fetch("select name, rank, sealed from secret order by 1, 2")
        with pytest.raises(Refused, match=r"connection\.untested"):
            await connect_partner(work, found, given)
        await note_finding(work, found)
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE) as work:
        assert await work.sql.fetch("select name, rank, sealed from secret order by 1, 2") == before
        shown = {c.partner: c for c in await connections(work)}[partner]
        assert (shown.works, shown.says, shown.ready) == (False, found.says, False)


async def test_what_the_partner_accepted_is_kept_and_no_other(house: tuple[House, str], stage: Stage) -> None:
    made, tenant = house
    given = {"token": stage.world.settings.duffel_token, "webhook_secret": "fresh"}
    found = await made.connections.ask(tenant, Partner.DUFFEL, given)
    assert found.works
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        with pytest.raises(Refused, match=r"connection\.untested"):
            await connect_partner(work, found, {**given, "token": "another"})
        await connect_partner(work, found, given)
        await connect_partner(
            work,
            Finding(Partner.DUFFEL, True, "yes", "", digest_of(Partner.DUFFEL, {"webhook_secret": "newest"})),
            {"webhook_secret": "newest"},
            keep_older=True,
        )
        assert await secrets_of(work, "duffel:webhook_secret") == ("newest", "fresh")
        assert await secrets_of(work, "duffel:token") == (given["token"],)


async def test_keeping_credentials_wants_a_fresh_proof_and_an_admin(house: tuple[House, str]) -> None:
    made, tenant = house
    found = Finding(Partner.PAYSTACK, True, "yes", "", digest_of(Partner.PAYSTACK, {"key": "sk"}))
    for by, proven, code in ((lagos.OWNER, False, "proof"), (lagos.MANAGER, True, "role")):
        with pytest.raises(Refused) as refusal:
            async with made.desk.work(tenant, by, Surface.CONSOLE, proven=proven) as work:
                await connect_partner(work, found, {"key": "sk"})
        assert refusal.value.code == code


async def test_a_mail_server_inside_our_network_is_not_called(house: tuple[House, str]) -> None:
    made, tenant = house
    given = {"host": "169.254.169.254", "port": "25", "security": "none", "sender": "trips@lagostours.example"}
    found = await made.connections.ask(tenant, Partner.MAIL, given)
    assert (found.works, found.code) == (False, "forbidden")
    assert (await made.connections.ask(tenant, Partner.MAIL, {**given, "port": "0"})).code == "unset"
    assert (await made.connections.ask(tenant, Partner.MAIL, {})).says == "No mail server is set."


async def test_the_verify_token_is_shown_to_a_proven_admin(house: tuple[House, str]) -> None:
    made, tenant = house
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        with pytest.raises(Refused, match=r"connection\.unset"):
            await reveal_verify_token(work)
        given = {"verify_token": "lagos-verify"}
        yes = Finding(Partner.WHATSAPP, True, "yes", "", digest_of(Partner.WHATSAPP, given))
        await connect_partner(work, yes, given)
        assert await reveal_verify_token(work) == "lagos-verify"


async def test_a_start_leaves_alone_what_the_screen_changed(house: tuple[House, str]) -> None:
    made, tenant = house
    given = {"key": "sk_test_from_the_screen"}
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        yes = Finding(Partner.PAYSTACK, True, "yes", "", digest_of(Partner.PAYSTACK, given))
        await connect_partner(work, yes, given)
    await set_up_business(made, made.settings, keep=True)
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE) as work:
        assert await secrets_of(work, "paystack:key") == ("sk_test_from_the_screen",)
    await set_up_business(made, made.settings)
    async with made.desk.work(tenant, lagos.OWNER, Surface.CONSOLE) as work:
        assert await secrets_of(work, "paystack:key") == (made.settings.paystack_key.get_secret_value(),)
