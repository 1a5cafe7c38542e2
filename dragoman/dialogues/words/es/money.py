"""Payment, tickets, bookings."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.opening": "Estoy abriendo su página de pago.",
    "pay.link": (
        "Reserva {reference}: pague {amount} antes de {until}. Yo estaré pendiente y le enviaré el billete por aquí.\n\n"
        "Pague solo con este enlace; nunca pedimos datos de tarjeta en el chat."
    ),
    "pay.link_title": "Pagar",
    "pay.link_title_again": "Intentar de nuevo",
    "pay.link_slow": "La página de pago está tardando. Sigo intentándolo; su reserva está guardada.",
    "pay.link_down": "No puedo abrir la página de pago en este momento. Su reserva está guardada.",
    "pay.waiting": "Su página de pago está abierta hasta {until}. Le escribo en cuanto entre el pago.",
    "pay.checking": "Gracias. Pregunto a la empresa de pagos; en cuanto lo confirme, emito su billete.",
    "pay.check_slow": "La empresa de pagos está tardando. Sigo preguntando y le escribo en cuanto sepa algo.",
    "pay.still_unpaid": (
        "Aún no ha entrado ningún pago. Una transferencia puede tardar unos minutos; sigo pendiente. Si no ha pagado:"
    ),
    "pay.failed": "Ese pago no se aceptó y no se cobró nada. Puede intentarlo de nuevo, también con otra tarjeta.",
    "pay.failed_again": (
        "Tampoco se aceptó. Pruebe con otra tarjeta o una transferencia, o escriba «asesor» y un compañero le ayuda."
    ),
    "pay.dearer": "El vuelo cuesta ahora {after}, {more} más que antes. Mantengo este precio hasta {until}. ¿Abro la página de pago?",
    "pay.dearer_no": "De acuerdo, no se cobra nada. Puedo buscar otros vuelos o cancelar esta reserva.",
    "pay.short": "Han entrado {received}, faltan {missing}. Pague el resto, por favor, o pida que le devuelva el dinero.",
    "pay.received": "Gracias, {amount} ya han entrado. Voy a emitir su billete.",
    "pay.received_late": "Gracias, {amount} ya han entrado, aunque fuera de plazo. Estoy pidiendo su plaza a la aerolínea.",
    "pay.foreign": "Recibimos {amount} en otra moneda. Un compañero lo revisa y le escribe; por favor, no pague otra vez.",
    "pay.double": "Pagó dos veces: le devolvemos {amount}.",
    "pay.over": "Ha pagado {amount} de más; se los devolvemos.",
    "pay.delayed": "Su pago está a salvo. La aerolínea está tardando con el billete; le escribo en cuanto llegue.",
    "pay.money_safe": "Su dinero está seguro. No he cambiado nada; elija, por favor, qué hacemos:",
    "nothing_done": "No he cambiado nada. Elija, por favor, lo que desea:",
    "pay.working": "Su pago ya ha entrado y estoy con su billete. Le escribo en cuanto llegue.",
    "pay.settling": "Sigo en ello y le escribo en cuanto esté listo.",
    "pay.sold_out": "Lo siento: la aerolínea ya no vende {route} al precio que usted pagó. Su dinero está a salvo.",
    "pay.no_ticket": (
        "Lo siento: no pude conseguir de la aerolínea su billete para {route}. "
        "Su dinero está a salvo. Un colega lo está mirando; también puede recuperar su dinero."
    ),
    "pay.rose": (
        "Lo siento: la aerolínea subió la tarifa de {before} a {after} mientras pagaba. "
        "Su dinero está a salvo. La diferencia es de {more}."
    ),
    "pay.alternatives": "Elija otro vuelo con el dinero que pagó, o recupérelo:",
    "pay.refund_or_person": "Estoy buscando otros vuelos ahora mismo. También puede recuperar su dinero o hablar con un compañero.",
    "pay.refunding": "Le estoy devolviendo el dinero y le escribo cuando esté hecho.",
    "pay.rebooking": "Estoy gestionando ese vuelo para usted.",
    "pay.cancelled": "La reserva {reference} está cancelada.",
    "pay.refund_coming": "Le devolvemos {amount}, normalmente en un plazo de 3 a 10 días hábiles.",
    "pay.refunded": "La devolución de {amount} va en camino.",
    "until": "{moment} (hora de {city})",
    "news.about": "Sobre su reserva {reference}:",
    "news.unavailable": "Lo siento, el vuelo de su reserva {reference} ya no está disponible. No se cobró nada.",
    "news.still_open": "Su reserva anterior sigue abierta; escriba «mis reservas» para verla.",
    "documents.none": "Todavía no encuentro ningún billete suyo. Escriba «mis reservas» para ver cómo están.",
    "bookings.none": "Todavía no tiene ninguna reserva así con nosotros.",
    "bookings.status": "Sus reservas:",
    "bookings.cancel": "¿Qué reserva desea cancelar?",
    "bookings.change": "¿Qué reserva desea cambiar?",
    "booking.head": "Reserva {reference}: {state}",
    "booking.total": {"one": "{total}, {n} viajero", "other": "{total}, {n} viajeros"},
    "booking.pnr": "Código de la aerolínea: {pnr}",
    "booking.deadline": "A pagar antes de {until}",
    "standing.ticketing": "pagada, billete en camino",
    "standing.choosing": "pagada, a la espera de su elección",
    "state.DRAFT": "aún sin pagar",
    "state.HELD": "plaza guardada, aún sin pagar",
    "state.PAYMENT_PENDING": "a la espera del pago",
    "state.CONFIRMED": "pagada, billete emitido",
    "state.ACTIVE": "de viaje",
    "state.COMPLETED": "viaje realizado",
    "state.CANCELLED": "cancelada",
    "state.EXPIRED": "caducada",
    "state.NO_SHOW": "no utilizada",
    "cancel.sure": "¿Cancelo de verdad esta reserva?",
    "cancel.sure_named": "¿Cancelo de verdad la reserva {reference}, {route}?",
    "cancel.kept": "De acuerdo, la reserva sigue en pie.",
    "cancel.slow": "La aerolínea está tardando. Le escribo en cuanto esté cancelada.",
}
