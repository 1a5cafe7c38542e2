"""Every `.chat` file beside and below this one is a test: the whole product, played and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.player import Player, Unlike
from tests.stories.script import read
from tests.stories.stage import staged

_HERE = Path(__file__).parent
STORIES = sorted(_HERE.rglob("*.chat"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: str(path.relative_to(_HERE).with_suffix("")))
async def test_story(path: Path, database, tmp_path) -> None:
    unlike = None
    async with staged(database.owner, tmp_path) as stage:
        try:
            await Player(stage, str(path.relative_to(_HERE))).play(read(path))
        except Unlike as reason:
            unlike = str(reason)
    if unlike:
        pytest.fail(unlike, pytrace=False)
