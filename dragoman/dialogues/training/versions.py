"""A business's models in the database: kept with their trials, one of them switched on at most, read by conversations."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import msgspec

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command, not_found
from dragoman.understanding.trained.model import FORMAT, Model, Weights
from dragoman.understanding.trained.trial import Trial

KEPT = 10
"""Versions of a business; older ones go, but never the one that is on."""


@dataclass(frozen=True, slots=True)
class Version:
    """One model: its number, when it was fitted, its trial, and since when it is on (None: it is off)."""

    id: str
    version: int
    at: datetime
    trial: Trial
    on_since: datetime | None


_SELECT = "select id, version, created_at, trial, on_since from intent_model"


def _version(row: asyncpg.Record) -> Version:
    return Version(row["id"], row["version"], row["created_at"], msgspec.convert(row["trial"], Trial), row["on_since"])


@command("understanding:keep_model", by=SETTINGS)
async def keep_model(work: Work, weights: Weights, trial: Trial) -> Version:
    """Keep a fitted model with its trial, switched off; the oldest beyond KEPT go."""
    await work.sql.execute("select from tenant for no key update")
    number = 1 + await work.sql.fetchval("select coalesce(max(version), 0) from intent_model")
    row = work.new_id("im")
    await work.sql.execute(
        "insert into intent_model (id, tenant_id, created_at, version, trial, sealed, doer) values ($1, $2, $3, $4, $5, $6, $7)",
        row, work.tenant.id, work.now, number, msgspec.json.encode(trial).decode(),
        work.seal("intent_model", "sealed", row, weights), work.by.id,
    )  # fmt: skip
    await work.sql.execute("delete from intent_model where on_since is null and version <= $1", number - KEPT)
    await work.note(f"settings:{work.tenant.id}", "understanding:keep_model", version=number, passed=trial.passed)
    return Version(row, number, work.now, trial, None)


@command("understanding:switch_model_on", by=SETTINGS)
async def switch_on(work: Work, version: int | None = None) -> Version:
    """Switch a version on (None: the newest) and any other off; Refused("model.trial") when its trial speaks against it."""
    await work.sql.execute("select from tenant for no key update")
    found = await versions(work)
    chosen = next((v for v in found if version in (None, v.version)), None)
    if chosen is None:
        raise not_found("intent model")
    if not chosen.trial.passed:
        raise Refused("model.trial", " ".join(("Its trial speaks against it.", *chosen.trial.against)))
    if (await weights_of(work, chosen.id)).format != FORMAT:
        raise Refused("model.format", "It was fitted by another version of Dragoman. Train it again.")
    await work.sql.execute("update intent_model set on_since = null where on_since is not null and id <> $1", chosen.id)
    await work.sql.execute(
        "update intent_model set on_since = coalesce(on_since, $2) where id = $1", chosen.id, work.now
    )
    await work.note(f"settings:{work.tenant.id}", "understanding:switch_model_on", version=chosen.version)
    return chosen


@command("understanding:switch_model_off", by=SETTINGS)
async def switch_off(work: Work) -> None:
    """Switch the model off: the built-in reader is alone again, from the next message on."""
    gone = await work.sql.fetchval(
        "update intent_model set on_since = null where on_since is not null returning version"
    )
    if gone is not None:
        await work.note(f"settings:{work.tenant.id}", "understanding:switch_model_off", version=gone)


async def versions(work: Work) -> tuple[Version, ...]:
    """List the models, newest first."""
    return tuple(_version(row) for row in await work.sql.fetch(f"{_SELECT} order by version desc"))


async def newest_model(work: Work) -> Version | None:
    """Return the model that is on, else the newest; None when there is none."""
    row = await work.sql.fetchrow(f"{_SELECT} order by on_since is null, version desc limit 1")
    return _version(row) if row else None


async def weights_of(work: Work, model: str) -> Weights:
    """Open a model's weights; raises Refused("not_found")."""
    sealed = await work.sql.fetchval("select sealed from intent_model where id = $1", model)
    if sealed is None:
        raise not_found("intent model")
    return work.open("intent_model", "sealed", model, bytes(sealed), Weights)


class Models:
    """The models that are on, opened; at most so many are kept, and a switch is seen by the next message that needs one."""

    def __init__(self, kept: int = 16) -> None:
        self._most = kept
        self._kept: OrderedDict[str, Model] = OrderedDict()

    async def on(self, work: Work) -> Model | None:
        """Return the business's model; None when none is on, or only one that this version of Dragoman cannot read."""
        model: str | None = await work.sql.fetchval("select id from intent_model where on_since is not null")
        if model is None:
            return None
        if model not in self._kept:
            weights = await weights_of(work, model)
            if weights.format != FORMAT:
                return None
            self._kept[model] = Model(weights)
        self._kept.move_to_end(model)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[model]
