"""Google Dialogflow ES and CX with the token exchange before them, imitated on the wire."""
