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
    "trip_payment": (
        "K7QX2M",
        "₦99,500",
        "Fri 20 Nov, 15:04",
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
        "trip_payment": "Your booking {{1}} waits for its payment of {{2}} until {{3}}. Reply to this message to get the payment link.",
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
        "trip_payment": "حجزكم {{1}} بانتظار دفع {{2}} قبل {{3}}. أجيبوا على هذه الرسالة لاستلام رابط الدفع.",
        "trip_problem": "هناك مشكلة في حجزكم {{1}} ونحتاج إلى قراركم. أجيبوا على هذه الرسالة لمعرفة الخيارات.",
        "trip_refund": "أعدنا إليكم {{1}} عن الحجز {{2}}. تُظهره البنوك عادةً خلال 5 إلى 10 أيام عمل.",
        "trip_news": "هناك أخبار عن رحلتكم مع {{1}}. أجيبوا على هذه الرسالة لقراءتها.",
    },
    "es": {
        "trip_booked": (
            "Su viaje está reservado: {{1}}. Código de la aerolínea {{2}}, nuestra referencia {{3}}. Responda "
            "«billete» para recibir aquí su itinerario; también está en su correo."
        ),
        "trip_payment": (
            "Su reserva {{1}} espera el pago de {{2}} antes de {{3}}. Responda a este "
            "mensaje para recibir el enlace de pago."
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
        "trip_payment": (
            "Votre réservation {{1}} attend son paiement de {{2}} avant {{3}}. Répondez à ce "
            "message pour recevoir le lien de paiement."
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
        "trip_payment": "Pesanan Anda {{1}} menunggu pembayaran {{2}} sebelum {{3}}. Balas pesan ini untuk menerima tautan pembayaran.",
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
        "trip_payment": (
            "A sua reserva {{1}} espera o pagamento de {{2}} até {{3}}. Responda a esta "
            "mensagem para receber o link de pagamento."
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
        "trip_payment": "Nafasi yako {{1}} inasubiri malipo ya {{2}} kabla ya {{3}}. Jibu ujumbe huu kupata kiungo cha malipo.",
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
