"""What an owner tunes: checked, versioned and kept, so that every change can be looked up and taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from dragoman.access import SETTINGS
from dragoman.command import Refused, Work, command, not_found
from dragoman.command.tenants import TenantSettings
from dragoman.kit.phone import canonical

# The least and the most of each number. Basis points are hundredths of a per cent.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "price_change_bp": (0, 10_000),
    "markup_bp": (0, 5_000),
    "fx_markup_bp": (0, 2_000),
    "quote_minutes": (5, 1_440),
    "offer_margin_minutes": (0, 60),
    "payment_grace_minutes": (0, 120),
    "retention_days": (7, 3_650),
    "number_dormant_days": (30, 730),
    "answer_minutes": (0, 10_080),
    "refund_request_hours": (1, 336),
}
TIERS_MAX = 10
_TEXT_MAX = 400
_TIER_HOURS_MAX = 8_760  # a year; airlines sell no seat earlier than that
_AMOUNT_MAX = 2**53  # minor units; what every program that reads JSON can still hold
_UNTOLD = frozenset({"support_phone", "support_email", "address"})  # may be a person's: history names them, no values
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]{2,}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Standing:
    """The settings as they stand, read fresh: name, zone and the version that the next change must name."""

    name: str
    zone: str
    currency: str
    country: str
    settings: TenantSettings
    version: int


async def standing(work: Work) -> Standing:
    """Read the settings past any cache."""
    row = await work.sql.fetchrow("select name, zone, currency, country, settings, version from tenant")
    if row is None:
        raise not_found("business")
    return Standing(
        row["name"], row["zone"], row["currency"], row["country"], msgspec.convert(row["settings"], TenantSettings), row["version"],
    )  # fmt: skip


def tidied(settings: TenantSettings) -> TenantSettings:
    """Write settings the one way and check them; raises Refused("settings.<field>") with what is allowed."""
    for name, (least, most) in BOUNDS.items():
        value = getattr(settings, name)
        if not least <= value <= most:
            raise _wrong(name, f"Choose a number from {least} to {most}.")
    for name in (f.name for f in msgspec.structs.fields(settings) if f.type is str):
        if len(getattr(settings, name)) > _TEXT_MAX:
            raise _wrong(name, f"At most {_TEXT_MAX} characters.")
    _check_refunds(settings)
    colour = settings.colour.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise _wrong("colour", "A colour looks like #0f766e.")
    phone = settings.support_phone.strip()
    if phone and (canonical(phone) is None or not phone.startswith("+")):
        raise _wrong("support_phone", "Write the phone with its country, for example +234 700 372 4666.")
    email = settings.support_email.strip()
    if email and not _EMAIL.fullmatch(email):
        raise _wrong("support_email", "That is not an e-mail address.")
    languages = tuple(dict.fromkeys(settings.languages))
    if len(languages) > 20 or not all(_LANGUAGE.fullmatch(code) for code in languages):
        raise _wrong("languages", "Name languages by their codes, for example en, fr.")
    return msgspec.structs.replace(
        settings,
        colour=colour,
        support_phone=phone,
        support_email=email,
        languages=languages,
        address=settings.address.strip(),
        refund_tiers=tuple(sorted(settings.refund_tiers, reverse=True)),
    )


def _check_refunds(settings: TenantSettings) -> None:
    limit = settings.refund_limit_minor
    if limit is not None and not 0 <= limit <= _AMOUNT_MAX:
        raise _wrong("refund_limit_minor", "Choose an amount, or none for no limit.")
    hours = [h for h, _ in settings.refund_tiers]
    fits = all(0 <= h <= _TIER_HOURS_MAX and 0 <= share <= 10_000 for h, share in settings.refund_tiers)
    if len(hours) > TIERS_MAX or len(set(hours)) != len(hours) or not fits:
        raise _wrong("refund_tiers", "Write up to ten lines: hours before departure, and 0 to 100 per cent.")


def differences(before: TenantSettings, after: TenantSettings) -> tuple[str, ...]:
    """Name the fields that differ."""
    return tuple(f.name for f in msgspec.structs.fields(after) if getattr(before, f.name) != getattr(after, f.name))


@command("tenancy:change_settings", by=SETTINGS)
async def change_settings(work: Work, settings: TenantSettings, version: int | None = None) -> int:
    """Change what the owner may tune; in force everywhere within seconds. Returns the version that stands now.

    `version` is what the form was filled in from: Refused("stale") when somebody changed the settings meanwhile.
    """
    row = await work.sql.fetchrow("select settings, version from tenant for no key update")
    if row is None:
        raise not_found("business")
    if version is not None and version != row["version"]:
        raise Refused("stale", "Somebody changed the settings meanwhile. Look at them again, then change yours.")
    before, after = msgspec.convert(row["settings"], TenantSettings), tidied(settings)
    changed = differences(before, after)
    if not changed:
        return int(row["version"])
    if row["version"] == 1:  # the first change also keeps what stood before it
        await _keep(work, 1, before, ())
    now = row["version"] + 1
    await work.sql.execute("update tenant set settings = $1, version = $2", msgspec.json.encode(after).decode(), now)
    await _keep(work, now, after, changed)
    told = {name: f"{getattr(before, name)} → {getattr(after, name)}" for name in changed if name not in _UNTOLD}
    await work.note(f"settings:{work.tenant.id}", "tenancy:change_settings", version=now, changed=list(changed), **told)
    return int(now)


@command("tenancy:restore_settings", by=SETTINGS)
async def restore_settings(work: Work, version: int) -> int:
    """Put the settings back as they stood in an earlier version; the way back is a new version too."""
    kept = await work.sql.fetchval("select settings from setting_version where version = $1", version)
    if kept is None:
        raise not_found("version of the settings")
    return await change_settings(work, msgspec.convert(kept, TenantSettings))


@command("tenancy:change_business", by=SETTINGS)
async def change_business(work: Work, name: str, zone: str) -> None:
    """Change the business's name and time zone. Currency and country are fixed with its books."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Refused("business.name", "A name has 1 to 80 characters.", field="name", status=422)
    checked_zone(zone)
    await work.sql.execute("update tenant set name = $1, zone = $2", name, zone)
    await work.note(f"settings:{work.tenant.id}", "tenancy:change_business", name=name, zone=zone)


def checked_zone(zone: str) -> ZoneInfo:
    """Return the zone; raises Refused("zone") for a name that IANA does not know."""
    if zone not in available_timezones():
        raise Refused("zone", "Choose a time zone such as Africa/Lagos.", field="zone", status=422)
    return ZoneInfo(zone)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the settings: which fields changed, when and by whom."""

    version: int
    at: datetime
    doer: str
    changed: tuple[str, ...]


async def versions(work: Work, limit: int = 50) -> tuple[Version, ...]:
    """List the versions, newest first."""
    rows = await work.sql.fetch(
        "select version, created_at, doer, changed from setting_version order by version desc limit $1", limit
    )
    return tuple(Version(r["version"], r["created_at"], r["doer"], tuple(r["changed"])) for r in rows)


async def _keep(work: Work, version: int, settings: TenantSettings, changed: tuple[str, ...]) -> None:
    await work.sql.execute(
        "insert into setting_version (id, tenant_id, created_at, version, settings, changed, doer) values ($1, $2, $3, $4, $5, $6, $7)"
        " on conflict (tenant_id, version) do nothing",
        work.new_id("sv"), work.tenant.id, work.now, version, msgspec.json.encode(settings).decode(), list(changed), work.by.id,
    )  # fmt: skip


def _wrong(field: str, sentence: str) -> Refused:
    return Refused(f"settings.{field}", sentence, field=field, status=422)
