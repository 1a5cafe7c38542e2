"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "Reserva {reference}: o voo custa agora {total}, dos quais {paid} já estão pagos. "
        "Pague a diferença de {amount} até {until}. Eu acompanho e envio o bilhete por aqui.\n\n"
        "Pague só por este link; nunca pedimos dados do cartão na conversa."
    ),
    "pay.link_rest": (
        "Reserva {reference}: entraram {received} de {total}. Pague os {amount} que faltam até {until}. "
        "Eu acompanho e envio o bilhete por aqui.\n\nPague só por este link; nunca pedimos dados do cartão na conversa."
    ),
    "pay.rebooking_more": (
        "Esse voo custa {total} e já pagou {paid}. A diferença é de {gap}; abro a página para a pagar."
    ),
    "pay.rebooking_less": ("Estou a tratar desse voo para si. Custa {total} e pagou {paid}: {gap} voltam para si."),
    "pay.short_status": "entraram {received}, faltam {missing}",
    "pay.check_down": (
        "A empresa de pagamentos não responde neste momento. Continuo a perguntar e escrevo assim que souber; o que pagou está seguro. "
        "Se ainda não pagou:"
    ),
    "pay.stuck": (
        "A companhia ainda não disse se o seu bilhete foi emitido. O seu dinheiro está seguro. "
        "Um colega está a perguntar à companhia e escreve-lhe aqui; não precisa de fazer nada, e por favor não reserve noutro lado."
    ),
    "pay.orphan": "Entraram {amount} para a reserva {reference}, que está fechada. Vou devolvê-los.",
    "choice.accept_change": "Aceitar horário",
    "moved.question": (
        "A companhia alterou o seu voo, reserva {reference}.\n\nAntes:\n{before}\n\nAgora:\n{after}\n\nDiga-me "
        "o que prefere."
    ),
    "moved.accepting": "Estou a confirmar os novos horários com a companhia.",
    "moved.accepted": ("Os novos horários da reserva {reference} estão confirmados. O novo itinerário segue já."),
    "moved.not_accepted": (
        "A companhia não aceitou a resposta: talvez tenha alterado o voo outra vez. Mostro-lhe "
        "o que ela disser assim que souber; um colega também verifica."
    ),
    "pay.flight_cancelled": (
        "Lamento: a companhia cancelou o seu voo {route}. Todo o seu dinheiro está seguro connosco."
    ),
    "cancel.terms_part": (
        "Se a reserva {reference}, {route}, for cancelada, voltam {refund} dos {paid} "
        "que pagou; {kept} não são devolvidos."
    ),
    "cancel.terms_whole": ("Se a reserva {reference}, {route}, for cancelada, voltam todos os {refund} que pagou."),
    "cancel.terms_nothing": (
        "Se a reserva {reference}, {route}, for cancelada, nada dos {paid} que pagou volta, pelas regras da tarifa."
    ),
    "cancel.terms_unknown": (
        "A companhia não diz quanto volta pela reserva {reference}, {route}. Um colega "
        "pergunta primeiro; antes disso nada é cancelado."
    ),
    "cancel.terms_until": "Estas condições valem até {until}.",
    "cancel.shall_i": "Cancelo?",
    "cancel.asking": "Estou a perguntar à companhia quanto volta. Ainda nada foi cancelado.",
    "cancel.asked": ("Já encaminhei. Um colega confirma com a companhia, e escrevo aqui assim que estiver feito."),
    "cancel.failed": (
        "Não consegui tratar do cancelamento com a companhia. Um colega verifica e escreve-lhe "
        "aqui; até lá a reserva mantém-se."
    ),
    "cancel.declined": (
        "Um colega verificou: a reserva {reference} não foi cancelada e fica como está. "
        "Escreva “pessoa” para falar sobre isso."
    ),
    "cancel.unpriced": "A companhia não disse quanto é devolvido: um colega trata do dinheiro e escreve-lhe aqui.",
    "cancel.unknown": (
        "A companhia ainda não confirmou o cancelamento. Um colega pergunta lá e escreve-lhe aqui; não precisa de pedir outra vez."
    ),
    "hold.ends": "A companhia só guarda os lugares da reserva {reference} até {until}, e ainda não estão pagos.",
    "later.too_late": (
        "O preço só fica guardado até {until}. Em {day} posso perguntar de novo à companhia, mas pode custar mais."
    ),
    "later.open": "Leve o seu tempo. O preço só fica guardado depois do resumo, que diz até quando.",
    "pay.expired": (
        "O prazo para pagar terminou e o preço já não está garantido. Nada foi cobrado. Toque em “{link}” "
        "para o preço de hoje, ou envie-me outra viagem."
    ),
    "pay.expired_short": (
        "O prazo para pagar terminou e o preço já não está garantido. Os {received} que entraram voltam para "
        "si. Toque em “{link}” para o preço de hoje."
    ),
    "later.kept": "O preço fica guardado até {until}: pague até lá e não muda. Depois pode ser outro.",
    "pay.name_latin": (
        "Escreva o nome em letras latinas como no passaporte, sem números nem sinais, por exemplo: Ada Obi."
    ),
    "pay.name_long": (
        "As companhias aceitam até {n} letras no nome e {n} no apelido. Envie-o mais curto, sem nomes do "
        "meio, por exemplo: Ada Obi."
    ),
    "pay.name_sent": "Obrigado. Envio à companhia o nome {name} e escrevo assim que o bilhete chegar.",
    "pay.name_right": "Envio à companhia exatamente este nome para o bilhete: *{name}*?",
    "choice.other_name": "Outro nome",
    "pay.name_refused": (
        "Lamento: a companhia não aceita o nome {name}: tem de ser igual ao do passaporte, em letras latinas "
        "e sem sinais nem títulos. O seu dinheiro está seguro e não falta mais nada. Envie de novo o nome "
        "completo deste viajante, por exemplo: Amara Nwosu."
    ),
    "pay.against_more": "{gap} a mais do que pagou",
    "pay.against_less": "{gap} a menos do que pagou: esse valor volta para si",
    "pay.against_same": "o mesmo preço que pagou",
    "budget.currency": (
        "Só consigo verificar um orçamento em {paid}, por isso mostro todos os voos. Se quiser, peça-me os "
        "preços na sua moeda."
    ),
}
