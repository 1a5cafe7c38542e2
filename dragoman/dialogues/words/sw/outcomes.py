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
    "choice.accept_change": "Kubali saa mpya",
    "moved.question": (
        "Shirika la ndege limebadilisha safari yako, nafasi {reference}.\n\nAwali:\n{before}\n\nSasa:\n{after}\n\nTafadhali "
        "niambie unachotaka."
    ),
    "moved.accepting": "Ninathibitisha saa mpya na shirika la ndege.",
    "moved.accepted": "Saa mpya za nafasi {reference} zimethibitishwa. Ratiba yako mpya inafuata.",
    "moved.not_accepted": (
        "Shirika la ndege halikupokea jibu hilo: huenda limebadilisha safari tena. Nitakuonyesha "
        "linachosema nikipata jibu; mwenzetu pia anaangalia."
    ),
    "pay.flight_cancelled": (
        "Samahani: shirika la ndege limefuta safari yako {route}. Pesa yako yote iko salama kwetu."
    ),
    "cancel.terms_part": (
        "Nafasi {reference}, {route}, ikighairiwa, unarudishiwa {refund} kati ya {paid} ulizolipa; {kept} hazirudishwi."
    ),
    "cancel.terms_whole": "Nafasi {reference}, {route}, ikighairiwa, unarudishiwa {refund} zote ulizolipa.",
    "cancel.terms_nothing": (
        "Nafasi {reference}, {route}, ikighairiwa, hurudishiwi chochote kati ya {paid} "
        "ulizolipa, kwa masharti ya nauli."
    ),
    "cancel.terms_unknown": (
        "Shirika la ndege halisemi kiasi kinachorudishwa kwa nafasi {reference}, {route}. "
        "Mwenzetu anauliza kwanza; hakuna kinachoghairiwa kabla ya hapo."
    ),
    "cancel.terms_until": "Masharti haya yanadumu hadi {until}.",
    "cancel.shall_i": "Niighairi?",
    "cancel.asking": "Ninauliza shirika la ndege kiasi kinachorudishwa. Bado hakuna kilichoghairiwa.",
    "cancel.asked": (
        "Nimepeleka ombi lako. Mwenzetu analithibitisha na shirika la ndege, na nitakuandikia hapa likikamilika."
    ),
    "cancel.failed": (
        "Sikuweza kukamilisha kughairi na shirika la ndege. Mwenzetu anaangalia na atakuandikia "
        "hapa; hadi hapo nafasi yako inabaki."
    ),
    "cancel.declined": (
        "Mwenzetu ameangalia: nafasi {reference} haighairiwi na inabaki ilivyo. Andika "
        "“mhudumu” kuzungumza kuhusu hilo."
    ),
    "cancel.unpriced": "Shirika la ndege halijasema kiasi kinachorudi: mwenzetu atashughulikia fedha na kukuandikia hapa.",
    "cancel.unknown": (
        "Shirika la ndege bado halijathibitisha kughairi. Mwenzetu anauliza huko na atakuandikia hapa; huhitaji kuomba tena."
    ),
    "hold.ends": "Shirika la ndege linashikilia viti vya nafasi {reference} hadi {until} tu, na bado havijalipwa.",
    "later.too_late": (
        "Bei hii inashikiliwa hadi {until} tu. {day} naweza kuuliza shirika la ndege tena, lakini inaweza "
        "kuwa juu zaidi."
    ),
    "later.open": "Usiharakishe. Bei inashikiliwa tu baada ya kukuonyesha muhtasari, ambao unasema hadi lini.",
    "pay.expired": (
        "Muda wa kulipa umeisha, kwa hiyo bei haishikiliwi tena. Hakuna pesa iliyotozwa. Gusa “{link}” kupata"
        " bei ya leo, au nitumie safari nyingine."
    ),
    "pay.expired_short": (
        "Muda wa kulipa umeisha, kwa hiyo bei haishikiliwi tena. Unarudishiwa {received} zilizofika. Gusa "
        "“{link}” kupata bei ya leo."
    ),
    "later.kept": (
        "Bei hii inashikiliwa hadi {until}: ukilipa kabla ya hapo haitabadilika. Baadaye inaweza kubadilika."
    ),
    "pay.name_latin": (
        "Tafadhali andika jina kwa herufi za Kilatini kama kwenye pasipoti, bila namba wala alama, kwa mfano: Ada Obi."
    ),
    "pay.name_long": (
        "Mashirika ya ndege yanakubali hadi herufi {n} kwa jina la kwanza na {n} kwa jina la ukoo. Tuma fupi "
        "zaidi, bila majina ya kati, kwa mfano: Ada Obi."
    ),
    "pay.name_sent": "Asante. Ninatuma jina {name} kwa shirika la ndege na nitaandika tiketi ikifika.",
    "pay.name_right": "Nitume jina hili hasa kwa shirika la ndege kwa ajili ya tiketi: *{name}*?",
    "choice.other_name": "Jina lingine",
    "pay.name_refused": (
        "Samahani: shirika la ndege halikubali jina {name}: lazima liwe kama lilivyo kwenye pasipoti, kwa "
        "herufi za Kilatini, bila alama wala cheo. Pesa yako iko salama na hakuna kingine kinachokosekana. "
        "Tafadhali tuma tena jina kamili la msafiri huyu, kwa mfano: Amara Nwosu."
    ),
    "pay.against_more": "{gap} zaidi ya ulicholipa",
    "pay.against_less": "{gap} pungufu ya ulicholipa: zinarudishwa kwako",
    "pay.against_same": "bei ile ile uliyolipa",
    "budget.currency": (
        "Naweza kuangalia bajeti ya {paid} tu, kwa hiyo naonyesha ndege zote. Unaweza kuniomba bei kwa pesa yako."
    ),
}
