"""Words of every language: the same keys and placeholders, titles within the limits, plural and local forms; diagrams."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter

import pytest
from babel import Locale

from dragoman.dialogues import DIALOGUES
from dragoman.dialogues.diagram import diagram
from dragoman.dialogues.voice import ROW_MAX, TITLE_MAX, Setting, voice_for
from dragoman.dialogues.words import DEFAULT, Words, languages, table
from dragoman.kit.money import Money
from dragoman.kit.wording import Entry

ALIKE = {"ask.ages", "offers.head", "quote.people"}  # one form for three and more, where no noun follows the number
REFUSALS = ("refused.", "part.")  # spoken in English by the domain itself
ROOT = Path(__file__).resolve().parents[3]

CODE = "\n".join(
    p.read_text() for p in (ROOT / "dragoman/dialogues").rglob("*.py") if "words" not in p.relative_to(ROOT).parts
)


def holes(entry: Entry) -> set[str]:
    texts = [entry] if isinstance(entry, str) else list(entry.values())
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_keys_and_placeholders_of_english(language: str) -> None:
    english, other = table(DEFAULT), table(language)
    shared = {key for key in other if not key.startswith(REFUSALS)}
    assert shared == set(english)
    for key, entry in ((k, e) for k, e in other.items() if k in shared):
        extra = holes(entry) ^ holes(english[key])
        assert extra <= {"n"}, (key, extra)
        if not isinstance(entry, str):
            assert "other" in entry, key


@pytest.mark.parametrize("language", [one for one in languages() if one != DEFAULT])
def test_an_ended_price_names_the_button_as_it_is_written(language: str) -> None:
    words = table(language)
    named = re.search("[“«]\\s*(.+?)\\s*[”»]", str(words["refused.quote.expired"]))
    assert named is not None
    assert named[1] == words["choice.new_link"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("country", ["NG", "CI", "AO", "BR", "MX", "ID", "KE", "EG"])
def test_titles_fit_whatsapp_as_they_are_sent(language: str, country: str) -> None:
    words = Words(language, country)
    price = max((words.money(Money(m, c)) for m, c in ((125_000_000, "NGN"), (99_999, "USD"))), key=len)
    for key in table(language):
        if not key.startswith(("choice.", "label.", "pay.link_title")):
            continue
        limit = ROW_MAX if key == "choice.edit_person" else TITLE_MAX
        for n in (1, 2, 3, 9):
            title = words.text(key, n=n, price=price, name="Ada Obi")
            assert 0 < len(title) <= limit, (key, title)


@pytest.mark.parametrize("language", languages())
def test_plural_entries_have_a_form_for_every_category_that_whole_numbers_reach(language: str) -> None:
    rule = Locale.parse(language).plural_form
    for key, entry in table(language).items():
        if not isinstance(entry, str) and len(entry) > 1 and key not in ALIKE:
            assert {str(rule(n)) for n in range(1, 120)} - {"other"} <= set(entry), key


def codes_of_refusals() -> set[str]:
    """Codes of all faults of travellers' details, and of all refusals that have a sentence for the traveller."""
    codes = set()
    for room in ("bookings", "flights", "notifications", "payments", "command"):
        for path in (ROOT / "dragoman" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
                if named in ("Refused", "Fault") and len(node.args) >= 3 and isinstance(node.args[0], ast.Constant):
                    codes.add(str(node.args[0].value))
    return codes


@pytest.mark.parametrize("language", [code for code in languages() if code != DEFAULT])
def test_every_refusal_of_the_domain_has_words_in_every_language(language: str) -> None:
    codes = codes_of_refusals()
    assert {"name.letters", "offer.gone", "document.expired"} <= codes
    spoken = {key.removeprefix("refused.") for key in table(language)}
    assert codes - spoken == set()
    for key, entry in table(language).items():
        if key.startswith("refused."):
            assert holes(entry) <= {"part", "spelled", "n"}, key


@pytest.mark.parametrize("language", languages())
def test_a_refusal_is_told_in_the_language_of_the_conversation(language: str) -> None:
    voice = voice_for(Setting("Lagos Tours", language=language), datetime(2026, 11, 20, 9, tzinfo=UTC))
    domain = "That passport expires before the journey ends."
    told = voice.refusal("document.expired", domain)
    assert (told == domain) is (language == "en")
    assert voice.refusal("no.such.code", "Only English.") == (
        "Only English." if language == "en" else voice.text("refused")
    )
    assert "Kasia" in voice.refusal("name.letters", "Shall I write it Kasia?", field="given_name", spelled="Kasia")


def test_no_key_is_without_use_and_no_use_without_key() -> None:
    used = set(re.findall(r"""["']([a-z_]+(?:\.[a-zA-Z_]+)*)["']""", CODE))
    patterns = [
        re.compile(re.sub(r"\\\{.*?\\\}", r"[A-Za-z_]+", re.escape(p)) + "$")
        for p in re.findall(r'f"([^"\n]*\{[^"\n]*)"', CODE)
    ]
    for key in table(DEFAULT):
        short = key.removeprefix("choice.")
        assert key in used or short in used or any(p.match(key) or p.match(short) for p in patterns), key
    for key in re.findall(r'\.text\("([a-z_.]+)"', CODE):
        assert key in table(DEFAULT), key
    for key in re.findall(r'\.choice\([^,]+, "([a-z_]+)"', CODE):
        assert f"choice.{key}" in table(DEFAULT), key


def test_a_missing_key_is_spoken_in_english_and_an_unknown_one_is_an_error() -> None:
    assert Words("tlh").text("welcome") == "You’re welcome."
    with pytest.raises(KeyError):
        Words().text("no.such.key")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("country", ["NG", "GH", "FR", "", "ZZ"])
def test_every_language_speaks_in_every_country(language: str, country: str) -> None:
    words = Words(language, country)
    assert "15" in words.day(date(2026, 12, 15))
    assert "85" in words.money(Money(8_500_000, "NGN"))
    for key, entry in table(language).items():
        values: dict[str, object] = dict.fromkeys(holes(entry), "x")
        if "n" in values or not isinstance(entry, str):
            values["n"] = 2
        assert words.text(key, **values)


def test_plural_money_days_and_moments() -> None:
    words = Words()
    assert words.text("stops", n=1) == "1 stop"
    assert words.text("stops", n=2) == "2 stops"
    assert words.money(Money(125_050, "NGN")) == "₦1,250.50"
    assert words.day(date(2026, 12, 15)) == "Tue 15 Dec"
    now = datetime(2026, 12, 15, 9, tzinfo=UTC)
    assert words.moment(datetime(2026, 12, 15, 13, 30, tzinfo=UTC), now=now) == "14:30"
    assert words.moment(datetime(2026, 12, 15, 23, 30, tzinfo=UTC), now=now) == "Wed 16 Dec, 00:30"


def test_plural_forms_of_other_languages() -> None:
    assert [Words("ar").text("stops", n=n) for n in (1, 2, 3, 11, 100)] == [
        "توقف واحد", "توقفان", "3 توقفات", "11 توقفًا", "100 توقف",
    ]  # fmt: skip
    assert [Words("sw").text("party.adults", n=n) for n in (1, 2)] == ["mtu mzima 1", "watu wazima 2"]
    assert [Words("pt", "AO").text("bags", n=n) for n in (1, 2)] == ["1 mala de porão", "2 malas de porão"]
    assert Words("id").text("party.children", n=2) == "2 anak"
    assert Words("fr", "CI").money(Money(85_000, "XOF")).split() == ["85", "000", "F", "CFA"]


@pytest.mark.parametrize("name", sorted(DIALOGUES))
def test_diagrams_name_every_step(name: str) -> None:
    drawn = diagram(DIALOGUES[name])
    assert drawn.startswith("flowchart TD\n")
    for step in DIALOGUES[name].steps:
        assert f'"{step.name}' in drawn


def test_step_names_are_unique() -> None:
    for dialogue in DIALOGUES.values():
        names = [s.name for s in dialogue.steps]
        assert len(names) == len(set(names))


def test_dependencies_name_real_slots() -> None:
    for dialogue in DIALOGUES.values():
        slots = set(dialogue.memory.__struct_fields__)
        assert set(dialogue.depends) <= slots
        assert {s for emptied in dialogue.depends.values() for s in emptied} <= slots


def test_no_key_stands_twice_in_a_language() -> None:
    for code in languages():
        package = import_module(f"dragoman.dialogues.words.{code}")
        keys = [
            key
            for part in iter_modules(package.__path__)
            for key in import_module(f"{package.__name__}.{part.name}").WORDS
        ]
        assert sorted({key for key in keys if keys.count(key) > 1}) == [], code
