"""Faults, clock, courier and snapshot: what every simulator stands on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx2
import msgspec
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dragoman.simulators import snapshot
from dragoman.simulators.app import build_world, compose
from dragoman.simulators.faults import CALL_FAULTS, WEBHOOK_FAULTS, Fault, Faults, UnknownFault


class Echo:
    """The smallest partner: one call that counts how often its work was done, and webhooks."""

    def __init__(self, world):
        self._world = world
        self.done = 0
        self.faults = {"call": CALL_FAULTS, "webhook": WEBHOOK_FAULTS}
        self.routes = [Route("/echo/call", self._call, methods=["POST"])]
        world.delivers("echo", lambda body, now: {"X-Signed": "yes"}, [timedelta(minutes=3)] * 2, lambda s: s == 200)

    async def _call(self, request):
        async with self._world.operation("echo", "call"):
            self.done += 1
            return PlainTextResponse("done")

    def snapshot(self):
        return {"done": self.done}

    def restore(self, kept):
        self.done = msgspec.convert(kept, dict[str, int])["done"]


def echo_stage(quiet_settings, posted):
    world = build_world(quiet_settings, posted)
    echo = Echo(world)
    world.faults.register("echo", echo.faults)
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=compose(world, {"echo": echo}, None)), base_url="http://sim"
    )
    return world, echo, client


@pytest.fixture
def echo(stage):
    return echo_stage(stage.world.settings, stage.posted)


@pytest.mark.parametrize(
    ("fault", "status", "done"),
    [
        ("slow", 200, 1),
        ("http_500", 500, 0),
        ("http_503", 503, 0),
        ("http_429", 429, 0),
        ("http_500_after_success", 500, 1),
    ],
)
async def test_a_fault_befalls_one_call_and_is_used_up(echo, fault, status, done):
    world, partner, client = echo
    world.faults.set(Fault("echo", "call", fault))
    assert (await client.post("/echo/call")).status_code == status
    assert partner.done == done
    assert (await client.post("/echo/call")).status_code == 200


@pytest.mark.parametrize(("fault", "done"), [("reset", 0), ("timeout", 0), ("timeout_after_success", 1)])
async def test_a_dropped_line_gives_no_answer(echo, fault, done):
    world, partner, client = echo
    world.faults.set(Fault("echo", "call", fault))
    with pytest.raises(ConnectionResetError):
        await client.post("/echo/call")
    assert partner.done == done


async def test_the_list_names_what_is_known_and_what_is_set(echo):
    _, _, client = echo
    made = await client.post("/faults", json={"partner": "echo", "operation": "call", "fault": "slow", "times": 2})
    assert made.status_code == 201
    listed = (await client.get("/faults")).json()
    assert listed["known"]["echo"]["webhook"] == ["delay", "drop", "duplicate", "shuffle"]
    assert listed["active"] == [{"partner": "echo", "operation": "call", "fault": "slow", "times": 2, "options": {}}]
    assert (await client.delete("/faults")).status_code == 204
    assert (await client.get("/faults")).json()["active"] == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"partner": "nobody"}, "echo"),
        ({"operation": "sing"}, "call, webhook"),
        ({"fault": "explode"}, "timeout_after_success"),
        ({"times": 0}, "times"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_an_unknown_fault_is_refused_with_the_known_ones(echo, wrong, named):
    _, _, client = echo
    right = {"partner": "echo", "operation": "call", "fault": "slow", "times": 1}
    refused = await client.post("/faults", json={**right, **wrong})
    assert refused.status_code == 422
    assert named in refused.json()["detail"]
    assert (await client.get("/faults")).json()["active"] == []


def test_faults_are_taken_oldest_first_and_so_many_times():
    faults = Faults()
    faults.register("p", {"call": frozenset({"slow", "reset"})})
    faults.set(Fault("p", "call", "slow", times=2))
    faults.set(Fault("p", "call", "reset"))
    assert [fault and fault.name for fault in (faults.take("p", "call") for _ in range(4))] == [
        "slow",
        "slow",
        "reset",
        None,
    ]
    with pytest.raises(UnknownFault, match="call"):
        faults.set(Fault("p", "other", "slow"))


async def test_moving_the_clock_fires_what_falls_due_in_order(echo):
    world, _, client = echo
    fired = []

    async def note(name):
        fired.append(name)

    start = world.now()
    world.later(start + timedelta(hours=2), lambda: note("two"))
    world.later(start + timedelta(hours=1), lambda: note("one"))
    world.later(start + timedelta(hours=1), lambda: note("cancelled")).cancel()
    world.later(start + timedelta(days=2), lambda: note("far"))
    moved = await client.post("/clock/advance", json={"seconds": 10800})
    assert moved.status_code == 200
    assert fired == ["one", "two"]
    assert (await client.get("/clock")).json()["shift_seconds"] == 10800


@pytest.mark.parametrize("body", [b'{"seconds":-1}', b'{"seconds":1e30}', b'{"seconds":"x"}', b"{", b"\xff"])
async def test_the_clock_refuses_nonsense(echo, body):
    world, _, client = echo
    assert (await client.post("/clock/advance", content=body)).status_code in (400, 422)
    assert world.clock.shift == timedelta()


async def test_a_letter_is_tried_again_by_the_clock_and_then_given_up(echo, stage):
    world, _, _ = echo
    stage.posted.answers = [500, 0, 503, 500]
    world.courier.send("echo", "http://product/hook", b"{}")
    await world.courier.settle()
    for _ in range(4):
        await world.move_to(world.clock.shift + timedelta(minutes=3, seconds=1))
        await world.courier.settle()
    assert len(stage.posted.letters) == 3
    assert stage.posted.letters[0] == ("http://product/hook", b"{}", {"X-Signed": "yes"})


async def test_webhook_faults(echo, stage):
    world, _, _ = echo
    posted = stage.posted.letters

    async def send(*bodies):
        for body in bodies:
            world.courier.send("echo", "http://product/hook", body)
        await world.courier.settle()
        arrived = [body for _, body, _ in posted]
        posted.clear()
        return arrived

    world.faults.set(Fault("echo", "webhook", "duplicate"))
    assert await send(b"a", b"b") == [b"a", b"a", b"a", b"b"]
    world.faults.set(Fault("echo", "webhook", "drop"))
    assert await send(b"a", b"b") == [b"b"]
    world.faults.set(Fault("echo", "webhook", "shuffle", times=2))
    shuffled = await send(b"a", b"b", b"c")
    assert shuffled[0] == b"c"
    assert sorted(shuffled) == [b"a", b"b", b"c"]
    world.faults.set(Fault("echo", "webhook", "delay", options={"seconds": 90}))
    assert await send(b"a", b"b") == [b"b"]
    await world.move_to(timedelta(seconds=91))
    assert await send() == [b"a"]


async def test_a_shuffled_letter_without_a_follower_still_arrives(echo, stage):
    world, _, _ = echo
    world.faults.set(Fault("echo", "webhook", "shuffle"))
    world.courier.send("echo", "http://product/hook", b"only")
    await world.courier.settle()
    assert stage.posted.letters == []
    await world.move_to(timedelta(seconds=3))
    await world.courier.settle()
    assert [body for _, body, _ in stage.posted.letters] == [b"only"]


async def test_a_snapshot_brings_everything_back(echo, stage, tmp_path: Path):
    world, partner, _ = echo
    partner.done = 7
    world.count("order")
    world.faults.set(Fault("echo", "call", "slow", times=3))
    stage.posted.answers = [500]
    world.courier.send("echo", "http://product/hook", b"again")
    await world.courier.settle()
    await world.move_to(timedelta(seconds=30))
    snapshot.write(world, {"echo": partner}, tmp_path)
    stage.posted.letters.clear()

    later, again, _ = echo_stage(stage.world.settings, stage.posted)
    assert snapshot.load(later, {"echo": again}, tmp_path)
    assert again.done == 7
    assert later.count("order") == 2
    assert later.faults.active == [Fault("echo", "call", "slow", times=3)]
    assert later.clock.shift == timedelta(seconds=30)
    await later.move_to(timedelta(minutes=4))
    await later.courier.settle()
    assert [body for _, body, _ in stage.posted.letters] == [b"again"]


async def test_after_a_kill_no_id_is_given_out_twice(echo, stage, tmp_path: Path):
    world, partner, _ = echo
    world.count("wamid")
    (tmp_path / "state.msgpack").write_bytes(snapshot.encode(world, {"echo": partner}))
    told_since = {world.count("wamid") for _ in range(50)}
    later, again, _ = echo_stage(stage.world.settings, stage.posted)
    assert snapshot.load(later, {"echo": again}, tmp_path)
    assert later.count("wamid") not in told_since


async def test_a_broken_snapshot_is_set_aside(echo, tmp_path: Path):
    world, partner, _ = echo
    (tmp_path / "state.msgpack").write_bytes(b"\x93 not a snapshot")
    assert not snapshot.load(world, {"echo": partner}, tmp_path)
    assert (tmp_path / "state.bad").exists()
    assert partner.done == 0
