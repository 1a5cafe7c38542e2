"""Checks the passengers of an order against their offer, in Duffel's words (Duffel docs, Create an order; partners.md A4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dragoman.kit import phone
from dragoman.simulators.duffel.errors import DuffelRefusal, invalid
from dragoman.simulators.duffel.offers import Offer
from dragoman.simulators.duffel.query import Traveller, kind_of_age

TITLES = ("mr", "mrs", "ms", "miss", "dr")
_NAME_MAX = 20
# Space, hyphen, apostrophe and Latin letters up to Latin Extended-A, without the ligatures and thorns below.
_NAME = re.compile(r"[ '\-A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]+")
_NOT_IN_NAMES = frozenset("ÆæĲĳŒœÞð")
_EMAIL = re.compile(r"[^@\s,;:<>()\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}")
_DOCUMENT_NUMBER = re.compile(r"[A-Za-z0-9]{3,15}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def check(asked: object, offer: Offer, today: date) -> list[dict[str, Any]]:
    """Return the passengers of an order as they are shown in it; raises DuffelRefusal naming the first wrong field."""
    if not isinstance(asked, list) or not asked or not all(isinstance(one, dict) for one in asked):
        raise invalid("required", "passengers", "Field 'passengers' can't be blank")
    travellers = {traveller.id: traveller for traveller in offer.query.travellers}
    given_ids = [one.get("id") for one in asked]
    if sorted(map(str, given_ids)) != sorted(travellers):
        message = "Field 'passengers' must name every passenger of the offer once"
        raise invalid("inclusion", "passengers", message)
    shown = [_passenger(one, n, travellers[one["id"]], offer, today) for n, one in enumerate(asked)]
    _check_names_differ(shown)
    _check_infants(shown, travellers)
    return shown


def _passenger(one: Mapping[str, Any], n: int, traveller: Traveller, offer: Offer, today: date) -> dict[str, Any]:
    at = f"/passengers/{n}"
    if one.get("title") not in TITLES:
        message = f"Field 'title' must be one of: {', '.join(TITLES)}"
        raise DuffelRefusal("invalid_passenger_title", message, "title", f"{at}/title")
    for field in ("given_name", "family_name"):
        _check_name(one.get(field), field, at)
    if one.get("gender") not in ("m", "f"):
        raise invalid("inclusion", "gender", "Field 'gender' must be one of: m, f", f"{at}/gender")
    born = _date(one.get("born_on"), "born_on", at)
    _check_age(born, traveller, offer, today, at)
    email = one.get("email")
    if not isinstance(email, str) or len(email) > 254 or not _EMAIL.fullmatch(email):
        raise DuffelRefusal("invalid_email_address", "Field 'email' must be an e-mail address", "email", f"{at}/email")
    number = one.get("phone_number")
    if not isinstance(number, str) or phone.canonical(number) != number:
        message = "Field 'phone_number' must be in E.164 format, e.g. +442080160508"
        raise DuffelRefusal("invalid_phone_number", message, "phone_number", f"{at}/phone_number")
    _check_documents(one.get("identity_documents"), offer, at)
    return {
        "id": traveller.id,
        "type": traveller.kind,
        "title": one["title"],
        "given_name": one["given_name"],
        "family_name": one["family_name"],
        "gender": one["gender"],
        "born_on": born.isoformat(),
        "email": email,
        "phone_number": number,
        "infant_passenger_id": one.get("infant_passenger_id"),
        "loyalty_programme_accounts": one.get("loyalty_programme_accounts") or [],
        "user_id": one.get("user_id"),
    }


def _check_name(name: object, field: str, at: str) -> None:
    pointer = f"{at}/{field}"
    if not isinstance(name, str) or not name.strip():
        raise invalid("required", field, f"Field '{field}' can't be blank", pointer)
    if len(name) > _NAME_MAX:
        raise invalid("length", field, f"Field '{field}' must be at most {_NAME_MAX} characters", pointer)
    if not _NAME.fullmatch(name) or _NOT_IN_NAMES & set(name):
        message = f"Field '{field}' may hold only letters of the Latin alphabet, spaces, hyphens and apostrophes"
        raise DuffelRefusal("invalid_passenger_name", message, field, pointer)


def _date(given: object, field: str, at: str) -> date:
    try:
        if isinstance(given, str) and len(given) == 10:
            return date.fromisoformat(given)
    except ValueError as reason:
        raise invalid("format", field, f"Field '{field}' must be a date like 1987-07-24", f"{at}/{field}") from reason
    raise invalid("required", field, f"Field '{field}' must be a date like 1987-07-24", f"{at}/{field}")


def age_on(born: date, day: date) -> int:
    """Whole years lived on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _check_age(born: date, traveller: Traveller, offer: Offer, today: date, at: str) -> None:
    pointer = f"{at}/born_on"
    if born > today or born.year < today.year - 130:
        raise invalid("inclusion", "born_on", "Field 'born_on' must be a past date", pointer)
    age = age_on(born, offer.ways[-1].legs[0].departs.date())
    if traveller.age is not None and age != traveller.age:
        message = f"Field 'born_on' must make the passenger {traveller.age} on the last day of travel"
        raise invalid("inclusion", "born_on", message, pointer)
    if kind_of_age(age) != traveller.kind:
        raise invalid("inclusion", "born_on", f"Field 'born_on' does not fit passenger type {traveller.kind}", pointer)


def _check_documents(given: object, offer: Offer, at: str) -> None:
    pointer = f"{at}/identity_documents"
    documents = given or []
    if not isinstance(documents, list) or not all(isinstance(document, dict) for document in documents):
        raise invalid("type", "identity_documents", "Field 'identity_documents' must be a list", pointer)
    if len(documents) > 1:
        raise invalid("length", "identity_documents", "A passenger can have at most one identity document", pointer)
    if not documents:
        if offer.documents_required:
            raise invalid("required", "identity_documents", "Field 'identity_documents' can't be blank", pointer)
        return
    document = documents[0]
    if document.get("type") != "passport" or not offer.international:
        raise invalid("inclusion", "type", "The identity document type is not supported by this offer", pointer)
    if not isinstance(document.get("unique_identifier"), str) or not _DOCUMENT_NUMBER.fullmatch(
        document["unique_identifier"]
    ):
        message = "Field 'unique_identifier' must be the document's number"
        raise invalid("format", "unique_identifier", message, f"{pointer}/0/unique_identifier")
    country = document.get("issuing_country_code")
    if not isinstance(country, str) or not _COUNTRY.fullmatch(country):
        message = "Field 'issuing_country_code' must be an ISO 3166-1 alpha-2 code"
        raise invalid("format", "issuing_country_code", message, f"{pointer}/0/issuing_country_code")
    expires = _date(document.get("expires_on"), "expires_on", f"{pointer}/0")
    if expires < offer.ways[-1].legs[-1].arrives.date():
        message = "The identity document must not expire before the end of the journey"
        raise invalid("inclusion", "expires_on", message, f"{pointer}/0/expires_on")


def _check_names_differ(shown: list[dict[str, Any]]) -> None:
    names = [(one["given_name"].casefold(), one["family_name"].casefold()) for one in shown]
    if len(set(names)) < len(names):
        raise DuffelRefusal("duplicate_passenger_name", "Two passengers of an order cannot have the same name")


def _check_infants(shown: list[dict[str, Any]], travellers: Mapping[str, Traveller]) -> None:
    infants = {id_ for id_, traveller in travellers.items() if traveller.kind == "infant_without_seat"}
    carried = [one["infant_passenger_id"] for one in shown if one["infant_passenger_id"] is not None]
    if any(one["infant_passenger_id"] and travellers[one["id"]].kind != "adult" for one in shown):
        raise invalid("inclusion", "infant_passenger_id", "Only an adult can carry an infant")
    if len(set(carried)) != len(carried) or set(carried) != infants:
        message = "Each infant must be carried by one adult through 'infant_passenger_id'"
        raise invalid("required", "infant_passenger_id", message)
