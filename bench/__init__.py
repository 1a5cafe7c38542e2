"""Measurements of the product; `make bench` runs them and prints one table."""
