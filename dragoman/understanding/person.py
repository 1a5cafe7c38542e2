"""One person's details in one portion of a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dragoman.kit import phone
from dragoman.understanding.date_readers import DateFrame
from dragoman.understanding.dates import DateMention, find_dates
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.models import PersonDetails
from dragoman.understanding.mrz import alpha2
from dragoman.understanding.names import Fault, Slot
from dragoman.understanding.naming import NO_NAME, after_label, find_names, gender_of, labels, title_of
from dragoman.understanding.nationality import country_named, demonym, find_country

PERSONAL = frozenset(
    {Slot.TITLE, Slot.GIVEN_NAME, Slot.FAMILY_NAME, Slot.BORN_ON, Slot.GENDER, Slot.NATIONALITY, Slot.PASSPORT_NUMBER,
     Slot.PASSPORT_EXPIRY, Slot.ISSUING_COUNTRY, Slot.EMAIL, Slot.PHONE}
)  # fmt: skip
"""The slots that speak of a person."""
OLDEST_YEARS = 120

_EMAIL = re.compile(r"(?<![\w.])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}(?![\w@])")
# "zara at example dot com", as people say it or write it to escape robots
_SAID_DOT = r"(?:\s*\.\s*|\s+(?:dot|point|punto|ponto|punkt|titik|nukta|نقطه)\s+)"
_EMAIL_SAID = re.compile(
    rf"(?<![\w.@])(?P<name>[a-z0-9_%+-]{{1,40}}(?:{_SAID_DOT}[a-z0-9_%+-]{{1,40}}){{0,3}})\s*(?:\s(?:at|arobase|arroba)\s|[(\[]at[)\]])\s*"
    rf"(?P<host>[a-z0-9-]{{1,40}}(?:{_SAID_DOT}(?!com\b)[a-z0-9-]{{2,20}}){{0,2}}){_SAID_DOT}(?P<top>[a-z]{{2,12}})(?![\w@])"
)
_TOPS = frozenset(
    "com net org edu gov info io co biz ng ke gh za ug tz rw uk us fr de es pt br id eg sn ci ao mz mx ma tr in".split()
)
_EMAIL_TRY = re.compile(r"[^\s,;]{0,80}@[^\s,;]{0,80}")
_PHONE = re.compile(r"(?<![\w/.])\+?\(?\d[\d\s().-]{5,20}\d(?!\w)")
_PASSPORT_ASKED = re.compile(r"(?<![\w@/.-])(?=[a-z]*\d)[a-z0-9]{5,12}(?![\w@])")
# "Make it 17 December" is the trip's new day: a date of birth has a year.
_BARE_DAY = re.compile(r"\s*(?:(\d{2}) ?(\d{2}) ?((?:19|20)\d{2})|((?:19|20)\d{2}) ?(\d{2}) ?(\d{2}))\s*")
_OTHER_DAY = re.compile(r"(?<!\w)(?:make it|change|switch|move|instead|rather|travel|fly|leave)(?!\w)")
_TITLE_FIRST = re.compile(r"\W*([^\W\d_]{1,12})\.?(?=[\s,]*(?:\x00|$))")  # "Mr, 1 Jan 1980": a title and no name
_GENDER_LETTER = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}[\s,(]+([mf])(?=[\s,)]*(?:\x00|$))")  # "Ada Obi F 12/05/1990"
_OWN_PASSPORT = re.compile(r"(?<![\w@/.-])[a-z]{1,2}\d{7,8}(?![\w@])")


@dataclass(frozen=True, slots=True)
class PersonFrame:
    """What details are read against: today, the phone's country, the slots asked for, and the words of the languages."""

    today: date
    country: str | None
    asked: frozenset[str]
    words: Lexicon


@dataclass(slots=True)
class Portion:
    """A stretch of a message about one person, and what has been taken from it; offsets count from `lo`."""

    said: str
    text: str
    lo: int
    frame: PersonFrame
    details: dict[str, Any] = field(default_factory=dict)
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    problems: list[tuple[Fault, str, int, int, tuple[object, ...]]] = field(default_factory=list)

    def read(self) -> PersonDetails:
        """Read everything, surest first; what is read is blanked out for the readers behind."""
        asked = self.frame.asked
        self._email()
        self._dates()
        self._passport()
        self._phone()
        sure = bool(self.details) or bool(asked & PERSONAL)
        self._nationality(sure)
        self._gender(sure)
        sure = bool(self.details) or (bool(asked & PERSONAL) and not self.problems)
        replanning = not self.details and _OTHER_DAY.search(self.text)
        found = [] if replanning else find_names(self.said, self.text, asked, bool(self.details))
        for part in found if sure or len(found) > 1 else ():
            if part.slot is Slot.TITLE:
                self._title(part.value, part.lo, part.hi)
            else:
                self._keep(part.slot, part.value, part.lo, part.hi)
        if "title" not in self.details and not found and (alone := _TITLE_FIRST.match(self.text)):
            self._title(alone[1], *alone.span(1))
        return PersonDetails(**self.details)

    def _blank(self, lo: int, hi: int) -> None:
        self.text = self.text[:lo] + "\x00" * (hi - lo) + self.text[hi:]

    def _keep(self, slot: str, value: object, lo: int, hi: int) -> None:
        if slot not in self.details:
            self.details[slot] = value
            self.spans.append((slot, self.lo + lo, self.lo + hi))
        self._blank(lo, hi)

    def _wrong(self, fault: Fault, slot: str, lo: int, hi: int, candidates: tuple[object, ...] = ()) -> None:
        self.problems.append((fault, slot, self.lo + lo, self.lo + hi, candidates))
        self._blank(lo, hi)

    def _title(self, form: str, lo: int, hi: int) -> None:
        title = title_of(form)
        if title and title != "-":
            self._keep(Slot.TITLE, title, lo, hi)
        gender = gender_of(form)
        if gender:
            self.details.setdefault("gender", gender)
        self._blank(lo, hi)

    def _email(self) -> None:
        if match := _EMAIL.search(self.text):
            self._keep(Slot.EMAIL, match.group(), *match.span())
        elif (match := _EMAIL_SAID.search(self.text)) and match["top"] in _TOPS:
            parts = (re.sub(_SAID_DOT, ".", match[part]) for part in ("name", "host", "top"))
            name, host, top = (part.strip() for part in parts)
            self._keep(Slot.EMAIL, f"{name}@{host}.{top}", *match.span())
        elif match := _EMAIL_TRY.search(self.text):
            self._wrong(Fault.BAD_EMAIL, Slot.EMAIL, *match.span())
        elif self.frame.asked == {Slot.EMAIL} and (match := re.fullmatch(r"\s*(\S*[^\w\s]\S*)\s*", self.text)):
            self._wrong(Fault.BAD_EMAIL, Slot.EMAIL, *match.span(1))

    def _dates(self) -> None:
        """Read birth and expiry: by the label before them, else by what was asked, else by lying long ago."""
        frame = self.frame
        born_asked, expiry_asked = Slot.BORN_ON in frame.asked, Slot.PASSPORT_EXPIRY in frame.asked
        if born_asked and not expiry_asked and (bare := _BARE_DAY.fullmatch(self.text)):
            self._bare_birth(bare)
            return
        found = find_dates(self.text, frame.words, DateFrame(frame.today, frame.country, past=True))
        for mention in found:
            if not any(c.isdigit() for c in self.text[mention.lo : mention.hi]) or mention.kind.startswith("ordinal"):
                continue
            before = self.text[max(0, mention.lo - 40) : mention.lo]
            born, expiry = _ends_with_label(before, "born_on"), _ends_with_label(before, "passport_expiry")
            past = mention.first is not None and mention.first < frame.today
            by_number = not past and mention.first is not None and _OWN_PASSPORT.search(self.text) is not None
            if expiry or (not born and (by_number or (expiry_asked and not (born_asked and past)))):
                self._expiry(mention)
            elif born_asked and not born and mention.first is None and _OTHER_DAY.search(self.text):
                continue
            elif born or born_asked or (past and self._long_ago(mention) and self._personal()):
                self._birth(mention)

    def _bare_birth(self, bare: re.Match[str]) -> None:
        """Read "14031988", "14 03 1988" and "19880314", the day before the month where both are so short."""
        d, m, y = (int(n) for n in bare.groups()[:3]) if bare[1] else (int(n) for n in reversed(bare.groups()[3:]))
        try:
            day: date | None = date(y, m, d)
        except ValueError:
            day = None
        self._birth(DateMention(*bare.span(), day, day, "bare"))

    def _long_ago(self, mention: DateMention) -> bool:
        years = self.frame.today.year - mention.first.year if mention.first else 0
        return years > 1 and Slot.BORN_ON not in self.details

    def _personal(self) -> bool:
        return bool(self.details or self.frame.asked & PERSONAL or labels().stop.search(self.text) or "/" in self.text)

    def _birth(self, mention: DateMention) -> None:
        day = mention.first
        if day is None:
            self._wrong(mention.fault or Fault.IMPOSSIBLE_DATE, Slot.BORN_ON, mention.lo, mention.hi)
        elif mention.fault is Fault.AMBIGUOUS_DATE:
            self._wrong(Fault.AMBIGUOUS_DATE, Slot.BORN_ON, mention.lo, mention.hi, mention.others)
        elif day > self.frame.today:
            self._wrong(Fault.FUTURE_BIRTH, Slot.BORN_ON, mention.lo, mention.hi)
        elif day.year < self.frame.today.year - OLDEST_YEARS:
            self._wrong(Fault.IMPOSSIBLE_DATE, Slot.BORN_ON, mention.lo, mention.hi)
        else:
            self._keep(Slot.BORN_ON, day, mention.lo, mention.hi)

    def _expiry(self, mention: DateMention) -> None:
        day = mention.first
        if day is not None and day.year < 1970 and re.search(r"\D\d\d$", self.text[mention.lo : mention.hi]):
            day = day.replace(year=day.year + 100)
        if day is None:
            self._wrong(mention.fault or Fault.IMPOSSIBLE_DATE, Slot.PASSPORT_EXPIRY, mention.lo, mention.hi)
        elif mention.fault is Fault.AMBIGUOUS_DATE:
            self._wrong(Fault.AMBIGUOUS_DATE, Slot.PASSPORT_EXPIRY, mention.lo, mention.hi, mention.others)
        elif day < self.frame.today:
            self._wrong(Fault.PASSPORT_EXPIRED, Slot.PASSPORT_EXPIRY, mention.lo, mention.hi)
        else:
            self._keep(Slot.PASSPORT_EXPIRY, day, mention.lo, mention.hi)

    def _passport(self) -> None:
        asked = Slot.PASSPORT_NUMBER in self.frame.asked
        start = after_label(self.text, "passport_number")
        match = None
        if start is not None:
            match = _PASSPORT_ASKED.search(self.text, start, start + 30)
        if match is None and asked:
            match = next(
                (m for m in _PASSPORT_ASKED.finditer(self.text) if sum(c.isdigit() for c in m.group()) > 3), None
            )
        if match is None and (self.details or self.frame.asked & PERSONAL):
            match = _OWN_PASSPORT.search(self.text)
        if match is not None and 6 <= len(match.group()) <= 9:
            self._keep(Slot.PASSPORT_NUMBER, match.group().upper(), *match.span())
        elif (
            match is not None
            and (asked or start is not None)
            and not (Slot.PHONE in self.frame.asked and match.group().isdigit())
        ):
            self._wrong(Fault.BAD_PASSPORT, Slot.PASSPORT_NUMBER, *match.span())

    def _phone(self) -> None:
        asked = Slot.PHONE in self.frame.asked
        if asked and len(self.frame.asked) == 1 and (short := re.fullmatch(r"\D{0,12}(\d{3,6})\D{0,4}", self.text)):
            self._wrong(Fault.BAD_PHONE, Slot.PHONE, *short.span(1))
        for match in _PHONE.finditer(self.text):
            written = match.group()
            number = phone.canonical(written, self.frame.country)
            if (
                number is not None
                and phone.is_valid(number)
                and (asked or written[0] == "+" or len(re.sub(r"\D", "", written)) >= 10)
            ):
                self._keep(Slot.PHONE, number, *match.span())
                return
            if asked or _ends_with_label(self.text[max(0, match.start() - 30) : match.start()], "phone"):
                self._wrong(Fault.BAD_PHONE, Slot.PHONE, *match.span())
                return

    def _nationality(self, sure: bool) -> None:
        for slot in (Slot.ISSUING_COUNTRY, Slot.NATIONALITY):
            start = after_label(self.text, slot)
            if start is not None and (found := find_country(self.text[start : start + 50])):
                self._keep(slot, found[0], start + found[1], start + found[2])
                return
            if slot in self.frame.asked and (found := find_country(self.text)):
                self._keep(slot, found[0], found[1], found[2])
                return
            if slot in self.frame.asked and (country := country_named(self.text)):
                self._keep(slot, country, 0, len(self.text))
                return
        for code in re.finditer(r"(?<!\w)[A-Z]{3}(?!\w)", self.said) if sure else ():
            country = alpha2(code.group()) if "\x00" not in self.text[slice(*code.span())] else None
            if country:
                self._keep(Slot.NATIONALITY, country, *code.span())
                return
        if sure and len(self.text) < 400 and (found := find_country(self.text)) and not self._surname(found[1]):
            self._keep(Slot.NATIONALITY, found[0], found[1], found[2])

    def _surname(self, lo: int) -> bool:
        """Say whether a country's name at `lo` ends a name of two words ("Michael Jordan"): then it is nobody's nationality."""
        before = re.search(r"(?:^|[^\w\s.])\s*((?:[^\W\d_]+\.? )+)$", self.text[:lo])
        words = [w for w in before[1].split() if title_of(w.rstrip(".")) is None] if before else []
        return len(words) == 1 and words[0] not in NO_NAME and demonym(self.text[lo:]) is None

    def _gender(self, sure: bool) -> None:
        genders = labels().genders
        start = after_label(self.text, "gender")
        for match in re.finditer(r"[^\W\d_]+(?:[ -]laki)?", self.text[start or 0 :]):
            form = match.group().replace("-", " ")
            gender = genders.get(form)
            if gender and (start is not None or Slot.GENDER in self.frame.asked or (sure and len(form) > 3)):
                self._keep(Slot.GENDER, gender, (start or 0) + match.start(), (start or 0) + match.end())
                return
        alone = re.fullmatch(r"[\s\x00,.]*([mf])[\s\x00,.]*", self.text)
        if sure and alone:
            self._keep(Slot.GENDER, alone[1], *alone.span(1))
        elif sure and (letter := _GENDER_LETTER.search(self.text)):
            self._keep(Slot.GENDER, letter[1], *letter.span(1))


def says_an_address(folded: str) -> bool:
    """Say whether an e-mail address is written out in words ("zara at example dot com")."""
    match = _EMAIL_SAID.search(folded)
    return match is not None and match["top"] in _TOPS


def _ends_with_label(before: str, slot: str) -> bool:
    last = None
    for match in labels().labels[slot].finditer(before):
        last = match
    return last is not None and last.end() >= len(before.rstrip(" :.,-")) - 4
