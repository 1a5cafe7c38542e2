"""The form of the settings: what it shows of them, and the settings that come back from it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from dragoman.command import Refused
from dragoman.command.tenants import TenantSettings
from dragoman.console.asked import amount
from dragoman.console.gate import Visit
from dragoman.kit.money import Money
from dragoman.tenancy.settings import BOUNDS, TIERS_MAX, Standing

PERCENT = ("price_change_bp", "markup_bp", "fx_markup_bp")
SWITCHES = ("auto_assign", "cancel_unasked", "engine")
_SPARE = 2  # empty lines below the tiers that stand


def limit_text(standing: Standing) -> str:
    """Write the refund limit in major units of the business's currency, "" for none."""
    minor = standing.settings.refund_limit_minor
    return "" if minor is None else Money(minor, standing.currency).decimal_text()


def tier_rows(settings: TenantSettings) -> tuple[tuple[str, str], ...]:
    """Write the refund tiers as lines of the form, (hours, per cent), with a few empty ones."""
    lines = [(str(hours), percent_text(share)) for hours, share in settings.refund_tiers]
    return (*lines, *((("", ""),) * min(_SPARE, TIERS_MAX - len(lines))))


def percent_text(share: int) -> str:
    """Write basis points as a percentage without needless noughts: 5000 is "50", 250 is "2.5"."""
    return f"{Decimal(share) / 100:f}".rstrip("0").rstrip(".") if share % 100 else str(share // 100)


def read(visit: Visit, standing: Standing) -> TenantSettings:
    """Return the settings with the fields that the form holds; all others stay as they are.

    Percentages are typed as such and kept in basis points, amounts in major units and kept in minor ones. A switch that is
    off is not sent by browsers, so a form names its switches in `switches`. Raises Refused("settings.<field>").
    """
    changed: dict[str, Any] = {}
    for field in msgspec.structs.fields(standing.settings):
        if field.name not in visit.form:
            continue
        text = visit.text(field.name)
        if field.name in PERCENT:
            changed[field.name] = _basis_points(field.name, text)
        elif field.name in BOUNDS:
            changed[field.name] = _whole(field.name, text)
        elif field.type is str:
            changed[field.name] = text
    shown = {str(name) for name in visit.form.getlist("switches")}
    changed |= {name: name in visit.form for name in SWITCHES if name in shown}
    if "languages" in shown:
        changed["languages"] = tuple(str(code) for code in visit.form.getlist("languages"))
    if "refund_limit" in visit.form:
        limit = amount(visit.form, "refund_limit", standing.currency)
        changed["refund_limit_minor"] = None if limit is None else limit.minor
    if "tier_hours" in visit.form:
        changed["refund_tiers"] = _tiers(visit)
    return msgspec.structs.replace(standing.settings, **changed)


def _tiers(visit: Visit) -> tuple[tuple[int, int], ...]:
    hours, shares = ([str(one).strip() for one in visit.form.getlist(name)] for name in ("tier_hours", "tier_percent"))
    if len(hours) != len(shares):
        raise Refused("settings.refund_tiers", "Fill in both fields of each line.", field="refund_tiers", status=422)
    return tuple(
        (_whole("refund_tiers", hour), _basis_points("refund_tiers", share))
        for hour, share in zip(hours, shares, strict=True)
        if hour or share
    )


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise Refused(f"settings.{name}", "Write a whole number.", field=name, status=422)
    return int(text)


def _basis_points(name: str, text: str) -> int:
    try:
        return int((Decimal(text.replace(",", ".")) * 100).to_integral_exact())
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused(f"settings.{name}", "Write a percentage such as 2.5.", field=name, status=422) from None
