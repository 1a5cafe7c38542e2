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
    "choice.accept_change": "Terima jadwal baru",
    "moved.question": (
        "Maskapai mengubah penerbangan Anda, pesanan {reference}.\n\nSebelumnya:\n{before}\n\nSekarang:\n{after}\n\nApa "
        "yang Anda inginkan?"
    ),
    "moved.accepting": "Jadwal barunya sedang saya konfirmasikan ke maskapai.",
    "moved.accepted": ("Jadwal baru pesanan {reference} sudah dikonfirmasi. Jadwal perjalanan yang baru menyusul."),
    "moved.not_accepted": (
        "Maskapai tidak menerima jawaban itu: mungkin penerbangannya diubah lagi. Saya "
        "tunjukkan begitu ada kabar; rekan kami juga memeriksanya."
    ),
    "pay.flight_cancelled": (
        "Mohon maaf: maskapai membatalkan penerbangan Anda {route}. Seluruh uang Anda aman pada kami."
    ),
    "cancel.terms_part": (
        "Jika pesanan {reference}, {route}, dibatalkan, {refund} dari {paid} yang Anda "
        "bayar kembali; {kept} tidak kembali."
    ),
    "cancel.terms_whole": ("Jika pesanan {reference}, {route}, dibatalkan, seluruh {refund} yang Anda bayar kembali."),
    "cancel.terms_nothing": (
        "Jika pesanan {reference}, {route}, dibatalkan, tidak ada yang kembali dari {paid} "
        "yang Anda bayar, sesuai aturan tarif."
    ),
    "cancel.terms_unknown": (
        "Maskapai tidak menyebut berapa yang kembali untuk pesanan {reference}, {route}. "
        "Rekan kami menanyakannya dulu; sebelum itu tidak ada yang dibatalkan."
    ),
    "cancel.terms_until": "Ketentuan ini berlaku sampai {until}.",
    "cancel.shall_i": "Saya batalkan?",
    "cancel.asking": "Saya tanyakan ke maskapai berapa yang kembali. Belum ada yang dibatalkan.",
    "cancel.asked": (
        "Sudah saya teruskan. Rekan kami mengonfirmasinya dengan maskapai, dan saya kabari di sini begitu selesai."
    ),
    "cancel.failed": (
        "Pembatalannya tidak bisa saya selesaikan dengan maskapai. Rekan kami memeriksanya "
        "dan menulis kepada Anda di sini; sampai saat itu pesanan tetap berlaku."
    ),
    "cancel.declined": (
        "Rekan kami sudah memeriksa: pesanan {reference} tidak dibatalkan dan tetap berlaku. "
        "Tulis “admin” untuk membicarakannya."
    ),
    "cancel.unpriced": "Maskapai belum menyebutkan berapa yang kembali: rekan kami mengurus uangnya dan menulis kepada Anda di sini.",
    "cancel.unknown": (
        "Maskapai belum mengonfirmasi pembatalannya. Rekan kami menanyakannya dan menulis kepada Anda di sini; Anda tidak perlu memintanya lagi."
    ),
    "hold.ends": "Maskapai menahan kursi pesanan {reference} hanya sampai {until}, dan kursinya belum dibayar.",
    "later.too_late": (
        "Harga ini hanya ditahan sampai {until}. Pada {day} saya bisa menanyakan lagi ke maskapai, tetapi "
        "harganya mungkin naik."
    ),
    "later.open": (
        "Silakan, tidak perlu buru-buru. Harga baru ditahan setelah saya tunjukkan ringkasannya, lengkap "
        "dengan batas waktunya."
    ),
    "pay.expired": (
        "Batas waktu pembayaran sudah lewat, jadi harganya tidak lagi ditahan. Tidak ada yang ditagih. Sentuh"
        " “{link}” untuk harga hari ini, atau kirim perjalanan lain."
    ),
    "pay.expired_short": (
        "Batas waktu pembayaran sudah lewat, jadi harganya tidak lagi ditahan. {received} yang sudah masuk "
        "dikembalikan kepada Anda. Sentuh “{link}” untuk harga hari ini."
    ),
    "later.kept": "Harga ini ditahan sampai {until}: bayar sebelum itu dan harganya tetap. Sesudahnya bisa berubah.",
    "pay.name_latin": "Tulis nama dengan huruf Latin seperti di paspor, tanpa angka atau tanda, misalnya: Ada Obi.",
    "pay.name_long": (
        "Maskapai menerima paling banyak {n} huruf untuk nama depan dan {n} untuk nama keluarga. Kirim yang "
        "lebih pendek, tanpa nama tengah, misalnya: Ada Obi."
    ),
    "pay.name_sent": "Terima kasih. Saya kirim nama {name} ke maskapai dan mengabari begitu tiketnya ada.",
    "pay.name_right": "Saya kirim nama persis ini ke maskapai untuk tiketnya: *{name}*?",
    "choice.other_name": "Nama lain",
    "pay.name_refused": (
        "Maaf, maskapai tidak menerima nama {name}: nama harus persis seperti di paspor, dengan huruf Latin, "
        "tanpa tanda atau gelar. Uang Anda aman dan tidak ada lagi yang kurang. Silakan kirim lagi nama "
        "lengkap penumpang ini, misalnya: Amara Nwosu."
    ),
    "pay.against_more": "{gap} lebih mahal dari yang dibayar",
    "pay.against_less": "{gap} lebih murah dari yang dibayar: selisihnya dikembalikan",
    "pay.against_same": "harga sama dengan yang dibayar",
    "budget.currency": (
        "Saya hanya bisa memeriksa anggaran dalam {paid}, jadi semua penerbangan saya tampilkan. Anda bisa "
        "meminta harga dalam mata uang sendiri."
    ),
}
