"""Paystack's payments API and hosted checkout, imitated on the wire."""
