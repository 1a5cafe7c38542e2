"""`dragoman understand`: the reading of a message with the words that it came from."""

from __future__ import annotations

from typer.testing import CliRunner

from dragoman.cli.main import app


def told(*arguments: str) -> str:
    ran = CliRunner().invoke(app, ["understand", "--today", "2026-11-20", *arguments])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_values_are_shown_with_the_words_they_were_read_from() -> None:
    said = told("Lagos to Abuja next Friday, two of us")
    assert "search" in said.splitlines()[0]
    assert "Lagos [LOS, NG]" in said
    assert 'read        destination from "Abuja" at 9-14' in said
    assert "Fri 2026-11-27" in said


def test_what_was_asked_changes_the_reading() -> None:
    assert "passengers  2 adults" in told("2", "--expect", "passengers")
    assert "ambiguous_date" in told("5/6", "--country", "US", "--expect", "departure_date")
