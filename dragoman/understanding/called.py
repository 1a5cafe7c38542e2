"""Names of people inside a message about something else: "change the name to Ada Okafor", "I travel with Juma".

What is found here is no place and no day, however much it looks like one (Ada is Adana to a fuzzy eye, Sunday is a name).
"""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.understanding.naming import introductions
from dragoman.understanding.text import Message, Word

MOST_WORDS = 4
"""Words of one name that follow an introduction."""


@lru_cache(maxsize=1)
def _led() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = introductions()
    link = rf"(?:{words['link']})"
    return (
        re.compile(rf"(?<!\w)(?:{words['name']})(?!\w)(?:[\s:=,]+{link}(?!\w)){{0,4}}[\s:=\"']+$"),
        re.compile(rf"(?<!\w)(?:(?:{words['title']})\.?|{words['with']})\s+$"),
    )


def people_named(message: Message) -> list[tuple[int, int]]:
    """Return the stretches (folded offsets) that are names of people, in order."""
    introduced, accompanied = _led()
    found: list[tuple[int, int]] = []
    words = message.words
    for index, word in enumerate(words):
        if found and word.lo < found[-1][1]:
            continue
        before = message.folded[max(0, word.lo - 60) : word.lo]
        named = introduced.search(before)
        changed = bool(found) and _turns(message, found[-1], word)
        if not (named or changed or accompanied.search(before)) or (message.mixed and not word.capital):
            continue
        if not message.mixed and not (named or changed):
            continue
        run = _run(message, words[index : index + MOST_WORDS], 2 if not message.mixed else MOST_WORDS)
        found.append((run[0].lo, run[-1].hi))
    return found


def _turns(message: Message, name: tuple[int, int], word: Word) -> bool:
    """Say whether a word is what a name shall become: "the name from Ada to Ade"."""
    from_ = re.search(rf"(?<!\w)(?:{introductions()['from']})\s+$", message.folded[: name[0]])
    to = re.fullmatch(rf"\s+(?:{introductions()['to']})\s+", message.folded[name[1] : word.lo])
    return bool(from_ and to)


def _run(message: Message, words: tuple[Word, ...], most: int) -> list[Word]:
    run = [words[0]]
    for word in words[1:most]:
        parted = message.folded[run[-1].hi : word.lo].strip(" -'")
        if parted or (message.mixed and not word.capital):
            break
        run.append(word)
    return run
