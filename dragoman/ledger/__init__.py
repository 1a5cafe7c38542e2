"""Double-entry bookkeeping: append-only, balanced per transaction and currency, and the exchange rates quotes keep."""
