from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.channels.meta import wire
from dragoman.channels.meta.limits import length, shorten, split
from dragoman.conversations.channel import Recipient
from dragoman.conversations.message import Attachment, Choice, Link, Say, TemplateCall
from tests.rooms.channels.meta.checker import check

PDF = Attachment(document="doc_1", filename="itinerary.pdf")
FAMILY = "👨‍👩‍👧‍👦"


def rendered(say: Say) -> list[dict[str, Any]]:
    made = [json.loads(body) for body in wire.render(say)]
    for message in made:
        check(message)
    return made


def only(say: Say) -> dict[str, Any]:
    (message,) = rendered(say)
    return message


def choices(count: int, title: str = "Option") -> tuple[Choice, ...]:
    return tuple(Choice(id=f"c:{n}", title=f"{title} {n}") for n in range(1, count + 1))


def test_plain_text() -> None:
    assert only(Say(text="Where to?")) == {"type": "text", "text": {"body": "Where to?", "preview_url": False}}


def test_reply_quotes_in_the_first_message_only() -> None:
    made = rendered(Say(text="a" * 5000, reply_to="wamid.IN1"))
    assert [m.get("context") for m in made] == [{"message_id": "wamid.IN1"}, None]


@pytest.mark.parametrize(("size", "pieces"), [(4095, 1), (4096, 1), (4097, 2), (8192, 2), (8193, 3)])
def test_unbroken_text_is_split_at_4096(size: int, pieces: int) -> None:
    made = rendered(Say(text="x" * size))
    assert len(made) == pieces
    assert "".join(m["text"]["body"] for m in made) == "x" * size


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("p" * 3000 + ".\n\n" + "q. " * 400, "p" * 3000 + "."),
        ("p" * 3000 + "\n" + "word " * 400, "p" * 3000),
        ("p" * 3000 + ". " + "w" * 2000, "p" * 3000 + "."),
        ("p" * 3000 + " " + "w" * 2000, "p" * 3000),
        ("文" * 3000 + "。" + "字" * 2000, "文" * 3000 + "。"),
    ],
)
def test_split_prefers_paragraph_line_sentence_word(text: str, cut: str) -> None:
    first, *rest = split(text)
    assert first == cut
    assert rest


@pytest.mark.parametrize("sign", [FAMILY, "🇳🇬", "é", "👍🏽", "नि"])
def test_no_character_is_broken(sign: str) -> None:
    pieces = split(sign * 3000)
    assert all(piece == sign * (len(piece) // len(sign)) for piece in pieces)
    assert "".join(pieces) == sign * 3000
    assert shorten(sign * 30, 20).rstrip("…") == sign * (len(shorten(sign * 30, 20).rstrip("…")) // len(sign))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Deluxe Ocean View", 20, "Deluxe Ocean View"),
        ("Deluxe Ocean View Room", 20, "Deluxe Ocean View R…"),
        ("a  b\n c", 20, "a b c"),
        ("x" * 20, 20, "x" * 20),
        ("x" * 21, 20, "x" * 19 + "…"),
        ("  ", 20, ""),
        ("bad\x00\ud800", 20, "bad"),
    ],
)
def test_shorten(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_choices_are_buttons(count: int) -> None:
    inner = only(Say(text="Which?", choices=choices(count), header="Flights", footer="Prices in NGN"))["interactive"]
    assert inner["type"] == "button"
    assert [b["reply"]["id"] for b in inner["action"]["buttons"]] == [f"c:{n}" for n in range(1, count + 1)]
    assert inner["header"] == {"type": "text", "text": "Flights"}
    assert inner["footer"] == {"text": "Prices in NGN"}
    assert inner["body"] == {"text": "Which?"}


@pytest.mark.parametrize("count", [4, 9, 10])
def test_four_to_ten_are_a_list(count: int) -> None:
    inner = only(Say(text="Which?", choices=choices(count), label="See flights"))["interactive"]
    assert inner["type"] == "list"
    assert inner["action"]["button"] == "See flights"
    (section,) = inner["action"]["sections"]
    assert [row["id"] for row in section["rows"]] == [f"c:{n}" for n in range(1, count + 1)]


def row_ids(say: Say) -> list[str]:
    return [row["id"] for s in only(say)["interactive"]["action"]["sections"] for row in s["rows"]]


@pytest.mark.parametrize("count", [11, 19, 20, 28, 29, 100])
def test_pages_together_show_every_choice_once(count: int) -> None:
    seen: list[str] = []
    page = 1
    while True:
        ids = row_ids(Say(text="Which?", choices=choices(count), page=page, more="Show more"))
        seen += [i for i in ids if not i.startswith("page:")]
        if not ids[-1].startswith("page:"):
            break
        page += 1
        assert ids[-1] == f"page:{page}"
        assert len(ids) == 10
    assert seen == [f"c:{n}" for n in range(1, count + 1)]
    assert row_ids(Say(text="Which?", choices=choices(count), page=999))[-1] == f"c:{count}"


def test_more_row_carries_its_words() -> None:
    (section,) = only(Say(text="Which?", choices=choices(11), more="Zaidi"))["interactive"]["action"]["sections"]
    assert section["rows"][-1] == {"id": "page:2", "title": "Zaidi"}


def test_sections_group_rows_in_order_of_appearance() -> None:
    made = tuple(Choice(id=str(n), title=f"T{n}", section="Morning" if n % 2 else "") for n in range(1, 6))
    sections = only(Say(text="Which?", choices=made))["interactive"]["action"]["sections"]
    assert [(s["title"], [r["id"] for r in s["rows"]]) for s in sections] == [
        ("Morning", ["1", "3", "5"]),
        ("Choose", ["2", "4"]),
    ]


def test_long_row_title_is_told_in_full_below() -> None:
    long = Choice(id="a", title="Deluxe Ocean View Room with Balcony", detail="NGN 90,000")
    inner = only(Say(text="Which?", choices=(long, *choices(3))))["interactive"]
    assert inner["action"]["sections"][0]["rows"][0] == {
        "id": "a",
        "title": "Deluxe Ocean View Room…",
        "description": "Deluxe Ocean View Room with Balcony · NGN 90,000",
    }


def test_long_button_titles_stay_apart_and_are_told_in_full() -> None:
    twins = (Choice(id="a", title="Deluxe Ocean View Room A"), Choice(id="b", title="Deluxe Ocean View Room B"))
    inner = only(Say(text="Which?", choices=twins))["interactive"]
    assert [b["reply"]["title"] for b in inner["action"]["buttons"]] == ["Deluxe Ocean View R…", "Deluxe Ocean View… 2"]
    assert inner["body"]["text"] == "Which?\n\n1. Deluxe Ocean View Room A\n2. Deluxe Ocean View Room B"


def test_details_beside_buttons_go_to_the_body_unless_said() -> None:
    two = (Choice(id="a", title="07:00", detail="NGN 90,000"), Choice(id="b", title="09:00", detail="NGN 80,000"))
    assert only(Say(text="Which?", choices=two))["interactive"]["body"]["text"] == (
        "Which?\n\n1. 07:00: NGN 90,000\n2. 09:00: NGN 80,000"
    )
    told = "07:00 for NGN 90,000 or 09:00 for NGN 80,000?"
    assert only(Say(text=told, choices=two))["interactive"]["body"]["text"] == told


def test_long_body_is_told_first_then_the_choice() -> None:
    text = "\n\n".join(f"Paragraph {n}. " + "word " * 60 for n in range(6)) + "\n\nWhich one?"
    first, second = rendered(Say(text=text, choices=choices(2)))
    assert first["type"] == "text"
    assert second["interactive"]["body"]["text"].endswith("Which one?")
    told = first["text"]["body"] + second["interactive"]["body"]["text"]
    assert "".join(told.split()) == "".join(text.split())


@pytest.mark.parametrize("size", [1023, 1024, 1025, 5120, 5121])
def test_interactive_bodies_at_the_border(size: int) -> None:
    made = rendered(Say(text="x" * size, choices=choices(2)))
    assert len(made) == {1023: 1, 1024: 1, 1025: 2, 5120: 2, 5121: 3}[size]


def test_long_header_and_footer_move_into_the_body() -> None:
    inner = only(Say(text="Which?", choices=choices(2), header="h" * 61, footer="f" * 61))["interactive"]
    assert "header" not in inner
    assert "footer" not in inner
    assert inner["body"]["text"] == f"*{'h' * 61}*\n\nWhich?\n\n_{'f' * 61}_"


def test_header_and_footer_of_plain_text() -> None:
    assert only(Say(text="Hi", header="Lagos Tours", footer="Reply STOP to end"))["text"]["body"] == (
        "*Lagos Tours*\n\nHi\n\n_Reply STOP to end_"
    )


def test_link() -> None:
    inner = only(Say(text="Pay here", link=Link("Pay NGN 90,000.00 now", "https://pay.test/x")))["interactive"]
    assert inner["type"] == "cta_url"
    assert inner["action"]["parameters"] == {"display_text": "Pay NGN 90,000.00 n…", "url": "https://pay.test/x"}


def test_link_beside_choices_is_written_out() -> None:
    inner = only(Say(text="Pay?", link=Link("Pay", "https://pay.test/x"), choices=choices(2)))["interactive"]
    assert inner["type"] == "button"
    assert inner["body"]["text"] == "Pay?\n\nPay: https://pay.test/x"


def test_location_request() -> None:
    inner = only(Say(text="Where are you?", ask_location=True, choices=choices(2), header="Pick-up"))["interactive"]
    assert inner["type"] == "location_request_message"
    assert inner["body"]["text"] == "*Pick-up*\n\nWhere are you?\n\n1. Option 1\n2. Option 2"


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("application/pdf", "document"), ("image/jpeg", "image"), ("video/mp4", "video"), ("text/calendar", "document")],
)
def test_attachment_with_caption(media_type: str, kind: str) -> None:
    message = only(Say(text="Your trip", attachment=Attachment("doc_1", "trip.x", media_type)))
    assert message["type"] == kind
    assert message[kind]["caption"] == "Your trip"
    done = json.loads(wire.complete(json.dumps(message).encode(), Recipient(phone="1"), "t", "media9"))
    assert done[kind]["id"] == "media9"
    assert wire.UPLOAD not in done


def test_audio_has_no_caption() -> None:
    made = rendered(Say(text="Listen", attachment=Attachment("doc_1", "a.ogg", "audio/ogg")))
    assert [m["type"] for m in made] == ["text", "audio"]


def test_caption_over_1024_goes_before() -> None:
    made = rendered(Say(text="word " * 400, attachment=PDF))
    assert [m["type"] for m in made] == ["text", "document"]


def test_document_above_buttons_is_one_message() -> None:
    body = wire.render(Say(text="Your itinerary", attachment=PDF, choices=choices(2)))[0]
    upload = wire.upload_of(body)
    assert upload == wire.Upload("doc_1", "itinerary.pdf", "application/pdf")
    header = json.loads(wire.complete(body, Recipient(phone="1"), "", "m1"))["interactive"]["header"]
    assert header == {"type": "document", "document": {"filename": "itinerary.pdf", "id": "m1"}}


def test_document_and_list_are_two() -> None:
    assert [m["type"] for m in rendered(Say(text="Pick", attachment=PDF, choices=choices(5)))] == [
        "document",
        "interactive",
    ]


def test_template() -> None:
    call = TemplateCall("trip_ready", "en", ("Ada\nObi", "LOS    ABV", ""), button="bk_1", attachment=PDF)
    body = wire.render_template(call)
    done = json.loads(wire.complete(body, Recipient(user_id="NG.1"), "ef_1", "m1"))
    check(done)
    assert done == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient": "NG.1",
        "biz_opaque_callback_data": "ef_1",
        "type": "template",
        "template": {
            "name": "trip_ready",
            "language": {"code": "en"},
            "components": [
                {
                    "type": "header",
                    "parameters": [{"type": "document", "document": {"filename": "itinerary.pdf", "id": "m1"}}],
                },
                {"type": "body", "parameters": [{"type": "text", "text": t} for t in ("Ada Obi", "LOS ABV", "-")]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "bk_1"}]},
            ],
        },
    }


def test_recipient_and_tracker() -> None:
    body = wire.render(Say(text="hi"))[0]
    done = json.loads(wire.complete(body, Recipient(phone="2348035550101", user_id="NG.1"), "ef_1"))
    assert (done["to"], done.get("recipient"), done["biz_opaque_callback_data"]) == ("2348035550101", None, "ef_1")
    with pytest.raises(ValueError, match="no recipient"):
        wire.complete(body, Recipient(), "ef_1")
    with pytest.raises(ValueError, match="tracker"):
        wire.complete(body, Recipient(phone="1"), "x" * 513)
    with pytest.raises(ValueError, match="not uploaded"):
        wire.complete(wire.render(Say(text="x", attachment=PDF))[0], Recipient(phone="1"), "")


@pytest.mark.parametrize(
    "say",
    [
        Say(text=" "),
        Say(text="", choices=choices(2)),
        Say(text="x", choices=(Choice(id="", title="a"),)),
        Say(text="x", choices=(Choice(id=" a", title="a"),)),
        Say(text="x", choices=(Choice(id="a", title=" "),)),
        Say(text="x", choices=(Choice(id="page:2", title="a"),)),
        Say(text="x", choices=(Choice(id="a", title="a"), Choice(id="a", title="b"))),
        Say(text="x", choices=(Choice(id="i" * 257, title="a"),)),
        Say(text="x", choices=(*choices(4), Choice(id="i" * 201, title="a"))),
        Say(text="x", link=Link("Pay", "javascript:alert(1)")),
        Say(text="x", link=Link("Pay", "https://a b")),
        Say(text="x", link=Link("Pay", "https://a/" + "x" * 2000)),
        Say(text="x", link=Link(" ", "https://a.test")),
    ],
)
def test_what_cannot_be_mended_is_refused(say: Say) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wire.render(say)


@pytest.mark.parametrize(
    "call",
    [
        TemplateCall("Trip Ready", "en"),
        TemplateCall("x", "english"),
        TemplateCall("x", "en", button="a b"),
        TemplateCall("x", "en", attachment=Attachment("d", "a.ogg", "audio/ogg")),
    ],
)
def test_impossible_templates_are_refused(call: TemplateCall) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wire.render_template(call)


WORDS = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["Hello. ", "x" * 900, "Wo rd " * 250, f"{FAMILY}\n\n" * 60, "文。" * 800, "a\tb\r\nc", "é" * 70]
)
TEXT = st.lists(WORDS, max_size=6).map("".join)
CHOICES = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=24).map(
    lambda made: tuple(Choice(id=f"c:{n}", title=t + "t", detail=d, section=s) for n, (t, d, s) in enumerate(made))
)
FILES = st.none() | st.builds(
    Attachment,
    document=st.just("doc_1"),
    filename=WORDS,
    media_type=st.sampled_from(["application/pdf", "image/png", "video/mp4", "audio/ogg", "text/calendar"]),
)
SAYS = st.builds(
    Say,
    text=TEXT.map(lambda t: t + "."),
    choices=CHOICES,
    label=WORDS,
    header=WORDS,
    footer=WORDS,
    link=st.none() | st.builds(Link, title=WORDS.map(lambda t: t + "t"), url=st.just("https://pay.test/x")),
    attachment=FILES,
    ask_location=st.booleans(),
    page=st.integers(-2, 5),
    more=WORDS,
)


@settings(max_examples=300, deadline=None)
@given(SAYS)
def test_whatever_is_said_keeps_every_limit(say: Say) -> None:
    made = rendered(say)
    kept = "".join(json.dumps(m, ensure_ascii=False) for m in made)
    assert made[-1]["type"] == "interactive" or not (say.choices or say.link or say.ask_location)
    assert len(made) <= 3 + length(kept) // 400
    for body in wire.render(say):
        done = json.loads(wire.complete(body, Recipient(phone="1"), "t", "m1"))
        assert wire.UPLOAD not in done
        assert (wire.upload_of(body) is not None) == ('"m1"' in json.dumps(done))


@settings(max_examples=200, deadline=None)
@given(TEXT, st.integers(1, 60))
def test_splitting_loses_nothing_but_space(text: str, limit: int) -> None:
    pieces = split(text, limit * 20, last=limit * 5)
    assert "".join("".join(pieces).split()) == "".join(split(text, 10**9)[0].split() if split(text, 10**9) else [])
    assert all(0 < length(p) <= limit * 20 for p in pieces)
    assert all(length(p) <= limit * 5 for p in pieces[-1:])


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=12), st.sampled_from(["", "bk_1"]), FILES)
def test_every_template_keeps_every_limit(values: list[str], button: str, attachment: Attachment | None) -> None:
    if attachment and attachment.media_type == "audio/ogg":
        attachment = None
    check(json.loads(wire.render_template(TemplateCall("a_1", "pt_BR", tuple(values), button, attachment))))
