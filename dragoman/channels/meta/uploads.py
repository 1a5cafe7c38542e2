"""Which of our documents Meta already holds, so a resend does not upload again: bounded, in memory, safe to lose."""

from __future__ import annotations

from collections import OrderedDict

from dragoman.kit.clock import monotonic

KEEP_SECONDS = 25 * 86_400.0  # Meta keeps an upload for 30 days
ENTRIES = 4_096


class MediaIds:
    """Media ids by number and document; the least recently used go first."""

    def __init__(self) -> None:
        self._ids: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    def find(self, number_id: str, document: str) -> str:
        """The media id of a document uploaded within 25 days, or ""."""
        key = (number_id, document)
        media_id, until = self._ids.get(key, ("", 0.0))
        if not media_id or monotonic() > until:
            return ""
        self._ids.move_to_end(key)
        return media_id

    def keep(self, number_id: str, document: str, media_id: str) -> None:
        """Remember an upload."""
        self._ids[(number_id, document)] = (media_id, monotonic() + KEEP_SECONDS)
        while len(self._ids) > ENTRIES:
            self._ids.popitem(last=False)

    def forget(self, number_id: str, media_id: str) -> None:
        """Drop an id that a refused message used: the file may be what was wrong."""
        for key in [k for k, (kept, _) in self._ids.items() if k[0] == number_id and kept == media_id]:
            del self._ids[key]
