"""Own intent models: labels out of conversations, a model's way from its trial to the switch, and its word in a conversation."""
