"""The product's clock: its shift lies in one row, so that every process of the demo moves together. Production never moves it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from dragoman.engine.failures import reason_code
from dragoman.engine.signals import Topic
from dragoman.engine.store import Store
from dragoman.kit.clock import ShiftedClock

log = logging.getLogger(__name__)


async def read_shift(store: Store) -> timedelta:
    """Return the shift that all processes keep."""
    async with store.line() as line:
        shift: timedelta = await line.raw.fetchval("select shift from product_clock")
        return shift


async def advance(store: Store, clock: ShiftedClock, by: timedelta) -> timedelta:
    """Move the product's clock forward by `by`, here at once and elsewhere within milliseconds; return the whole shift.

    Raises ValueError for a move backwards: what has fired cannot be taken back.
    """
    if by < timedelta():
        raise ValueError("the clock only moves forward")
    async with store.line() as line:
        shift: timedelta = await line.raw.fetchval("update product_clock set shift = shift + $1 returning shift", by)
    clock.shift = shift
    store.signals.wake((Topic.CLOCK,))
    return shift


async def follow_shift(store: Store, clock: ShiftedClock) -> None:
    """Keep `clock` at the stored shift, now and after every move, until cancelled."""
    moved = asyncio.Event()
    moved.set()
    end = store.signals.listen(Topic.CLOCK, moved.set)
    try:
        while True:
            await moved.wait()
            moved.clear()
            try:
                shift = await read_shift(store)
            except Exception as reason:
                log.warning("the clock's shift could not be read: %s", reason_code(reason))
                await asyncio.sleep(1)
                moved.set()
                continue
            if shift != clock.shift:
                clock.shift = shift
                store.signals.wake_here((Topic.TIME, Topic.EFFECTS))  # what slept by the old time looks again
    finally:
        end()
