"""Names as airlines take them: which letters a flight supplier accepts, and what to suggest for the others.

Source: Duffel order creation (partners.md A4): 1 to 20 characters; space, hyphen, apostrophe and Latin letters up to
Latin Extended-A, except Æ æ Ĳ ĳ Œ œ Þ ð. Suggestions follow ICAO Doc 9303 part 3, section 6 (machine-readable names)
for Latin letters, and drop accents otherwise.
"""

from __future__ import annotations

import unicodedata

NAME_MAX = 20
_MARKS = " -'"
_REFUSED = frozenset("ÆæĲĳŒœÞð")
# U+0180 is the first letter after Latin Extended-A; × and ÷ stand between the letters of Latin-1.
_AFTER_EXTENDED_A = "\u0180"
_ICAO = {
    "Æ": "AE", "æ": "ae", "Ĳ": "IJ", "ĳ": "ij", "Œ": "OE", "œ": "oe", "Þ": "TH", "þ": "th", "Ð": "D", "ð": "d",
    "ẞ": "SS", "ß": "ss", "Ɓ": "B", "ɓ": "b", "Ɗ": "D", "ɗ": "d", "Ƙ": "K", "ƙ": "k", "Ɛ": "E", "ɛ": "e",
    "Ɔ": "O", "ɔ": "o", "Ŋ": "N", "ŋ": "n", "Ƴ": "Y", "ƴ": "y", "Ə": "E", "ə": "e", "Ɩ": "I", "ɩ": "i",
}  # fmt: skip
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u02bb\u00b4\u0060\u2032"), "'")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def tidy(name: str) -> str:
    """Compose accents (NFC), straighten apostrophes and dashes, and fold runs of spaces: never changes a letter."""
    plain = unicodedata.normalize("NFC", name).translate(_APOSTROPHES).translate(_DASHES)
    return " ".join(plain.split())


def accepted(letter: str) -> bool:
    """Say whether the supplier takes this character in a name."""
    if letter in _MARKS:
        return True
    return letter.isalpha() and letter < _AFTER_EXTENDED_A and letter not in _REFUSED and letter not in "ªº"


def refused_letters(name: str) -> str:
    """The characters of a tidied name that the supplier refuses, each once, in order."""
    return "".join(dict.fromkeys(letter for letter in name if not accepted(letter)))


def suggestion(name: str) -> str:
    """Spell a name with letters the supplier takes, cut to 20 characters at a word where possible; "" when nothing is left.

    A script without a Latin spelling here (Chinese, Arabic …) gives "": the passport's own Latin line must be asked for.
    """
    spelled = "".join(_spell(letter) for letter in tidy(name)).strip(_MARKS)
    spelled = " ".join(spelled.split())
    if len(spelled) <= NAME_MAX:
        return spelled
    at_word = spelled[: NAME_MAX + 1].rpartition(" ")[0]
    return at_word or spelled[:NAME_MAX]


def _spell(letter: str) -> str:
    if accepted(letter):
        return letter
    if letter in _ICAO:
        return _ICAO[letter]
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain and all(accepted(part) for part in plain) else ""
