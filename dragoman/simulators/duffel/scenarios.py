"""Routes with a special fate in Duffel's test mode (docs, Test your integration; partners.md A8). Routes are one-way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is special about a route; everything false is an ordinary one. `stop` is an airport inside the segment."""

    no_offers: bool = False
    only_hold: bool = False
    connection: str = ""
    stop: str = ""
    no_baggage: bool = False
    no_services: bool = False
    search_times_out: bool = False
    gone_at_read: bool = False
    dearer_at_read: bool = False
    create: str = ""  # airline_unknown | insufficient_balance | created_200 | accepted_202 | creation_failed
    resolve_seconds: int = 30
    changes_at_read: bool = False
    refund_to: str = "balance"


_ORDINARY = Scenario()
_ROUTES = {
    ("PVD", "RAI"): Scenario(no_offers=True),
    ("JFK", "EWR"): Scenario(only_hold=True),
    ("LHR", "DXB"): Scenario(connection="AMS"),
    ("DXB", "AMS"): Scenario(stop="IST"),
    ("BTS", "MRU"): Scenario(no_baggage=True),
    ("BTS", "ABV"): Scenario(no_services=True),
    ("STN", "LHR"): Scenario(search_times_out=True),
    ("LGW", "LHR"): Scenario(gone_at_read=True),
    ("LHR", "STN"): Scenario(dearer_at_read=True),
    ("LHR", "LGW"): Scenario(create="airline_unknown"),
    ("LGW", "STN"): Scenario(create="insufficient_balance"),
    ("LTN", "STN"): Scenario(create="created_200", resolve_seconds=30),
    ("SEN", "STN"): Scenario(create="accepted_202", resolve_seconds=1800),
    ("LCY", "STN"): Scenario(create="creation_failed", resolve_seconds=30),
    ("LHR", "LTN"): Scenario(changes_at_read=True),
    ("LTN", "SYD"): Scenario(refund_to="airline_credits"),
}


def scenario(origin: str, destination: str) -> Scenario:
    """The fate of a route by its airport codes."""
    return _ROUTES.get((origin, destination), _ORDINARY)


def routes() -> dict[tuple[str, str], Scenario]:
    """Every special route."""
    return dict(_ROUTES)
