"""The two ways to talk to Duffel: reads that raise SupplierError, and placings whose outcome may stay unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from msgspec import Raw, Struct

from dragoman.flights.supplier import NotIssued, OrderUnknown, SupplierError
from dragoman.kit.http import Answer, Query, Timeouts
from dragoman.partners.calls import CallFailed, Line
from dragoman.partners.duffel import errors, wire

Shape = TypeVar("Shape")
Given = ParamSpec("Given")

READ = Timeouts(read=25, total=30)
ORDER = Timeouts(read=130, total=140)  # Duffel demands at least 130 s on the creation of orders
PAGE_MAX = 200  # Duffel's own limit
PAGES_MAX = 5


class Listing(Struct):
    """The items of a paged list, undecoded; `complete` when no page was left unread."""

    items: list[Raw]
    complete: bool


def said(read: Callable[Given, Shape], *given: Given.args, **named: Given.kwargs) -> Shape:
    """Read what Duffel said; what cannot be read becomes SupplierError("unreadable")."""
    try:
        return read(*given, **named)
    except wire.Unreadable:
        raise SupplierError("unreadable") from None


def decoded(answer: Answer, shape: type[Shape]) -> Shape:
    """Decode what an answer carries under `data`; raises SupplierError("unreadable")."""
    return said(wire.content, answer.body, shape)


def ident(value: str) -> str:
    """Write an id into a path; an empty one would address the whole collection."""
    if not value:
        raise SupplierError("not_found", "no_id")
    return quote(value, safe="")


def supplier_error(failure: CallFailed) -> SupplierError:
    """Put a failed call into the port's words; an open breaker is the supplier being unavailable."""
    code = "unavailable" if failure.code == "open" else failure.code
    return SupplierError(code, failure.code, retry_after=failure.retry_after)


class Exchange:
    """Requests and answers over one line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def read(
        self,
        kind: str,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | None = None,
        timeouts: Timeouts | None = None,
    ) -> Answer:
        """Make one call of class `kind`; raises SupplierError for everything but 200 and 201 (204 for actions)."""
        try:
            answer = await self._line.call(kind, method, path, query=query, body=body, timeouts=timeouts)
        except CallFailed as failure:
            raise supplier_error(failure) from None
        if answer.status not in (200, 201, 204):
            raise errors.reading(answer.status, answer.body, self._line.waits(kind))
        return answer

    async def listing(
        self, kind: str, path: str, query: Sequence[tuple[str, str]], *, items_max: int = PAGE_MAX, paged: bool = True
    ) -> Listing:
        """Read a list page by page up to `items_max` items and PAGES_MAX pages; a cursor that repeats ends it."""
        items: list[Raw] = []
        after: str | None = None
        seen: set[str] = set()
        for _ in range(PAGES_MAX):
            turn = list(query)
            if paged:
                turn.append(("limit", str(min(max(items_max - len(items), 1), PAGE_MAX))))
            if after is not None:
                turn.append(("after", after))
            answer = await self.read(kind, "GET", path, query=turn)
            more, after = said(wire.page, answer.body)
            items += more
            if after is None:
                return Listing(items[:items_max], len(items) <= items_max)
            if len(items) >= items_max or after in seen or not more:
                break
            seen.add(after)
        return Listing(items[:items_max], complete=False)

    async def place(self, path: str, body: bytes, secrets: Sequence[str] = ()) -> bytes | NotIssued | OrderUnknown:
        """Send what may book or pay, once: the body of a 201, else the outcome; SupplierError when certainly nothing happened."""
        try:
            answer = await self._line.call("order", "POST", path, body=body, timeouts=ORDER)
        except CallFailed as failure:
            if failure.sent:
                return OrderUnknown(failure.code)
            raise supplier_error(failure) from None
        return answer.body if answer.status == 201 else errors.placing(answer.status, answer.body, secrets)

    async def check(self, path: str, query: Query) -> None:
        """Make one look-up that proves the credentials; SupplierError carries Duffel's own words, without what they quote."""
        try:
            answer = await self._line.call("lookup", "GET", path, query=query)
        except CallFailed as failure:
            raise supplier_error(failure) from None
        if answer.status != 200:
            refusal = errors.reading(answer.status, answer.body, self._line.waits("lookup"))
            said_so = " ".join(errors.words(fault) for fault in errors.faults(answer.body)[:1])
            raise SupplierError(refusal.code, said_so or refusal.detail, retry_after=refusal.retry_after)
        said(wire.page, answer.body)
