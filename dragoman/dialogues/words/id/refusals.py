"""What the domain refuses, by its code: English is spoken by the domain itself (`Refused.guest`, `Fault.guest`)."""

from __future__ import annotations

from dragoman.kit.wording import Entry

WORDS: dict[str, Entry] = {
    "part.given_name": "nama depan",
    "part.family_name": "nama belakang",
    "refused.booking.paid": "Pesanan ini sudah dibayar, tidak ada lagi yang perlu dibayar. Untuk membatalkannya, tulis “admin”.",
    "refused.refund.four_eyes": "Pengembalian dana Anda ada di tim kami. Seorang rekan segera mengonfirmasinya.",
    "refused.quote.expired": "Harga itu sudah berakhir. Mau harga hari ini? Sentuh “Tautan baru”.",
    "refused.offer.gone": "Penerbangan itu tidak dijual lagi dengan harga ini. Pilih yang lain, atau sebutkan rute lagi dan saya cari ulang.",
    "refused.offer.expired": "Harga itu hampir berakhir. Sebutkan rute lagi dan saya cari ulang.",
    "refused.not_found": "Saya tidak menemukannya. Tulis “pesanan saya” untuk melihat pesanan Anda.",
    "refused.role": "Saya tidak bisa melakukan itu untuk Anda. Tulis “admin”, rekan kami akan membantu.",
    "refused.search.query": "Saya tidak bisa mencari itu. Kirim rute, tanggal dan penumpang, misalnya: Lagos ke Abuja 15 Desember, 2 dewasa.",
    "refused.order.live": "Pesanan Anda sudah ada di maskapai. Saya kabari begitu maskapai menjawab.",
    "refused.documents.none": "Pesanan ini belum punya tiket. Tulis “pesanan saya” untuk melihat statusnya.",
    "refused.email.format": "Alamat email itu tampaknya salah. Kirim seperti ini: ada.obi@example.com",
    "refused.phone.format": "Maskapai memerlukan nomor dengan kode negara, misalnya: +234 803 555 0101.",
    "refused.party.size": "Satu pesanan memuat sampai 9 penumpang. Untuk rombongan, tulis “admin”.",
    "refused.party.infants": "Setiap bayi dipangku satu orang dewasa, jadi jumlah dewasa minimal sama dengan jumlah bayi.",
    "refused.party.adult": "Minimal satu penumpang harus dewasa. Tambahkan, misalnya: Ny. Ada Obi, 14 Maret 1988.",
    "refused.party.seats": "Harga ini untuk penumpang lain. Kirim data mereka, atau sebutkan siapa yang bepergian dan saya cari ulang.",
    "refused.name.missing": "Kirim {part} seperti di paspor, misalnya: Ada Obi.",
    "refused.name.letters": "Maskapai tidak bisa mencetak beberapa huruf pada {part}. Saya tulis {spelled}? Jika di paspor lain, kirim yang itu.",
    "refused.name.letters.unspelt": (
        "Maskapai tidak bisa mencetak beberapa huruf pada {part}. Kirim dengan "
        "huruf Latin seperti di baris bawah paspor, misalnya: Ada Obi."
    ),
    "refused.name.long": "Maskapai menerima paling banyak {n} huruf untuk {part}. Singkatkan, misalnya: {spelled}.",
    "refused.name.long.unspelt": "Maskapai menerima paling banyak {n} huruf untuk {part}. Kirim bentuk yang lebih pendek.",
    "refused.name.double": "Dua penumpang bernama sama. Tambahkan nama tengah pada salah satunya, misalnya: Ada Ngozi Obi.",
    "refused.title": "Pilih sapaan: Tn., Ny., Nona atau Dr.",
    "refused.gender": "Kirim laki-laki atau perempuan, seperti di paspor.",
    "refused.title.gender": "Sapaan tidak cocok dengan jenis kelamin. Mana yang benar, misalnya: Ny., perempuan?",
    "refused.born_on": "Tanggal lahir itu tidak mungkin benar. Kirim seperti ini: 14 Maret 1988.",
    "refused.kind": "Sebutkan apakah ini dewasa, anak (2 sampai 17 tahun) atau bayi (di bawah 2 tahun).",
    "refused.age.kind": (
        "Menurut tanggal lahir itu, umur penumpang ini tidak sesuai dengan harganya. Periksa tanggalnya "
        "(seperti 14 Maret 1988), atau sebutkan umur yang benar dan saya cari ulang."
    ),
    "refused.document.number": "Kirim nomor paspor seperti yang tercetak, 5 sampai 20 huruf dan angka, misalnya: A01234567.",
    "refused.country.document_country": "Kirim negara yang menerbitkan paspor, misalnya: Nigeria.",
    "refused.country.nationality": "Kirim kewarganegaraan, misalnya: Nigeria.",
    "refused.document.expiry_missing": "Kirim tanggal berakhirnya paspor, misalnya: 5 Mei 2031.",
    "refused.document.expired": (
        "Paspor itu berakhir sebelum perjalanan selesai. Kirim yang berlaku lebih "
        "lama, dengan nomor dan tanggal, misalnya: A01234567, 5 Mei 2031."
    ),
    "refused.cancel.asked": "Anda sudah memintanya. Kami kabari di sini begitu selesai.",
    "refused.cancel.unquoted": "Tulis “batal” sekali lagi: saya tanyakan dulu ke maskapai berapa yang kembali.",
    "refused.cancel.expired": "Ketentuan itu sudah berakhir. Tulis “batal” sekali lagi dan saya tanyakan lagi ke maskapai.",
    "refused.order.not_ticketed": "Pesanan ini belum punya tiket untuk dibatalkan atau diubah. Tulis “status” untuk melihat keadaannya.",
    "refused.change.none": "Maskapai tidak mengubah apa pun pada pesanan ini.",
}
