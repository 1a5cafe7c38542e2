"""Judges a simulator's answer by a recorded one: every field recorded must be there, of the same kind."""

from __future__ import annotations


def differences(recorded: object, answered: object, path: str = "") -> list[str]:
    """Say what is missing or of another kind; null fits everything, lists are judged by their first entry."""
    if recorded is None or answered is None:
        return []
    if isinstance(recorded, dict):
        if not isinstance(answered, dict):
            return [f"{path}: no object"]
        missing = [f"{path}/{name}: missing" for name in recorded if name not in answered]
        return missing + [
            found
            for name in recorded
            if name in answered
            for found in differences(recorded[name], answered[name], f"{path}/{name}")
        ]
    if isinstance(recorded, list):
        if not isinstance(answered, list):
            return [f"{path}: no list"]
        return differences(recorded[0], answered[0], f"{path}[]") if recorded and answered else []
    return [] if type(recorded) is type(answered) else [f"{path}: {type(answered).__name__}"]
