"""Write the pages of `docs/` that are drawn from code: states and permissions. A test keeps them fresh.

python -m scripts.generated_pages
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import dragoman
from dragoman.access import Role
from dragoman.command import COMMANDS, Entry, StateTable
from dragoman.dialogues import DIALOGUES
from dragoman.dialogues.diagram import diagram

DOCS = Path(__file__).resolve().parents[1] / "docs"
_NOTE = "<!-- Drawn from the code by `python -m scripts.generated_pages`; do not edit by hand. -->"
_NOT_ROOMS = ("__main__", "cli", "simulators")


def states_page() -> str:
    """Draw every state table of the rooms and every dialogue."""
    parts = [
        "# States and dialogues",
        _NOTE,
        "Each thing has one enum and one table of named moves; the code that checks a move is the code that is drawn here.\n"
        "A move is one statement, compare-and-swap on state and version, so two processes never make the same move twice.\n"
        "Guards are not drawn: read `unless=` in the room's `states.py`.",
    ]
    for room, table in state_tables():
        parts += [
            f"## {table.name}",
            f"`{room.replace('.', '/')}.py`. {_first_line(table.states.__doc__)}",
            _fenced(table.mermaid()),
        ]
    parts.append(
        "# Dialogues\n\n"
        "A dialogue is a list of steps; the place in it is the first step that is still open. Slanted boxes ask, diamonds want a\n"
        "yes or no, rounded boxes wait for the facts on their arrow, double boxes repeat or run another dialogue."
    )
    parts += [f"## {name}\n\n{_fenced(diagram(DIALOGUES[name]))}" for name in DIALOGUES]
    return "\n\n".join(parts) + "\n"


def permissions_page() -> str:
    """Write the matrix of roles and commands."""
    load_commands()
    roles = list(Role)
    rows = [
        f"| `{entry.tag}` | {_first_sentence(entry.says)} | "
        + " | ".join("yes" if role in entry.by else "-" for role in roles)
        + f" | {'yes' if entry.sensitive else '-'} |"
        for _, entry in sorted(COMMANDS.items())
        if _ours(entry)
    ]
    head = [
        f"| command | what it does | {' | '.join(role.replace('_', ' ') for role in roles)} | code |",
        f"|---|---|{'---|' * len(roles)}---|",
    ]
    return "\n".join(
        [
            "# Who may call which command",
            "",
            _NOTE,
            "",
            "The same check decides for WhatsApp, console and API (`dragoman/command/command.py`). What is not listed is refused and",
            "audited. `system` is the product itself acting on a fact or a timer, never a person. A customer reaches only what is",
            "their own: the dialogue runs a request as the traveller of that conversation. `code` = staff need a one-time code.",
            "",
            *head,
            *rows,
            "",
        ]
    )


def state_tables() -> list[tuple[str, StateTable]]:
    """Find every state table in the rooms' `states` modules, with the module that holds it."""
    found = []
    for name in sorted(_modules()):
        if name.endswith(".states") and not name.startswith("dragoman.command."):
            found += [(name, thing) for thing in vars(import_module(name)).values() if isinstance(thing, StateTable)]
    return found


def load_commands() -> None:
    """Import every room, so that every command is registered."""
    for name in _modules():
        import_module(name)


def _modules() -> list[str]:
    names = [m.name for m in walk_packages(dragoman.__path__, "dragoman.") if ".migrations" not in m.name]
    return [name for name in names if name.split(".")[1] not in _NOT_ROOMS]


def _ours(entry: Entry) -> bool:
    return entry.function.__module__.startswith("dragoman.")


def _first_sentence(text: str) -> str:
    head = text.split(". ")[0].split("; ")[0].rstrip(".;")
    return head.replace("|", "\\|") + "."


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


def _fenced(drawing: str) -> str:
    return f"```mermaid\n{drawing.rstrip()}\n```"


PAGES = {"states.md": states_page, "permissions.md": permissions_page}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())


if __name__ == "__main__":
    main()
