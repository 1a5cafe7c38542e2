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
}
