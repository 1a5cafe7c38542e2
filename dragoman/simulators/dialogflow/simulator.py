"""detectIntent of Dialogflow ES (v2) and CX (v3) under /dialogflow, and the token exchange at /dialogflow/token.

Source: Dialogflow REST reference (ES v2 `projects.agent.sessions.detectIntent`, CX v3
`projects.locations.agents.sessions.detectIntent`), Google API errors (AIP-193). Faults beside those of any call: `wrong` (a
confident match with values that do not exist), `refusing` (no intent matches), `malformed` (a body that is no JSON), `injected`
(a match and texts that an attacker wished for).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dragoman.simulators import wire
from dragoman.simulators.dialogflow.account import key_of
from dragoman.simulators.dialogflow.token import GRANT, LIFE_S, BadGrant, Bearers, check_assertion
from dragoman.simulators.faults import CALL_FAULTS, Fault, HttpFault
from dragoman.simulators.reader import Found, read
from dragoman.simulators.world import World

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_QUERY_MAX = 256
_SESSION_MAX = 36
_WRONG = Found("flights.select", (("destination", "Atlantis", ""), ("departure_date", "9999-99-99", "")))
_INJECTED = Found("refund", (("email", "thief@example.com", ""), ("price", "1 NGN", ""), ("booking", "LT-1", "")))


class _Text(msgspec.Struct):
    text: str
    languageCode: str = ""


class _Input(msgspec.Struct):
    text: _Text
    languageCode: str = ""


class _Query(msgspec.Struct):
    queryInput: _Input


class Dialogflow:
    """The simulated agent, in both editions. It keeps nothing."""

    faults: Mapping[str, frozenset[str]] = {
        "token": CALL_FAULTS,
        "detect_intent": CALL_FAULTS | {"wrong", "refusing", "malformed", "injected"},
    }

    def __init__(self, world: World) -> None:
        self._world = world
        self._bearers = Bearers(world.seed)
        es = "/dialogflow/v2/projects/{project}/agent/sessions/{session}:detectIntent"
        cx = "/dialogflow/v3/projects/{project}/locations/{place}/agents/{agent}/sessions/{session}:detectIntent"
        self.routes: list[BaseRoute] = [
            Route("/dialogflow/token", self._token, methods=["POST"]),
            Route(es, self._detect, methods=["POST"]),
            Route(cx, self._detect, methods=["POST"]),
        ]

    async def _token(self, request: Request) -> Response:
        try:
            async with self._world.operation("dialogflow", "token"):
                form = parse_qs((await wire.read_body(request, 20_000)).decode("ascii", "replace"))
                if form.get("grant_type") != [GRANT]:
                    raise BadGrant("unsupported_grant_type", "Invalid grant_type")
                key = key_of(self._world.settings.state_folder).public_key()
                check_assertion(form.get("assertion", [""])[0], key, self._world.now())
        except BadGrant as refusal:
            return wire.json({"error": refusal.code, "error_description": refusal.said}, 400)
        except HttpFault as fault:
            return wire.json({"error": "internal_failure"}, fault.status)
        token = self._bearers.issue(self._world.now())
        return wire.json({"access_token": token, "expires_in": LIFE_S, "token_type": "Bearer"})

    async def _detect(self, request: Request) -> Response:
        if not self._bearers.good(request.headers.get("authorization", ""), self._world.now()):
            return _refusal(401, "Request had invalid authentication credentials.")
        try:
            asked = (await wire.read_json(request, _Query)).queryInput
        except msgspec.DecodeError as reason:
            return _refusal(400, str(reason))
        language = asked.languageCode or asked.text.languageCode
        if not language or not asked.text.text or len(asked.text.text) > _QUERY_MAX:
            return _refusal(400, "Input text not set, too long, or without a language code.")
        if len(request.path_params["session"]) > _SESSION_MAX:
            return _refusal(400, "The length of the session ID must not exceed 36.")
        try:
            async with self._world.operation("dialogflow", "detect_intent") as fault:
                return self._answer(request, asked.text.text, language, fault)
        except HttpFault as status:
            return _refusal(status.status, "The service is currently unavailable.")

    def _answer(self, request: Request, text: str, language: str, fault: Fault | None) -> Response:
        name = fault.name if fault else ""
        if name == "malformed":
            return Response("<!doctype html><title>upstream</title>", media_type="application/json")
        found = {"wrong": _WRONG, "injected": _INJECTED, "refusing": Found("unknown", ())}.get(name)
        found = found or read(text, self._world.now().date())
        shape = _cx if "/v3/" in request.url.path else _es
        id = str(UUID(int=self._world.count("dialogflow answer")))
        return wire.json({"responseId": id, **shape(found, text, language)})

    def snapshot(self) -> object:
        """Nothing to keep."""
        return None

    def restore(self, kept: object) -> None:
        """Nothing to bring back."""


def _parameters(found: Found) -> dict[str, object]:
    return {slot: value for slot, value, _ in found.values}


def _es(found: Found, text: str, language: str) -> dict[str, object]:
    fallback = found.intent == "unknown"
    named = "Default Fallback Intent" if fallback else found.intent
    intent = {"name": f"projects/lagos-tours-demo/agent/intents/{named}", "displayName": named}
    said = "One more time?" if fallback else "OK"
    return {
        "queryResult": {
            "queryText": text, "languageCode": language, "action": "input.unknown" if fallback else "",
            "parameters": _parameters(found), "allRequiredParamsPresent": True, "fulfillmentText": said,
            "fulfillmentMessages": [{"text": {"text": [said]}}],
            "intent": intent | ({"isFallback": True} if fallback else {}),
            "intentDetectionConfidence": 1 if fallback else 0.87,
        }
    }  # fmt: skip


def _cx(found: Found, text: str, language: str) -> dict[str, object]:
    match: dict[str, object] = {
        "matchType": "NO_MATCH",
        "event": "sys.no-match-default",
        "resolvedInput": text,
        "confidence": 0.3,
    }
    if found.intent != "unknown":
        intent = {"name": f"projects/p/locations/l/agents/a/intents/{found.intent}", "displayName": found.intent}
        match = {
            "intent": intent, "parameters": _parameters(found), "resolvedInput": text, "matchType": "INTENT", "confidence": 0.87,
        }  # fmt: skip
    return {
        "queryResult": {
            "text": text, "languageCode": language, "parameters": _parameters(found),
            "responseMessages": [{"text": {"text": ["OK"]}, "responseType": "HANDLER_PROMPT"}],
            "currentPage": {"displayName": "Start Page"}, "match": match, "intentDetectionConfidence": match["confidence"],
        },
        "responseType": "FINAL",
    }  # fmt: skip


def _refusal(status: int, said: str) -> Response:
    return wire.json({"error": {"code": status, "message": said, "status": _STATUS.get(status, "UNKNOWN")}}, status)


def build(world: World) -> Dialogflow:
    """Build the simulated agent in `world`."""
    return Dialogflow(world)
