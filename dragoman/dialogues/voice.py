"""What a dialogue may know of the world while it speaks: whose business it is, who travels with it, the words, the instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from msgspec import Struct

from dragoman.bookings.names import NAME_MAX
from dragoman.bookings.travellers import TravellerDetails
from dragoman.conversations.message import Choice
from dragoman.dialogues.words import DEFAULT, Words
from dragoman.kit.days import day_of
from dragoman.understanding.wishes import CURRENCY_OF

# WhatsApp: button title, row title, row detail, body beside buttons (1024), plain text (4096)
TITLE_MAX, ROW_MAX, DETAIL_MAX, BODY_MAX, TEXT_MAX = 20, 24, 72, 1000, 4000


class Setting(Struct, frozen=True, omit_defaults=True):
    """What the glue knows of tenant and traveller.

    `zone` is the IANA zone that says what "today" is; `country` that of the traveller's phone; `remembered` the
    travellers of earlier bookings, latest first; `languages` what the tenant offers (none = all);
    `price_rise_bp` the tenant's threshold in basis points: a rise up to it is told, above it asked.
    """

    tenant: str
    currency: str = "NGN"
    language: str = "en"
    zone: str = "Africa/Lagos"
    country: str = "NG"
    remembered: tuple[TravellerDetails, ...] = ()
    email: str = ""
    phone: str = ""
    price_rise_bp: int = 200
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks for one turn. `rev` numbers the question to be asked next; `now` is aware UTC."""

    setting: Setting
    now: datetime
    words: Words
    rev: int = 0

    @property
    def today(self) -> date:
        """The calendar day where the business is."""
        return day_of(self.now, self.setting.zone)

    @property
    def own_currency(self) -> str:
        """The money of the traveller's country; that of the business where it is not known."""
        return CURRENCY_OF.get(self.setting.country, self.setting.currency)

    def text(self, key: str, **values: object) -> str:
        """The sentence of a key."""
        return self.words.text(key, **values)

    def refusal(self, code: str, sentence: str, *, field: str = "", spelled: str = "") -> str:
        """What the domain refuses, by its code: its own sentence in English, the words of the code in other languages."""
        if self.words.language == DEFAULT:
            return sentence or self.text("refused")
        keys = [f"refused.{code}.unspelt" if not spelled else "", f"refused.{code}"]
        key = next((k for k in keys if k and self.words.speaks(k)), "refused")
        part = self.text(f"part.{field}") if self.words.speaks(f"part.{field}") else ""
        return self.text(key, part=part, spelled=spelled, n=NAME_MAX)

    def choice(self, id: str, key: str, detail: str = "", **values: object) -> Choice:
        """A button or row whose title is the sentence `choice.<key>`."""
        return Choice(
            id=id, title=clip(self.text(f"choice.{key}", **values), TITLE_MAX), detail=clip(detail, DETAIL_MAX)
        )

    def speaking(self, language: str) -> Voice:
        """The same voice in another language."""
        return replace(self, words=replace(self.words, language=language))

    def until(self, at: datetime) -> str:
        """An instant as told to the traveller."""
        city = self.setting.zone.rpartition("/")[2].replace("_", " ")
        return self.text("until", moment=self.words.moment(at, now=self.now), city=city)


def voice_for(setting: Setting, now: datetime, rev: int = 0) -> Voice:
    """The voice for a tenant and traveller at an instant."""
    words = Words(setting.language, setting.country, setting.zone)
    return Voice(setting, now, words, rev)


def clip(text: str, limit: int) -> str:
    """Shorten to `limit` characters, with an ellipsis when something is lost."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
