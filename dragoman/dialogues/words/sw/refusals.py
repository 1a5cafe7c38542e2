"""What the domain refuses, by its code: English is spoken by the domain itself (`Refused.guest`, `Fault.guest`)."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "part.given_name": "jina la kwanza",
    "part.family_name": "jina la ukoo",
    "refused.booking.paid": "Nafasi hii imeshalipwa, hakuna kingine cha kulipa. Kuighairi, andika “mhudumu”.",
    "refused.refund.four_eyes": "Marejesho yako yako kwa timu yetu. Mwenzetu atayathibitisha hivi karibuni.",
    "refused.quote.expired": "Bei hiyo imeisha. Unataka bei ya leo? Gusa “Kiungo kipya”.",
    "refused.offer.gone": "Ndege hiyo haiuzwi tena kwa bei hii. Chagua nyingine, au nitumie njia tena nitafute upya.",
    "refused.offer.expired": "Bei hiyo inakaribia kuisha. Nitumie njia tena nitafute upya.",
    "refused.not_found": "Sikuipata. Andika “nafasi zangu” kuona zako.",
    "refused.role": "Siwezi kukufanyia hilo. Andika “mhudumu” na mwenzetu atakusaidia.",
    "refused.search.query": "Siwezi kutafuta hilo. Tuma njia, siku na wasafiri, kwa mfano: Lagos kwenda Abuja 15 Desemba, watu wazima 2.",
    "refused.order.live": "Ombi lako tayari liko kwa shirika la ndege. Nitakuandikia mara tu wakijibu.",
    "refused.documents.none": "Nafasi hii bado haina tiketi. Andika “nafasi zangu” kuona hali yake.",
    "refused.email.format": "Barua pepe hiyo haionekani sahihi. Tuma hivi: ada.obi@example.com",
    "refused.phone.format": "Shirika la ndege linahitaji namba yenye msimbo wa nchi, kwa mfano: +234 803 555 0101.",
    "refused.party.size": "Nafasi moja huchukua hadi wasafiri 9. Kwa kikundi, andika “mhudumu”.",
    "refused.party.infants": "Kila mtoto mchanga hukaa juu ya mtu mzima, kwa hiyo watu wazima wasipungue idadi ya watoto wachanga.",
    "refused.party.adult": "Angalau msafiri mmoja awe mtu mzima. Ongeza mmoja, kwa mfano: Bi Ada Obi, 14 Machi 1988.",
    "refused.party.seats": "Bei hii ni ya wasafiri wengine. Tuma taarifa za hao, au niambie nani anasafiri nitafute upya.",
    "refused.name.missing": "Tuma {part} kama lilivyo kwenye pasipoti, kwa mfano: Ada Obi.",
    "refused.name.letters": (
        "Shirika la ndege haliwezi kuchapisha baadhi ya herufi za {part}. Niandike "
        "{spelled}? Kama pasipoti imeandika vingine, tuma hivyo."
    ),
    "refused.name.letters.unspelt": (
        "Shirika la ndege haliwezi kuchapisha baadhi ya herufi za {part}. Tuma kwa herufi za "
        "Kilatini kama kwenye mstari wa chini wa pasipoti, kwa mfano: Ada Obi."
    ),
    "refused.name.long": "Mashirika ya ndege hukubali hadi herufi {n} kwa {part}. Lifupishe, kwa mfano: {spelled}.",
    "refused.name.long.unspelt": "Mashirika ya ndege hukubali hadi herufi {n} kwa {part}. Tuma kwa kifupi.",
    "refused.name.double": "Wasafiri wawili wana jina moja. Ongeza jina la kati kwa mmoja wao, kwa mfano: Ada Ngozi Obi.",
    "refused.title": "Chagua cheo: Bw, Bi au Dkt.",
    "refused.gender": "Tuma mwanaume au mwanamke, kama kwenye pasipoti.",
    "refused.title.gender": "Cheo hakilingani na jinsia. Kipi ni sahihi, kwa mfano: Bi, mwanamke?",
    "refused.born_on": "Tarehe hiyo ya kuzaliwa haiwezi kuwa sahihi. Tuma hivi: 14 Machi 1988.",
    "refused.kind": "Sema kama huyu ni mtu mzima, mtoto (miaka 2 hadi 17) au mtoto mchanga (chini ya 2).",
    "refused.age.kind": (
        "Kwa tarehe hiyo ya kuzaliwa, umri wa msafiri huyu haulingani na bei. Angalia "
        "tarehe (kama 14 Machi 1988), au niambie umri sahihi nitafute upya."
    ),
    "refused.document.number": "Tuma namba ya pasipoti kama ilivyochapishwa, herufi na tarakimu 5 hadi 20, kwa mfano: A01234567.",
    "refused.country.document_country": "Tuma nchi iliyotoa pasipoti, kwa mfano: Nigeria.",
    "refused.country.nationality": "Tuma uraia, kwa mfano: Mnigeria.",
    "refused.document.expiry_missing": "Tuma tarehe ya mwisho ya pasipoti, kwa mfano: 5 Mei 2031.",
    "refused.document.expired": (
        "Pasipoti hiyo inaisha kabla safari haijaisha. Tuma yenye muda mrefu "
        "zaidi, na namba na tarehe, kwa mfano: A01234567, 5 Mei 2031."
    ),
    "refused.cancel.asked": "Tayari umeomba hilo. Tutakuandikia hapa likikamilika.",
    "refused.cancel.unquoted": "Andika “ghairi” tena: kwanza ninauliza shirika la ndege kiasi kinachorudishwa.",
    "refused.cancel.expired": "Masharti hayo yameisha. Andika “ghairi” tena na nitauliza shirika la ndege tena.",
    "refused.order.not_ticketed": "Nafasi hii bado haina tiketi ya kughairi au kubadilisha. Andika “hali” kuona ilipofikia.",
    "refused.change.none": "Shirika la ndege halijabadilisha chochote kwenye nafasi hii.",
}
