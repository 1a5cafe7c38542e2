"""The simulated partners, for every test of this room."""

from tests.simulated import code_of, duffel, paystack, served, stage

__all__ = ["code_of", "duffel", "paystack", "served", "stage"]
