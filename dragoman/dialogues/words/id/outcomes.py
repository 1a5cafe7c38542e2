"""What becomes of money and tickets that did not go the short way."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.link_difference": (
        "Pesanan {reference}: harga penerbangannya sekarang {total}, dan {paid} sudah dibayar. "
        "Mohon bayar selisih {amount} sebelum {until}. Saya pantau, dan tiket Anda saya kirim di sini.\n\n"
        "Bayar hanya lewat tautan ini; kami tidak pernah meminta data kartu di chat."
    ),
    "pay.link_rest": (
        "Pesanan {reference}: {received} dari {total} sudah masuk. Mohon bayar kekurangan {amount} sebelum {until}. "
        "Saya pantau, dan tiket Anda saya kirim di sini.\n\nBayar hanya lewat tautan ini; kami tidak pernah meminta data kartu di chat."
    ),
    "pay.rebooking_more": (
        "Penerbangan itu {total}, dan Anda sudah membayar {paid}. Selisihnya {gap}; saya buka halaman pembayarannya."
    ),
    "pay.rebooking_less": (
        "Penerbangan itu sedang saya urus untuk Anda. Harganya {total}, dan Anda sudah membayar {paid}: {gap} dikembalikan kepada Anda."
    ),
    "pay.expired_short": (
        "Batas waktu pembayaran sudah lewat, jadi harganya tidak lagi ditahan. {received} yang sudah masuk dikembalikan kepada Anda. "
        "Saya bisa mengecek penerbangannya lagi."
    ),
    "pay.short_status": "{received} sudah masuk, masih kurang {missing}",
    "pay.check_down": (
        "Penyedia pembayaran sedang tidak menjawab. Saya terus bertanya dan segera mengabari Anda; uang yang Anda bayar aman. "
        "Jika Anda belum membayar:"
    ),
    "pay.stuck": (
        "Maskapai masih belum memastikan apakah tiket Anda sudah dibuat. Uang Anda aman. "
        "Rekan kami sedang bertanya ke maskapai dan menulis kepada Anda di sini; Anda tidak perlu "
        "berbuat apa-apa, dan mohon jangan memesan lagi di tempat lain."
    ),
    "pay.orphan": ("{amount} masuk untuk pesanan {reference} yang sudah ditutup. Uangnya saya kembalikan kepada Anda."),
}
