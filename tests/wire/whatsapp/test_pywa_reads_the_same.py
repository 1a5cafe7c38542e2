"""pywa, an independent reader of the webhook, as a second opinion: where it understands a shape, both say the same."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
import pywa
from pywa import handlers

from dragoman.channels.meta.reading import read
from dragoman.channels.meta.webhook import split
from dragoman.conversations.message import Heard, HeardKind
from tests.rooms.channels.meta import shapes

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pywa.errors.PywaWarning")

# Shapes that pywa 4.5 does not read (it answers 200 and loses them): odd or new, but seen in the field.
LOST_BY_PYWA = {
    "text_millis",
    "image_failed",
    "contacts_without_wa_id",
    "button_without_context",
    "list_reply",
    "flow_reply_broken",
    "flow_reply_null",
    "interactive_without_interactive",
    "unsupported",
    "unknown",
}
KINDS = (
    handlers.MessageHandler,
    handlers.CallbackButtonHandler,
    handlers.CallbackSelectionHandler,
    handlers.FlowCompletionHandler,
    handlers.CallPermissionUpdateHandler,
    handlers.PhoneNumberChangeHandler,
    handlers.IdentityChangeHandler,
    handlers.EditedMessageHandler,
    handlers.DeletedMessageHandler,
)


def both(name: str) -> tuple[Any, Heard]:
    raw = shapes.messages(shapes.message(name))
    reader = pywa.WhatsApp(
        phone_id=shapes.NUMBER, token="t", server=None, filter_updates=False, skip_duplicate_updates=False,
        validate_updates=False,
    )  # fmt: skip
    seen: list[Any] = []
    for kind in KINDS:
        reader.add_handlers(kind(lambda _, update: seen.append(update)))
    assert reader.webhook_update_handler(raw) == ("ok", 200)
    (update,) = seen
    heard = read(split(raw)[0].body)
    assert isinstance(heard, Heard)
    return update, heard


@pytest.mark.parametrize("name", sorted(set(shapes.INBOUND) - LOST_BY_PYWA))
def test_both_read_the_same(name: str) -> None:
    update, heard = both(name)
    assert (update.id, update.from_user.wa_id) == (heard.external_id, heard.sender.phone)
    assert update.timestamp.astimezone(UTC) == heard.at
    place, reaction, media = (getattr(update, key, None) for key in ("location", "reaction", "media"))
    if heard.kind is HeardKind.TEXT:
        assert update.text == heard.text
    if heard.kind is HeardKind.CHOICE:
        assert (update.data, update.title) == (heard.choice, heard.text)
    if place is not None:
        assert heard.place is not None
        assert (float(place.latitude), place.longitude, place.name or "") == (
            heard.place.latitude,
            heard.place.longitude,
            heard.place.name,
        )
    if heard.kind is HeardKind.REACTION:
        assert (reaction.message_id, reaction.emoji or "") == (heard.target, heard.emoji)
    if heard.media is not None and heard.kind is not HeardKind.EDIT:
        assert (media.id, media.mime_type.partition(";")[0]) == (heard.media.id, heard.media.media_type)
        assert (update.caption or "") == heard.text
    if heard.reply_to and getattr(update, "reply_to_message", None):
        assert update.reply_to_message.message_id == heard.reply_to


@pytest.mark.parametrize("name", sorted(LOST_BY_PYWA))
def test_what_pywa_loses_is_kept_here(name: str) -> None:
    heard = read(split(shapes.messages(shapes.message(name)))[0].body)
    assert isinstance(heard, Heard)
    with pytest.raises(ValueError, match="unpack"):
        both(name)
