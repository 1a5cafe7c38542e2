"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "Reserva {reference}: el vuelo cuesta ahora {total}, de los que ya pagó {paid}. "
        "Pague la diferencia de {amount} antes de {until}. Yo estaré pendiente y le enviaré el billete por aquí.\n\n"
        "Pague solo con este enlace; nunca pedimos datos de tarjeta en el chat."
    ),
    "pay.link_rest": (
        "Reserva {reference}: han entrado {received} de {total}. Pague los {amount} que faltan antes de {until}. "
        "Yo estaré pendiente y le enviaré el billete por aquí.\n\nPague solo con este enlace; nunca pedimos datos de tarjeta en el chat."
    ),
    "pay.rebooking_more": (
        "Ese vuelo cuesta {total} y usted ha pagado {paid}. La diferencia es de {gap}; abro la página para pagarla."
    ),
    "pay.rebooking_less": (
        "Estoy gestionando ese vuelo para usted. Cuesta {total} y usted ha pagado {paid}: le devolvemos {gap}."
    ),
    "pay.short_status": "han entrado {received}, faltan {missing}",
    "pay.check_down": (
        "La empresa de pagos no responde en este momento. Sigo preguntando y le escribo en cuanto sepa algo; lo que pagó está a salvo. "
        "Si aún no ha pagado:"
    ),
    "pay.stuck": (
        "La aerolínea sigue sin decir si su billete está emitido. Su dinero está a salvo. "
        "Un compañero está preguntando a la aerolínea y le escribe aquí; no tiene que hacer nada, y por favor no reserve en otro sitio."
    ),
    "pay.orphan": "Entraron {amount} para la reserva {reference}, que está cerrada. Se los devuelvo.",
    "choice.accept_change": "Aceptar horario",
    "moved.question": (
        "La aerolínea ha cambiado su vuelo, reserva {reference}.\n\nAntes:\n{before}\n\nAhora:\n{after}\n\nDígame "
        "qué prefiere."
    ),
    "moved.accepting": "Estoy confirmando los nuevos horarios con la aerolínea.",
    "moved.accepted": (
        "Los nuevos horarios de la reserva {reference} están confirmados. Ahora le llega el nuevo itinerario."
    ),
    "moved.not_accepted": (
        "La aerolínea no aceptó la respuesta: quizá haya cambiado el vuelo otra vez. "
        "Le muestro lo que diga en cuanto lo sepa; un compañero también lo mira."
    ),
    "pay.flight_cancelled": (
        "Lo siento: la aerolínea ha cancelado su vuelo {route}. Todo su dinero está a salvo con nosotros."
    ),
    "cancel.terms_part": (
        "Si se cancela la reserva {reference}, {route}, se devuelven {refund} de los "
        "{paid} que pagó; {kept} no se devuelven."
    ),
    "cancel.terms_whole": ("Si se cancela la reserva {reference}, {route}, se devuelven todos los {refund} que pagó."),
    "cancel.terms_nothing": (
        "Si se cancela la reserva {reference}, {route}, no se devuelve nada de los {paid} "
        "que pagó, según las condiciones de la tarifa."
    ),
    "cancel.terms_unknown": (
        "La aerolínea no dice cuánto se devuelve por la reserva {reference}, {route}. "
        "Un compañero lo averigua primero; antes no se cancela nada."
    ),
    "cancel.terms_until": "Estas condiciones valen hasta {until}.",
    "cancel.shall_i": "¿La cancelo?",
    "cancel.asking": "Estoy preguntando a la aerolínea cuánto se devuelve. Todavía no se ha cancelado nada.",
    "cancel.asked": (
        "Ya lo he pasado. Un compañero lo confirma con la aerolínea, y le escribo aquí en cuanto esté hecho."
    ),
    "cancel.failed": (
        "No he podido resolver la cancelación con la aerolínea. Un compañero lo mira "
        "y le escribe aquí; hasta entonces su reserva sigue en pie."
    ),
    "cancel.declined": (
        "Un compañero lo ha mirado: la reserva {reference} no se cancela y queda como "
        "está. Escriba «persona» para hablarlo."
    ),
    "cancel.unpriced": "La aerolínea no ha dicho cuánto se devuelve: un compañero se ocupa del dinero y le escribe aquí.",
    "cancel.unknown": (
        "La aerolínea aún no ha confirmado la cancelación. Un compañero pregunta allí y le escribe aquí; no hace falta que la pida de nuevo."
    ),
    "hold.ends": "La aerolínea guarda las plazas de la reserva {reference} solo hasta {until}, y aún no están pagadas.",
    "later.too_late": (
        "El precio solo se mantiene hasta {until}. El {day} puedo preguntar de nuevo a la aerolínea, pero "
        "quizá cueste más."
    ),
    "later.open": (
        "Tómese su tiempo. El precio solo se mantiene desde que le muestro el resumen, que dice hasta cuándo."
    ),
    "pay.expired": (
        "El plazo de pago terminó y el precio ya no está garantizado. No se cobró nada. Toque «{link}» para "
        "ver el precio de hoy, o envíeme otro viaje."
    ),
    "pay.expired_short": (
        "El plazo de pago terminó y el precio ya no está garantizado. Le devolvemos los {received} que "
        "entraron. Toque «{link}» para ver el precio de hoy."
    ),
    "later.kept": "El precio se mantiene hasta {until}: si paga antes, no cambia. Después puede ser otro.",
    "pay.name_latin": (
        "Escriba el nombre en letras latinas como en el pasaporte, sin números ni signos, por ejemplo: Ada Obi."
    ),
    "pay.name_long": (
        "Las aerolíneas admiten hasta {n} letras para el nombre y {n} para el apellido. Envíelo más corto, "
        "sin segundos nombres, por ejemplo: Ada Obi."
    ),
    "pay.name_sent": "Gracias. Envío a la aerolínea el nombre {name} y escribo en cuanto esté el billete.",
    "pay.name_right": "¿Envío a la aerolínea exactamente este nombre para el billete: *{name}*?",
    "choice.other_name": "Otro nombre",
    "pay.name_refused": (
        "Lo siento: la aerolínea no acepta el nombre {name}: debe ser igual que en el pasaporte, en letras "
        "latinas y sin signos ni tratamientos. Su dinero está a salvo y no falta nada más. Envíe otra vez el "
        "nombre completo de este viajero, por ejemplo: Amara Nwosu."
    ),
    "pay.against_more": "{gap} más de lo pagado",
    "pay.against_less": "{gap} menos de lo pagado: se le devuelve",
    "pay.against_same": "el mismo precio que pagó",
    "budget.currency": (
        "Solo puedo comprobar un presupuesto en {paid}, así que muestro todos los vuelos. Si quiere, pídame "
        "los precios en su moneda."
    ),
}
