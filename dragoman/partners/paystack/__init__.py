"""Paystack (payments): client, wire shapes, error table, webhooks. See README.md."""
