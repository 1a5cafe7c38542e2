"""French."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *Votre voyage est réservé.* {route}, {day}\n\n"
        "Référence de la compagnie (PNR) : *{pnr}*\nNotre référence : *{reference}*\n{tickets}\n\n"
        "Votre itinéraire est joint. Les heures sont locales à chaque aéroport."
    ),
    "confirmed.bare": (
        "✅ *Votre voyage est réservé.* {route}, {day}\n\n"
        "Référence de la compagnie (PNR) : *{pnr}*\nNotre référence : *{reference}*\n{tickets}\n\n"
        "Je ne peux pas joindre votre itinéraire pour l’instant ; un collègue vous l’envoie. Ces références suffisent pour voyager."
    ),
    "confirmed.calendar": "Et le vol pour votre agenda. Écrivez *aide* à tout moment si quelque chose change.",
    "button.change": "Changer le vol",
    "button.cancel": "Annuler le vol",
    "button.help": "Aide",
    "resent": "Revoici votre itinéraire. PNR *{pnr}*, notre référence *{reference}*.",
    "resent.receipt": "Et votre reçu.",
    "resent.failed": (
        "Je ne peux pas préparer votre itinéraire pour l’instant ; un collègue vous l’envoie. PNR *{pnr}*, notre référence *{reference}*."
    ),
    "ticket": "Billet électronique {name} : *{number}*",
    "ticket.unnamed": "Billet électronique : *{number}*",
    "mail.confirmed.subject": "Votre voyage est réservé : {route}, {day} ({reference})",
    "mail.confirmed": (
        "Bonjour {name},\n\nvotre voyage est réservé.\n\n{route}, {day}\nRéférence de la compagnie (PNR) : {pnr}\n"
        "Notre référence : {reference}\n{tickets}\n\n"
        "Votre itinéraire, votre reçu et un fichier d’agenda sont joints. Les heures sont locales à chaque aéroport.\n\n"
        "Un changement ? Répondez à cet e-mail ou écrivez-nous sur WhatsApp : {contact}\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "Bonjour {name},\n\nvotre voyage est réservé.\n\n{route}, {day}\nRéférence de la compagnie (PNR) : {pnr}\n"
        "Notre référence : {reference}\n{tickets}\n\n"
        "Nous ne pouvons pas joindre votre itinéraire pour l’instant et vous l’enverrons plus tard. Ces références suffisent pour voyager.\n\n"
        "Un changement ? Répondez à cet e-mail ou écrivez-nous sur WhatsApp : {contact}\n\n{business}"
    ),
    "mail.refunded.subject": "Votre remboursement de {amount} est en route ({reference})",
    "mail.refunded": (
        "Bonjour {name},\n\nnous vous avons remboursé {amount} pour la réservation {reference}. "
        "Les banques l’affichent en général sous 5 à 10 jours ouvrables.\n\n{business}"
    ),
    "file.itinerary": "Itinéraire {reference}.pdf",
    "file.receipt": "Reçu {reference}.pdf",
    "file.calendar": "Vols {reference}.ics",
    "calendar.note": "PNR {pnr}. Réservé auprès de {business}, référence {reference}.",
    "format.day": "EEE d MMM y",
    "format.day_short": "EEE d MMM",
    "format.long_day": "EEEE d MMMM y",
    "format.moment": "EEE d MMMM y, HH:mm",
    "span.hours": "{hours} h {minutes:02d} min",
    "span.minutes": "{minutes} min",
    "paper.page": "Page",
    "paper.itinerary": "Itinéraire",
    "paper.reference": "Référence de réservation",
    "paper.pnr": "Référence de la compagnie (PNR)",
    "paper.issued": "Émis le",
    "paper.flights": "Vols",
    "paper.passengers": "Passagers",
    "paper.name": "Nom",
    "paper.kind": "Type",
    "paper.ticket": "Billet électronique",
    "paper.rules": "Conditions tarifaires",
    "paper.closing": "Les heures sont locales à chaque aéroport. Présentez ce document ou le code QR au comptoir, avec votre pièce d’identité.",
    "paper.receipt": "Reçu",
    "paper.receipt_number": "Reçu n°",
    "paper.paid_on": "Payé le",
    "paper.what": "Objet",
    "paper.sums": "Montants",
    "paper.total": "Total payé",
    "paper.paid_by": "Payé par",
    "paper.receipt_closing": "Merci de voyager avec nous.",
    "kind.adult": "Adulte",
    "kind.child": "Enfant",
    "kind.infant": "Bébé",
    "title.mr": "M.",
    "title.mrs": "Mme",
    "title.ms": "Mme",
    "title.miss": "Mlle",
    "title.dr": "Dr",
    "cabin.economy": "Économique",
    "cabin.premium_economy": "Premium économique",
    "cabin.business": "Affaires",
    "cabin.first": "Première",
    "bags": "soute : {checked}, cabine : {cabin}",
    "bags.none": "aucun bagage",
    "bags.count": {"one": "{n} bagage", "other": "{n} bagages"},
    "operated_by": "Opéré par {airline}",
    "terminal": "Terminal {name}",
    "connection": "Correspondance à {place}, {wait}",
    "next_day": {"one": "+{n} jour", "other": "+{n} jours"},
    "passengers": {"one": "{n} passager", "other": "{n} passagers"},
    "rule.refund": "Remboursement",
    "rule.change": "Changement",
    "rule.unknown": "La compagnie ne le dit pas ; demandez-nous d’abord",
    "rule.no": "Non autorisé",
    "rule.free": "Autorisé sans frais",
    "rule.fee": "Autorisé pour {fee}",
    "rule.fee_unknown": "Autorisé ; la compagnie n’indique pas les frais",
    "sum.flights": "Vols, taxes et frais compris",
    "paid_by.online": "Paiement en ligne, {provider}",
}
