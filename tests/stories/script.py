"""Reads `.chat` files: what people do and what they must see, one line each. See README.md beside this file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

PEOPLE = {"ada": "2348035550101", "kofi": "233245550102", "ify": "2348035550103", "sam": "447700900104"}
"""The phones of the stories by the names of their owners."""
_SAYS = re.compile(rf"({'|'.join(PEOPLE)}): (.+)")
_ACTS = re.compile(rf"({'|'.join(PEOPLE)}) (\w+)(?: (.*))?")
_BEGIN = re.compile(r"begin (\w+)")
_BOT = re.compile(rf"bot(?: to ({'|'.join(PEOPLE)}))?: (.+)")


class BadScript(ValueError):
    """A line of a story that cannot be read."""


@dataclass
class Line:
    """One line: `kind` says, acts, bot, mail or does; `words` what follows; `more` the lines indented below it."""

    number: int
    kind: str
    who: str
    act: str
    words: str
    more: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The line as it stands in the file, near enough for a report."""
        head = {"says": f"{self.who}: ", "acts": f"{self.who} {self.act} ", "bot": "bot: ", "does": f"{self.act} "}
        return head.get(self.kind, "") + self.words


BEGINNINGS = Path(__file__).parent / "beginnings"


def read(path: Path) -> list[Line]:
    """Read a story; raises BadScript with the number of the line."""
    return read_text(path.read_text(encoding="utf-8"), path.name)


def read_text(text: str, name: str = "story") -> list[Line]:
    """Read a story from its text."""
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        if raw[0].isspace():
            if not lines:
                raise BadScript(f"{name}:{number}: an indented line needs one above it")
            lines[-1].more.append(raw.strip())
            continue
        if match := _BEGIN.fullmatch(raw.rstrip()):
            lines += read(BEGINNINGS / f"{match[1]}.part")
            continue
        lines.append(_line(number, raw.rstrip(), name))
    return lines


def _line(number: int, raw: str, name: str) -> Line:
    if match := _SAYS.fullmatch(raw):
        return Line(number, "says", match[1], "", match[2])
    if match := _BOT.fullmatch(raw):
        return Line(number, "bot", match[1] or "", "", match[2])
    if match := _ACTS.fullmatch(raw):
        return Line(number, "acts", match[1], match[2], match[3] or "")
    head, _, rest = raw.partition(" ")
    head = head.removesuffix(":")
    if head in DOES:
        return Line(number, "does", "", head, rest)
    raise BadScript(f"{name}:{number}: not a line of a story: {raw}")


DOES = frozenset(
    {"clock", "fault", "faults", "mail", "no", "orders", "charges", "refunds", "bookings", "alert", "inputs", "airline",
     "staff", "network", "allow"}
)  # fmt: skip
"""The first words of lines that belong to nobody's phone."""


def fits(pattern: str, text: str) -> bool:
    """Whether a text holds the pattern: white space counts as one space, `...` stands for anything, `*` alone for all."""
    if pattern == "*":
        return True
    parts = [re.escape(_plain(part)) for part in pattern.split("...")]
    return re.search(".*?".join(parts), _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
