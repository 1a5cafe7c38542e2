"""Reads what travellers write: text and what the conversation waits for in, an intent and typed values out. Pure."""

from dragoman.understanding.explain import explain
from dragoman.understanding.languages import detect_language
from dragoman.understanding.models import (
    Alternative,
    Context,
    DateRange,
    Later,
    Leg,
    Option,
    Party,
    PersonDetails,
    Place,
    Problem,
    Span,
    Understanding,
    Values,
)
from dragoman.understanding.names import Cabin, Fault, Intent, PartOfDay, PlaceKind, Slot, Topic, TripType
from dragoman.understanding.reading import prepare, understand

__all__ = [
    "Alternative",
    "Cabin",
    "Context",
    "DateRange",
    "Fault",
    "Intent",
    "Later",
    "Leg",
    "Option",
    "PartOfDay",
    "Party",
    "PersonDetails",
    "Place",
    "PlaceKind",
    "Problem",
    "Slot",
    "Span",
    "Topic",
    "TripType",
    "Understanding",
    "Values",
    "detect_language",
    "explain",
    "prepare",
    "understand",
]
