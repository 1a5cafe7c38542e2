"""Joins the parts of the simulated Paystack and keeps their state over a restart."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.routing import BaseRoute

from dragoman.simulators.faults import CALL_FAULTS, WEBHOOK_FAULTS
from dragoman.simulators.paystack import refunds, transfers
from dragoman.simulators.paystack.charging import Charging
from dragoman.simulators.paystack.checkout import Checkout
from dragoman.simulators.paystack.disputes import Disputes
from dragoman.simulators.paystack.door import Door
from dragoman.simulators.paystack.events import Events
from dragoman.simulators.paystack.state import Kept, Store
from dragoman.simulators.paystack.transactions import LIES, Transactions
from dragoman.simulators.world import World


class Paystack:
    """The simulated payments API. `faults` names what each operation can suffer."""

    faults: Mapping[str, frozenset[str]] = {
        "initialize": CALL_FAULTS | {"duplicate_reference"},
        "verify": CALL_FAULTS | LIES,
        "refund": CALL_FAULTS | refunds.FAULTS,
        "transfer": CALL_FAULTS | transfers.FAULTS,
        "verify_transfer": CALL_FAULTS,
        "webhook": WEBHOOK_FAULTS,
    }

    def __init__(self, world: World) -> None:
        self._store = Store(world)
        door, events = Door(world), Events(world)
        charging = Charging(world, self._store, events)
        self._refunds = refunds.Refunds(world, self._store, door, events)
        self._transfers = transfers.Transfers(world, self._store, door, events)
        self.routes: list[BaseRoute] = [
            *Checkout(world, self._store, charging).routes,
            *Transactions(world, self._store, door).routes,
            *self._refunds.routes,
            *self._transfers.routes,
            *Disputes(world, self._store, door, events).routes,
            *door.everything_else(),
        ]

    def snapshot(self) -> object:
        """Everything kept; see `state.Kept`."""
        return self._store.kept

    def restore(self, kept: object) -> None:
        """Take everything back and let refunds and transfers go on."""
        self._store.take(msgspec.convert(kept, Kept, str_keys=True))
        for refund in self._store.kept.refunds.values():
            self._refunds.resume(refund)
        for transfer in self._store.kept.transfers.values():
            self._transfers.resume(transfer)


def build(world: World) -> Paystack:
    """Build the simulated Paystack in `world`."""
    return Paystack(world)
