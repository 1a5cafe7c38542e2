"""Places: names in many languages, codes, nicknames, namesakes, misspellings, and names that no list knows."""

from datetime import date

import pytest

from dragoman.understanding import Context, Fault, PlaceKind, understand
from dragoman.understanding.gazetteer import load
from dragoman.understanding.places import find_places, place

TODAY = date(2026, 11, 20)


def read(text, language="en", **context):
    return understand(text, today=TODAY, language=language, context=Context(**context))


@pytest.mark.parametrize(
    ("query", "iata", "country"),
    [
        ("lagos", "LOS", "NG"), ("Eko", "LOS", "NG"), ("NYC", "NYC", "US"), ("san fran", "SFO", "US"), ("chi-town", "CHI", "US"),
        ("cdmx", "MEX", "MX"), ("joburg", "JNB", "ZA"), ("Uyo", "QUO", "NG"), ("Warri", "QRW", "NG"), ("benin city", "BNI", "NG"),
        ("addis", "ADD", "ET"), ("Londres", "LON", "GB"), ("القاهرة", "CAI", "EG"), ("巴黎", "PAR", "FR"), ("heathrow", "LHR", "GB"),
        ("portharcourt", "PHC", "NG"), ("Johanesburg", "JNB", "ZA"),
    ],
)  # fmt: skip
def test_the_likeliest_place_comes_first(query, iata, country):
    first = find_places(query)[0]
    assert (first.iata, first.country) == (iata, country)


def test_a_metro_stands_for_its_airports():
    found = place("LON")
    assert found is not None
    assert {"LHR", "LGW", "STN", "LTN", "LCY"} <= set(found.airports)


def test_an_unknown_code_is_nothing():
    assert place("QQQ") is None
    assert find_places("") == []


@pytest.mark.parametrize(
    ("text", "region"),
    [("to Portland, Oregon", "Oregon"), ("to Portland ME", "Maine"), ("to London, Ontario", "Ontario")],
)
def test_the_state_chooses_among_namesakes(text, region):
    assert read(text).values.destination.region == region


@pytest.mark.parametrize(
    "text",
    ["hello", "nice", "I want to confirm", "may I see the options", "book it for two", "what is the total", "thank you so much",
     "the price is too high", "I need to leave now", "can you help me", "is it for one person"],
)  # fmt: skip
def test_everyday_words_are_no_places(text):
    found = read(text)
    assert (found.values.origin, found.values.destination) == (None, None)
    assert not found.problems


def test_a_misspelling_is_settled_only_when_nearly_certain():
    assert read("from Portharcourt to Abujaa").values.destination.iata == "ABV"
    found = read("from Xyzzyville to Abuja")
    assert found.values.origin is None
    assert [(p.code, p.slot, p.raw) for p in found.problems] == [(Fault.UNKNOWN_PLACE, "origin", "Xyzzyville")]


def test_a_country_is_asked_about():
    found = read("Nigeria", expect=("destination",))
    assert found.values.destination.kind is PlaceKind.COUNTRY
    (problem,) = found.problems
    assert problem.code is Fault.AMBIGUOUS_PLACE
    assert {"LOS", "ABV"} <= {p.iata for p in problem.candidates}


def test_a_town_without_airport_names_those_near():
    found = read("Ikot Ekpene", expect=("origin",))
    (problem,) = found.problems
    assert (problem.code, problem.candidates[0].iata) == (Fault.NO_AIRPORT, "QUO")


def test_the_same_place_twice_is_named():
    assert [p.code for p in read("Lagos to Lagos").problems] == [Fault.SAME_PLACE]


@pytest.mark.parametrize(
    "text", ["LOSABV 15DEC", "LOS-ABV 15DEC", "LOS ABV 15DEC", "los-abv 15 dec", "los to abv 15 dec"]
)
def test_agents_write_codes(text):
    values = read(text).values
    assert (values.origin.iata, values.destination.iata, values.departure) == ("LOS", "ABV", date(2026, 12, 15))


def test_the_cache_file_gives_the_same_places(tmp_path):
    built, kept = load(tmp_path), load(tmp_path)
    assert built.size == kept.size
    assert built.find("lagos") == kept.find("lagos")
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"broken")
    assert load(tmp_path).size == built.size


@pytest.mark.parametrize(
    ("language", "text", "origin", "destination"),
    [
        ("fr", "vol de Paris à Dakar", "PAR", "DKR"), ("es", "vuelos de Denver a San Francisco", "DEN", "SFO"),
        ("pt", "voo de Boston para Atlanta", "BOS", "ATL"), ("de", "flüge von Denver nach Boston", "DEN", "BOS"),
        ("id", "pesawat dari Surabaya ke Makassar", "SUB", "UPG"), ("sw", "ndege kutoka Nairobi kwenda Mombasa", "NBO", "MBA"),
        ("ar", "رحلة من القاهرة إلى دبي", "CAI", "DXB"), ("ar", "طيران من الرياض للقاهرة", "RUH", "CAI"),
        ("tr", "Denver'dan Boston'a uçuş", "DEN", "BOS"), ("tr", "istanbuldan ankaraya bilet", "IST", "ANK"),
        ("hi", "दिल्ली से मुंबई", "DEL", "BOM"), ("hi", "delhi se mumbai jana hai", "DEL", "BOM"),
        ("ha", "jirgi daga Kano zuwa Abuja", "KAN", "ABV"), ("ig", "ụgbọ elu si Enugu gaa Lagos", "ENU", "LOS"),
        ("yo", "láti Èkó sí Àbújá", "LOS", "ABV"), ("pcm", "I wan comot Lagos go Abuja", "LOS", "ABV"),
        ("zh", "从北京到上海的机票", "BJS", "SHA"), ("ja", "東京から大阪への便", "TYO", "OSA"),
    ],
)  # fmt: skip
def test_other_languages(language, text, origin, destination):
    values = read(text, language).values
    assert (values.origin.iata, values.destination.iata) == (origin, destination)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "leaving 10 December, returning 20 December, from Lagos to Accra"),
        ("id", "berangkat 10 Desember pulang 20 Desember dari Lagos ke Accra"),
        ("fr", "départ le 10 décembre, retour le 20 décembre, de Lagos à Accra"),
        ("es", "salida el 10 de diciembre y regreso el 20 de diciembre desde Lagos hasta Accra"),
        ("pt", "ida 10 de dezembro volta 20 de dezembro de Lagos para Accra"),
    ],
)
def test_a_route_behind_both_dates_is_the_way_out(language, text):
    values = read(text, language).values
    assert (values.origin.iata, values.destination.iata) == ("LOS", "ACC")
    assert (values.departure, values.return_) == (date(2026, 12, 10), date(2026, 12, 20))


def test_a_route_back_is_turned_round():
    values = read("return on 20 December from Accra to Lagos").values
    assert (values.origin.iata, values.destination.iata) == ("LOS", "ACC")


@pytest.mark.parametrize(
    ("language", "text", "origin", "destination"),
    [
        ("zh", "从拉各斯去纽约的机票", "LOS", "NYC"), ("zh", "从西安飞罗马", "XIY", "ROM"), ("zh", "從羽田到澳門", "HND", "MFM"),
        ("ja", "成田から関空へ", "NRT", "KIX"), ("ja", "羽田からフランクフルトまで", "HND", "FRA"),
        ("tr", "Roma'dan İzmir'e", "ROM", "ADB"),
    ],
)  # fmt: skip
def test_names_that_the_packages_lack(language, text, origin, destination):
    values = read(text, language).values
    assert origin in (values.origin.iata, *values.origin.airports)
    assert destination in (values.destination.iata, *values.destination.airports)
