"""Adapters to messaging networks and mail: each implements the port of `conversations` and knows one network."""
