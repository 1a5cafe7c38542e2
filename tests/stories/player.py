"""Plays a story on a stage and compares what people see with what the lines say."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from dragoman.dialogues.words import languages, table
from tests.stories import truth
from tests.stories.desk import Desk
from tests.stories.phones import Impossible, Phone, phones
from tests.stories.script import Line, fits
from tests.stories.stage import Stage

_SPAN = re.compile(r"\+(\d+) ?(s|sec|min|h|days?)")
# Said when a search takes more than two seconds, and time goes on in a story while a busy machine works: where a story does not
# name it, one may stand before what it names.
_PATIENT = re.compile(
    "|".join(re.escape(str(table(code)["search.searching"])).replace(re.escape("{trip}"), ".+") for code in languages())
)
_UNITS = {"s": "seconds", "sec": "seconds", "min": "minutes", "h": "hours", "day": "days", "days": "days"}


class Unlike(AssertionError):
    """What happened is not what the story says."""


class Player:
    """Plays one story; `chat` is what happened so far, as lines of a chat."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage = stage
        self.name = name
        self.phones = phones(stage)
        self.desk = Desk(stage)
        self.chat: list[str] = []
        self.allowed: list[str] = []
        self._last = "ada"

    async def play(self, lines: list[Line]) -> None:
        """Play all lines, then check that nothing unnamed is left and that all promises are kept; raises Unlike."""
        for line, after in zip(lines, [*lines[1:], None], strict=True):
            try:
                await self._one(line, after)
            except (Unlike, Impossible) as reason:
                raise Unlike(self._report(line, str(reason))) from None
        left = self._unnamed() + await self.desk.unnamed()
        left += [f for f in await truth.faults(self.stage, self.phones) if not self._is_allowed(f)]
        if left:
            raise Unlike(self._report(None, "\n".join(left)))

    def _is_allowed(self, fault: str) -> bool:
        return any(fits(pattern, fault) for pattern in self.allowed)

    async def _one(self, line: Line, after: Line | None) -> None:
        if line.kind == "says":
            self._nothing_unnamed(line.who)
            self._last = line.who
            await self.phones[line.who].say("\n".join([line.words, *line.more]))
            if not (after and after.kind == "says" and after.who == line.who):
                await self._settle()
        elif line.kind == "acts":
            self._nothing_unnamed(line.who)
            self._last = line.who
            await self._act(self.phones[line.who], line)
            await self._settle()
        elif line.kind == "bot":
            self._expect(self.phones[line.who or self._last], line)
        else:
            await self._does(line)

    async def _settle(self) -> None:
        await self.stage.settle()
        await self._look()

    async def _look(self) -> None:
        for phone in self.phones.values():
            if phone.bubbles or phone.number in self.stage.simulators["whatsapp"].network.people:
                for bubble in await phone.look():
                    self.chat.append(_written(phone.owner, bubble))
        await self.stage.settle()  # reading is told to the business

    async def _act(self, phone: Phone, line: Line) -> None:
        words = line.words
        if line.act == "pays":
            self.chat.append(f"    ({phone.owner} pays {words}: {await phone.pay(words)})")
            return
        acts: dict[str, Callable[[], Awaitable[Any]]] = {
            "taps": lambda: phone.tap(words),
            "sends": lambda: phone.send_other(words),
            "edits": lambda: phone.edit(words),
            "deletes": phone.revoke,
            "reacts": lambda: phone.react(words),
            "returns": phone.come_back,
            "hides": lambda: phone.set(hides_phone=True, username=phone.owner),
            "offline": lambda: phone.set(online=False),
            "online": lambda: phone.set(online=True),
        }
        if line.act not in acts:
            raise Impossible(f"nobody can “{line.act}”; people can {', '.join(sorted(acts))}")
        await acts[line.act]()
        if line.act not in ("taps", "sends"):
            self.chat.append(f"    ({phone.owner} {line.act} {words})")

    # -- what is seen -----------------------------------------------------------------------------------------------

    def _expect(self, phone: Phone, line: Line) -> None:
        if line.words == "silent":
            if phone.fresh:
                raise Unlike(f"silence expected, but came:\n{_written(phone.owner, phone.fresh[0])}")
            return
        if not phone.fresh:
            raise Unlike("nothing came")
        parts = [line.words, *line.more]
        bubble = phone.fresh.pop(0)
        if phone.fresh and _PATIENT.fullmatch(bubble["text"] or "") and any(_differs(part, bubble) for part in parts):
            bubble = phone.fresh.pop(0)
        for part in parts:
            if problem := _differs(part, bubble):
                raise Unlike(f"{problem}; what came:\n{_written(phone.owner, bubble)}")

    def _nothing_unnamed(self, who: str) -> None:
        if self.phones[who].fresh:
            raise Unlike(f"before this line came also:\n{_written(who, self.phones[who].fresh[0])}")

    def _unnamed(self) -> list[str]:
        return [f"at the end came also:\n{_written(p.owner, b)}" for p in self.phones.values() for b in p.fresh]

    # -- the world --------------------------------------------------------------------------------------------------

    async def _does(self, line: Line) -> None:
        if line.act == "clock":
            span = _SPAN.fullmatch(line.words)
            if not span:
                raise Impossible("a span is written like +10 min")
            self.chat.append(f"    (clock {line.words})")
            await self.stage.advance(timedelta(**{_UNITS[span[2]]: int(span[1])}))
            await self._look()
        elif line.act == "inputs":
            used = self.phones[self._last].inputs
            if used > int(line.words.removeprefix("<=")):
                raise Unlike(f"{self._last} needed {used} inputs")
        elif line.act == "allow":
            self.allowed.append(line.words)
        else:
            said = await self.desk.do(line)
            if said:
                raise Unlike(said)
            if line.act in ("airline", "staff", "network", "fault"):
                self.chat.append(f"    ({line.act} {line.words})")
                await self._settle()

    def _report(self, line: Line | None, what: str) -> str:
        place = f"{self.name}:{line.number}\n  the story says:  {line.shown}" if line else f"{self.name}: the end"
        more = "".join(f"\n                   {part}" for part in line.more) if line else ""
        chat = "\n".join(f"  {row}" for entry in self.chat for row in entry.splitlines())
        return f"{place}{more}\n  but: {what}\n\nThe chat so far:\n{chat}\n"


def _differs(part: str, bubble: dict[str, Any]) -> str:
    """Say how a bubble differs from one part of an expectation, or ""."""
    kind, _, words = part.partition(" ")
    titles = [choice["title"] for choice in bubble["choices"]]
    if kind == "~" or part == "*":
        return "" if part == "*" or fits(words, bubble["text"]) else f"“{words}” is not in it"
    if kind == "document":
        name = (bubble["document"] or {}).get("filename", "")
        return "" if fnmatch.fnmatch(name, words) else f"no document {words}"
    if kind == "buttons":
        wanted = [title.strip() for title in words.split("|")]
        return "" if wanted == titles else f"its choices are {' | '.join(titles) or 'none'}"
    if kind == "offers":
        return "" if any(fits(words, title) for title in titles) else f"its choices are {' | '.join(titles) or 'none'}"
    if kind == "link":
        return "" if bubble["link"] else "no link"
    if kind == "template":
        return "" if bubble["type"] == "template" else "not a template"
    return f"cannot read “{part}” (~, document, buttons, offers, link, template or *)"


def _written(owner: str, bubble: dict[str, Any]) -> str:
    """A bubble as one reads it."""
    who = "bot" if bubble["from"] == "business" else owner
    lines = (bubble["text"] or f"<{bubble['type']}>").splitlines()
    first, rest = lines[0] if lines else "", [f"     {line}" for line in lines[1:]]
    if bubble["document"]:
        rest.append(f"     [document {bubble['document']['filename']}]")
    if bubble["choices"]:
        rest.append("     [" + "] [".join(choice["title"] for choice in bubble["choices"]) + "]")
    if bubble["link"]:
        rest.append(f"     [link {bubble['link']}]")
    kind = " (template)" if bubble["type"] == "template" else ""
    return "\n".join([f"{who}{kind}: {first}", *rest])
