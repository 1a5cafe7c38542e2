"""What an executor says about a call it made: the four answers and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    """It happened. `answer` is the body of the event `<kind>.done`."""

    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not happen and never will. `answer` is the body of the event `<kind>.failed`."""

    code: str
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Again:
    """It certainly did not happen; try again after `after_s` seconds. `hold_lane` keeps its whole lane still that long.

    `hold_pace` keeps the widest of its paces still for `after_s`, so that nobody else who keeps it tries before. `patient`
    says that the fault is not this call's: it does not end because of its attempts, and the executor bounds it.
    """

    after_s: float
    code: str
    hold_lane: float = 0.0
    hold_pace: bool = False
    patient: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows whether it happened: UNKNOWN, never repeated blindly. `answer` is the body of `<kind>.unknown`."""

    code: str
    answer: bytes = b""


Result = Done | Failed | Again | Lost
