"""API keys: issue, list, revoke."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import SETTINGS, Role
from dragoman.api.cursors import Cursor, Limit, paged, position
from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.common import ApiKeyId, Page
from dragoman.api.shapes.desk import ApiKey, GivenApiKey, IssuedApiKey
from dragoman.command import Work, not_found
from dragoman.tenancy.commands import issue_api_key, revoke_api_key
from dragoman.tenancy.queries import api_key_of, api_keys

router = APIRouter(prefix="/v1/api-keys", route_class=Guarded, tags=["api keys"])


@router.get("", response_model=Page[ApiKey])
@needs("admin", SETTINGS)
async def list_keys(caller: Calling, limit: Limit = 20, cursor: Cursor = None) -> Page[ApiKey]:
    """List keys, newest first, revoked ones too."""
    after = position("keys", cursor)
    async with caller.work() as work:
        found = await api_keys(work, after=after, limit=limit + 1)
    return paged("keys", found, limit, lambda k: k.id, ApiKey.of)


@router.post("", status_code=201, response_model=IssuedApiKey)
@needs("admin")
async def issue(caller: Calling, asked: GivenApiKey) -> Response:
    """Issue a key. Its text is in this answer and, under the same Idempotency-Key, in its repetitions; nowhere else."""

    async def act(work: Work) -> Outcome:
        key = await issue_api_key(work, asked.name, tuple(dict.fromkeys(asked.scopes)), Role(asked.role))
        made = await api_key_of(work, key)
        if made is None:
            raise not_found("API key")
        return Outcome(201, IssuedApiKey(key=key, api_key=ApiKey.of(made)))

    return await once(caller, act, proven=True)


@router.delete("/{api_key_id}", status_code=204, response_class=Response)
@needs("admin")
async def revoke(caller: Calling, api_key_id: ApiKeyId) -> Response:
    """Revoke a key at once."""

    async def act(work: Work) -> Outcome:
        await revoke_api_key(work, api_key_id)
        return Outcome(204)

    return await once(caller, act, proven=True)
