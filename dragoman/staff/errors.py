"""Refusals of this room, each in one place. None of them says whether an account exists."""

from __future__ import annotations

from dragoman.command import Refused


def wrong() -> Refused:
    """E-mail, password or code do not fit."""
    return Refused("sign_in.wrong", "That does not fit. Check what you typed and try again.", status=401)


def wait(seconds: int) -> Refused:
    """Too many attempts: come back later."""
    minutes = max(1, -(-seconds // 60))
    return Refused("sign_in.wait", f"Too many attempts. Try again in {minutes} min.", status=429)


def signed_out() -> Refused:
    """No session, or one that has ended."""
    return Refused("session", "You are signed out. Sign in to go on.", status=401)


def link_gone() -> Refused:
    """A one-time link that was used, has expired, or never was."""
    return Refused("link", "This link was used already or has expired. Ask for a new one.", status=410)


def last_admin() -> Refused:
    """The business would be left without anybody who can change its settings."""
    return Refused("staff.last_admin", "This is the last active admin. Make somebody else admin first.", field="role")
