"""Templates as the network has them: looked up on demand, and filled in by staff when the 24-hour window is closed.

Source: Meta, "Message templates", supported languages: Portuguese is there only as pt_BR and pt_PT; variables of a body are
{{1}}… and hold no line breaks, tabs or more than four spaces in a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dragoman.access import ANSWER, SETTINGS, SYSTEM, Surface
from dragoman.command import Calls, Refused, Work, command
from dragoman.conversations.channel import Channel, NetworkTemplate, SendError, Verdict
from dragoman.conversations.effects import TEMPLATES, TemplatesAsk
from dragoman.conversations.number_keys import NumberKeys
from dragoman.engine import Again, Done, Failed, Job, Policy, Result
from dragoman.tenancy.queries import number as number_of
from dragoman.tenancy.queries import numbers

APPROVED = "APPROVED"
DEFAULT_LANGUAGE = "en"
"""The language of every product template, which a network approves first."""
VALUE_MAX = 1024
TEMPLATES_POLICY = Policy(timeout_s=60, attempts_max=3, backoff_s=(5, 30), concurrency=2, unknown_check_s=())
_FRESH = timedelta(minutes=10)
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")


def template_language(language: str, country: str) -> str:
    """Return the network's code for a person's language (ISO 639) and the country of their phone (ISO 3166, "" unknown)."""
    if language == "pt":
        return "pt_BR" if country == "BR" else "pt_PT"
    return language


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template that staff can fill in; `variables` is how many values it takes."""

    name: str
    language: str
    category: str
    body: str
    variables: int


async def approved(work: Work, number: str) -> tuple[Template, ...]:
    """List the approved templates of a number's account that staff can fill in, by name and language."""
    rows = await work.sql.fetch(
        "select t.name, t.language, t.category, t.body from network_template t join number n on n.account_id = t.account_id"
        " where n.id = $1 and t.status = $2 and t.body <> '' order by t.name, t.language",
        number,
        APPROVED,
    )
    return tuple(Template(r["name"], r["language"], r["category"], r["body"], variables_of(r["body"])) for r in rows)


def variables_of(body: str) -> int:
    """Count the values that a body takes. Pure."""
    return len(set(_VARIABLE.findall(body)))


def filled(body: str, values: Sequence[str]) -> str:
    """Return a body with its values in place; a missing one stays {{n}}. Pure."""

    def value(match: re.Match[str]) -> str:
        place = int(match[1])
        return values[place - 1] if 0 < place <= len(values) and values[place - 1] else match[0]

    return _VARIABLE.sub(value, body)


def checked(template: Template, values: Sequence[str]) -> tuple[str, ...]:
    """Return the values as the network takes them; raises Refused("template.values"). Pure."""
    tidy = tuple(" ".join(value.split()) for value in values)
    if len(tidy) != template.variables or not all(tidy) or any(len(value) > VALUE_MAX for value in tidy):
        raise Refused(
            "template.values", f"This template takes {template.variables} values of 1 to {VALUE_MAX} characters.", field="values",
            status=422,
        )  # fmt: skip
    return tidy


@command("conversation:look_up_templates", by=ANSWER | SETTINGS)
async def look_up_templates(work: Work) -> bool:
    """Ask the network for the templates of every number, unless that was done in the last ten minutes; says whether it was asked."""
    asked = False
    for one in await numbers(work):
        fresh = await work.sql.fetchval(
            "select true from network_template where account_id = $1 and looked_at > $2 limit 1",
            one.account_id,
            work.now - _FRESH,
        )
        if not fresh:
            key = f"{TEMPLATES}:{one.id}:{work.now:%Y%m%d%H%M}"
            asked |= await work.effect(
                TEMPLATES, key, TemplatesAsk(one.id, one.channel), actor=f"number:{one.number_id}"
            )
    return asked


async def note_status(work: Work, name: str, language: str, status: str) -> None:
    """Note a template's new status as the network tells it."""
    await work.sql.execute(
        "update network_template set status = $3 where name = $1 and language = $2", name, language, status[:40]
    )


class LookUpTemplates:
    """Reads an account's templates and stores them; a repeat stores the same."""

    def __init__(self, calls: Calls, channels: Mapping[str, Channel], keys: NumberKeys) -> None:
        self._calls = calls
        self._channels = channels
        self._keys = keys

    async def run(self, job: Job) -> Result:
        """Ask the network and store what it has; templates that are gone there go here."""
        ask = await self._calls.ask(job, TemplatesAsk)
        access = await self._keys.get(job.tenant, ask.number)
        try:
            found = await self._channels[ask.channel].templates(access)
        except SendError as refusal:
            if refusal.verdict is Verdict.RETRY and job.attempt < TEMPLATES_POLICY.attempts_max:
                return Again(10.0, str(refusal.code))
            return Failed(str(refusal.code), b"")
        async with self._calls.desk.work(job.tenant, SYSTEM, Surface.SYSTEM) as work:
            own = await number_of(work, ask.number)
            if own is not None:
                await _store(work, own.account_id, found)
                await work.note(f"templates:{own.account_id}", "conversation:templates", count=len(found))
        return Done(b"")

    async def resolve(self, job: Job) -> Result | None:
        """Ask again: reading changes nothing."""
        return await self.run(job)


async def _store(work: Work, account: str, found: Sequence[NetworkTemplate]) -> None:
    await work.sql.execute("delete from network_template where account_id = $1", account)
    await work.sql.executemany(
        "insert into network_template (tenant_id, account_id, name, language, status, category, body, looked_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        [(work.tenant.id, account, t.name, t.language, t.status, t.category, t.body, work.now) for t in found],
    )
