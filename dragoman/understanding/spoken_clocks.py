"""Clock times in words: "a las siete de la tarde", "jam 7 malam", "seven in the evening", Swahili "saa mbili asubuhi" (08:00).

Swahili counts the hours from six: saa moja asubuhi is 07:00 and saa moja usiku 19:00. Local times; a bare number is none.
"""

from __future__ import annotations

import re
from datetime import time

from dragoman.understanding.lexicon import Lexicon


def spoken_clocks(folded: str, words: Lexicon) -> list[tuple[time, int, int]]:
    """Return (time, start, end) for each clock time that is said with a half of the day."""
    rules = _rules(words)
    found: list[tuple[time, int, int]] = []
    for match in (*rules["led"].finditer(folded), *rules["plain"].finditer(folded)):
        hour, led = _hour(match["h"], words), "lead" in match.re.groupindex
        if hour is None or not 1 <= hour <= 12 or any(lo < match.end() and match.start() < hi for _, lo, hi in found):
            continue
        if not led and hour == 1 and not match["h"].isdigit():
            continue  # "the one in the evening"
        late, night = match["late"] is not None, rules["night"].search(match.group()) is not None
        if led and match["swahili"]:
            moment = (hour + 6) % 12 + (12 if late and not (night and hour >= 6) else 0)
            moment += 12 if night and hour == 12 else 0
        else:
            moment = hour % 12 + (12 if late and not (night and hour == 12) else 0)
        found.append((time(moment, 30 if match["half"] else 0), match.start(), match.end()))
    return found


def _hour(text: str, words: Lexicon) -> int | None:
    return int(text) if text.isdigit() else words.numbers.get(" ".join(text.split()))


def _rules(words: Lexicon) -> dict[str, re.Pattern[str]]:
    if "clock" not in words.rules:
        early, late = words.any("clock.before_noon"), words.any("clock.after_noon")
        every_early, every_late = words.any("clock.before_noon|clock.early"), words.any("clock.after_noon|clock.late")
        lead = rf"(?P<lead>{words.any('clock.lead')}|(?P<swahili>{words.any('clock.from_six')}))"
        half = rf"(?P<half>\s+{words.any('clock.half')})?"
        hour = rf"(?P<h>\d{{1,2}}(?!\d)|{words.counts()})(?!\w)(?:\s+{words.any('clock.unit')})?{half}"
        words.rules["clock"] = {
            "led": re.compile(
                rf"(?<!\w){lead}\s+{hour}\s+(?:(?:ya|wa|de|da|di)\s+)?(?:(?P<late>{every_late})|{every_early})(?!\w)"
            ),
            "plain": re.compile(rf"(?<![\w:./-]){hour}\s+(?:(?P<late>{late})|{early})(?!\w)"),
            "night": words.pattern("clock.night"),
        }
    return words.rules["clock"]
