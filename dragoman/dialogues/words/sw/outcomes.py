"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "Nafasi {reference}: ndege sasa ni {total}, na {paid} zimelipwa. Tafadhali lipa tofauti ya {amount} kabla ya {until}. "
        "Ninafuatilia, na tiketi yako nitaituma hapa.\n\nLipa kwa kiungo hiki pekee; hatuombi kamwe taarifa za kadi kwenye mazungumzo."
    ),
    "pay.link_rest": (
        "Nafasi {reference}: zimefika {received} kati ya {total}. Tafadhali lipa {amount} zilizobaki kabla ya {until}. "
        "Ninafuatilia, na tiketi yako nitaituma hapa.\n\nLipa kwa kiungo hiki pekee; hatuombi kamwe taarifa za kadi kwenye mazungumzo."
    ),
    "pay.rebooking_more": (
        "Ndege hiyo ni {total}, nawe umelipa {paid}. Tofauti ni {gap}; ninafungua ukurasa wa kuilipa."
    ),
    "pay.rebooking_less": "Ninakushughulikia ndege hiyo. Ni {total}, nawe umelipa {paid}: unarudishiwa {gap}.",
    "pay.expired_short": (
        "Muda wa kulipa umeisha, kwa hiyo bei haishikiliwi tena. Unarudishiwa {received} zilizofika. "
        "Ninaweza kuiangalia ndege tena."
    ),
    "pay.short_status": "zimefika {received}, bado {missing}",
    "pay.check_down": (
        "Kampuni ya malipo haijibu kwa sasa. Ninaendelea kuuliza na nitakuandikia nikipata jibu; ulicholipa kiko salama. "
        "Kama bado hujalipa:"
    ),
    "pay.stuck": (
        "Shirika la ndege bado halijasema kama tiketi yako imetolewa. Pesa yako iko salama. "
        "Mwenzetu anauliza shirika la ndege sasa na atakuandikia hapa; huhitaji kufanya chochote, na tafadhali usikate tiketi kwingine."
    ),
    "pay.orphan": "{amount} zimefika kwa nafasi {reference}, ambayo imefungwa. Ninakurudishia.",
}
