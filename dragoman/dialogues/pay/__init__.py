"""The dialogue `pay`: a link, the wait for the provider's word, the ticket; and every way in which that can go otherwise."""

from dragoman.dialogues.pay.cancelling import CANCEL_BOOKING
from dragoman.dialogues.pay.dialogue import PAY
from dragoman.dialogues.pay.facts import PAY_FACTS, hear_pay
from dragoman.dialogues.pay.memory import CancelMemory, MovedMemory, PayMemory
from dragoman.dialogues.pay.moved import FLIGHT_MOVED

__all__ = ["CANCEL_BOOKING", "FLIGHT_MOVED", "PAY", "PAY_FACTS", "CancelMemory", "MovedMemory", "PayMemory", "hear_pay"]
