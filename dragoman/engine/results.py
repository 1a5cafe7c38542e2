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
    """It certainly did not happen; try again after `after_s` seconds. `hold_lane` keeps its whole lane still that long."""

    after_s: float
    code: str
    hold_lane: float = 0.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows whether it happened: UNKNOWN, never repeated blindly. `answer` is the body of `<kind>.unknown`."""

    code: str
    answer: bytes = b""


Result = Done | Failed | Again | Lost
