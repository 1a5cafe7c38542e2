"""What people want, in many languages, and how the open question changes the meaning of the same words."""

from datetime import date, time

import pytest

from dragoman.kit.money import Money
from dragoman.understanding import Context, Fault, Intent, Option, Party, understand
from dragoman.understanding.names import Cabin, PartOfDay, TripType

TODAY = date(2026, 11, 20)
OPTIONS = (
    Option("a", "Air Peace 07:30", 90_000_00, "NGN", time(7, 30), stops=0, minutes=75, airline="Air Peace"),
    Option("b", "Ibom Air 12:00", 85_000_00, "NGN", time(12, 0), stops=1, minutes=200, airline="Ibom Air"),
    Option("c", "Arik Air 18:45", 80_000_00, "NGN", time(18, 45), stops=0, minutes=80, airline="Arik Air"),
)


def read(text, language="en", **context):
    return understand(text, today=TODAY, language=language, context=Context(country="NG", **context))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want to talk to a person", Intent.PERSON), ("agent", Intent.PERSON), ("speak to an agent", Intent.PERSON),
        ("can someone call me", Intent.PERSON), ("where is my refund", Intent.REFUND),
        ("I want my money back", Intent.REFUND), ("please cancel my booking", Intent.CANCEL), ("never mind", Intent.CANCEL),
        ("I need to change the date of my flight", Intent.CHANGE), ("what is the status of my booking", Intent.STATUS),
        ("how many bags can I carry", Intent.BAGGAGE), ("can I check in online", Intent.CHECK_IN), ("say that again", Intent.REPEAT),
        ("hello", Intent.GREETING), ("how are you today", Intent.GREETING), ("thank you so much", Intent.THANKS), ("bye", Intent.GOODBYE),
        ("speak French please", Intent.LANGUAGE), ("STOP", Intent.STOP), ("START", Intent.START), ("menu", Intent.MENU),
        ("go back", Intent.BACK), ("start over", Intent.START_OVER), ("what can you do", Intent.HELP), ("resend my ticket", Intent.RESEND),
        ("I have paid", Intent.PAID), ("how do I pay", Intent.PAY), ("do I need a visa for Ghana", Intent.FAQ),
        ("tell me a joke", Intent.OUT_OF_SCOPE), ("asdf qwer", Intent.UNKNOWN), ("that's not what I said", Intent.REJECT),
        ("abeg I wan talk to person", Intent.PERSON), ("I don pay", Intent.PAID), ("how far", Intent.GREETING),
        ("comment faire pour annuler", Intent.CANCEL), ("je veux être remboursé", Intent.REFUND), ("quiero hablar con una persona", Intent.PERSON),
        ("cancelar mi reserva", Intent.CANCEL), ("quero falar com um atendente", Intent.PERSON), ("ich möchte stornieren", Intent.CANCEL),
        ("batalkan pesanan saya", Intent.CANCEL), ("terima kasih", Intent.THANKS), ("ghairi safari yangu", Intent.CANCEL),
        ("nataka kuongea na mtu", Intent.PERSON), ("أريد إلغاء الحجز", Intent.CANCEL), ("شكرا جزيلا", Intent.THANKS),
        ("rezervasyonumu iptal et", Intent.CANCEL), ("टिकट रद्द करो", Intent.CANCEL), ("a soke tikiti na", Intent.CANCEL),
        ("biko kagbuo ndoputa m", Intent.CANCEL), ("bá mi fagilé àyè mi", Intent.CANCEL),
    ],
)  # fmt: skip
def test_an_intent_in_the_words_of_its_language(text, intent):
    from dragoman.understanding import detect_language

    assert read(text, detect_language(text, "NG") or "en").intent is intent


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("good evening", "en"), ("Good morning!", "en"), ("guten Abend", "de"), ("selamat pagi", "id"), ("selamat malam", "id"),
        ("habari za asubuhi", "sw"), ("مساء الخير", "ar"), ("ụtụtụ ọma", "ig"), ("bonsoir", "fr"), ("buenas tardes", "es"),
    ],
)  # fmt: skip
def test_a_greeting_of_the_hour_wishes_no_hour(text, language):
    found = read(text, language)
    assert (found.intent, found.values.part_of_day, found.spans) == (Intent.GREETING, None, ())


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("evening", {"expect": ("part_of_day",)}), ("good evening, a flight to Accra in the evening", {}),
        ("in the evening", {}), ("evening please", {"state": "options"}),
    ],
)  # fmt: skip
def test_an_hour_that_is_wished_stays_a_wish(text, context):
    assert read(text, **context).values.part_of_day is PartOfDay.EVENING


@pytest.mark.parametrize(
    ("text", "state", "intent"),
    [
        ("sounds good", "options", Intent.SELECT), ("sounds good", "confirm", Intent.CONFIRM), ("sounds good", "done", Intent.THANKS),
        ("Is it refundable?", "options", Intent.ASK), ("Yes, refundable please", "confirm", Intent.CONFIRM),
        ("Yes. What time does it land?", "confirm", Intent.CONFIRM), ("No, that is all for today", "done", Intent.REJECT),
        ("show me other flights", "options", Intent.MORE), ("anything earlier?", "options", Intent.EARLIER),
        ("something cheaper", "options", Intent.CHEAPER), ("No thanks. Find me a flight to Accra", "done", Intent.SEARCH),
    ],
)  # fmt: skip
def test_what_is_on_the_table_decides(text, state, intent):
    assert read(text, state=state, options=OPTIONS if state == "options" else ()).intent is intent


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("make it Friday instead", "departure", date(2026, 11, 27)), ("2 adults instead", "passengers", Party(2)),
        ("change the date to 20 Dec", "departure", date(2026, 12, 20)), ("no, Friday", "departure", date(2026, 11, 27)),
    ],
)  # fmt: skip
def test_corrections_change_what_is_known(text, field, value):
    found = read(text, state="confirm", known={"departure": date(2026, 12, 15), "passengers": Party(1)})
    assert (found.intent, found.correction, getattr(found.values, field)) == (Intent.CHANGE, True, value)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("just me", Party(1)), ("me and my wife", Party(2)), ("two of us", Party(2)), ("3", Party(3)), ("family of 4", Party(4)),
        ("2 adults, 1 child and 1 infant", Party(2, (-1,), 1)), ("me, my husband and 2 kids aged 4 and 7", Party(2, (4, 7))),
        ("me and a 6 months old baby", Party(0, (), 1)), ("2ADT 1CHD", Party(2, (-1,))), ("deux adultes et un enfant", Party(2, (-1,))),
    ],
)  # fmt: skip
def test_who_travels(text, party):
    found = read(text, "fr" if "deux" in text else "en", expect=("passengers",)).values.passengers
    assert (found.adults or 1, found.children, found.infants) == (party.adults or 1, party.children, party.infants)


@pytest.mark.parametrize(
    ("text", "fault"), [("12 adults", Fault.TOO_MANY_PASSENGERS), ("1 adult 2 infants", Fault.INFANT_WITHOUT_ADULT)]
)
def test_parties_that_cannot_fly(text, fault):
    assert [p.code for p in read(text, expect=("passengers",)).problems] == [fault]


@pytest.mark.parametrize(
    ("text", "choice"),
    [("2", "b"), ("option 3", "c"), ("the fastest", "a"), ("the morning one", "a"), ("Ibom", "b"), ("the one at 18:45", "c"), ("1st", "a")],
)  # fmt: skip
def test_an_option_by_any_name(text, choice):
    assert read(text, options=OPTIONS, expect=("choice",)).values.choice == choice


def test_two_options_that_fit_are_asked_about():
    (problem,) = read("the direct one", options=OPTIONS, expect=("choice",)).problems
    assert (problem.code, problem.candidates) == (Fault.AMBIGUOUS_OPTION, ("a", "c"))


def test_wishes_and_budget():
    values = read("Lagos to Kano, direct, business class, under 250k naira, one way").values
    assert (values.direct_only, values.cabin, values.trip_type, values.budget) == (
        True, Cabin.BUSINESS, TripType.ONE_WAY, Money(250_000_00, "NGN"),
    )  # fmt: skip


def test_a_chain_of_places_is_a_multi_city_trip():
    legs = read("Lagos to London on 3 Jan, then London to New York 10 Jan and back to Lagos on the 20th").values.legs
    assert [(leg.origin.iata, leg.destination.iata, leg.departure) for leg in legs] == [
        ("LOS", "LON", date(2027, 1, 3)), ("LON", "NYC", date(2027, 1, 10)), ("NYC", "LOS", date(2027, 1, 20)),
    ]  # fmt: skip


def test_a_language_and_a_reference_are_named():
    assert read("speak Swahili").values.language == "sw"
    assert read("cancel my booking ABC123").values.reference == "ABC123"
