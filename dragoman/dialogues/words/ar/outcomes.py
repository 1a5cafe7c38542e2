"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "الحجز {reference}: سعر الرحلة الآن {total}، دُفع منه {paid}. يُرجى دفع الفرق {amount} قبل {until}. "
        "أتابع الدفع وأرسل التذكرة هنا.\n\nالدفع عبر هذا الرابط فقط؛ لا نطلب بيانات البطاقة في المحادثة أبدًا."
    ),
    "pay.link_rest": (
        "الحجز {reference}: وصل {received} من أصل {total}. يُرجى دفع الباقي {amount} قبل {until}. "
        "أتابع الدفع وأرسل التذكرة هنا.\n\nالدفع عبر هذا الرابط فقط؛ لا نطلب بيانات البطاقة في المحادثة أبدًا."
    ),
    "pay.rebooking_more": "سعر تلك الرحلة {total} وقد دفعتم {paid}. الفرق {gap}؛ أفتح صفحة دفعه.",
    "pay.rebooking_less": "أحجز لكم تلك الرحلة. سعرها {total} وقد دفعتم {paid}: يعود إليكم {gap}.",
    "pay.expired_short": (
        "انتهت مهلة الدفع، ولم يعد السعر محفوظًا. يعود إليكم ما وصل: {received}. يمكنني التحقق من الرحلة من جديد."
    ),
    "pay.short_status": "وصل {received} وبقي {missing}",
    "pay.check_down": (
        "شركة الدفع لا تجيب حاليًا. أواصل السؤال بنفسي وأكتب لكم فور معرفتي؛ ما دفعتموه في أمان. إن لم يتم الدفع بعد:"
    ),
    "pay.stuck": (
        "لم تؤكد شركة الطيران بعد هل صدرت تذكرتكم. أموالكم في أمان. يسأل أحد زملائنا شركة الطيران الآن ويكتب لكم هنا؛ "
        "لا حاجة لفعل أي شيء، ويُرجى عدم الحجز في مكان آخر."
    ),
    "pay.orphan": "وصل {amount} للحجز {reference} وهو مغلق. أعيده إليكم.",
    "choice.accept_change": "قبول الموعد الجديد",
    "choice.other_flight": "رحلة أخرى",
    "moved.question": (
        "غيّرت شركة الطيران رحلتكم، الحجز {reference}.\n\nسابقًا:\n{before}\n\nالآن:\n{after}\n\nما الذي تفضلونه؟"
    ),
    "moved.accepting": "أؤكد المواعيد الجديدة مع شركة الطيران.",
    "moved.accepted": "تم تأكيد المواعيد الجديدة للحجز {reference}. يصلكم خط الرحلة الجديد.",
    "moved.not_accepted": (
        "لم تقبل شركة الطيران ذلك: ربما غيّرت الرحلة مرة أخرى. أعرض عليكم ما تقوله فور وصوله؛ ويراجعه أحد زملائنا أيضًا."
    ),
    "pay.flight_cancelled": "نأسف: ألغت شركة الطيران رحلتكم {route}. أموالكم كلها في أمان لدينا.",
    "cancel.terms_part": (
        "إذا أُلغي الحجز {reference}، {route}، يعود {refund} من أصل {paid} دفعتموها؛ ولا يعود {kept}."
    ),
    "cancel.terms_whole": "إذا أُلغي الحجز {reference}، {route}، يعود إليكم كامل المبلغ المدفوع {refund}.",
    "cancel.terms_nothing": (
        "إذا أُلغي الحجز {reference}، {route}، فلا يعود شيء من {paid} التي دفعتموها، وفق شروط السعر."
    ),
    "cancel.terms_unknown": (
        "لا تذكر شركة الطيران ما يعود عن الحجز {reference}، {route}. يسألها أحد زملائنا أولاً؛ ولا يُلغى شيء قبل ذلك."
    ),
    "cancel.terms_until": "تسري هذه الشروط حتى {until}.",
    "cancel.shall_i": "هل ألغيه؟",
    "cancel.asking": "أسأل شركة الطيران عما يعود إليكم. لم يُلغَ شيء بعد.",
    "cancel.asked": "أحلت الطلب. يؤكده أحد زملائنا مع شركة الطيران، وأكتب لكم هنا فور الانتهاء.",
    "cancel.failed": (
        "لم أتمكن من إنهاء الإلغاء مع شركة الطيران. يراجعه أحد زملائنا ويكتب لكم هنا؛ وحتى ذلك يبقى حجزكم."
    ),
    "cancel.declined": ("راجع أحد زملائنا الأمر: لم يُلغَ الحجز {reference} ويبقى كما هو. اكتبوا «موظف» للحديث عنه."),
}
