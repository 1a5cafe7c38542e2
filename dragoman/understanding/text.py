"""A message made comparable: folded to plain lower-case letters, cut into words, each knowing where it stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

LONGEST = 4096
"""WhatsApp's longest text message in characters (Cloud API, text object); what lies beyond is not read."""
READ = 1000
"""How much of a message is read: nobody needs more to say what they want, and the time taken stays bounded."""
MOST_WORDS = 200

_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ɗ": "d", "ƙ": "k", "ɓ": "b", "ƴ": "y", "ŋ": "n", "ɛ": "e", "ɔ": "o",
        "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "ꞌ": "'",
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "→": ">", "➡": ">", "✈": ">", "⇒": ">", "،": ",", "؟": "?",
        "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "“": '"', "”": '"', "ي": "ي", "ک": "ك", "ی": "ي",
    }
    | dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3, strict=True))
)  # fmt: skip
_DROPPED = re.compile(
    "[\u0300-\u036f\u064b-\u0652\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f\u00ad\U000e0000-\U000e007f]"
)
_CONTRACTED = re.compile(r"(?<=[a-z])'(?=(?:t|m|re|ve|ll|d)\b)")
_S_AFTER = re.compile(r"\b(it|that|what|let|he|she|there|here|who|where|how|when)'(?=s\b)")
_LONG_RUN = re.compile(r"\s{4}|([^A-Za-z0-9])\1{3}")  # what `_repeats` shortens, in ASCII
_ASCII_WORD = re.compile(r"\d+|[a-z]+")
_SCRIPT_WORD = re.compile(
    r"\d+|[\u3040-\u30ff\u3400-\u9fff]+|(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_]|[\u0900-\u0963\u0966-\u097f\u0e31-\u0e4e])+"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `form` folded, `lo:hi` in the folded text, `start:end` in the message, and how it was written."""

    form: str
    lo: int
    hi: int
    start: int
    end: int
    capital: bool
    upper: bool


def fold(text: str) -> str:
    """Return `text` in lower case without accents, invisible characters and typographic variants."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return _DROPPED.sub("", unicodedata.normalize("NFC", _DROPPED.sub("", folded)).translate(_LETTERS))


def key(text: str) -> str:
    """Return `text` folded to words with single spaces between them: the form that names are looked up by."""
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))
    return " ".join(_SCRIPT_WORD.findall(fold(text)))


def _repeats(text: str, index: int) -> bool:
    """Say whether a character only lengthens a run of spaces or of one sign: such runs mean no more than three of them."""
    run = text[max(0, index - 3) : index + 1]
    return len(run) == 4 and (run.isspace() or (len(set(run)) == 1 and not run[0].isalnum()))


class Message:
    """A message with its folded text and words; `origin[i]` is where folded character i stood in the message."""

    def __init__(self, text: str) -> None:
        self.too_long = len(text) > READ
        self.raw = text[:LONGEST]
        read = self.raw[:READ]
        if read.isascii() and not _LONG_RUN.search(read):
            self.folded, origin = read.lower(), list(range(len(read)))
        else:
            self.folded, origin = self._folded(read)
        self.origin = origin
        self._drop(_CONTRACTED)
        self._drop(_S_AFTER)
        origin.append(len(self.raw))

    def _folded(self, read: str) -> tuple[str, list[int]]:
        """Fold character by character, for signs that fold to several or to none and for runs that are shortened."""
        parts: list[str] = []
        origin: list[int] = []
        for index, char in enumerate(read):
            if _repeats(self.raw, index):
                continue
            plain = char.lower() if char.isascii() else fold(char)
            parts.append(plain)
            origin.extend([index] * len(plain))
        return "".join(parts), origin

    def _drop(self, pattern: re.Pattern[str]) -> None:
        """Take out the apostrophes that `pattern` ends with ("don't" -> "dont"), keeping the offsets right."""
        for match in reversed(list(pattern.finditer(self.folded))):
            at = match.end() - 1
            self.folded = self.folded[:at] + self.folded[at + 1 :]
            del self.origin[at]

    def source(self, lo: int, hi: int) -> tuple[int, int]:
        """Return where the folded stretch lo:hi stood in the message."""
        if hi <= lo:
            return self.origin[lo], self.origin[lo]
        return self.origin[lo], self.origin[hi - 1] + 1

    def without(self, lo: int, hi: int) -> Message:
        """Return the same message with the folded stretch lo:hi left blank; everything else stands where it stood."""
        start, end = self.source(lo, hi)
        return Message(f"{self.raw[:start]}{' ' * (end - start)}{self.raw[end:]}")

    def said(self, lo: int, hi: int) -> str:
        """Return the message's own characters behind the folded stretch lo:hi."""
        start, end = self.source(lo, hi)
        return self.raw[start:end]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order, at most MOST_WORDS."""
        found = []
        for match in _SCRIPT_WORD.finditer(self.folded):
            start, end = self.source(match.start(), match.end())
            said = self.raw[start:end]
            capital, upper = said[:1].isupper(), len(said) > 1 and said.isupper()
            found.append(Word(match.group(), match.start(), match.end(), start, end, capital, upper))
            if len(found) == MOST_WORDS:
                break
        return tuple(found)

    @cached_property
    def plain(self) -> str:
        """All words joined with single spaces, for rules that do not care about punctuation."""
        return " ".join(w.form for w in self.words)

    @cached_property
    def mixed(self) -> bool:
        """Whether capitals mean something here: there are capitals, and not everything is in capitals."""
        letters = [c for c in self.raw if c.isalpha()]
        capitals = sum(c.isupper() for c in letters)
        return 0 < capitals < max(2, len(letters) * 0.6)
