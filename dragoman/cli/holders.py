"""Every room that keeps something of people, in the order in which it is told; erasing goes from the last to the first."""

from __future__ import annotations

from dragoman.api.holding import AnswersHold
from dragoman.bookings.holding import BookingsHold
from dragoman.command.holding import Holds
from dragoman.conversations.holding import ConversationsHold
from dragoman.dialogues.training.holding import LabelsHold
from dragoman.inbox.holding import InboxHolds
from dragoman.notifications.holding import PapersHold
from dragoman.payments.holding import PaymentsHold

HOLDERS: tuple[Holds, ...] = (
    ConversationsHold(),
    LabelsHold(),
    InboxHolds(),
    BookingsHold(),
    PaymentsHold(),
    PapersHold(),
    AnswersHold(),
)
