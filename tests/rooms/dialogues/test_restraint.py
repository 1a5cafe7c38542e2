"""Questions and denials move nothing: no money, no booking, no new times. Plain wishes and buttons do."""

from __future__ import annotations

import pytest

from dragoman.dialogues import aftermath as a
from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.voice import Setting
from tests.rooms.dialogues.test_payment import dearer, linked, paid
from tests.rooms.dialogues.world import ADA_TEXT, Talker

MOVING = (r.ChooseRefund, r.CancelBooking, r.Rebook, r.AcceptChange, r.RequestPayment, r.RenewLink, r.PayDifference)


def moved_by(talk: Talker, words: str) -> list[r.Request]:
    """What a message set in motion."""
    before = len(talk.done)
    talk.says(words)
    return [d for d in talk.done[before:] if isinstance(d, MOVING)]


def sold_out(language: str = "en") -> Talker:
    talk = Talker(setting=Setting("Lagos Tours", phone="+2348035550101", language=language))
    for words in ("LOS-ABV 2026-12-15, 1 adult", "2", ADA_TEXT):
        talk.says(words)
    talk.taps(next(c.id for m in reversed(talk.said) for c in m.choices if c.id.startswith("yes:")))
    booking = paid(talk)
    talk.hear(h.TicketFailed(booking, "gone", talk.searches["fs1"][2:4]))
    return talk


def moved_flight(language: str = "en") -> Talker:
    talk = sold_out(language)
    talk.hear(h.Tapped("go:new"))
    own = talk.bookings["bk1"]
    talk.hear(a.FlightMoved(own, "aic_1", own.legs, own.legs))
    assert talk.place.frames[-1].dialogue == "flight_moved"
    return talk


MONEY = {
    "en": (
        "is my money safe?", "is my money safe", "what happened to my money?", "how long would a refund take?",
        "I don't want my money back, find me another one", "where is my money?", "how long does a refund take",
        "can I get a refund?", "please don't refund me", "I do not want a refund", "will I get my money back?",
        "no refund please", "do I lose my money?", "wetin happen to my money?", "when do I get my money back",
    ),
    "fr": ("mon argent est-il en sécurité ?", "je ne veux pas de remboursement", "combien de temps prend un remboursement ?"),
    "es": ("¿mi dinero está seguro?", "no quiero el reembolso", "¿cuánto tarda un reembolso?"),
    "pt": ("o meu dinheiro está seguro?", "não quero o reembolso", "quanto tempo demora o reembolso?"),
    "id": ("apakah uang saya aman?", "saya tidak mau refund", "berapa lama pengembalian uang?"),
    "sw": ("je, pesa yangu iko salama?", "sitaki kurudishiwa pesa", "marejesho yanachukua muda gani?"),
    "ar": ("هل أموالي في أمان؟", "لا أريد استرداد المال", "كم يستغرق استرداد المبلغ؟"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [(lang, w) for lang, ws in MONEY.items() for w in ws])
def test_a_word_about_money_pays_nothing_back(language: str, words: str) -> None:
    talk = sold_out(language)
    assert moved_by(talk, words) == []
    assert "pay:refund" in [c.id for m in talk.last for c in m.choices]


def test_a_question_about_money_is_answered() -> None:
    assert "Your money is safe" in sold_out().says("is my money safe?")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I want my money back"), ("en", "refund me please"), ("en", "give me my money"), ("en", "money back"),
        ("en", "no, refund"), ("en", "I want a refund"), ("en", "please return my money"), ("fr", "je veux être remboursé"),
        ("es", "quiero el reembolso"), ("pt", "quero o reembolso"), ("id", "saya mau refund"),
    ],
)  # fmt: skip
def test_a_plain_wish_for_the_money_is_met(language: str, words: str) -> None:
    assert moved_by(sold_out(language), words) == [r.ChooseRefund("bk1")]


NEW_TIMES = {
    "en": (
        "I will not accept new times", "do I have to accept new times?", "I won't accept new times", "never accept new times",
        "should I accept new times", "what if I accept new times?", "can you find me no other flight?",
        "I can't accept new times", "is there another flight?", "I don't want my money back", "what about my money back?",
    ),
    "fr": ("je n'accepte pas", "dois-je accepter ?", "je ne veux pas accepter"),
    "es": ("no acepto", "¿tengo que aceptar?", "no quiero aceptar"),
    "pt": ("não aceito", "tenho de aceitar?", "não quero aceitar"),
    "id": ("saya tidak terima", "apakah saya harus terima?", "jangan terima"),
    "sw": ("sikubali", "lazima nikubali?", "sitakubali"),
    "ar": ("لا أقبل", "هل يجب أن أقبل؟", "لن أقبل"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [(lang, w) for lang, ws in NEW_TIMES.items() for w in ws])
@pytest.mark.parametrize("titled", [False, True])
def test_a_question_or_denial_settles_no_moved_flight(language: str, words: str, titled: bool) -> None:
    talk = moved_flight(language)
    if titled:  # with the very words of the button in it
        title = next(c.title for m in talk.last for c in m.choices if c.id.startswith("moved:accept"))
        words = f"{words.rstrip(' ?؟')} {title}{'?' if words.rstrip()[-1] in '?؟' else ''}"
    assert moved_by(talk, words) == []
    assert not [d for d in talk.done if isinstance(d, r.HandOver)]
    assert talk.place.frames[-1].dialogue in ("flight_moved", "my_bookings")


ACCEPTING = {
    "en": (
        "accept new times", "I accept new times", "ok, accept new times please", "No, accept new times", "no problem, accept new times",
        "I accept", "accept it please", "I agree to the change", "No wahala, I accept", "no no, accept new times",
    ),
    "fr": ("j'accepte", "non, j'accepte", "d'accord, j'accepte les nouveaux horaires", "pas de problème, j'accepte"),
    "es": ("acepto", "no, acepto", "sí, acepto el cambio", "no hay problema, acepto"),
    "pt": ("aceito", "não, aceito", "sim, aceito a mudança", "sem problema, aceito"),
    "id": ("saya setuju", "tidak, saya terima", "tidak masalah, saya setuju"),
    "sw": ("nakubali", "hapana, nakubali", "hakuna shida, nakubali"),
    "ar": ("أقبل", "موافق على المواعيد الجديدة", "لا مشكلة، أوافق"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [(lang, w) for lang, ws in ACCEPTING.items() for w in ws])
def test_a_plain_wish_accepts_the_new_times(language: str, words: str) -> None:
    assert moved_by(moved_flight(language), words) == [r.AcceptChange("bk1")]


@pytest.mark.parametrize(
    "words", ["no", "accept new times, no", "no accept new times", "I never said accept new times", "accept? no", "yes"]
)
def test_what_is_no_plain_wish_accepts_nothing(words: str) -> None:
    assert moved_by(moved_flight(), words) == []


KEEP = {
    "en": (
        "please don't cancel",
        "don't cancel my booking",
        "I do not want to cancel",
        "no, don't cancel it",
        "never cancel",
    ),
    "fr": ("n'annulez pas", "je ne veux pas annuler", "s'il vous plaît n'annulez pas ma réservation"),
    "es": ("no cancele", "no quiero cancelar", "por favor no cancelen mi reserva"),
    "pt": ("não cancele", "não quero cancelar", "por favor não cancele a minha reserva"),
    "id": ("jangan batalkan", "saya tidak mau membatalkan", "tolong jangan dibatalkan"),
    "sw": ("usighairi", "sitaki kughairi", "tafadhali usifute nafasi yangu"),
    "ar": ("لا تلغي الحجز", "لا أريد إلغاء الحجز", "من فضلك لا تلغ"),
}


@pytest.mark.parametrize(("language", "words"), [(lang, w) for lang, ws in KEEP.items() for w in ws])
def test_a_denial_cancels_nothing_and_keeps_when_asked(language: str, words: str) -> None:
    talk = sold_out(language)
    talk.hear(h.Tapped("go:new"))
    frames = talk.place.frames
    assert moved_by(talk, words) == []
    assert [f.dialogue for f in talk.place.frames] == [f.dialogue for f in frames]
    talk = sold_out(language)
    talk.hear(h.Tapped("bk:cancel:bk1"))
    assert moved_by(talk, words) == []
    assert talk.place.frames == () or talk.place.frames[-1].dialogue != "cancel_booking"


@pytest.mark.parametrize(
    "words", ["what if I cancel?", "please don't cancel", "should I cancel booking?", "can I cancel?"]
)
def test_an_open_link_is_not_given_up_for_a_question(words: str) -> None:
    talk = linked()
    assert not any(isinstance(d, r.CancelBooking) for d in moved_by(talk, words))
    assert "pay" in [f.dialogue for f in talk.place.frames]


@pytest.mark.parametrize(
    "words", ["cancel", "please cancel my booking", "I can't travel, cancel it", "I don't want it, cancel"]
)
def test_a_plain_wish_to_cancel_is_asked_once_more(words: str) -> None:
    talk = linked()
    assert "really cancel booking LT-1" in talk.says(words)


@pytest.mark.parametrize(
    "words", ["I will not pay that", "should I pay now?", "do I have to accept?", "I don't accept", "how do I pay?"]
)
def test_a_dearer_price_is_not_taken_by_a_question(words: str) -> None:
    assert moved_by(dearer(), words) == []


@pytest.mark.parametrize(
    "words",
    [
        "pay now", "yes", "yes please", "I'll pay", "I will pay the difference", "no problem, yes", "ok I'll pay it", "I accept",
        "I accept the new price", "no wahala, I go pay", "I don't mind, I'll pay", "yes, no problem", "we can pay",
    ],
)  # fmt: skip
def test_a_dearer_price_is_taken_by_a_plain_yes(words: str) -> None:
    assert moved_by(dearer(), words) != []


PAYING = {
    "fr": ("je paie", "pas de problème, oui", "ok je vais payer"),
    "es": ("lo pago", "no hay problema, sí", "vale, voy a pagar"),
    "pt": ("eu pago", "sem problema, sim", "tudo bem, vou pagar"),
    "id": ("saya bayar", "tidak masalah, ya"),
    "sw": ("nitalipa", "hakuna shida, ndiyo"),
    "ar": ("سأدفع", "لا مشكلة، نعم"),
}


@pytest.mark.parametrize(("language", "words"), [(lang, w) for lang, ws in PAYING.items() for w in ws])
def test_a_plain_wish_to_pay_is_heard_in_every_language(language: str, words: str) -> None:
    talk = dearer()
    talk.setting = Setting("Lagos Tours", phone="+2348035550101", language=language)
    assert moved_by(talk, words) != []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I won't pay"), ("en", "I'm not paying"), ("fr", "je ne paie pas"), ("es", "no pago"), ("pt", "não pago"),
        ("id", "saya tidak mau bayar"), ("sw", "sitalipa"), ("ar", "لن أدفع"),
    ],
)  # fmt: skip
def test_a_refusal_to_pay_pays_nothing(language: str, words: str) -> None:
    talk = dearer()
    talk.setting = Setting("Lagos Tours", phone="+2348035550101", language=language)
    assert moved_by(talk, words) == []
