"""The outside calls of the payment room, written against the ports Gateway and RateSource; `cli` says who serves a tenant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from dragoman.command import Calls
from dragoman.engine import Again, Done, Executor, Failed, Job, Lost, Policy, Result
from dragoman.ledger import effects as ledger
from dragoman.payments import effects
from dragoman.payments.gateway import ChargeRequest, Gateway, GatewayRefused, GatewayUnavailable, RecordStatus
from dragoman.payments.rates import RateError, RateSource

GatewayOf = Callable[[str], Awaitable[Gateway]]
"""Returns the provider that serves a tenant (by its id)."""
ReturnTo = Callable[[str, str], str]
"""Returns the page a payer comes back to: (tenant, reference) → URL without personal values."""

INITIALIZE_POLICY = Policy(
    timeout_s=20, attempts_max=3, backoff_s=(1, 2), concurrency=16, unknown_check_s=(1, 3, 10, 30)
)
READ_POLICY = Policy(timeout_s=20, attempts_max=4, backoff_s=(1, 3, 10), concurrency=16, unknown_check_s=())
REFUND_POLICY = Policy(
    timeout_s=30, attempts_max=5, backoff_s=(2, 10, 60, 300), concurrency=8, unknown_check_s=(10, 60, 300, 1800, 7200)
)
RATE_POLICY = Policy(timeout_s=15, attempts_max=3, backoff_s=(1, 3), concurrency=4, unknown_check_s=())


def _pause(policy: Policy, attempt: int) -> float:
    return policy.backoff(attempt)


class _Call:
    """What every call shares: how refusals and silence become answers."""

    policy = READ_POLICY

    def __init__(self, calls: Calls, gateway_of: GatewayOf) -> None:
        self._calls = calls
        self._gateway_of = gateway_of

    async def _failed(self, job: Job, code: str) -> Failed:
        return Failed(code, await self._calls.answer(job, effects.CallFailed(code)))

    async def _silent(self, job: Job, reason: GatewayUnavailable) -> Result:
        """Nothing was sent, or it was only a read: try again while attempts are left."""
        if job.attempt >= self.policy.attempts_max:
            return await self._failed(job, reason.code)
        return Again(reason.retry_after or _pause(self.policy, job.attempt), reason.code)


class Initialize(_Call):
    """Opens a charge. The reference is the key: asked twice, the provider says duplicate and charges nobody."""

    policy = INITIALIZE_POLICY

    def __init__(self, calls: Calls, gateway_of: GatewayOf, return_to: ReturnTo) -> None:
        super().__init__(calls, gateway_of)
        self._return_to = return_to

    async def run(self, job: Job) -> Result:
        """Open it; silence after sending is Lost."""
        try:
            return await self._open(job)
        except GatewayUnavailable as reason:
            if reason.sent:
                return Lost(reason.code)
            return await self._silent(job, reason)

    async def resolve(self, job: Job) -> Result | None:
        """Read the record: missing = open it again under the same reference; there = its page is lost, so say duplicate."""
        ask = await self._calls.ask(job, ChargeRequest)
        gateway = await self._gateway_of(job.tenant)
        try:
            record = await gateway.verify(ask.reference)
            if record.status is RecordStatus.MISSING:
                return await self._open(job)
        except GatewayUnavailable:
            return None
        except GatewayRefused as reason:
            return await self._failed(job, reason.code)
        return await self._failed(job, "duplicate")

    async def _open(self, job: Job) -> Result:
        ask = await self._calls.ask(job, ChargeRequest)
        gateway = await self._gateway_of(job.tenant)
        charge = msgspec.structs.replace(ask, return_url=self._return_to(job.tenant, ask.reference))
        try:
            link = await gateway.initialize(charge)
        except GatewayRefused as reason:
            return await self._failed(job, reason.code)
        return Done(await self._calls.answer(job, effects.LinkHere(gateway.name, link.url)))


class _Read(_Call, ABC):
    """What reads share: they may be repeated."""

    @abstractmethod
    async def read(self, job: Job, gateway: Gateway) -> msgspec.Struct:
        """Ask the provider."""

    async def run(self, job: Job) -> Result:
        """Read; silence is tried again while attempts are left."""
        try:
            answer = await self.read(job, await self._gateway_of(job.tenant))
        except GatewayRefused as reason:
            return await self._failed(job, reason.code)
        except GatewayUnavailable as reason:
            return await self._silent(job, reason)
        return Done(await self._calls.answer(job, answer))

    async def resolve(self, job: Job) -> Result | None:
        """Read again: reading changes nothing."""
        return await self.run(job)


class Verify(_Read):
    """Reads the provider's record of a charge."""

    async def read(self, job: Job, gateway: Gateway) -> msgspec.Struct:
        """Verify by our reference."""
        ask = await self._calls.ask(job, effects.VerifyAsk)
        return effects.RecordHere(gateway.name, await gateway.verify(ask.reference))


class ListRefunds(_Read):
    """Lists a charge's refunds."""

    async def read(self, job: Job, gateway: Gateway) -> msgspec.Struct:
        """List."""
        ask = await self._calls.ask(job, effects.RefundsAsk)
        return effects.RefundsHere(await gateway.refunds(ask.reference))


class ListCharges(_Read):
    """Lists what was paid in a span of time."""

    async def read(self, job: Job, gateway: Gateway) -> msgspec.Struct:
        """List."""
        ask = await self._calls.ask(job, effects.ChargesAsk)
        return effects.ChargesHere(gateway.name, ask.since, ask.until, await gateway.charges(ask.since, ask.until))


class AskRefund(_Call):
    """Asks for a refund, once; silence after sending is Lost and looked up in the provider's list."""

    policy = REFUND_POLICY

    async def run(self, job: Job) -> Result:
        """Ask."""
        ask = await self._calls.ask(job, effects.RefundAsk)
        gateway = await self._gateway_of(job.tenant)
        try:
            record = await gateway.refund(ask.reference, ask.amount, ask.refund)
        except GatewayRefused as reason:
            return await self._failed(job, reason.code)
        except GatewayUnavailable as reason:
            return Lost(reason.code) if reason.sent else await self._silent(job, reason)
        return Done(await self._calls.answer(job, effects.RefundHere(record)))

    async def resolve(self, job: Job) -> Result | None:
        """Look for it among the charge's refunds of this sum; fewer than ours means that it may still appear."""
        ask = await self._calls.ask(job, effects.RefundAsk)
        gateway = await self._gateway_of(job.tenant)
        try:
            records = await gateway.refunds(ask.reference)
        except (GatewayUnavailable, GatewayRefused):
            return None
        same = [record for record in records if record.amount == ask.amount]
        if len(same) <= ask.ordinal:
            return None
        return Done(await self._calls.answer(job, effects.RefundHere(same[ask.ordinal])))


class LatestRate:
    """Fetches the newest exchange rate of a pair."""

    def __init__(self, calls: Calls, source: RateSource) -> None:
        self._calls = calls
        self._source = source

    async def run(self, job: Job) -> Result:
        """Fetch; an unknown pair fails at once, silence is tried again."""
        ask = await self._calls.ask(job, ledger.RateAsk)
        try:
            rate = await self._source.latest(ask.base, ask.quote)
        except RateError as reason:
            if reason.code == "unknown" or job.attempt >= RATE_POLICY.attempts_max:
                return Failed(reason.code, await self._calls.answer(job, ledger.RateRefused(reason.code)))
            return Again(reason.retry_after or _pause(RATE_POLICY, job.attempt), reason.code)
        answer = ledger.RateAnswer(rate.base, rate.quote, rate.value, rate.source, rate.at)
        return Done(await self._calls.answer(job, answer))

    async def resolve(self, job: Job) -> Result | None:
        """Fetch again: reading changes nothing."""
        return await self.run(job)


def executors(
    calls: Calls, gateway_of: GatewayOf, rates: RateSource, return_to: ReturnTo
) -> Mapping[str, tuple[Executor, Policy]]:
    """Return every outside call of this room (and of the ledger's rates) by its kind, for the engine."""
    return {
        effects.INITIALIZE: (Initialize(calls, gateway_of, return_to), INITIALIZE_POLICY),
        effects.VERIFY: (Verify(calls, gateway_of), READ_POLICY),
        effects.REFUND: (AskRefund(calls, gateway_of), REFUND_POLICY),
        effects.REFUNDS: (ListRefunds(calls, gateway_of), READ_POLICY),
        effects.CHARGES: (ListCharges(calls, gateway_of), READ_POLICY),
        ledger.RATE: (LatestRate(calls, rates), RATE_POLICY),
    }
