"""How fast one number may send, as paces for the engine's shared rate rows. Pure.

Source: Meta, "Throughput" (80 messages per second by default, incoming and outgoing together; 1,000 after the
automatic upgrade; 20 in coexistence with the Business app) and its pair rate: one message per 6 seconds to the same
person, of which up to 45 may be borrowed at once from the time to come.
"""

from __future__ import annotations

from dataclasses import dataclass

PAIR_PER_SECOND = 1 / 6
PAIR_BURST = 45
THROUGHPUT = 80.0


@dataclass(frozen=True, slots=True)
class Pace:
    """A token bucket: `per_second` on average, `burst` at once after a rest."""

    key: str
    per_second: float
    burst: int


def paces(number_id: str, pair: str, *, throughput: float = THROUGHPUT) -> tuple[Pace, Pace]:
    """The two paces of one message, the narrower first. `pair` names the conversation without personal text (its actor id).

    Rest and burst share the number's allowance nine to one, so that no second ever holds more than `throughput`.
    """
    burst = max(1, int(throughput / 10))
    steady = max(throughput - burst, throughput / 2)
    return (
        Pace(f"meta:pair:{pair}", PAIR_PER_SECOND, PAIR_BURST),
        Pace(f"meta:number:{number_id}", steady, burst),
    )
