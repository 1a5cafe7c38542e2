"""The endpoints of /v1, one file a resource."""

from dragoman.api.resources import (
    api_keys,
    bookings,
    conversations,
    documents,
    money,
    operations,
    people,
    searches,
    settings,
    webhooks,
)

RESOURCES = (searches, bookings, documents, conversations, operations, money, api_keys, webhooks, people, settings)
