"""One call to a partner over HTTP: sent or not, answered or not, behind circuit breakers and the partner's rate limit.

A call that fails says whether the request may have reached the partner (`sent`), because that decides whether it may be
repeated. Failures carry no address, header or body, so nothing personal can leak from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from dragoman.kit.breaker import Breaker, BreakerOpen, BreakerView
from dragoman.kit.clock import Clock
from dragoman.kit.http import Answer, AnswerTooLarge, Http, NoAnswer, NotSent, Query, Timeouts
from dragoman.kit.retry_after import http_date, retry_after

WAIT_MAX = timedelta(minutes=5)  # a partner's clock or header may lie; no single wait is longer than this
WAIT_UNNAMED = timedelta(seconds=5)  # when a 429 does not say how long


class CallFailed(Exception):
    """No usable answer. `code`: unavailable, timeout, unreadable, open (breaker) or limited (rate limit); `sent`: it may have arrived."""

    def __init__(self, code: str, *, sent: bool, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sent = sent
        self.retry_after = retry_after


def wait_named(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read how long the partner wants us to wait, or None when it does not say; never longer than WAIT_MAX.

    Retry-After in seconds or as an HTTP date (RFC 9110 §10.2.3), else `ratelimit-reset` as an HTTP date (Duffel, rate
    limiting page). Dates are measured against the answer's own Date header, so a clock that differs does no harm.
    """
    asked = retry_after(headers, now)
    if asked is None:
        reset = http_date(headers.get("ratelimit-reset", ""))
        if reset is None:
            return None
        asked = max((reset - (http_date(headers.get("date", "")) or now)).total_seconds(), 0.0)
    return min(timedelta(seconds=asked), WAIT_MAX)


class Line:
    """The line to one partner: an HTTP client, fixed headers, and per class of calls a breaker and a "not before".

    `breakers` names every class of calls there is; a class's rate limit never blocks another class. `broken` says
    which answers count as the partner's own failure (by default every 5xx).
    """

    def __init__(
        self,
        http: Http,
        clock: Clock,
        headers: Mapping[str, str],
        breakers: Sequence[Breaker],
        broken: Callable[[Answer], bool] = lambda answer: answer.status >= 500,
    ) -> None:
        self._http = http
        self._clock = clock
        self._headers = headers
        self._breakers = {breaker.name: breaker for breaker in breakers}
        self._broken = broken
        self._not_before: dict[str, datetime] = {}

    def views(self) -> tuple[BreakerView, ...]:
        """Return the state of every breaker, for a health page."""
        now = self._clock.now()
        return tuple(breaker.view(now) for breaker in self._breakers.values())

    def waits(self, kind: str) -> float | None:
        """Say how many seconds calls of class `kind` must still wait for the partner's rate limit, None when they need not."""
        left = (self._not_before.get(kind, datetime.min.replace(tzinfo=UTC)) - self._clock.now()).total_seconds()
        return left if left > 0 else None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def call(
        self,
        kind: str,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | None = None,
        timeouts: Timeouts | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request of class `kind`, once; raises CallFailed when there is no whole answer. `headers` go beside the fixed ones."""
        breaker = self._breakers[kind]
        self._enter(kind, breaker)
        try:
            answer = await self._send(method, path, query, body, timeouts, headers or {})
        except CallFailed:
            breaker.fail(self._clock.now())
            raise
        if self._broken(answer):
            breaker.fail(self._clock.now())
        else:
            breaker.succeed()
        self._heed(kind, answer)
        return answer

    def _enter(self, kind: str, breaker: Breaker) -> None:
        left = self.waits(kind)
        if left is not None:
            raise CallFailed("limited", sent=False, retry_after=left)
        try:
            breaker.enter(self._clock.now())
        except BreakerOpen as refusal:
            raise CallFailed("open", sent=False, retry_after=refusal.retry_after) from None

    async def _send(
        self,
        method: str,
        path: str,
        query: Query | None,
        body: bytes | None,
        timeouts: Timeouts | None,
        own: Mapping[str, str],
    ) -> Answer:
        headers = {**self._headers, **({} if body is None else {"content-type": "application/json"}), **own}
        try:
            return await self._http.call(method, path, headers=headers, query=query, content=body, timeouts=timeouts)
        except NotSent:
            raise CallFailed("unavailable", sent=False) from None
        except AnswerTooLarge:
            raise CallFailed("unreadable", sent=True) from None
        except NoAnswer as lost:
            code = "timeout" if "timeout" in lost.code else "unavailable"
            raise CallFailed(code, sent=True) from None
        except ConnectionError:  # an application called in process has no transport that translates it
            raise CallFailed("unavailable", sent=True) from None

    def _heed(self, kind: str, answer: Answer) -> None:
        """Keep a "not before" when the partner refused for its rate limit or says that nothing remains."""
        if answer.status != 429 and answer.headers.get("ratelimit-remaining", "").strip() != "0":
            return
        now = self._clock.now()
        wait = wait_named(answer.headers, now)
        if wait is None and answer.status == 429:
            wait = WAIT_UNNAMED
        if wait:
            self._not_before[kind] = now + wait
