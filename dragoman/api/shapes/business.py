"""What the business decides for itself: its settings, who is told what happens, and people's rights over what is held of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dragoman.api.shapes.common import Given, Money, maybe, text
from dragoman.command.holding import Erased
from dragoman.kit import money
from dragoman.outbound import records
from dragoman.outbound.commands import IssuedEndpoint
from dragoman.tenancy.settings import Standing

EndpointState = Literal["ACTIVE", "PAUSED", "DISABLED"]
DeliveryState = Literal["PENDING", "DELIVERED", "FAILED"]


Events = Annotated[
    list[Annotated[str, text(60, pattern=r"^(\*|[a-z_]+\.(\*|[a-z_]+))$")]],
    Field(
        min_length=1, max_length=60, description="Kinds such as booking.confirmed; booking.* for a family, * for all"
    ),
]


class GivenEndpoint(Given):
    """An address that is to be told what happens."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "Back office",
                "url": "https://office.lagostours.example/hooks/dragoman",
                "events": ["booking.*", "payment.settled"],
            }
        }
    )

    name: Annotated[str, text(60)]
    url: Annotated[str, text(500)]
    events: Events


class ChangedEndpoint(Given):
    """What is to be different about an endpoint; what is left out stays. PAUSED is told nothing until it is ACTIVE again."""

    model_config = ConfigDict(json_schema_extra={"example": {"state": "PAUSED"}})

    name: Annotated[str, text(60)] | None = None
    url: Annotated[str, text(500)] | None = None
    events: Events | None = None
    state: Literal["ACTIVE", "PAUSED"] | None = None


class Endpoint(BaseModel):
    """An address that is told what happens; DISABLED when it failed for days, with the `reason`."""

    id: str
    name: str
    url: str
    events: list[str]
    state: EndpointState
    created_at: AwareDatetime
    ok_at: AwareDatetime | None = Field(description="When it last took something")
    failing_since: AwareDatetime | None
    reason: str

    @classmethod
    def of(cls, e: records.Endpoint) -> Endpoint:
        """Show an endpoint."""
        return cls(
            id=e.id, name=e.name, url=e.url, events=list(e.kinds), state=e.state, created_at=e.created_at, ok_at=e.ok_at,
            failing_since=e.failing_since, reason=e.reason,
        )  # fmt: skip


class AddedEndpoint(BaseModel):
    """A fresh endpoint; `secret` verifies its signatures and is shown this once."""

    endpoint: Endpoint
    secret: str

    @classmethod
    def of(cls, made: IssuedEndpoint, endpoint: records.Endpoint) -> AddedEndpoint:
        """Show a fresh endpoint."""
        return cls(endpoint=Endpoint.of(endpoint), secret=made.secret)


class Delivery(BaseModel):
    """One message to one endpoint; `message_id` is the `webhook-id` that its receiver sees, the same at every attempt."""

    id: str
    endpoint_id: str
    message_id: str
    event: str
    subject: str
    state: DeliveryState
    attempts: int
    created_at: AwareDatetime

    @classmethod
    def of(cls, d: records.Delivery) -> Delivery:
        """Show a delivery."""
        return cls(
            id=d.id, endpoint_id=d.endpoint, message_id=d.message, event=d.kind, subject=d.subject, state=d.state,
            attempts=d.attempts, created_at=d.created_at,
        )  # fmt: skip


class GivenIdentity(Given):
    """A phone with its country, or an e-mail address; in a body, so that it stands in no log of addresses."""

    identity: Annotated[str, text(254)]


class FoundPerson(BaseModel):
    """Somebody who is known by an identity."""

    person_id: str


class ErasedKind(BaseModel):
    """What an erasure did to one kind of thing: how many are gone, how many stay without the person, and why."""

    title: str
    gone: int
    kept: int
    why: str


class Erasure(BaseModel):
    """What was deleted, and what must stay."""

    kinds: list[ErasedKind]

    @classmethod
    def of(cls, done: Sequence[Erased]) -> Erasure:
        """Show an erasure."""
        return cls(kinds=[ErasedKind(title=e.title, gone=e.gone, kept=e.kept, why=e.why) for e in done])


class Tier(BaseModel):
    """Until so many hours before departure, this share goes back (basis points: 10000 is all)."""

    hours_before: int
    share_bp: int


class Settings(BaseModel):
    """The settings in force. Fields ending in `_bp` are basis points: 250 is 2.5 per cent."""

    version: int
    name: str
    zone: str = Field(description="IANA name")
    currency: str
    country: str
    price_change_bp: int = Field(description="A rise above it needs the traveller's yes")
    markup_bp: int
    fx_markup_bp: int
    quote_minutes: int
    offer_margin_minutes: int
    payment_grace_minutes: int
    retention_days: int
    number_dormant_days: int
    answer_minutes: int = Field(description="0: nothing is promised")
    refund_limit: Money | None = Field(
        description="Refunds of one booking above it need two people; null: one suffices"
    )
    refund_request_hours: int
    refund_tiers: list[Tier] = Field(description="Longest first; empty: the airline's rule alone decides")
    auto_assign: bool
    cancel_unasked: bool
    engine: bool
    support_phone: str
    support_email: str
    address: str
    colour: str
    languages: list[str] = Field(description="Offered to travellers, the default first; empty: all there are")

    @classmethod
    def of(cls, now: Standing) -> Settings:
        """Show the settings; a field of the same name is shown as it is kept."""
        kept = now.settings
        limit = kept.refund_limit_minor
        told = {name: getattr(kept, name) for name in cls.model_fields if hasattr(kept, name)}
        told |= {name: getattr(now, name) for name in ("version", "name", "zone", "currency", "country")}
        told["languages"] = list(kept.languages)
        told["refund_limit"] = maybe(None if limit is None else money.Money(limit, now.currency))
        told["refund_tiers"] = [Tier(hours_before=hours, share_bp=share) for hours, share in kept.refund_tiers]
        return cls.model_validate(told)
