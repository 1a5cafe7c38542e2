"""Webhooks that we send: a business's own systems hear what happens, signed, retried, logged, and never with personal values."""
