"""What "back" goes to: the question before, with its answer kept, or the last answer taken back."""

from __future__ import annotations

from dragoman.dialogues.frames import Open
from dragoman.dialogues.steps import Ask, Taken
from dragoman.dialogues.talk import Talk

_SEARCHING = ("search", "options")
_BESIDE = (
    "collect_search.origin",
    "collect_search.destination",
    "collect_search.ages",
)  # asked by "start" and the party


def question_before(talk: Talk, frame: Open) -> bool:
    """Ask the filled question before the open one again, which keeps its answer and all others until a new one is given."""
    here = frame.current()
    if here is None or here.phase not in _SEARCHING or (frame.edit and here.phase != "search"):
        return False
    before = None
    for step in frame.dialogue.flat(frame.memory):
        if step.name == here.name:
            break
        if (
            isinstance(step, Ask)
            and step.undo
            and step.phase == "search"
            and step.when(frame.memory)
            and not step.open(frame.memory)
        ):
            before = step if step.undo(frame.memory) != frame.memory and step.name not in _BESIDE else before
    if before is None:
        return False
    talk.take(frame, Taken(frame.memory, edit=before.name))
    return True


def answer_undone(talk: Talk, frame: Open) -> bool:
    """Take back the last answer, or leave a question that was asked again on wish."""
    if frame.edit:
        frame.edit = ""
        talk.walk(again=True)
        return True
    while frame.trail:
        name, frame.trail = frame.trail[-1], frame.trail[:-1]
        step = frame.dialogue.find(frame.memory, name)
        if not isinstance(step, Ask) or step.undo is None or frame.dialogue.sealed(frame.memory):
            continue
        after = frame.dialogue.settle(frame.memory, step.undo(frame.memory))
        if after != frame.memory:
            frame.memory = after
            talk.walk(again=True)
            return True
    return False
