"""Arabic; U+200F begins a line that would otherwise begin with Latin letters, U+2066 to U+2069 keep a phone number in order."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *تم تأكيد حجزكم.* {route}، {day}\n\n"
        "رمز شركة الطيران (PNR): *{pnr}*\nرقم الحجز لدينا: *{reference}*\n{tickets}\n\n"
        "تجدون خط الرحلة مرفقًا. الأوقات محلية في كل مطار."
    ),
    "confirmed.bare": (
        "✅ *تم تأكيد حجزكم.* {route}، {day}\n\n"
        "رمز شركة الطيران (PNR): *{pnr}*\nرقم الحجز لدينا: *{reference}*\n{tickets}\n\n"
        "لا أستطيع إرفاق خط الرحلة حاليًا؛ سيرسله أحد الزملاء. هذه الأرقام تكفي للسفر."
    ),
    "confirmed.calendar": "وهذه الرحلة لتقويمكم. اكتبوا *مساعدة* في أي وقت إن تغيّر شيء.",
    "button.change": "تغيير الحجز",
    "button.cancel": "إلغاء الحجز",
    "button.help": "مساعدة",
    "resent": "إليكم خط الرحلة من جديد. \u2066PNR *{pnr}*\u2069، رقم الحجز لدينا *{reference}*.",
    "resent.receipt": "والإيصال أيضًا.",
    "resent.failed": (
        "لا أستطيع إعداد خط الرحلة حاليًا؛ سيرسله أحد الزملاء. \u2066PNR *{pnr}*\u2069، رقم الحجز لدينا *{reference}*."
    ),
    "ticket": "التذكرة الإلكترونية، {name}: *{number}*",
    "ticket.unnamed": "التذكرة الإلكترونية: *{number}*",
    "mail.confirmed.subject": "تم تأكيد حجزكم: {route}، {day} ({reference})",
    "mail.confirmed": (
        "مرحبًا {name}،\n\nتم تأكيد حجزكم.\n\n\u200f{route}، {day}\nرمز شركة الطيران (PNR): {pnr}\n"
        "رقم الحجز لدينا: {reference}\n{tickets}\n\n"
        "تجدون خط الرحلة والإيصال وملف التقويم مرفقة. الأوقات محلية في كل مطار.\n\n"
        "هل تحتاجون إلى تغيير؟ أجيبوا على هذه الرسالة أو اكتبوا لنا عبر واتساب: \u2066{contact}\u2069\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "مرحبًا {name}،\n\nتم تأكيد حجزكم.\n\n\u200f{route}، {day}\nرمز شركة الطيران (PNR): {pnr}\n"
        "رقم الحجز لدينا: {reference}\n{tickets}\n\n"
        "لا نستطيع إرفاق خط الرحلة حاليًا وسنرسله لاحقًا. هذه الأرقام تكفي للسفر.\n\n"
        "هل تحتاجون إلى تغيير؟ أجيبوا على هذه الرسالة أو اكتبوا لنا عبر واتساب: \u2066{contact}\u2069\n\n{business}"
    ),
    "mail.refunded.subject": "المبلغ المسترد {amount} في الطريق إليكم ({reference})",
    "mail.refunded": (
        "مرحبًا {name}،\n\nأعدنا إليكم {amount} عن الحجز {reference}. "
        "تُظهره البنوك عادةً خلال 5 إلى 10 أيام عمل.\n\n{business}"
    ),
    "file.itinerary": "خط الرحلة {reference}.pdf",
    "file.receipt": "إيصال {reference}.pdf",
    "file.calendar": "رحلات {reference}.ics",
    "calendar.note": "رمز شركة الطيران (PNR): {pnr}. تم الحجز لدى {business}، رقم الحجز {reference}.",
    "format.day": "EEEE d MMM y",
    "format.day_short": "EEEE d MMM",
    "format.long_day": "EEEE d MMMM y",
    "format.moment": "EEEE d MMMM y، HH:mm",
    "span.hours": "{hours} س {minutes:02d} د",
    "span.minutes": "{minutes} د",
    "paper.page": "صفحة",
    "paper.itinerary": "خط الرحلة",
    "paper.reference": "رقم الحجز",
    "paper.pnr": "رمز شركة الطيران (PNR)",
    "paper.issued": "تاريخ الإصدار",
    "paper.flights": "الرحلات",
    "paper.passengers": "المسافرون",
    "paper.name": "الاسم",
    "paper.kind": "الفئة",
    "paper.ticket": "التذكرة الإلكترونية",
    "paper.rules": "شروط السعر",
    "paper.closing": "الأوقات محلية في كل مطار. يُرجى إبراز هذه الورقة أو رمز QR عند الكاونتر، مع وثيقة السفر.",
    "paper.receipt": "إيصال",
    "paper.receipt_number": "رقم الإيصال",
    "paper.paid_on": "تاريخ الدفع",
    "paper.what": "مقابل",
    "paper.sums": "المبالغ",
    "paper.total": "المجموع المدفوع",
    "paper.paid_by": "طريقة الدفع",
    "paper.receipt_closing": "شكرًا لسفركم معنا.",
    "kind.adult": "بالغ",
    "kind.child": "طفل",
    "kind.infant": "رضيع",
    "title.mr": "السيد",
    "title.mrs": "السيدة",
    "title.ms": "السيدة",
    "title.miss": "الآنسة",
    "title.dr": "د.",
    "cabin.economy": "الدرجة السياحية",
    "cabin.premium_economy": "السياحية الممتازة",
    "cabin.business": "درجة رجال الأعمال",
    "cabin.first": "الدرجة الأولى",
    "bags": "أمتعة الشحن: {checked}، المقصورة: {cabin}",
    "bags.none": "بلا حقائب",
    "bags.count": {
        "one": "حقيبة واحدة",
        "two": "حقيبتان",
        "few": "{n} حقائب",
        "many": "{n} حقيبة",
        "other": "{n} حقيبة",
    },
    "operated_by": "تشغّلها {airline}",
    "terminal": "صالة {name}",
    "connection": "تغيير الطائرة في {place}\u200f، {wait}",
    "next_day": {
        "one": "+ يوم واحد",
        "two": "+ يومان",
        "few": "+ {n} أيام",
        "many": "+ {n} يومًا",
        "other": "+ {n} يوم",
    },
    "passengers": {
        "one": "مسافر واحد",
        "two": "مسافران",
        "few": "{n} مسافرين",
        "many": "{n} مسافرًا",
        "other": "{n} مسافر",
    },
    "rule.refund": "الاسترداد",
    "rule.change": "التغيير",
    "rule.unknown": "لا تذكره شركة الطيران؛ يُرجى سؤالنا أولاً",
    "rule.no": "غير مسموح",
    "rule.free": "مسموح بلا رسوم",
    "rule.fee": "مسموح مقابل {fee}",
    "rule.fee_unknown": "مسموح؛ ولا تذكر شركة الطيران الرسم",
    "sum.flights": "الرحلات، شاملة جميع الضرائب والرسوم",
    "paid_by.online": "دفع عبر الإنترنت، {provider}",
}
