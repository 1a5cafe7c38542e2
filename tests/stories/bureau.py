"""What staff do at the desk in a story: join with a phone of their own, say something, close, keep hours and promises."""

from __future__ import annotations

from datetime import time

from msgspec import structs

from dragoman.access import Doer, Role, Surface
from dragoman.conversations import commands, replies
from dragoman.inbox.colleagues import set_available, set_forward
from dragoman.inbox.opening import Block, set_hours
from dragoman.tenancy.commands import add_staff
from dragoman.tenancy.queries import StaffCard
from dragoman.tenancy.settings import change_settings
from tests.stories.script import PEOPLE
from tests.stories.stage import Stage

FEMI = Doer(Role.ADMIN, "st_femicole")


class Bureau:
    """Bayo at his desk. `doer` is who he is; a name in the tables only once he has joined."""

    def __init__(self, stage: Stage, doer: Doer) -> None:
        self._stage = stage
        self.doer = doer

    async def do(self, words: str, conversation: str) -> str:
        """Carry out `staff …`; answers with what is wrong, or ""."""
        act, _, rest = words.partition(" ")
        if act == "joins":
            await self._join(PEOPLE[rest])
        elif act == "hours":
            await self._hours(rest)
        elif act == "promises":
            await self._settings(answer_minutes=int(rest))
        elif act == "says":
            async with self._work() as work:
                await replies.reply(work, self._stage.house.speaker, conversation, rest)
        elif words in _ACTS:
            async with self._work() as work:
                await _ACTS[words](work, conversation)
        elif words == "comes in":
            await self._settings(auto_assign=True)
            async with self._work() as work:
                await set_available(work, True)
        else:
            return f"staff cannot “{words}”"
        return ""

    def _work(self, doer: Doer | None = None):  # type: ignore[no-untyped-def]
        return self._stage.house.desk.work(self._stage.tenant, doer or self.doer, Surface.CONSOLE, proven=True)

    async def _join(self, phone: str) -> None:
        """Bayo, with a phone on his card that conversations are forwarded to."""
        async with self._work(FEMI) as work:
            self.doer = Doer(Role.SALES, await add_staff(work, StaffCard("Bayo Ade", f"+{phone}"), Role.SALES))
        async with self._work() as work:
            await set_forward(work, True)

    async def _hours(self, rest: str) -> None:
        """`hours 09:00-18:00`, from Monday to Friday."""
        opens, closes = (time.fromisoformat(part) for part in rest.split("-"))
        async with self._work(FEMI) as work:
            await set_hours(work, None, [Block(day, opens, closes) for day in range(5)])

    async def _settings(self, **changed: object) -> None:
        async with self._work(FEMI) as work:
            await change_settings(work, structs.replace(work.tenant.settings, **changed))
        self._stage.house.desk.tenants.forget(self._stage.tenant)


_ACTS = {"takes over": commands.take, "hands back": commands.hand_back, "closes": commands.close}
