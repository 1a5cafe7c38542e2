"""What the assistant reads in a message, and what staff say that it meant: the labels that teach the business's own model."""

from __future__ import annotations

from fastapi import Response

from dragoman.command import Work, not_found
from dragoman.console import page
from dragoman.console.gate import Visit, Visiting, needs
from dragoman.console.screens.inbox.router import ANSWERING, router
from dragoman.conversations.threads import line
from dragoman.dialogues.training.labels import label_message, label_of
from dragoman.inbox.sight import need_sight
from dragoman.understanding.explain import explain
from dragoman.understanding.trained.examples import LABELS


async def _read(work: Work, conversation: str, message: str) -> str:
    """Return the words of a message of a conversation that the doer may see, as they are read anew by themselves."""
    await need_sight(work, conversation)
    found = await line(work, message)
    if found is None or found[0] != conversation or found[1].heard is None:
        raise not_found("message")
    heard = found[1].heard
    text = heard.text or (heard.media.caption if heard.media else "")
    return explain(text, today=found[1].at.date()) if text else ""


async def _shown(visit: Visit, conversation: str, message: str, *, saved: bool = False) -> Response:
    async with visit.work() as work:
        told = await _read(work, conversation, message)
        meaning = await label_of(work, message)
    return await page.render(
        visit, "inbox/understood.html", told=told, message=message, conversation=conversation, meaning=meaning,
        meanings=LABELS, saved=saved, frame="bare.html",
    )  # fmt: skip


@router.get("/{conversation}/understood/{message}")
@needs(ANSWERING)
async def understood(visit: Visiting, conversation: str, message: str) -> Response:
    """Show what the assistant reads in a message, and what staff said that it meant."""
    return await _shown(visit, conversation, message)


@router.post("/{conversation}/understood/{message}")
@needs(ANSWERING)
async def mean(visit: Visiting, conversation: str, message: str) -> Response:
    """Say what a message meant."""
    async with visit.work() as work:
        await _read(work, conversation, message)
        await label_message(work, message, visit.text("intent"))
    return await _shown(visit, conversation, message, saved=True)
