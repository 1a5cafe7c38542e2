from datetime import UTC, datetime, timedelta

from dragoman.engine import Again, Calls, Done, Engine, Failed, Job, Lost, Pace, Result, Store
from dragoman.engine.claims import claim_calls
from dragoman.engine.paces import take_slot
from dragoman.engine.review import dismiss, open_items, replay

from .parts import ADA, TENANT, Bench, Listener, Partner, policy


async def test_an_effect_is_called_once_and_its_actor_hears_the_answer(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    await bench.ask("a", "a")
    await bench.ask("a")
    await bench.drain()
    assert bench.partner.calls == ["a"]
    [event] = bench.listener.events
    assert (event.source, event.kind, event.body, event.effect_key) == ("effect", "send.done", b"ok", "a")
    assert await bench.states() == {"a": "SENT"}


async def test_a_definite_no_is_told_and_not_repeated(store: Store) -> None:
    bench = Bench(store, Partner(lambda _: Failed("131026", b"no")), policy())
    await bench.ask("a")
    await bench.drain(3600)
    assert bench.partner.calls == ["a"]
    assert bench.listener.kinds == ["send.failed"]
    assert await bench.states() == {"a": "FAILED"}


async def test_again_waits_its_pause_and_ends_after_its_attempts(store: Store) -> None:
    bench = Bench(store, Partner(lambda _: Again(30, "busy")), policy(attempts=2))
    await bench.ask("a")
    await bench.drain()
    await bench.drain(29)
    assert bench.partner.calls == ["a"]
    await bench.drain(2)
    assert bench.partner.calls == ["a", "a"]
    assert bench.listener.kinds == ["send.failed"]
    async with store.unit(TENANT) as unit:
        assert await unit.effect_state("a") == ("FAILED", "busy")


async def test_a_lost_answer_is_never_repeated_before_evidence_is_found(store: Store) -> None:
    partner = Partner(lambda _: Lost("reset"))
    bench = Bench(store, partner, policy(checks=(60, 120)))
    await bench.ask("a")
    await bench.drain()
    assert (await bench.states(), bench.listener.kinds) == ({"a": "UNKNOWN"}, ["send.unknown"])
    await bench.drain(59)
    assert partner.looks == []
    await bench.drain(2)
    assert partner.looks == ["a"]
    partner.evidence = lambda _: Done(b"found")
    await bench.drain(121)
    assert partner.calls == ["a"]
    assert bench.listener.kinds == ["send.unknown", "send.done"]
    assert await bench.states() == {"a": "SENT"}


async def test_evidence_that_it_did_not_happen_allows_another_call(store: Store) -> None:
    partner = Partner(lambda job: Lost("reset") if job.attempt == 1 else Done())
    partner.evidence = lambda _: Again(0, "not_there")
    bench = Bench(store, partner, policy(checks=(60,)))
    await bench.ask("a")
    await bench.drain()
    await bench.drain(61)
    assert partner.calls == ["a", "a"]
    assert await bench.states() == {"a": "SENT"}


async def test_without_evidence_a_person_decides(store: Store) -> None:
    partner = Partner(lambda _: Lost("reset"))
    bench = Bench(store, partner, policy(checks=(60,)))
    await bench.ask("a")
    await bench.drain()
    await bench.drain(61)
    await bench.drain(86400)
    assert (partner.calls, partner.looks) == (["a"], ["a"])
    assert bench.listener.kinds == ["send.unknown", "send.stuck"]
    async with store.unit(TENANT) as unit:
        [item] = await open_items(unit)
        assert (item.effect_key, item.reason, item.kind) == ("a", "no_evidence", "send")
    async with store.unit("accra") as stranger:
        assert not await replay(stranger, item.id)
    async with store.unit(TENANT) as unit:
        assert await replay(unit, item.id)
        assert not await replay(unit, item.id)
    partner.evidence = lambda _: Done()
    await bench.drain()
    assert (partner.calls, await bench.states()) == (["a"], {"a": "SENT"})


async def test_an_executor_that_raises_counts_as_a_lost_answer(store: Store) -> None:
    def broken(_: Job) -> Result:
        raise KeyError("Ada Obi")

    guarded = Bench(store, Partner(broken), policy(checks=(60,)))
    await guarded.ask("a")
    await guarded.drain()
    async with store.unit(TENANT) as unit:
        assert await unit.effect_state("a") == ("UNKNOWN", "builtins.KeyError")


async def test_a_harmless_call_that_raises_is_simply_tried_again(store: Store) -> None:
    def broken(job: Job) -> Result:
        if job.attempt == 1:
            raise KeyError
        return Done()

    bench = Bench(store, Partner(broken), policy())
    await bench.ask("a")
    await bench.drain()
    await bench.drain(11)
    assert (bench.partner.calls, await bench.states()) == (["a", "a"], {"a": "SENT"})


async def test_an_echo_from_outside_settles_an_unknown_effect_and_closes_its_review(store: Store) -> None:
    async def echo(turn):
        for event in turn.events:
            if event.kind == "send.stuck":
                assert await turn.unit.settle_effect("a", Done(b"echo"))
                assert not await turn.unit.settle_effect("a", Done(b"echo"))

    bench = Bench(store, Partner(lambda _: Lost("reset")), policy(checks=(60,)), Listener(echo))
    await bench.ask("a")
    await bench.drain()
    await bench.drain(61)
    assert bench.listener.kinds == ["send.unknown", "send.stuck", "send.done"]
    assert (bench.listener.events[-1].source, bench.listener.events[-1].effect_key) == ("effect", "a")
    async with store.unit(TENANT) as unit:
        assert await open_items(unit) == []


async def test_only_a_new_effect_can_be_cancelled(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    await bench.ask("a", "b", lane="l")
    async with store.unit(TENANT) as unit:
        assert await unit.cancel_effect("a")
        assert not await unit.cancel_effect("a")
        assert not await unit.cancel_effect("nothing")
    await bench.drain()
    assert bench.partner.calls == ["b"]
    async with store.unit(TENANT) as unit:
        assert not await unit.cancel_effect("b")
    assert await bench.states() == {"a": "CANCELLED", "b": "SENT"}


async def test_effects_of_a_lane_go_strictly_one_after_another(store: Store) -> None:
    partner = Partner(lambda job: Again(30, "busy") if job.key == "a" and job.attempt == 1 else Done())
    bench = Bench(store, partner, policy())
    await bench.ask("a", "b", lane="ada")
    await bench.ask("c", lane="kofi")
    await bench.drain()
    assert partner.calls == ["a", "c"]
    await bench.drain(31)
    assert partner.calls == ["a", "c", "a", "b"]


async def test_an_older_effect_committed_late_waits_for_the_younger_one_on_its_way(store: Store) -> None:
    order: list[tuple[str, str]] = []

    async def overtaken(job: Job) -> Result:
        order.append(("begin", job.key))
        if job.key == "young":
            await slow_unit.__aexit__(None, None, None)  # the older one is committed while this call is under way
            async with store.line() as line:
                assert await claim_calls(line.raw, {"send": 9}, {"send": rules}, bench.clock.now()) == ([], 0)
        order.append(("end", job.key))
        return Done()

    rules = policy()
    bench = Bench(store, Partner(), rules)
    bench.engine = Engine(store, bench.clock, {"chat": bench.listener}, {"send": (Calls(overtaken), rules)})
    slow_unit = store.unit(TENANT)
    slow = await slow_unit.__aenter__()
    await slow.effect(actor=ADA, kind="send", key="old", body=b"", lane="ada")
    await bench.ask("young", lane="ada")
    await bench.drain()
    assert order == [("begin", "young"), ("end", "young"), ("begin", "old"), ("end", "old")]


async def test_an_unknown_effect_blocks_its_lane_until_its_patience_ends(store: Store) -> None:
    partner = Partner(lambda job: Lost("reset") if job.key == "a" else Done())
    bench = Bench(store, partner, policy(checks=(60,)))
    await bench.ask("a", "b", lane="ada")
    await bench.drain()
    await bench.drain(30)
    assert partner.calls == ["a"]
    await bench.drain(31)
    assert partner.calls == ["a", "b"]
    assert await bench.states() == {"a": "UNKNOWN", "b": "SENT"}


async def test_a_held_lane_stays_still_although_its_head_failed(store: Store) -> None:
    partner = Partner(lambda job: Again(0, "pair", hold_lane=20) if job.key == "a" else Done())
    bench = Bench(store, partner, policy(attempts=1))
    await bench.ask("a", "b", lane="ada")
    await bench.drain()
    assert (partner.calls, await bench.states()) == (["a"], {"a": "FAILED", "b": "NEW"})
    await bench.drain(21)
    assert partner.calls == ["a", "b"]


async def test_not_before_is_kept_in_product_time(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    async with store.unit(TENANT) as unit:
        later = bench.clock.now() + timedelta(hours=1)
        await unit.effect(actor=ADA, kind="send", key="later", body=b"", lane="ada", not_before=later)
        await unit.effect(actor=ADA, kind="send", key="free", body=b"", not_before=later)
    await bench.drain(3590)
    assert bench.partner.calls == []
    await bench.drain(20)
    assert sorted(bench.partner.calls) == ["free", "later"]


async def test_a_pace_spreads_calls_and_does_not_hold_up_other_keys(store: Store) -> None:
    def paces(job: Job) -> tuple[Pace, ...]:
        return (Pace(f"number:{job.lane[0]}", per_second=2, burst=2),)

    bench = Bench(store, Partner(), policy(paces=paces))
    for n in range(6):
        await bench.ask(f"a{n}", lane=f"a{n}")
    await bench.ask("b0", lane="b0")
    await bench.drain()
    assert sorted(bench.partner.calls) == ["a0", "a1", "b0"]
    await bench.drain(0.55)
    assert len(bench.partner.calls) == 4
    await bench.drain(5)
    assert sorted(bench.partner.calls) == ["a0", "a1", "a2", "a3", "a4", "a5", "b0"]


async def test_who_is_refused_for_all_keeps_the_pace_still_and_nothing_is_lost(store: Store) -> None:
    def paces(job: Job) -> tuple[Pace, ...]:
        return (Pace(f"pair:{job.lane}", per_second=1), Pace(f"number:{job.lane[0]}", per_second=2, burst=1))

    open_again = False

    def answer(job: Job) -> Result:
        refused = job.lane[0] == "a" and not open_again
        return Again(60, "account", hold_pace=True, patient=True) if refused else Done()

    bench = Bench(store, Partner(answer), policy(attempts=2, paces=paces))
    await bench.ask("a0", lane="a0")
    await bench.drain()
    for n in range(1, 5):
        await bench.ask(f"a{n}", lane=f"a{n}")
    await bench.ask("b0", lane="b0")
    await bench.drain(59)
    assert bench.partner.calls == ["a0", "b0"], "the others of the number wait without a try, another number does not"
    for _ in range(10):
        await bench.drain(3)  # slots given before come due, and are given up
        await bench.drain(57.4)
    assert "FAILED" not in (await bench.states()).values(), "more tries than the policy has, and not given up"
    assert len(bench.partner.calls) <= 2 + 10, "one tries for all"
    open_again = True
    for _ in range(8):
        await bench.drain(61)
    assert set((await bench.states()).values()) == {"SENT"}


async def test_without_patience_the_attempts_end_and_the_pace_still_stands(store: Store) -> None:
    def paces(job: Job) -> tuple[Pace, ...]:
        return (Pace("number:a", per_second=2, burst=1),)

    bench = Bench(store, Partner(lambda _: Again(60, "account", hold_pace=True)), policy(attempts=1, paces=paces))
    await bench.ask("a0", lane="a0")
    await bench.drain()
    await bench.ask("a1", lane="a1")
    await bench.drain(50)
    assert await bench.states() == {"a0": "FAILED", "a1": "NEW"}
    await bench.drain(11)
    assert await bench.states() == {"a0": "FAILED", "a1": "FAILED"}


def test_slots_of_a_pace_lie_one_interval_apart_after_the_burst() -> None:
    now = datetime(2026, 12, 15, tzinfo=UTC)
    pace, next_at, slots = Pace("n", per_second=4, burst=3), now, []
    for _ in range(6):
        slot, next_at = take_slot(pace, next_at, now)
        slots.append((slot - now).total_seconds())
    assert slots == [0, 0, 0, 0.25, 0.5, 0.75]
    late = now + timedelta(hours=1)
    assert take_slot(pace, next_at, late)[0] == late


async def test_a_dead_workers_call_becomes_unknown_never_new(store: Store) -> None:
    partner = Partner()
    partner.evidence = lambda _: Done(b"found")
    bench = Bench(store, partner, policy(checks=(60,)))
    await bench.ask("a")
    async with store.engine_unit() as raw:
        await raw.execute(
            "update effect set state = 'SENDING', attempt = 1, lease_until = clock_timestamp() - interval '1 s'"
        )
    await bench.drain()
    assert (await bench.states(), bench.listener.kinds) == ({"a": "UNKNOWN"}, ["send.unknown"])
    await bench.drain(61)
    assert (partner.calls, partner.looks, await bench.states()) == ([], ["a"], {"a": "SENT"})


async def test_a_dead_workers_harmless_call_passes_through_unknown_and_is_repeated(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    await bench.ask("a")
    async with store.engine_unit() as raw:
        await raw.execute(
            "update effect set state = 'SENDING', attempt = 1, lease_until = clock_timestamp() - interval '1 s'"
        )
    await bench.drain()
    await bench.drain(11)
    assert (bench.partner.calls, await bench.states(), bench.listener.kinds) == (["a"], {"a": "SENT"}, ["send.done"])


async def test_a_replayed_event_comes_again_and_a_dismissed_one_does_not(store: Store) -> None:
    broken = True

    async def fail(turn):
        if broken:
            raise ValueError

    bench = Bench(store, Partner(), policy(), Listener(fail))
    async with store.unit(TENANT) as unit:
        await unit.post(actor=ADA, kind="fact", key="1", body=b"one")
        await unit.post(actor=ADA, kind="fact", key="2", body=b"two")
    await bench.drain()
    assert bench.listener.events == []
    async with store.unit(TENANT) as unit:
        first, second = await open_items(unit)
        assert (first.event_seq, second.event_seq, first.effect_key) == (1, 2, None)
        assert await replay(unit, first.id)
        assert await dismiss(unit, second.id)
    broken = False
    await bench.drain()
    assert [(event.external_id, event.body) for event in bench.listener.events] == [(f"{ADA}#1", b"one")]


async def test_a_replayed_answer_still_names_its_effect(store: Store) -> None:
    broken = True

    async def fail(turn):
        if broken:
            raise ValueError

    bench = Bench(store, Partner(), policy(), Listener(fail))
    await bench.ask("a#1")
    await bench.drain()
    for _ in range(2):  # put back while still broken, it comes to the queue once more
        async with store.unit(TENANT) as unit:
            (item,) = await open_items(unit)
            assert await replay(unit, item.id)
        await bench.drain()
    async with store.unit(TENANT) as unit:
        (item,) = await open_items(unit)
        assert await replay(unit, item.id)
    broken = False
    await bench.drain()
    assert [event.effect_key for event in bench.listener.events] == ["a#1"]


async def test_a_rolled_back_savepoint_takes_its_effects_with_it(store: Store) -> None:
    bench = Bench(store, Partner(), policy())
    async with store.unit(TENANT) as unit:
        await unit.effect(actor=ADA, kind="send", key="kept", body=b"", lane="l1")
        try:
            async with unit.savepoint():
                await unit.effect(actor=ADA, kind="send", key="undone", body=b"", lane="l2")
                raise KeyError
        except KeyError:
            pass
    await bench.drain()
    assert bench.partner.calls == ["kept"]
