"""Window, throughput and pair rate, as pure rules and at the door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dragoman.simulators.whatsapp.pacing import PairRate, Throughput, window_open
from tests.rooms.simulators.whatsapp.conftest import KOFI, Town

HI = {"type": "text", "text": {"body": "hi"}}
HELLO = {"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}


def test_a_burst_of_45_means_270_seconds_of_silence() -> None:
    pair = PairRate()
    assert [pair.allow(1000.0, "credit") for _ in range(46)] == [True] * 45 + [False]
    assert not pair.allow(1000.0 + 269.9, "credit")
    assert pair.allow(1000.0 + 270, "credit")


def test_one_message_every_six_seconds_is_never_refused() -> None:
    for rule in ("credit", "strict"):
        pair = PairRate()
        assert all(pair.allow(1000.0 + 6 * n, rule) for n in range(200))  # type: ignore[arg-type]


def test_a_lively_chat_may_borrow_but_not_for_ever() -> None:
    pair = PairRate()
    allowed = [pair.allow(1000.0 + 3 * n, "credit") for n in range(120)]
    assert all(allowed[:87])
    assert not all(allowed)


def test_strict_debt_must_be_paid_before_the_next_burst() -> None:
    pair = PairRate()
    assert all(pair.allow(1000.0, "strict") for _ in range(20))
    assert not pair.allow(1000.0 + 119, "strict")
    assert pair.allow(1000.0 + 120, "strict")
    fresh = PairRate()
    assert [fresh.allow(1000.0 + n / 10, "strict") for n in range(46)] == [True] * 45 + [False]


def test_a_refused_message_costs_nothing() -> None:
    pair = PairRate()
    for _ in range(500):
        pair.allow(1000.0, "credit")
    assert pair.allow(1270.0, "credit")


def test_throughput_refills_over_a_second() -> None:
    number = Throughput()
    assert [number.allow(10.0, 80) for _ in range(81)] == [True] * 80 + [False]
    assert [number.allow(10.5, 80) for _ in range(41)] == [True] * 40 + [False]
    assert all(number.allow(10.5, 0) for _ in range(1000))


def test_the_window_is_24_hours_to_the_second() -> None:
    assert window_open(1000.0, 1000.0 + 86_399)
    assert not window_open(1000.0, 1000.0 + 86_400)
    assert not window_open(None, 1000.0)


async def code_of(town: Town, payload: dict[str, object], to: str) -> int:
    return (await town.send(payload, to)).json().get("error", {}).get("code", 0)


async def test_who_never_wrote_gets_templates_only(town: Town) -> None:
    assert await code_of(town, HI, KOFI) == 131047
    assert await code_of(town, HELLO, KOFI) == 0
    await town.says("Hi", KOFI)
    assert await code_of(town, HI, KOFI) == 0


async def test_after_24_hours_the_window_is_shut_and_a_message_opens_it(town: Town) -> None:
    await town.pass_time(hours=23, minutes=59)
    assert (await town.send(HI)).status_code == 200
    await town.pass_time(minutes=1)
    answer = await town.send(HI)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 131047)
    await town.says("Still there?")
    assert (await town.send(HI)).status_code == 200


async def test_the_window_can_fail_afterwards_or_be_off(town: Town) -> None:
    await town.mode(window="fail")
    assert (await town.send(HI, KOFI)).status_code == 200
    (failed,) = await town.statuses()
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    await town.mode(window="off")
    assert (await town.send(HI, KOFI)).status_code == 200
    assert [s["status"] for s in await town.statuses()] == ["sent", "delivered"]


async def test_the_46th_of_a_burst_is_131056_and_others_are_not_hurt(town: Town) -> None:
    for _ in range(45):
        assert (await town.send(HI)).status_code == 200
    answer = await town.send(HI)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 131056)
    await town.says("Me too", KOFI)
    assert (await town.send(HI, KOFI)).status_code == 200
    await town.pass_time(seconds=271)
    assert (await town.send(HI)).status_code == 200


async def test_throughput_is_130429(town: Town) -> None:
    await town.mode(throughput=5, pair_rate="off")
    town.world.clock = type(town.world.clock)(timedelta(days=1) - timedelta(hours=1))
    codes = [(await town.send(HI)).json().get("error", {}).get("code", 0) for _ in range(10)]
    assert set(codes) == {0, 130429}
    assert codes[:4] == [0] * 4


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("http_500", 500, 131016),
        ("http_503", 503, 2),
        ("http_429", 429, 4),
        ("pair_rate", 400, 131056),
        ("throughput", 400, 130429),
        ("window_closed", 400, 131047),
        ("template_paused", 400, 132015),
        ("token_expired", 401, 190),
        ("maintenance", 500, 131057),
    ],
)
async def test_faults_that_refuse(town: Town, fault: str, status: int, code: int) -> None:
    body = {"partner": "whatsapp", "operation": "send", "fault": fault, "times": 1}
    assert (await town.http.post("/faults", json=body)).is_success
    answer = await town.send(HI)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert [m for m in await town.sees(peek=1) if m["from"] == "business"] == []
    assert (await town.send(HI)).status_code == 200


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("undeliverable", [("failed", 131026)]),
        ("marketing_cap", [("failed", 131049)]),
        ("no_status", []),
        ("delivered_before_sent", [("delivered", 0), ("sent", 0)]),
        ("delivered_then_failed", [("sent", 0), ("delivered", 0), ("failed", 131026)]),
    ],
)
async def test_faults_that_bend_what_follows(town: Town, fault: str, expected: list[tuple[str, int]]) -> None:
    await town.http.post("/faults", json={"partner": "whatsapp", "operation": "send", "fault": fault, "times": 1})
    assert (await town.send(HI)).status_code == 200
    seen = [(s["status"], s.get("errors", [{"code": 0}])[0]["code"]) for s in await town.statuses()]
    assert seen == expected


async def test_an_answer_lost_after_success_still_delivers(town: Town) -> None:
    body = {"partner": "whatsapp", "operation": "send", "fault": "timeout_after_success", "times": 1}
    await town.http.post("/faults", json=body)
    with pytest.raises(ConnectionResetError):
        await town.send(HI | {"biz_opaque_callback_data": "effect-7"})
    echoes = await town.statuses()
    assert [(s["status"], s["biz_opaque_callback_data"]) for s in echoes] == [
        ("sent", "effect-7"),
        ("delivered", "effect-7"),
    ]
