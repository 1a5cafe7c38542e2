"""Ten thousand random lives of money, pure: whatever happens, every posting balances and no money is made or lost."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from dragoman.flights.pricing import sale_price
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.postings import Line, balanced, credit, debit, transfer
from dragoman.ledger.reconciliation import Difference, Gap, differences
from dragoman.payments.books import receipt
from dragoman.payments.gateway import ProviderRecord, RecordStatus
from dragoman.payments.settlement import Verdict, judge

SEQUENCES = 10_000


@dataclass
class Books:
    """Balances by account and currency, and what the provider truly holds."""

    balances: Counter[tuple[Account, str]] = field(default_factory=Counter)
    provider: int = 0

    def post(self, lines: list[Line] | tuple[Line, ...]) -> None:
        for line in balanced(lines):
            self.balances[line.account, line.amount.currency] += line.amount.minor

    def check(self) -> None:
        for currency in ("NGN", "USD"):
            assert sum(v for (_, c), v in self.balances.items() if c == currency) == 0
        assert self.balances[Account.CLEARING, "NGN"] == self.provider


def charge(books: Books, draw: random.Random) -> int:
    """One charge of any kind; returns what counts for the traveller."""
    asked = Money(draw.randint(100, 10_000_000), "NGN")
    fees = Money(draw.randint(0, asked.minor // 20), "NGN")
    charged = Money(
        max(1, asked.minor + draw.choice((0, 0, fees.minor, -draw.randint(0, asked.minor), draw.randint(0, 10**6)))),
        "NGN",
    )
    fees = Money(min(fees.minor, charged.minor), "NGN")
    judged = judge(asked, ProviderRecord("r", RecordStatus.PAID, charged, asked, fees))
    due = judged.credited - judged.surplus
    pot = Account.SUSPENSE if judged.verdict is Verdict.SHORT else Account.CUSTOMER
    books.post(receipt("p", judged, [((pot, "b"), due), ((Account.SUSPENSE, "b"), judged.surplus)]))
    books.provider += charged.minor - fees.minor
    if judged.verdict is Verdict.SHORT:
        books.post(transfer(due, out_of=(Account.SUSPENSE, "b"), into=(Account.CUSTOMER, "b")))
    if judged.surplus:
        give_back(books, judged.surplus, Account.SUSPENSE, draw)
    assert judged.credited + judged.surcharge == judged.charged
    return due.minor


def give_back(books: Books, amount: Money, pot: Account, draw: random.Random) -> None:
    books.post(transfer(amount, out_of=(pot, "b"), into=(Account.REFUNDS, "b")))
    if draw.random() < 0.3:  # it fails first, and a person sends it again
        books.post(transfer(amount, out_of=(Account.REFUNDS, "b"), into=(Account.SUSPENSE, "b")))
        books.post(transfer(amount, out_of=(Account.SUSPENSE, "b"), into=(Account.REFUNDS, "b")))
    books.post(transfer(amount, out_of=(Account.REFUNDS, "b"), into=(Account.CLEARING, "p")))
    books.provider -= amount.minor


def sell(books: Books, total: int, draw: random.Random) -> None:
    original = Money(draw.randint(1, 500_000), "USD")
    cost = sale_price(original, Decimal(draw.randint(1, 3000)), "NGN", markup_bp=0, fx_markup_bp=0).cost
    paid = Money(total, "NGN")
    books.post([
        debit(Account.CUSTOMER, "b", paid), credit(Account.PLATFORM, "m", paid - cost), credit(Account.FX, "x", cost),
        debit(Account.FX, "x", original), credit(Account.SUPPLIER, "s", original),
    ])  # fmt: skip


def test_ten_thousand_random_lives_of_money() -> None:
    draw = random.Random(20261120)
    for _ in range(SEQUENCES):
        books, paid = Books(), 0
        for _ in range(draw.randint(1, 4)):
            paid += charge(books, draw)
            books.check()
        kept = draw.randint(0, paid)
        if paid - kept:
            give_back(books, Money(paid - kept, "NGN"), Account.CUSTOMER, draw)
        if kept:
            sell(books, kept, draw)
        books.check()
        for empty in (Account.CUSTOMER, Account.REFUNDS, Account.SUSPENSE):
            assert books.balances[empty, "NGN"] == 0


def test_differences_have_names() -> None:
    ngn = Money(5, "NGN")
    ours = {"a": ngn, "b": ngn, "c": ngn, "d": ngn}
    theirs = {"b": ngn, "c": Money(6, "NGN"), "d": Money(5, "USD"), "e": ngn}
    assert differences(ours, theirs) == (
        Difference("a", Gap.NOT_AT_PROVIDER, ngn, None),
        Difference("c", Gap.AMOUNT, ngn, Money(6, "NGN")),
        Difference("d", Gap.CURRENCY, ngn, Money(5, "USD")),
        Difference("e", Gap.NOT_BOOKED, None, ngn),
    )
    assert differences(ours, ours) == ()
