"""The compact style of agents: city pair, day and party in codes (LOS-ABV 15DEC 2ADT 1CHD)."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.understanding import Context, Party, understand

TODAY = date(2026, 11, 20)
OUT, BACK = date(2026, 12, 15), date(2026, 12, 22)


@pytest.mark.parametrize(
    ("text", "route", "departure", "return_", "party"),
    [
        ("LOS-ABV 15DEC 2ADT 1CHD", "LOSABV", OUT, None, Party(2, (-1,))),
        ("LOSABV 15DEC", "LOSABV", OUT, None, None),
        ("LOSACC15DEC", "LOSACC", OUT, None, None),
        ("LOS ABV 15DEC 22DEC", "LOSABV", OUT, BACK, None),
        ("LOS/ABV 15 DEC 1ADT", "LOSABV", OUT, None, Party(1)),
        ("LOS-LHR 15DEC-22DEC 2ADT 1CHD 1INF", "LOSLHR", OUT, BACK, Party(2, (-1,), 1)),
        ("ABV LOS 3JAN 1ADT", "ABVLOS", date(2027, 1, 3), None, Party(1)),
        ("los-abv 15dec 2adt", "LOSABV", OUT, None, Party(2)),
        ("LOS>ACC 15DEC26 1ADT", "LOSACC", OUT, None, Party(1)),
        ("LOS-ABV 15DEC RT 22DEC 2 PAX", "LOSABV", OUT, BACK, Party(2)),
        ("LOS ABV 15/12 2ADT", "LOSABV", OUT, None, Party(2)),
        ("NBO-MBA 05JAN 3ADT", "NBOMBA", date(2027, 1, 5), None, Party(3)),
    ],
)
def test_a_line_of_codes(text: str, route: str, departure: date, return_: date | None, party: Party | None) -> None:
    found = understand(text, today=TODAY, context=Context(country="NG"))
    values = found.values
    assert values.origin is not None
    assert values.destination is not None
    assert values.origin.iata + values.destination.iata == route
    assert (values.departure, values.return_, values.passengers) == (departure, return_, party)
    assert found.problems == ()
