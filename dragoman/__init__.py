"""Dragoman: a travel business sells, gets paid and runs its whole operation over WhatsApp."""

__version__ = "0.1.0"
