"""What has happened to our own sending; ids and codes only."""

from __future__ import annotations

from msgspec import Struct


class WebhookEndpointDisabled(Struct, frozen=True, tag=True):
    """An endpoint is told nothing more until a person looks: it failed for days, or said that it is gone."""

    endpoint: str
    reason: str
