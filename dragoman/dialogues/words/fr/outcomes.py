"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "Réservation {reference} : le vol coûte maintenant {total}, dont {paid} sont payés. "
        "Payez la différence de {amount} avant {until}. Je surveille et vous envoie le billet ici.\n\n"
        "Payez seulement par ce lien ; nous ne demandons jamais les données de carte ici."
    ),
    "pay.link_rest": (
        "Réservation {reference} : {received} sur {total} sont arrivés. Payez les {amount} qui manquent avant {until}. "
        "Je surveille et vous envoie le billet ici.\n\nPayez seulement par ce lien ; nous ne demandons jamais les données de carte ici."
    ),
    "pay.rebooking_more": (
        "Ce vol coûte {total} et vous avez payé {paid}. La différence est de {gap} ; j’ouvre la page pour la payer."
    ),
    "pay.rebooking_less": (
        "Je prends ce vol pour vous. Il coûte {total} et vous avez payé {paid} : {gap} vous reviennent."
    ),
    "pay.expired_short": (
        "Le délai de paiement est passé, le prix n’est donc plus gardé. Les {received} reçus vous reviennent. "
        "Je peux vérifier le vol à nouveau."
    ),
    "pay.short_status": "{received} reçus, il manque {missing}",
    "pay.check_down": (
        "Le prestataire de paiement ne répond pas pour l’instant. Je continue de demander et vous "
        "écris dès que je sais ; ce que vous avez payé est en sécurité. "
        "Si vous n’avez pas encore payé :"
    ),
    "pay.stuck": (
        "La compagnie n’a toujours pas dit si votre billet est émis. Votre argent est en sécurité. "
        "Un collègue interroge la compagnie et vous écrit ici ; vous n’avez rien à faire, et merci de ne pas réserver ailleurs."
    ),
    "pay.orphan": "{amount} sont arrivés pour la réservation {reference}, qui est close. Je vous les renvoie.",
}
