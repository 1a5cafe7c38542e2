"""The inbox: lists, threads, what staff do in them, and the desk's own settings."""

from dragoman.console.screens.inbox import acts, files, meanings, standing
from dragoman.console.screens.inbox.desk import DESK_SCREEN
from dragoman.console.screens.inbox.routes import SCREEN

__all__ = ["DESK_SCREEN", "SCREEN", "acts", "files", "meanings", "standing"]
