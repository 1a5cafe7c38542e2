"""A dialogue's list drawn as a Mermaid flowchart, so that the docs show what the code does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.dialogues.steps import Ask, Choose, Confirm, Dialogue, Do, Each, Form, HandOver, Run, Say, Step

_SHAPES: tuple[tuple[type, str, str], ...] = (
    (Confirm, "{", "}"), (Form, "[[", "]]"), (Choose, "[/", "/]"), (Ask, "[/", "/]"), (Do, "(", ")"), (Run, "[[", "]]"),
    (HandOver, "((", "))"), (Say, ">", "]"), (Each, "[[", "]]"),
)  # fmt: skip


def diagram(dialogue: Dialogue[Any]) -> str:
    """The flowchart: questions slanted, yes-or-no questions as diamonds, waits rounded with the facts that end them."""
    lines = ["flowchart TD", *_nodes(dialogue)]
    for step, following in zip(dialogue.steps, (*dialogue.steps[1:], None), strict=True):
        target = _id(following) if following else "done"
        facts = " or ".join(t.__name__ for t in step.until) if isinstance(step, Do) else ""
        lines.append(f"  {_id(step)} -->{f'|{facts}|' if facts else ''} {target}")
        if isinstance(step, Confirm):
            lines.append(f"  {_id(step)} -. no .-> change")
    if any(isinstance(s, Confirm) for s in dialogue.steps):
        lines.append("  change[/change anything/]")
    for slot, emptied in sorted(dialogue.depends.items()):
        lines.append(f"  %% a changed {slot} empties: {', '.join(emptied)}")
    return "\n".join([*lines, "  done((done))", ""])


def _nodes(dialogue: Dialogue[Any]) -> Iterator[str]:
    for step in dialogue.steps:
        opening, closing = next((a, b) for kind, a, b in _SHAPES if isinstance(step, kind))
        label = step.name
        if isinstance(step, Each):
            label += ": each " + ", ".join(s.name for s in step.steps)
        if isinstance(step, Run):
            label += f": {step.dialogue}"
        yield f'  {_id(step)}{opening}"{label}"{closing}'


def _id(step: Step[Any]) -> str:
    return step.name.replace(".", "_")
