"""Spanish."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *Su viaje está reservado.* {route}, {day}\n\n"
        "Código de la aerolínea (PNR): *{pnr}*\nNuestra referencia: *{reference}*\n{tickets}\n\n"
        "Le adjunto su itinerario. Las horas son las locales de cada aeropuerto."
    ),
    "confirmed.bare": (
        "✅ *Su viaje está reservado.* {route}, {day}\n\n"
        "Código de la aerolínea (PNR): *{pnr}*\nNuestra referencia: *{reference}*\n{tickets}\n\n"
        "Ahora mismo no puedo adjuntar su itinerario; un compañero se lo enviará. Con estas referencias ya puede viajar."
    ),
    "confirmed.calendar": "Y el vuelo para su calendario. Escriba *ayuda* en cualquier momento si algo cambia.",
    "button.change": "Cambiar reserva",
    "button.cancel": "Cancelar reserva",
    "button.help": "Ayuda",
    "resent": "Aquí tiene de nuevo su itinerario. PNR *{pnr}*, nuestra referencia *{reference}*.",
    "resent.receipt": "Y su recibo.",
    "resent.failed": (
        "Ahora mismo no puedo preparar su itinerario; un compañero se lo enviará. PNR *{pnr}*, nuestra referencia *{reference}*."
    ),
    "ticket": "Billete electrónico {name}: *{number}*",
    "ticket.unnamed": "Billete electrónico: *{number}*",
    "mail.confirmed.subject": "Su viaje está reservado: {route}, {day} ({reference})",
    "mail.confirmed": (
        "Hola, {name}:\n\nsu viaje está reservado.\n\n{route}, {day}\nCódigo de la aerolínea (PNR): {pnr}\n"
        "Nuestra referencia: {reference}\n{tickets}\n\n"
        "Adjuntamos su itinerario, su recibo y un archivo de calendario. Las horas son las locales de cada aeropuerto.\n\n"
        "¿Necesita un cambio? Responda a este correo o escríbanos por WhatsApp: {contact}\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "Hola, {name}:\n\nsu viaje está reservado.\n\n{route}, {day}\nCódigo de la aerolínea (PNR): {pnr}\n"
        "Nuestra referencia: {reference}\n{tickets}\n\n"
        "Ahora mismo no podemos adjuntar su itinerario y se lo enviaremos más tarde. Con estas referencias ya puede viajar.\n\n"
        "¿Necesita un cambio? Responda a este correo o escríbanos por WhatsApp: {contact}\n\n{business}"
    ),
    "mail.refunded.subject": "Su reembolso de {amount} va en camino ({reference})",
    "mail.refunded": (
        "Hola, {name}:\n\nle hemos devuelto {amount} de la reserva {reference}. "
        "Los bancos suelen mostrarlo en 5 a 10 días hábiles.\n\n{business}"
    ),
    "file.itinerary": "Itinerario {reference}.pdf",
    "file.receipt": "Recibo {reference}.pdf",
    "file.calendar": "Vuelos {reference}.ics",
    "calendar.note": "PNR {pnr}. Reservado con {business}, referencia {reference}.",
    "format.day": "EEE d MMM y",
    "format.day_short": "EEE d MMM",
    "format.long_day": "EEEE d 'de' MMMM 'de' y",
    "format.moment": "EEE d 'de' MMMM 'de' y, HH:mm",
    "span.hours": "{hours} h {minutes:02d} min",
    "span.minutes": "{minutes} min",
    "paper.page": "Página",
    "paper.itinerary": "Itinerario",
    "paper.reference": "Código de reserva",
    "paper.pnr": "Código de la aerolínea (PNR)",
    "paper.issued": "Emitido el",
    "paper.flights": "Vuelos",
    "paper.passengers": "Pasajeros",
    "paper.name": "Nombre",
    "paper.kind": "Tipo",
    "paper.ticket": "Billete electrónico",
    "paper.rules": "Condiciones de la tarifa",
    "paper.closing": (
        "Las horas son las locales de cada aeropuerto. Muestre este documento o el código QR en el mostrador, con su documento de viaje."
    ),
    "paper.receipt": "Recibo",
    "paper.receipt_number": "Recibo n.º",
    "paper.paid_on": "Pagado el",
    "paper.what": "Concepto",
    "paper.sums": "Importes",
    "paper.total": "Total pagado",
    "paper.paid_by": "Pagado con",
    "paper.receipt_closing": "Gracias por viajar con nosotros.",
    "kind.adult": "Adulto",
    "kind.child": "Niño",
    "kind.infant": "Bebé",
    "title.mr": "Sr.",
    "title.mrs": "Sra.",
    "title.ms": "Sra.",
    "title.miss": "Srta.",
    "title.dr": "Dr.",
    "cabin.economy": "Turista",
    "cabin.premium_economy": "Turista premium",
    "cabin.business": "Ejecutiva",
    "cabin.first": "Primera",
    "bags": "facturado: {checked}, cabina: {cabin}",
    "bags.none": "ninguna maleta",
    "bags.count": {"one": "{n} maleta", "other": "{n} maletas"},
    "operated_by": "Operado por {airline}",
    "terminal": "Terminal {name}",
    "connection": "Escala en {place}, {wait}",
    "next_day": {"one": "+{n} día", "other": "+{n} días"},
    "passengers": {"one": "{n} pasajero", "other": "{n} pasajeros"},
    "rule.refund": "Reembolso",
    "rule.change": "Cambio",
    "rule.unknown": "La aerolínea no lo dice; pregúntenos antes",
    "rule.no": "No permitido",
    "rule.free": "Permitido sin cargo",
    "rule.fee": "Permitido por {fee}",
    "rule.fee_unknown": "Permitido; la aerolínea no indica el cargo",
    "sum.flights": "Vuelos, con todos los impuestos y cargos",
    "paid_by.online": "Pago en línea, {provider}",
}
