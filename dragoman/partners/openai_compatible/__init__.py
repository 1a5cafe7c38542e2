"""Any endpoint that speaks OpenAI's chat completions, as an intent engine."""
