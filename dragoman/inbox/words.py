"""The one sentence that the desk itself says to travellers: nobody is there now, and when somebody will be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

_AWAY: Mapping[str, str] = {
    "en": "Our team is away now and answers from {when}. Your message is kept.",
    "fr": "Notre équipe est absente et répondra à partir de {when}. Votre message est gardé.",
    "pt": "A nossa equipa está ausente e responde a partir de {when}. A sua mensagem fica guardada.",
    "es": "Nuestro equipo no está ahora y responderá a partir del {when}. Su mensaje queda guardado.",
    "id": "Tim kami sedang tidak di tempat dan menjawab mulai {when}. Pesan Anda kami simpan.",
    "sw": "Timu yetu haipo sasa na itajibu kuanzia {when}. Ujumbe wako umehifadhiwa.",
    "ar": "فريقنا غير متاح الآن وسيجيب ابتداءً من {when}. رسالتكم محفوظة.",
}
_NO_DATE: Mapping[str, str] = {
    "en": "Our team is away now and answers as soon as it is back. Your message is kept.",
    "fr": "Notre équipe est absente et répondra dès son retour. Votre message est gardé.",
    "pt": "A nossa equipa está ausente e responde assim que voltar. A sua mensagem fica guardada.",
    "es": "Nuestro equipo no está ahora y responderá en cuanto vuelva. Su mensaje queda guardado.",
    "id": "Tim kami sedang tidak di tempat dan menjawab segera setelah kembali. Pesan Anda kami simpan.",
    "sw": "Timu yetu haipo sasa na itajibu mara itakaporudi. Ujumbe wako umehifadhiwa.",
    "ar": "فريقنا غير متاح الآن وسيجيب فور عودته. رسالتكم محفوظة.",
}


def away(language: str, back: datetime | None, zone: str) -> str:
    """Return the away message in a language (English for one without words); `back` is told in the business's zone."""
    code = language if language in _AWAY else "en"
    if back is None:
        return _NO_DATE[code]
    when = format_datetime(back, "EEEE d MMMM, HH:mm", tzinfo=ZoneInfo(zone), locale=code)
    return _AWAY[code].format(when=when)
