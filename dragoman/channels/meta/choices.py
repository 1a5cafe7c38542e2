"""Choices as things to tap: up to three buttons, up to ten rows of a list, pages beyond that. Pure.

Paging: a page shows nine choices and a last row with the id `page:<n>` of the next page; the last page may show ten.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.channels.meta import limits
from dragoman.channels.meta.limits import length, one_line, shorten
from dragoman.conversations.message import Choice, Say

PAGE = "page:"
PER_PAGE = limits.ROWS - 1
LIST_LABEL = "Choose"


def shown(say: Say) -> tuple[Choice, ...]:
    """The choices of the page that was asked for, with the row that leads on; a page that is not there is the last."""
    _check_ids(say)
    count = len(say.choices)
    if count <= limits.ROWS:
        return say.choices
    last = 1 + -(-(count - limits.ROWS) // PER_PAGE)
    page = min(max(say.page, 1), last)
    rest = say.choices[(page - 1) * PER_PAGE :]
    if len(rest) <= limits.ROWS:
        return rest
    return (*rest[:PER_PAGE], Choice(id=f"{PAGE}{page + 1}", title=one_line(say.more) or "More"))


def _check_ids(say: Say) -> None:
    ids = [choice.id for choice in say.choices]
    longest = limits.BUTTON_ID if len(ids) <= limits.BUTTONS else limits.ROW_ID
    if len(set(ids)) != len(ids) or any(not i or i != i.strip() or length(i) > longest for i in ids):
        raise ValueError("choice ids are unique, not empty, without spaces at the ends and of bounded length")
    if any(i.startswith(PAGE) for i in ids):
        raise ValueError(f"ids beginning with {PAGE} are for paging")
    if any(not one_line(choice.title) for choice in say.choices):
        raise ValueError("a choice needs a title")


def action_of(say: Say) -> dict[str, object]:
    """The `type` and `action` of the interactive object."""
    choices = shown(say)
    if len(say.choices) <= limits.BUTTONS:
        titles = unique_titles([choice.title for choice in choices], limits.BUTTON_TITLE)
        buttons = [
            {"type": "reply", "reply": {"id": choice.id, "title": title}}
            for choice, title in zip(choices, titles, strict=True)
        ]
        return {"type": "button", "action": {"buttons": buttons}}
    label = shorten(say.label, limits.LIST_LABEL) or LIST_LABEL
    return {"type": "list", "action": {"button": label, "sections": _sections(choices)}}


def hidden_words(say: Say, choices: Sequence[Choice]) -> list[str]:
    """What buttons and rows cannot show in full: lines for the body, unless the text says it already."""
    lines = []
    few = len(say.choices) <= limits.BUTTONS and not say.ask_location
    for number, choice in enumerate(choices, 1):
        title, detail = one_line(choice.title), one_line(choice.detail)
        if say.ask_location:
            lines.append(f"{number}. {title}" + (f": {detail}" if detail else ""))
        elif few and ((detail and detail not in say.text) or length(title) > limits.BUTTON_TITLE):
            lines.append(f"{number}. {title}" + (f": {detail}" if detail and detail not in say.text else ""))
    return lines


def unique_titles(titles: Sequence[str], limit: int) -> list[str]:
    """Shorten each title to the limit so that no two are alike; a doubled one ends in its number."""
    made: list[str] = []
    for position, title in enumerate(titles, 1):
        short, number = shorten(title, limit), position
        taken = {other.casefold() for other in made}
        while short.casefold() in taken:
            ending = f" {number}"
            short = shorten(title, limit - len(ending)) + ending
            number += 1
        made.append(short)
    return made


def _sections(choices: Sequence[Choice]) -> list[dict[str, object]]:
    """Rows under their sections, in the order the sections first appear; a lone section needs no title."""
    rows: dict[str, list[dict[str, object]]] = {}
    for choice in choices:
        if not choice.id.startswith(PAGE):
            rows.setdefault(one_line(choice.section), []).append(_row(choice))
    titles = unique_titles([name or LIST_LABEL for name in rows], limits.SECTION_TITLE)
    several = len(rows) > 1
    grouped: list[dict[str, object]] = [
        {"title": title, "rows": rows[name]} if name or several else {"rows": rows[name]}
        for name, title in zip(rows, titles, strict=True)
    ]
    list(rows.values())[-1].extend(_row(choice) for choice in choices if choice.id.startswith(PAGE))
    return grouped


def _row(choice: Choice) -> dict[str, object]:
    """A row; a title that had to be shortened stands in full at the beginning of the description."""
    title, detail = one_line(choice.title), one_line(choice.detail)
    short = shorten(title, limits.ROW_TITLE)
    if short != title:
        detail = f"{title} · {detail}" if detail else title
    row: dict[str, object] = {"id": choice.id, "title": short}
    if detail:
        row["description"] = shorten(detail, limits.ROW_DETAIL)
    return row
