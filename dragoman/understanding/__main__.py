"""`python -m dragoman.understanding "Lagos to Abuja on Friday"`: prints what was understood and why."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from dragoman.kit.clock import ShiftedClock
from dragoman.understanding.explain import explain
from dragoman.understanding.models import Context


def main(arguments: list[str]) -> None:
    """Read the command line and print the reading of its text."""
    parser = argparse.ArgumentParser(prog="python -m dragoman.understanding")
    parser.add_argument("text")
    parser.add_argument("--language", default="en")
    parser.add_argument("--country", help="ISO country of the writer's phone")
    parser.add_argument("--expect", default="", help="slots that were asked for, with commas")
    parser.add_argument("--today", help="yyyy-mm-dd")
    given = parser.parse_args(arguments)
    today = date.fromisoformat(given.today) if given.today else ShiftedClock().now().date()
    context = Context(expect=tuple(s for s in given.expect.split(",") if s), country=given.country)
    sys.stdout.write(explain(given.text, today=today, language=given.language, context=context) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
