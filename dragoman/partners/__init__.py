"""Adapters of the outside partners: each implements a port of a domain room; only the command line wires them."""
