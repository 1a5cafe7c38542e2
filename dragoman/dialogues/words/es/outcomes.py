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
    "pay.expired_short": (
        "El plazo de pago terminó y el precio ya no está garantizado. Le devolvemos los {received} que entraron. "
        "Puedo comprobar el vuelo de nuevo."
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
}
