"""Every route against everybody who may not use it: denied, and nothing changed. A route without a row here fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from dragoman.access import Role, Surface
from dragoman.api.openapi import guarded
from dragoman.tenancy.commands import revoke_api_key
from tests import lagos
from tests.rooms.api.world import ALL, CONTACT, SEARCH, TRAVELLER, Shop, add_other_tenant, things_of

GUESS = "01kafz6b0q8t4n2y6m3v5c7x9d"


@dataclass(frozen=True)
class Row:
    """How a route is called rightly: scope, body, and which id stands in its path."""

    scope: str
    body: Any = None
    thing: str = ""
    guess: str = ""


REFUND = {"amount": {"minor": 100, "currency": "NGN"}, "reason": "goodwill"}
MATRIX: dict[tuple[str, str], Row] = {
    ("POST", "/v1/search"): Row("search", SEARCH),
    ("GET", "/v1/searches/{search_id}"): Row("search", None, "search", f"fs_{GUESS}"),
    ("GET", "/v1/offers/{offer_id}"): Row("search", None, "offer", f"of_{GUESS}"),
    ("POST", "/v1/offers/{offer_id}/price"): Row("search", None, "offer", f"of_{GUESS}"),
    ("POST", "/v1/book"): Row("book", {"travellers": [TRAVELLER], "contact": CONTACT}, "body:offer_id:offer", f"of_{GUESS}"),
    ("GET", "/v1/bookings"): Row("read"),
    ("GET", "/v1/bookings/{booking_id}"): Row("read", None, "booking", f"bk_{GUESS}"),
    ("POST", "/v1/bookings/{booking_id}/payment-link"): Row("book", None, "booking", f"bk_{GUESS}"),
    ("POST", "/v1/bookings/{booking_id}/choice"): Row("book", {"take": "refund"}, "booking", f"bk_{GUESS}"),
    ("POST", "/v1/bookings/{booking_id}/cancel"): Row("book", None, "booking", f"bk_{GUESS}"),
    ("GET", "/v1/bookings/{booking_id}/actions"): Row("read", None, "booking", f"bk_{GUESS}"),
    ("GET", "/v1/bookings/{booking_id}/timeline"): Row("read", None, "booking", f"bk_{GUESS}"),
    ("GET", "/v1/bookings/{booking_id}/payments"): Row("read", None, "booking", f"bk_{GUESS}"),
    ("GET", "/v1/bookings/{booking_id}/documents"): Row("documents", None, "booking", f"bk_{GUESS}"),
    ("POST", "/v1/bookings/{booking_id}/documents/resend"): Row("documents", None, "booking", f"bk_{GUESS}"),
    ("GET", "/v1/documents/{document_id}"): Row("documents", None, "document", f"fi_{GUESS}"),
    ("GET", "/v1/conversations"): Row("conversations"),
    ("GET", "/v1/conversations/{conversation_id}/messages"): Row("conversations", None, "chat", f"cv_{GUESS}"),
    ("POST", "/v1/conversations/{conversation_id}/messages"): Row("conversations", {"text": "Hello"}, "chat", f"cv_{GUESS}"),
    ("POST", "/v1/conversations/{conversation_id}/hand-over"): Row("conversations", None, "chat", f"cv_{GUESS}"),
    ("POST", "/v1/conversations/{conversation_id}/take"): Row("conversations", None, "chat", f"cv_{GUESS}"),
    ("POST", "/v1/conversations/{conversation_id}/assign"): Row("conversations", {"staff_id": "bayo"}, "chat", f"cv_{GUESS}"),
    ("POST", "/v1/conversations/{conversation_id}/hand-back"): Row("conversations", None, "chat", f"cv_{GUESS}"),
    ("POST", "/v1/conversations/{conversation_id}/close"): Row("conversations", None, "chat", f"cv_{GUESS}"),
    ("GET", "/v1/alerts"): Row("operations"),
    ("POST", "/v1/alerts/{alert_id}/close"): Row("operations", None, "alert", f"al_{GUESS}"),
    ("GET", "/v1/review"): Row("operations"),
    ("POST", "/v1/review/{item_id}/replay"): Row("operations", None, "item", "987654321"),
    ("POST", "/v1/review/{item_id}/dismiss"): Row("operations", None, "item", "987654321"),
    ("POST", "/v1/payments/{payment_id}/refund"): Row("payments", REFUND, "payment", f"pay_{GUESS}"),
    ("GET", "/v1/ledger/balances"): Row("payments"),
    ("GET", "/v1/ledger/reconciliation"): Row("payments"),
    ("GET", "/v1/api-keys"): Row("admin"),
    ("POST", "/v1/api-keys"): Row("admin", {"name": "Shop", "scopes": ["read"]}),
    ("DELETE", "/v1/api-keys/{api_key_id}"): Row("admin", None, "key", f"ak_{GUESS}"),
    ("GET", "/v1/settings"): Row("admin"),
    ("GET", "/v1/webhook-endpoints"): Row("admin"),
    ("POST", "/v1/webhook-endpoints"): Row("admin", {"name": "Shop", "url": "https://shop.lagostours.example/hooks", "events": ["*"]}),
    ("GET", "/v1/webhook-endpoints/{endpoint_id}"): Row("admin", None, "endpoint", f"we_{GUESS}"),
    ("POST", "/v1/webhook-endpoints/{endpoint_id}/test"): Row("admin", None, "endpoint", f"we_{GUESS}"),
    ("GET", "/v1/webhook-endpoints/{endpoint_id}/deliveries"): Row("admin", None, "endpoint", f"we_{GUESS}"),
    ("GET", "/v1/webhook-deliveries/{delivery_id}"): Row("admin", None, "delivery", f"wd_{GUESS}"),
    ("POST", "/v1/webhook-deliveries/{delivery_id}/resend"): Row("admin", None, "delivery", f"wd_{GUESS}"),
    ("PATCH", "/v1/webhook-endpoints/{endpoint_id}"): Row("admin", {"state": "PAUSED"}, "endpoint", f"we_{GUESS}"),
    ("DELETE", "/v1/webhook-endpoints/{endpoint_id}"): Row("admin", None, "endpoint", f"we_{GUESS}"),
    ("POST", "/v1/people/find"): Row("admin", {"identity": f"+{lagos.ADA}"}),
    ("GET", "/v1/people/{person_id}/export"): Row("admin", None, "person", f"pe_{GUESS}"),
    ("DELETE", "/v1/people/{person_id}"): Row("admin", None, "person", f"pe_{GUESS}"),
}  # fmt: skip
ADMIN_ONLY = {r for r in MATRIX if MATRIX[r].scope == "admin"}


def test_every_route_has_its_row() -> None:
    assert {(m, r.path) for r in guarded() for m in r.methods} == set(MATRIX)


def _call(route: tuple[str, str], row: Row, things: dict[str, str], *, guess: bool = False) -> tuple[str, str, Any]:
    method, path = route
    body = row.body
    if row.thing.startswith("body:"):
        _, field, kind = row.thing.split(":")
        body = {**body, field: row.guess if guess else things[kind]}
    elif row.thing:
        path = path[: path.index("{")] + (row.guess if guess else things[row.thing]) + path[path.index("}") + 1 :]
    if body and body.get("staff_id"):
        body = {"staff_id": things["bayo"]}
    if path.endswith("reconciliation"):
        path += "?day=2026-11-20"
    return method, path, body


async def _digest(shop: Shop) -> dict[str, str]:
    """The content of every table that a request could change."""
    skipped = ("audit", "audit_head", "alembic_version", "api_key")
    async with shop.store.line() as line:
        await line.raw.execute("reset role")
        names = [r["n"] for r in await line.raw.fetch("select tablename n from pg_tables where schemaname = 'public'")]
        found = {
            n: await line.raw.fetchval(
                f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {n} t"
            )
            for n in names
            if n not in skipped
        }
        found["keys"] = await line.raw.fetchval(
            "select string_agg(id || coalesce(revoked_at::text, ''), ',' order by id) from api_key"
        )
        await line.raw.execute("set role dragoman_app")
    return found


async def test_whoever_may_not_is_denied_and_nothing_changes(shop: Shop) -> None:
    things = await things_of(shop)
    foreign = {Role.MANAGER: await add_other_tenant(shop)}
    foreign[Role.ADMIN] = await shop.key(*ALL, role=Role.ADMIN, tenant="tn_accraways0000000000000000a")
    revoked = await shop.key()
    revoked_id = await shop.id_of(revoked)
    async with shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await revoke_api_key(work, revoked_id)
    own = {Role.MANAGER: await shop.key(), Role.ADMIN: await shop.key(role=Role.ADMIN)}
    lacking = {scope: await shop.key(*(s for s in ALL if s != scope), role=Role.ADMIN) for scope in ALL}
    bad = [
        "dk_" + "A" * 43,
        "dk_short",
        "x" * 500,
        own[Role.MANAGER][:-1] + ("a" if own[Role.MANAGER][-1] != "a" else "b"),
    ]
    await shop.engine.drain()
    before = await _digest(shop)
    for route, row in MATRIX.items():
        role = Role.ADMIN if route in ADMIN_ONLY else Role.MANAGER
        method, path, body = _call(route, row, things)
        denied = [(None, 401), *((key, 401) for key in bad), (revoked, 401), (lacking[row.scope], 403)]
        for key, status in denied:
            async with shop.client(key) as client:
                answer = await client.request(method, path, json=body, headers={"idempotency-key": f"denied-{GUESS}"})
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (
                route,
                key,
            )
        if row.thing:
            guessed = _call(route, row, things, guess=True)
            for key, (m, p, b) in ((foreign[role], (method, path, body)), (own[role], guessed)):
                async with shop.client(key) as client:
                    answer = await client.request(m, p, json=b)
                assert (answer.status_code, answer.json()["code"]) in (
                    (404, "not_found"),
                    (404, "alert.gone"),
                    (404, "review.gone"),
                    (404, "api_key.gone"),
                ), (
                    route,
                    answer.text,
                )
        assert await _digest(shop) == before, route


async def test_another_business_sees_nothing_in_lists(shop: Shop) -> None:
    await things_of(shop)
    async with shop.client(await add_other_tenant(shop)) as client:
        for path in (
            "/v1/bookings",
            "/v1/conversations",
            "/v1/conversations?state=WITH_PERSON",
            "/v1/alerts",
            "/v1/review",
        ):
            assert (await client.get(path)).json() == {"items": [], "next_cursor": None}, path
        assert (await client.get("/v1/ledger/balances")).json()["balances"] == []


async def test_who_may_is_let_through(shop: Shop) -> None:
    """The twin: with the right key no row of the matrix is denied, so the denials above are not of the request."""
    things = await things_of(shop)
    for route, row in MATRIX.items():
        role = Role.ADMIN if route in ADMIN_ONLY else Role.MANAGER
        method, path, body = _call(route, row, things)
        async with shop.client(await shop.key(row.scope, role=role)) as client:
            answer = await client.request(method, path, json=body, headers={"prefer": "wait=0"})
        done_by_an_earlier_row = answer.status_code == 404 and answer.json()["code"] == "review.gone"
        assert answer.status_code in (200, 201, 202, 204, 409) or done_by_an_earlier_row, (route, answer.text)


@pytest.mark.parametrize(
    ("role", "denied"),
    [
        (Role.SALES, {"/v1/review", "/v1/ledger/balances", "/v1/api-keys", "/v1/settings", "/v1/webhook-endpoints"}),
        (Role.OPERATIONS, {"/v1/ledger/balances", "/v1/api-keys", "/v1/settings", "/v1/webhook-endpoints"}),
        (
            Role.FIELD_STAFF,
            {
                "/v1/bookings",
                "/v1/conversations",
                "/v1/alerts",
                "/v1/review",
                "/v1/ledger/balances",
                "/v1/api-keys",
                "/v1/settings",
                "/v1/webhook-endpoints",
            },
        ),
        (Role.MANAGER, {"/v1/api-keys", "/v1/settings", "/v1/webhook-endpoints"}),
        (Role.ADMIN, {"/v1/bookings", "/v1/conversations", "/v1/alerts", "/v1/review", "/v1/ledger/balances"}),
    ],
)
async def test_the_role_of_a_key_bounds_what_it_reads(shop: Shop, role: Role, denied: set[str]) -> None:
    paths = {
        "/v1/bookings",
        "/v1/conversations",
        "/v1/alerts",
        "/v1/review",
        "/v1/ledger/balances",
        "/v1/api-keys",
        "/v1/settings",
        "/v1/webhook-endpoints",
    }
    async with shop.client(await shop.key(role=role)) as client:
        answers = {path: await client.get(path) for path in paths}
    assert {path for path, a in answers.items() if a.status_code == 403 and a.json()["code"] == "role"} == denied
    assert {a.status_code for path, a in answers.items() if path not in denied} <= {200}
    async with shop.lagos.work() as work:
        audited = await work.sql.fetchval("select count(*) from audit where result = 'refused' and code = 'role'")
    assert audited == len(denied)
