"""The utility templates this product needs when the 24-hour window is closed, by name and language; submitted to the network once.

Source: Meta, "Template categories": a utility template is tied to the person's own order and promotes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class TemplateDraft(Struct, frozen=True, omit_defaults=True):
    """A template's text with {{1}}… and an example for each variable; `language` is the network's code."""

    name: str
    language: str
    body: str
    examples: tuple[str, ...]


_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "trip_booked": (
        "Lagos → Abuja, Tue 15 Dec 2026",
        "ZX81QP",
        "K7QX2M",
    ),
    "trip_hold": (
        "K7QX2M",
        "Fri 20 Nov, 15:04",
        "₦99,500",
    ),
    "trip_problem": ("K7QX2M",),
    "trip_refund": (
        "₦99,500",
        "K7QX2M",
    ),
    "trip_news": ("Lagos Tours",),
}
_CODES = {"pt": ("pt_PT", "pt_BR")}  # a language that the network knows only by country
_BODIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "trip_booked": (
            "You are booked: {{1}}. Airline reference {{2}}, our reference {{3}}. Reply “ticket” to "
            "get your itinerary here; it is in your e-mail too."
        ),
        "trip_hold": (
            "The airline holds the seats of your booking {{1}} only until {{2}}, and {{3}} is still to be paid. Reply to this message to pay or to let them go."
        ),
        "trip_problem": (
            "There is a problem with your booking {{1}} and we need your decision. Reply "
            "to this message to see your options."
        ),
        "trip_refund": "We have sent back {{1}} for your booking {{2}}. Banks usually show it within 5 to 10 working days.",
        "trip_news": "There is news about your trip with {{1}} for you. Reply to this message to read it.",
    },
    "ar": {
        "trip_booked": (
            "تم تأكيد حجزكم: {{1}}. رمز شركة الطيران {{2}}، رقم الحجز لدينا {{3}}. أجيبوا بكلمة «تذكرة» "
            "لاستلام خط الرحلة هنا؛ وهو في بريدكم الإلكتروني أيضًا."
        ),
        "trip_hold": (
            "تحتفظ شركة الطيران بمقاعد حجزكم {{1}} حتى {{2}} فقط، ولم يُدفع بعد {{3}}. أجيبوا على هذه الرسالة للدفع أو للتخلي عنها."
        ),
        "trip_problem": "هناك مشكلة في حجزكم {{1}} ونحتاج إلى قراركم. أجيبوا على هذه الرسالة لمعرفة الخيارات.",
        "trip_refund": "أعدنا إليكم {{1}} عن الحجز {{2}}. تُظهره البنوك عادةً خلال 5 إلى 10 أيام عمل.",
        "trip_news": "هناك أخبار عن رحلتكم مع {{1}}. أجيبوا على هذه الرسالة لقراءتها.",
    },
    "es": {
        "trip_booked": (
            "Su viaje está reservado: {{1}}. Código de la aerolínea {{2}}, nuestra referencia {{3}}. Responda "
            "«billete» para recibir aquí su itinerario; también está en su correo."
        ),
        "trip_hold": (
            "La aerolínea guarda las plazas de su reserva {{1}} solo hasta {{2}}, y faltan por pagar {{3}}. Responda a este mensaje para pagar o para dejarlas."
        ),
        "trip_problem": "Hay un problema con su reserva {{1}} y necesitamos su decisión. Responda a este mensaje para ver sus opciones.",
        "trip_refund": "Le hemos devuelto {{1}} de su reserva {{2}}. Los bancos suelen mostrarlo en 5 a 10 días hábiles.",
        "trip_news": "Hay novedades sobre su viaje con {{1}}. Responda a este mensaje para leerlas.",
    },
    "fr": {
        "trip_booked": (
            "Votre voyage est réservé : {{1}}. Référence de la compagnie {{2}}, notre référence {{3}}. Répondez « billet "
            "» pour recevoir votre itinéraire ici ; il est aussi dans vos e-mails."
        ),
        "trip_hold": (
            "La compagnie ne garde les places de votre réservation {{1}} que jusqu’à {{2}}, et {{3}} restent à payer. "
            "Répondez à ce message pour payer ou y renoncer."
        ),
        "trip_problem": (
            "Il y a un problème avec votre réservation {{1}} et nous avons besoin de votre "
            "décision. Répondez à ce message pour voir vos options."
        ),
        "trip_refund": (
            "Nous avons remboursé {{1}} pour votre réservation {{2}}. Les banques "
            "l’affichent en général sous 5 à 10 jours ouvrables."
        ),
        "trip_news": "Il y a du nouveau pour votre voyage avec {{1}}. Répondez à ce message pour le lire.",
    },
    "id": {
        "trip_booked": (
            "Pesanan Anda sudah terkonfirmasi: {{1}}. Kode booking maskapai {{2}}, nomor pesanan kami {{3}}. Balas “tiket” "
            "untuk menerima rencana perjalanan di sini; sudah ada juga di email Anda."
        ),
        "trip_hold": (
            "Maskapai menahan kursi pesanan Anda {{1}} hanya sampai {{2}}, dan {{3}} belum dibayar. Balas pesan ini untuk membayar atau melepaskannya."
        ),
        "trip_problem": (
            "Ada masalah dengan pesanan Anda {{1}} dan kami memerlukan keputusan Anda. "
            "Balas pesan ini untuk melihat pilihannya."
        ),
        "trip_refund": "Kami sudah mengembalikan {{1}} untuk pesanan {{2}}. Biasanya bank menampilkannya dalam 5 sampai 10 hari kerja.",
        "trip_news": "Ada kabar tentang perjalanan Anda bersama {{1}}. Balas pesan ini untuk membacanya.",
    },
    "pt": {
        "trip_booked": (
            "A sua viagem está reservada: {{1}}. Código da companhia {{2}}, a nossa referência {{3}}. Responda "
            "“bilhete” para receber aqui o itinerário; também está no seu e-mail."
        ),
        "trip_hold": (
            "A companhia só guarda os lugares da sua reserva {{1}} até {{2}}, e falta pagar {{3}}. Responda a esta mensagem para pagar ou para os deixar."
        ),
        "trip_problem": (
            "Há um problema com a sua reserva {{1}} e precisamos da sua decisão. "
            "Responda a esta mensagem para ver as opções."
        ),
        "trip_refund": "Devolvemos {{1}} da sua reserva {{2}}. Os bancos costumam mostrá-lo em 5 a 10 dias úteis.",
        "trip_news": "Há novidades sobre a sua viagem com {{1}}. Responda a esta mensagem para as ler.",
    },
    "sw": {
        "trip_booked": (
            "Nafasi yako imethibitishwa: {{1}}. Namba ya shirika la ndege {{2}}, namba yetu {{3}}. Jibu "
            "“tiketi” kupata ratiba yako hapa; iko pia kwenye barua pepe yako."
        ),
        "trip_hold": (
            "Shirika la ndege linashikilia viti vya nafasi yako {{1}} hadi {{2}} tu, na bado {{3}} haijalipwa. Jibu ujumbe huu kulipa au kuviachia."
        ),
        "trip_problem": "Kuna tatizo na nafasi yako {{1}} na tunahitaji uamuzi wako. Jibu ujumbe huu kuona chaguo zako.",
        "trip_refund": "Tumekurudishia {{1}} kwa nafasi {{2}}. Kwa kawaida benki huionyesha ndani ya siku 5 hadi 10 za kazi.",
        "trip_news": "Kuna habari kuhusu safari yako na {{1}}. Jibu ujumbe huu kuisoma.",
    },
}
DRAFTS = tuple(
    TemplateDraft(name, code, body, _EXAMPLES[name])
    for language, bodies in _BODIES.items()
    for code in _CODES.get(language, (language,))
    for name, body in bodies.items()
)
