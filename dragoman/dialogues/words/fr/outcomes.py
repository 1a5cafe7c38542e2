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
    "choice.accept_change": "Accepter l’horaire",
    "moved.question": (
        "La compagnie a modifié votre vol, réservation {reference}.\n\nAvant :\n{before}\n\nMaintenant "
        ":\n{after}\n\nQue souhaitez-vous ?"
    ),
    "moved.accepting": "Je confirme les nouveaux horaires à la compagnie.",
    "moved.accepted": (
        "Les nouveaux horaires de la réservation {reference} sont confirmés. Votre nouvel itinéraire suit."
    ),
    "moved.not_accepted": (
        "La compagnie n’a pas pris cette réponse : elle a peut-être encore modifié le "
        "vol. Je vous montre ce qu’elle dit dès que je l’ai ; un collègue regarde aussi."
    ),
    "pay.flight_cancelled": (
        "Je suis désolé : la compagnie a annulé votre vol {route}. Tout votre argent est en sécurité chez nous."
    ),
    "cancel.terms_part": (
        "Si la réservation {reference}, {route}, est annulée, {refund} sur les {paid} "
        "payés vous reviennent ; {kept} ne sont pas remboursés."
    ),
    "cancel.terms_whole": (
        "Si la réservation {reference}, {route}, est annulée, les {refund} payés vous reviennent en entier."
    ),
    "cancel.terms_nothing": (
        "Si la réservation {reference}, {route}, est annulée, rien des {paid} payés ne "
        "vous revient, selon les règles tarifaires."
    ),
    "cancel.terms_unknown": (
        "La compagnie ne dit pas ce qui revient pour la réservation {reference}, {route}. "
        "Un collègue se renseigne d’abord ; rien n’est annulé avant."
    ),
    "cancel.terms_until": "Ces conditions valent jusqu’à {until}.",
    "cancel.shall_i": "Dois-je l’annuler ?",
    "cancel.asking": "Je demande à la compagnie ce qui vous revient. Rien n’est encore annulé.",
    "cancel.asked": (
        "J’ai transmis. Un collègue le confirme avec la compagnie, et je vous écris ici dès que c’est fait."
    ),
    "cancel.failed": (
        "Je n’ai pas pu régler l’annulation avec la compagnie. Un collègue s’en occupe "
        "et vous écrit ici ; d’ici là votre réservation reste."
    ),
    "cancel.declined": (
        "Un collègue a regardé : la réservation {reference} n’est pas annulée et reste "
        "telle quelle. Écrivez « conseiller » pour en parler."
    ),
    "cancel.unpriced": "La compagnie n’a pas dit ce qui est remboursé : un collègue s’occupe de l’argent et vous écrit ici.",
    "cancel.unknown": (
        "La compagnie n’a pas encore confirmé l’annulation. Un collègue s’y renseigne et vous écrit ici ; inutile de la redemander."
    ),
    "hold.ends": "La compagnie ne garde les places de la réservation {reference} que jusqu’à {until}, et elles ne sont pas encore payées.",
    "later.too_late": (
        "Le prix n’est gardé que jusqu’à {until}. Le {day}, je peux redemander à la compagnie, mais il sera "
        "peut-être plus cher."
    ),
    "later.open": "Prenez votre temps. Un prix n’est gardé qu’après le récapitulatif, qui dit jusqu’à quand.",
    "pay.expired": (
        "Le délai de paiement est passé, le prix n’est donc plus gardé. Rien n’a été débité. Touchez « {link}"
        " » pour le prix du jour, ou envoyez-moi un autre voyage."
    ),
    "pay.expired_short": (
        "Le délai de paiement est passé, le prix n’est donc plus gardé. Les {received} reçus vous reviennent."
        " Touchez « {link} » pour le prix du jour."
    ),
    "later.kept": ("Le prix est gardé jusqu’à {until} : payez d’ici là et il ne change pas. Ensuite, il peut changer."),
    "pay.name_latin": (
        "Écrivez le nom en lettres latines comme dans le passeport, sans chiffres ni signes, par exemple : Ada Obi."
    ),
    "pay.name_long": (
        "Les compagnies prennent {n} lettres au plus pour le prénom et {n} pour le nom. Envoyez-le plus "
        "court, sans deuxième prénom, par exemple : Ada Obi."
    ),
    "pay.name_sent": "Merci. J’envoie à la compagnie le nom {name} et j’écris dès que le billet est là.",
    "pay.name_right": "J’envoie à la compagnie exactement ce nom pour le billet : *{name}* ?",
    "choice.other_name": "Un autre nom",
    "pay.name_refused": (
        "Désolé : la compagnie n’accepte pas le nom {name} : il doit être exactement comme dans le passeport,"
        " en lettres latines, sans signes ni titres. Votre argent est en sécurité et rien d’autre ne manque. "
        "Envoyez à nouveau le nom complet de ce voyageur, par exemple : Amara Nwosu."
    ),
    "pay.against_more": "{gap} de plus que payé",
    "pay.against_less": "{gap} de moins que payé : cette somme vous revient",
    "pay.against_same": "le même prix que payé",
    "budget.currency": (
        "Je ne peux vérifier qu’un budget en {paid}, je montre donc tous les vols. Demandez-moi les prix dans"
        " votre monnaie si vous voulez."
    ),
}
