"""Payment, tickets, bookings."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.opening": "Estou a abrir a sua página de pagamento.",
    "pay.link": (
        "Reserva {reference}: pague {amount} até {until}. Eu acompanho e envio o bilhete por aqui.\n\n"
        "Pague só por este link; nunca pedimos dados do cartão na conversa."
    ),
    "pay.link_title": "Pagar",
    "pay.link_title_again": "Tentar de novo",
    "pay.link_slow": "A página de pagamento está a demorar. Continuo a tentar; a sua reserva está guardada.",
    "pay.link_down": "Não consigo abrir a página de pagamento neste momento. A sua reserva está guardada.",
    "pay.waiting": "A sua página de pagamento está aberta até {until}. Escrevo assim que o pagamento entrar.",
    "pay.checking": "Obrigado. Vou perguntar à empresa de pagamentos; assim que confirmar, emito o seu bilhete.",
    "pay.check_slow": "A empresa de pagamentos está a demorar. Continuo a perguntar e escrevo assim que souber.",
    "pay.still_unpaid": (
        "Ainda não entrou nenhum pagamento. Uma transferência pode levar alguns minutos; continuo atento. Se ainda não pagou:"
    ),
    "pay.failed": "Esse pagamento não foi aceite e nada foi cobrado. Pode tentar de novo, também com outro cartão.",
    "pay.failed_again": (
        "Também não foi aceite. Tente outro cartão ou uma transferência, ou escreva “atendente” e um colega ajuda."
    ),
    "pay.dearer": "O voo custa agora {after}, mais {more} do que antes. Guardo este preço até {until}. Abro a página de pagamento?",
    "pay.dearer_no": "Está bem, nada é cobrado. Posso procurar outros voos ou cancelar esta reserva.",
    "pay.short": "Entraram {received}, faltam {missing}. Pague o resto, por favor, ou peça o dinheiro de volta.",
    "pay.received": "Obrigado, {amount} já entraram. Vou emitir o seu bilhete.",
    "pay.received_late": "Obrigado, {amount} já entraram, embora depois do prazo. Estou a pedir o seu lugar à companhia.",
    "pay.foreign": "Recebemos {amount} noutra moeda. Um colega verifica e escreve-lhe; por favor, não pague de novo.",
    "pay.double": "Pagou duas vezes: {amount} volta para si.",
    "pay.over": "Pagou {amount} a mais; esse valor volta para si.",
    "pay.delayed": "O seu pagamento está seguro. A companhia está a demorar com o bilhete; escrevo assim que chegar.",
    "pay.money_safe": "O seu dinheiro está seguro. Não mudei nada; escolha, por favor, o que fazemos:",
    "nothing_done": "Não mudei nada. Escolha, por favor, o que deseja:",
    "pay.working": "O seu pagamento já entrou e estou a tratar do bilhete. Escrevo assim que chegar.",
    "pay.settling": "Ainda estou a tratar disso e escrevo assim que estiver feito.",
    "pay.sold_out": "Lamento: a companhia já não vende {route} pelo preço que pagou. O seu dinheiro está seguro.",
    "pay.no_ticket": (
        "Lamento: não consegui obter da companhia o seu bilhete para {route}. "
        "O seu dinheiro está seguro. Um colega está a tratar disso; também pode receber o seu dinheiro de volta."
    ),
    "pay.rose": (
        "Lamento: a companhia aumentou a tarifa de {before} para {after} durante o seu pagamento. "
        "O seu dinheiro está seguro. A diferença é de {more}."
    ),
    "pay.alternatives": "Escolha outro voo com o dinheiro que pagou, ou receba-o de volta:",
    "pay.refund_or_person": (
        "Estou a procurar outros voos agora mesmo. Também pode receber o dinheiro de volta ou falar com um colega."
    ),
    "pay.refunding": "Estou a devolver o seu dinheiro e escrevo quando estiver feito.",
    "pay.rebooking": "Estou a tratar desse voo para si.",
    "pay.cancelled": "A reserva {reference} está cancelada.",
    "pay.refund_coming": "{amount} voltam para si, normalmente em 3 a 10 dias úteis.",
    "pay.refunded": "{amount} estão a caminho de volta para si.",
    "until": "{moment} (hora de {city})",
    "news.about": "Sobre a sua reserva {reference}:",
    "news.unavailable": "Lamento, o voo da sua reserva {reference} já não está disponível. Nada foi cobrado.",
    "news.still_open": "A sua reserva anterior continua aberta; escreva “minhas reservas” para a ver.",
    "documents.none": "Ainda não encontro nenhum bilhete seu. Escreva “minhas reservas” para ver como estão.",
    "bookings.none": "Ainda não tem nenhuma reserva dessas connosco.",
    "bookings.status": "As suas reservas:",
    "bookings.cancel": "Que reserva devo cancelar?",
    "bookings.change": "Que reserva deseja alterar?",
    "booking.head": "Reserva {reference}: {state}",
    "booking.total": {"one": "{total}, {n} viajante", "other": "{total}, {n} viajantes"},
    "booking.pnr": "Código da companhia: {pnr}",
    "booking.deadline": "A pagar até {until}",
    "standing.ticketing": "paga, bilhete a caminho",
    "standing.choosing": "paga, à espera da sua escolha",
    "state.DRAFT": "ainda por pagar",
    "state.HELD": "lugar guardado, por pagar",
    "state.PAYMENT_PENDING": "à espera do pagamento",
    "state.CONFIRMED": "paga, bilhete emitido",
    "state.ACTIVE": "em viagem",
    "state.COMPLETED": "viagem feita",
    "state.CANCELLED": "cancelada",
    "state.EXPIRED": "expirada",
    "state.NO_SHOW": "não utilizada",
    "cancel.sure": "Cancelo mesmo esta reserva?",
    "cancel.sure_named": "Cancelo mesmo a reserva {reference}, {route}?",
    "cancel.kept": "Está bem, a reserva fica como está.",
    "cancel.slow": "A companhia está a demorar. Escrevo assim que estiver cancelada.",
}
