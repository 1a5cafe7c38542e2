"""Portuguese, spelled as in Portugal and Africa."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *A sua viagem está reservada.* {route}, {day}\n\n"
        "Código da companhia (PNR): *{pnr}*\nA nossa referência: *{reference}*\n{tickets}\n\n"
        "Segue o itinerário em anexo. As horas são as locais de cada aeroporto."
    ),
    "confirmed.bare": (
        "✅ *A sua viagem está reservada.* {route}, {day}\n\n"
        "Código da companhia (PNR): *{pnr}*\nA nossa referência: *{reference}*\n{tickets}\n\n"
        "Neste momento não consigo anexar o itinerário; um colega envia-o. Estas referências bastam para viajar."
    ),
    "confirmed.calendar": "E o voo para o seu calendário. Escreva *ajuda* a qualquer momento se algo mudar.",
    "button.change": "Alterar reserva",
    "button.cancel": "Cancelar reserva",
    "button.help": "Ajuda",
    "resent": "Aqui está de novo o seu itinerário. PNR *{pnr}*, a nossa referência *{reference}*.",
    "resent.receipt": "E o seu recibo.",
    "resent.failed": (
        "Neste momento não consigo preparar o itinerário; um colega envia-o. PNR *{pnr}*, a nossa referência *{reference}*."
    ),
    "ticket": "Bilhete {name}: *{number}*",
    "ticket.unnamed": "Bilhete: *{number}*",
    "mail.confirmed.subject": "A sua viagem está reservada: {route}, {day} ({reference})",
    "mail.confirmed": (
        "Olá {name},\n\na sua viagem está reservada.\n\n{route}, {day}\nCódigo da companhia (PNR): {pnr}\n"
        "A nossa referência: {reference}\n{tickets}\n\n"
        "Seguem em anexo o itinerário, o recibo e um ficheiro de calendário. As horas são as locais de cada aeroporto.\n\n"
        "Precisa de alterar algo? Responda a este e-mail ou escreva-nos pelo WhatsApp: {contact}\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "Olá {name},\n\na sua viagem está reservada.\n\n{route}, {day}\nCódigo da companhia (PNR): {pnr}\n"
        "A nossa referência: {reference}\n{tickets}\n\n"
        "Neste momento não conseguimos anexar o itinerário e enviamo-lo mais tarde. Estas referências bastam para viajar.\n\n"
        "Precisa de alterar algo? Responda a este e-mail ou escreva-nos pelo WhatsApp: {contact}\n\n{business}"
    ),
    "mail.refunded.subject": "O seu reembolso de {amount} está a caminho ({reference})",
    "mail.refunded": (
        "Olá {name},\n\ndevolvemos {amount} da reserva {reference}. "
        "Os bancos costumam mostrá-lo em 5 a 10 dias úteis.\n\n{business}"
    ),
    "file.itinerary": "Itinerário {reference}.pdf",
    "file.receipt": "Recibo {reference}.pdf",
    "file.calendar": "Voos {reference}.ics",
    "calendar.note": "PNR {pnr}. Reservado com {business}, referência {reference}.",
    "format.day": "EEE, d 'de' MMM y",
    "format.day_short": "EEE, d 'de' MMM",
    "format.long_day": "EEEE, d 'de' MMMM 'de' y",
    "format.moment": "EEE, d 'de' MMMM 'de' y, HH:mm",
    "span.hours": "{hours} h {minutes:02d} min",
    "span.minutes": "{minutes} min",
    "paper.page": "Página",
    "paper.itinerary": "Itinerário",
    "paper.reference": "Código da reserva",
    "paper.pnr": "Código da companhia (PNR)",
    "paper.issued": "Emitido em",
    "paper.flights": "Voos",
    "paper.passengers": "Passageiros",
    "paper.name": "Nome",
    "paper.kind": "Tipo",
    "paper.ticket": "Bilhete",
    "paper.rules": "Condições da tarifa",
    "paper.closing": "As horas são as locais de cada aeroporto. Mostre este documento ou o código QR no balcão, com o seu documento de viagem.",
    "paper.receipt": "Recibo",
    "paper.receipt_number": "Recibo n.º",
    "paper.paid_on": "Pago em",
    "paper.what": "Referente a",
    "paper.sums": "Valores",
    "paper.total": "Total pago",
    "paper.paid_by": "Pago por",
    "paper.receipt_closing": "Obrigado por viajar connosco.",
    "kind.adult": "Adulto",
    "kind.child": "Criança",
    "kind.infant": "Bebé",
    "title.mr": "Sr.",
    "title.mrs": "Sra.",
    "title.ms": "Sra.",
    "title.miss": "Menina",
    "title.dr": "Dr.",
    "cabin.economy": "Económica",
    "cabin.premium_economy": "Económica premium",
    "cabin.business": "Executiva",
    "cabin.first": "Primeira",
    "bags": "porão: {checked}, cabine: {cabin}",
    "bags.none": "nenhuma mala",
    "bags.count": {"one": "{n} mala", "other": "{n} malas"},
    "operated_by": "Operado por {airline}",
    "terminal": "Terminal {name}",
    "connection": "Escala em {place}, {wait}",
    "next_day": {"one": "+{n} dia", "other": "+{n} dias"},
    "passengers": {"one": "{n} passageiro", "other": "{n} passageiros"},
    "rule.refund": "Reembolso",
    "rule.change": "Alteração",
    "rule.unknown": "A companhia não diz; pergunte-nos primeiro",
    "rule.no": "Não permitido",
    "rule.free": "Permitido sem taxa",
    "rule.fee": "Permitido por {fee}",
    "rule.fee_unknown": "Permitido; a companhia não indica a taxa",
    "sum.flights": "Voos, com todas as taxas incluídas",
    "paid_by.online": "Pagamento online, {provider}",
}
