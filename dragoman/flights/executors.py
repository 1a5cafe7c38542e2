"""The outside calls of the flight room, written against the port Supplier; `cli` says which supplier serves a tenant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from dragoman.command import Calls
from dragoman.engine import Again, Done, Executor, Failed, Job, Lost, Policy, Result
from dragoman.flights import effects
from dragoman.flights.evidence import Proof, proves
from dragoman.flights.looks import UNKNOWN_CHECKS_S
from dragoman.flights.supplier import (
    Issued,
    NotIssued,
    OrderOutcome,
    OrderRequest,
    Supplier,
    SupplierError,
)
from dragoman.kit.clock import Clock

SupplierOf = Callable[[str], Awaitable[Supplier]]
"""Returns the supplier that serves a tenant (by its id)."""

SEARCH_POLICY = Policy(timeout_s=30, attempts_max=2, backoff_s=(1,), concurrency=16, unknown_check_s=())
READ_POLICY = Policy(timeout_s=20, attempts_max=3, backoff_s=(1, 3), concurrency=16, unknown_check_s=())
# The supplier demands a client time-out of at least 130 s on orders (partners.md A1). More than one attempt only for what
# certainly was not placed.
ISSUE_POLICY = Policy(
    timeout_s=150, attempts_max=4, backoff_s=(2, 10, 20), concurrency=16, unknown_check_s=UNKNOWN_CHECKS_S
)

FINAL = frozenset({"refused", "not_found", "gone", "unreadable"})
"""The codes of SupplierError that another try will not mend."""


class Reading(ABC):
    """What every read shares: repeat what may pass, name what will not."""

    policy = READ_POLICY

    def __init__(self, calls: Calls, supplier_of: SupplierOf) -> None:
        self._calls = calls
        self._supplier_of = supplier_of

    @abstractmethod
    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Ask the supplier."""

    async def run(self, job: Job) -> Result:
        """Read; SupplierErrors become Again while attempts are left, then Failed with the code as answer."""
        try:
            answer = await self.read(job, await self._supplier_of(job.tenant))
        except SupplierError as reason:
            if reason.code in FINAL or job.attempt >= self.policy.attempts_max:
                return Failed(reason.code, await self._calls.answer(job, effects.ReadFailed(reason.code, reason.field)))
            pause = self.policy.backoff(job.attempt)
            return Again(reason.retry_after or pause, reason.code)
        return Done(await self._calls.answer(job, answer))

    async def resolve(self, job: Job) -> Result | None:
        """Read again: reading changes nothing."""
        return await self.run(job)


class SearchFlights(Reading):
    """Searches for flights."""

    policy = SEARCH_POLICY

    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Search."""
        ask = await self._calls.ask(job, effects.SearchAsk)
        return await supplier.search(ask.query, offers_max=ask.offers_max)


class PriceOffer(Reading):
    """Prices an offer again."""

    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Price."""
        return await supplier.price((await self._calls.ask(job, effects.PriceAsk)).offer)


class FindOrder(Reading):
    """Looks an order up: by the supplier's id when it is known, else by offer and our reference."""

    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Look up."""
        ask = await self._calls.ask(job, effects.FindAsk)
        if ask.order:
            return effects.OrderHere(await supplier.order(ask.order))
        return effects.OrderHere(await supplier.find(ask.offer, ask.reference))


class ReadChanges(Reading):
    """Reads the airline's own changes of an order."""

    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Read."""
        ask = await self._calls.ask(job, effects.ChangesAsk)
        return effects.ChangesHere(await supplier.airline_changes(ask.order))


class ReleaseHold(Reading):
    """Frees held seats. Reads the order first and cancels only what is held and unpaid, so that repeating it is harmless."""

    def __init__(self, calls: Calls, supplier_of: SupplierOf, clock: Clock) -> None:
        super().__init__(calls, supplier_of)
        self._clock = clock

    async def read(self, job: Job, supplier: Supplier) -> msgspec.Struct:
        """Cancel the hold, if there still is one."""
        ask = await self._calls.ask(job, effects.ReleaseAsk)
        if proves(await supplier.order(ask.order), self._clock.now()) is Proof.HELD:
            quote = await supplier.quote_cancel(ask.order)
            await supplier.confirm_cancel(quote.id)
        return effects.Released(ask.order)


class _Buying:
    """What issuing and paying share: an outcome is certain or it is lost, and nothing is tried twice."""

    def __init__(self, calls: Calls, supplier_of: SupplierOf, clock: Clock) -> None:
        self._calls = calls
        self._supplier_of = supplier_of
        self._clock = clock

    async def _said(self, job: Job, outcome: OrderOutcome) -> Result:
        body = await self._calls.answer(job, outcome)
        if isinstance(outcome, Issued):
            return Done(body)
        if isinstance(outcome, NotIssued):
            return Failed(outcome.code, body)
        return Lost(outcome.code, body)


class IssueOrder(_Buying):
    """Places an order, instant or hold."""

    async def run(self, job: Job) -> Result:
        """Place it, once."""
        ask = await self._calls.ask(job, OrderRequest)
        try:
            supplier = await self._supplier_of(job.tenant)
            outcome = await supplier.issue(ask)
        except SupplierError as reason:  # by the port's word nothing was placed
            if reason.code != "refused" and job.attempt < ISSUE_POLICY.attempts_max:
                return Again(reason.retry_after or ISSUE_POLICY.backoff(job.attempt), reason.code)
            outcome = NotIssued(reason.code, "airline")
        return await self._said(job, outcome)

    async def resolve(self, job: Job) -> Result | None:
        """Look for the order by its offer and our reference; that it is not there yet proves nothing."""
        ask = await self._calls.ask(job, OrderRequest)
        supplier = await self._supplier_of(job.tenant)
        try:
            order = await supplier.find(ask.offer, ask.reference)
        except SupplierError:
            return None
        return None if order is None else await self._said(job, Issued(order))


class PayHold(_Buying):
    """Pays a held order; reads it first, because a lapsed hold looks like a paid one (partners.md A4)."""

    async def run(self, job: Job) -> Result:
        """Pay it when it still waits for this very amount."""
        ask = await self._calls.ask(job, effects.HoldPayAsk)
        supplier = await self._supplier_of(job.tenant)
        try:
            order = await supplier.order(ask.order)
        except SupplierError as reason:
            # Nothing was paid yet: reading first may be repeated, unlike paying.
            if job.attempt < HOLD_PAY_POLICY.attempts_max:
                return Again(reason.retry_after or 5.0, reason.code)
            return await self._said(job, NotIssued(reason.code, "airline"))
        proof = proves(order, self._clock.now())
        if proof in (Proof.TICKETED, Proof.PAID):
            return await self._said(job, Issued(order))
        if proof is not Proof.HELD:
            return await self._said(job, NotIssued("hold_lapsed", "gone"))
        if order.total != ask.amount:
            return await self._said(job, NotIssued("price_changed", "price_changed"))
        return await self._said(job, await supplier.pay(ask.order, ask.amount))

    async def resolve(self, job: Job) -> Result | None:
        """Read the order: paid and ticketed are evidence; still held or lapsed may yet change while a payment is under way."""
        ask = await self._calls.ask(job, effects.HoldPayAsk)
        supplier = await self._supplier_of(job.tenant)
        try:
            order = await supplier.order(ask.order)
        except SupplierError:
            return None
        paid = proves(order, self._clock.now()) in (Proof.TICKETED, Proof.PAID)
        return await self._said(job, Issued(order)) if paid else None


HOLD_PAY_POLICY = Policy(
    timeout_s=130, attempts_max=4, backoff_s=(2, 5, 10), concurrency=8, unknown_check_s=UNKNOWN_CHECKS_S
)


def executors(calls: Calls, supplier_of: SupplierOf, clock: Clock) -> Mapping[str, tuple[Executor, Policy]]:
    """Return every outside call of this room by its kind, for the engine."""
    return {
        effects.SEARCH: (SearchFlights(calls, supplier_of), SEARCH_POLICY),
        effects.PRICE: (PriceOffer(calls, supplier_of), READ_POLICY),
        effects.FIND: (FindOrder(calls, supplier_of), READ_POLICY),
        effects.CHANGES: (ReadChanges(calls, supplier_of), READ_POLICY),
        effects.RELEASE: (ReleaseHold(calls, supplier_of, clock), READ_POLICY),
        effects.ISSUE: (IssueOrder(calls, supplier_of, clock), ISSUE_POLICY),
        effects.HOLD_PAY: (PayHold(calls, supplier_of, clock), HOLD_PAY_POLICY),
    }
