"""The name that the airline refused after payment: whose it is and why, that name alone asked again, agreed to, and the order goes on.

What was understood as the name is shown and sent only after a yes: a ticket in a wrong name is money lost.
"""

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
AGREED = "right_name"
STEPS = (STEP, AGREED)
EXPECT = (Slot.GIVEN_NAME, Slot.FAMILY_NAME)


def wrong_name_open(m: PayMemory) -> bool:
    """Whether a name is to be put right."""
    return m.outcome == "ticket_failed" and m.refused is not None and m.proposed is None


def right_name_open(m: PayMemory) -> bool:
    """Whether a name was said and nobody agreed to it yet."""
    return m.outcome == "ticket_failed" and m.refused is not None and m.proposed is not None


def wrong_name(m: PayMemory, v: Voice) -> Message:
    """Whose name is refused and why; the money is safe; the question for that name alone."""
    assert m.refused is not None
    choices = (v.choice("pay:refund", "refund"), v.choice("go:person", "person"))
    return Message(text=v.text("pay.name_refused", name=m.refused.name), choices=choices)


def right_name(m: PayMemory, v: Voice) -> Message:
    """The name as it would stand on the ticket, to agree to."""
    assert m.proposed is not None
    choices = (
        v.choice(f"yes:{AGREED}:{v.rev}", "yes"),
        v.choice(f"no:{AGREED}:{v.rev}", "other_name"),
        v.choice("go:person", "person"),
    )
    return Message(text=v.text("pay.name_right", name=m.proposed.name), choices=choices)


def send_name(m: PayMemory, v: Voice) -> Taken[PayMemory]:
    """Let the order go on in the name that was agreed to."""
    assert m.proposed is not None
    said = m.proposed
    corrected = ask.CorrectName(m.booking, said.traveller, said.given_name, said.family_name)
    settling = replace(m, outcome="settling", reason="ticket_failed", proposed=None)
    return Taken(settling, (v.text("pay.name_sent", name=said.name),), do=(corrected,))


def ask_anew(m: PayMemory, v: Voice) -> Taken[PayMemory]:
    """Forget the name that was said, and ask for it again."""
    return Taken(replace(m, proposed=None))


def read_name(m: PayMemory, text: Text, v: Voice) -> Taken[PayMemory] | None:
    """Take the name that was asked for, to be agreed to; None when the message holds none."""
    said = next((p for p in text.understood.values.people if p.given_name or p.family_name), None)
    if m.refused is None or said is None:
        return None
    given, family = _put_right(m.refused, said)
    if bad := next((n for n in (given, family) if not n or names.refused_letters(n) or len(n) > names.NAME_MAX), None):
        key = "pay.name_latin" if names.refused_letters(bad) else "pay.name_long"
        return Taken(m, complaint=v.text(key, name=bad, n=names.NAME_MAX))
    proposed = RefusedName(m.refused.traveller, given, family, m.refused.field)
    return Taken(replace(m, proposed=proposed))


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
