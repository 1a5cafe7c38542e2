"""Every screen of the console, in the order of the menu. A new one is one file or folder here and one line below."""

from dragoman.console.menu import Screen
from dragoman.console.screens import (
    approvals,
    bookings,
    door,
    frame,
    home,
    ledger,
    payments,
    profile,
    reconciliation,
    second,
    team,
    unknowns,
)

SCREENS: tuple[Screen, ...] = (
    home.SCREEN,
    bookings.SCREEN,
    payments.SCREEN,
    approvals.SCREEN,
    unknowns.SCREEN,
    ledger.SCREEN,
    reconciliation.SCREEN,
    team.SCREEN,
    profile.SCREEN,
    door.SCREEN,
    second.SCREEN,
    frame.SCREEN,  # the last: it answers every address that no other screen has
)
