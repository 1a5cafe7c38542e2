"""The tenant a Work happens in: its name, money, place, settings and keys; read once and kept for a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from dragoman.kit.clock import monotonic
from dragoman.kit.crypto import Master, Vault
from dragoman.kit.wording import Entry

if TYPE_CHECKING:
    from dragoman.engine import Unit

_KEPT_SECONDS = 5.0


class TenantSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an owner may tune. Percentages are whole hundredths (basis points) so that no float is stored."""

    price_change_bp: int = 200  # a rise above 2.00 % needs the traveller's yes
    markup_bp: int = 0  # added to the airline's price
    fx_markup_bp: int = 150  # added to the market rate
    quote_minutes: int = 30
    offer_margin_minutes: int = 5  # a quote ends this long before the airline's offer does
    payment_grace_minutes: int = 2
    retention_days: int = 90
    refund_limit_minor: int | None = (
        None  # staff refunds of one booking above this need two people; None = one suffices
    )
    refund_request_hours: int = 48  # an approval that nobody decides ends after that
    refund_tiers: tuple[tuple[int, int], ...] = ()  # (hours before departure, share given back in bp), longest first
    support_phone: str = ""
    support_email: str = ""
    colour: str = "#0f766e"
    address: str = ""
    languages: tuple[
        str, ...
    ] = ()  # ISO 639 codes of what travellers are offered, the default first; none named = all there are
    number_dormant_days: int = 90  # a number silent for longer may be somebody else's by now: old trips need proof
    answer_minutes: int = 0  # within which a person answers, counted in opening hours; 0 = nothing is promised
    auto_assign: bool = False  # give waiting conversations to staff who are there
    cancel_unasked: bool = False  # a traveller cancels at the airline's own terms without a colleague's word
    engine: bool = False  # ask the installation's intent engine when the built-in reader is unsure


class Tenant(msgspec.Struct, frozen=True):
    """A business. `zone` is an IANA name, `locale` a CLDR one, `country` ISO 3166 alpha-2."""

    id: str
    slug: str
    name: str
    currency: str
    country: str
    zone: str
    locale: str
    settings: TenantSettings


class Known(msgspec.Struct, frozen=True):
    """A tenant with its open vault and the sentences it words itself, by (room, language, key)."""

    tenant: Tenant
    vault: Vault
    wording: Mapping[tuple[str, str, str], Entry]


class Tenants:
    """Reads tenants and opens their keys; a change of settings is seen by every process within five seconds."""

    def __init__(self, master: Master, ticks: Callable[[], float] = monotonic) -> None:
        self._master = master
        self._ticks = ticks
        self._kept: dict[str, tuple[float, Known]] = {}

    async def get(self, unit: Unit, tenant: str) -> Known:
        """Return the tenant; raises LookupError when it does not exist. The unit must be the tenant's own."""
        kept = self._kept.get(tenant)
        if kept is not None and kept[0] > self._ticks():
            return kept[1]
        row = await unit.sql.fetchrow(
            "select id, slug, name, currency, country, zone, locale, settings from tenant where id = $1", tenant
        )
        if row is None:
            raise LookupError("unknown tenant")
        keys = {
            r["key_id"]: self._master.unwrap(tenant, r["key_id"], bytes(r["wrapped"]))
            for r in await unit.sql.fetch("select key_id, wrapped from tenant_key where tenant_id = $1", tenant)
        }
        settings = msgspec.convert(row["settings"], TenantSettings)
        fields = {name: row[name] for name in ("id", "slug", "name", "currency", "country", "zone", "locale")}
        wording = {
            (r["room"], r["language"], r["key"]): r["entry"]
            for r in await unit.sql.fetch("select room, language, key, entry from wording where tenant_id = $1", tenant)
        }
        known = Known(Tenant(**fields, settings=settings), Vault(tenant, keys, max(keys)), wording)
        self._kept[tenant] = (self._ticks() + _KEPT_SECONDS, known)
        return known

    def kept(self, tenant: str) -> Known | None:
        """Return the tenant when it was read in the last seconds."""
        kept = self._kept.get(tenant)
        return kept[1] if kept is not None and kept[0] > self._ticks() else None

    def forget(self, tenant: str) -> None:
        """Read the tenant anew at the next use."""
        self._kept.pop(tenant, None)
