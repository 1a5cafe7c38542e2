"""Swahili."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *Nafasi yako imethibitishwa.* {route}, {day}\n\n"
        "Namba ya shirika la ndege (PNR): *{pnr}*\nNamba yetu: *{reference}*\n{tickets}\n\n"
        "Ratiba yako imeambatishwa. Saa ni za mahali ulipo kila uwanja wa ndege."
    ),
    "confirmed.bare": (
        "✅ *Nafasi yako imethibitishwa.* {route}, {day}\n\n"
        "Namba ya shirika la ndege (PNR): *{pnr}*\nNamba yetu: *{reference}*\n{tickets}\n\n"
        "Kwa sasa siwezi kuambatisha ratiba yako; mwenzetu ataituma. Namba hizi zinatosha kusafiri."
    ),
    "confirmed.calendar": "Na hii ni ndege kwa kalenda yako. Andika *msaada* wakati wowote kukiwa na mabadiliko.",
    "button.change": "Badilisha nafasi",
    "button.cancel": "Ghairi nafasi",
    "button.help": "Msaada",
    "resent": "Hii hapa tena ratiba yako. PNR *{pnr}*, namba yetu *{reference}*.",
    "resent.receipt": "Na risiti yako.",
    "resent.failed": "Kwa sasa siwezi kutengeneza ratiba yako; mwenzetu ataituma. PNR *{pnr}*, namba yetu *{reference}*.",
    "ticket": "Tiketi ya {name}: *{number}*",
    "ticket.unnamed": "Tiketi: *{number}*",
    "mail.confirmed.subject": "Nafasi yako imethibitishwa: {route}, {day} ({reference})",
    "mail.confirmed": (
        "Habari {name},\n\nnafasi yako imethibitishwa.\n\n{route}, {day}\nNamba ya shirika la ndege (PNR): {pnr}\n"
        "Namba yetu: {reference}\n{tickets}\n\n"
        "Ratiba, risiti na faili ya kalenda zimeambatishwa. Saa ni za mahali ulipo kila uwanja wa ndege.\n\n"
        "Unahitaji mabadiliko? Jibu barua pepe hii au tuandikie kwenye WhatsApp: {contact}\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "Habari {name},\n\nnafasi yako imethibitishwa.\n\n{route}, {day}\nNamba ya shirika la ndege (PNR): {pnr}\n"
        "Namba yetu: {reference}\n{tickets}\n\n"
        "Kwa sasa hatuwezi kuambatisha ratiba yako na tutaituma baadaye. Namba hizi zinatosha kusafiri.\n\n"
        "Unahitaji mabadiliko? Jibu barua pepe hii au tuandikie kwenye WhatsApp: {contact}\n\n{business}"
    ),
    "mail.refunded.subject": "Pesa yako {amount} inarudishwa ({reference})",
    "mail.refunded": (
        "Habari {name},\n\ntumekurudishia {amount} kwa nafasi {reference}. "
        "Kwa kawaida benki huionyesha ndani ya siku 5 hadi 10 za kazi.\n\n{business}"
    ),
    "file.itinerary": "Ratiba {reference}.pdf",
    "file.receipt": "Risiti {reference}.pdf",
    "file.calendar": "Ndege {reference}.ics",
    "calendar.note": "PNR {pnr}. Nafasi imewekwa na {business}, namba {reference}.",
    "format.day": "EEE, d MMM y",
    "format.day_short": "EEE, d MMM",
    "format.long_day": "EEEE, d MMMM y",
    "format.moment": "EEE, d MMMM y, HH:mm",
    "span.hours": "saa {hours} dk {minutes:02d}",
    "span.minutes": "dk {minutes}",
    "paper.page": "Ukurasa",
    "paper.itinerary": "Ratiba ya safari",
    "paper.reference": "Namba ya nafasi",
    "paper.pnr": "Namba ya shirika la ndege (PNR)",
    "paper.issued": "Imetolewa",
    "paper.flights": "Ndege",
    "paper.passengers": "Abiria",
    "paper.name": "Jina",
    "paper.kind": "Aina",
    "paper.ticket": "Tiketi",
    "paper.rules": "Masharti ya nauli",
    "paper.closing": "Saa ni za mahali ulipo kila uwanja wa ndege. Onyesha karatasi hii au msimbo wa QR kaunta, pamoja na hati yako ya kusafiria.",
    "paper.receipt": "Risiti",
    "paper.receipt_number": "Namba ya risiti",
    "paper.paid_on": "Imelipwa",
    "paper.what": "Kwa ajili ya",
    "paper.sums": "Kiasi",
    "paper.total": "Jumla iliyolipwa",
    "paper.paid_by": "Njia ya malipo",
    "paper.receipt_closing": "Asante kwa kusafiri nasi.",
    "kind.adult": "Mtu mzima",
    "kind.child": "Mtoto",
    "kind.infant": "Mtoto mchanga",
    "title.mr": "Bw.",
    "title.mrs": "Bi.",
    "title.ms": "Bi.",
    "title.miss": "Bi.",
    "title.dr": "Dkt.",
    "cabin.economy": "Kawaida",
    "cabin.premium_economy": "Kawaida bora",
    "cabin.business": "Biashara",
    "cabin.first": "Daraja la kwanza",
    "bags": "mizigo ya kusafirisha: {checked}, ya mkononi: {cabin}",
    "bags.none": "hakuna begi",
    "bags.count": {"one": "begi {n}", "other": "mabegi {n}"},
    "operated_by": "Inaendeshwa na {airline}",
    "terminal": "Terminal {name}",
    "connection": "Kubadilisha ndege {place}, {wait}",
    "next_day": {"one": "+siku {n}", "other": "+siku {n}"},
    "passengers": {"one": "abiria {n}", "other": "abiria {n}"},
    "rule.refund": "Kurudishiwa pesa",
    "rule.change": "Mabadiliko",
    "rule.unknown": "Shirika la ndege halisemi; tuulize kwanza",
    "rule.no": "Hairuhusiwi",
    "rule.free": "Inaruhusiwa bila ada",
    "rule.fee": "Inaruhusiwa kwa {fee}",
    "rule.fee_unknown": "Inaruhusiwa; shirika la ndege halisemi ada",
    "sum.flights": "Ndege, pamoja na kodi na ada zote",
    "paid_by.online": "Malipo ya mtandaoni, {provider}",
}
