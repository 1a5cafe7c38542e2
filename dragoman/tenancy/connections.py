"""Partners' credentials: asked of the partner first, kept only when it said yes, and what it said last.

Asking is outside work; `Connections` is its port, implemented where the adapters are wired.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command
from dragoman.tenancy.commands import connect_number, set_secret
from dragoman.tenancy.queries import secrets_of

MAIL_ACCOUNT = "mail:account"  # one sealed value: the whole account as JSON
_SAYS_MAX = 400


class Partner(StrEnum):
    """Whom a business connects itself to."""

    WHATSAPP = "whatsapp"
    DUFFEL = "duffel"
    PAYSTACK = "paystack"
    MAIL = "mail"
    ENGINE = "engine"
    RATES = "rates"


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing to fill in. `secret` names where it is sealed, "" for what is not secret; `signs` when it verifies webhooks."""

    name: str
    secret: str = ""
    needed: bool = True
    signs: bool = False


FORMS: Mapping[Partner, tuple[Blank, ...]] = {
    Partner.WHATSAPP: (
        Blank("number_id"),
        Blank("account_id"),
        Blank("display"),
        Blank("token", "meta:token"),
        Blank("app_secret", "meta:app_secret", needed=False, signs=True),
        Blank("verify_token", "meta:verify_token", needed=False),
    ),
    Partner.DUFFEL: (
        Blank("token", "duffel:token"),
        Blank("webhook_secret", "duffel:webhook_secret", needed=False, signs=True),
    ),
    Partner.PAYSTACK: (Blank("key", "paystack:key", signs=True),),
    Partner.MAIL: (
        Blank("host"),
        Blank("port"),
        Blank("security"),
        Blank("sender"),
        Blank("user", needed=False),
        Blank("password", needed=False),
    ),
    Partner.ENGINE: (Blank("key", "engine:key"),),
    Partner.RATES: (),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a partner answered. `says` is a sentence for staff, `digest` tells which credentials it speaks of."""

    partner: Partner
    works: bool
    says: str
    code: str = ""
    digest: bytes = b""


class Connections(Protocol):
    """Asks partners whether credentials work."""

    async def ask(self, tenant: str, partner: Partner, given: Mapping[str, str]) -> Finding:
        """Show a partner the given credentials, stored ones in the place of blanks; never raises for what it answers."""
        ...

    def partners(self) -> tuple[Partner, ...]:
        """Name the partners that this installation can ask."""
        ...


def filled(partner: Partner, given: Mapping[str, str]) -> dict[str, str]:
    """Return what was filled in, without blanks and without fields that the partner's form does not have."""
    return {blank.name: given[blank.name].strip() for blank in FORMS[partner] if given.get(blank.name, "").strip()}


def digest_of(partner: Partner, given: Mapping[str, str]) -> bytes:
    """Digest credentials, so that a finding speaks of these and no others."""
    return hashlib.sha256(json.dumps([partner, filled(partner, given)], sort_keys=True).encode()).digest()


@command("tenancy:connect_partner", by=SETTINGS, sensitive=True)
async def connect_partner(work: Work, finding: Finding, given: Mapping[str, str], *, keep_older: bool = False) -> None:
    """Keep credentials that the partner has just accepted; nothing is kept of others.

    `keep_older`: secrets that sign webhooks verify beside their forerunner until the next change, so that a partner can
    switch over in its own time.
    """
    if not finding.works or finding.digest != digest_of(finding.partner, given):
        raise Refused("connection.untested", "The partner has not accepted these credentials. Test them first.")
    values = filled(finding.partner, given)
    for blank in FORMS[finding.partner]:
        if blank.secret and blank.name in values:
            older = await secrets_of(work, blank.secret) if keep_older and blank.signs else ()
            fresh = dict.fromkeys((values[blank.name], *older[:1]))
            await set_secret(work, blank.secret, tuple(fresh))
    if finding.partner is Partner.WHATSAPP and {"number_id", "account_id", "display"} <= values.keys():
        await connect_number(
            work,
            channel="meta",
            number_id=values["number_id"],
            account_id=values["account_id"],
            display=values["display"],
        )
    if finding.partner is Partner.MAIL and values:
        await set_secret(work, MAIL_ACCOUNT, (json.dumps(values, sort_keys=True),))
    await _keep(work, finding)


@command("tenancy:test_connection", by=SETTINGS)
async def note_finding(work: Work, finding: Finding) -> None:
    """Note what a partner said; credentials stay as they are."""
    await _keep(work, finding)


async def _keep(work: Work, finding: Finding) -> None:
    await work.sql.execute(
        "insert into connection (tenant_id, partner, works, code, says, checked_at, doer) values ($1, $2, $3, $4, $5, $6, $7)"
        " on conflict (tenant_id, partner) do update set works = excluded.works, code = excluded.code, says = excluded.says,"
        " checked_at = excluded.checked_at, doer = excluded.doer",
        work.tenant.id, finding.partner, finding.works, finding.code[:60], finding.says[:_SAYS_MAX], work.now, work.by.id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Connection:
    """How a partner stands: which secrets are set since when, and what it said last; never a secret."""

    partner: Partner
    secrets: Mapping[str, datetime]
    works: bool | None
    code: str
    says: str
    checked_at: datetime | None

    @property
    def ready(self) -> bool:
        """Whether everything that is needed is there and the partner said yes when it was last asked."""
        return self.works is True


async def connections(work: Work) -> tuple[Connection, ...]:
    """Show every partner."""
    told = {row["partner"]: row for row in await work.sql.fetch("select * from connection")}
    since = {
        r["name"]: r["created_at"] for r in await work.sql.fetch("select name, created_at from secret where rank = 0")
    }
    found = []
    for partner, form in FORMS.items():
        row = told.get(partner)
        names = {blank.secret for blank in form if blank.secret} | (
            {MAIL_ACCOUNT} if partner is Partner.MAIL else set()
        )
        found.append(
            Connection(
                partner, {name: since[name] for name in sorted(names) if name in since}, None if row is None else row["works"],
                "" if row is None else row["code"], "" if row is None else row["says"], None if row is None else row["checked_at"],
            )
        )  # fmt: skip
    return tuple(found)


async def mail_account(work: Work) -> dict[str, str]:
    """Return the business's own mail account, empty when it has none."""
    values = await secrets_of(work, MAIL_ACCOUNT)
    return dict(json.loads(values[0])) if values else {}


@command("tenancy:reveal_verify_token", by=SETTINGS, sensitive=True)
async def reveal_verify_token(work: Work) -> str:
    """Show the token that WhatsApp asks for when its webhook address is set."""
    values = await secrets_of(work, "meta:verify_token")
    if not values:
        raise Refused(
            "connection.unset", "No verify token is set yet. Choose one, save it, then paste it at Meta.", status=404
        )
    return values[0]
