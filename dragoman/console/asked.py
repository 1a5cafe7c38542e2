"""Read what a query or a form asks: days, amounts, pages. What cannot be read is refused by the name of its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from dragoman.command import Refused
from dragoman.kit.money import Money, MoneyError

_LONGEST = 100
_AMOUNT = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?")


def text(given: Mapping[str, object], name: str) -> str:
    """Return a value, trimmed; "" when it is missing, a file or too long."""
    value = given.get(name)
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST else ""


def day(given: Mapping[str, object], name: str) -> date | None:
    """Return a day as browsers send it (2026-12-15), None when none was given; raises Refused("filter.<name>")."""
    written = text(given, name)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as reason:
        raise no_day(name) from reason


def no_day(name: str) -> Refused:
    """Return the refusal of what is no day, or none that can be counted with."""
    return Refused(f"filter.{name}", "Choose a day.", field=name, status=422)


def amount(given: Mapping[str, object], name: str, currency: str) -> Money | None:
    """Return an amount in major units ("1250.50", "1,250"), None when none was given; raises Refused("amount.<name>").

    Commas and spaces may only group thousands: "12,50" means twelve and a half to one reader and 1,250 to another.
    """
    written = text(given, name)
    if not written:
        return None
    try:
        if not _AMOUNT.fullmatch(written):
            raise MoneyError(written)
        return Money.parse(re.sub(r"[, ]", "", written), currency)
    except MoneyError as reason:
        raise Refused(
            f"amount.{name}", f"Write an amount in {currency}, such as 1250.50.", field=name, status=422
        ) from reason


def address(path: str, given: Mapping[str, object], **changed: str) -> str:
    """Return a page's address with its query, some of it changed; what is empty is left out."""
    kept = {name: str(value) for name, value in given.items()} | changed
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{path}?{query}" if query else path
