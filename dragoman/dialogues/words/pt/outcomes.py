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
    "pay.expired_short": (
        "O prazo para pagar terminou e o preço já não está garantido. Os {received} que entraram voltam para si. "
        "Posso verificar o voo de novo."
    ),
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
}
