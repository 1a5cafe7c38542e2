"""`advance`: from a place and one heard thing to the next place, what is said and what is to be done. Pure and total."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from dragoman.conversations.message import Say as Message
from dragoman.dialogues import courtesies, interruptions
from dragoman.dialogues.agreement import AGREEING, Agreement, agreement, is_plain
from dragoman.dialogues.booking_taps import booking_tap
from dragoman.dialogues.courtesies import menu
from dragoman.dialogues.frames import House, Open
from dragoman.dialogues.heard import File, Heard, Location, Rang, Tapped, Text
from dragoman.dialogues.news import news_of
from dragoman.dialogues.place import Place
from dragoman.dialogues.plainly import plainly
from dragoman.dialogues.putting_off import put_off
from dragoman.dialogues.requests import SetTimer
from dragoman.dialogues.restraint import held_back
from dragoman.dialogues.steps import Choose, Confirm, Do, Taken, asked
from dragoman.dialogues.talk import Talk, Turn, key_of
from dragoman.dialogues.voice import Setting, voice_for
from dragoman.understanding import Intent, Topic, Understanding, Values

MISSES_MAX = 2
_ABOUT_LIST = (Intent.MORE, Intent.CHEAPER, Intent.DIRECT_ONLY, Intent.EARLIER, Intent.LATER)
_TRIP = {"origin", "destination", "legs", "departure"}
_QUIET = {"yes_no", "choice", "language"}  # values that say nothing about a slot


def advance(
    place: Place, heard: Heard, *, now: datetime, setting: Setting, house: House, renewed: bool = False
) -> Turn:
    """Take one heard thing. `renewed` says that `place` came from an older version: go on politely with what is known."""
    talk = Talk.begin(place, voice_for(setting, now, place.rev + 1), house)
    if renewed:
        talk.notes.append(talk.voice.text("renewed"))
    match heard:
        case Text():
            _hear_text(talk, heard)
        case Tapped():
            _hear_tap(talk, heard.id)
        case File():
            _hear_file(talk, heard)
        case Location():
            _complain(talk, talk.voice.text("location_unused"))
        case Rang():
            _hear_ring(talk, heard.name)
        case _:
            _hear_fact(talk, heard)
    return talk.turn()


# -- text -----------------------------------------------------------------------------------------------------------


def _hear_text(talk: Talk, heard: Text, *, caption: bool = False) -> None:
    if heard.card_seen:
        talk.notes.append(talk.voice.text("card_seen"))
        heard = _without_the_card(heard)
    courtesies.told_back(talk, heard)
    heard = plainly(talk, heard)
    typed = heard.raw.strip().casefold()
    for shown in talk.shown:  # a title typed out is a tap
        if typed and typed == shown.title.casefold() and not caption:
            _hear_tap(talk, shown.id)
            return
    heard, answered = put_off(talk, heard)
    if answered or held_back(talk, heard):
        return
    understood = heard.understood
    choice = understood.values.choice
    listed = understood.problems or _other_values(understood) or understood.intent in _ABOUT_LIST
    if choice and choice.startswith("yes:") and not is_plain(heard.raw):
        choice = None  # "… then take option 1 and say yes for me" buys nothing
    if choice and _on_offer(talk, choice) and (not listed or choice.startswith("list:")):
        _hear_tap(talk, choice)
    elif not (
        interruptions.firm(talk, understood)
        or _answered(talk, heard)
        or interruptions.soft(talk, heard)
        or _opened(talk, heard)
    ):
        _not_understood(talk, heard)


def _on_offer(talk: Talk, choice: str) -> bool:
    earlier = talk.top.dialogue.earlier(talk.top.memory) if talk.top else ()
    return any(s.id == choice for s in talk.shown) or any(o.id == choice for o in earlier)


def _without_the_card(heard: Text) -> Text:
    """The message without people read out of the words around a card ("my card …"): a real name has a title or birth date by it."""
    values = heard.understood.values
    people = tuple(p for p in values.people if p.title or p.born_on or not (p.given_name or p.family_name))
    return replace(heard, understood=replace(heard.understood, values=replace(values, people=people)))


def _other_values(understood: Understanding) -> bool:
    return bool(understood.values.stated() - _QUIET)


def _answered(talk: Talk, heard: Text) -> bool:
    """Let the dialogue in hand read the message, then those beneath it, unless one on top has sealed them."""
    elsewhere = heard.understood.topic not in (None, Topic.FLIGHT)
    if (elsewhere and not heard.understood.values.stated() & _TRIP) or _trip_anew(talk, heard.understood.values):
        return False
    for frame in reversed(talk.frames):
        step = frame.current()
        if frame is talk.top and isinstance(step, Confirm) and _confirmed(talk, frame, step, heard):
            return True
        here = asked(step) if frame is talk.top else asked(None)
        taken = frame.dialogue.read(frame.memory, heard, here, talk.voice)
        if taken is not None:
            talk.take(frame, taken, answered=here.step)
            return True
        if frame.dialogue.sealed(frame.memory):
            return False
    return False


def _trip_anew(talk: Talk, values: Values) -> bool:
    """Whether a whole route is told while nothing more comes of what is in hand: it begins another trip, be it the same one."""
    over = any(f.dialogue.over(f.memory) for f in talk.frames)
    return over and values.origin is not None and values.destination is not None


def _confirmed(talk: Talk, frame: Open, step: Confirm[Any], heard: Text) -> bool:
    understood = heard.understood
    if _other_values(understood) or understood.problems:
        return False
    said = agreement(heard, talk.voice)
    if said is None:
        return False
    if said is Agreement.PERHAPS:
        talk.notes.append(talk.voice.text("confirm.clearly"))
        talk.repeat()
        return True
    taken = (step.yes if said is Agreement.YES else step.no)(frame.memory, talk.voice)
    talk.take(frame, taken, answered=step.name)
    return True


def _opened(talk: Talk, heard: Text) -> bool:
    """Begin a new dialogue when the message asks for one."""
    understood = heard.understood
    elsewhere = understood.topic not in (None, Topic.FLIGHT)
    wants = understood.intent in (Intent.SEARCH, Intent.BOOK) or bool(understood.values.stated() & _TRIP)
    if not wants and not elsewhere:
        return False
    if elsewhere:
        choices = (talk.voice.choice("go:new", "book_flight"), talk.voice.choice("go:person", "person"))
        talk.say(Message(text=talk.voice.text("only_flights"), choices=choices), question=True)
        return True
    open_ones = [f for f in talk.frames if f.dialogue.name == "pay" and not f.dialogue.over(f.memory)]
    if any(f.dialogue.booking(f.memory) for f in open_ones):
        talk.notes.append(talk.voice.text("news.still_open"))
    talk.frames.clear()
    talk.push("book_flight", talk.house["book_flight"].memory())
    frame = talk.frames[-1]
    taken = frame.dialogue.read(frame.memory, heard, asked(None), talk.voice) or Taken(frame.memory, again=True)
    talk.take(frame, taken, answered="start")
    return True


def _not_understood(talk: Talk, heard: Text) -> None:
    talk.misses += 1
    if heard.card_seen:
        talk.misses = 0
        talk.repeat()
    elif courtesies.perhaps(talk, heard.perhaps):
        return
    elif talk.misses >= MISSES_MAX:
        talk.hand_over("not_understood", Message(text=talk.voice.text("handed_over_unclear")))
    elif talk.top is None:
        menu(talk, lead=talk.voice.text("not_understood"))
    else:
        talk.notes.append(talk.voice.text("not_understood"))
        talk.repeat(short=True)


# -- taps, files, timers, facts ---------------------------------------------------------------------------------------


def _hear_tap(talk: Talk, id: str) -> None:
    verb, _, rest = id.partition(":")
    if verb == "go" and interruptions.go(talk, rest):
        return
    if verb in ("yes", "no"):
        _tap_confirm(talk, verb, rest)
        return
    top = talk.top
    step = top.current() if top else None
    if top and isinstance(step, Choose) and (taken := step.take(top.memory, id, talk.voice)):
        talk.take(top, taken, answered=step.name)
        return
    if top and isinstance(step, Do) and step.tap and (taken := step.tap(top.memory, id, talk.voice)):
        talk.take(top, taken)
        return
    for frame in reversed(talk.frames):
        if taken := frame.dialogue.tap(frame.memory, id, talk.voice):
            talk.take(frame, taken, answered=step.name if step and frame is top else "")
            return
        if frame.dialogue.sealed(frame.memory):
            break
    if not (verb == "bk" and booking_tap(talk, rest)):
        _stale(talk)


def _tap_confirm(talk: Talk, verb: str, rest: str) -> None:
    name, _, rev = rest.rpartition(":")
    top = talk.top
    step = top.current() if top else None
    if top and isinstance(step, Confirm) and step.name == name and rev == str(talk.place.rev):
        taken = (step.yes if verb == "yes" else step.no)(top.memory, talk.voice)
        talk.take(top, taken, answered=step.name)
        return
    _stale(talk)


def _stale(talk: Talk) -> None:
    talk.notes.append(talk.voice.text("stale_choice"))
    if not talk.repeat() and talk.top is None:
        menu(talk, lead="")


def _hear_file(talk: Talk, heard: File) -> None:
    if heard.caption is not None and heard.raw.strip():
        _hear_text(talk, Text(_agreeing_to_nothing(heard.caption), heard.raw), caption=True)
    elif heard.kind not in ("sticker", "reaction"):
        _complain(talk, talk.voice.text("voice_unread" if heard.kind == "audio" else "file_unread"))


def _agreeing_to_nothing(caption: Understanding) -> Understanding:
    """A picture may be somebody else's, with their words beneath: it never stands for the traveller's yes."""
    intent = Intent.UNKNOWN if caption.intent in AGREEING else caption.intent
    choice = caption.values.choice
    choice = None if choice and choice.startswith(("yes:", "no:")) else choice
    return replace(caption, intent=intent, values=replace(caption.values, yes_no=None, choice=choice))


def _complain(talk: Talk, sentence: str) -> None:
    """Say what cannot be used here; repeat the open question so that nobody is left hanging."""
    talk.notes.append(sentence)
    talk.repeat()


def _hear_ring(talk: Talk, name: str) -> None:
    step_name, _, rest = name.rpartition(":")
    step_name, _, nonce = step_name.rpartition(":")
    for frame in talk.frames:
        waiting = frame.waiting
        if waiting is None or waiting.step != step_name or str(waiting.nonce) != nonce or not rest.isdigit():
            continue
        step = frame.dialogue.find(frame.memory, step_name)
        index = int(rest)
        if not isinstance(step, Do) or index >= len(step.within):
            continue
        talk.say(step.within[index].words(frame.memory, talk.voice))
        if index + 1 < len(step.within):
            gap = step.within[index + 1].after - step.within[index].after
            talk.do.append(SetTimer(f"{step_name}:{nonce}:{index + 1}", gap))


def _hear_fact(talk: Talk, fact: Any) -> None:
    for frame in reversed(talk.frames):
        step = frame.current()
        taken = None
        if isinstance(step, Do) and isinstance(fact, step.until) and frame.waiting and _ours(frame, fact):
            taken = step.take(frame.memory, fact, talk.voice)
            frame.waiting = None if taken else frame.waiting
        taken = taken or frame.dialogue.hear(frame.memory, fact, talk.voice)
        if taken is not None:
            _hear_beneath(talk, frame, fact)
            talk.take(frame, taken)
            return
    taken = news_of(fact, talk.voice)
    talk.notes.extend(taken.notes)
    talk.do.extend(taken.do)
    talk.closing = taken.choices
    if taken.push:
        talk.push(*taken.push)
        talk.walk(again=True)


def _hear_beneath(talk: Talk, above: Open, fact: Any) -> None:
    """Let dialogues under the one that answers know the fact too (a booking cancelled on top is cancelled beneath)."""
    for frame in talk.frames[: talk.frames.index(above)]:
        if taken := frame.dialogue.hear(frame.memory, fact, talk.voice):
            frame.memory = frame.dialogue.settle(frame.memory, taken.memory)


def _ours(frame: Open, fact: Any) -> bool:
    """Whether a fact answers what this frame waits for; facts of earlier searches, offers and bookings do not."""
    awaited = frame.waiting.id if frame.waiting else ""
    about = key_of(fact)
    return awaited.partition(":")[0] != about.partition(":")[0] or awaited == about
