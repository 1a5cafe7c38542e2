"""Money, phones, sealing, card masks, logs: table and property tests of the small pieces."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.kit import log, phone
from dragoman.kit.cards import mask_cards
from dragoman.kit.crypto import Master, SealBroken, Vault, new_key
from dragoman.kit.ids import new_id, new_reference
from dragoman.kit.money import Money, MoneyError


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1250.50", "NGN", 125050),
        ("80000", "JPY", 80000),
        ("1.234", "KWD", 1234),
        ("-3.10", "USD", -310),
        ("5000", "XOF", 5000),
    ],
)
def test_amounts_are_read_exactly(text: str, currency: str, minor: int) -> None:
    money = Money.parse(text, currency)
    assert money == Money(minor, currency)
    assert Money.parse(money.decimal_text(), currency) == money


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1.005", "NGN"), ("0.5", "JPY"), ("NaN", "NGN"), ("1e400", "NGN"), ("ten", "NGN"), ("Infinity", "USD")],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(MoneyError):
        Money.parse(text, currency)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(MoneyError):
        Money(1, "NGN") + Money(1, "USD")
    with pytest.raises(MoneyError):
        Money(1, "NGN") < Money(1, "USD")  # noqa: B015
    with pytest.raises(MoneyError):
        Money(1.5, "NGN")  # type: ignore[arg-type]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_shares_sum_to_the_whole(minor: int, weights: list[int]) -> None:
    shares = Money(minor, "NGN").share(weights)
    assert sum(s.minor for s in shares) == minor
    total = sum(weights)
    assert all(abs(s.minor - minor * w / total) < 1 for s, w in zip(shares, weights, strict=True))


def test_rounding_is_half_even() -> None:
    assert [Money.rounded(Decimal(v), "NGN").minor for v in ("0.005", "0.015", "0.025")] == [0, 2, 2]
    assert Money(125, "NGN").times(Decimal("0.5")) == Money(62, "NGN")


@pytest.mark.parametrize(
    ("money", "locale", "shown"),
    [
        (Money(12_500_050, "NGN"), "en_NG", "₦125,000.50"),
        (Money(12_500_000, "NGN"), "en_NG", "₦125,000"),
        (Money(125_000, "XOF"), "fr_SN", "125 000 F CFA"),
    ],
)
def test_amounts_are_shown_as_people_read_them(money: Money, locale: str, shown: str) -> None:
    assert " ".join(money.format(locale).split()) == shown


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+234 803 555 0101", None, "+2348035550101"), ("2348035550101", None, "+2348035550101"), ("0803 555 0101", "NG", "+2348035550101"),
        ("5215512345678", None, "+525512345678"), ("551187654321", None, "+5511987654321"), ("5511987654321", None, "+5511987654321"),
        ("5491123456789", None, "+5491123456789"), ("12", "NG", None), ("hello", "NG", None), ("9" * 30, None, None),
    ],
)  # fmt: skip
def test_one_person_has_one_number(text: str, region: str | None, expected: str | None) -> None:
    assert phone.canonical(text, region) == expected


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_only_in_its_place(plain: bytes) -> None:
    vault = Vault("tn_1", {1: b"k" * 32}, 1)
    sealed = vault.seal("person", "sealed", "pe_1", plain)
    assert vault.open("person", "sealed", "pe_1", sealed) == plain
    for tenant, table, column, row in (
        ("tn_2", "person", "sealed", "pe_1"),
        ("tn_1", "staff", "sealed", "pe_1"),
        ("tn_1", "person", "other", "pe_1"),
        ("tn_1", "person", "sealed", "pe_2"),
    ):
        with pytest.raises(SealBroken):
            Vault(tenant, {1: b"k" * 32}, 1).open(table, column, row, sealed)


def test_keys_rotate_without_losing_anything() -> None:
    old, new = new_key(), new_key()
    first, both = Vault("tn_1", {1: old}, 1), Vault("tn_1", {1: old, 2: new}, 2)
    assert both.open("t", "c", "r", first.seal("t", "c", "r", b"x")) == b"x"
    assert both.blind("phone", "+234") == first.blind("phone", "+234")
    with pytest.raises(SealBroken):
        first.open("t", "c", "r", both.seal("t", "c", "r", b"x"))
    master_old, master_new = new_key(), new_key()
    wrapped = Master([master_old]).wrap("tn_1", 1, old)
    assert Master([master_new, master_old]).unwrap("tn_1", 1, wrapped) == old
    with pytest.raises(SealBroken):
        Master([master_new]).unwrap("tn_1", 1, wrapped)
    with pytest.raises(SealBroken):
        Master([master_old]).unwrap("tn_2", 1, wrapped)


def test_blind_indexes_differ_by_tenant_and_column() -> None:
    a, b = Vault("tn_1", {1: b"k" * 32}, 1), Vault("tn_2", {1: b"k" * 32}, 1)
    assert len({a.blind("phone", "1"), a.blind("email", "1"), b.blind("phone", "1"), a.blind("phone", "2")}) == 4


def test_the_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    wrapped = Master.from_file(path).wrap("tn_1", 1, b"k" * 32)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Master.from_file(path).unwrap("tn_1", 1, wrapped) == b"k" * 32


@pytest.mark.parametrize(
    ("text", "masked", "found"),
    [
        ("my card is 4084 0840 8408 4081, cvv 408", "my card is [card …4081], [hidden]", True),
        ("5060-6666-6666-6666-666", "[card …6666]", True),
        ("4084084084084081", "[card …4081]", True),
        ("4084084084084081 12/28", "[card …4081] [hidden]", True),
        ("4084 0840 8408 4081 12/28, fly 2026-12-15", "[card …4081] [hidden], fly 2026-12-15", True),
        ("3714 496353 98431 12/28", "[card …8431] [hidden]", True),
        ("40 84 08 40 84 08 40 81", "[card …4081]", True),
        ("call +2348035550101", "call +2348035550101", False),
        ("08035550101", "08035550101", False),
        ("ticket 0161234567890", "ticket 0161234567890", False),
        ("4084 0840 8408 4082", "4084 0840 8408 4082", False),
        ("", "", False),
    ],
)
def test_card_numbers_are_masked(text: str, masked: str, found: bool) -> None:
    assert mask_cards(text) == (masked, found)


def test_ids_sort_by_time_and_references_are_readable() -> None:
    ids = [new_id("bk") for _ in range(50)]
    assert len(set(ids)) == 50
    assert all(len(i) == 29 for i in ids)
    assert not set("AEIOU01") & set("".join(new_reference() for _ in range(200)))


@pytest.mark.parametrize(
    "leak",
    ["+2348035550101", "2348035550101", "ada@example.com", "Ada Obi\nA01234567", "A" * 300, "passport 123456789"],
)
def test_logs_let_no_personal_value_through(leak: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        log.set_up_logs("DEBUG")
        log.log().info(
            "heard",
            reason=leak,
            text="Ada Obi wants to fly",
            phone=leak,
            booking="bk_01m7wd2qjsey4rycqk7deanba5",
            count=3,
        )
    line = json.loads(out.getvalue())
    assert leak not in out.getvalue()
    assert "Obi" not in out.getvalue()
    assert (line["booking"], line["count"], line["dropped"], line["reason"]) == (
        "bk_01m7wd2qjsey4rycqk7deanba5",
        3,
        2,
        "[masked]",
    )
