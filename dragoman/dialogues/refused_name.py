"""A traveller's name that the airline refused after payment."""

from __future__ import annotations

from msgspec import Struct


class RefusedName(Struct, frozen=True, omit_defaults=True):
    """`traveller` is their place in the party, `field` the part: name, given_name or family_name. Personal."""

    traveller: int
    given_name: str
    family_name: str
    field: str = "name"

    def __repr__(self) -> str:
        return f"RefusedName({self.traveller}, ***)"

    @property
    def name(self) -> str:
        """The whole name as it was sent."""
        return f"{self.given_name} {self.family_name}".strip()
