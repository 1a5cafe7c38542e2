"""In which of the network's languages a template is asked for.

Source: Meta, "Message templates", supported languages: Portuguese is there only as pt_BR and pt_PT.
"""

from __future__ import annotations


def template_language(language: str, country: str) -> str:
    """Return the network's code for a person's language (ISO 639) and the country of their phone (ISO 3166, "" unknown)."""
    if language == "pt":
        return "pt_BR" if country == "BR" else "pt_PT"
    return language
