"""Every short reference in a docstring is explained in docs/sources.md, and every row there is used."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/sources.md").read_text()
_DOCUMENTS = re.compile(
    r"design §[0-9](?:\.[0-9])?|(?:partners|engine|reliability)\.md (?:[A-Z][0-9]?\b|§[0-9]+|#[0-9]+)|whatsapp\.md"
)
_REQUIREMENTS = re.compile(r"(?:requirements? |\()([A-H][0-9]{1,2}(?:, [A-H][0-9]{1,2})*)(?=[);,. ])")


def code() -> str:
    return "\n".join(
        p.read_text() for folder in ("dragoman", "tests/rooms", "bench") for p in (ROOT / folder).rglob("*.py")
    )


def rows(section: str) -> set[str]:
    part = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return {cell.strip("`") for cell in re.findall(r"^\| ([^|]+?) \|", part, re.MULTILINE)} - {"in code", "---"}


def test_every_document_named_is_explained_and_every_explanation_is_used() -> None:
    assert set(_DOCUMENTS.findall(code())) == rows("Partners") | rows("Design")


def test_every_requirement_named_is_explained_and_every_explanation_is_used() -> None:
    named = {one for found in _REQUIREMENTS.findall(code()) for one in found.split(", ")}
    assert named == rows("Requirements")
