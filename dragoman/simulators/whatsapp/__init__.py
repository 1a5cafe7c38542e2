"""WhatsApp imitated: Meta's Cloud API (Graph), its webhooks, and the phones of the people who write."""

from dragoman.simulators.whatsapp.app import build

__all__ = ["build"]
