"""Any OpenAI-compatible chat-completions endpoint, imitated on the wire."""
