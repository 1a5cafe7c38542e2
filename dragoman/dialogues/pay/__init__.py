"""The dialogue `pay`: a link, the wait for the provider's word, the ticket; and every way in which that can go otherwise."""

from dragoman.dialogues.pay.dialogue import PAY
from dragoman.dialogues.pay.facts import PAY_FACTS, hear_pay
from dragoman.dialogues.pay.memory import CancelMemory, PayMemory

__all__ = ["PAY", "PAY_FACTS", "CancelMemory", "PayMemory", "hear_pay"]
