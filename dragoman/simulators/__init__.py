"""The partners imitated as real HTTP services on their own port; they know nothing of the house but `kit`."""
