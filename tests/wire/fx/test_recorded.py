"""The recorded answer of a rate service is read exactly, with fields that nobody has told us about yet."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from dragoman.partners.fx import wire

BODY = (Path(__file__).parent / "shapes" / "latest.json").read_bytes()


def test_a_rate_is_read_to_the_last_digit():
    rate = wire.read(BODY, "USD", "NGN", "rates.test")
    assert (rate.value, rate.at) == (Decimal("1650.2537"), datetime(2026, 11, 20, tzinfo=UTC))


def test_unknown_fields_change_nothing():
    more = json.dumps({**json.loads(BODY), "field_of_tomorrow": 1}).encode()
    assert wire.read(more, "USD", "NGN", "x") == wire.read(BODY, "USD", "NGN", "x")
