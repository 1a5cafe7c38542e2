"""Schemathesis against the description, in process and with a fixed seed: no 5xx, and every answer as described."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dragoman.access import Role
from dragoman.api.gate import Rates
from dragoman.api.openapi import describe
from dragoman.engine import Store
from tests.rooms.api.world import Shop, build, things_of

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance,
]  # fmt: skip
EXAMPLES = 4
OWN = {
    "search_id": "search", "offer_id": "offer", "booking_id": "booking", "document_id": "document", "payment_id": "payment",
    "conversation_id": "chat", "alert_id": "alert", "item_id": "item", "api_key_id": "key",
    "endpoint_id": "endpoint", "delivery_id": "delivery", "person_id": "person",
}  # fmt: skip


ADMINS = ("/v1/api-keys", "/v1/webhook-", "/v1/people", "/v1/settings")


@pytest.fixture
async def open_shop(store: Store) -> Shop:
    return await build(store, Rates(per_key="100000/second", per_tenant="100000/second"))


def _cases(description: dict[str, Any], things: dict[str, str]) -> list[Any]:
    """A few requests of every operation: as described with our own ids, as described with any id, and not as described."""
    found: list[Any] = []
    for result in schemathesis.openapi.from_dict(description).get_all_operations():
        operation = result.ok()
        own = {p.name: things[OWN[p.name]] for p in operation.path_parameters}
        strategies = [operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE)]
        if own:
            strategies.append(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=own))
        for strategy in strategies:

            @seed(20261120)
            @settings(
                max_examples=EXAMPLES,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=strategy)
            def gather(case: Any) -> None:
                found.append(case)

            gather()
    return found


async def test_generated_requests_get_described_answers(open_shop: Shop) -> None:
    things = await things_of(open_shop)
    keys = {False: await open_shop.key(), True: await open_shop.key(role=Role.ADMIN)}
    cases = await asyncio.to_thread(_cases, describe(open_shop.app), things)
    assert len(cases) > 200
    seen: Counter[int] = Counter()
    for case in cases:
        async with open_shop.client(keys[case.path.startswith(ADMINS)]) as client:
            asked = case.as_transport_kwargs(base_url="http://shop")
            headers = {k: v for k, v in asked.pop("headers").items() if k.lower() not in ("authorization", "prefer")}
            raw = asked.pop("data", None)
            asked |= {} if raw is None else {"content": raw}
            asked.pop("cookies", None)
            answer = await client.request(**asked, headers=headers | {"prefer": "wait=0"})
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
    await open_shop.engine.drain()
    assert {200, 202, 204, 404, 409, 422} <= set(seen), seen
    assert [row for row in await open_shop.problems() if row[0] != "api:none"] == []
