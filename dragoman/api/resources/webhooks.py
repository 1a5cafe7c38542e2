"""Webhook endpoints: who of the business's own systems is told what happens, what they were told, and telling again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from dragoman.access import SETTINGS
from dragoman.api.cursors import Cursor, Limit, paged, position
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.business import (
    AddedEndpoint,
    ChangedEndpoint,
    Delivery,
    DeliveryState,
    Endpoint,
    GivenEndpoint,
)
from dragoman.api.shapes.common import DeliveryId, EndpointId, Page
from dragoman.command import Work
from dragoman.outbound import commands, records

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["webhooks"])


@router.get("/webhook-endpoints", response_model=Page[Endpoint])
@needs("admin", SETTINGS)
async def list_endpoints(caller: Calling) -> Page[Endpoint]:
    """List the endpoints, oldest first. There are at most 20, so this list has one page."""
    async with caller.work() as work:
        found = await records.endpoints(work)
    return Page(items=[Endpoint.of(one) for one in found])


@router.post("/webhook-endpoints", status_code=201, response_model=AddedEndpoint)
@needs("admin")
async def add_endpoint(caller: Calling, asked: GivenEndpoint) -> Response:
    """Add an endpoint. Its secret is in this answer and, under the same Idempotency-Key, in its repetitions; nowhere else."""

    async def act(work: Work) -> Outcome:
        made = await commands.add_endpoint(work, asked.name, asked.url, asked.events)
        shown = AddedEndpoint.of(made, await records.endpoint(work, made.id))
        return Outcome(201, shown, f"/v1/webhook-endpoints/{made.id}")

    return await once(caller, act, proven=True)


@router.get("/webhook-endpoints/{endpoint_id}", response_model=Endpoint)
@needs("admin", SETTINGS)
async def show_endpoint(caller: Calling, endpoint_id: EndpointId) -> Endpoint:
    """Look at an endpoint."""
    async with caller.work() as work:
        return Endpoint.of(await records.endpoint(work, endpoint_id))


@router.patch("/webhook-endpoints/{endpoint_id}", response_model=Endpoint)
@needs("admin")
async def change_endpoint(caller: Calling, endpoint_id: EndpointId, asked: ChangedEndpoint) -> Response:
    """Change an endpoint's name, address or events, pause it, or let it be told again (also after it was DISABLED). Nothing
    that happens while it is paused is told later.
    """

    async def act(work: Work) -> Outcome:
        now = await records.endpoint(work, endpoint_id)
        if asked.name is not None or asked.url is not None or asked.events is not None:
            name, url, kinds = asked.name or now.name, asked.url or now.url, asked.events or now.kinds
            await commands.change_endpoint(work, endpoint_id, name, url, kinds)
        if asked.state == "PAUSED" and now.state != "PAUSED":
            await commands.pause_endpoint(work, endpoint_id)
        if asked.state == "ACTIVE" and now.state != "ACTIVE":
            await commands.resume_endpoint(work, endpoint_id)
        return Outcome(200, Endpoint.of(await records.endpoint(work, endpoint_id)))

    return await once(caller, act, proven=True)


@router.delete("/webhook-endpoints/{endpoint_id}", status_code=204, response_class=Response)
@needs("admin")
async def remove_endpoint(caller: Calling, endpoint_id: EndpointId) -> Response:
    """Remove an endpoint: from now on it is told nothing."""

    async def act(work: Work) -> Outcome:
        await commands.remove_endpoint(work, endpoint_id)
        return Outcome(204)

    return await once(caller, act, proven=True)


@router.post("/webhook-endpoints/{endpoint_id}/test", status_code=202, response_model=Delivery)
@needs("admin")
async def send_test(caller: Calling, endpoint_id: EndpointId) -> Response:
    """Send a message of the kind endpoint.test; look at the delivery for the outcome."""

    async def act(work: Work) -> Outcome:
        return await _shown(work, await commands.send_test(work, endpoint_id))

    return await once(caller, act)


@router.get("/webhook-endpoints/{endpoint_id}/deliveries", response_model=Page[Delivery])
@needs("admin", SETTINGS)
async def list_deliveries(
    caller: Calling,
    endpoint_id: EndpointId,
    state: Annotated[DeliveryState | None, Query(description="FAILED gives what may be sent again")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[Delivery]:
    """List what an endpoint was told in the last 30 days, newest first."""
    after = position("deliveries", cursor)
    async with caller.work() as work:
        await records.endpoint(work, endpoint_id)
        found = await records.deliveries(work, endpoint_id, state=state or "", after=after, limit=limit + 1)
    return paged("deliveries", found, limit, lambda d: d.id, Delivery.of)


@router.get("/webhook-deliveries/{delivery_id}", response_model=Delivery)
@needs("admin", SETTINGS)
async def show_delivery(caller: Calling, delivery_id: DeliveryId) -> Delivery:
    """Look at a delivery."""
    async with caller.work() as work:
        return Delivery.of(await records.delivery(work, delivery_id))


@router.post("/webhook-deliveries/{delivery_id}/resend", status_code=202, response_model=Delivery)
@needs("admin")
async def resend(caller: Calling, delivery_id: DeliveryId) -> Response:
    """Send a message again under the same `webhook-id`; a receiver that has had it knows it by that."""

    async def act(work: Work) -> Outcome:
        await commands.resend(work, delivery_id)
        return await _shown(work, delivery_id)

    return await once(caller, act)


async def _shown(work: Work, delivery_id: str) -> Outcome:
    shown = Delivery.of(await records.delivery(work, delivery_id))
    return Outcome(202, shown, f"/v1/webhook-deliveries/{delivery_id}")
