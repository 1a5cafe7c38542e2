"""The doors for programs: the JSON API under /v1 and the webhook door, which verifies, stores and answers 200.

No rule of the business lives here: the API calls commands and queries, the webhook door only stores.
"""
