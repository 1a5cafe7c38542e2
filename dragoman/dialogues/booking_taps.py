"""Buttons about a booking, of any age: pay, cancel, refund, another flight, documents, a person."""

from __future__ import annotations

from dragoman.conversations.message import Say as Message
from dragoman.dialogues.pay import CancelMemory, PayMemory
from dragoman.dialogues.requests import CheckPayment, ChooseRefund, HandOver, Rebook, ResendDocuments
from dragoman.dialogues.talk import Talk


def booking_tap(talk: Talk, rest: str) -> bool:
    """A button about a booking, of any age: "bk:<verb>:<booking>[:<offer>]"; the domain refuses what is no longer open."""
    verb, _, target = rest.partition(":")
    booking, _, offer = target.partition(":")
    if not booking:
        return False
    talk.misses = 0
    if verb in ("pay", "link", "diff"):
        renew = {"pay": "first", "link": "renew", "diff": "difference"}[verb]
        _leave(talk, booking)
        talk.push("pay", PayMemory(booking=booking, ask=renew, attempt=talk.rev))
        talk.walk(again=True)
    elif verb == "cancel":
        _leave(talk, "")
        talk.push("cancel_booking", CancelMemory(booking=booking))
        talk.walk(again=True)
    elif verb == "paid":
        talk.do.append(CheckPayment(booking))
        talk.say(Message(text=talk.voice.text("pay.checking")))
    elif verb == "refund":
        talk.do.append(ChooseRefund(booking))
        talk.say(Message(text=talk.voice.text("pay.refunding")))
    elif verb == "rebook" and offer:
        talk.do.append(Rebook(booking, offer))
        talk.say(Message(text=talk.voice.text("pay.rebooking")))
    elif verb == "docs":
        talk.do.append(ResendDocuments(booking))
    elif verb == "change":
        talk.hand_over("change", Message(text=talk.voice.text("handed_over_change")), booking)
    elif verb == "help":
        talk.do.append(HandOver("asked", booking))
        talk.say(Message(text=talk.voice.text("handed_over")))
    else:
        return False
    return True


def _leave(talk: Talk, booking: str) -> None:
    """Leave the list that was tapped, and an older talk about paying the same booking: neither is to speak up again afterwards."""
    while talk.top is not None and talk.top.dialogue.name == "my_bookings":
        talk.frames.pop()
    talk.frames[:] = [
        f for f in talk.frames if not booking or f.dialogue.name != "pay" or f.memory.booking != booking
    ]  # fmt: skip
