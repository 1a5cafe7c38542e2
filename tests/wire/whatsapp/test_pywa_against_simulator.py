"""pywa, an independent client of the Cloud API, drives the simulator and reads its webhooks.

pywa knows no other host than graph.facebook.com, so a transport carries its calls to the simulator in process. It is
synchronous: calls run in a thread while the event loop serves the simulator.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
import pywa
from pywa import errors, handlers, types
from pywa.types import templates as tt

from tests.rooms.simulators.whatsapp.conftest import ADA, PHONE_ID, TOKEN, WABA, Town, build_town

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pywa.errors.PywaWarning")


class ToSimulator(httpx.BaseTransport):
    """Carries a call of a client in a thread to the simulator in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, client: httpx2.AsyncClient) -> None:
        self._loop = loop
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        own = request.url.host not in ("graph.facebook.com", "api.facebook.com")
        path = request.url.raw_path.decode() if own else "/graph" + request.url.raw_path.decode()
        headers = {k: v for k, v in request.headers.items() if k not in ("host", "content-length")}
        call = self._client.request(request.method, path, headers=headers, content=request.read())
        answer = asyncio.run_coroutine_threadsafe(call, self._loop).result(10)
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


class Business:
    """pywa as a business on the simulated network."""

    def __init__(self, town: Town, token: str = TOKEN) -> None:
        session = httpx.Client(transport=ToSimulator(asyncio.get_running_loop(), town.http))
        self.wa = pywa.WhatsApp(
            phone_id=PHONE_ID, waba_id=WABA, token=token, session=session, server=None, verify_token="v"
        )

    async def do(self, call: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return await asyncio.to_thread(call, *args, **more)


@pytest.fixture
async def town():
    town, _ = build_town()
    async with town.http:
        await town.says("Hello")
        await town.webhooks()
        yield town
    town.world.agenda.close()


async def test_text_and_bsuid(town: Town) -> None:
    business = Business(town)
    sent = await business.do(business.wa.send_text, "+" + ADA, "*Hi* Ada", tracker="effect-1", preview_url=True)
    assert sent.id.startswith("wamid.")
    assert [s["biz_opaque_callback_data"] for s in await town.statuses()] == ["effect-1"] * 2
    user_id = town.whatsapp.network.person(ADA).user_id
    await business.do(business.wa.send_text, user_id, "By id")
    assert [m["text"] for m in await town.sees() if m["from"] == "business"] == ["*Hi* Ada", "By id"]


async def test_buttons_list_and_link(town: Town) -> None:
    business = Business(town)
    wa = business.wa
    await business.do(
        wa.send_text,
        ADA,
        "Book?",
        header="Flight",
        footer="NGN",
        buttons=[types.Button("Yes", "yes"), types.Button("No", "no")],
    )
    rows = [types.SectionRow("07:00", "o1", "NGN 92,000"), types.SectionRow("09:30", "o2")]
    await business.do(wa.send_text, ADA, "Offers", buttons=types.SectionList("See", [types.Section("Morning", rows)]))
    await business.do(wa.send_text, ADA, "Pay", buttons=types.URLButton("Pay now", "https://pay.example/a"))
    flow = types.FlowButton(
        "Open", flow_id="123", flow_token="t", flow_action_type=types.FlowActionType.NAVIGATE, flow_action_screen="A"
    )
    await business.do(wa.send_text, ADA, "Form", buttons=flow)
    await business.do(wa.request_location, ADA, "Where are you?")
    book, offers, pay, form, where = (await town.sees())[1:]
    assert [c["id"] for c in book["choices"]] == ["yes", "no"]
    assert (book["header"]["text"], book["footer"]) == ("Flight", "NGN")
    assert [c["id"] for c in offers["choices"]] == ["o1", "o2"]
    assert pay["link"] == "https://pay.example/a"
    assert (form["interactive"], where["interactive"]) == ("flow", "location_request_message")


async def test_document_location_contact_reaction_read_typing(town: Town) -> None:
    business = Business(town)
    wa = business.wa
    hello = (await town.sees())[0]
    await business.do(
        wa.send_document, ADA, b"%PDF-1.7", filename="ticket.pdf", caption="Ticket", mime_type="application/pdf"
    )
    await business.do(wa.send_location, ADA, 6.5244, 3.3792, "Lagos", "Nigeria")
    contact = types.Contact(name=types.Contact.Name(formatted_name="Bayo Ade", first_name="Bayo"))
    await business.do(wa.send_contact, ADA, contact)
    await business.do(wa.send_reaction, ADA, "👍", hello["id"])
    assert (await business.do(wa.mark_message_as_read, hello["id"])).success
    assert (await business.do(wa.indicate_typing, hello["id"])).success
    hello, document, location, card = await town.sees()
    assert (hello["status"], hello["reactions"]) == ("read", {"business": "👍"})
    assert (document["document"]["filename"], document["text"]) == ("ticket.pdf", "Ticket")
    assert location["location"]["latitude"] == 6.5244
    assert card["text"] == "Bayo Ade"


async def test_media_is_fetched_by_its_address(town: Town) -> None:
    files = {"file": ("passport.jpg", b"\xff\xd8\xff\xe0 photo", "image/jpeg")}
    await town.http.post(f"/phone/api/{ADA}/messages", files=files)
    image = (await town.webhooks())[0]["value"]["messages"][0]["image"]
    business = Business(town)
    media = await business.do(business.wa.get_media_url, image["id"])
    assert (media.mime_type, media.file_size, media.sha256) == ("image/jpeg", 10, image["sha256"])
    content = await business.do(business.wa.get_media_bytes, media.url)
    assert content == b"\xff\xd8\xff\xe0 photo"
    uploaded = await business.do(business.wa.upload_media, b"%PDF", mime_type="application/pdf", filename="a.pdf")
    assert (await business.do(business.wa.delete_media, uploaded.id)).success


async def test_template_made_approved_sent(town: Town) -> None:
    business = Business(town)
    body = tt.BodyText("Hello {{name}}, your flight is booked today.", name="Ada")
    buttons = tt.Buttons(
        buttons=[
            tt.QuickReplyButton(text="Talk to us"),
            tt.URLButton(text="Open", url="https://x.example/{{1}}", example="abc"),
        ]
    )
    whole = tt.Template(
        name="booked",
        language=tt.TemplateLanguage.ENGLISH,
        category=tt.TemplateCategory.UTILITY,
        parameter_format=tt.ParamFormat.NAMED,
        components=[body, buttons],
    )
    created = await business.do(business.wa.create_template, whole)
    assert created.status == tt.TemplateStatus.PENDING
    await town.pass_time(seconds=3)
    (listed,) = [t for t in await business.do(business.wa.get_templates) if t.name == "booked"]
    assert listed.status == tt.TemplateStatus.APPROVED
    params = [
        tt.BodyText.params(name="Ada Obi"),
        tt.QuickReplyButton.params(callback_data="person", index=0),
        tt.URLButton.params(url_variable="ord_1", index=1),
    ]
    await business.do(business.wa.send_template, ADA, "booked", tt.TemplateLanguage.ENGLISH, params)
    shown = (await town.sees())[-1]
    assert (shown["text"], shown["link"]) == ("Hello Ada Obi, your flight is booked today.", "https://x.example/ord_1")
    assert shown["choices"] == [{"id": "person", "title": "Talk to us"}]


async def test_number_profile_key_and_blocking(town: Town) -> None:
    business = Business(town)
    wa = business.wa
    number = await business.do(wa.get_business_phone_number)
    assert (number.id, number.display_phone_number, number.verified_name) == (PHONE_ID, "+2347003724666", "Lagos Tours")
    await business.do(wa.update_business_profile, about="Tours and flights", websites=["https://lagostours.example"])
    profile = await business.do(wa.get_business_profile)
    assert (profile.about, list(profile.websites)) == ("Tours and flights", ["https://lagostours.example"])
    pem = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"
    assert (await business.do(wa.set_business_public_key, pem)).success
    form = await town.graph("POST", f"{PHONE_ID}/whatsapp_business_encryption", data={"business_public_key": pem})
    assert form.json() == {"success": True}
    kept = (await town.graph("GET", f"{PHONE_ID}/whatsapp_business_encryption")).json()["data"][0]
    assert kept["business_public_key"].strip() == pem.strip()
    blocked = await business.do(wa.block_users, [ADA])
    assert [user.wa_id for user in blocked.added_users] == [ADA]
    await town.says("Hello?")
    assert await town.webhooks() == []
    await business.do(wa.unblock_users, [ADA])
    await town.says("Hello?")
    assert len(await town.webhooks()) == 1


async def test_refusals_are_typed(town: Town) -> None:
    business = Business(town)
    with pytest.raises(errors.ReEngagementMessage):
        await business.do(business.wa.send_text, "+233245550102", "Hi")
    for _ in range(45):
        await business.do(business.wa.send_text, ADA, "Hi")
    with pytest.raises(errors.TooManyMessages):
        await business.do(business.wa.send_text, ADA, "Hi")
    stranger = Business(town, token="EAAwrong")
    with pytest.raises(errors.ExpiredAccessToken):
        await stranger.do(stranger.wa.send_text, ADA, "Hi")


@pytest.fixture
def reader():
    """pywa as a webhook endpoint; it keeps what it understood."""
    wa = pywa.WhatsApp(
        phone_id=PHONE_ID,
        token=TOKEN,
        server=None,
        filter_updates=False,
        skip_duplicate_updates=False,
        validate_updates=False,
    )
    seen: list[Any] = []
    keep = lambda _, update: seen.append(update)  # noqa: E731
    for handler in (
        handlers.MessageHandler,
        handlers.CallbackButtonHandler,
        handlers.CallbackSelectionHandler,
        handlers.MessageStatusHandler,
    ):
        wa.add_handlers(handler(keep))
    return wa, seen


async def test_pywa_reads_what_the_simulator_posts(town: Town, reader: Any) -> None:
    wa, seen = reader
    buttons = {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]}
    rows = {"button": "See", "sections": [{"title": "A", "rows": [{"id": "o1", "title": "07:00"}]}]}
    for kind, action in (("button", buttons), ("list", rows)):
        await town.send({"type": "interactive", "interactive": {"type": kind, "body": {"text": "?"}, "action": action}})
    for act in (
        {"text": "Lagos to Abuja"},
        {"location": {"latitude": 6.5, "longitude": 3.4}},
        {"choose": "yes"},
        {"choose": "o1"},
        {"contacts": [{"name": {"formatted_name": "Kofi", "first_name": "Kofi"}}]},
        {"reaction": {"n": 1, "emoji": "👍"}},
    ):
        await town.act(act)
    await town.http.post(f"/phone/api/{ADA}/messages", files={"file": ("a.png", b"\x89PNG", "image/png")})
    await town.pass_time(seconds=1)
    await town.sees()
    await town.pass_time(seconds=1)
    for _, body, _ in town.letters:
        assert wa.webhook_update_handler(body) == ("ok", 200)
    kinds = sorted(type(update).__name__ for update in seen)
    assert kinds == ["CallbackButton", "CallbackSelection", *["Message"] * 5, *["MessageStatus"] * 6]
    by_type = {type(update).__name__: update for update in seen}
    assert by_type["CallbackButton"].data == "yes"
    assert by_type["CallbackSelection"].data == "o1"
    assert {update.from_user.wa_id for update in seen if isinstance(update, types.Message)} == {ADA}
    statuses = [update.status for update in seen if isinstance(update, types.MessageStatus)]
    assert {str(status.value) for status in statuses} == {"sent", "delivered", "read"}
