"""Indonesian."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "confirmed": (
        "✅ *Pesanan Anda sudah terkonfirmasi.* {route}, {day}\n\n"
        "Kode booking maskapai (PNR): *{pnr}*\nNomor pesanan kami: *{reference}*\n{tickets}\n\n"
        "Rencana perjalanan Anda terlampir. Waktu adalah waktu setempat di tiap bandara."
    ),
    "confirmed.bare": (
        "✅ *Pesanan Anda sudah terkonfirmasi.* {route}, {day}\n\n"
        "Kode booking maskapai (PNR): *{pnr}*\nNomor pesanan kami: *{reference}*\n{tickets}\n\n"
        "Rencana perjalanan belum bisa saya lampirkan saat ini; rekan kami akan mengirimkannya. Kode-kode ini sudah cukup untuk terbang."
    ),
    "confirmed.calendar": "Dan ini penerbangannya untuk kalender Anda. Tulis *bantuan* kapan saja jika ada perubahan.",
    "button.change": "Ubah pesanan",
    "button.cancel": "Batalkan pesanan",
    "button.help": "Bantuan",
    "resent": "Ini rencana perjalanan Anda sekali lagi. PNR *{pnr}*, nomor pesanan kami *{reference}*.",
    "resent.receipt": "Dan ini kuitansinya.",
    "resent.failed": (
        "Rencana perjalanan belum bisa saya buat saat ini; rekan kami akan mengirimkannya. PNR *{pnr}*, nomor pesanan kami *{reference}*."
    ),
    "ticket": "E-tiket {name}: *{number}*",
    "ticket.unnamed": "E-tiket: *{number}*",
    "mail.confirmed.subject": "Pesanan Anda sudah terkonfirmasi: {route}, {day} ({reference})",
    "mail.confirmed": (
        "Halo {name},\n\npesanan Anda sudah terkonfirmasi.\n\n{route}, {day}\nKode booking maskapai (PNR): {pnr}\n"
        "Nomor pesanan kami: {reference}\n{tickets}\n\n"
        "Rencana perjalanan, kuitansi, dan file kalender terlampir. Waktu adalah waktu setempat di tiap bandara.\n\n"
        "Perlu perubahan? Balas email ini atau tulis kepada kami di WhatsApp: {contact}\n\n{business}"
    ),
    "mail.confirmed.bare": (
        "Halo {name},\n\npesanan Anda sudah terkonfirmasi.\n\n{route}, {day}\nKode booking maskapai (PNR): {pnr}\n"
        "Nomor pesanan kami: {reference}\n{tickets}\n\n"
        "Rencana perjalanan belum bisa kami lampirkan saat ini dan akan kami kirim nanti. Kode-kode ini sudah cukup untuk terbang.\n\n"
        "Perlu perubahan? Balas email ini atau tulis kepada kami di WhatsApp: {contact}\n\n{business}"
    ),
    "mail.refunded.subject": "Pengembalian uang Anda sebesar {amount} sedang diproses ({reference})",
    "mail.refunded": (
        "Halo {name},\n\nkami sudah mengembalikan {amount} untuk pesanan {reference}. "
        "Biasanya bank menampilkannya dalam 5 sampai 10 hari kerja.\n\n{business}"
    ),
    "file.itinerary": "Rencana perjalanan {reference}.pdf",
    "file.receipt": "Kuitansi {reference}.pdf",
    "file.calendar": "Penerbangan {reference}.ics",
    "calendar.note": "PNR {pnr}. Dipesan melalui {business}, nomor pesanan {reference}.",
    "format.day": "EEE, d MMM y",
    "format.day_short": "EEE, d MMM",
    "format.long_day": "EEEE, d MMMM y",
    "format.moment": "EEE, d MMMM y, HH:mm",
    "span.hours": "{hours} j {minutes:02d} mnt",
    "span.minutes": "{minutes} mnt",
    "paper.page": "Halaman",
    "paper.itinerary": "Rencana perjalanan",
    "paper.reference": "Nomor pesanan",
    "paper.pnr": "Kode booking maskapai (PNR)",
    "paper.issued": "Diterbitkan",
    "paper.flights": "Penerbangan",
    "paper.passengers": "Penumpang",
    "paper.name": "Nama",
    "paper.kind": "Jenis",
    "paper.ticket": "E-tiket",
    "paper.rules": "Ketentuan tarif",
    "paper.closing": "Waktu adalah waktu setempat di tiap bandara. Tunjukkan dokumen ini atau kode QR di konter, bersama dokumen perjalanan Anda.",
    "paper.receipt": "Kuitansi",
    "paper.receipt_number": "No. kuitansi",
    "paper.paid_on": "Dibayar pada",
    "paper.what": "Untuk",
    "paper.sums": "Rincian",
    "paper.total": "Total dibayar",
    "paper.paid_by": "Dibayar dengan",
    "paper.receipt_closing": "Terima kasih telah bepergian bersama kami.",
    "kind.adult": "Dewasa",
    "kind.child": "Anak",
    "kind.infant": "Bayi",
    "title.mr": "Bapak",
    "title.mrs": "Ibu",
    "title.ms": "Ibu",
    "title.miss": "Nona",
    "title.dr": "Dr.",
    "cabin.economy": "Ekonomi",
    "cabin.premium_economy": "Ekonomi premium",
    "cabin.business": "Bisnis",
    "cabin.first": "Kelas utama",
    "bags": "bagasi: {checked}, kabin: {cabin}",
    "bags.none": "tidak ada",
    "bags.count": {"other": "{n} koli"},
    "operated_by": "Dioperasikan oleh {airline}",
    "terminal": "Terminal {name}",
    "connection": "Transit di {place}, {wait}",
    "next_day": {"other": "+{n} hari"},
    "passengers": {"other": "{n} penumpang"},
    "rule.refund": "Pengembalian uang",
    "rule.change": "Perubahan",
    "rule.unknown": "Maskapai tidak menyebutkan; tanyakan dulu kepada kami",
    "rule.no": "Tidak boleh",
    "rule.free": "Boleh tanpa biaya",
    "rule.fee": "Boleh dengan biaya {fee}",
    "rule.fee_unknown": "Boleh; maskapai tidak menyebutkan biayanya",
    "sum.flights": "Penerbangan, termasuk semua pajak dan biaya",
    "paid_by.online": "Pembayaran online, {provider}",
}
