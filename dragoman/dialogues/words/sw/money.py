"""Payment, tickets, bookings."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.opening": "Ninafungua ukurasa wako wa malipo.",
    "pay.link": (
        "Nafasi {reference}: tafadhali lipa {amount} kabla ya {until}. Ninafuatilia, na tiketi yako nitaituma hapa.\n\n"
        "Lipa kwa kiungo hiki pekee; hatuombi kamwe taarifa za kadi kwenye mazungumzo."
    ),
    "pay.link_title": "Lipa sasa",
    "pay.link_title_again": "Jaribu tena",
    "pay.link_slow": "Ukurasa wa malipo unachelewa. Ninaendelea kujaribu; nafasi yako imehifadhiwa.",
    "pay.link_down": "Siwezi kufungua ukurasa wa malipo kwa sasa. Nafasi yako imehifadhiwa.",
    "pay.waiting": "Ukurasa wako wa malipo uko wazi hadi {until}. Nitakuandikia mara malipo yakifika.",
    "pay.checking": "Asante. Ninauliza kampuni ya malipo; wakithibitisha, ninakutolea tiketi yako.",
    "pay.check_slow": "Kampuni ya malipo inachelewa kujibu. Ninaendelea kuuliza na nitakuandikia nikipata jibu.",
    "pay.still_unpaid": "Malipo bado hayajafika. Uhamisho unaweza kuchukua dakika chache; ninaendelea kufuatilia. Kama hujalipa:",
    "pay.failed": "Malipo hayo hayakufaulu na hakuna pesa iliyokatwa. Unaweza kujaribu tena, hata kwa kadi nyingine.",
    "pay.failed_again": "Hayo pia hayakufaulu. Jaribu kadi nyingine au uhamisho, au andika “mhudumu” na mwenzetu atasaidia.",
    "pay.dearer": "Ndege hii sasa ni {after}, zaidi kwa {more}. Ninashikilia bei hii hadi {until}. Nifungue ukurasa wa malipo?",
    "pay.dearer_no": "Sawa, hakuna pesa inayotozwa. Ninaweza kutafuta ndege nyingine, au kughairi nafasi hii.",
    "pay.short": "Zimefika {received}, bado {missing}. Tafadhali lipa iliyobaki, au urudishiwe pesa yako.",
    "pay.received": "Asante, {amount} zimefika. Sasa ninakutolea tiketi yako.",
    "pay.received_late": "Asante, {amount} zimefika, ingawa baada ya muda. Sasa ninaliomba shirika la ndege kiti chako.",
    "pay.foreign": "{amount} imeingia kwa sarafu nyingine. Mwenzetu anaiangalia na atakuandikia; tafadhali usilipe tena.",
    "pay.double": "Umelipa mara mbili: {amount} inarudishwa kwako.",
    "pay.over": "Umelipa {amount} zaidi; utarudishiwa.",
    "pay.delayed": "Malipo yako yako salama. Shirika la ndege linachelewa na tiketi; nitakuandikia ikifika.",
    "pay.money_safe": "Pesa yako iko salama. Sijabadilisha chochote; tafadhali chagua la kufanya:",
    "nothing_done": "Sijabadilisha chochote. Tafadhali chagua unachotaka:",
    "pay.working": "Malipo yako yamefika na ninashughulikia tiketi yako. Nitakuandikia ikifika.",
    "pay.settling": "Bado ninashughulikia, na nitakuandikia ikikamilika.",
    "pay.sold_out": "Samahani: shirika la ndege haliuzi tena {route} kwa bei uliyolipa. Pesa yako iko salama.",
    "pay.no_ticket": (
        "Samahani: sikuweza kupata tiketi yako ya {route} kutoka kwa shirika la ndege. "
        "Pesa yako iko salama. Mwenzetu anashughulikia; unaweza pia kurudishiwa pesa zako."
    ),
    "pay.rose": (
        "Samahani: shirika la ndege limepandisha nauli kutoka {before} hadi {after} ulipokuwa unalipa. "
        "Pesa yako iko salama. Tofauti ni {more}."
    ),
    "pay.alternatives": "Chagua ndege nyingine kwa pesa uliyolipa, au urudishiwe:",
    "pay.refund_or_person": "Ninatafuta ndege nyingine sasa hivi. Pia unaweza kurudishiwa pesa yako, au kumuuliza mwenzetu.",
    "pay.refunding": "Ninakurudishia pesa yako, na nitakuandikia ikikamilika.",
    "pay.rebooking": "Ninakushughulikia ndege hiyo.",
    "pay.cancelled": "Nafasi {reference} imeghairiwa.",
    "pay.refund_coming": "Unarudishiwa {amount}, kwa kawaida ndani ya siku 3 hadi 10 za kazi.",
    "pay.refunded": "{amount} ziko njiani kurudi kwako.",
    "until": "{moment} (saa za {city})",
    "news.about": "Kuhusu nafasi yako {reference}:",
    "news.unavailable": "Samahani, ndege ya nafasi yako {reference} haipatikani tena. Hakuna pesa iliyotozwa.",
    "news.still_open": "Nafasi yako ya awali bado iko wazi; andika “nafasi zangu” kuiona.",
    "documents.none": "Bado sioni tiketi yako. Andika “nafasi zangu” kuona hali ilivyo.",
    "bookings.none": "Bado huna nafasi kama hiyo kwetu.",
    "bookings.status": "Nafasi zako:",
    "bookings.cancel": "Nighairi nafasi ipi?",
    "bookings.change": "Ungependa kubadilisha nafasi ipi?",
    "booking.head": "Nafasi {reference}: {state}",
    "booking.total": {"one": "{total}, msafiri {n}", "other": "{total}, wasafiri {n}"},
    "booking.pnr": "Namba ya shirika la ndege: {pnr}",
    "booking.deadline": "Lipa kabla ya {until}",
    "standing.ticketing": "imelipwa, tiketi iko njiani",
    "standing.choosing": "imelipwa, inasubiri chaguo lako",
    "state.DRAFT": "bado haijalipwa",
    "state.HELD": "kiti kimeshikiliwa, bado haijalipwa",
    "state.PAYMENT_PENDING": "inasubiri malipo",
    "state.CONFIRMED": "imelipwa, tiketi imetolewa",
    "state.ACTIVE": "safarini",
    "state.COMPLETED": "safari imekamilika",
    "state.CANCELLED": "imeghairiwa",
    "state.EXPIRED": "muda umeisha",
    "state.NO_SHOW": "haikusafiriwa",
    "cancel.sure": "Nighairi kweli nafasi hii?",
    "cancel.sure_named": "Nighairi kweli nafasi {reference}, {route}?",
    "cancel.kept": "Sawa, nafasi inabaki.",
    "cancel.slow": "Shirika la ndege linachelewa. Nitakuandikia ikighairiwa.",
}
