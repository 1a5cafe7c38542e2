from __future__ import annotations

import copy
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.channels.meta.body import BODY_LIMIT, DEPTH_LIMIT, BadBody
from dragoman.channels.meta.reading import read
from dragoman.channels.meta.webhook import challenge, split, verify
from dragoman.conversations.message import Heard, Notice
from tests.rooms.channels.meta import shapes

BODY = b'{"object":"whatsapp_business_account","entry":[]}'


def sign(raw: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("header", "secrets", "good"),
    [
        (sign(BODY, "one"), ["one"], True),
        (sign(BODY, "old"), ["new", "old"], True),
        (sign(BODY, "one").upper().replace("SHA256", "sha256"), ["one"], True),
        (sign(BODY, "one"), ["two"], False),
        (sign(BODY, "one"), [], False),
        (sign(BODY, ""), [""], False),
        (sign(BODY + b" ", "one"), ["one"], False),
        (None, ["one"], False),
        ("", ["one"], False),
        ("sha256=", ["one"], False),
        ("sha1=" + "0" * 64, ["one"], False),
        (sign(BODY, "one")[:-1], ["one"], False),
        (sign(BODY, "one") + "0", ["one"], False),
        ("sha256=" + "é" * 64, ["one"], False),
    ],
)
def test_signature(header: str | None, secrets: list[str], good: bool) -> None:
    assert verify(BODY, header, secrets) is good


@pytest.mark.parametrize(
    ("query", "token", "answer"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "42"}, "t", "42"),
        ({"hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "42"}, "t", None),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "t", "hub.challenge": "42"}, "t", None),
        ({"hub.verify_token": "t", "hub.challenge": "42"}, "t", None),
        ({"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "42"}, "", None),
        ({"hub.mode": "subscribe", "hub.verify_token": "ü", "hub.challenge": "42"}, "ü", "42"),
    ],
)
def test_challenge(query: dict[str, str], token: str, answer: str | None) -> None:
    assert challenge(query, token) == answer


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b'{"a":1}x', "json"),
        (b"\xef\xbb\xbf{}", "json"),
        (b"[]", "shape"),
        (b'"x"', "shape"),
        (b"null", "shape"),
        (b'{"a":"\xff"}', "encoding"),
        (b'{"a":"\xed\xa0\x80"}', "encoding"),
        (b'{"a":"\x00"}', "nul"),
        (b'{"a":"\\u0000"}', "nul"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\udc00x":1}', "surrogate"),
        (b'{"a":1,"a":2}', "duplicate_key"),
        (b'{"entry":[{"id":"1","id":"2"}]}', "duplicate_key"),
        (b'{"a":' + b"9" * 5000 + b"}", "number"),
        (b'{"a":18446744073709551616}', "number"),
        (b'{"a":-9223372036854775809}', "number"),
        (b'{"a":1e999}', "number"),
        (b'{"a":0.' + b"1" * 100 + b"}", "number"),
        (b'{"a":NaN}', "number"),
        (b'{"a":-Infinity}', "number"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "too_deep"),
        (b"[" * 1_000_000, "too_deep"),
        (b'{"a":"' + b"x" * BODY_LIMIT + b'"}', "too_large"),
        (b'{"entry":[{"id":"1","changes":[' + b",".join([b"{}"] * 2001) + b"]}]}", "too_many"),
    ],
)
def test_bad_bodies(raw: bytes, code: str) -> None:
    with pytest.raises(BadBody) as caught:
        split(raw)
    assert caught.value.code == code


def test_good_bodies_near_the_bounds() -> None:
    deep = b'{"a":' + b"[" * (DEPTH_LIMIT - 1) + b"]" * (DEPTH_LIMIT - 1) + b"}"
    assert split(deep)[0].kind == "notice"
    brackets = shapes.messages(shapes.message("text", text={"body": "[" * 500 + '"{' * 500 + "\\" * 7}))
    assert read(split(brackets)[0].body).text == "[" * 500 + '"{' * 500 + "\\" * 7
    escaped = b'{"object":"x","a":"\\ud83d\\ude00 \\\\u0000"}'
    assert split(escaped)[0].kind == "notice"


def test_one_message() -> None:
    (part,) = split(shapes.messages(shapes.message("text")))
    assert (part.kind, part.number_id, part.account_id) == ("message", shapes.NUMBER, shapes.WABA)
    assert (part.peer, part.peer_kind, part.external_id, part.quick) == (shapes.ADA, "phone", "wamid.IN1", False)
    body = json.loads(part.body)
    assert sorted(body) == ["account", "contacts", "message", "metadata"]
    assert body["message"]["text"]["body"] == "LOS-ABV 2026-12-15, 1 adult"
    assert shapes.ADA not in repr(part)
    assert "LOS-ABV" not in repr(part)


@pytest.mark.parametrize("name", [n for n in shapes.INBOUND if not n.startswith("text")])
def test_everything_but_text_is_quick(name: str) -> None:
    (part,) = split(shapes.messages(shapes.message(name)))
    assert part.quick is True


def test_without_phone_the_user_id_is_the_peer() -> None:
    found = shapes.message("text")
    del found["from"]
    (part,) = split(shapes.messages(found, contacts=[{"profile": {"name": "A"}, "user_id": shapes.ADA_USER}]))
    assert (part.peer, part.peer_kind) == (shapes.ADA_USER, "user_id")
    del found["from_user_id"]
    (part,) = split(shapes.messages(found, contacts=[{"user_id": shapes.ADA_USER}]))
    assert (part.peer, part.peer_kind) == (shapes.ADA_USER, "user_id")
    (part,) = split(shapes.messages(found, contacts=[]))
    assert (part.kind, part.peer) == ("notice", "")
    assert read(part.body).field == "messages.anonymous"


def test_id_change_belongs_to_the_former_id() -> None:
    found = {
        "id": "wamid.S",
        "timestamp": "1796040000",
        "type": "system",
        "system": {"type": "user_changed_user_id", "user_id": "MX.2", "previous_user_id": "CO.1", "body": "b"},
    }
    (part,) = split(post := shapes.post({"field": "messages", "value": shapes.value(messages=[found])}))
    assert (part.peer, part.peer_kind) == ("CO.1", "user_id")
    heard = read(part.body)
    assert isinstance(heard, Heard)
    assert (heard.system, heard.target, heard.sender.user_id) == ("user_changed_user_id", "MX.2", "CO.1")
    assert split(post) == split(post)


def test_the_wa_id_that_wrote_is_the_peer_even_when_from_differs() -> None:
    found = shapes.message("text") | {"from": "5511987654321"}
    (part,) = split(shapes.messages(found, contacts=[{"wa_id": "551187654321"}]))
    assert part.peer == "551187654321"
    assert read(part.body).sender.phone == "551187654321"


def test_nobody_is_given_the_contact_of_another() -> None:
    """A failed status comes without a contact, and may stand beside one that has its own."""
    kofi = shapes.STATUSES["failed"] | {"id": "wamid.K", "recipient_id": "233245550102"}
    ada, other = split(shapes.statuses(shapes.STATUSES["sent"], kofi, contacts=[shapes.CONTACT]))
    assert (ada.peer, other.peer) == (shapes.ADA, "233245550102")
    assert read(other.body).sender.name == ""
    system = shapes.message("system_number", id="wamid.S") | {"from": "233245550102", "from_user_id": "GH.1"}
    brazil = shapes.message("text") | {"from": "5511987654321", "from_user_id": "BR.1"}
    parts = split(shapes.messages(brazil, system, contacts=[{"wa_id": "551187654321"}]))
    assert [p.peer for p in parts] == ["5511987654321", "233245550102"]
    parts = split(shapes.messages(brazil, shapes.message("text"), contacts=[{"wa_id": "551187654321"}, shapes.CONTACT]))
    assert [p.peer for p in parts] == ["551187654321", shapes.ADA]


def test_thousand_updates_of_many_numbers_keep_order_and_stay_small() -> None:
    entries: list[dict[str, Any]] = []
    for number in range(4):
        people = [f"23480{number}{i:06d}" for i in range(250)]
        made = [shapes.message("text") | {"from": p, "id": f"wamid.{p}", "from_user_id": f"NG.{p}"} for p in people]
        contacts = [{"wa_id": p, "user_id": f"NG.{p}", "profile": {"name": p}} for p in people]
        inner = shapes.value(contacts=contacts, messages=made) | {"metadata": {"phone_number_id": f"n{number}"}}
        entries.append({"id": f"w{number}", "changes": [{"field": "messages", "value": inner}]})
    raw = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
    begun = time.perf_counter()
    parts = split(raw)
    assert time.perf_counter() - begun < 1.0
    assert len(parts) == 1000
    assert [p.external_id for p in parts] == [m["id"] for e in entries for m in e["changes"][0]["value"]["messages"]]
    assert {p.number_id for p in parts} == {"n0", "n1", "n2", "n3"}
    assert max(len(p.body) for p in parts) < 600
    assert all(read(p.body).sender.name == p.peer for p in parts)


@pytest.mark.parametrize("name", sorted(shapes.STATUSES))
def test_statuses(name: str) -> None:
    (part,) = split(shapes.statuses(shapes.STATUSES[name]))
    assert part.kind == "status"
    assert part.quick is True
    expected = {"failed": "wamid.OUT1:failed:131047", "bare": "wamid.OUT1:read"}
    assert part.external_id == expected.get(name, f"wamid.OUT1:{shapes.STATUSES[name]['status']}")


def test_status_and_message_and_error_in_one_value() -> None:
    inner = shapes.value(
        contacts=[shapes.CONTACT],
        messages=[shapes.message("text")],
        statuses=[shapes.STATUSES["sent"]],
        errors=[{"code": 130429, "title": "Rate limit hit"}],
    )
    kinds = [p.kind for p in split(shapes.post({"field": "messages", "value": inner}))]
    assert kinds == ["message", "status", "notice"]


def test_errors_alone_are_a_notice() -> None:
    inner = shapes.value(errors=[{"code": 130429, "title": "Rate limit hit"}])
    (part,) = split(shapes.post({"field": "messages", "value": inner}))
    assert part.kind == "notice"
    assert part.number_id == shapes.NUMBER
    assert json.loads(read(part.body).payload)["errors"][0]["code"] == 130429


def test_group_messages_never_reach_a_private_conversation() -> None:
    (part,) = split(shapes.messages(shapes.message("text", group_id="g1")))
    assert (part.kind, part.peer) == ("notice", "")


@pytest.mark.parametrize("field", sorted(shapes.ACCOUNT))
def test_account_fields(field: str) -> None:
    change = {"field": field, "value": shapes.ACCOUNT[field]}
    (part,) = split(shapes.post(change))
    notice = read(part.body)
    assert isinstance(notice, Notice)
    assert notice.field == field
    assert json.loads(notice.payload) == shapes.ACCOUNT[field]
    assert notice.external_id == part.external_id
    assert part.peer == (shapes.ADA if field == "user_preferences" else "")


def test_notices_are_told_apart_by_time_and_alike_on_redelivery() -> None:
    def at(time_: int) -> str:
        entry = {"id": "w", "time": time_, "changes": [{"field": "security", "value": {"event": "PIN_CHANGED"}}]}
        return split(json.dumps({"object": "o", "entry": [entry]}).encode())[0].external_id

    assert at(1) == at(1)
    assert at(1) != at(2)


def test_echoes_of_the_business_app_name_their_conversation() -> None:
    echoes = [
        {"from": "2347003724666", "to": shapes.ADA, "id": "wamid.E1", "type": "text", "text": {"body": "a"}},
        {"from": "2347003724666", "to_user_id": "NG.9", "id": "wamid.E2", "type": "text", "text": {"body": "b"}},
    ]
    parts = split(shapes.post({"field": "smb_message_echoes", "value": shapes.value(message_echoes=echoes)}))
    assert [(p.kind, p.peer, p.peer_kind) for p in parts] == [
        ("notice", shapes.ADA, "phone"),
        ("notice", "NG.9", "user_id"),
    ]
    assert [json.loads(read(p.body).payload)["message_echoes"][0]["id"] for p in parts] == ["wamid.E1", "wamid.E2"]


def test_overlong_ids_are_digested() -> None:
    (part,) = split(shapes.messages(shapes.message("text", id="wamid." + "x" * 5000)))
    assert len(part.external_id) == 64


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "type", "text", "body", "messages", "statuses", "errors", "code", "contacts", "wa_id", "metadata", "x"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
SHAPES = [
    *({"messages": [shapes.message(n)], "contacts": [shapes.CONTACT]} for n in shapes.INBOUND),
    *({"statuses": [s], "contacts": [shapes.CONTACT]} for s in shapes.STATUSES.values()),
    *shapes.ACCOUNT.values(),
]


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_one_wound_anywhere_never_raises(data: st.DataObject) -> None:
    """Take any documented shape, put anything in any place (or remove it): it is split and read, and nothing is lost."""
    inner = copy.deepcopy(shapes.value(**data.draw(st.sampled_from(SHAPES))))
    tree: Any = {"object": "o", "entry": [{"id": "w", "changes": [{"field": "messages", "value": inner}]}]}
    place = data.draw(st.sampled_from(places(tree)[1:]))
    holder = tree
    for step in place[:-1]:
        holder = holder[step]
    if data.draw(st.booleans()):
        holder[place[-1]] = data.draw(JSON)
    else:
        del holder[place[-1]]
    parts = split(json.dumps(tree).encode())
    assert parts
    again = split(json.dumps(tree).encode())
    assert [p.external_id for p in parts] == [p.external_id for p in again]
    for part in parts:
        found = read(part.body)
        assert isinstance(found, Notice) == (part.kind == "notice")
        assert part.external_id
        assert part.peer or part.kind != "message"


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_is_split_or_refused(tree: Any) -> None:
    raw = json.dumps(tree).encode()
    if isinstance(tree, dict):
        assert all(read(p.body) for p in split(raw))
    else:
        with pytest.raises(BadBody):
            split(raw)


def outcome(raw: bytes) -> str:
    try:
        return split(raw)[0].kind
    except BadBody as error:
        return error.code


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_cleanly(raw: bytes) -> None:
    known = {"notice", "encoding", "nul", "json", "shape", "number", "duplicate_key", "surrogate", "too_deep"}
    assert outcome(raw) in known
