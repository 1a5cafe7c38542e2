"""What understanding is told of a conversation before it reads the next message: what was asked, shown and is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dragoman.dialogues.frames import House, Open
from dragoman.dialogues.place import Place
from dragoman.dialogues.talk import Talk
from dragoman.dialogues.voice import Setting, voice_for
from dragoman.understanding import Context, Option, Slot, Topic

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a context speaks no dates


def context(place: Place, setting: Setting, house: House) -> Context:
    """What understanding should know before it reads the next message of this conversation."""
    talk = Talk.begin(place, voice_for(setting, _NEVER), house)
    top = talk.top
    if top is None:
        return Context(options=tuple(Option(s.id, s.title) for s in place.shown), country=setting.country)
    step = top.current()
    counts = Slot.PASSENGERS in place.expect  # "3" is three travellers there and not the third button
    return Context(
        expect=place.expect,
        options=() if counts else _options(top, place),
        known=talk.frames[0].dialogue.known(talk.frames[0].memory),
        country=setting.country,
        state=step.phase if step else "",
        topic=Topic.FLIGHT,
    )


def _options(top: Open, place: Place) -> tuple[Option, ...]:
    """What may be called by a number or a name: the choices on show, and numbered ones of earlier pages."""
    shown = [top.dialogue.option(top.memory, s.id, s.title) for s in place.shown]
    if not any(o.number for o in shown):
        return tuple(shown)
    last = max(o.number for o in shown)
    for index, option in enumerate(shown):
        if not option.number:
            last += 1
            shown[index] = replace(option, number=last)
    return (*shown, *top.dialogue.earlier(top.memory))
