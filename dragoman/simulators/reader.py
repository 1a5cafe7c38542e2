"""The little that simulated language models understand: a few cities, plain dates, counts and wishes. Pure.

It is no measure of what a real engine can do; it lets a demo and tests go through the whole path with sensible answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_CITIES = {
    "lagos": "Lagos", "eko": "Lagos", "abuja": "Abuja", "capital": "Abuja", "accra": "Accra", "nairobi": "Nairobi", "london": "London",
    "port harcourt": "Port Harcourt", "oil rivers": "Port Harcourt", "kano": "Kano", "paris": "Paris", "dubai": "Dubai",
    "jakarta": "Jakarta", "lisboa": "Lisbon", "johannesburg": "Johannesburg", "big apple": "New York",
}  # fmt: skip
_FROM = re.compile(r"\b(?:from|leaving|out of|de|desde|dari|kutoka)\s+(?:the\s+)?$")
_DAYS = {"today": 0, "tomorrow": 1, "overmorrow": 2, "fortnight": 14}
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_COUNT = re.compile(r"\b([1-9]) (?:adults?|people|persons|of us)\b")
_INTENTS = (
    ("cancel", r"cancel|call it off|scrap"), ("refund", r"refund|money back"), ("person", r"human|agent|person|somebody real"),
    ("change", r"change|instead|rather"), ("baggage", r"bag|luggage"), ("greeting", r"^\W*(?:hi|hello|good morning)"),
    ("search", r"fly|flight|go|get|travel|trip|wedding|wing|hop"),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """An intent and values as (slot, value, words of the message)."""

    intent: str
    values: tuple[tuple[str, str, str], ...]


def read(message: str, today: date) -> Found:
    """Read a message the simple way."""
    text = message.lower()
    values: list[tuple[str, str, str]] = []
    for match in re.finditer("|".join(rf"\b{re.escape(c)}\b" for c in _CITIES), text):
        slot = "origin" if _FROM.search(text[: match.start()]) else "destination"
        if all(slot != given for given, _, _ in values):
            values.append((slot, _CITIES[match.group()], message[match.start() : match.end()]))
    if day := _DAY.search(text):
        values.append(("departure_date", day.group(), day.group()))
    else:
        for word, ahead in _DAYS.items():
            if at := re.search(rf"\b{word}\b", text):
                values.append(
                    ("departure_date", (today + timedelta(days=ahead)).isoformat(), message[at.start() : at.end()])
                )
                break
    if count := _COUNT.search(text):
        values.append(("passengers", f"{count.group(1)} adults", message[count.start() : count.end()]))
    intent = next((name for name, pattern in _INTENTS if re.search(pattern, text)), "unknown")
    return Found("search" if intent == "unknown" and values else intent, tuple(values))
