"""Own intent models on the database: labels out of a world of conversations, the trial's verdict at the switch, versions kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dragoman.access import Doer, Role, Surface
from dragoman.command import Refused, Work
from dragoman.conversations import people, records
from dragoman.conversations.channel import Recipient
from dragoman.conversations.hearing import hear
from dragoman.conversations.message import Choice, Heard, HeardKind, Say, Sender
from dragoman.conversations.records import Conversation
from dragoman.conversations.speaker import Speaker
from dragoman.dialogues.training import versions as kept
from dragoman.dialogues.training.holding import LabelsHold
from dragoman.dialogues.training.labels import label_message, label_of, labelled
from dragoman.engine import Store
from dragoman.privacy.retention import retain
from dragoman.understanding import Intent
from dragoman.understanding.trained.examples import Source
from dragoman.understanding.trained.fitting import fit
from dragoman.understanding.trained.model import Model, Weights
from dragoman.understanding.trained.trial import Trial, tried
from dragoman.understanding.trained.words import seen_words
from tests import lagos

UNSURE = "my runs don land abi"
MENU = Say(
    "I didn’t get that.", (Choice("go:new", "Book a flight"), Choice("go:status", "My bookings"), Choice("go:person", "Talk to us"))
)  # fmt: skip


class Plain:
    """A network of the tests."""

    name = "meta"

    def render(self, say: Say, *, as_template: bool = False) -> list[bytes]:
        return [say.text.encode()]


SPEAKER = Speaker({"meta": Plain()})  # type: ignore[dict-item]


@pytest.fixture
async def world(store: Store) -> lagos.Lagos:
    return await lagos.found(store)


async def chat(work: Work, number: str, who: int, name: str = "Ada Obi") -> Conversation:
    phone = str(2_348_035_550_000 + who)
    person = await people.recognise(work, Sender(phone=phone, name=name))
    known = await records.of_person(work, person, number)
    return known or await records.start(
        work, person=person, number=number, channel="meta", actor=f"chat:1:{who}", to=Recipient(phone), referral=None
    )


async def writes(work: Work, conversation: Conversation, text: str, tap: str = "") -> str:
    kind = HeardKind.CHOICE if tap else HeardKind.TEXT
    heard = Heard(work.new_id("wamid"), kind, work.now, Sender(phone="1"), text, choice=tap)
    message, _, _ = await hear(work, conversation, heard)
    assert message
    return message


async def exchange(
    world: lagos.Lagos, who: int, text: str, tap: str, *, menu: Say = MENU, after: float = 20, name: str = "Ada Obi"
) -> str:
    """Somebody writes, is answered with a menu, and taps; returns the id of what was written."""
    async with world.work() as work:
        conversation = await chat(work, world.number, who, name)
        message = await writes(work, conversation, text)
    world.clock.shift += timedelta(seconds=2)
    async with world.work() as work:
        await SPEAKER.say(work, await chat(work, world.number, who), menu)
    world.clock.shift += timedelta(seconds=after)
    async with world.work() as work:
        await writes(work, await chat(work, world.number, who), "tapped", tap)
    return message


async def found(world: lagos.Lagos) -> list[tuple[Intent, Source]]:
    return [(one.intent, one.source) for one in await labelled(world.work)]


# -- labels -----------------------------------------------------------------------------------------------------------


async def test_what_is_tapped_after_an_unsure_message_labels_it(world: lagos.Lagos) -> None:
    await exchange(world, 1, UNSURE, "go:status")
    await exchange(world, 2, "abeg wey una oga dey", "go:person")
    examples = await labelled(world.work)
    assert {(one.intent, one.source) for one in examples} == {
        (Intent.STATUS, Source.TAP), (Intent.PERSON, Source.HANDED_OVER),
    }  # fmt: skip
    assert {"land", "abi", "runs", "my runs"} <= {word for one in examples for word in one.words}
    assert all(one.unsure for one in examples)
    assert len({one.writer for one in examples}) == 2


@pytest.mark.parametrize(
    ("text", "tap", "more"),
    [
        ("what is the status of my booking?", "go:new", {}),  # the built-in reader was sure: the tap is another wish
        (UNSURE, "go:continue", {}),
        (UNSURE, "go:cancel", {}),  # an older button: it was not in the answer
        (UNSURE, "go:status", {"after": 3_600}),
        (UNSURE, "go:status", {"menu": Say("One moment …")}),
    ],
)
async def test_other_taps_label_nothing(world: lagos.Lagos, text, tap, more) -> None:
    await exchange(world, 1, text, tap, **more)
    assert await found(world) == []


async def test_staff_say_what_a_message_meant_and_their_word_stands_before_a_tap(world: lagos.Lagos) -> None:
    message = await exchange(world, 1, UNSURE, "go:new")
    async with world.work(lagos.OPERATIONS, Surface.CONSOLE) as work:
        await label_message(work, message, "refund")
        await label_message(work, message, "status")
        assert await label_of(work, message) == "status"
    assert await found(world) == [(Intent.STATUS, Source.STAFF)]
    async with world.work(lagos.OPERATIONS, Surface.CONSOLE) as work:
        await label_message(work, message, "")
    assert await found(world) == [(Intent.SEARCH, Source.TAP)]


@pytest.mark.parametrize(("by", "intent", "code"), [
    (lagos.GUIDE, "status", "role"),
    (Doer(Role.CUSTOMER, "pe_ada"), "status", "role"),
    (lagos.OPERATIONS, "unknown", "label"),
    (lagos.OPERATIONS, "passenger_details", "label"),
])  # fmt: skip
async def test_a_label_is_refused_and_nothing_changed(world: lagos.Lagos, by, intent, code) -> None:
    message = await exchange(world, 1, UNSURE, "go:continue")
    with pytest.raises(Refused) as refused:
        async with world.work(by, Surface.CONSOLE) as work:
            await label_message(work, message, intent)
    assert refused.value.code == code
    assert await found(world) == []


async def test_sales_label_no_message_of_a_conversation_that_they_do_not_see(world: lagos.Lagos) -> None:
    message = await exchange(world, 1, UNSURE, "go:continue")
    async with world.work() as work:
        await work.sql.execute("update conversation set assigned_to = 'st_somebodyelse'")
    with pytest.raises(Refused) as refused:
        async with world.work(lagos.SALES, Surface.CONSOLE) as work:
            await label_message(work, message, "status")
    assert refused.value.code == "not_found"


async def test_labels_go_with_their_messages(world: lagos.Lagos) -> None:
    message = await exchange(world, 1, UNSURE, "go:status")
    async with world.work(lagos.OPERATIONS, Surface.CONSOLE) as work:
        await label_message(work, message, "status")
    world.clock.shift += timedelta(days=91)
    async with world.work() as work:
        await retain(work)
        assert await work.sql.fetchval("select count(*) from intent_label") == 0
    assert await found(world) == []


async def test_a_person_is_told_of_labels_and_they_are_erased(world: lagos.Lagos) -> None:
    message = await exchange(world, 1, UNSURE, "go:continue")
    await exchange(world, 2, UNSURE, "go:continue")
    holds = LabelsHold()
    async with world.work(lagos.OPERATIONS, Surface.CONSOLE) as work:
        await label_message(work, message, "status")
        person, other = [r["id"] for r in await work.sql.fetch("select id from person order by id")]
        (held,) = await holds.held(work, person)
        assert [item["meaning"] for item in held.items] == ["status"]
        assert (await holds.held(work, other))[0].items == ()
        assert [one.gone for one in await holds.erase(work, other)] == [0]
        assert [one.gone for one in await holds.erase(work, person)] == [1]
        assert await label_of(work, message) == ""


async def test_deleted_messages_blocked_people_and_staff_chats_teach_nothing(world: lagos.Lagos) -> None:
    for who in (1, 2, 3):
        await exchange(world, who, UNSURE, "go:status")
    async with world.work() as work:
        first, second, third = [r["id"] for r in await work.sql.fetch("select id from conversation order by id")]
        await work.sql.execute("update message set replaced = true where conversation_id = $1", first)
        until = work.now + timedelta(hours=1)
        await work.sql.execute("update conversation set blocked_until = $2 where id = $1", second, until)
        await work.sql.execute("update conversation set desk_of = 'st_bayoade' where id = $1", third)
    assert await found(world) == []


async def test_the_name_of_who_writes_is_masked(world: lagos.Lagos) -> None:
    await exchange(world, 1, "my runs, Chukwuemeka runs dem", "go:status", name="Chukwuemeka Obi")
    (one,) = await labelled(world.work)
    assert "runs" in one.words
    assert not any("chukwuemeka" in word for word in one.words)


async def test_another_business_sees_neither_labels_nor_models(world: lagos.Lagos, store: Store) -> None:
    await exchange(world, 1, UNSURE, "go:status")
    weights, trial = small()
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        await kept.keep_model(work, weights, trial)
        await kept.switch_on(work)
    other = "tn_othertours00000000000000"
    await lagos.found(store, tenant=other, slug="other", name="Other", number_id="106540352242923")
    async with world.desk.work(other, lagos.OWNER, Surface.CONSOLE) as work:
        assert await kept.versions(work) == ()
        assert await kept.Models().on(work) is None


# -- versions ---------------------------------------------------------------------------------------------------------


def small(*against: str) -> tuple[Weights, Trial]:
    weights = Weights(1, ("help", "status"), ("runs",), (0.0, 0.0), b"\0\0\0\0\0\0\xa0\x40")
    return weights, Trial(120, 20, 60, {"said by staff": 120}, 60, 90, 100, 40, 38, (), against)


async def test_a_world_of_conversations_gives_a_model_that_passes_and_is_switched_on(world: lagos.Lagos) -> None:
    for who in range(20):
        for text, tap in (
            ("make I know my runs", "go:status"), ("my runs don land abi", "go:status"), ("runs don reach", "go:status"),
            ("oga come carry this matter", "go:person"), ("bring your oga abeg", "go:person"), ("oga go sabi am", "go:person"),
        ):  # fmt: skip
            await exchange(world, who, text, tap)
    examples = await labelled(world.work)
    assert len(examples) >= 100
    weights, trial = fit(examples), tried(examples)
    assert weights is not None
    assert trial.passed, trial.against
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        await kept.keep_model(work, weights, trial)
        assert await kept.Models().on(work) is None  # kept is not on
        assert (await kept.switch_on(work)).version == 1
        model = await kept.Models().on(work)
        assert model is not None
        guess = model.guess(seen_words("make I know that runs"))
        assert guess is not None
        assert guess.intent is Intent.STATUS
        tags = [
            r["tag"]
            for r in await work.sql.fetch("select tag from audit where starts_with(tag, 'understanding:') order by id")
        ]
        assert tags == ["understanding:keep_model", "understanding:switch_model_on"]
        assert b"runs" not in bytes(await work.sql.fetchval("select sealed from intent_model"))


async def test_a_model_that_its_trial_speaks_against_cannot_be_switched_on(world: lagos.Lagos) -> None:
    weights, trial = small("“cancel” moves money or a booking and gets worse.")
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        await kept.keep_model(work, weights, trial)
    with pytest.raises(Refused) as refused:
        async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
            await kept.switch_on(work)
    assert refused.value.code == "model.trial"
    assert "“cancel”" in refused.value.staff
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        assert await kept.Models().on(work) is None
        result = await work.sql.fetchval("select result from audit where tag = 'understanding:switch_model_on'")
        assert result == "refused"


async def test_one_model_is_on_at_a_time_and_old_ones_go(world: lagos.Lagos) -> None:
    weights, trial = small()
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        for _ in range(3):
            await kept.keep_model(work, weights, trial)
        await kept.switch_on(work, 1)
        await kept.switch_on(work, 2)
        assert [v.version for v in await kept.versions(work) if v.on_since] == [2]
        for _ in range(kept.KEPT):
            await kept.keep_model(work, weights, trial)
        assert [v.version for v in await kept.versions(work)] == [*range(13, 3, -1), 2]  # what is on stays
        await kept.switch_off(work)
        assert not any(v.on_since for v in await kept.versions(work))
        with pytest.raises(Refused):
            await kept.switch_on(work, 99)


@pytest.mark.parametrize("by", [lagos.MANAGER, lagos.SALES, lagos.OPERATIONS, lagos.GUIDE])
async def test_only_an_admin_switches(world: lagos.Lagos, by: Doer) -> None:
    weights, trial = small()
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        await kept.keep_model(work, weights, trial)
    for act in (kept.switch_on, kept.switch_off):
        with pytest.raises(Refused) as refused:
            async with world.work(by, Surface.CONSOLE) as work:
                await act(work)
        assert refused.value.code == "role"


async def test_a_model_of_another_format_is_not_read(world: lagos.Lagos) -> None:
    weights, trial = small()
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        version = await kept.keep_model(work, weights, trial)
        await kept.switch_on(work)
        other = Weights(0, weights.intents, weights.words, weights.leanings, weights.rows)
        await work.sql.execute(
            "update intent_model set sealed = $1", work.seal("intent_model", "sealed", version.id, other)
        )
        assert await kept.Models().on(work) is None


async def test_opened_models_are_bounded_and_a_switch_is_seen_at_once(world: lagos.Lagos) -> None:
    weights, trial = small()
    models = kept.Models(kept=1)
    async with world.work(lagos.OWNER, Surface.CONSOLE) as work:
        await kept.keep_model(work, weights, trial)
        await kept.keep_model(work, weights, trial)
        await kept.switch_on(work, 1)
        first = await models.on(work)
        assert isinstance(first, Model)
        assert await models.on(work) is first
        await kept.switch_on(work, 2)
        assert await models.on(work) is not first
        assert len(models._kept) == 1
        await kept.switch_off(work)
        assert await models.on(work) is None
