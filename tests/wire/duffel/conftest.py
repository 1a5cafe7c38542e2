"""The simulated partners, to be judged by recorded shapes and official clients."""

from tests.simulated import duffel, paystack, served, stage

__all__ = ["duffel", "paystack", "served", "stage"]
