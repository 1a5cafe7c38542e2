"""The daily comparison as rows: every difference is named, stays until it is explained, and says who explained it (E4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct, structs

from dragoman.access import APPROVE
from dragoman.command import Refused, Work, command, not_found
from dragoman.kit.money import Money
from dragoman.ledger.reconciliation import Difference, Gap
from dragoman.payments.reasons import NOTE_MAX

RESOLUTIONS = ("booked_later", "provider_error", "paid_outside", "fee_agreed", "written_off", "other")
"""How a difference was explained, as codes."""


def fee_named(found: Difference, our_fee: Money | None, their_fee: Money | None) -> Difference:
    """Call a difference of amounts a difference of fees when what the payer paid agrees; amounts here are after fees."""
    if (
        found.gap is not Gap.AMOUNT
        or our_fee is None
        or their_fee is None
        or found.ours is None
        or found.theirs is None
    ):
        return found
    one = {our_fee.currency, their_fee.currency, found.ours.currency}
    if len(one) == 1 and found.ours + our_fee == found.theirs + their_fee:
        return structs.replace(found, gap=Gap.FEE)
    return found


async def keep_comparison(work: Work, provider: str, day: date, charges: int, found: Sequence[Difference]) -> None:
    """Store a day's comparison. Differences that are gone are closed, ones that came back are opened again."""
    comparison = await work.sql.fetchval(
        "insert into comparison (id, tenant_id, created_at, provider, day, charges, compared_at) values ($1, $2, $3, $4, $5, $6, $3)"
        " on conflict (tenant_id, provider, day) do update set charges = excluded.charges, compared_at = excluded.compared_at"
        " returning id",
        work.new_id("cm"), work.tenant.id, work.now, provider, day, charges,
    )  # fmt: skip
    await work.sql.execute(
        "update difference set closed_at = $2, closed_by = 'settled', reason = '' where comparison_id = $1 and closed_at is null"
        " and (reference, gap) not in (select * from unnest($3::text[], $4::text[]))",
        comparison, work.now, [d.reference for d in found], [d.gap.value for d in found],
    )  # fmt: skip
    for one in found:
        await work.sql.execute(
            "insert into difference (id, tenant_id, created_at, comparison_id, reference, gap, ours_minor, ours_currency, theirs_minor,"
            " theirs_currency) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            " on conflict (tenant_id, comparison_id, reference, gap) do update set ours_minor = excluded.ours_minor,"
            " ours_currency = excluded.ours_currency, theirs_minor = excluded.theirs_minor,"
            " theirs_currency = excluded.theirs_currency,"
            " closed_at = case when difference.closed_by = 'settled' then null else difference.closed_at end,"
            " closed_by = case when difference.closed_by = 'settled' then '' else difference.closed_by end",
            work.new_id("df"), work.tenant.id, work.now, comparison, one.reference, one.gap.value, *_split(one.ours),
            *_split(one.theirs),
        )  # fmt: skip


def _split(sum_: Money | None) -> tuple[int | None, str | None]:
    return (None, None) if sum_ is None else (sum_.minor, sum_.currency)


class ComparedDay(Struct, frozen=True):
    """One day (UTC) as the comparison left it; `compared_at` None means that nobody has compared it yet."""

    day: date
    provider: str = ""
    charges: int = 0
    open: int = 0
    closed: int = 0
    compared_at: datetime | None = None


class StoredDifference(Struct, frozen=True):
    """A named difference; `note` is what was written when it was closed."""

    id: str
    day: date
    provider: str
    reference: str
    gap: str
    ours: Money | None
    theirs: Money | None
    booking: str
    closed_at: datetime | None
    closed_by: str
    reason: str
    note: str


async def days(work: Work, until: date, count: int = 31) -> tuple[ComparedDay, ...]:
    """List the last `count` days (UTC) up to `until`, newest first, those without a comparison included, none before the business."""
    rows = await work.sql.fetch(
        "select c.day, c.provider, c.charges, count(d.id) filter (where d.closed_at is null) as open,"
        " count(d.id) filter (where d.closed_at is not null) as closed, c.compared_at"
        " from comparison c left join difference d on d.comparison_id = c.id where c.day > $1 and c.day <= $2"
        " group by c.id order by c.day desc, c.provider",
        until - timedelta(days=count), until,
    )  # fmt: skip
    born: date = await work.sql.fetchval("select (created_at at time zone 'UTC')::date from tenant")
    known: dict[date, list[ComparedDay]] = {}
    for row in rows:
        known.setdefault(row["day"], []).append(ComparedDay(*row))
    found: list[ComparedDay] = []
    for n in range(count):
        day = until - timedelta(days=n)
        found += known.get(day, [ComparedDay(day)] if day >= born else [])
    return tuple(found)


async def stored_differences(
    work: Work, *, day: date | None = None, only_open: bool = False, limit: int = 500
) -> tuple[StoredDifference, ...]:
    """List differences, open ones first, then newest; of one day (UTC) or of all."""
    rows = await work.sql.fetch(
        "select d.*, c.day, c.provider, coalesce(p.booking_id, '') as booking from difference d"
        " join comparison c on c.id = d.comparison_id left join payment p on p.tenant_id = d.tenant_id and p.reference = d.reference"
        " where ($1::date is null or c.day = $1) and (not $2 or d.closed_at is null)"
        " order by d.closed_at is not null, c.day desc, d.reference limit $3",
        day, only_open, limit,
    )  # fmt: skip
    return tuple(
        StoredDifference(
            r["id"], r["day"], r["provider"], r["reference"], r["gap"], _joined(r["ours_minor"], r["ours_currency"]),
            _joined(r["theirs_minor"], r["theirs_currency"]), r["booking"], r["closed_at"], r["closed_by"], r["reason"],
            work.open("difference", "sealed", r["id"], bytes(r["sealed"]), str) if r["sealed"] else "",
        )
        for r in rows
    )  # fmt: skip


def _joined(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


@command("payments:resolve_difference", by=APPROVE)
async def resolve_difference(work: Work, difference_id: str, reason: str, note: str = "") -> None:
    """Explain a difference between the books and the provider; it is closed, never deleted.

    Raises Refused: "difference.reason", "difference.note", "difference.gone" when it was closed meanwhile.
    """
    note = " ".join(note.split())
    if reason not in RESOLUTIONS:
        raise Refused("difference.reason", "Choose how it was explained.", field="reason", status=422)
    if len(note) > NOTE_MAX or (reason == "other" and not note):
        raise Refused(
            "difference.note", f"Write what explains it, in at most {NOTE_MAX} characters.", field="note", status=422
        )
    closed = await work.sql.fetchrow(
        "update difference d set closed_at = $2, closed_by = $3, reason = $4, sealed = $5 from comparison c"
        " where d.id = $1 and d.closed_at is null and c.id = d.comparison_id returning c.day, d.reference, d.gap",
        difference_id, work.now, work.by.id, reason, work.seal("difference", "sealed", difference_id, note),
    )  # fmt: skip
    if closed is None:
        row = await work.sql.fetchrow("select closed_by, closed_at from difference where id = $1", difference_id)
        if row is None:
            raise not_found("difference")
        raise Refused("difference.gone", "This difference was explained already.")
    await work.note(
        f"reconciliation:{closed['day'].isoformat()}", "payments:resolve_difference", reference=closed["reference"],
        gap=closed["gap"], reason=reason,
    )  # fmt: skip


async def open_differences(work: Work) -> int:
    """Count the differences that nobody has explained."""
    found: int = await work.sql.fetchval("select count(*) from difference where closed_at is null")
    return found
