"""Which fact sends which message: confirmations, tickets, receipts, refunds, alerts; by WhatsApp and e-mail, once each.

Never decides anything about a booking or money; it only tells.
"""
