"""What the pages say is true: links resolve, commands, targets, settings, files and names exist, drawn pages are fresh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import generated_pages
from tests.docs import pages
from tests.docs.pages import ALL, DECISIONS, OWN, ROOT

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(r"[A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)+|[A-Za-z0-9_\-]+\.(?:py|md|sh|yaml|txt|sql)")
_MADE_LATER = {".env", "master.key"}
_OUTSIDE_SETTINGS = {
    "DRAGOMAN_APP_PASSWORD",
    "DRAGOMAN_OWNER_PASSWORD",
    "DRAGOMAN_TEST_DATABASE_URL",
    "DRAGOMAN_TEST_CHROMIUM",
}


def slug(heading: str) -> str:
    """The anchor that a heading gets on GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(h) for h in re.findall(r"^#+ (.+)$", pages.prose(page), re.MULTILINE)}


@pytest.mark.parametrize("page", ALL, ids=pages.name)
def test_every_relative_link_resolves(page: Path) -> None:
    broken = []
    for link in _LINK.findall(pages.prose(page)):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (page.parent / target).resolve() if target else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", OWN, ids=pages.name)
def test_every_make_target_named_exists(page: Path) -> None:
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", pages.code(page))) - pages.targets() == set()


@pytest.mark.parametrize("page", ALL, ids=pages.name)
def test_every_dragoman_command_named_exists(page: Path) -> None:
    known, groups = pages.commands(), {c.split()[0] for c in pages.commands() if " " in c}
    called = re.findall(r"(?:^|(?<=[\s`/]))dragoman ([a-z-]+)((?: [\w\-<>]+)*)", pages.code(page), re.MULTILINE)
    for word, rest in called:
        words = rest.split()
        full = f"{word} {words[0]}" if word in groups and words else word
        assert full in known, f"dragoman {word}{rest}"
        assert {w for w in words if w.startswith("--")} <= known[full], f"dragoman {word}{rest}"


@pytest.mark.parametrize("page", ALL, ids=pages.name)
def test_every_setting_named_exists(page: Path) -> None:
    named = set(re.findall(r"\bDRAGOMAN_[A-Z_]*[A-Z]\b(?!_)", page.read_text()))
    assert named - pages.settings() - _OUTSIDE_SETTINGS == set()


@pytest.mark.parametrize("page", OWN, ids=pages.name)
def test_every_file_named_exists(page: Path) -> None:
    missing = []
    for span in pages.spans(page):
        if not _PATH.fullmatch(span) or span.startswith(("http", "DRAGOMAN_")) or span in _MADE_LATER:
            continue
        places = (ROOT, ROOT / "dragoman", ROOT / "docs", ROOT / "tests", page.parent)
        looks_like_a_file = "." in span.rpartition("/")[2] or any((p / span.split("/")[0]).is_dir() for p in places)
        alone = "/" not in span and any(ROOT.glob(f"dragoman/**/{span}"))
        if looks_like_a_file and not alone and not any((p / span).exists() for p in places):
            missing.append(span)
    assert missing == []


@pytest.mark.parametrize("page", [ROOT / "ARCHITECTURE.md", ROOT / "GLOSSARY.md", *DECISIONS], ids=pages.name)
def test_every_name_of_the_code_exists(page: Path) -> None:
    """A span that looks like an identifier of ours (snake_case, CamelCase, with or without a call) is one."""
    gone = []
    for span in pages.spans(page):
        bare = span.removeprefix("@").removesuffix("()").removesuffix(":…")
        for word in bare.split("."):
            is_ours = re.fullmatch(r"_?[a-z]+(_[a-z0-9]+)+|([A-Z][a-z]+)+[A-Za-z]*", word)
            if is_ours and word not in pages.words_of_the_code() and not (ROOT / word).exists():
                gone.append(span)
    assert gone == []


@pytest.mark.parametrize("page", sorted(generated_pages.PAGES))
def test_drawn_pages_are_fresh(page: str) -> None:
    drawn = generated_pages.PAGES[page]()
    assert (ROOT / "docs" / page).read_text() == drawn, "run: python -m scripts.generated_pages"


def test_every_state_table_is_drawn() -> None:
    made = {
        re.search(r"name=\"(\w+)\"", call).group(1)  # type: ignore[union-attr]
        for path in (ROOT / "dragoman").rglob("states.py")
        for call in re.findall(r"= StateTable\((.*?)moves=", path.read_text(), re.DOTALL)
    }
    assert made == {table.name for _, table in generated_pages.state_tables()}
    assert made


def test_the_floors_are_those_of_the_import_rules() -> None:
    rules = (ROOT / ".importlinter").read_text().partition("layers =")[2].partition("[importlinter")[0]
    told = re.findall(r"^\| \d+ \| ([^|]+(?:\\\| [^|]+)?) \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    floors = [re.findall(r"\w+", re.sub(r"\.py|`", "", floor)) for floor in told]
    assert floors == [
        line.replace("|", " ").split() for line in rules.split("\n") if line.strip() and "__main__" not in line
    ]


def test_pictures_are_small_pictures() -> None:
    pictures = sorted((ROOT / "docs/images").iterdir())
    assert [p.name for p in pictures if not p.read_bytes().startswith(b"\x89PNG")] == []
    assert [p.name for p in pictures if p.stat().st_size >= 300_000] == []


def test_style_fits_in_the_head() -> None:
    assert len((ROOT / "STYLE.md").read_text().splitlines()) <= 150


@pytest.mark.parametrize("page", DECISIONS, ids=pages.name)
def test_a_decision_is_one_screen_with_its_five_parts(page: Path) -> None:
    text = page.read_text()
    assert len(text.splitlines()) <= 50
    parts = re.findall(r"^\*\*(\w[\w ]*)\.\*\*", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(p.name[:4]) for p in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (ROOT / "docs/decisions/README.md").read_text())
    assert listed == [p.name for p in DECISIONS]
