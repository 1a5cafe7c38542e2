"""Finds places in a message and says which is the origin, which the destination.

Precision before recall: a name counts when a word before it asks for a place, when the conversation asked for one, or when
it cannot well be anything else. Misspellings are tried only in the first two cases, and never settled when unsure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.lookalikes import figure_means_to, is_elsewhere, is_somebody
from dragoman.understanding.models import Place
from dragoman.understanding.names import PlaceKind
from dragoman.understanding.place_cues import (
    AREAS,
    AT,
    DESTINATION,
    ORIGIN,
    STATES,
    VIA,
    WORD_START,
    after_pattern,
    cue_pattern,
)
from dragoman.understanding.place_mentions import PlaceMention, coded_route, common_words, spaceless_runs, standing
from dragoman.understanding.places import begins, place, ranked
from dragoman.understanding.text import Message, Word

LONGEST_NAME = 6
_GAP = re.compile(r"[\s'-]*")


class PlaceFinder:
    """Reads the places of one message; `expected` = the conversation asked for a place, `taken` = stretches already read."""

    def __init__(
        self,
        message: Message,
        words: Lexicon,
        taken: Sequence[tuple[int, int]],
        *,
        expected: bool,
        country: str | None,
        ground: bool,
    ) -> None:
        self.message, self.words, self.country = message, words, country
        self.expected, self.ground = expected, ground
        self.taken = list(taken)
        self.suffixes = [t for r in (ORIGIN, DESTINATION, AT) for t in words.terms.get(f"suffix.{r}", ())]
        self.prefixes = [t for r in (DESTINATION, AT) for t in words.terms.get(f"prefix.{r}", ())]
        self.tokens = [w for w in message.words if not any(w.lo < hi and lo < w.hi for lo, hi in taken)]

    def find(self) -> list[PlaceMention]:
        """Return the mentions in order."""
        mentions: list[PlaceMention] = coded_route(self.message, self.taken)
        paired = [(m.lo, m.hi) for m in mentions]
        self.tokens = [w for w in self.tokens if not any(w.lo < hi and lo < w.hi for lo, hi in paired)]
        counted = [i + 1 for i, w in enumerate(self.tokens) if w.form.isdigit() or w.form in self.words.numbers]
        people = set(self.words.terms.get("party.person", ())) | set(self.words.terms.get("party.adult", ()))
        headcount = {
            i for i in counted if i < len(self.tokens) and self.tokens[i].form in people
        }  # "2 orang" flies nowhere
        self.tokens = [w for i, w in enumerate(self.tokens) if i not in headcount]
        index = 0
        while index < len(self.tokens):
            mention, used = self._at(index)
            if mention is None:
                index += 1
                continue
            mention, used = self._qualified(mention, index, used)
            if not self._goes_on(mentions, mention):
                mentions.append(mention)
            index += used
        for lo, hi, found in spaceless_runs(self.message, self.taken, self.country):
            cue = self.cue(lo, hi)
            mentions.append(PlaceMention(lo, hi, found[0], found, cue[0], returning=cue[1]))
        return self._one_route(sorted(mentions, key=lambda m: m.lo))

    def _one_route(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Read "leaving 10 December, back 20 December, from Lagos to Accra" as the way out: both ways stand before one route."""
        if len(mentions) < 2 or not all(m.returning for m in mentions):
            return mentions
        before = self.message.folded[: mentions[0].lo]
        if self.words.pattern("trip.depart_cue").search(self.words.pattern("trip.round_trip").sub(" ", before)):
            return [replace(m, returning=False) for m in mentions]
        return mentions

    def _goes_on(self, mentions: list[PlaceMention], mention: PlaceMention) -> bool:
        """Say whether a name belongs to the place before it ("London Liverpool Street"): no word and no sign between."""
        if not mentions or mentions[-1].cue is None or mention.cue is not None or mention.coded:
            return False
        return self.message.folded[mentions[-1].hi : mention.lo] == " "

    def _run(self, index: int, length: int) -> list[Word] | None:
        """Return `length` words from `index` if nothing but spaces, hyphens, apostrophes or an initial's dot parts them."""
        run = self.tokens[index : index + length]
        if len(run) < length or not all(self._joined(left, right) for left, right in pairwise(run)):
            return None
        return run

    def _joined(self, left: Word, right: Word) -> bool:
        gap = self.message.folded[left.hi : right.lo]
        return gap == " " or bool(_GAP.fullmatch(gap)) or (gap.strip() == "." and len(left.form) <= 2)

    def _reach(self, index: int) -> int:
        """Say how many words from `index` on stand together and may be one name, at most LONGEST_NAME."""
        last = min(index + LONGEST_NAME, len(self.tokens))
        form = ""
        for end in range(index + 1, last):
            form += f"{self.tokens[end - 1].form} "
            known = self.prefixes or begins(form)  # before a glued article nothing can be told
            if not known or not self._joined(self.tokens[end - 1], self.tokens[end]):
                return end - index
        return last - index

    def _at(self, index: int) -> tuple[PlaceMention | None, int]:
        cue = None
        for length in range(self._reach(index), 0, -1):
            run = self.tokens[index : index + length]
            form = " ".join(w.form for w in run)
            if not any(c.isalpha() for c in form):
                continue
            lo, hi = run[0].lo, run[-1].hi
            found = ranked(form, self.country)
            if not found and (stem := self._stem(run, form)) is not None:
                form, lo, hi, found = stem
            coded = self._code(run) if length == 1 else None
            if not found and coded is None:
                continue
            if cue is None:
                cue = self.cue(lo, hi)
            if coded is not None and self._takes_code(run[0], found, cue[0]):
                return PlaceMention(lo, hi, coded, (coded,), cue[0], coded=True, returning=cue[1]), 1
            if found and self._takes(run, found, cue[0]):
                best = tuple(p for _, p in found)
                return PlaceMention(lo, hi, best[0], best, cue[0], returning=cue[1]), length
        return None, 0

    def _stem(self, run: list[Word], form: str) -> tuple[str, int, int, tuple[tuple[int, Place], ...]] | None:
        """Return a name without the case ending or the article that its language glues to it ("Denverdan", "للقاهرة")."""
        lo, hi = run[0].lo, run[-1].hi
        for ending in self.suffixes:
            if (
                form.endswith(ending)
                and len(form) - len(ending) > 2
                and (found := ranked(form[: -len(ending)], self.country))
            ):
                return form[: -len(ending)], lo, hi - len(ending), found
        for opening in self.prefixes:
            rest = form.removeprefix(opening)
            for stem in (rest, "ال" + rest) if rest != form and len(rest) > 2 else ():
                if found := ranked(stem, self.country):
                    return stem, lo + len(opening), hi, found
        return None

    def _code(self, run: list[Word]) -> Place | None:
        word = run[0]
        if len(word.form) != 3 or not word.form.isascii() or not word.form.isalpha():
            return None
        return place(word.form)

    def _takes_code(self, word: Word, found: Sequence[tuple[int, Place]], cue: str | None) -> bool:
        """Say whether three letters are an airport code here."""
        shouted = word.upper and self.message.mixed
        asked = cue is not None or self.expected or self._paired(word)
        known = place(word.form)
        rank = standing(known, word.form) if known else 0
        if re.match(r"\d", self.message.folded[word.hi : word.hi + 1]):
            return False
        if rank >= 55 and self._paired(word):
            return True
        if word.form in common_words():
            return shouted and asked and word.form not in ("the", "for")
        if found and not shouted and found[0][0] >= rank:
            return False
        if shouted:
            return asked or rank >= 60
        return asked and (rank >= 62 or len(self.tokens) <= 3)

    def _paired(self, word: Word) -> bool:
        """Say whether another code stands beside it: "LOS-ABV", "los to abv"."""
        before, behind = (
            self.message.folded[max(0, word.lo - 12) : word.lo],
            self.message.folded[word.hi : word.hi + 12],
        )
        link = rf"(?:\s*[->/]\s*|\s+(?:{self.words.any('place.connect')}|2)\s+)"
        left, right = re.search(rf"(?<!\w)([a-z]{{3}}){link}$", before), re.match(rf"{link}([a-z]{{3}})(?!\w)", behind)
        return any(m is not None and m[1] not in common_words() and place(m[1]) is not None for m in (left, right))

    def _takes(self, run: list[Word], found: Sequence[tuple[int, Place]], cue: str | None) -> bool:
        """Say whether a known name is meant as a place here."""
        weight, best = found[0]
        form = " ".join(w.form for w in run)
        capital = self.message.mixed and run[0].capital
        inner = capital and not self._opens_sentence(run[0])
        plain = all(w.form in common_words() or len(w.form) < 2 for w in run)
        alone = cue is None and capital and not self.expected
        if is_elsewhere(self.message, run, self.words) or (
            alone and is_somebody(self.message, run, self.words, self.taken)
        ):
            return False
        if weight >= 100 and len(form) <= 3 and ((run[0].upper and self.message.mixed) or form not in common_words()):
            return cue is not None or self.expected or inner or run[0].upper
        if plain and best.airports and (cue is not None or self.expected) and len(run) > 1:
            return True
        if plain and best.airports and self.expected and inner and weight >= 60:
            return True  # "bukan Semarang, Solo"
        if re.search("[\u3040-\u30ff\u3400-\u9fff]", form):
            return False
        if (
            weight >= 100
            and cue in (ORIGIN, DESTINATION)
            and form not in self.words.terms.get("date.the", ())
            and len(form) == 2
        ):
            return True  # "from la to charlotte", unless "la" is an article in the language at hand
        if len(form) < 2 or (plain and not (inner and cue in (ORIGIN, DESTINATION, VIA) and weight >= 60)):
            return weight >= 100 and cue is not None and form not in common_words()
        served = bool(best.airports)
        if cue in (ORIGIN, DESTINATION, VIA) or (cue == AT and (capital or self.expected)):
            return served or capital or self.ground or weight >= 52 or self.expected
        if self.expected and (served or weight >= 45 or capital) and len(form) > 2:
            return True
        if len(run) > 1:
            return weight >= 55 or inner
        if inner:
            return weight >= 50 and (served or weight >= 58)
        return weight >= 66 and len(form) >= 4

    def _opens_sentence(self, word: Word) -> bool:
        before = self.message.folded[: word.lo].rstrip()
        return not before or before[-1] in ".!?\n:"

    def cue(self, lo: int, hi: int, *, figures: bool = True) -> tuple[str | None, bool]:
        """Return the role that the words around lo:hi give to a place, and whether they speak of the way back; `figures`: a 2 may be "to"."""
        behind = self.message.folded[hi : hi + 40]
        for role in (VIA, ORIGIN, DESTINATION, AT):
            if f"place.{role}_after" in self.words.terms and after_pattern(self.words, role).match(behind):
                return role, bool(
                    re.match(rf".{{0,24}}{WORD_START}{self.words.any('trip.return_cue')}", behind)
                ) and role == ORIGIN
        before = self.message.folded[max(0, lo - 70) : lo]
        match = cue_pattern(self.words).search(before)
        if not match:
            return (DESTINATION, False) if figures and self._means_to(lo, before) else (None, False)
        role = next(name for name in (VIA, ORIGIN, DESTINATION, AT) if match[name])
        clause = re.split(r"[.!?;]|,\s", before[: match.end()])[-1]
        return role, self._way_back(clause)

    def _means_to(self, lo: int, before: str) -> bool:
        counts = any(hi > lo - 3 and start < lo for start, hi in self.taken)
        return not counts and figure_means_to(before, self.words, self.country)

    def _way_back(self, clause: str) -> bool:
        """Say whether the last verb of movement before a place speaks of coming back."""
        clause = self.words.pattern("trip.round_trip").sub(" ", clause)
        back = [m.end() for m in self.words.pattern("trip.return_cue").finditer(clause)]
        out = [m.end() for m in self.words.pattern("trip.depart_cue").finditer(clause)]
        return bool(back) and back[-1] >= max(out, default=0)

    def _qualified(self, mention: PlaceMention, index: int, used: int) -> tuple[PlaceMention, int]:
        """Read "Portland, Oregon", "Paris, France", "Atlanta GA": the words after a city choose among its namesakes."""
        if mention.place is None or mention.coded:
            return mention, used
        for length in (3, 2, 1):
            run = self._run(index + used, length)
            if run is None or self.message.folded[mention.hi : run[0].lo].strip() not in ("", ","):
                continue
            named = self._namesakes(mention, run)
            if named:
                return replace(mention, hi=run[-1].hi, place=named[0], candidates=tuple(named)), used + length
        return mention, used

    def _namesakes(self, mention: PlaceMention, run: list[Word]) -> list[Place]:
        form = " ".join(w.form for w in run)
        areas: set[tuple[str, str]] = set()
        if (
            len(run) == 1
            and form in STATES
            and (run[0].upper or not self.message.mixed or "," in self.message.folded[mention.hi : run[0].lo])
        ):
            areas.add(STATES[form])
        if form not in common_words():
            for _, p in ranked(form):
                if p.kind is PlaceKind.COUNTRY:
                    areas.add(("", p.country))
                elif p.kind is PlaceKind.REGION:
                    areas.add((p.region, p.country))
        areas |= {("", c) for c in AREAS.get(form, ())}
        return [
            p
            for p in mention.candidates
            if p.kind in (PlaceKind.CITY, PlaceKind.AIRPORT)
            and any(p.country == c and r in ("", p.region) for r, c in areas)
        ]
