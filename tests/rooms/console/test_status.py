"""The status screen: which own intent model is on."""

from __future__ import annotations

from dragoman.access import Role, Surface
from dragoman.dialogues.training.versions import keep_model, switch_on
from dragoman.notifications.alerts import close_alert, open_alert, open_alerts
from dragoman.understanding.trained.model import Weights
from dragoman.understanding.trained.trial import Trial
from tests import lagos
from tests.rooms.console.world import Office


async def test_the_own_model_is_shown_with_its_switch(office: Office) -> None:
    weights = Weights(1, ("help", "status"), ("runs",), (0.0, 0.0), b"\0" * 8)
    trial = Trial(120, 20, 60, {"said by staff": 120}, 60, 90, 100, 40, 38, (), ())
    async with office.as_(Role.MANAGER) as efua:
        assert "Own intent model" not in await efua.load("/console/status")
        async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE) as work:
            await keep_model(work, weights, trial)
            await keep_model(work, weights, trial)
        page = await efua.load("/console/status")
        assert "version 2 of 120 messages" in page
        assert "on since" not in page
        async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE) as work:
            await switch_on(work, 1)
        page = await efua.load("/console/status")
        assert "version 1 of 120 messages" in page
        assert "on since" in page


async def test_it_is_not_all_well_while_a_number_is_refused(office: Office) -> None:
    warning = "WhatsApp warns about a number or template"
    async with office.as_(Role.MANAGER) as efua:
        assert warning not in await efua.load("/console/status")
        async with office.shop.lagos.work() as work:
            await open_alert(work, "network_warned", "number:nu_refused", "131042")
        page = await efua.load("/console/status")
        assert (warning in page, "All well" in page) == (True, False)
        async with office.as_(Role.ADMIN) as femi:
            assert warning in await femi.load("/console/status")
        async with office.shop.lagos.work(lagos.MANAGER, Surface.CONSOLE) as work:
            [alert] = await open_alerts(work)
            await close_alert(work, alert.id)
        assert warning not in await efua.load("/console/status")
