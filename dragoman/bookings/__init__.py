"""Bookings from draft to completed: passengers, the quote that was promised, and the one table of moves.

Never sends a message and never believes a payment that the payment room has not settled.
"""
