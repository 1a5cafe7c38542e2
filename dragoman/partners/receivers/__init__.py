"""A business's own systems, which receive our webhooks: strangers' addresses, called through the guard."""
