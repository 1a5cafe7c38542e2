"""What a dialogue may know of business and traveller, read once a turn."""

from __future__ import annotations

from dragoman.bookings.queries import remembered_travellers
from dragoman.command import Work
from dragoman.conversations.records import Conversation
from dragoman.dialogues.languages import spoken
from dragoman.dialogues.voice import Setting
from dragoman.kit.phone import region_of


async def setting_of(work: Work, conversation: Conversation) -> Setting:
    """Read the setting of a conversation's turn."""
    profile = conversation.profile
    return Setting(
        tenant=work.tenant.name,
        currency=work.tenant.currency,
        language=spoken(conversation.language, work.tenant.settings.languages),
        zone=work.tenant.zone,
        country=(region_of(profile.phone) if profile.phone else None) or work.tenant.country,
        remembered=await remembered_travellers(work, conversation.person),
        email=profile.email,
        phone=profile.phone,
        price_rise_bp=work.tenant.settings.price_change_bp,
        languages=work.tenant.settings.languages,
    )
