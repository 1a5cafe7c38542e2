"""Duffel's flights API v2, imitated on the wire."""
