"""Every screen of the console, in the order of the menu. A new one is one file or folder here and one line below."""

from dragoman.console.menu import Screen
from dragoman.console.screens import door, frame, profile, second, team

SCREENS: tuple[Screen, ...] = (
    team.SCREEN,
    profile.SCREEN,
    door.SCREEN,
    second.SCREEN,
    frame.SCREEN,  # the last: it answers every address that no other screen has
)
