"""Charges, refunds and what the payment provider's record says of them.

A payment is paid when the provider's record says so and amount and currency agree; nobody's word counts.
"""
