"""Webhooks on their way out: signed, one event per POST or gathered into batches, handed to the courier.

Source: Meta, "Create a webhook endpoint": HMAC-SHA256 of the raw body with the app secret, only 200 is success, retries
with decreasing frequency, up to 1,000 updates in one POST.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from dragoman.simulators.courier import Letter
from dragoman.simulators.whatsapp.state import Mode
from dragoman.simulators.whatsapp.webhook_shapes import Change, envelope
from dragoman.simulators.world import World

WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 300, 1800, 7200, 21_600, 86_400))
"""After the first try: a second at once, then ever more rarely, over some 32 hours (Meta says 36 hours or 7 days)."""
Piece = tuple[str, Change, str]  # account id, change, id of the inbound message in it (or empty)


class Outbox:
    """Collects changes per webhook address and sends them as `mode.batch` and `mode.linger` say."""

    def __init__(self, world: World, mode: Mode, secret: str) -> None:
        self._world = world
        self._secret = secret.encode()
        self._gathered: dict[str, list[Piece]] = {}
        self._random = world.random("whatsapp outbox")
        self.mode = mode
        self.events = 0
        self.arrived: Callable[[str], None] = _nobody
        world.delivers("whatsapp", self._sign, WAITS, lambda status: status == 200, self._tried)

    def _sign(self, body: bytes, now: datetime) -> dict[str, str]:
        digest = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={digest}", "User-Agent": "facebookexternalua"}

    def _tried(self, letter: Letter, status: int) -> None:
        if status == 200 and letter.key:
            for message_id in letter.key.split(","):
                self.arrived(message_id)

    def put(self, url: str, account: str, change: Change, message_id: str = "") -> None:
        """Send one change to `url`, or keep it for the batch that is being gathered.

        `arrived` is told `message_id` (an inbound message) once the business has answered 200.
        """
        piece = (account, change, message_id)
        for _ in range(self.mode.copies):
            self.events += 1
            if self.mode.delay:
                self._later(self._random.uniform(0, self.mode.delay), lambda: self._gather(url, piece))
            else:
                self._gather(url, piece)

    def _gather(self, url: str, piece: Piece) -> None:
        if self.mode.batch == 1 and not self._gathered:
            self._post(url, [piece])
            return
        waiting = self._gathered.setdefault(url, [])
        waiting.append(piece)
        if len(waiting) >= self.mode.batch:
            self.flush(url)
        elif len(waiting) == 1:
            self._later(self.mode.linger, lambda: self.flush(url))

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        async def happen() -> None:
            act()

        self._world.later(self._world.now() + timedelta(seconds=seconds), happen)

    def flush(self, url: str) -> None:
        """Send what was gathered for `url`, if anything."""
        waiting = self._gathered.pop(url, [])
        if self.mode.shuffle:
            self._random.shuffle(waiting)
        for start in range(0, len(waiting), self.mode.batch):
            self._post(url, waiting[start : start + self.mode.batch])

    def _post(self, url: str, pieces: list[Piece]) -> None:
        body = msgspec.json.encode(envelope([(account, change) for account, change, _ in pieces]))
        self._world.courier.send("whatsapp", url, body, ",".join(key for _, _, key in pieces if key))


def _nobody(message_id: str) -> None:
    """Hear of an arrival before anyone listens."""
