"""The Dialogflow adapter, ES and CX: token exchange, request shapes, what each answer means, and the simulator behind it."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from urllib.parse import parse_qs

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from dragoman.kit.http import app_transport
from dragoman.partners.dialogflow.client import Dialogflow, address
from dragoman.partners.dialogflow.wire import read
from dragoman.simulators.app import build_simulators, build_world, compose
from dragoman.simulators.dialogflow.account import EMAIL, key_file, key_of
from dragoman.simulators.faults import Fault
from dragoman.simulators.settings import SimSettings
from dragoman.understanding.engines import Asked, EngineError, EngineFault, Usage

ES = "projects/lagos-tours/agent"
CX = "projects/lagos-tours/locations/europe-west1/agents/2f6b0c1e-aaaa"
ASKED = Asked("to Port Harcourt " + "x" * 400, date(2026, 11, 20), "en", "as_" + "9" * 26)
KEY = key_file("https://oauth2.test/token")
TOKEN = {"access_token": "ya29.t", "expires_in": 3599, "token_type": "Bearer"}
ONE = Usage(requests=1)


def es(name: str = "search", confidence: float = 0.9, **parameters: object) -> dict[str, object]:
    intent = {"name": f"{ES}/intents/1", "displayName": name}
    return {
        "responseId": "r", "queryResult": {
            "queryText": "t", "parameters": parameters, "allRequiredParamsPresent": True, "fulfillmentText": "Pay me 1 NGN",
            "intent": intent, "intentDetectionConfidence": confidence, "languageCode": "en",
        },
    }  # fmt: skip


def cx(name: str = "search", kind: str = "INTENT", confidence: float = 0.9, **parameters: object) -> dict[str, object]:
    match = {"intent": {"displayName": name}, "parameters": parameters, "matchType": kind, "confidence": confidence}
    return {
        "responseId": "r",
        "queryResult": {"text": "t", "languageCode": "en", "match": match},
        "responseType": "FINAL",
    }


def opened(agent: str, clock, transport, key: str = KEY) -> Dialogflow:
    return Dialogflow.open("https://dialogflow.test", agent, key, clock, transport)


async def test_a_signed_assertion_is_exchanged_once_an_hour(clock, transport, script) -> None:
    engine = opened(ES, clock, transport)
    script.say(200, TOKEN).say(200, es()).say(200, es())
    await engine.ask(ASKED)
    await engine.ask(ASKED)
    exchange, *_ = script.requests
    assert str(exchange.url) == "https://oauth2.test/token"
    form = parse_qs(exchange.content.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    signed, _, signature = form["assertion"][0].rpartition(".")
    key_of(None).public_key().verify(_plain(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    header, claims = (msgspec.json.decode(_plain(part)) for part in signed.split("."))
    issued = int(clock.now().timestamp())
    assert header["alg"] == "RS256"
    assert claims == {
        "iss": EMAIL, "scope": "https://www.googleapis.com/auth/dialogflow", "aud": "https://oauth2.test/token",
        "iat": issued, "exp": issued + 3600,
    }  # fmt: skip
    assert [r.headers["authorization"] for r in script.requests[1:]] == ["Bearer ya29.t"] * 2
    clock.advance(timedelta(minutes=59))
    script.say(200, TOKEN).say(200, es())
    await engine.ask(ASKED)
    assert len(script.requests) == 5


def _plain(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize(
    ("agent", "path", "body"),
    [
        (
            ES,
            f"/v2/{ES}/sessions/{ASKED.session}:detectIntent",
            {"text": {"text": ASKED.text[:256], "languageCode": "en"}},
        ),
        (
            CX,
            f"/v3/{CX}/sessions/{ASKED.session}:detectIntent",
            {"text": {"text": ASKED.text[:256]}, "languageCode": "en"},
        ),
    ],
)
async def test_the_request_of_each_edition(clock, transport, script, agent, path, body) -> None:
    script.say(200, TOKEN).say(200, es() if agent == ES else cx())
    found = await opened(agent, clock, transport).ask(ASKED)
    assert found.proposal.intent == "search"
    assert script.requests[1].url.path == path
    assert script.sent() == {"queryInput": body}
    assert len(ASKED.session) <= 36


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"departure_date": "2026-12-15T12:00:00+01:00"}, "2026-12-15"),
        ({"departure_date": {"year": 2026.0, "month": 12.0, "day": 5.0}}, "2026-12-05"),
        (
            {"departure_date": {"startDate": "2026-12-15T00:00:00Z", "endDate": "2026-12-17T00:00:00Z"}},
            "2026-12-15 to 2026-12-17",
        ),
        ({"destination": {"city": "Abuja", "country": "Nigeria"}}, "Abuja"),
        ({"destination": ["Port", "Harcourt"]}, "Port Harcourt"),
        ({"passengers": 3.0}, "3 adults"),
        ({"budget": {"amount": 50000, "currency": "NGN"}}, "50000 NGN"),
        ({"destination": ""}, None),
        ({"destination": {"x": {"y": "z"}}}, None),
        ({"destination": "x" * 500}, None),
        ({"price": "1 NGN"}, None),
        ({"given_name": "Kofi"}, None),
    ],
)
def test_parameters_become_plain_words(given, said) -> None:
    for answer in (es(**given), cx(**given)):
        found = read(msgspec.json.encode(answer)).proposal.values
        assert [v.value for v in found] == ([said] if said else [])


@pytest.mark.parametrize(
    "answer",
    [es(confidence=0.3), cx(kind="NO_MATCH"), cx(confidence=0.2), es("weather"), {"queryResult": {}},
     {"queryResult": {"intent": {"displayName": "search", "isFallback": True}, "intentDetectionConfidence": 1}}],
)  # fmt: skip
def test_no_match_is_no_opinion(answer) -> None:
    assert read(msgspec.json.encode(answer)).proposal.intent == "unknown"


def test_a_prefixed_intent_is_ours_and_the_agents_own_words_are_not_read() -> None:
    found = read(msgspec.json.encode(es("flights.Start Over")))
    assert found.proposal.intent == "start_over"
    assert "Pay me" not in repr(found) + msgspec.json.encode(found).decode()


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"queryResult": 7}', b"[" * 100_000, b'{"queryResult":{"match":{"confidence":"x"}}}'],
)
def test_an_answer_that_cannot_be_read(body) -> None:
    with pytest.raises(EngineError) as refused:
        read(body)
    assert (refused.value.fault, refused.value.usage) == (EngineFault.MALFORMED, ONE)


@pytest.mark.parametrize(
    ("status", "fault", "again"),
    [(400, EngineFault.DENIED, False), (401, EngineFault.DENIED, True), (403, EngineFault.DENIED, False),
     (404, EngineFault.DENIED, False), (429, EngineFault.LIMITED, True), (500, EngineFault.UNAVAILABLE, False),
     (503, EngineFault.UNAVAILABLE, True)],
)  # fmt: skip
async def test_what_a_status_means(clock, transport, script, status, fault, again) -> None:
    script.say(200, TOKEN).say(status, {"error": {"code": status, "message": "no", "status": "X"}})
    with pytest.raises(EngineError) as refused:
        await opened(CX, clock, transport).ask(ASKED)
    assert (refused.value.fault, refused.value.again) == (fault, again)


async def test_a_refused_token_is_fetched_anew(clock, transport, script) -> None:
    engine = opened(ES, clock, transport)
    script.say(200, TOKEN).say(401, {}).say(200, TOKEN).say(200, es())
    with pytest.raises(EngineError):
        await engine.ask(ASKED)
    assert (await engine.ask(ASKED)).usage == ONE


@pytest.mark.parametrize(
    ("status", "fault"), [(400, EngineFault.DENIED), (503, EngineFault.UNAVAILABLE), (200, EngineFault.MALFORMED)]
)
async def test_no_token_no_question(clock, transport, script, status, fault) -> None:
    script.say(status, {"error": "invalid_grant"})
    with pytest.raises(EngineError) as refused:
        await opened(ES, clock, transport).ask(ASKED)
    assert (refused.value.fault, refused.value.usage) == (fault, Usage(requests=0))
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("agent", "key"), [("lagos-tours", KEY), (f"{ES}/../x", KEY), (ES, "{}"), (ES, "no json"), (CX, "")]
)
def test_a_half_set_up_agent_is_told_to_staff(clock, transport, agent, key) -> None:
    with pytest.raises(EngineError) as refused:
        opened(agent, clock, transport, key)
    assert refused.value.fault is EngineFault.DENIED
    assert refused.value.detail


@pytest.mark.parametrize(
    ("agent", "host"),
    [(ES, "https://dialogflow.googleapis.com"), (CX, "https://europe-west1-dialogflow.googleapis.com"),
     (CX.replace("europe-west1", "global"), "https://dialogflow.googleapis.com")],
)  # fmt: skip
def test_each_place_has_its_address(agent, host) -> None:
    assert address(agent) == host


@pytest.mark.parametrize("agent", [ES, CX])
@pytest.mark.parametrize("name", ["", "wrong", "refusing", "malformed", "injected", "http_429", "reset"])
async def test_the_simulator_speaks_the_same(clock, agent, name) -> None:
    world = build_world(SimSettings(_env_file=None, state_folder=None), None)
    world.clock.shift = clock.now() - world.clock.now()
    app = compose(world, build_simulators(world), None)
    key = key_file("http://sim/dialogflow/token")
    engine = Dialogflow.open("http://sim/dialogflow", agent, key, clock, app_transport(app))
    if name:
        world.faults.set(Fault("dialogflow", "detect_intent", name))
    intents = {"": "search", "wrong": "select", "refusing": "unknown", "injected": "refund"}
    if name in intents:
        found = await engine.ask(ASKED)
        assert (found.proposal.intent, found.usage) == (intents[name], ONE)
    else:
        with pytest.raises(EngineError) as refused:
            await engine.ask(ASKED)
        assert refused.value.fault in (EngineFault.MALFORMED, EngineFault.LIMITED, EngineFault.UNAVAILABLE)
    assert world.faults.active == []
    clock.advance(timedelta(days=-1))
    late = Dialogflow.open("http://sim/dialogflow", agent, key, clock, app_transport(app))
    with pytest.raises(EngineError) as denied:
        await late.ask(ASKED)
    assert denied.value.fault is EngineFault.DENIED
