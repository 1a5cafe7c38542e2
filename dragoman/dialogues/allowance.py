"""What engines may cost: tokens and money per conversation and per business, each for one day of the business, in the database.

A question sets its likely cost aside before it is asked and pays the true cost when the answer comes; where the true
cost stays unknown, what was set aside is spent. So the limits hold whatever fails. Money is counted in millionths of a
cent of the currency that the engine bills in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.command import Work
from dragoman.dialogues.engine_calls import EngineAnswer, Spent
from dragoman.understanding.engines import TOKENS_OUT_MAX, Asked, Usage

_TOKENS_FRAME = 1_100  # instructions and schema
_KEPT = timedelta(days=90)
_WHOLE = ""  # the row of the whole business


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent a day, and what things cost: cents per million tokens and per thousand requests."""

    conversation_tokens: int
    conversation_cents: int
    day_tokens: int
    day_cents: int
    cents_in: int = 0
    cents_out: int = 0
    cents_asks: int = 0

    def cost(self, usage: Usage) -> Spent:
        """Return what a question of this usage takes from the allowance."""
        money = (
            usage.tokens_in * self.cents_in
            + usage.tokens_out * self.cents_out
            + usage.requests * self.cents_asks * 1_000
        )
        return Spent(usage.tokens_in + usage.tokens_out, money)

    def likely(self, asked: Asked) -> Spent:
        """Return the most that a question is likely to take: a token for every two characters, and the longest answer."""
        said = len(asked.text) + sum(len(t) for t in asked.options)
        return self.cost(Usage(_TOKENS_FRAME + said // 2, TOKENS_OUT_MAX))


_TAKE = (
    "insert into engine_use as u (tenant_id, day, conversation_id, asks, tokens, microcents) select $1::text, $2::date, $3::text, 1, $4::bigint, $5::bigint"
    " where $4 <= $6::bigint and $5 <= $7::bigint"
    " on conflict (tenant_id, day, conversation_id) do update"
    " set asks = u.asks + 1, tokens = u.tokens + $4, microcents = u.microcents + $5"
    " where u.tokens + $4 <= $6 and u.microcents + $5 <= $7 returning asks"
)


async def set_aside(work: Work, conversation: str, asked: Asked, limits: Limits) -> Spent | None:
    """Set a question's likely cost aside; None, and nothing is changed, when conversation or business would go over its limit."""
    likely, day = limits.likely(asked), work.today
    own = await work.sql.fetchval(
        _TAKE, work.tenant.id, day, conversation, likely.tokens, likely.microcents,
        limits.conversation_tokens, limits.conversation_cents * 1_000_000,
    )  # fmt: skip
    if own is None:
        return None
    whole = await work.sql.fetchval(
        _TAKE,
        work.tenant.id,
        day,
        _WHOLE,
        likely.tokens,
        likely.microcents,
        limits.day_tokens,
        limits.day_cents * 1_000_000,
    )
    if whole is None:
        await _change(work, day, (conversation,), Spent(-likely.tokens, -likely.microcents), asks=-1)
        return None
    return likely


async def give_back(work: Work, day: str, conversation: str, aside: Spent) -> None:
    """Return what was set aside for a question that was never asked."""
    back = Spent(-aside.tokens, -aside.microcents)
    await _change(work, date.fromisoformat(day), (conversation, _WHOLE), back, asks=-1)


async def settle(work: Work, answer: EngineAnswer, limits: Limits) -> None:
    """Replace what was set aside by what it cost."""
    if answer.usage is None:
        return
    cost = limits.cost(answer.usage)
    difference = Spent(cost.tokens - answer.aside.tokens, cost.microcents - answer.aside.microcents)
    await _change(work, date.fromisoformat(answer.day), (answer.conversation, _WHOLE), difference)


async def _change(work: Work, day: date, rows: tuple[str, ...], by: Spent, asks: int = 0) -> None:
    for row in rows:
        await work.sql.execute(
            "update engine_use set tokens = greatest(0, tokens + $3), microcents = greatest(0, microcents + $4), asks = asks + $5"
            " where day = $1 and conversation_id = $2",
            day, row, by.tokens, by.microcents, asks,
        )  # fmt: skip


async def forget_uses(work: Work) -> None:
    """Delete counts that are older than 90 days."""
    await work.sql.execute("delete from engine_use where day < $1", work.today - _KEPT)
