"""The name that the airline refused after payment: whose it is and why, that name alone asked again, and the order goes on."""

from __future__ import annotations

from msgspec.structs import replace

from dragoman.bookings import names
from dragoman.conversations.message import Say as Message
from dragoman.dialogues import requests as ask
from dragoman.dialogues.heard import Text
from dragoman.dialogues.pay.memory import PayMemory
from dragoman.dialogues.refused_name import RefusedName
from dragoman.dialogues.steps import Taken
from dragoman.dialogues.voice import Voice
from dragoman.understanding import PersonDetails, Slot

STEP = "wrong_name"
EXPECT = (Slot.GIVEN_NAME, Slot.FAMILY_NAME)


def wrong_name_open(m: PayMemory) -> bool:
    """Whether a name is to be put right."""
    return m.outcome == "ticket_failed" and m.refused is not None


def wrong_name(m: PayMemory, v: Voice) -> Message:
    """Whose name is refused and why; the money is safe; the question for that name alone."""
    assert m.refused is not None
    choices = (v.choice("pay:refund", "refund"), v.choice("go:person", "person"))
    return Message(text=v.text("pay.name_refused", name=m.refused.name), choices=choices)


def read_name(m: PayMemory, text: Text, v: Voice) -> Taken[PayMemory] | None:
    """Take the name that was asked for; None when the message holds none."""
    said = next((p for p in text.understood.values.people if p.given_name or p.family_name), None)
    if m.refused is None or said is None:
        return None
    given, family = _put_right(m.refused, said)
    if bad := next((n for n in (given, family) if not n or names.refused_letters(n) or len(n) > names.NAME_MAX), None):
        key = "pay.name_latin" if names.refused_letters(bad) else "pay.name_long"
        return Taken(m, complaint=v.text(key, name=bad, n=names.NAME_MAX))
    corrected = ask.CorrectName(m.booking, m.refused.traveller, given, family)
    settling = replace(m, outcome="settling", reason="ticket_failed")
    return Taken(settling, (v.text("pay.name_sent", name=f"{given} {family}"),), do=(corrected,))


def _put_right(refused: RefusedName, said: PersonDetails) -> tuple[str, str]:
    """Both parts as they were said; a single part stands for the one that was refused."""
    alone = said.given_name or said.family_name or ""
    if said.given_name and said.family_name:
        given, family = said.given_name, said.family_name
    elif refused.field == "family_name" or (said.family_name and refused.field != "given_name"):
        given, family = refused.given_name, alone
    else:
        given, family = alone, refused.family_name
    return names.tidy(given), names.tidy(family)
