"""What a message takes back: of "not Abuja, Kano" and "Kano instead of Abuja" only Kano is meant, and it stands for Abuja.

The same for places and for dates. A value is taken back by a negation right before it, by "instead of" before it, by a
negation right behind it, or by a correction between it and the next one ("the 15th, sorry, the 17th"). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dragoman.understanding.lexicon import Lexicon

_NEAR = 40
"""How far (characters) before a negation the value that replaces may stand."""
_PAUSE = r"[\s,.;:!-]*"


class Mention(Protocol):
    """Anything that stands at `lo:hi` of the folded text."""

    @property
    def lo(self) -> int: ...
    @property
    def hi(self) -> int: ...


M = TypeVar("M", bound=Mention)
_Rules = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Withdrawn(Generic[M]):
    """One value that is taken back, and the one that is meant instead, None when the message names no other."""

    gone: M
    instead: M | None


def withdrawn(
    folded: str, mentions: Sequence[M], words: Lexicon, replaces: Callable[[M, M], bool]
) -> list[Withdrawn[M]]:
    """Return what is taken back among `mentions` (in order); `replaces(a, b)` says whether a can stand in b's role."""
    rules = _rules(words)
    sure = [m for m in mentions if _negated(folded, m, rules)]
    found = []
    for index, mention in enumerate(mentions):
        following = next((m for m in mentions[index + 1 :] if m not in sure and replaces(m, mention)), None)
        if mention in sure:
            found.append(Withdrawn(mention, _instead(folded, mentions, index, sure, following, rules, replaces)))
        elif (
            index + 1 < len(mentions)
            and following is mentions[index + 1]
            and _corrected(folded, mention, following, rules)
        ):
            found.append(Withdrawn(mention, following))
    return found


def _negated(folded: str, mention: Mention, rules: _Rules) -> bool:
    before = folded[max(0, mention.lo - 60) : mention.lo]
    return bool(rules["before"].search(before) or rules["behind"].match(folded[mention.hi : mention.hi + 40]))


def _corrected(folded: str, mention: Mention, following: Mention, rules: _Rules) -> bool:
    """Say whether the next value corrects this one: "Friday, no, Saturday", or behind a bare no: "no Friday, Saturday"."""
    between = folded[mention.hi : following.lo]
    if rules["between"].fullmatch(between):
        return True
    refused = rules["refusal"].search(folded[max(0, mention.lo - 40) : mention.lo])
    return bool(refused and re.match(r"\s*[,;.]", between) and rules["next_to"].fullmatch(between))


def _instead(
    folded: str, mentions: Sequence[M], index: int, sure: list[M], following: M | None, rules: _Rules,
    replaces: Callable[[M, M], bool],
) -> M | None:  # fmt: skip
    """Return the value that stands for the one taken back: right behind it, else right before it, else the next there is."""
    mention = mentions[index]
    if following is not None and rules["next_to"].fullmatch(folded[mention.hi : following.lo]):
        return following
    for other in reversed(mentions[:index]):
        if other not in sure and mention.lo - other.hi <= _NEAR and replaces(other, mention):
            return other
    return following


def _rules(words: Lexicon) -> _Rules:
    if "withdrawals" not in words.rules:
        words.rules["withdrawals"] = _compiled(words)
    return words.rules["withdrawals"]


def _compiled(words: Lexicon) -> dict[str, re.Pattern[str]]:
    led = words.any("place.origin|place.destination|place.at|date.on|date.the|date.lead|date.day_word")
    small = rf"(?:{led}[\s']+){{0,3}}(?:[\u0600-\u06ff]{{1,2}})?"
    sure = words.any("correction.withdrawn")
    instead = words.any("correction.instead")
    own = words.terms.get("place.at", ())
    soft = [t for t in words.terms.get("correction.no", ()) if t not in own]  # Portuguese "no Rio" is "in Rio"
    refusal = "|".join(re.escape(t).replace(r"\ ", r"\s+") for t in sorted(soft, key=len, reverse=True)) or "(?!)"
    no = rf"(?:{words.any('correction.no')}|{sure}|{words.any('correction.cue')})"
    pause = r"[\s,.;:!-]"
    ending = r"['’]?[^\W\d]{0,5}"  # a case that is glued to the name
    after = rf"{ending}\s+(?:{words.any('place.origin_after|place.destination_after')}\s+)?"
    return {
        "before": re.compile(rf"(?<!\w)(?<!why )(?<!if )(?<!or )(?:{sure}|{instead})[\s'\"]+{small}$"),
        "behind": re.compile(
            rf"{after}{words.any('correction.withdrawn_after|correction.instead_after')}(?!\w)"
            rf"|\s+(?:{sure}|{refusal})(?=\s*[,;])"
        ),
        "refusal": re.compile(rf"(?<!\w)(?:{refusal})\s+{small}$"),
        "between": re.compile(rf"{pause}+(?:(?:oh|uh|um|and|et|y|e)\s+)?(?:{no}{pause}+){{1,3}}{small}"),
        "next_to": re.compile(rf"{ending}{_PAUSE}(?:[^\W\d]+[\s,']+){{0,3}}"),
    }
