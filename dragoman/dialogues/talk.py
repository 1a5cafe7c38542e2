"""One turn in the making: the stack of dialogues opened from a place, what is said and asked so far, and the walk to the next open step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from dragoman.conversations.message import Choice
from dragoman.conversations.message import Say as Message
from dragoman.dialogues.frames import House, Open, open_frame
from dragoman.dialogues.place import STACK_MAX, Frame, Place, Shown, Waiting
from dragoman.dialogues.requests import HandOver as HandOverRequest
from dragoman.dialogues.requests import Request, SetTimer
from dragoman.dialogues.steps import Ask, Do, HandOver, Run, Say, Step, Taken
from dragoman.dialogues.voice import BODY_MAX, TEXT_MAX, Voice, clip

SAY_MAX = 2
ROWS_MAX = 10  # of a WhatsApp list
LIST_FROM = 3  # more choices than buttons become a list
_WALK_MAX = 40  # steps passed in one turn; only a dialogue that never settles comes near
_TRAIL_MAX = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one `advance`: where it stands now, what is said (at most two messages), what is to be done, whether all is finished."""

    place: Place
    say: tuple[Message, ...] = ()
    do: tuple[Request, ...] = ()
    done: bool = False


@dataclass
class Talk:
    """The working state of one turn; it lives no longer than that."""

    house: House
    voice: Voice
    frames: list[Open]
    place: Place
    notes: list[str] = field(default_factory=list)
    says: list[Message] = field(default_factory=list)
    do: list[Request] = field(default_factory=list)
    shown: tuple[Shown, ...] = ()
    expect: tuple[str, ...] = ()
    rev: int = 0
    nonce: int = 0
    misses: int = 0
    aside: Frame | None = None
    closing: tuple[Choice, ...] = ()
    finished: bool = False

    @classmethod
    def begin(cls, place: Place, voice: Voice, house: House) -> Talk:
        """Open a place."""
        opened = [o for f in place.frames[-STACK_MAX:] if (o := open_frame(f, house))]
        return cls(
            house, replace(voice, rev=place.rev + 1), opened, place, shown=place.shown, expect=place.expect,
            rev=place.rev, nonce=place.nonce, misses=place.misses, aside=place.aside,
        )  # fmt: skip

    @property
    def top(self) -> Open | None:
        """The dialogue in hand."""
        return self.frames[-1] if self.frames else None

    # -- taking -----------------------------------------------------------------------------------------------------

    def take(self, frame: Open, taken: Taken[Any], *, answered: str = "") -> None:
        """Write what an answer led to into `frame`, let dependants settle, and go on from there."""
        while self.frames and self.frames[-1] is not frame:
            self.frames.pop()
        before = frame.memory
        frame.memory = frame.dialogue.settle(before, taken.memory)
        changed = frame.memory != before
        self.notes.extend(n for n in taken.notes if n)
        self.do.extend(taken.do)
        if not taken.complaint:
            frame.edit = ""
        if changed and answered:
            frame.trail = (*(t for t in frame.trail if t != answered), answered)[-_TRAIL_MAX:]
        if taken.edit:
            frame.edit = taken.edit
        self.misses = 0
        if not taken.complaint:
            self.closing = taken.choices
        if taken.push:
            self.push(taken.push[0], taken.push[1])
        moved = changed or taken.push is not None or bool(taken.edit)
        if taken.complaint:
            self.complain(taken.complaint, taken.choices)
        elif moved or taken.again or (taken.notes and self._asks()):
            self.walk(again=True)

    def _asks(self) -> bool:
        return self.top is not None and isinstance(self.top.current(), Ask)

    def push(self, name: str, memory: msgspec.Struct) -> None:
        """Put a dialogue on top; when the stack is full the oldest is let go."""
        self.frames.append(Open(self.house[name], memory))
        del self.frames[:-STACK_MAX]

    # -- walking ----------------------------------------------------------------------------------------------------

    def walk(self, *, again: bool = False) -> None:
        """Go to the first open step of the dialogue in hand and speak it."""
        for _ in range(_WALK_MAX):
            frame = self.top
            if frame is None:
                return
            step = frame.current()
            if step is None:
                self._finish(frame)
                if not self.frames:
                    self.finished = True
                continue
            if not self._pass(frame, step, again=again):
                return
        raise RuntimeError("a dialogue that does not settle")

    def _finish(self, frame: Open) -> None:
        self.frames.pop()
        parent = self.top
        run = parent.current() if parent else None
        if parent and isinstance(run, Run) and run.dialogue == frame.dialogue.name:
            parent.memory = parent.dialogue.settle(parent.memory, run.take(parent.memory, frame.memory))

    def _pass(self, frame: Open, step: Step[Any], *, again: bool) -> bool:
        """Speak one step; True when the walk goes on behind it."""
        moved = step.name != frame.step
        frame.step = step.name
        if isinstance(step, Say):
            frame.said = (*frame.said, step.name)
            self.say(step.words(frame.memory, self.voice))
            return True
        if isinstance(step, HandOver):
            self.hand_over(step.reason, step.words(frame.memory, self.voice))
            self.frames.remove(frame)
            return False
        if isinstance(step, Run):
            self.push(step.dialogue, step.seed(frame.memory))
            return True
        if isinstance(step, Do):
            self._request(frame, step, again=again)
            return False
        frame.waiting = None
        if isinstance(step, Ask) and (moved or again):
            self.ask(step, frame)
        return False

    def _request(self, frame: Open, step: Do[Any], *, again: bool) -> None:
        request = step.request(frame.memory, self.voice)
        print_ = "" if request is None else hashlib.sha256(msgspec.json.encode(request)).hexdigest()[:16]
        waiting = frame.waiting
        same = waiting is not None and waiting.step == step.name and waiting.request == print_
        if not same:
            self.nonce += 1
            frame.waiting = Waiting(step.name, print_, key_of(request), self.nonce)
            if request is not None:
                self.do.append(request)
            if step.within:
                self.do.append(SetTimer(f"{step.name}:{self.nonce}:0", step.within[0].after))
        self.expect = step.expect
        if not same or again:
            self.shown = ()
        if step.words and (not same or again):
            self.say(step.words(frame.memory, self.voice), expect=step.expect)

    # -- speaking ---------------------------------------------------------------------------------------------------

    def ask(self, step: Ask[Any], frame: Open) -> None:
        """Ask a question; its choices become what a number or an ordinal speaks of."""
        self.say(step.words(frame.memory, self.voice), expect=step.expect, question=True)

    def say(self, message: Message, *, expect: tuple[str, ...] | None = None, question: bool = False) -> None:
        """Say a message, with the notes so far before it when they fit."""
        notes = "\n".join(dict.fromkeys(self.notes))
        once = tuple({c.id: c for c in message.choices}.values())[:ROWS_MAX]
        message = msgspec.structs.replace(message, choices=once)
        self.notes.clear()
        if notes:
            text = f"{notes}\n\n{message.text}" if message.text else notes
            if len(text) <= BODY_MAX or not message.text:
                message = msgspec.structs.replace(message, text=text)
            else:
                self.says.append(Message(text=notes))
        if (message.choices or message.link) and len(message.text) > BODY_MAX:
            head, rest = _split(message.text)
            self.says.append(Message(text=head))
            message = msgspec.structs.replace(message, text=rest)
        self.says.append(message)
        if question:
            self.rev = self.voice.rev
        if message.choices or question:
            self.shown = tuple(Shown(c.id, c.title) for c in message.choices)
        if expect is not None:
            self.expect = expect

    def complain(self, sentence: str, choices: tuple[Choice, ...] = ()) -> None:
        """Say what cannot be taken and why, with the choices of the open question, and keep everything else."""
        frame = self.top
        step = frame.current() if frame else None
        label = ""
        expect: tuple[str, ...] = self.expect
        own = bool(choices)
        if frame and isinstance(step, Ask):
            question = step.words(frame.memory, self.voice)
            expect = step.expect
            if not choices:
                choices, label = question.choices, question.label
            if (
                step.name != frame.step and not own
            ):  # the message also answered something: go on from there in the same breath
                sentence = f"{sentence}\n\n{question.text}"
            frame.step = step.name
        elif frame and isinstance(step, Do):
            self._request(frame, step, again=False)
        self.say(Message(text=sentence, choices=choices, label=label), expect=expect, question=bool(choices))

    def hand_over(self, reason: str, message: Message, booking: str = "") -> None:
        """Give the conversation to a person; where it stands is kept for the hand-back."""
        self.do.append(HandOverRequest(reason, booking))
        self.misses = 0
        self.say(message)

    def repeat(self, *, short: bool = False) -> bool:
        """Ask the open question again, a list by its rows alone when `short`; False when there is none."""
        frame = self.top
        step = frame.current() if frame else None
        if frame and short and isinstance(step, Ask):
            question = step.words(frame.memory, self.voice)
            if len(question.choices) > LIST_FROM:
                question = msgspec.structs.replace(question, text=self.voice.text("pick_again"))
            self.say(question, expect=step.expect, question=True)
            return True
        if frame and isinstance(step, Ask):
            self.ask(step, frame)
            return True
        if frame and isinstance(step, Do) and (words := step.idle or step.words):
            self.say(words(frame.memory, self.voice), expect=step.expect)
            return True
        return False

    def turn(self) -> Turn:
        """Close the turn."""
        if self.notes:
            self.say(Message(text="", choices=self.closing))
        says = gathered(self.says)
        place = Place(
            frames=tuple(o.frame() for o in self.frames), shown=self.shown, expect=self.expect, misses=self.misses,
            rev=self.rev, nonce=self.nonce, aside=self.aside,
        )  # fmt: skip
        return Turn(place, says, tuple(self.do), self.finished and not self.frames)


def gathered(says: Iterable[Message]) -> tuple[Message, ...]:
    """At most two messages with the same words: earlier ones join the next, whose choices and links count."""
    kept = [m for m in says if m.text]
    while len(kept) > SAY_MAX:
        first, second, *rest = kept
        limit = BODY_MAX if second.choices or second.link else TEXT_MAX
        kept = [msgspec.structs.replace(second, text=clip(f"{first.text}\n\n{second.text}", limit)), *rest]
    return tuple(kept)


def _split(text: str) -> tuple[str, str]:
    """Cut before a line so that the rest fits beneath buttons."""
    cut = text.find("\n", len(text) - BODY_MAX)
    cut = cut if cut >= 0 else len(text) - BODY_MAX
    return clip(text[:cut].rstrip(), TEXT_MAX), text[cut:].lstrip("\n")


def key_of(thing: Any) -> str:
    """What a request or fact is about: "search:…", "offer:…" or "booking:…" by its id; "" for nothing."""
    for name in ("search", "offer", "booking"):
        found = getattr(thing, name, "")
        if found:
            return f"{name}:{found if isinstance(found, str) else found.id}"
    return ""
