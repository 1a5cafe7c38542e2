"""Small pieces every room may use: money, clock, ids, crypto, phone, settings, http. Knows nothing of travel."""
