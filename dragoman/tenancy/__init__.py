"""Businesses, their branches, numbers, staff, secrets and API keys: whom a call from outside belongs to, and with which keys.

Never decides what a traveller is told.
"""
