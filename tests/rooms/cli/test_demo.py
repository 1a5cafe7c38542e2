"""The demo's business is one like any other."""

from __future__ import annotations

from dragoman.api.returning import _TENANT
from dragoman.cli.demo import DEMO_TENANT


def test_a_payer_of_the_demo_comes_back_to_their_own_business() -> None:
    assert _TENANT.fullmatch(DEMO_TENANT)
    assert len(DEMO_TENANT) == len("tn_") + 26
