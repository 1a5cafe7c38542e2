"""Corrections: what a message takes back is not searched, and what it names instead takes its role."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dragoman.understanding import Context, Understanding, understand
from dragoman.understanding.places import find_places

TODAY = date(2026, 11, 20)
FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 27), date(2026, 11, 21), date(2026, 11, 22)


def read(text: str, language: str = "en", **known: object) -> Understanding:
    return understand(text, today=TODAY, language=language, context=Context(known=known, state="options"))


def known_city(name: str, country: str | None = None) -> object:
    return find_places(name, country)[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("not Friday, Saturday", "en"),
        ("no, not on Friday, on Saturday", "en"),
        ("Saturday, not Friday", "en"),
        ("I said Saturday not Friday", "en"),
        ("Saturday instead of Friday", "en"),
        ("Saturday rather than Friday please", "en"),
        ("Friday, no, Saturday", "en"),
        ("Friday, I mean Saturday", "en"),
        ("pas vendredi, samedi", "fr"),
        ("samedi au lieu de vendredi", "fr"),
        ("samedi plutôt que vendredi", "fr"),
        ("samedi et pas vendredi", "fr"),
        ("no el viernes, el sábado", "es"),
        ("el sábado en vez del viernes", "es"),
        ("el sábado, no el viernes", "es"),
        ("não sexta, sábado", "pt"),
        ("sexta não, sábado", "pt"),
        ("sábado em vez de sexta", "pt"),
        ("bukan Jumat, Sabtu", "id"),
        ("bukan hari Jumat tapi hari Sabtu", "id"),
        ("sio Ijumaa, Jumamosi", "sw"),
        ("Jumamosi badala ya Ijumaa", "sw"),
        ("مش الجمعة، السبت", "ar"),
        ("السبت بدل الجمعة", "ar"),
        ("nicht Freitag, sondern Samstag", "de"),
        ("Samstag statt Freitag", "de"),
        ("cuma değil cumartesi", "tr"),
        ("cuma yerine cumartesi", "tr"),
        ("शुक्रवार नहीं, शनिवार", "hi"),
        ("शुक्रवार की जगह शनिवार", "hi"),
        ("no be Friday, na Saturday", "pcm"),
    ],
)
def test_the_day_that_is_taken_back_is_no_day(text: str, language: str) -> None:
    found = read(text, language)
    assert found.values.departure == SATURDAY
    assert found.values.return_ is None
    assert found.correction


@pytest.mark.parametrize(
    ("text", "language", "before", "meant"),
    [
        ("not Abuja, Kano", "en", "Abuja", "KAN"),
        ("Kano, not Abuja", "en", "Abuja", "KAN"),
        ("Kano instead of Kaduna", "en", "Kaduna", "KAN"),
        ("I want to go to Kano rather than Abuja", "en", "Abuja", "KAN"),
        ("to Abuja, no sorry, to Kano", "en", "Abuja", "KAN"),
        ("pas Paris, Lyon", "fr", "Paris", "LYS"),
        ("Lyon au lieu de Paris", "fr", "Paris", "LYS"),
        ("no a Cali, a Medellín", "es", "Cali", "MDE"),
        ("Medellín, no Cali", "es", "Cali", "MDE"),
        ("Medellín en vez de Cali", "es", "Cali", "MDE"),
        ("não, é Maputo e não Beira", "pt", "Beira", "MPM"),
        ("Maputo em vez de Beira", "pt", "Beira", "MPM"),
        ("bukan Semarang, Solo", "id", "Semarang", "SOC"),
        ("bukan Solo tapi Surabaya", "id", "Solo", "SUB"),
        ("sio Mombasa, Kisumu", "sw", "Mombasa", "KIS"),
        ("Kisumu badala ya Mombasa", "sw", "Mombasa", "KIS"),
        ("مش دبي، الشارقة", "ar", "Dubai", "SHJ"),
        ("جدة بدل الرياض", "ar", "Riyadh", "JED"),
        ("nicht Hamburg sondern Bremen", "de", "Hamburg", "BRE"),
        ("Bremen statt Hamburg", "de", "Hamburg", "BRE"),
        ("Ankara değil İzmir", "tr", "Ankara", "ADB"),
        ("दिल्ली नहीं, मुंबई", "hi", "Delhi", "BOM"),
        ("no be Owerri, na Asaba", "pcm", "Owerri", "ABB"),
    ],
)
@pytest.mark.parametrize("slot", ["origin", "destination"])
def test_the_place_that_is_meant_takes_the_role_of_the_one_taken_back(
    text: str, language: str, before: str, meant: str, slot: str
) -> None:
    if slot == "origin" and re.search(r"(?:^|\s)(?:to|a|é) ", text):
        return  # it says itself that it is where the trip goes
    found = read(text, language, **{slot: known_city(before)})
    other = {"origin": "destination", "destination": "origin"}[slot]
    assert getattr(found.values, slot).iata == meant
    assert getattr(found.values, other) is None
    assert found.correction


def test_the_new_day_stays_in_the_month_of_the_known_one_and_in_its_role() -> None:
    known = {"departure": date(2026, 12, 10), "return_": date(2027, 1, 15)}
    found = read("no, not the 15th, the 17th", **known).values
    assert (found.departure, found.return_) == (None, date(2027, 1, 17))
    found = read("not Friday, Saturday", departure=date(2026, 12, 11)).values
    assert found.departure == date(2026, 12, 12)


def test_a_whole_route_keeps_what_is_not_taken_back() -> None:
    found = read("Lagos to Abuja, sorry not Abuja, Kano").values
    assert found.origin is not None
    assert found.destination is not None
    assert (found.origin.iata, found.destination.iata) == ("LOS", "KAN")
    found = read("from Lagos to Abuja not on Friday but on Sunday").values
    assert found.origin is not None
    assert found.destination is not None
    assert (found.origin.iata, found.destination.iata, found.departure) == ("LOS", "ABV", SUNDAY)


def test_natal_is_the_city_where_it_is_set_against_a_city_and_christmas_elsewhere() -> None:
    found = read("Recife, não Natal", "pt", destination=known_city("Natal", "BR")).values
    assert found.departure is None
    assert found.destination is not None
    assert found.destination.iata == "REC"
    assert read("no Natal", "pt").values.departure == date(2026, 12, 25)


@pytest.mark.parametrize("text", ["not Friday", "not Abuja", "bukan Jumat", "pas Paris", "nicht Freitag"])
def test_nothing_is_put_in_the_place_of_what_is_only_refused(text: str) -> None:
    values = read(text, {"bukan Jumat": "id", "pas Paris": "fr", "nicht Freitag": "de"}.get(text, "en")).values
    assert (values.origin, values.destination, values.departure, values.return_) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "origin", "destination"),
    [("no from Lagos to Abuja", "LOS", "ABV"), ("Lagos to Abuja, no stops, Friday", "LOS", "ABV")],
)
def test_a_no_that_answers_takes_nothing_back(text: str, origin: str, destination: str) -> None:
    found = read(text).values
    assert found.origin is not None
    assert found.destination is not None
    assert (found.origin.iata, found.destination.iata) == (origin, destination)


def test_a_day_behind_a_bare_no_is_the_answer() -> None:
    assert read("no, Friday").values.departure == FRIDAY
    assert read("no Friday").values.departure == FRIDAY
