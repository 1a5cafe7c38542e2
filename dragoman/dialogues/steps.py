"""The steps that a dialogue is made of. A dialogue is a list; the place in it is the first step that is still open.

So a filled slot is never asked again, and a changed one re-opens exactly what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec

from dragoman.conversations import message
from dragoman.conversations.message import Choice
from dragoman.dialogues.heard import Text
from dragoman.dialogues.requests import Request
from dragoman.dialogues.voice import Voice
from dragoman.understanding import Option

M = TypeVar("M", bound=msgspec.Struct)
T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True)
class Taken(Generic[M]):
    """What an answer, tap or fact led to.

    `notes` are said before the next question, or alone with `choices`; `complaint` stands in for it (with `choices` if it has its own);
    `edit` names a step to ask again; `push` starts a dialogue on top; `again` repeats the question.
    """

    memory: M
    notes: tuple[str, ...] = ()
    complaint: str = ""
    choices: tuple[Choice, ...] = ()
    do: tuple[Request, ...] = ()
    edit: str = ""
    push: tuple[str, msgspec.Struct] | None = None
    again: bool = False


def always(_: Any) -> bool:
    """True: a step that is open whenever it is reached."""
    return True


@dataclass(frozen=True, kw_only=True)
class Step(Generic[M]):
    """One entry of the list. `phase` is what understanding is told as Context.state; `when` guards a branch."""

    name: str
    when: Callable[[M], bool] = always
    phase: str = ""


@dataclass(frozen=True, kw_only=True)
class Say(Step[M]):
    """Speaks once and goes on."""

    words: Callable[[M, Voice], message.Say]


@dataclass(frozen=True, kw_only=True)
class Ask(Step[M]):
    """Asks for slots until `open` says no more. `expect` are understanding's slot names; `undo` empties what it asked."""

    words: Callable[[M, Voice], message.Say]
    open: Callable[[M], bool]
    expect: tuple[str, ...] = ()
    undo: Callable[[M], M] | None = None


@dataclass(frozen=True, kw_only=True)
class Choose(Ask[M]):
    """Asks for one of the choices shown. `take` returns None for an id that it does not know."""

    take: Callable[[M, str, Voice], Taken[M] | None]


@dataclass(frozen=True, kw_only=True)
class Confirm(Ask[M]):
    """Asks for a yes; its buttons carry the question's number, so an old yes never answers a new question."""

    yes: Callable[[M, Voice], Taken[M]]
    no: Callable[[M, Voice], Taken[M]]


@dataclass(frozen=True, kw_only=True)
class Form(Ask[M]):
    """Asks for all fields in one message; what is missing afterwards is asked field by field."""

    fields: tuple[Ask[M], ...]


@dataclass(frozen=True)
class Patience(Generic[M]):
    """What is said when a fact has not come `after` a while."""

    after: timedelta
    words: Callable[[M, Voice], message.Say]


@dataclass(frozen=True, kw_only=True)
class Do(Step[M]):
    """Asks the domain for something (None = only wait) and waits for one of the facts `until`."""

    request: Callable[[M, Voice], Request | None]
    until: tuple[type, ...]
    take: Callable[[M, Any, Voice], Taken[M]]
    open: Callable[[M], bool]
    within: tuple[Patience[M], ...] = ()
    words: Callable[[M, Voice], message.Say] | None = None
    expect: tuple[str, ...] = ()
    tap: Callable[[M, str, Voice], Taken[M] | None] | None = None
    idle: Callable[[M, Voice], message.Say] | None = None


@dataclass(frozen=True, kw_only=True)
class Run(Step[M]):
    """Runs another dialogue with the memory that `seed` makes, then takes its memory."""

    dialogue: str
    seed: Callable[[M], msgspec.Struct]
    open: Callable[[M], bool]
    take: Callable[[M, Any], M]


@dataclass(frozen=True, kw_only=True)
class HandOver(Step[M]):
    """Gives the conversation to a person."""

    reason: str
    words: Callable[[M, Voice], message.Say]


@dataclass(frozen=True, kw_only=True)
class Each(Step[M], Generic[M, T]):
    """Repeats steps over a typed item for each of `count`; the item is a view that `put` writes back."""

    count: Callable[[M], int]
    item: Callable[[M, int], T]
    put: Callable[[M, int, T], M]
    steps: tuple[Ask[T] | Form[T], ...]


@dataclass(frozen=True)
class Asked:
    """The step that the traveller is answering, with its number when it stands inside an Each (else -1)."""

    step: str = ""
    index: int = -1
    expect: tuple[str, ...] = ()


def nothing_heard(memory: Any, *_: Any) -> Taken[Any] | None:
    """The answer of a dialogue that takes no such thing."""
    return None


@dataclass(frozen=True, kw_only=True)
class Dialogue(Generic[M]):
    """A list of steps over one memory type.

    `read` takes a message (None: nothing of it is ours), `tap` a button of any age, `hear` a fact that no step awaits.
    `depends` empties slots when another changes. `edits` lists what may be changed. `sealed`: no slot may change any more, nor
    any of the dialogues beneath. `known`, `option` and `earlier` tell understanding what is known, what is shown, and what was
    shown before under numbers that still hold; `cancel` is the dialogue that asks before cancelling what cannot simply be put
    away; `booking` the id of the booking it is about; `over`: nothing more comes of it unless it is taken up again, so a whole
    route begins another trip; `kept_until`: until when (aware UTC) what is on the table is kept.
    """

    name: str
    memory: type[M]
    steps: tuple[Step[M], ...]
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read: Callable[[M, Text, Asked, Voice], Taken[M] | None] = nothing_heard
    tap: Callable[[M, str, Voice], Taken[M] | None] = nothing_heard
    hear: Callable[[M, Any, Voice], Taken[M] | None] = nothing_heard
    edits: Callable[[M, Voice], tuple[Choice, ...]] = lambda m, v: ()
    sealed: Callable[[M], bool] = lambda m: False
    known: Callable[[M], Mapping[str, object]] = lambda m: {}
    option: Callable[[M, str, str], Option] = lambda m, id, title: Option(id, title)
    earlier: Callable[[M], tuple[Option, ...]] = lambda m: ()
    cancel: Callable[[M], tuple[str, msgspec.Struct] | None] = lambda m: None
    booking: Callable[[M], str] = lambda m: ""
    over: Callable[[M], bool] = lambda m: False
    kept_until: Callable[[M], datetime | None] = lambda m: None

    def settle(self, before: M, after: M) -> M:
        """Empty what depends on a slot that changed, unless it was set in the same breath; dependants settle in turn."""
        changed = {f for f in before.__struct_fields__ if getattr(before, f) != getattr(after, f)}
        fresh = set(changed)
        defaults = self.memory()
        queue = [f for f in self.depends if f in changed]
        while queue:
            for name in self.depends[queue.pop(0)]:
                if name in fresh or getattr(after, name) == getattr(defaults, name):
                    continue
                after = msgspec.structs.replace(after, **{name: getattr(defaults, name)})
                fresh.add(name)
                if name in self.depends:
                    queue.append(name)
        return after

    def flat(self, memory: M) -> Iterator[Step[M]]:
        """Every step with its forms and repetitions unfolded for this memory."""
        for step in self.steps:
            if isinstance(step, Each):
                for index in range(step.count(memory)):
                    for inner in step.steps:
                        for one in _unfold(inner, step.item(memory, index)):
                            yield _lift(step, index, one)
            else:
                yield from _unfold(step, memory)

    def find(self, memory: M, name: str) -> Step[M] | None:
        """The unfolded step of a name, open or not."""
        wanted = next((s for s in self.flat(memory) if s.name == name), None)
        return wanted or next((s for s in self.steps if s.name == name and not isinstance(s, Each)), None)


def _unfold(step: Step[M], memory: M) -> Iterator[Step[M]]:
    if not isinstance(step, Form):
        yield step
        return
    yield replace(step, open=lambda m: step.open(m) and all(f.open(m) for f in step.fields if f.when(m)))
    for part in step.fields:
        yield _guarded(part, step.when)


def _guarded(part: Ask[M], when: Callable[[M], bool]) -> Step[M]:
    return replace(part, when=lambda m: when(m) and part.when(m))


def _lift(each: Each[M, T], index: int, step: Step[T]) -> Step[M]:
    """Turn a step over an item into one over the whole memory, named `<each>.<index>.<step>`."""

    def item(memory: M) -> T:
        return each.item(memory, index)

    assert isinstance(step, Ask)
    undo = step.undo
    parts: dict[str, Any] = {
        "name": f"{each.name}.{index}.{step.name}",
        "when": lambda m: each.when(m) and step.when(item(m)),
        "phase": step.phase or each.phase,
        "open": lambda m: step.open(item(m)),
        "words": lambda m, v: step.words(item(m), v),
        "expect": step.expect,
        "undo": (lambda m: each.put(m, index, undo(item(m)))) if undo else None,
    }
    if isinstance(step, Choose):

        def take(m: M, id: str, v: Voice) -> Taken[M] | None:
            taken = step.take(item(m), id, v)
            if taken is None:
                return None
            return Taken(
                each.put(m, index, taken.memory), taken.notes, taken.complaint, taken.choices, taken.do, taken.edit
            )

        return Choose(take=take, **parts)
    return Ask(**parts)


def asked(step: Step[Any] | None) -> Asked:
    """Which step, and which repetition, a traveller is answering."""
    if step is None:
        return Asked()
    pieces = step.name.split(".")
    index = int(pieces[1]) if len(pieces) == 3 and pieces[1].isdigit() else -1
    return Asked(step.name, index, getattr(step, "expect", ()))
