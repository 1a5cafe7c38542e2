"""Cuts a message into stretches that are each about one person at most: by lines and numbers, by labels, by names.

A person begins where a name does and the stretch before has a name already: behind a title, or as two words that are
not anything else, or as one word with a birth date behind it. What is doubtful is left together: less is read, nothing
is made up.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.dates import find_dates
from dragoman.understanding.names import Slot
from dragoman.understanding.naming import NO_NAME, labels, title_of
from dragoman.understanding.nationality import country_named, demonym
from dragoman.understanding.person import PersonFrame
from dragoman.understanding.places import ranked
from dragoman.understanding.text import Message

MOST_PORTIONS = 80
"""Nine people of eight lines each; a booking holds nine people (IATA PNR: names with seats)."""

_BREAK = re.compile(
    r"[\n;|]+|(?<!\w)\d{1,2}\s*[.)]\s*(?=[^\W\d_]{2,})|(?<=\w)[\s,]+(?=\d?[a-z]{2,}/[a-z]{2,})"
    r"|(?<!\w)(?:passenger|traveller|traveler|pax|adult|child|infant|passager|pasajero|passageiro|penumpang|abiria)\s?#?\d\s*[:.)-]"
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WRITTEN = re.compile(r"\S*@\S*|[a-z]*\d[a-z\d]*")
_ONLY_COMMA = re.compile(r"\s*,\s*")
_NO_TITLE = frozenset(("la", "sen", "gen", "me"))
_KNOWN_PLACE = 45
_DATE, _TAKEN = "\x01", "\x00"
_DATES = re.compile(f"{_DATE}+")


@dataclass(frozen=True, slots=True)
class _Name:
    """One name as it stands: its words, whether a title leads it, whether it is written "Obi, Ada"."""

    lo: int
    hi: int
    words: tuple[str, ...]
    titled: bool
    reversed: bool = False
    capital: bool = False


def portions(message: Message, frame: PersonFrame) -> list[tuple[int, int]]:
    """Return the stretches (folded offsets) in order, at most MOST_PORTIONS."""
    found: list[tuple[int, int]] = []
    for lo, hi in _lines(message.folded, frame):
        for start, end in _by_label(message.folded, lo, hi):
            found.extend(_by_name(message, start, end, frame))
            if len(found) >= MOST_PORTIONS:
                return found[:MOST_PORTIONS]
    return found


def _lines(folded: str, frame: PersonFrame) -> Iterator[tuple[int, int]]:
    edges = [0]
    for match in _BREAK.finditer(folded):
        behind = _NAME_WORD.match(folded, match.end())
        if behind is None or behind.group() not in frame.words.months:  # "12. Mai 1990" is no twelfth item
            edges.extend(match.span())
    edges.append(len(folded))
    return ((lo, hi) for lo, hi in zip(edges[::2], edges[1::2], strict=True) if folded[lo:hi].strip())


def _by_label(folded: str, lo: int, hi: int) -> list[tuple[int, int]]:
    """Cut where the label of a name comes again: "First name: Ada, Surname: Obi, First name: Tunde, …"."""
    for slot in (Slot.GIVEN_NAME, Slot.FAMILY_NAME, "full_name"):
        starts = [m.start() for m in labels().labels[slot].finditer(folded, lo, hi)]
        if len(starts) > 1:
            edges = [lo, *starts[1:], hi]
            return list(itertools.pairwise(edges))
    return [(lo, hi)]


def _by_name(message: Message, lo: int, hi: int, frame: PersonFrame) -> list[tuple[int, int]]:
    """Cut one line where a further person's name begins; one that labels both parts of a name speaks of one person."""
    if all(labels().labels[slot].search(message.folded, lo, hi) for slot in (Slot.GIVEN_NAME, Slot.FAMILY_NAME)):
        return [(lo, hi)]
    masked = _masked(message.folded[lo:hi], frame)
    names = _names(masked, message, lo)
    if len(names) < 2:
        return [(lo, hi)]
    dated_first = _DATE in masked[: names[0].lo]
    bare = _DATE not in masked
    starts: list[int] = []
    last = names[0]
    if (together := _all_dates_last(masked, names)) is not None:
        return [(lo + a, lo + b) for a, b in together]
    for index, name in enumerate(names[1:], 1):
        until = names[index + 1].lo if index + 1 < len(names) else len(masked)
        around = masked[last.hi : name.lo] if dated_first else masked[name.hi : until]
        if not _begins(name, last, masked, told=_DATE in around, bare=bare):
            continue
        last = name
        starts.append(_with_its_date(masked, last_start=names[index - 1].hi, name=name) if dated_first else name.lo)
    edges = [0, *starts, hi - lo]
    return [(lo + a, lo + b) for a, b in itertools.pairwise(edges)]


def _begins(name: _Name, last: _Name, masked: str, *, told: bool, bare: bool) -> bool:
    """Say whether `name` is a further person's after `last`; `told` = a date goes with it, `bare` = there are no dates at all."""
    if name.titled:
        return last.titled or len(last.words) > 1 or _DATE in masked[last.hi : name.lo]
    if name.reversed:
        return last.reversed
    if len(name.words) == 1:
        return told and _DATE in masked[last.hi : name.lo] and masked[name.hi :].lstrip(" ,:(\x00-").startswith(_DATE)
    kin = name.words[-1] == last.words[-1]
    return told or (bare and (name.capital or kin) and len(last.words) > 1) or (kin and name.capital)


def _all_dates_last(masked: str, names: list[_Name]) -> list[tuple[int, int]] | None:
    """Return the stretches of "Ada and Tunde Obi, 1990 and 1988" without the dates: whose they are is asked; None = not so."""
    dates = list(_DATES.finditer(masked))
    if len(dates) < len(names) or dates[0].start() < names[-1].hi or _TAKEN in masked[: dates[-1].end()]:
        return None
    starts = [0, *(name.lo for name in names[1:]), dates[0].start()]
    return [*itertools.pairwise(starts), (dates[-1].end(), len(masked))]


def _with_its_date(masked: str, *, last_start: int, name: _Name) -> int:
    """Return where the date before `name` begins, in a message that tells each date before its name."""
    end = masked.rfind(_DATE, last_start, name.lo)
    if end < 0:
        return name.lo
    while end > last_start and masked[end - 1] == _DATE:
        end -= 1
    return end


def _masked(text: str, frame: PersonFrame) -> str:
    """Return `text` with dates, numbers, addresses and labels blanked out, letter for letter."""
    for mention in find_dates(text, frame.words, DateFrame(frame.today, frame.country, past=True)):
        if any(c.isdigit() for c in text[mention.lo : mention.hi]):
            text = text[: mention.lo] + _DATE * (mention.hi - mention.lo) + text[mention.hi :]
    for pattern in (_WRITTEN, labels().stop):
        text = pattern.sub(lambda m: _TAKEN * len(m.group()), text)
    return text


def _names(masked: str, message: Message, lo: int) -> list[_Name]:
    """Return the names in order: runs of words with only spaces between, cut at titles; "Obi, Ada" is one when so begun."""
    runs: list[list[re.Match[str]]] = [[]]
    for match in _NAME_WORD.finditer(masked):
        if not (_is_title(match, masked) or _may_name(match.group())):
            runs.append([])
            continue
        if runs[-1] and not _adjoins(runs[-1][-1], match):
            runs.append([])
        runs[-1].append(match)
    found: list[_Name] = []
    for run in runs:
        for part in _at_titles(run):
            words = tuple(w.group() for w in part if not _is_title(w, masked))
            if not words or _elsewhere(" ".join(words)):
                continue
            capital = all(message.said(lo + w.start(), lo + w.end())[:1].isupper() for w in part)
            titled = _is_title(part[0], masked)
            found.append(_Name(part[0].start(), part[-1].end(), words, titled, capital=capital))
    return _turned(found, masked)


def _adjoins(left: re.Match[str], right: re.Match[str]) -> bool:
    """Say whether only spaces part two words, or the dot of an initial or a title."""
    gap = left.string[left.end() : right.start()].strip(" ")
    return not gap or (gap == "." and len(left.group()) <= 4)


def _may_name(word: str) -> bool:
    return word not in NO_NAME and word not in _LINKS and word not in labels().genders and demonym(word) is None


_LINKS = frozenset("ve och avec con com mit dengan ile plus also then pamoja too both و और".split())


def _is_title(word: re.Match[str], masked: str) -> bool:
    form = word.group()
    dotted = masked[word.end() : word.end() + 1] == "."
    return (len(form) > 1 or dotted) and form not in _NO_TITLE and title_of(form) is not None


def _at_titles(run: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Cut a run of words before each title that follows a name; behind it when the titles come last ("ADA OBI MRS")."""
    if not run:
        return []
    text = run[0].string
    ends = _is_title(run[-1], text) and not _is_title(run[0], text)
    parts: list[list[re.Match[str]]] = [[]]
    for index, word in enumerate(run):
        title = _is_title(word, text)
        if title and not ends and parts[-1] and not _is_title(run[index - 1], text):
            parts.append([])
        parts[-1].append(word)
        if title and ends:
            parts.append([])
    return [part for part in parts if part]


def _elsewhere(words: str) -> bool:
    """Say whether the words are a country, or a place so well known that nobody is called that."""
    return country_named(words) is not None or (" " in words and any(w >= _KNOWN_PLACE for w, _ in ranked(words)))


def _turned(found: list[_Name], masked: str) -> list[_Name]:
    """Join "Obi, Ada" to one name when the message begins so."""
    if len(found) < 2 or not _pair(found[0], found[1], masked):
        return found
    joined: list[_Name] = []
    index = 0
    while index < len(found):
        one = found[index]
        two = found[index + 1] if index + 1 < len(found) else None
        if two is not None and _pair(one, two, masked):
            joined.append(
                _Name(one.lo, two.hi, (*two.words, *one.words), titled=False, reversed=True, capital=one.capital)
            )
            index += 2
        else:
            joined.append(one)
            index += 1
    return joined


def _pair(one: _Name, two: _Name, masked: str) -> bool:
    gap = _ONLY_COMMA.fullmatch(masked, one.hi, two.lo)
    return gap is not None and len(one.words) == 1 and not one.titled and len(two.words) <= 3
