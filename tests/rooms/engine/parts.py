"""Pieces that the engine's tests share."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from dragoman.engine import Calls, Done, Engine, Event, Job, Pace, Policy, Result, Store, Turn
from dragoman.kit.clock import ShiftedClock

TENANT = "lagos"
ADA = "chat:1:ada"


def policy(
    *,
    checks: tuple[float, ...] = (),
    attempts: int = 3,
    concurrency: int = 50,
    timeout: float = 5,
    paces: Callable[[Job], Sequence[Pace]] = lambda _: (),
) -> Policy:
    return Policy(timeout, attempts, (10.0, 60.0), concurrency, checks, paces)


class Partner:
    """A partner that answers as told; `calls` and `looks` are the keys it was asked for, in order."""

    def __init__(self, answer: Callable[[Job], Result] = lambda _: Done(b"ok")) -> None:
        self.calls: list[str] = []
        self.looks: list[str] = []
        self.answer = answer
        self.evidence: Callable[[Job], Result | None] = lambda _: None

    async def run(self, job: Job) -> Result:
        self.calls.append(job.key)
        return self.answer(job)

    async def resolve(self, job: Job) -> Result | None:
        self.looks.append(job.key)
        return self.evidence(job)

    def executor(self) -> Calls:
        return Calls(self.run, self.resolve)


class Listener:
    """A turn function that keeps what it heard."""

    def __init__(self, then: Callable[[Turn], Awaitable[None]] | None = None) -> None:
        self.events: list[Event] = []
        self._then = then

    async def __call__(self, turn: Turn) -> None:
        if self._then is not None:
            await self._then(turn)
        self.events += turn.events

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


class Bench:
    """An engine whose one effect kind `send` goes to a partner, with a clock that the test moves."""

    def __init__(self, store: Store, partner: Partner, rules: Policy, listener: Listener | None = None) -> None:
        self.store = store
        self.clock = ShiftedClock()
        self.listener = listener or Listener()
        self.partner = partner
        self.engine = Engine(store, self.clock, {"chat": self.listener}, {"send": (partner.executor(), rules)})

    async def ask(self, *keys: str, lane: str = "", actor: str = ADA) -> None:
        async with self.store.unit(TENANT) as unit:
            for key in keys:
                await unit.effect(actor=actor, kind="send", key=key, body=key.encode(), lane=lane)

    async def drain(self, after_s: float = 0) -> None:
        self.clock.shift += timedelta(seconds=after_s)
        await self.engine.drain()

    async def states(self) -> dict[str, str]:
        async with self.store.unit(TENANT) as unit:
            rows = await unit.sql.fetch("select key, state from effect order by id")
        return {row["key"]: row["state"] for row in rows}
