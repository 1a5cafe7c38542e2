"""The runner itself: a story that is not so must fail, and say why."""

from __future__ import annotations

import pytest

from tests.stories import truth
from tests.stories.player import Player, Unlike
from tests.stories.script import BadScript, fits, read_text
from tests.stories.stage import staged

_ASK = "ada: LOS-ABV 2026-12-15, 1 adult\nbot: ~ The best 3 of\n"

WRONG = {
    "other words": ("ada: hello\nbot: ~ Good night", "“Good night” is not in it"),
    "a message too few": (_ASK + "bot: ~ And one more", "nothing came"),
    "a message too many": ("ada: LOS-ABV 2026-12-15, 1 adult", "at the end came also"),
    "unnamed before the next line": (
        "ada: LOS-ABV 2026-12-15, 1 adult\nada taps 1\nbot: *",
        "before this line came also",
    ),
    "silence": ("ada: hello\nbot: silent", "silence expected"),
    "a button that is not there": (_ASK + "ada taps Fly me to the moon", "nothing offers"),
    "other buttons": (_ASK.rstrip() + "\n    buttons Yes | No", "its choices are"),
    "no document": ("ada: hello\nbot: document *.pdf", "no document *.pdf"),
    "no e-mail": ("ada: hello\nbot: *\nmail: ada.obi@example.com ~ x", "no further e-mail"),
    "wrong count": ("ada: hello\nbot: *\norders at duffel: 1", "there are 0"),
    "too many inputs": ("ada: hello\nbot: *\ninputs: <= 0", "needed 1 inputs"),
    "an unknown fault": ("fault duffel search rain", "not known"),
    "payment without a link": ("ada pays 4084084084084081", "no payment link"),
}


@pytest.mark.parametrize("story", WRONG, ids=str)
async def test_a_wrong_story_fails_with_the_reason_and_the_chat(story: str, database, tmp_path) -> None:
    text, reason = WRONG[story]
    async with staged(database.owner, tmp_path) as stage:
        with pytest.raises(Unlike) as failed:
            await Player(stage, "wrong.chat").play(read_text(text))
    assert reason in str(failed.value)
    assert "wrong.chat:" in str(failed.value)
    assert "The chat so far:" in str(failed.value)


@pytest.mark.parametrize("text", ["bot ~ no colon", "  ~ nothing above", "dance"])
def test_a_line_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(BadScript, match="story:1"):
        read_text(text)


def test_patterns() -> None:
    assert fits("The best 3 of", "Lagos. The  best\n3 of 50")
    assert fits("booked ... Obi", "booked\nfor Ms Ada Obi")
    assert not fits("best 4", "best 3")


async def test_the_promises_bite(database, tmp_path) -> None:
    """What truth.py looks for is found when it is there."""
    async with staged(database.owner, tmp_path) as stage:
        player = Player(stage, "bite")
        await player.play(read_text("ada: hello\nbot: *"))
        assert await truth.faults(stage, player.phones) == []
        stage.house.engine.turns.failed += 1
        print("+234 803 555 0101", file=stage.log)
        await stage.books.execute("update message set delivery = 'failed', code = 131047 where not heard")
        await stage.books.execute("update message set created_at = (select min(created_at) from message)")
        kept = truth.paystack(stage)
        await stage.partners.post(
            "/paystack/transaction/initialize", json={"email": "a@b.co", "amount": 500_00},
            headers={"Authorization": f"Bearer {stage.world.settings.paystack_secret_key}"},
        )  # fmt: skip
        (charge,) = kept.transactions.values()
        await stage.partners.post(f"/paystack/checkout/{charge.access_code}/pay", json={"card": "4084084084084081"})
        found = "\n".join(await truth.faults(stage, player.phones))
    for part in ("turns raised", "personal in the log: +234", "failed (131047)", "Paystack holds"):
        assert part in found
