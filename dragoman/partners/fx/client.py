"""A rate source over a plain JSON API: implements payments.rates.RateSource.

A rate is asked for at most once per `keep_for`; while the source is down the last one serves until it is stale.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dragoman.kit.breaker import Breaker, BreakerView
from dragoman.kit.clock import Clock
from dragoman.kit.http import Http, Timeouts, Transport
from dragoman.partners.calls import CallFailed, Line
from dragoman.partners.fx import wire
from dragoman.payments.rates import AGE_MAX, Rate, RateError, check_rate, one_to_one

PATIENCE = Timeouts(read=8, total=10)
PAIRS_MAX = 500


class JsonRates:
    """The rates of one service; `source` is its host name."""

    name = "fx"

    def __init__(
        self,
        line: Line,
        clock: Clock,
        source: str,
        *,
        whole: str = "",
        keep_for: timedelta = timedelta(minutes=10),
        age_max: timedelta = AGE_MAX,
    ) -> None:
        self._line = line
        self._clock = clock
        self._source = source
        self._whole = whole
        self._keep_for = keep_for
        self._age_max = age_max
        self._kept: dict[tuple[str, str], tuple[datetime, Rate]] = {}

    @classmethod
    def open(cls, url: str, clock: Clock, transport: Transport | None = None) -> JsonRates:
        """Open the service at `url`: with `{base}` in it the whole address of one base's rates, else the root of `/v1/latest`."""
        whole = "{base}" in url
        http = Http("" if whole else url.rstrip("/"), timeouts=PATIENCE, transport=transport)
        line = Line(http, clock, {"accept": "application/json"}, [Breaker("rates", failures_max=3)])
        return cls(line, clock, urlsplit(url).hostname or "fx", whole=url if whole else "")

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def health(self) -> tuple[BreakerView, ...]:
        """Return the circuit breaker's state, for a health page."""
        return self._line.views()

    async def latest(self, base: str, quote: str) -> Rate:
        """Give the newest rate that is not stale; a currency to itself is 1. Raises RateError."""
        now = self._clock.now()
        for currency in (base, quote):
            if len(currency) != 3 or not (currency.isascii() and currency.isupper()):
                raise RateError("unknown")
        if base == quote:
            return one_to_one(base, now)
        kept = self._kept.get((base, quote))
        if kept is not None and timedelta() <= now - kept[0] < self._keep_for:
            return check_rate(kept[1], now, self._age_max)
        try:
            rate = check_rate(await self._ask(base, quote), self._clock.now(), self._age_max)
        except RateError:
            if kept is None:
                raise
            return check_rate(kept[1], self._clock.now(), self._age_max)
        self._keep((base, quote), rate)
        return rate

    def _keep(self, pair: tuple[str, str], rate: Rate) -> None:
        self._kept.pop(pair, None)
        if len(self._kept) >= PAIRS_MAX:
            del self._kept[next(iter(self._kept))]
        self._kept[pair] = (self._clock.now(), rate)

    async def _ask(self, base: str, quote: str) -> Rate:
        try:
            if self._whole:
                answer = await self._line.call("rates", "GET", self._whole.replace("{base}", base))
            else:
                answer = await self._line.call("rates", "GET", "/v1/latest", query=[("base", base), ("symbols", quote)])
        except CallFailed as failure:
            raise RateError("unavailable", retry_after=failure.retry_after) from None
        if answer.status in (404, 422):
            raise RateError("unknown")
        if answer.status != 200:
            raise RateError("unavailable", retry_after=self._line.waits("rates"))
        return wire.read(answer.body, base, quote, self._source)

    async def check(self) -> str:
        """Ask for one pair: says that the service answers. Raises RateError."""
        await self._ask("USD", "EUR")
        return f"Exchange rates come from {self._source}."
