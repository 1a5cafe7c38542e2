"""The simulators' memory on disk, so that a restart of the demo forgets nothing."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from dragoman.simulators.courier import Letter
from dragoman.simulators.faults import Fault
from dragoman.simulators.world import Simulator, World

_log = logging.getLogger(__name__)
_FILE = "state.msgpack"
_VERSION = 1
_LOST_MAX = 100_000  # more numbers than can be given out between two writes


class Kept(msgspec.Struct):
    """The file's content: version, clock shift in seconds, counters, faults, undelivered webhooks, state by partner.

    `ended`: written when the process stopped by itself, so nothing happened after it.
    """

    version: int
    shift_seconds: float
    counts: dict[str, int]
    faults: list[Fault]
    letters: list[Letter]
    partners: dict[str, msgspec.Raw]
    ended: bool = False


def write(world: World, simulators: Mapping[str, Simulator], folder: Path) -> None:
    """Write the last state of this process in one atomic replace, readable by the owner only."""
    _store(folder, encode(world, simulators, ended=True))


def encode(world: World, simulators: Mapping[str, Simulator], *, ended: bool = False) -> bytes:
    """Gather the state as MessagePack; must run where nothing changes it meanwhile (the event loop)."""
    world.changed = False
    pack = msgspec.msgpack.encode
    kept = Kept(
        _VERSION,
        world.clock.shift.total_seconds(),
        world.counts,
        world.faults.active,
        world.courier.undelivered(),
        {name: msgspec.Raw(pack(simulator.snapshot())) for name, simulator in simulators.items()},
        ended,
    )
    return pack(kept)


def _store(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / (_FILE + ".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(folder / _FILE)


def load(world: World, simulators: Mapping[str, Simulator], folder: Path) -> bool:
    """Take over the state kept in `folder`; an unreadable file is set aside as `.bad` and the world starts afresh."""
    path = folder / _FILE
    if not path.exists():
        return False
    try:
        kept = msgspec.msgpack.decode(path.read_bytes(), type=Kept)
        if kept.version != _VERSION:
            raise msgspec.ValidationError(f"version {kept.version}")
    except msgspec.DecodeError:
        _log.exception("the simulators' kept state cannot be read; starting afresh")
        path.replace(path.with_suffix(".bad"))
        return False
    world.clock.shift = timedelta(seconds=kept.shift_seconds)
    lost = 0 if kept.ended else _LOST_MAX  # a partner never gives an id twice, whatever it has forgotten since
    world.counts.update({name: count + lost for name, count in kept.counts.items()})
    world.faults.active.extend(kept.faults)
    for letter in kept.letters:
        if letter.partner in world.courier.manners:
            world.courier.resume(letter)
    for name, raw in kept.partners.items():
        if name in simulators:
            _restore(simulators[name], name, raw)
    return True


def _restore(simulator: Simulator, name: str, raw: msgspec.Raw) -> None:
    try:
        simulator.restore(msgspec.msgpack.decode(raw))
    except msgspec.ValidationError:
        _log.exception("the kept state of %s is of another shape; it starts afresh", name)


async def keep(world: World, simulators: Mapping[str, Simulator], folder: Path) -> None:
    """Write the state every few seconds when something changed; runs until cancelled."""
    while True:
        await asyncio.sleep(world.settings.snapshot_every_seconds)
        if world.changed:
            content = encode(world, simulators)
            await asyncio.to_thread(_store, folder, content)
