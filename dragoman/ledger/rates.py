"""Stored exchange rates: the newest one per pair, when it is fetched again, and when it is too old to promise a price on."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from sqlalchemy import select

from dragoman.command import Work
from dragoman.ledger import effects
from dragoman.ledger.models import Rate

REFRESH_AFTER = timedelta(hours=1)
USABLE_FOR = timedelta(hours=24)


class StoredRate(Struct, frozen=True):
    """One unit of `base` is `value` units of `quote`, as `source` said at `at`; we fetched it at `fetched_at` (both UTC)."""

    base: str
    quote: str
    value: Decimal
    source: str
    at: datetime
    fetched_at: datetime


def usable(rate: StoredRate, now: datetime) -> bool:
    """Say whether a new price may be promised on this rate: it was fetched within 24 hours."""
    return now - rate.fetched_at <= USABLE_FOR


async def newest_rate(work: Work, base: str) -> StoredRate | None:
    """Return the newest rate from `base` to the tenant's currency; 1 for that currency itself; None when none is stored."""
    quote = work.tenant.currency
    if base == quote:
        return StoredRate(base, quote, Decimal(1), "same", work.now, work.now)
    row = await work.session.scalar(
        select(Rate)
        .where(Rate.base == base, Rate.quote == quote)
        .order_by(Rate.created_at.desc(), Rate.at.desc())
        .limit(1)
    )
    return None if row is None else StoredRate(base, quote, row.rate, row.source, row.at, row.created_at)


async def usable_rate(work: Work, base: str, *, actor: str) -> StoredRate | None:
    """Return a rate that a price may be promised on, or None after asking for one in `actor`'s name.

    A rate older than an hour is used and fetched again, once per hour and pair; the answer goes to `actor`, which keeps it.
    """
    rate = await newest_rate(work, base)
    if rate is not None and work.now - rate.fetched_at < REFRESH_AFTER:
        return rate
    good = rate is not None and usable(rate, work.now)
    slot = f"{work.now:%Y%m%d%H}" if good else f"{actor}:{work.now:%Y%m%d%H%M}"
    ask = effects.RateAsk(base, work.tenant.currency)
    await work.effect(effects.RATE, f"{effects.RATE}:{base}:{ask.quote}:{slot}", ask, actor=actor)
    return rate if good else None


async def keep_rate(work: Work, answer: effects.RateAnswer) -> None:
    """Store a fetched rate; rates are only added."""
    work.session.add(
        Rate(
            id=work.new_id("rt"), tenant_id=work.tenant.id, created_at=work.now, base=answer.base, quote=answer.quote,
            rate=answer.value, source=answer.source, at=answer.at,
        )
    )  # fmt: skip
    await work.session.flush()
