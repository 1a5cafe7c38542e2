"""Google Dialogflow, ES and CX, as an intent engine."""
