"""A source of daily exchange rates, imitated on the wire."""
