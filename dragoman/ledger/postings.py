"""Postings as pure values: lines that sum to zero per currency, and the fingerprint that tells a replay from a change."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.errors import Unbalanced

LINES_MAX = 64


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a posting: `amount` positive = debit, negative = credit; `subject` names whose part of the account."""

    account: Account
    subject: str
    amount: Money


def debit(account: Account, subject: str, amount: Money) -> Line:
    """Book `amount` to the debit side."""
    return Line(account, subject, amount)


def credit(account: Account, subject: str, amount: Money) -> Line:
    """Book `amount` to the credit side."""
    return Line(account, subject, -amount)


def transfer(amount: Money, *, out_of: tuple[Account, str], into: tuple[Account, str]) -> tuple[Line, ...]:
    """Credit `into` and debit `out_of`: what moves a liability from one account to another."""
    return (debit(*out_of, amount), credit(*into, amount))


def balanced(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines without zeros; raises Unbalanced when a currency does not sum to zero or there are too many."""
    kept = tuple(line for line in lines if line.amount)
    sums: dict[str, int] = defaultdict(int)
    for line in kept:
        sums[line.amount.currency] += line.amount.minor
    off = sorted(currency for currency, total in sums.items() if total)
    if off:
        raise Unbalanced(f"does not sum to zero in {', '.join(off)}")
    if len(kept) > LINES_MAX:
        raise Unbalanced(f"more than {LINES_MAX} lines in one posting")
    return kept


def fingerprint(lines: Iterable[Line], cause: str) -> bytes:
    """SHA-256 over the lines in a fixed order and the cause: the same key with another fingerprint is an error."""
    ordered = sorted((line.account.value, line.subject, line.amount.currency, line.amount.minor) for line in lines)
    return hashlib.sha256(msgspec.json.encode([cause, ordered])).digest()
