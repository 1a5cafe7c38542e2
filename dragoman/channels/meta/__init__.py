"""WhatsApp through Meta's Cloud API: client, wire bodies, webhook reading, error table and paces."""
