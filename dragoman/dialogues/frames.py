"""A dialogue in hand, opened from its stored frame: its memory as a typed value, its open step, and back to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from dragoman.dialogues.place import Frame, Waiting
from dragoman.dialogues.steps import Ask, Dialogue, HandOver, Say, Step

House = Mapping[str, Dialogue[Any]]


@dataclass
class Open:
    """A dialogue in hand with its memory as a typed value."""

    dialogue: Dialogue[Any]
    memory: Any
    step: str = ""
    trail: tuple[str, ...] = ()
    edit: str = ""
    said: tuple[str, ...] = ()
    waiting: Waiting | None = None

    def current(self) -> Step[Any] | None:
        """The step that stands open now."""
        if self.edit:
            wanted = self.dialogue.find(self.memory, self.edit)
            if isinstance(wanted, Ask):
                return wanted
        for step in self.dialogue.flat(self.memory):
            if step.when(self.memory) and self._open(step):
                return step
        return None

    def _open(self, step: Step[Any]) -> bool:
        if isinstance(step, (Say, HandOver)):
            return step.name not in self.said
        return bool(getattr(step, "open")(self.memory))  # noqa: B009

    def frame(self) -> Frame:
        """The same as JSON."""
        memory = msgspec.to_builtins(self.memory, str_keys=True)
        return Frame(self.dialogue.name, memory, self.step, self.trail, self.edit, self.said, self.waiting)


def open_frame(frame: Frame, house: House) -> Open | None:
    """Open a stored frame; slots of an older shape that no longer fit are left empty, an unknown dialogue gives None."""
    dialogue = house.get(frame.dialogue)
    if dialogue is None:
        return None
    try:
        memory = msgspec.convert(frame.memory, dialogue.memory)
    except msgspec.ValidationError:
        memory = salvage(frame.memory, dialogue.memory)
    return Open(dialogue, memory, frame.step, frame.trail, frame.edit, frame.said, frame.waiting)


def salvage(stored: Mapping[str, Any], kind: type[msgspec.Struct]) -> msgspec.Struct:
    """Keep the slots that still fit their type."""
    kept: dict[str, Any] = {}
    for slot in msgspec.structs.fields(kind):
        if slot.encode_name in stored:
            try:
                kept[slot.name] = msgspec.convert(stored[slot.encode_name], slot.type)
            except msgspec.ValidationError:
                continue
    return kind(**kept)
