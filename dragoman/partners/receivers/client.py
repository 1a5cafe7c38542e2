"""Post to an address that somebody typed in: public hosts over https only, no redirects, little time, little read.

Addresses inside our own network are refused at the very address that is called (kit.http.Guard), so a name that changes
its mind between look-up and call gains nothing.
"""

from __future__ import annotations

from dragoman.kit.clock import monotonic
from dragoman.kit.http import AnswerTooLarge, ForbiddenTarget, Guard, Http, HttpError, Timeouts, Transport
from dragoman.kit.retry_after import retry_after
from dragoman.outbound.executors import Answered

_TIMEOUTS = Timeouts(connect=5, write=5, read=15, pool=5, total=20)
_ANSWER_BYTES = 64 * 1024


class Receivers:
    """Implements `outbound.executors.Poster`."""

    def __init__(self, guard: Guard, transport: Transport | None = None) -> None:
        """`transport` stands in for the network in tests."""
        self._http = Http(timeouts=_TIMEOUTS, max_connections=16, guard=guard, transport=transport)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answered:
        """Post once. A redirect is an answer like any other that is not 2xx."""
        began = monotonic()
        try:
            answer = await self._http.call("POST", url, headers=headers, content=body, limit_bytes=_ANSWER_BYTES)
        except ForbiddenTarget:
            return Answered(0, "forbidden_address", _since(began), forbidden=True)
        except AnswerTooLarge:
            return Answered(0, "answer_too_large", _since(began))
        except HttpError as failure:
            return Answered(0, failure.code, _since(began))
        return Answered(
            answer.status, "" if answer.ok else f"http_{answer.status}", _since(began),
            answer.body[:2_000].decode("utf-8", "replace").replace("\x00", ""), retry_after(answer.headers) or 0.0,
        )  # fmt: skip

    async def close(self) -> None:
        """Close every connection."""
        await self._http.close()


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)
