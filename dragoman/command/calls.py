"""What every executor of outside calls needs: open the question, seal the answer, without a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from dragoman.command.work import Desk
from dragoman.kit.crypto import Vault
from dragoman.kit.wording import speak_as

if TYPE_CHECKING:
    from dragoman.engine import Job

T = TypeVar("T")


class Calls:
    """Reads bodies of effects and writes their answers under the tenant's key."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def vault(self, tenant: str) -> Vault:
        """Return a tenant's vault; asks the database only when it is not kept."""
        kept = self.desk.tenants.kept(tenant)
        if kept is not None:
            speak_as(kept.wording)
            return kept.vault
        async with self.desk.store.unit(tenant) as unit:
            known = await self.desk.tenants.get(unit, tenant)
        speak_as(known.wording)
        return known.vault

    async def ask(self, job: Job, kind: type[T]) -> T:
        """Open what the effect asks."""
        vault = await self.vault(job.tenant)
        return msgspec.msgpack.decode(vault.open("effect", "body", job.key, job.body), type=kind)

    async def answer(self, job: Job, value: object) -> bytes:
        """Seal what came back."""
        vault = await self.vault(job.tenant)
        return vault.seal("effect", "answer", job.key, msgspec.msgpack.encode(value))
