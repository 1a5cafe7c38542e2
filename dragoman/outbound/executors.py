"""Post a webhook, log the attempt, and stop telling an endpoint that has failed for days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from dragoman.access import SYSTEM, Surface
from dragoman.command import Calls, Refused, Work
from dragoman.engine import Again, Done, Executor, Failed, Job, Policy, Result
from dragoman.kit.clock import Clock
from dragoman.outbound import records, signature
from dragoman.outbound.commands import disable_endpoint
from dragoman.outbound.events import written
from dragoman.outbound.states import EndpointState

# Standard Webhooks 1.0.0, "Deliverability and reliability": attempts over some days, with growing pauses; a receiver is
# given 15 to 30 seconds; an endpoint that fails for long is switched off and its owner told; 410 switches it off at once.
POLICY = Policy(
    timeout_s=25,
    attempts_max=9,
    backoff_s=(5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000),
    concurrency=8,
    unknown_check_s=(),
)
FAILING_MAX = timedelta(days=5)
_ANSWER_MAX = 500
_GONE = 410
_WAIT_MAX_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Answered:
    """How a receiver answered: status (0 = not at all), a code for the log, and the beginning of its answer."""

    status: int
    code: str
    took_ms: int
    text: str = ""
    retry_after_s: float = 0.0
    forbidden: bool = False

    @property
    def good(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


class Poster(Protocol):
    """Posts to the address of a stranger."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answered:
        """Post once; never raises for what the other side does."""
        ...


class PostWebhook:
    """Delivers one message to one endpoint. Repeating is harmless: the id stays, and receivers know it by that."""

    def __init__(self, calls: Calls, poster: Poster, real: Clock) -> None:
        """`real` is not shifted by the demo: receivers compare the time stamp with their own clocks."""
        self._calls = calls
        self._poster = poster
        self._real = real

    async def run(self, job: Job) -> Result:
        """Post, log, judge."""
        delivery_id = await self._calls.ask(job, str)
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            try:
                delivery = await records.delivery(work, delivery_id)
                endpoint = await records.endpoint(work, delivery.endpoint)
            except Refused:
                return Failed("endpoint.gone")
            if endpoint.state != EndpointState.ACTIVE:
                return Failed("endpoint.off")
            kind, at, told = await records.payload(work, delivery.message)
            secrets = [secret for _, secret, _ in await records.secrets(work, endpoint.id)]
        body = written(kind, at, told)
        headers = signature.headers(delivery.message, self._real.now(), body, secrets)
        answered = await self._poster.post(
            endpoint.url, {"content-type": "application/json", "user-agent": "Dragoman-Webhooks/1", **headers}, body
        )
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            await _log(work, delivery_id, answered)
            await _judge_endpoint(work, endpoint.id, answered)
        return _result(answered, job)

    async def resolve(self, job: Job) -> Result | None:
        """Post again under the same id."""
        return await self.run(job)


def _result(answered: Answered, job: Job) -> Result:
    if answered.good:
        return Done()
    if answered.forbidden or answered.status == _GONE:
        return Failed(answered.code)
    return Again(max(POLICY.backoff(job.attempt), min(answered.retry_after_s, _WAIT_MAX_S)), answered.code)


async def _log(work: Work, delivery_id: str, answered: Answered) -> None:
    row = work.new_id("wa")
    await work.sql.execute(
        "insert into webhook_attempt (id, tenant_id, created_at, delivery_id, status, code, took_ms, answer)"
        " select $1, $2, $3, id, $5, $6, $7, $8 from webhook_delivery where id = $4",
        row, work.tenant.id, work.now, delivery_id, answered.status, answered.code, answered.took_ms,
        work.seal("webhook_attempt", "answer", row, answered.text[:_ANSWER_MAX]) if answered.text else None,
    )  # fmt: skip
    await work.sql.execute("update webhook_delivery set attempts = attempts + 1 where id = $1", delivery_id)


async def _judge_endpoint(work: Work, endpoint_id: str, answered: Answered) -> None:
    """Keep since when an endpoint fails; switch it off when that is too long or it says that it is gone."""
    if answered.good:
        await work.sql.execute(
            "update webhook_endpoint set failing_since = null, ok_at = $2 where id = $1", endpoint_id, work.now
        )
        return
    row = await work.sql.fetchrow(
        "update webhook_endpoint set failing_since = coalesce(failing_since, $2) where id = $1 returning failing_since, state",
        endpoint_id, work.now,
    )  # fmt: skip
    if row is None or row["state"] != EndpointState.ACTIVE:
        return
    if answered.status == _GONE:
        await disable_endpoint(work, endpoint_id, "gone")
    elif work.now - row["failing_since"] >= FAILING_MAX:
        await disable_endpoint(work, endpoint_id, "failing")


def executors(calls: Calls, poster: Poster, real: Clock) -> dict[str, tuple[Executor, Policy]]:
    """Return the executor and policy of this room's call."""
    return {records.POST: (PostWebhook(calls, poster, real), POLICY)}
