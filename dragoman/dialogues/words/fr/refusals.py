"""What the domain refuses, by its code: English is spoken by the domain itself (`Refused.guest`, `Fault.guest`)."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "part.given_name": "le prénom",
    "part.family_name": "le nom de famille",
    "refused.booking.paid": "Cette réservation est déjà payée, plus rien n’est dû. Pour l’annuler, écrivez « conseiller ».",
    "refused.refund.four_eyes": "Votre remboursement est chez notre équipe. Une personne le confirme sous peu.",
    "refused.quote.expired": "Ce prix n’est plus garanti. Voulez-vous le prix du jour ? Touchez « Nouveau lien ».",
    "refused.offer.gone": "Ce vol n’est plus vendu à ce prix. Choisissez-en un autre, ou redites-moi votre trajet et je cherche à nouveau.",
    "refused.offer.expired": "Ce prix arrive à sa fin. Redites-moi votre trajet et je cherche à nouveau.",
    "refused.not_found": "Je ne trouve pas cela. Écrivez « mes réservations » pour voir les vôtres.",
    "refused.role": "Je ne peux pas faire cela pour vous. Écrivez « conseiller » et un collègue vous aide.",
    "refused.search.query": (
        "Je ne peux pas chercher cela. Envoyez le trajet, le jour et les "
        "voyageurs, par exemple : Lagos à Abuja le 15 décembre, 2 adultes."
    ),
    "refused.order.live": "Votre commande est déjà chez la compagnie. Je vous écris dès qu’elle répond.",
    "refused.documents.none": "Cette réservation n’a pas encore de billet. Écrivez « mes réservations » pour voir où elle en est.",
    "refused.email.format": "Cette adresse e-mail ne semble pas correcte. Envoyez-la ainsi : ada.obi@example.com",
    "refused.phone.format": "La compagnie a besoin d’un numéro avec l’indicatif du pays, par exemple : +234 803 555 0101.",
    "refused.party.size": "Une réservation prend jusqu’à 9 voyageurs. Pour un groupe, écrivez « conseiller ».",
    "refused.party.infants": "Chaque bébé voyage sur les genoux d’un adulte : il faut au moins autant d’adultes que de bébés.",
    "refused.party.adult": "Au moins un voyageur doit être adulte. Ajoutez-en un, par exemple : Mme Ada Obi, 14 mars 1988.",
    "refused.party.seats": "Ce prix vaut pour d’autres voyageurs. Envoyez les détails de ceux-ci, ou dites-moi qui voyage et je cherche à nouveau.",
    "refused.name.missing": "Envoyez {part} comme dans le passeport, par exemple : Ada Obi.",
    "refused.name.letters": (
        "La compagnie ne peut pas imprimer certains caractères dans {part}. Dois-je "
        "écrire {spelled} ? Sinon, envoyez l’écriture du passeport."
    ),
    "refused.name.letters.unspelt": (
        "La compagnie ne peut pas imprimer certains caractères dans {part}. Envoyez les "
        "lettres latines de la dernière ligne du passeport, par exemple : Ada Obi."
    ),
    "refused.name.long": "Les compagnies acceptent jusqu’à {n} lettres pour {part}. Raccourcissez, par exemple : {spelled}.",
    "refused.name.long.unspelt": "Les compagnies acceptent jusqu’à {n} lettres pour {part}. Envoyez une forme plus courte.",
    "refused.name.double": "Deux voyageurs portent le même nom. Ajoutez un deuxième prénom à l’un d’eux, par exemple : Ada Ngozi Obi.",
    "refused.title": "Choisissez un titre : M., Mme, Mlle ou Dr.",
    "refused.gender": "Envoyez homme ou femme, comme dans le passeport.",
    "refused.title.gender": "Le titre ne correspond pas au sexe. Lequel est juste, par exemple : Mme, femme ?",
    "refused.born_on": "Cette date de naissance ne peut pas être juste. Envoyez-la ainsi : 14 mars 1988.",
    "refused.kind": "Dites si c’est un adulte, un enfant (2 à 17 ans) ou un bébé (moins de 2 ans).",
    "refused.age.kind": (
        "À cette date de naissance, ce voyageur n’a pas l’âge pour lequel le prix vaut. Vérifiez la "
        "date (comme 14 mars 1988), ou donnez-moi les bons âges et je cherche à nouveau."
    ),
    "refused.document.number": "Envoyez le numéro du passeport tel qu’imprimé, 5 à 20 lettres et chiffres, par exemple : A01234567.",
    "refused.country.document_country": "Envoyez le pays qui a délivré le passeport, par exemple : Nigeria.",
    "refused.country.nationality": "Envoyez la nationalité, par exemple : nigériane.",
    "refused.document.expiry_missing": "Envoyez la date d’expiration du passeport, par exemple : 5 mai 2031.",
    "refused.document.expired": (
        "Ce passeport expire avant la fin du voyage. Envoyez-en un valable plus "
        "longtemps, avec numéro et date, par exemple : A01234567, 5 mai 2031."
    ),
    "refused.cancel.asked": "Vous l’avez déjà demandé. Nous vous écrivons ici dès que c’est fait.",
    "refused.cancel.unquoted": "Écrivez encore une fois « annuler » : je demande d’abord à la compagnie ce qui vous revient.",
    "refused.cancel.expired": "Ces conditions ne valent plus. Écrivez encore une fois « annuler » et je redemande à la compagnie.",
    "refused.order.not_ticketed": "Cette réservation n’a pas encore de billet à annuler ou à changer. Écrivez « statut » pour voir où elle en est.",
    "refused.change.none": "La compagnie n’a rien changé à cette réservation.",
}
