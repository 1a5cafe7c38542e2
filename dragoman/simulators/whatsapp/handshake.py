"""Webhook verification as Meta does it: a GET with a challenge that the endpoint must give back.

Source: Meta, "Create a webhook endpoint": hub.mode=subscribe, hub.challenge, hub.verify_token; the body must be the bare
challenge with status 200; redirects are not followed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from dragoman.simulators.world import World

Fetch = Callable[[str, dict[str, str]], Awaitable[tuple[int, str]]]
TIMEOUT_SECONDS = 10.0


class Handshake:
    """Asks a webhook address to prove itself; `fetch` (address, query) → (status, body) is replaced in tests."""

    def __init__(self, world: World, fetch: Fetch | None = None) -> None:
        self._world = world
        self.fetch = fetch or _fetch

    async def shake(self, address: str, verify_token: str) -> dict[str, Any]:
        """Return {"verified", "status", "reason"}; a dead endpoint is a reason, never an exception."""
        challenge = str(self._world.random("challenge", self._world.count("challenge")).randrange(10**9, 10**10))
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        try:
            status, body = await self.fetch(address, query)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as reason:
            return {"verified": False, "status": 0, "reason": f"no answer from the endpoint ({type(reason).__name__})"}
        if status != 200:
            return {"verified": False, "status": status, "reason": f"the endpoint answered {status}, not 200"}
        if body != challenge:
            return {"verified": False, "status": status, "reason": "the endpoint did not give back the bare challenge"}
        return {"verified": True, "status": status, "reason": "the endpoint gave back the challenge"}


async def _fetch(address: str, query: dict[str, str]) -> tuple[int, str]:
    async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
        answer = await client.get(address, params=query)
        return answer.status_code, answer.text[:1000]
