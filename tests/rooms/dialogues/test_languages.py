"""A booking in every language, by free text, numbers and taps; the language a traveller shows or chooses; what a tenant offers."""

from __future__ import annotations

import re

import pytest

from dragoman.dialogues import heard as h
from dragoman.dialogues import requests as r
from dragoman.dialogues.languages import offered, shown_language, spoken
from dragoman.dialogues.voice import Setting
from dragoman.dialogues.words import Words, languages, table
from dragoman.understanding import Intent, Understanding, Values
from tests.rooms.dialogues.world import ADA, Talker

# country of the phone, the route, the day, the details, yes; then what must be read on the way
TALKS = {
    "fr": ("CI", "Lagos à Abuja", "15 décembre", "Mme Ada Obi, 14 mars 1988", "oui",
           ("Compagnie : Arik Air", "92 000 NGN", "mar 15 déc", "non remboursable")),
    "pt": ("AO", "Lagos para Abuja", "15 de dezembro", "Sra Ada Obi, 14 de março de 1988", "sim",
           ("Companhia: Arik Air", "92 000 NGN", "terça 15 dez", "1 mala de porão")),
    "es": ("GQ", "Lagos a Abuja", "15 de diciembre", "Sra Ada Obi, 14 de marzo de 1988", "sí",
           ("Aerolínea: Arik Air", "92.000 NGN", "mar 15 dic", "1 maleta facturada")),
    "id": ("ID", "Lagos ke Abuja", "15 Desember", "Ms Ada Obi, 14 Maret 1988", "ya",
           ("Maskapai: Arik Air", "NGN92.000", "Sel 15 Des", "1 bagasi tercatat")),
    "sw": ("KE", "Lagos kwenda Abuja", "15 Desemba", "Ms Ada Obi, 14 Machi 1988", "ndiyo",
           ("Shirika la ndege: Arik Air", "NGN 92,000", "Jumanne 15 Des", "begi 1 la kusafirisha")),
    "ar": ("EG", "من لاغوس إلى أبوجا", "15 ديسمبر", "Ms Ada Obi, 14 مارس 1988", "نعم",
           ("شركة الطيران: Arik Air", "92,000 NGN", "الثلاثاء 15 ديسمبر", "حقيبة شحن واحدة")),
}  # fmt: skip


def traveller(language: str, country: str) -> Talker:
    return Talker(Setting("Lagos Tours", language=language, country=country, phone="+2348035550101"))


def plain(text: str) -> str:
    """The text as read: no direction marks, every space a plain one."""
    return re.sub(r"\s", " ", re.sub("[\u200f\u2066-\u2069]", "", text))


def no_english(language: str, talk: Talker) -> None:
    """Nothing that was said is an English sentence of ours, and nothing was cut short to fit."""
    own = {t for e in table(language).values() for t in ([e] if isinstance(e, str) else e.values())}
    english = [t for t in table("en").values() if isinstance(t, str) and len(t) > 8 and "{" not in t and t not in own]
    said = "\n".join("\n".join([m.text, m.label, *(c.title for c in m.choices)]) for m in talk.said)
    assert [t for t in english if t in said] == []
    cut = [t for m in talk.said for c in m.choices for t in (c.title, c.detail) if t.endswith("…")]
    assert cut == []


@pytest.mark.parametrize("language", TALKS)
def test_a_flight_is_booked_in_every_language_by_text(language: str) -> None:
    country, route, day, details, yes, parts = TALKS[language]
    words, talk = Words(language, country), traveller(language, country)
    assert words.text("ask.date", place="Abuja") in talk.says(route)
    assert words.text("ask.party") in talk.says(day)
    assert plain(talk.says("1")).count(words.text("direct")) >= 3
    talk.says("2")
    talk.says(details)
    if talk.step_name != "collect_passengers.email":
        pytest.fail(f"{talk.step_name}: {talk.text}")
    quote = plain(talk.says("ada.obi@example.com"))
    assert talk.step_name == "confirm_quote", quote
    for part in parts:
        assert part in quote, (part, quote)
    asked = talk.quoted[0].travellers[0]
    assert (asked.given_name, asked.family_name, asked.born_on, asked.gender) == ("Ada", "Obi", ADA.born_on, "f")
    talk.says(yes)
    assert talk.step_name == "payment_link_sent", talk.text
    booking = talk.booking(state="PAYMENT_PENDING", standing="awaiting_payment")
    failed = talk.hear(h.Failed(booking, "declined"))
    assert words.text("pay.failed") in failed
    talk.hear(h.Paid(booking, booking.total))
    timer = next(d for d in reversed(talk.done) if isinstance(d, r.SetTimer))
    amount = words.money(booking.total)
    assert talk.hear(h.Rang(timer.name)).startswith(words.text("pay.received", amount=amount))
    no_english(language, talk)


@pytest.mark.parametrize("language", TALKS)
def test_a_flight_is_booked_in_every_language_by_taps(language: str) -> None:
    country, route, *_ = TALKS[language]
    words, talk = Words(language, country), traveller(language, country)
    talk.hear(h.Tapped("go:new"))
    talk.says(route)
    talk.hear(h.Tapped(talk.ids()[0]))
    talk.hear(h.Tapped("set:party:1"))
    talk.hear(h.Tapped(talk.ids()[0]))
    talk.says("Ms Ada Obi, 1988-03-14, ada.obi@example.com")
    talk.taps(words.text("choice.pay_now"))
    assert talk.step_name == "payment_link_sent", talk.text
    assert talk.last[-1].link
    talk.hear(h.Failed(talk.booking(), "declined"))
    talk.hear(h.Tapped("go:status"))
    talk.hear(h.Tapped("go:help"))
    talk.hear(h.Tapped("go:person"))
    no_english(language, talk)


@pytest.mark.parametrize("language", languages())
def test_the_words_a_traveller_is_told_to_write_are_understood(language: str) -> None:
    keywords = {
        "en": ("person", "my bookings"), "fr": ("conseiller", "mes réservations"), "pt": ("atendente", "minhas reservas"), "es": ("asesor", "mis reservas"),
        "id": ("admin", "pesanan saya"), "sw": ("mhudumu", "nafasi zangu"), "ar": ("موظف", "حجوزاتي"),
    }  # fmt: skip
    person, bookings = keywords[language]
    told = "\n".join(t for t in table(language).values() if isinstance(t, str))
    assert person in told
    assert bookings in told
    talk = traveller(language, "NG")
    talk.says(bookings)
    assert r.ListBookings in {type(d) for d in talk.done}
    talk = traveller(language, "NG")
    talk.says(person)
    assert r.HandOver("asked", "") in talk.done


@pytest.mark.parametrize("language", TALKS)
def test_the_examples_that_are_given_are_understood(language: str) -> None:
    country = TALKS[language][0]
    words = Words(language, country)
    talk = traveller(language, country)
    example = re.split(r"[:：] ?", words.text("ask.route"))[-1].rstrip(".")
    talk.says(example)
    assert talk.step_name == "collect_search.party", (example, talk.text)
    talk.says(re.split(r": ?", words.text("ask.party"))[-1].rstrip("."))
    party = list(talk.queries.values())[-1].seats if talk.queries else talk.text
    assert [(s.kind, s.age) for s in party] == [("adult", None), ("adult", None), ("child", 7)], party


@pytest.mark.parametrize(
    ("country", "text", "shown"),
    [
        ("NG", "Bonjour, je cherche un vol pour Abuja", "fr"), ("NG", "Olá, quero um voo de Lagos para Luanda", "pt"), ("NG", "مرحبا", "ar"),
        ("NG", "I wan go Abuja tomorrow", "en"), ("NG", "Hola", None), ("MX", "Hola", "es"), ("BJ", "Bonjour", "fr"), ("KE", "Habari", "sw"),
        ("ID", "halo kak", "id"), ("NG", "LOS-ABV 15DEC 2ADT", None),
        ("NG", "LOS-ABV 2026-12-15, 1 adult", None), ("MX", "LOS-ABV 2026-12-15, 1 adult", None), ("NG", "los abv 15 dec 2 adt", None),
        ("NG", "Los Angeles, Abuja, Sao Paulo", None), ("NG", "Maria da Silva", None), ("NG", "Ada Obi", None), ("NG", "Guten Tag, ich suche einen Flug", None),
        ("NG", "", None),
    ],
)  # fmt: skip
def test_a_first_message_shows_its_language_or_nothing_is_assumed(country: str, text: str, shown: str | None) -> None:
    assert shown_language(text, Setting("Lagos Tours", country=country)) == shown


def test_a_tenant_offers_what_it_names_and_english_is_the_default_where_it_is_offered() -> None:
    assert offered(()) == languages()
    assert offered(("fr", "ar", "tlh")) == ("fr", "ar")
    assert offered(("tlh",)) == languages()
    assert spoken("", ()) == "en"
    assert spoken("sw", ()) == "sw"
    assert spoken("sw", ("en", "fr")) == "en"
    assert spoken("", ("fr", "ar")) == "fr"
    assert shown_language("Bonjour, je cherche un vol", Setting("Lagos Tours", languages=("en",))) is None


def test_the_list_of_languages_and_a_choice_keep_to_what_is_offered() -> None:
    talk = Talker(Setting("Lagos Tours", languages=("en", "fr", "ar")))
    talk.says("", Understanding(Intent.LANGUAGE, Values(), 0.9))
    assert talk.ids() == ["go:language:en", "go:language:fr", "go:language:ar"]
    assert [c.title for c in talk.last[-1].choices] == ["English", "Français", "العربية"]
    talk.hear(h.Tapped("go:language:sw"))
    assert not [d for d in talk.done if isinstance(d, r.ChooseLanguage)]
    assert "en français désormais" in talk.says("en français")
    assert talk.done[-1] == r.ChooseLanguage("fr")
