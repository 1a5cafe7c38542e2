"""What the domain refuses, by its code: English is spoken by the domain itself (`Refused.guest`, `Fault.guest`)."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "part.given_name": "o nome próprio",
    "part.family_name": "o apelido",
    "refused.booking.paid": "Esta reserva já está paga, não há mais nada a pagar. Para a cancelar, escreva “atendente”.",
    "refused.refund.four_eyes": "O seu reembolso está com a nossa equipa. Uma pessoa confirma-o em breve.",
    "refused.quote.expired": "Esse preço terminou. Quer o preço de hoje? Toque em “Novo link”.",
    "refused.offer.gone": "Esse voo já não é vendido a este preço. Escolha outro, ou diga de novo a rota e eu procuro outra vez.",
    "refused.offer.expired": "Esse preço está a terminar. Diga de novo a rota e eu procuro outra vez.",
    "refused.not_found": "Não encontro isso. Escreva “minhas reservas” para ver as suas.",
    "refused.role": "Não posso fazer isso por si. Escreva “atendente” e um colega ajuda.",
    "refused.search.query": "Não posso procurar isso. Envie a rota, o dia e quem viaja, por exemplo: Lagos para Abuja em 15 de dezembro, 2 adultos.",
    "refused.order.live": "O seu pedido já está com a companhia. Aviso assim que ela responder.",
    "refused.documents.none": "Esta reserva ainda não tem bilhete. Escreva “minhas reservas” para ver como está.",
    "refused.email.format": "Esse endereço de e-mail não parece certo. Envie assim: ada.obi@example.com",
    "refused.phone.format": "A companhia precisa de um número com o código do país, por exemplo: +234 803 555 0101.",
    "refused.party.size": "Uma reserva leva até 9 viajantes. Para grupos, escreva “atendente”.",
    "refused.party.infants": "Cada bebé viaja ao colo de um adulto: tem de haver pelo menos tantos adultos como bebés.",
    "refused.party.adult": "Pelo menos um viajante tem de ser adulto. Junte um, por exemplo: Sra. Ada Obi, 14 de março de 1988.",
    "refused.party.seats": "Este preço é para outros viajantes. Envie os dados desses, ou diga quem viaja e eu procuro outra vez.",
    "refused.name.missing": "Envie {part} como está no passaporte, por exemplo: Ada Obi.",
    "refused.name.letters": (
        "A companhia não consegue imprimir alguns caracteres: {part}. Escrevo "
        "{spelled}? Se o passaporte escreve de outra forma, envie essa."
    ),
    "refused.name.letters.unspelt": (
        "A companhia não consegue imprimir alguns caracteres: {part}. Envie em letras "
        "latinas como na última linha do passaporte, por exemplo: Ada Obi."
    ),
    "refused.name.long": "As companhias aceitam até {n} letras: {part}. Encurte, por exemplo: {spelled}.",
    "refused.name.long.unspelt": "As companhias aceitam até {n} letras: {part}. Envie uma forma mais curta.",
    "refused.name.double": "Dois viajantes têm o mesmo nome. Junte um segundo nome a um deles, por exemplo: Ada Ngozi Obi.",
    "refused.title": "Escolha um título: Sr., Sra., Srta. ou Dr.",
    "refused.gender": "Envie masculino ou feminino, como está no passaporte.",
    "refused.title.gender": "O título não corresponde ao sexo. Qual está certo, por exemplo: Sra., feminino?",
    "refused.born_on": "Essa data de nascimento não pode estar certa. Envie assim: 14 de março de 1988.",
    "refused.kind": "Diga se é adulto, criança (2 a 17 anos) ou bebé (menos de 2).",
    "refused.age.kind": (
        "Com essa data de nascimento, este viajante não tem a idade a que o preço se refere. Verifique a "
        "data (como 14 de março de 1988), ou diga as idades certas e eu procuro outra vez."
    ),
    "refused.document.number": "Envie o número do passaporte como está impresso, 5 a 20 letras e algarismos, por exemplo: A01234567.",
    "refused.country.document_country": "Envie o país que emitiu o passaporte, por exemplo: Nigéria.",
    "refused.country.nationality": "Envie a nacionalidade, por exemplo: nigeriana.",
    "refused.document.expiry_missing": "Envie a validade do passaporte, por exemplo: 5 de maio de 2031.",
    "refused.document.expired": (
        "Esse passaporte termina antes do fim da viagem. Envie um com validade maior, "
        "com número e data, por exemplo: A01234567, 5 de maio de 2031."
    ),
    "refused.cancel.asked": "Já fez esse pedido. Escrevemos aqui assim que estiver feito.",
    "refused.cancel.unquoted": "Escreva “cancelar” mais uma vez: primeiro pergunto à companhia quanto volta.",
    "refused.cancel.expired": "Essas condições já terminaram. Escreva “cancelar” mais uma vez e pergunto de novo à companhia.",
    "refused.order.not_ticketed": "Esta reserva ainda não tem bilhete para cancelar ou alterar. Escreva “estado” para ver como está.",
    "refused.change.none": "A companhia não alterou nada nesta reserva.",
}
