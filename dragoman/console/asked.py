"""Read what a query or a form asks: days, amounts, pages. What cannot be read is refused by the name of its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from dragoman.command import Refused
from dragoman.kit.money import Money, MoneyError

_LONGEST = 100


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
        raise Refused(f"filter.{name}", "Choose a day.", field=name, status=422) from reason


def amount(given: Mapping[str, object], name: str, currency: str) -> Money | None:
    """Return an amount in major units ("1250.50", "1,250"), None when none was given; raises Refused("amount.<name>")."""
    written = text(given, name).replace(",", "").replace(" ", "")
    if not written:
        return None
    try:
        return Money.parse(written, currency)
    except MoneyError as reason:
        raise Refused(
            f"amount.{name}", f"Write an amount in {currency}, such as 1250.50.", field=name, status=422
        ) from reason


def address(path: str, given: Mapping[str, object], **changed: str) -> str:
    """Return a page's address with its query, some of it changed; what is empty is left out."""
    kept = {name: str(value) for name, value in given.items()} | changed
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{path}?{query}" if query else path
