"""A second look at a bare name while names are asked for."""

from __future__ import annotations

from dataclasses import replace

from dragoman.dialogues.heard import Text
from dragoman.dialogues.talk import Talk
from dragoman.understanding import Context, Intent, PersonDetails, understand

_WISHES = (
    Intent.MORE, Intent.CHEAPER, Intent.DIRECT_ONLY, Intent.EARLIER, Intent.LATER, Intent.CHANGE, Intent.CANCEL,
    Intent.BACK, Intent.HELP, Intent.STATUS, Intent.PERSON, Intent.MENU, Intent.START_OVER, Intent.REPEAT,
    Intent.BAGGAGE, Intent.REFUND, Intent.LANGUAGE,
)  # fmt: skip


def plainly(talk: Talk, heard: Text) -> Text:
    """Read a bare name again as if no name were asked for: "make it Friday" is a wish and nobody's name."""
    people = heard.understood.values.people
    step = talk.top.current() if talk.top else None
    if step is None or step.phase != "passengers" or not people or any(_more_than_a_name(p) for p in people):
        return heard
    setting = talk.voice.setting
    plain = understand(
        heard.raw, today=talk.voice.today, language=setting.language, context=Context(country=setting.country)
    )
    slots = plain.values.stated() & {"cabin", "passengers", "cheapest", "fastest", "direct_only", "trip_type"}
    wish = plain.correction or plain.intent in _WISHES or bool(slots)
    return replace(heard, understood=plain) if wish and not plain.values.people else heard


def _more_than_a_name(person: PersonDetails) -> bool:
    return any(getattr(person, f) for f in person.__dataclass_fields__ if f not in ("given_name", "family_name"))
