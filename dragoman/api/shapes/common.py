"""Ids, money, days and pages, as every resource writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, TypeVar

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints, WithJsonSchema

from dragoman.kit import money

T = TypeVar("T")
_ID = "[0-9a-hjkmnp-tv-z]{26}"


class Given(BaseModel):
    """What a caller sends: unknown fields are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


def _id(prefix: str, what: str) -> object:
    return Path(
        pattern=f"^{prefix}_{_ID}$", description=f"Id of the {what}", examples=[f"{prefix}_01kafz6b0q8t4n2y6m3v5c7x9d"]
    )


SearchId = Annotated[str, _id("fs", "search")]
OfferId = Annotated[str, _id("of", "offer")]
BookingId = Annotated[str, _id("bk", "booking")]
PaymentId = Annotated[str, _id("pay", "payment")]
DocumentId = Annotated[str, _id("fi", "document")]
ConversationId = Annotated[str, _id("cv", "conversation")]
AlertId = Annotated[str, _id("al", "alert")]
ApiKeyId = Annotated[str, _id("ak", "API key")]
EndpointId = Annotated[str, _id("we", "webhook endpoint")]
DeliveryId = Annotated[str, _id("wd", "webhook delivery")]
PersonId = Annotated[str, _id("pe", "person")]
OfferRef = Annotated[str, StringConstraints(strict=True, pattern=f"^of_{_ID}$")]
StaffRef = Annotated[str, StringConstraints(strict=True, pattern=r"^st_[0-9a-z]{1,26}$")]


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("a day is written YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Currency = Annotated[str, StringConstraints(strict=True, pattern="^[A-Z]{3}$")]
LocalTime = Annotated[str, Field(description="Airport-local time without offset, YYYY-MM-DDTHH:MM:SS")]


def text(most: int, *, least: int = 1, pattern: str | None = None) -> StringConstraints:
    """Bound a text."""
    return StringConstraints(strict=True, min_length=least, max_length=most, pattern=pattern)


class Money(BaseModel):
    """A sum: `minor` counts minor units (kobo, cents; JPY has none), `amount` is the same for reading."""

    minor: int
    currency: str
    amount: str

    @classmethod
    def of(cls, sum_: money.Money) -> Money:
        """Show a sum."""
        return cls(minor=sum_.minor, currency=sum_.currency, amount=sum_.decimal_text())


def maybe(sum_: money.Money | None) -> Money | None:
    """Show a sum that may be missing."""
    return None if sum_ is None else Money.of(sum_)


class GivenMoney(Given):
    """A sum in minor units."""

    minor: StrictInt = Field(gt=0, le=2**53, examples=[5000000])
    currency: Currency


class Page(BaseModel, Generic[T]):
    """A part of a list; `next_cursor` leads to the next part and is null at the end."""

    items: list[T]
    next_cursor: str | None = None
