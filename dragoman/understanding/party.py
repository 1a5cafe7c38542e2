"""Who travels: reads adults, children with their ages, and infants from counts, codes and family words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dragoman.understanding.companions import INFANT_UNDER, Company, find_company
from dragoman.understanding.lexicon import Lexicon
from dragoman.understanding.models import Party
from dragoman.understanding.names import Fault

MOST_TRAVELLERS = 9
"""Airlines sell up to nine seats in one booking (IATA reservations practice; Duffel: passengers 1-9)."""


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A party as written; `lo:hi` spans all of its words in the folded text."""

    party: Party
    lo: int
    hi: int
    counted: bool  # a total without kinds ("4 people"): more may be known about them elsewhere
    parts: tuple[tuple[int, int], ...] = ()  # the numbers and the nouns that were counted: none of them is a place


@dataclass(slots=True)
class _Tally:
    adults: int = 0
    children: int = 0
    infants: int = 0
    people: int = 0
    people_end: int = -1  # where the count of people ends
    young_start: int = 1 << 30  # where the first child or infant is named
    beside: bool = False  # "4 pax 1 inf": the young come on top of the people
    lo: int = 1 << 30
    hi: int = 0
    parts: list[tuple[int, int]] = field(default_factory=list)

    def saw(self, match: re.Match[str]) -> None:
        self.lo, self.hi = min(self.lo, match.start()), max(self.hi, match.end())


def find_party(folded: str, words: Lexicon, asked: bool, *, known: bool = False) -> PartyMention | None:
    """Return the party that `folded` states.

    `asked`: the conversation asked how many, so a bare number counts; `known`: its adults are known, so "with a baby" adds one.
    """
    rules = _rules(words)
    company = find_company(folded, words, party_known=known)
    if company is not None:
        folded = f"{folded[: company.lo]}{'_' * (company.hi - company.lo)}{folded[company.hi :]}"
    tally, ages = _Tally(), _ages(folded, words)
    for _, said in ages:
        tally.saw(said)
        tally.young_start = min(tally.young_start, said.start())
    text = _masked(folded, [m for _, m in ages])
    led = list(rules["led"].finditer(text))
    for match in led:
        _count(tally, match, words)
    text = _masked(text, led)
    for match in rules["count"].finditer(text):
        _count(tally, match, words)
    for match in rules["group"].finditer(text):
        if not tally.people:
            tally.people = _number(match["n"], words)
            tally.saw(match)
    _with_one(tally, text, rules)
    tally.beside = rules["beside"].fullmatch(folded[max(0, tally.people_end) : tally.young_start]) is not None
    young = [a for a, _ in ages]
    if company is not None:
        young += _join(tally, company)
    if not (tally.adults or tally.people):
        _implied(tally, text, words, rules, asked)
    if not (tally.adults or tally.people):
        for name, number in (("alone", 1), ("couple", 2)):
            named = words.pattern(f"party.{name}").search(text)
            if named and not (
                name == "alone"
                and tally.children + tally.infants + len(ages) == 0
                and _weakly_said(text, named, words, asked)
            ):
                if name == "couple":
                    tally.adults = number  # "the two of us and our baby" are three
                else:
                    tally.people = number
                tally.saw(named)
                break
    if asked and not (tally.adults or tally.people or tally.children or tally.infants):
        for match in rules["bare"].finditer(text):
            tally.people = _number(match["n"], words)
            tally.saw(match)
    return _settle(tally, young)


def faults(party: Party) -> Fault | None:
    """Return why `party` cannot fly in one booking, or None."""
    if party.total > MOST_TRAVELLERS:
        return Fault.TOO_MANY_PASSENGERS
    if party.infants > party.adults:
        return Fault.INFANT_WITHOUT_ADULT
    return Fault.CHILDREN_WITHOUT_ADULT if party.children and not party.adults else None


def _settle(tally: _Tally, ages: list[int]) -> PartyMention | None:
    young = [a for a in ages if a >= INFANT_UNDER]
    infants = max(tally.infants, sum(a < INFANT_UNDER for a in ages))
    children = tuple(sorted(young)) + (-1,) * max(0, tally.children - len(ages))
    adults = tally.adults
    if not adults and tally.people and tally.beside:
        adults = tally.people
    elif not adults and tally.people:
        adults = (
            max(tally.people - len(children) - infants, 0) if tally.people > len(children) + infants else tally.people
        )
    if not (adults or children or infants) or tally.hi == 0:
        return None
    adults = min(adults, 999)
    return PartyMention(
        Party(adults, children[:99], min(infants, 99)),
        tally.lo,
        tally.hi,
        bool(tally.people and not tally.adults),
        tuple(tally.parts),
    )


def _count(tally: _Tally, match: re.Match[str], words: Lexicon) -> None:
    number = _number(match["n"], words)
    kind = next(k for k in ("adult", "child", "infant", "person") if match[k])
    tally.parts += [match.span("n"), match.span(kind)]
    if kind == "adult":
        tally.adults += number
    elif kind == "child":
        tally.children += number
    elif kind == "infant":
        tally.infants += number
    else:
        tally.people = max(tally.people, number)
        tally.people_end = match.end()
    if kind in ("child", "infant"):
        tally.young_start = min(tally.young_start, match.start())
    tally.saw(match)


def _implied(tally: _Tally, text: str, words: Lexicon, rules: dict[str, re.Pattern[str]], asked: bool) -> None:
    """Count "tickets for two", "two business class flights", "I need 2" (the last only when nothing else can be meant)."""
    for name in ("for", "masked", "wanted", "last"):
        match = rules[name].search(text)
        if match is None:
            continue
        number = _number(next(g for g in match.groups() if g is not None), words)
        if 1 <= number <= 20:
            tally.people = number
            tally.saw(match)
            return


def _join(tally: _Tally, company: Company) -> list[int]:
    """Add the writer and those named with them, unless the message counts them itself; return the ages of the children."""
    tally.lo, tally.hi = min(tally.lo, company.lo), max(tally.hi, company.hi)
    if not tally.adults and not tally.people:
        tally.adults = company.adults
    tally.infants = tally.infants or company.infants
    if tally.children:
        return []
    tally.children = len(company.ages)
    return [age for age in company.ages if age >= 0]


def _with_one(tally: _Tally, text: str, rules: dict[str, re.Pattern[str]]) -> None:
    """Count "with a baby", "and my son"."""
    for kind in ("child", "infant"):
        match = rules[f"a_{kind}"].search(text)
        if match and not getattr(tally, "children" if kind == "child" else "infants"):
            setattr(tally, "children" if kind == "child" else "infants", 1)
            tally.young_start = min(tally.young_start, match.start())
            tally.saw(match)


def _ages(folded: str, words: Lexicon) -> list[tuple[int, re.Match[str]]]:
    rules = _rules(words)
    found: list[tuple[int, re.Match[str]]] = []
    for match in rules["age"].finditer(folded):
        months = match["unit"].startswith("month")
        age = _number(match["n"], words)
        if months or age < 18:
            found.append((0 if months and age < 24 else (age // 12 if months else age), match))
    for match in rules["months"].finditer(folded):
        if not any(m.start() < match.end() and match.start() < m.end() for _, m in found):
            age = int(match["n"] or match["n2"]) // 12
            found.append((age if age >= INFANT_UNDER else 0, match))
    for match in rules["aged"].finditer(folded):
        if not any(m.start() < match.end() and match.start() < m.end() for _, m in found):
            ages = [int(n) for n in re.findall(r"\d{1,2}", match.group())]
            found.extend((a, match) for a in ages if a < 18)
    return found[:20]


def _masked(text: str, matches: list[re.Match[str]]) -> str:
    for match in matches:
        text = text[: match.start()] + "_" * len(match.group()) + text[match.end() :]
    return text


def _weakly_said(text: str, match: re.Match[str], words: Lexicon, asked: bool) -> bool:
    """Say whether "for me" or "alone" is only a turn of phrase: nobody asked how many, and more is said besides."""
    weak = match.group() in words.terms.get("party.weak_alone", ())
    return weak and not asked and len(text.split()) > len(match.group().split()) + 1


def _number(text: str | None, words: Lexicon) -> int:
    if not text:
        return 1
    text = " ".join(text.split())
    return int(text[:4]) if text.isdigit() else words.numbers.get(text, 1)


def _compiled(terms: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    number, adult, child, infant, person, family, age, aged, my, and_, \
        counter, months, plus, booked, wanted, ours, end, *led = terms  # fmt: skip
    n = rf"(?P<n>\d{{1,5}}|{number})"
    counted = rf"\d{{1,5}}|{number}"
    stops = rf"(?=\s*(?:[.,!?;]|$|~|{end}(?!\w)))"
    kinds = rf"(?:(?P<adult>{adult})|(?P<child>{child})|(?P<infant>{infant})|(?P<person>{person}))"
    between = rf"(?:\s*[x*]\s*|\s*-\s*|\s*{counter}\s*|\s+(?!{number}\b|{and_}\b)(?:[^\W\d]+|~+)\s+(?:(?!{number}\b|{and_}\b)(?:[^\W\d]+|~+)\s+)?|\s*)"
    return {
        "count": re.compile(rf"(?<![\w:./$-]){n}{between}{kinds}(?!\w)"),
        "led": re.compile(  # "watoto 2": languages whose numbers follow the noun
            rf"(?<!\w)(?:(?P<adult>{led[0]})|(?P<infant>{led[2]})|(?P<child>{led[1]})|(?P<person>{led[3]}))\s+{n}(?!\w)"
        ),
        "group": re.compile(rf"(?<!\w)(?:{family}\s+{n})(?!\w)"),
        "masked": re.compile(rf"(?<![\w:./$-]){n}\s+~+\s+{booked}(?!\w)"),
        "for": re.compile(
            rf"(?<!\w){booked}(?:\s+(?!\d)\w+)?\s+for\s+(?P<n1>{counted}){stops}"
            rf"|^\W{{0,9}}(?:\w+\W{{1,9}})?(?:just\s+|only\s+)?for\s+(?P<n2>{counted}){stops}"
        ),
        "last": re.compile(rf"(?<!\w)for\s+(?P<n3>{counted})\W{{0,9}}$"),
        "wanted": re.compile(
            rf"(?<!\w){wanted}\s+(?:only\s+|just\s+)?{n}(?=\s+{ours}(?!\w)|\s*(?:[.!]|$|,\s*please)|\s+please)"
        ),
        "bare": re.compile(rf"(?<![\w:./-]){n}(?![\w:/-]|\.\d)"),
        "a_child": re.compile(rf"(?<!\w){my}\s+(?:\w+\s+)?{child}(?!\w)"),
        "a_infant": re.compile(rf"(?<!\w){my}\s+(?:\w+\s+)?{infant}(?!\w)"),
        "months": re.compile(  # "our toddler (18 months)", "one of the kids is 11 months", "a 10 months baby"
            rf"(?<!\w)(?:{child}|{infant})[\s,(]{{1,3}}(?:(?:is|of|aged|only|de|wa|umur|von|عمره|عمرها)\s+){{0,2}}(?P<n>\d{{1,2}})[\s-]*{months}(?!\w)"
            rf"|(?<![\w./-])(?P<n2>\d{{1,2}})[\s-]*{months}[\s-]+(?:old\s+)?(?:{child}|{infant})(?!\w)"
        ),
        "beside": re.compile(rf"\s*(?:,?\s*(?:{plus})(?:\s+|(?<=و))|[+&]\s*)?(?:{my}\s+)?"),
        "age": re.compile(rf"(?<![\w./-])(?P<n>\d{{1,2}}|{number})[\s-]*(?P<unit>{age})(?!\w)(?:\s+{child})?"),
        "aged": re.compile(
            rf"(?<!\w)(?:{aged}|{child}\s*\(|{child}\s+of)\s*:?\s*\d{{1,2}}(?!\d)(?:\s*(?:,|{and_}|&|/)+\s*\d{{1,2}}(?!\d))*"
        ),
    }


def _rules(words: Lexicon) -> dict[str, re.Pattern[str]]:
    if "party" not in words.rules:
        words.rules["party"] = _compiled(_terms(words))
    return words.rules["party"]


def _terms(words: Lexicon) -> tuple[str, ...]:
    terms = tuple(
        words.any(f"party.{t}")
        for t in (
            "adult child infant person family age aged my and counter months plus booked wanted ours end "
            "led_adult led_child led_infant led_person"
        ).split()
    )
    return (words.counts(), *terms)
