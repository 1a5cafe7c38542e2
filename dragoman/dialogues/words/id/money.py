"""Payment, tickets, bookings."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "pay.opening": "Saya sedang membuka halaman pembayaran Anda.",
    "pay.link": (
        "Pesanan {reference}: mohon bayar {amount} sebelum {until}. Saya pantau, dan tiket Anda saya kirim di sini.\n\n"
        "Bayar hanya lewat tautan ini; kami tidak pernah meminta data kartu di chat."
    ),
    "pay.link_title": "Bayar sekarang",
    "pay.link_title_again": "Coba lagi",
    "pay.link_slow": "Halaman pembayaran agak lama. Saya terus mencoba; pesanan Anda tetap tersimpan.",
    "pay.link_down": "Halaman pembayaran belum bisa dibuka saat ini. Pesanan Anda tetap tersimpan.",
    "pay.waiting": "Halaman pembayaran Anda terbuka sampai {until}. Saya kabari begitu pembayaran masuk.",
    "pay.checking": "Terima kasih. Saya cek ke penyedia pembayaran; begitu dikonfirmasi, tiket Anda saya terbitkan.",
    "pay.check_slow": "Penyedia pembayaran agak lama. Saya terus mengecek dan segera mengabari Anda.",
    "pay.still_unpaid": (
        "Pembayarannya belum masuk. Transfer bisa memakan beberapa menit; saya terus pantau. Jika Anda belum membayar:"
    ),
    "pay.failed": "Pembayaran itu tidak berhasil dan tidak ada uang yang ditarik. Silakan coba lagi, boleh juga dengan kartu lain.",
    "pay.failed_again": (
        "Yang ini juga tidak berhasil. Coba kartu lain atau transfer, atau tulis “admin” supaya rekan kami membantu."
    ),
    "pay.dearer": "Harga penerbangannya sekarang {after}, lebih mahal {more}. Harga ini saya tahan sampai {until}. Saya buka halaman pembayarannya?",
    "pay.dearer_no": "Baik, tidak ada yang ditagih. Saya bisa mencari penerbangan lain atau membatalkan pesanan ini.",
    "pay.short": "{received} sudah masuk, masih kurang {missing}. Silakan bayar sisanya, atau minta uang Anda kembali.",
    "pay.received": "Terima kasih, {amount} sudah masuk. Tiket Anda sedang saya terbitkan.",
    "pay.received_late": "Terima kasih, {amount} sudah masuk, meski lewat batas waktu. Saya mintakan kursi Anda ke maskapai sekarang.",
    "pay.foreign": "{amount} masuk dalam mata uang lain. Rekan kami memeriksanya dan menulis kepada Anda; mohon jangan membayar lagi.",
    "pay.double": "Anda membayar dua kali: {amount} dikembalikan kepada Anda.",
    "pay.over": "Anda membayar lebih {amount}; kelebihannya dikembalikan kepada Anda.",
    "pay.delayed": "Pembayaran Anda aman. Maskapai lebih lama dari biasanya untuk tiket Anda; saya kabari begitu siap.",
    "pay.money_safe": "Uang Anda aman. Tidak ada yang saya ubah; silakan pilih apa yang harus dilakukan:",
    "nothing_done": "Tidak ada yang saya ubah. Silakan pilih yang Anda inginkan:",
    "pay.working": "Pembayaran Anda sudah masuk dan tiketnya sedang saya urus. Saya kabari begitu siap.",
    "pay.settling": "Masih saya kerjakan, dan saya kabari begitu selesai.",
    "pay.sold_out": "Mohon maaf: maskapai tidak lagi menjual {route} dengan harga yang Anda bayar. Uang Anda aman.",
    "pay.no_ticket": (
        "Maaf, saya tidak bisa mendapatkan tiket Anda untuk {route} dari maskapai. "
        "Uang Anda aman. Rekan kami sedang menanganinya; Anda juga bisa meminta uang kembali."
    ),
    "pay.rose": (
        "Mohon maaf: maskapai menaikkan tarif dari {before} menjadi {after} saat Anda membayar. "
        "Uang Anda aman. Selisihnya {more}."
    ),
    "pay.alternatives": "Pilih penerbangan lain dengan uang yang sudah dibayar, atau minta uang kembali:",
    "pay.refund_or_person": "Saya sedang mencari penerbangan lain. Anda juga bisa minta uang kembali atau bertanya ke rekan kami.",
    "pay.refunding": "Uang Anda sedang saya kembalikan, dan saya kabari begitu selesai.",
    "pay.rebooking": "Penerbangan itu sedang saya urus untuk Anda.",
    "pay.cancelled": "Pesanan {reference} sudah dibatalkan.",
    "pay.refund_coming": "{amount} dikembalikan kepada Anda, biasanya dalam 3 sampai 10 hari kerja.",
    "pay.refunded": "{amount} sedang dalam perjalanan kembali kepada Anda.",
    "until": "{moment} (waktu {city})",
    "news.about": "Tentang pesanan Anda {reference}:",
    "news.unavailable": "Mohon maaf, penerbangan untuk pesanan {reference} sudah tidak tersedia. Tidak ada yang ditagih.",
    "news.still_open": "Pesanan Anda sebelumnya tetap terbuka; tulis “pesanan saya” untuk melihatnya.",
    "documents.none": "Saya belum menemukan tiket Anda. Tulis “pesanan saya” untuk melihat statusnya.",
    "bookings.none": "Anda belum punya pesanan seperti itu di kami.",
    "bookings.status": "Pesanan Anda:",
    "bookings.cancel": "Pesanan mana yang ingin dibatalkan?",
    "bookings.change": "Pesanan mana yang ingin diubah?",
    "booking.head": "Pesanan {reference}: {state}",
    "booking.total": {"other": "{total}, {n} penumpang"},
    "booking.pnr": "Kode booking maskapai: {pnr}",
    "booking.deadline": "Harus dibayar sebelum {until}",
    "standing.ticketing": "lunas, tiket sedang dibuat",
    "standing.choosing": "lunas, menunggu pilihan Anda",
    "state.DRAFT": "belum dibayar",
    "state.HELD": "kursi ditahan, belum dibayar",
    "state.PAYMENT_PENDING": "menunggu pembayaran",
    "state.CONFIRMED": "lunas, tiket terbit",
    "state.ACTIVE": "dalam perjalanan",
    "state.COMPLETED": "perjalanan selesai",
    "state.CANCELLED": "dibatalkan",
    "state.EXPIRED": "kedaluwarsa",
    "state.NO_SHOW": "tidak berangkat",
    "cancel.sure": "Benar pesanan ini mau dibatalkan?",
    "cancel.sure_named": "Benar pesanan {reference}, {route}, mau dibatalkan?",
    "cancel.kept": "Baik, pesanan tetap berlaku.",
    "cancel.slow": "Maskapai agak lama. Saya kabari begitu sudah dibatalkan.",
}
