"""Payment, tickets, bookings."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.opening": "J’ouvre votre page de paiement.",
    "pay.link": (
        "Réservation {reference} : payez {amount} avant {until}. Je surveille et vous envoie le billet ici.\n\n"
        "Payez seulement par ce lien ; nous ne demandons jamais les données de carte ici."
    ),
    "pay.link_title": "Payer",
    "pay.link_title_again": "Réessayer",
    "pay.link_slow": "La page de paiement tarde. Je continue d’essayer ; votre réservation est gardée.",
    "pay.link_down": "Je ne peux pas ouvrir la page de paiement pour l’instant. Votre réservation est gardée.",
    "pay.waiting": "Votre page de paiement est ouverte jusqu’à {until}. Je vous écris dès que le paiement est arrivé.",
    "pay.checking": "Merci. Je demande au prestataire de paiement ; dès qu’il confirme, je prends votre billet.",
    "pay.check_slow": "Le prestataire de paiement prend son temps. Je continue de demander et vous écris dès que je sais.",
    "pay.still_unpaid": "Le prestataire n’a pas encore de paiement. Un virement peut prendre quelques minutes ; je surveille. Si vous n’avez pas payé :",
    "pay.failed": "Ce paiement n’a pas abouti et rien n’a été débité. Vous pouvez réessayer, aussi avec une autre carte.",
    "pay.failed_again": "Celui-ci n’a pas abouti non plus. Essayez une autre carte ou un virement, ou écrivez « conseiller ».",
    "pay.dearer": "Le vol coûte maintenant {after}, {more} de plus. Je garde ce prix jusqu’à {until}. J’ouvre la page de paiement ?",
    "pay.dearer_no": "D’accord, rien n’est débité. Je peux chercher d’autres vols, ou annuler cette réservation.",
    "pay.short": "{received} est arrivé, il manque {missing}. Payez le reste, ou reprenez votre argent.",
    "pay.received": "Merci, {amount} est arrivé. Je prends votre billet maintenant.",
    "pay.received_late": "Merci, {amount} est arrivé, mais après le délai. Je demande votre place à la compagnie.",
    "pay.foreign": "{amount} est arrivé dans une autre devise que prévu. Un collègue s’en occupe et vous écrit ; merci de ne pas payer à nouveau.",
    "pay.double": "Vous avez payé deux fois : {amount} vous est rendu.",
    "pay.over": "Vous avez payé {amount} de trop ; cela vous revient.",
    "pay.delayed": "Votre paiement est en sécurité. La compagnie tarde pour le billet ; je vous écris dès qu’il est là.",
    "pay.money_safe": "Votre argent est en sécurité. Je n’ai rien changé ; choisissez ce que nous faisons :",
    "nothing_done": "Je n’ai rien changé. Choisissez ce que vous souhaitez :",
    "pay.working": "Votre paiement est arrivé et je m’occupe du billet. Je vous écris dès qu’il est là.",
    "pay.settling": "J’y travaille encore et vous écris dès que c’est fait.",
    "pay.sold_out": "Je suis désolé : la compagnie ne vend plus {route} au prix que vous avez payé. Votre argent est en sécurité.",
    "pay.no_ticket": (
        "Je suis désolé : je n’ai pas pu obtenir de la compagnie votre billet pour {route}. "
        "Votre argent est en sécurité. Un collègue s’en occupe ; vous pouvez aussi être remboursé."
    ),
    "pay.rose": (
        "Je suis désolé : la compagnie a augmenté le tarif de {before} à {after} pendant votre paiement. "
        "Votre argent est en sécurité. La différence est de {more}."
    ),
    "pay.alternatives": "Prenez un autre vol avec l’argent payé, ou reprenez-le :",
    "pay.refund_or_person": "Je cherche d’autres vols tout de suite. Vous pouvez aussi reprendre votre argent, ou demander à un collègue.",
    "pay.refunding": "Je vous rends votre argent et vous écris quand c’est fait.",
    "pay.rebooking": "Je prends ce vol pour vous.",
    "pay.cancelled": "La réservation {reference} est annulée.",
    "pay.refund_coming": "{amount} vous revient, en général sous 3 à 10 jours ouvrables.",
    "pay.refunded": "{amount} est en route vers vous.",
    "until": "{moment} (heure de {city})",
    "news.about": "À propos de votre réservation {reference} :",
    "news.unavailable": "Désolé, le vol de votre réservation {reference} n’est plus disponible. Rien n’a été débité.",
    "news.still_open": "Votre réservation précédente reste ouverte ; écrivez « mes réservations » pour la voir.",
    "documents.none": "Je ne trouve pas encore de billet à vous. Écrivez « mes réservations » pour voir où vous en êtes.",
    "bookings.none": "Vous n’avez pas encore de telle réservation chez nous.",
    "bookings.status": "Vos réservations :",
    "bookings.cancel": "Quelle réservation dois-je annuler ?",
    "bookings.change": "Quelle réservation voulez-vous changer ?",
    "booking.head": "Réservation {reference} : {state}",
    "booking.total": {"one": "{total}, {n} voyageur", "other": "{total}, {n} voyageurs"},
    "booking.pnr": "Référence de la compagnie : {pnr}",
    "booking.deadline": "À payer avant {until}",
    "standing.ticketing": "payée, billet en route",
    "standing.choosing": "payée, attend votre choix",
    "state.DRAFT": "pas encore payée",
    "state.HELD": "place gardée, pas encore payée",
    "state.PAYMENT_PENDING": "attend le paiement",
    "state.CONFIRMED": "payée, billet émis",
    "state.ACTIVE": "en voyage",
    "state.COMPLETED": "voyage terminé",
    "state.CANCELLED": "annulée",
    "state.EXPIRED": "expirée",
    "state.NO_SHOW": "non utilisée",
    "cancel.sure": "Dois-je vraiment annuler cette réservation ?",
    "cancel.sure_named": "Dois-je vraiment annuler la réservation {reference}, {route} ?",
    "cancel.kept": "Très bien, la réservation reste.",
    "cancel.slow": "La compagnie prend son temps. Je vous écris dès que c’est annulé.",
}
