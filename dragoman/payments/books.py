"""How charges and refunds stand in the ledger: one posting for each thing that happens to money."""

from __future__ import annotations

from dragoman.command import Work
from dragoman.kit.money import Money
from dragoman.ledger.accounts import Account
from dragoman.ledger.commands import post
from dragoman.ledger.postings import Line, credit, debit, transfer
from dragoman.ledger.queries import balance
from dragoman.payments.models import Payment, Refund
from dragoman.payments.settlement import Judgement

Pot = tuple[Account, str]


def customer(payment: Payment) -> Pot:
    """The account of what was paid towards a booking."""
    return Account.CUSTOMER, payment.booking_id


def suspense(reference: str) -> Pot:
    """The account of money that nobody can place yet."""
    return Account.SUSPENSE, reference


def receipt(provider: str, judged: Judgement, parts: list[tuple[Pot, Money]]) -> list[Line]:
    """Book what came in: the provider holds it less its fee; a fee that the payer bore lowers our expense; `parts` sum to the credit."""
    lines = [
        debit(Account.CLEARING, provider, judged.charged - judged.fees),
        debit(Account.FEES, provider, judged.fees),
        credit(Account.FEES, provider, judged.surcharge),
    ]
    return lines + [credit(account, subject, amount) for (account, subject), amount in parts]


async def book_receipt(work: Work, payment: Payment, judged: Judgement, parts: list[tuple[Pot, Money]]) -> None:
    """Post a charge once, under its reference."""
    await post(work, f"charge:{payment.reference}", receipt(payment.provider, judged, parts), f"payment:{payment.id}")


async def book_stray(work: Work, provider: str, reference: str, judged: Judgement) -> bool:
    """Post money under a reference that is none of ours into suspense, once; False when it is booked already."""
    lines = receipt(provider, judged, [(suspense(reference), judged.charged - judged.surcharge)])
    return await post(work, f"charge:{reference}", lines, f"stray:{reference}")


async def book_cleared(work: Work, payment: Payment, amount: Money) -> None:
    """Move a short charge's money out of suspense once its rest is in."""
    lines = transfer(amount, out_of=suspense(payment.reference), into=customer(payment))
    await post(work, f"cleared:{payment.reference}", lines, f"payment:{payment.id}")


async def pot_of(work: Work, payment: Payment, amount: Money) -> Pot | None:
    """Name the account that holds at least `amount` of this charge: suspense first, then the booking's; None when neither does."""
    for pot in (suspense(payment.reference), customer(payment)):
        if -(await balance(work, *pot, amount.currency)).minor >= amount.minor:
            return pot
    return None


async def held_of(work: Work, payment: Payment, currency: str) -> Money:
    """Return the most that one refund of this charge could take: the fuller of its two accounts, never negative."""
    pots = [-(await balance(work, *pot, currency)).minor for pot in (suspense(payment.reference), customer(payment))]
    return Money(max(0, *pots), currency)


async def book_promise(work: Work, refund: Refund, pot: Pot) -> None:
    """Post that money is promised back."""
    lines = transfer(refund.amount, out_of=pot, into=(Account.REFUNDS, refund.booking_id))
    await post(work, f"refund:{refund.id}:promised", lines, f"refund:{refund.id}")


async def book_refunded(work: Work, refund: Refund, payment: Payment, *, after_failure: bool) -> None:
    """Post that the provider has sent the money back."""
    promised = suspense(payment.reference) if after_failure else (Account.REFUNDS, refund.booking_id)
    lines = transfer(refund.amount, out_of=promised, into=(Account.CLEARING, payment.provider))
    await post(work, f"refund:{refund.id}:done", lines, f"refund:{refund.id}")


async def book_refund_failed(work: Work, refund: Refund, payment: Payment) -> None:
    """Post that the promise could not be kept: the money is back in suspense, for a person."""
    lines = transfer(refund.amount, out_of=(Account.REFUNDS, refund.booking_id), into=suspense(payment.reference))
    await post(work, f"refund:{refund.id}:failed", lines, f"refund:{refund.id}")
