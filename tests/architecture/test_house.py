"""The house stays in order: floors, sizes, names, docstrings, settings, commands and tables."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "dragoman").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FORBIDDEN_WORDS = re.compile(
    r"(?<![a-z])(manager|handler|helper|utils?|service|processor|data|info|base)(?![a-z])", re.IGNORECASE
)


def test_a_room_imports_only_what_stands_below_it() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]


@pytest.mark.parametrize(("paths", "limit"), [(SOURCES, 300), (TESTS, 500)], ids=["code", "tests"])
def test_files_fit_in_the_head(paths: list[Path], limit: int) -> None:
    long = {str(p.relative_to(ROOT)): n for p in paths if (n := len(p.read_text().splitlines())) > limit}
    assert long == {}


def test_functions_do_one_thing() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno > 60
    ]
    assert long == []


def test_names_say_what_things_are() -> None:
    bad = []
    for path in SOURCES:
        if FORBIDDEN_WORDS.search(path.stem.replace("_", " ")):
            bad.append(str(path.relative_to(ROOT)))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.name).replace("_", " ")
                if FORBIDDEN_WORDS.search(words) and not _a_word_of_the_field(words):
                    bad.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert bad == []


def _a_word_of_the_field(words: str) -> bool:
    """`data_exchange` is Meta's name of an action, `database` is one word, a manager is a role of the business, and FastAPI names
    the method that its routes override."""
    return "exchange" in words or words == "get route handler"


def test_public_things_have_docstrings() -> None:
    bare = []
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        if not ast.get_docstring(tree) and path.read_text().strip():
            bare.append(str(path.relative_to(ROOT)))
        for node in tree.body:
            public = isinstance(
                node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert bare == []


def test_nothing_is_left_for_later() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|pytest\.mark\.(skip|xfail)\b")
    here = Path(__file__).resolve()
    found = [
        f"{p.relative_to(ROOT)}:{n}"
        for p in [*SOURCES, *TESTS]
        if p != here
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_rules_do_not_look_at_the_clock_themselves() -> None:
    """Only the clock itself, ids, and simulators' entry points read real time; rules get `now` from outside."""
    allowed = {"kit/clock.py", "kit/ids.py"}
    pattern = re.compile(r"datetime\.now\(|datetime\.utcnow|date\.today\(|time\.time\(\)")
    found = [
        str(p.relative_to(ROOT / "dragoman"))
        for p in SOURCES
        if str(p.relative_to(ROOT / "dragoman")) not in allowed and pattern.search(p.read_text())
    ]
    assert found == []


def test_every_setting_is_documented() -> None:
    from dragoman.kit.settings import Settings

    told = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#?\s?(DRAGOMAN_[A-Z_]+)=", told, re.MULTILINE))
    product = {f"DRAGOMAN_{name.upper()}" for name in Settings.model_fields}
    assert product - named == set()
    assert {n for n in named - product if not n.startswith(("DRAGOMAN_SIM_", "DRAGOMAN_TEST_"))} == set()
