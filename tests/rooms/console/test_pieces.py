"""What holds for every template and every place of the menu, looked at without a page."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from dragoman.access import STAFF, Role
from dragoman.console import menu
from dragoman.console.screens import SCREENS

TEMPLATES = Path(menu.__file__).parent / "templates"
_BLOCK = re.compile(r"{% block script %}.*?{% endblock %}", re.DOTALL)


def test_scripts_stand_in_the_head_alone_because_trusted_types_let_no_swapped_one_be_loaded() -> None:
    frames = {"frame.html", "door.html"}
    found = [
        path.name for path in sorted(TEMPLATES.rglob("*.html"))
        if path.name not in frames and "<script" in _BLOCK.sub("", path.read_text())
    ]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("role", sorted(STAFF))
def test_no_role_has_two_places_with_one_key(role: Role) -> None:
    keys = Counter(place.key for place in menu.open_places(SCREENS, role) if place.key)
    assert keys
    assert [key for key, times in keys.items() if times > 1] == []
