"""Bring `console/locales/*/*.po` up to date with what templates and screens say.

python -m scripts.console_texts

Texts of a template stand in the file of its folder; those of Python in the file of its screen. A text that is gone is dropped, a new
one is added without translation, and `tests/rooms/console/test_texts.py` fails until it has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

CONSOLE = Path(__file__).resolve().parents[1] / "dragoman" / "console"
LANGUAGES = ("ar",)
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "Place": None, "Found": None, "Refused": (2,)}
_TAGS = {"jinja2.ext:babel_extract": {"trimmed": "true", "silent": "false"}}


def said() -> dict[str, dict[str, str | tuple[str, str]]]:
    """Return by file name what the console says: msgid (or singular and plural) by singular. A text stands in one file only."""
    found: dict[str, dict[str, str | tuple[str, str]]] = {}
    known: set[str] = set()
    for name, text in sorted(_texts(), key=lambda pair: (pair[0] not in ("pieces", "shell"), pair[0])):
        single = text if isinstance(text, str) else text[0]
        if single not in known:
            known.add(single)
            found.setdefault(name, {})[single] = text
    return found


def _texts() -> Iterator[tuple[str, str | tuple[str, str]]]:
    templates = CONSOLE / "templates"
    for path in sorted(templates.rglob("*.html")):
        folder = path.relative_to(templates).parts[0] if path.parent != templates else "shell"
        yield from ((folder, text) for text in _of(path, "jinja2.ext:babel_extract"))
    for path in sorted(
        [*CONSOLE.glob("*.py"), *(CONSOLE.parent / "staff").glob("*.py"), CONSOLE.parent / "command" / "errors.py"]
    ):
        yield from (("shell", text) for text in _of(path, "python"))
    for path in sorted((CONSOLE / "screens").rglob("*.py")):
        name = path.relative_to(CONSOLE / "screens").parts[0].removesuffix(".py")
        yield from ((name if name != "__init__" else "shell", text) for text in _of(path, "python"))


def _of(path: Path, method: str) -> Iterator[str | tuple[str, str]]:
    with path.open("rb") as source:
        for _, message, _, _ in extract(method, source, keywords=_KEYWORDS, options=_TAGS.get(method, {})):
            if isinstance(message, str) and message:
                yield message
            elif isinstance(message, tuple) and message and message[0]:
                yield (message[0], message[1]) if len(message) > 1 and message[1] else message[0]


def translated(language: str) -> dict[str, str | tuple[str, ...]]:
    """Return every translation there is, whichever file it stands in."""
    known: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((CONSOLE / "locales" / language).glob("*.po")):
        for message in read_po(BytesIO(path.read_bytes()), locale=language):
            if message.id and message.string and all(message.string):
                known[message.id if isinstance(message.id, str) else message.id[0]] = message.string
    return known


def written(language: str, texts: dict[str, str | tuple[str, str]], known: dict[str, str | tuple[str, ...]]) -> bytes:
    """Return a file of a language: what is said now, with the translations that are known."""
    new = Catalog(locale=language, project="Dragoman", fuzzy=False)
    for single, text in sorted(texts.items()):
        new.add(text, known.get(single))
    out = BytesIO()
    write_po(out, new, omit_header=True, sort_output=True, width=130)
    return out.getvalue()


def main() -> None:
    """Write every file."""
    whole = said()
    for language in LANGUAGES:
        folder = CONSOLE / "locales" / language
        folder.mkdir(parents=True, exist_ok=True)
        known = translated(language)
        for name, texts in whole.items():
            (folder / f"{name}.po").write_bytes(written(language, texts, known))
        for path in folder.glob("*.po"):
            if path.stem not in whole:
                path.unlink()


if __name__ == "__main__":
    main()
