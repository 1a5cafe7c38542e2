"""The outside calls after a sale: quote a cancellation, cancel for good, accept the airline's change."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dragoman.command import Calls
from dragoman.engine import Again, Done, Executor, Failed, Job, Lost, Policy, Result
from dragoman.flights import effects
from dragoman.flights.executors import FINAL, READ_POLICY, Reading, SupplierOf
from dragoman.flights.supplier import CancelQuote, Supplier, SupplierError

CANCEL_POLICY = Policy(
    timeout_s=150, attempts_max=3, backoff_s=(2, 10), concurrency=4, unknown_check_s=(10, 30, 120, 600, 1800)
)


class QuoteCancellation(Reading):
    """Asks what cancelling would give back: a quote binds nobody, so it may be asked again."""

    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Ask."""
        return await supplier.quote_cancel((await self._calls.ask(job, effects.CancelQuoteAsk)).order)


class _Terms(Exception):
    """The airline would give less now than the traveller agreed to."""


class CancelOrder:
    """Cancels for good, once; silence is looked up in the order, whose `cancelled_at` is the evidence."""

    def __init__(self, calls: Calls, supplier_of: SupplierOf) -> None:
        self._calls = calls
        self._supplier_of = supplier_of

    async def run(self, job: Job) -> Result:
        """Confirm the quote; one that has ended is asked anew and confirmed when it gives no less."""
        ask = await self._calls.ask(job, effects.CancelAsk)
        supplier = await self._supplier_of(job.tenant)
        try:
            done = await self._confirm(supplier, ask)
        except _Terms:
            return await self._failed(job, "terms")
        except SupplierError as reason:
            if reason.code == "limited" and job.attempt < CANCEL_POLICY.attempts_max:
                return Again(reason.retry_after or CANCEL_POLICY.backoff(job.attempt), reason.code)
            found = await self.resolve(job)
            if found is not None:
                return found
            return await self._failed(job, reason.code) if reason.code in FINAL else Lost(reason.code)
        return Done(await self._calls.answer(job, done))

    async def _confirm(self, supplier: Supplier, ask: effects.CancelAsk) -> CancelQuote:
        try:
            return await supplier.confirm_cancel(ask.quote)
        except SupplierError as reason:
            if reason.code != "gone":
                raise
        fresh = await supplier.quote_cancel(ask.order)
        if ask.refund is not None and (fresh.refund is None or fresh.refund < ask.refund):
            raise _Terms
        return await supplier.confirm_cancel(fresh.id)

    async def resolve(self, job: Job) -> Result | None:
        """Read the order: cancelled is evidence; not yet cancelled proves nothing while a call may be under way."""
        ask = await self._calls.ask(job, effects.CancelAsk)
        supplier = await self._supplier_of(job.tenant)
        try:
            order = await supplier.order(ask.order)
        except SupplierError:
            return None
        if order.cancelled_at is None:
            return None
        done = CancelQuote(ask.quote, ask.order, ask.refund, confirmed_at=order.cancelled_at)
        return Done(await self._calls.answer(job, done))

    async def _failed(self, job: Job, code: str) -> Failed:
        return Failed(code, await self._calls.answer(job, effects.ReadFailed(code)))


class AcceptChange:
    """Accepts the airline's change and reads the order as it is then; accepting what is accepted changes nothing."""

    def __init__(self, calls: Calls, supplier_of: SupplierOf) -> None:
        self._calls = calls
        self._supplier_of = supplier_of

    async def run(self, job: Job) -> Result:
        """Accept, unless it was accepted already."""
        ask = await self._calls.ask(job, effects.AcceptAsk)
        supplier = await self._supplier_of(job.tenant)
        try:
            if not await self._taken(supplier, ask):
                await supplier.accept_change(ask.change)
            order = await supplier.order(ask.order)
        except SupplierError as reason:
            if reason.code in FINAL or job.attempt >= CANCEL_POLICY.attempts_max:
                return Failed(reason.code, await self._calls.answer(job, effects.ReadFailed(reason.code)))
            return Again(reason.retry_after or CANCEL_POLICY.backoff(job.attempt), reason.code)
        return Done(await self._calls.answer(job, effects.OrderHere(order)))

    async def _taken(self, supplier: Supplier, ask: effects.AcceptAsk) -> bool:
        changes = await supplier.airline_changes(ask.order)
        return any(change.id == ask.change and change.taken == "accepted" for change in changes)

    async def resolve(self, job: Job) -> Result | None:
        """Look and accept again: the look comes first."""
        return await self.run(job)


def executors(calls: Calls, supplier_of: SupplierOf) -> Mapping[str, tuple[Executor, Policy]]:
    """Return the outside calls after a sale by their kind, for the engine."""
    return {
        effects.CANCEL_QUOTE: (QuoteCancellation(calls, supplier_of), READ_POLICY),
        effects.CANCEL: (CancelOrder(calls, supplier_of), CANCEL_POLICY),
        effects.ACCEPT: (AcceptChange(calls, supplier_of), CANCEL_POLICY),
    }
