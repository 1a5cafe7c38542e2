"""Which language a message is in, and which language it names."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from dragoman.understanding.lexicon import LANGUAGES, alternation
from dragoman.understanding.text import fold, key

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
SPOKEN = {
    "NG": ("en", "pcm", "yo", "ig", "ha"), "GH": ("en",), "KE": ("sw", "en"), "TZ": ("sw", "en"), "UG": ("en", "sw"), "RW": ("en", "fr", "sw"),
    "SN": ("fr",), "CI": ("fr",), "BJ": ("fr", "yo"), "TG": ("fr",), "CM": ("fr", "en"), "NE": ("fr", "ha"), "ML": ("fr",), "CD": ("fr", "sw"),
    "ID": ("id",), "MY": ("id", "en"), "BR": ("pt",), "PT": ("pt",), "AO": ("pt",), "MZ": ("pt",), "ES": ("es",), "MX": ("es",), "AR": ("es",),
    "CO": ("es",), "PE": ("es",), "CL": ("es",), "DE": ("de",), "AT": ("de",), "CH": ("de", "fr"), "FR": ("fr",), "BE": ("fr",), "EG": ("ar",),
    "SA": ("ar",), "AE": ("ar", "en"), "MA": ("ar", "fr"), "DZ": ("ar", "fr"), "TN": ("ar", "fr"), "TR": ("tr",), "IN": ("hi", "en"),
    "GB": ("en",), "US": ("en", "es"), "CN": ("zh",), "JP": ("ja",),
}  # fmt: skip
"""Languages commonly written in a country, likeliest first (CLDR territory-language information)."""
_ENOUGH = 1.0


@lru_cache(maxsize=1)
def _markers() -> dict[str, frozenset[str]]:
    """Return each language's everyday words, folded."""
    found = {}
    for language in LANGUAGES:
        table = tomllib.loads(resources.files(f"{__package__}.lexicon").joinpath(f"{language}.toml").read_text("utf-8"))
        found[language] = frozenset(key(w) for w in table.get("language", {}).get("words", ()))
    return found


@lru_cache(maxsize=1)
def _shared() -> dict[str, int]:
    """Return for each everyday word in how many languages it is one: a shared word tells less."""
    counts: dict[str, int] = {}
    for words in _markers().values():
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return counts


def detect_language(text: str, country: str | None = None) -> str | None:
    """Return the ISO 639 code of the language of `text` ("pcm" for Nigerian Pidgin), or None when it does not show.

    Script first, then everyday words; a word that several languages share counts less, and a language of the writer's
    country a little more. Short codes, names and numbers tell nothing.
    """
    sample = text[:600]
    if len(_SCRIPTS[0][1].findall(sample)) > 1:
        return "ja"
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) * 2 >= sum(c.isalpha() for c in sample) > 0:
            return language
    if sample.isupper() and len(sample) < 40:
        return None  # codes in capitals
    words = re.findall(r"[^\W\d_]+", fold(sample))
    likely = SPOKEN.get(country or "", ())
    scores: dict[str, float] = {}
    for language, known in _markers().items():
        if not known.isdisjoint(words):
            hits = [w for w in words if w in known]
            score = sum((0.4 if len(w) < 2 else 1.0) / _shared()[w] for w in hits)
            scores[language] = score * (1.25 if language in likely else 1.0)
    if not scores:
        return None
    ordered = sorted(scores.items(), key=lambda s: -s[1])
    best, score = ordered[0]
    if best == "pcm" and not any(w in _markers()["pcm"] - _markers()["en"] and len(w) > 2 for w in words):
        best, score = "en", max(score, scores.get("en", 0.0))
    second = next((s for language, s in ordered if language != best), 0.0)
    least = min(_ENOUGH, 0.34 * len(words)) if len(words) < 4 else _ENOUGH
    return best if score >= least and (score >= second * 1.15 or best in likely) else None


def evidence(text: str, language: str) -> int:
    """Return how many different everyday words of `language`, of two letters or more, stand in `text`."""
    known = _markers().get(language, frozenset())
    return len({w for w in re.findall(r"[^\W\d_]{2,}", fold(text[:600])) if w in known})


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    table = tomllib.loads(resources.files(__package__).joinpath("tongues.toml").read_text("utf-8"))["names"]
    forms = {key(name): code for code, names in table.items() for name in names}
    return forms, re.compile(rf"(?<!\w){alternation(forms)}(?!\w)")


_POLITE = frozenset(
    "please pls plz thanks language in en em auf kwa dalam bi s il vous plait svp por favor bitte tolong tafadhali "
    "من فضلك لو سمحت langue idioma lingua bahasa lugha اللغه لغه sprache dil dili".split()
)


def bare_language(plain: str) -> str | None:
    """Return the code of a language when the folded `plain` is nothing but its name and a courtesy; else None."""
    forms, pattern = _names()
    match = pattern.search(plain)
    if match is None or match.group() == "broken":
        return None
    rest = f"{plain[: match.start()]} {plain[match.end() :]}".split()
    return forms[re.sub(r"[\s-]+", " ", match.group())] if all(word in _POLITE for word in rest) else None


def language_named(plain: str) -> str | None:
    """Return the code of the last language that the folded `plain` names ("from English to French" -> fr)."""
    forms, pattern = _names()
    found = [forms[re.sub(r"[\s-]+", " ", m.group())] for m in pattern.finditer(plain)]
    return found[-1] if found else None
