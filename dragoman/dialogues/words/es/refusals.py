"""What the domain refuses, by its code: English is spoken by the domain itself (`Refused.guest`, `Fault.guest`)."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "part.given_name": "el nombre",
    "part.family_name": "el apellido",
    "refused.booking.paid": "Esta reserva ya está pagada, no hay nada más que pagar. Para cancelarla, escriba «asesor».",
    "refused.refund.four_eyes": "Su reembolso está con nuestro equipo. Una persona lo confirma en breve.",
    "refused.quote.expired": "Ese precio ha terminado. ¿Quiere el precio de hoy? Toque «Nuevo enlace».",
    "refused.offer.gone": "Ese vuelo ya no se vende a este precio. Elija otro, o repita la ruta y busco de nuevo.",
    "refused.offer.expired": "Ese precio está por terminar. Repita la ruta y busco de nuevo.",
    "refused.not_found": "No encuentro eso. Escriba «mis reservas» para ver las suyas.",
    "refused.role": "No puedo hacer eso por usted. Escriba «asesor» y un compañero le ayuda.",
    "refused.search.query": "No puedo buscar eso. Envíe la ruta, el día y quién viaja, por ejemplo: Lagos a Abuja el 15 de diciembre, 2 adultos.",
    "refused.order.live": "Su pedido ya está con la aerolínea. Le aviso en cuanto responda.",
    "refused.documents.none": "Esta reserva aún no tiene billete. Escriba «mis reservas» para ver cómo está.",
    "refused.email.format": "Ese correo no parece correcto. Envíelo así: ada.obi@example.com",
    "refused.phone.format": "La aerolínea necesita un número con el prefijo del país, por ejemplo: +234 803 555 0101.",
    "refused.party.size": "Una reserva lleva hasta 9 viajeros. Para grupos, escriba «asesor».",
    "refused.party.infants": "Cada bebé viaja en el regazo de un adulto: debe haber al menos tantos adultos como bebés.",
    "refused.party.adult": "Al menos un viajero debe ser adulto. Añada uno, por ejemplo: Sra. Ada Obi, 14 de marzo de 1988.",
    "refused.party.seats": "Este precio es para otros viajeros. Envíe los datos de esos, o dígame quién viaja y busco de nuevo.",
    "refused.name.missing": "Envíe {part} como en el pasaporte, por ejemplo: Ada Obi.",
    "refused.name.letters": (
        "La aerolínea no puede imprimir algunos caracteres: {part}. ¿Escribo "
        "{spelled}? Si el pasaporte lo escribe de otro modo, envíelo así."
    ),
    "refused.name.letters.unspelt": (
        "La aerolínea no puede imprimir algunos caracteres: {part}. Envíelo en letras "
        "latinas como en la última línea del pasaporte, por ejemplo: Ada Obi."
    ),
    "refused.name.long": "Las aerolíneas aceptan hasta {n} letras: {part}. Acórtelo, por ejemplo: {spelled}.",
    "refused.name.long.unspelt": "Las aerolíneas aceptan hasta {n} letras: {part}. Envíe una forma más corta.",
    "refused.name.double": "Dos viajeros tienen el mismo nombre. Añada un segundo nombre a uno, por ejemplo: Ada Ngozi Obi.",
    "refused.title": "Elija un título: Sr., Sra., Srta. o Dr.",
    "refused.gender": "Envíe masculino o femenino, como en el pasaporte.",
    "refused.title.gender": "El título no corresponde al sexo. ¿Cuál es correcto, por ejemplo: Sra., femenino?",
    "refused.born_on": "Esa fecha de nacimiento no puede ser correcta. Envíela así: 14 de marzo de 1988.",
    "refused.kind": "Diga si es adulto, niño (2 a 17 años) o bebé (menos de 2).",
    "refused.age.kind": (
        "Con esa fecha de nacimiento, este viajero no tiene la edad para la que vale el precio. Revise la "
        "fecha (como 14 de marzo de 1988), o dígame las edades correctas y busco de nuevo."
    ),
    "refused.document.number": "Envíe el número del pasaporte como está impreso, de 5 a 20 letras y cifras, por ejemplo: A01234567.",
    "refused.country.document_country": "Envíe el país que expidió el pasaporte, por ejemplo: Nigeria.",
    "refused.country.nationality": "Envíe la nacionalidad, por ejemplo: nigeriana.",
    "refused.document.expiry_missing": "Envíe la fecha de caducidad del pasaporte, por ejemplo: 5 de mayo de 2031.",
    "refused.document.expired": (
        "Ese pasaporte caduca antes de que termine el viaje. Envíe uno con mayor validez, "
        "con número y fecha, por ejemplo: A01234567, 5 de mayo de 2031."
    ),
    "refused.cancel.asked": "Ya lo ha pedido. Le escribimos aquí en cuanto esté hecho.",
    "refused.cancel.unquoted": "Escriba «cancelar» otra vez: primero pregunto a la aerolínea cuánto se devuelve.",
    "refused.cancel.expired": "Esas condiciones han terminado. Escriba «cancelar» otra vez y vuelvo a preguntar a la aerolínea.",
    "refused.order.not_ticketed": "Esta reserva aún no tiene billete que cancelar o cambiar. Escriba «estado» para ver cómo está.",
    "refused.change.none": "La aerolínea no ha cambiado nada en esta reserva.",
}
