"""What the people of the business look at: conversations, alerts, the review queue, API keys, balances."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dragoman.api.shapes.common import Given, Money, StaffRef, text
from dragoman.conversations.queries import Standing
from dragoman.conversations.threads import Line
from dragoman.engine.review import ReviewItem
from dragoman.notifications import alerts
from dragoman.tenancy import queries as tenancy

State = Literal["WITH_BOT", "WAITING", "WITH_PERSON", "CLOSED"]
Scope = Literal["search", "book", "read", "documents", "conversations", "payments", "operations", "admin"]
KeyRole = Literal["sales", "operations", "field_staff", "manager", "admin"]


class Conversation(BaseModel):
    """A conversation as the inbox lists it. The bot speaks only while `WITH_BOT`."""

    id: str
    person_id: str
    channel: str
    state: State
    assigned_to: str
    heard_at: AwareDatetime | None
    said_at: AwareDatetime | None
    waiting_since: AwareDatetime | None
    reason: str
    unread: int

    @classmethod
    def of(cls, c: Standing) -> Conversation:
        """Show a conversation."""
        return cls(
            id=c.id, person_id=c.person, channel=c.channel, state=c.state, assigned_to=c.assigned_to, heard_at=c.heard_at,
            said_at=c.said_at, waiting_since=c.since, reason=c.reason, unread=c.unread,
        )  # fmt: skip


class Message(BaseModel):
    """One message. `from` is customer, bot or staff; `delivery` how far an outgoing one has come."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: str
    at: AwareDatetime
    sender: Literal["customer", "bot", "staff"] = Field(alias="from")
    by: str
    kind: str
    text: str
    choices: list[str]
    document_name: str
    delivery: str
    error_code: int
    fate: Literal["", "edited", "deleted", "retried"] = Field(
        description="What its writer did to it since; a deleted one is empty, a retried one was sent again as a new message"
    )
    about: str = Field(description="Id of the message that an edit, a deletion or a reaction speaks of")

    @classmethod
    def of(cls, line: Line) -> Message:
        """Show a line of a thread."""
        heard, said = line.heard, line.said
        media = heard.media if heard else None
        name = media.filename if media else said.attachment.filename if said and said.attachment else ""
        return cls(
            id=line.id, at=line.at, sender="customer" if heard else "bot" if line.author == "bot" else "staff", by=line.author,
            kind=str(heard.kind) if heard else "document" if name else "text", text=heard.text if heard else said.text if said else "",
            choices=[c.title for c in said.choices] if said else [], document_name=name, delivery=line.delivery, error_code=line.code,
            fate=line.fate, about=line.target,
        )  # fmt: skip


class GivenHandOver(Given):
    """Why a person is wanted: a short code for the queue."""

    reason: Annotated[str, text(40, pattern=r"^[a-z0-9_.\- ]+$")] = "api"


class GivenAssignment(Given):
    """Who is to answer."""

    staff_id: StaffRef


class GivenMessage(Given):
    """What to write to the person."""

    text: Annotated[str, text(4096)]


class SentMessage(BaseModel):
    """The message is stored and on its way."""

    id: str


class Alert(BaseModel):
    """Something that a person must look at."""

    id: str
    at: AwareDatetime
    kind: str
    subject: str
    code: str

    @classmethod
    def of(cls, a: alerts.Alert) -> Alert:
        """Show an alert."""
        return cls(id=a.id, at=a.at, kind=a.kind, subject=a.subject, code=a.code)


class ReviewEntry(BaseModel):
    """An event or call that could not be worked on. `thing` is event or call."""

    id: int
    at: AwareDatetime
    actor: str
    kind: str
    reason: str
    thing: Literal["event", "call"]

    @classmethod
    def of(cls, item: ReviewItem) -> ReviewEntry:
        """Show an item of the queue."""
        thing: Literal["event", "call"] = "call" if item.effect_key is not None else "event"
        return cls(id=item.id, at=item.created_at, actor=item.actor, kind=item.kind, reason=item.reason, thing=thing)


class GivenApiKey(Given):
    """A key to issue."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Web shop", "scopes": ["search", "book", "read"], "role": "sales"}}
    )

    name: Annotated[str, text(80)]
    scopes: list[Scope] = Field(min_length=1, max_length=8)
    role: KeyRole = "sales"


class ApiKey(BaseModel):
    """An API key without its secret."""

    id: str
    name: str
    last_four: str
    scopes: list[str]
    role: str
    created_at: datetime
    used_at: AwareDatetime | None
    revoked_at: AwareDatetime | None

    @classmethod
    def of(cls, k: tenancy.ApiKey) -> ApiKey:
        """Show a key."""
        return cls(
            id=k.id, name=k.name, last_four=k.last_four, scopes=list(k.scopes), role=k.role, created_at=k.created_at,
            used_at=k.used_at, revoked_at=k.revoked_at,
        )  # fmt: skip


class IssuedApiKey(BaseModel):
    """A fresh API key; `key` is shown this once."""

    key: str
    api_key: ApiKey


class Balance(BaseModel):
    """What an account of the ledger holds in one currency; debits positive."""

    account: str
    balance: Money


class Balances(BaseModel):
    """All accounts; per currency they sum to zero."""

    balances: list[Balance]
    unbalanced: list[str] = Field(description="Postings that do not sum to zero; always empty")
