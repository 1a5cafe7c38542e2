"""One row for every route of the console: who may, written by hand, and what a request of it needs.

A new route without a row fails `test_matrix.py`. `things` makes what the path's ids name; it is called anew for every request that
may be done, so that one cannot spoil the next.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from dragoman.access import Role, Surface
from dragoman.conversations import people
from dragoman.conversations.blocking import block_sender
from dragoman.conversations.message import Sender
from dragoman.outbound.commands import add_endpoint, pause_endpoint, send_test
from dragoman.staff.links import LinkKind
from dragoman.staff.members import deactivate, invite
from dragoman.staff.sessions import Level, Where, begin
from dragoman.tenancy.branches import add_branch
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.console import inbox_rows, money_rows
from tests.rooms.console.world import Office

Things = Callable[[Office], Awaitable[dict[str, str]]]
EVERYBODY = frozenset({Role.SALES, Role.OPERATIONS, Role.FIELD_STAFF, Role.MANAGER, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
MANAGER = frozenset({Role.MANAGER})
OPERATORS = frozenset({Role.OPERATIONS, Role.MANAGER})
ENDPOINT = {"name": "Shop", "url": "https://shop.lagostours.example/hooks", "kinds": "booking.*"}


DONE = frozenset({200, 204, 303})


@dataclass(frozen=True)
class Row:
    """`roles` None: for anybody. `things` names the ids in the path; `own` when they are the asker's own and need no stranger."""

    roles: frozenset[Role] | None
    things: Things | None = None
    form: dict[str, str] = field(default_factory=dict)
    query: str = ""
    stream: bool = False
    shared: bool = False  # the path names nothing of one business: everybody has their own under the same name
    # What a path with an id that does not exist answers; 303 where the route leads on whatever is named.
    unknown: int = 404
    # What a role that may gets: done, or for a request that is rightly refused as it stands, that refusal's status.
    done: frozenset[int] = DONE


async def colleague(office: Office) -> dict[str, str]:
    """A new member of staff, who has joined."""
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        token = await invite(
            work, StaffCard("Kemi Bello", email=f"kemi.{work.new_id('x')[-8:]}@lagostours.example"), Role.SALES
        )
        staff = await work.sql.fetchval("select id from staff order by id desc limit 1")
        await work.sql.execute("update staff set state = 'ACTIVE' where id = $1", staff)
    assert token
    return {"staff": staff}


async def invited(office: Office) -> dict[str, str]:
    """Somebody who was invited and has not joined."""
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await invite(work, StaffCard("Tola Ojo", email=f"tola.{work.new_id('x')[-8:]}@lagostours.example"), Role.SALES)
        return {"staff": await work.sql.fetchval("select id from staff order by id desc limit 1")}


async def deactivated(office: Office) -> dict[str, str]:
    """Somebody who was kept out."""
    who = await colleague(office)
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await deactivate(work, who["staff"])
    return who


async def a_session(office: Office) -> dict[str, str]:
    """A session of a colleague."""
    who = await colleague(office)
    async with office.shop.lagos.work() as work:
        await begin(work, who["staff"], Level.FULL, Where("127.0.0.9", "Firefox"), proven=False)
        session = await work.sql.fetchval("select id from session order by id desc limit 1")
    return who | {"session": session}


async def a_link(office: Office) -> dict[str, str]:
    """A link that opens the console once."""
    return {"token": await office.link(office.staff[Role.SALES], LinkKind.ENTER)}


async def a_branch(office: Office) -> dict[str, str]:
    """A branch of its own name."""
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        return {"branch": await add_branch(work, f"Abuja {work.new_id('x')[-6:]}", "Africa/Lagos")}


async def a_key(office: Office) -> dict[str, str]:
    """An API key."""
    return {"key": await office.shop.id_of(await office.shop.key("read"))}


async def an_endpoint(office: Office) -> dict[str, str]:
    """An endpoint of the business's own."""
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await work.sql.execute(
            "update webhook_endpoint set state = 'REMOVED'"
        )  # there is a bound to how many may stand
        return {"endpoint": (await add_endpoint(work, "Shop", ENDPOINT["url"], ("*",))).id}


async def a_paused_endpoint(office: Office) -> dict[str, str]:
    """An endpoint that is told nothing."""
    made = await an_endpoint(office)
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        await pause_endpoint(work, made["endpoint"])
    return made


async def a_delivery(office: Office) -> dict[str, str]:
    """Something that an endpoint was told and did not take."""
    made = await an_endpoint(office)
    async with office.shop.lagos.work(lagos.OWNER, Surface.CONSOLE, proven=True) as work:
        delivery = await send_test(work, made["endpoint"])
        await work.sql.execute("update webhook_delivery set state = 'FAILED' where id = $1", delivery)
    return {"delivery": delivery}


async def an_item(office: Office) -> dict[str, str]:
    """An item of the review queue."""
    async with office.shop.lagos.work() as work:
        found = await work.sql.fetchval(
            "insert into review (tenant_id, actor, kind, reason, event_seq) values ($1, 'api:none', 'fact', 'test', 1) returning id",
            lagos.TENANT,
        )
    return {"item": str(found)}


async def a_blocked_person(office: Office) -> dict[str, str]:
    """Somebody who is kept out."""
    who = await a_person(office)
    async with office.shop.lagos.work(lagos.OPERATIONS, Surface.CONSOLE) as work:
        await block_sender(work, who["person"])
    return who


async def a_person(office: Office) -> dict[str, str]:
    """Somebody who has written."""
    async with office.shop.lagos.work() as work:
        return {"person": await people.recognise(work, Sender(phone=f"23480355{secrets.randbelow(90_000) + 10_000}"))}


ROWS: dict[str, Row] = {
    # the frame
    "GET /console": Row(EVERYBODY),
    "GET /console/menu": Row(EVERYBODY),
    "GET /console/find": Row(EVERYBODY, query="?q=team"),
    "GET /console/live": Row(EVERYBODY, stream=True),
    "GET /console/static/{digest}/{name}": Row(None),
    "GET /console/colour/{colour}.css": Row(None),
    "GET /console/{path:path}": Row(None),
    "POST /console/{path:path}": Row(None),
    # the door
    "GET /console/sign-in": Row(None),
    "POST /console/sign-in": Row(None),
    "GET /console/second": Row(EVERYBODY),
    "POST /console/second": Row(EVERYBODY, form={"code": "000000"}),
    "GET /console/second/set-up": Row(EVERYBODY),
    "POST /console/second/set-up": Row(EVERYBODY, form={"code": "000000"}),
    "POST /console/second/codes": Row(EVERYBODY),
    "POST /console/second/remove": Row(EVERYBODY),
    "GET /console/forgotten": Row(None),
    "POST /console/forgotten": Row(None, form={"email": "nobody@lagostours.example"}),
    "GET /console/link/{token}": Row(None, a_link),
    "POST /console/link/{token}": Row(None, a_link),
    "POST /console/sign-out": Row(EVERYBODY),
    # one's own profile
    "GET /console/profile": Row(EVERYBODY),
    "POST /console/profile/preferences": Row(EVERYBODY, form={"language": "en", "zone": "", "theme": ""}),
    "POST /console/profile/act-as": Row(EVERYBODY, form={"role": "field_staff"}),
    "POST /console/profile/theme": Row(EVERYBODY, form={"theme": "dark"}),
    "POST /console/profile/password": Row(EVERYBODY, form={"new": "seven green river boats"}),
    "POST /console/profile/sessions/{session}/end": Row(EVERYBODY, a_session),
    # the team
    "GET /console/team": Row(ADMIN),
    "POST /console/team/invite": Row(
        ADMIN, form={"name": "Ngozi Eke", "email": "ngozi.eke@lagostours.example", "role": "sales"}
    ),
    "GET /console/team/{staff}": Row(ADMIN, colleague),
    "POST /console/team/{staff}/role": Row(ADMIN, colleague, form={"role": "operations"}),
    "POST /console/team/{staff}/deactivate": Row(ADMIN, colleague),
    "POST /console/team/{staff}/reactivate": Row(ADMIN, deactivated),
    "POST /console/team/{staff}/invite": Row(ADMIN, invited),
    "POST /console/team/{staff}/reset": Row(ADMIN, colleague),
    "POST /console/team/{staff}/sessions/{session}/end": Row(ADMIN, a_session),
    **{name: Row(**row) for name, row in money_rows.ROWS.items()},
    **{name: Row(**row) for name, row in inbox_rows.ROWS.items()},
    # settings
    "GET /console/settings": Row(ADMIN),
    "POST /console/settings/business": Row(ADMIN, form={"name": "Lagos Tours", "zone": "Africa/Lagos"}),
    "POST /console/settings/tuned": Row(ADMIN, form={"quote_minutes": "45"}),
    "POST /console/settings/restore": Row(ADMIN, form={"version": "1"}),
    "GET /console/settings/logo": Row(EVERYBODY),
    "POST /console/settings/logo": Row(ADMIN),
    "GET /console/settings/branches": Row(ADMIN),
    "POST /console/settings/branches": Row(ADMIN, form={"name": "Ibadan", "zone": "Africa/Lagos"}),
    "POST /console/settings/branches/{branch}": Row(ADMIN, a_branch, form={"name": "Kano", "zone": "Africa/Lagos"}),
    "POST /console/settings/branches/{branch}/close": Row(ADMIN, a_branch),
    "GET /console/settings/words": Row(ADMIN),
    "POST /console/settings/words": Row(
        ADMIN, form={"room": "notices", "language": "en", "key": "file.itinerary", "text": "Trip-{reference}.pdf"}
    ),
    "GET /console/settings/keys": Row(ADMIN),
    "POST /console/settings/keys/rotate": Row(ADMIN),
    # connections and first steps
    "GET /console/partners": Row(ADMIN),
    "GET /console/partners/received": Row(ADMIN),
    "POST /console/partners": Row(ADMIN, form={"partner": "duffel", "act": "save", "token": "duffel_test_good"}),
    "POST /console/partners/verify-token": Row(ADMIN),
    "GET /console/guide": Row(ADMIN),
    # API keys and webhooks out
    "GET /console/keys": Row(ADMIN),
    "POST /console/keys": Row(ADMIN, form={"name": "Shop", "role": "sales", "scopes": "read"}),
    "POST /console/keys/{key}/revoke": Row(ADMIN, a_key),
    "GET /console/webhooks": Row(ADMIN),
    "POST /console/webhooks": Row(ADMIN, form=ENDPOINT),
    "GET /console/webhooks/{endpoint}": Row(ADMIN, an_endpoint),
    "POST /console/webhooks/{endpoint}": Row(ADMIN, an_endpoint, form=ENDPOINT),
    "POST /console/webhooks/{endpoint}/pause": Row(ADMIN, an_endpoint),
    "POST /console/webhooks/{endpoint}/resume": Row(ADMIN, a_paused_endpoint),
    "POST /console/webhooks/{endpoint}/remove": Row(ADMIN, an_endpoint),
    "POST /console/webhooks/{endpoint}/renew": Row(ADMIN, an_endpoint),
    "POST /console/webhooks/{endpoint}/test": Row(ADMIN, an_endpoint),
    "POST /console/webhooks/{endpoint}/resend-failed": Row(ADMIN, an_endpoint),
    "GET /console/webhooks/deliveries/{delivery}": Row(ADMIN, a_delivery),
    "POST /console/webhooks/deliveries/{delivery}/resend": Row(ADMIN, a_delivery),
    # review and audit
    "GET /console/review": Row(OPERATORS),
    "POST /console/review": Row(OPERATORS, form={"act": "dismiss", "items": "1", "reason": "known"}),
    "GET /console/review/{item}": Row(OPERATORS, an_item),
    "POST /console/review/blocked/{person}/unblock": Row(OPERATORS, a_blocked_person),
    "GET /console/audit": Row(MANAGER | ADMIN),
    "GET /console/audit/proof": Row(MANAGER | ADMIN),
    "POST /console/audit/export": Row(ADMIN),
    # privacy
    "GET /console/privacy": Row(ADMIN),
    "POST /console/privacy/find": Row(ADMIN, form={"identity": "+2348035550101"}),
    "GET /console/privacy/{person}": Row(ADMIN, a_person),
    "POST /console/privacy/{person}/export": Row(ADMIN, a_person),
    "POST /console/privacy/{person}/erase": Row(ADMIN, a_person),
    # figures and health
    "GET /console/analytics": Row(MANAGER),
    "GET /console/analytics/conversations": Row(MANAGER),
    "GET /console/analytics/messages.csv": Row(MANAGER),
    "GET /console/analytics/revenue.csv": Row(MANAGER),
    "GET /console/status": Row(MANAGER | ADMIN),
}

# Requests that are rightly refused as they stand, though the role may: the status, and the refusal's own code.
_REFUSED: dict[str, frozenset[int]] = {
    "POST /console/second": frozenset({401}),  # sign_in.wrong
    "POST /console/second/set-up": frozenset({422}),  # totp.code
    "POST /console/profile/act-as": DONE | {422},  # staff.not_held
    "POST /console/profile/sessions/{session}/end": DONE | {404},  # not_found
    "POST /console/home/alerts/{alert}/close": DONE | {404},  # alert.gone
    "GET /console/bookings/{booking}/documents/{document}": frozenset({404}),  # not_found
    "POST /console/bookings/{booking}/do/{verb}": frozenset({409}),  # documents.none
    "POST /console/approvals/{request}/withdraw": DONE | {409},  # refund.not_yours
    "POST /console/inbox/{conversation}/close": DONE | {409},  # conversation.not_taken
    "POST /console/inbox/{conversation}/undo": frozenset({409}),  # undo.late
    "POST /console/inbox/{conversation}/release": frozenset({409}),  # state
    "POST /console/inbox/{conversation}/assign": frozenset({404}),  # not_found
    "POST /console/inbox/{conversation}/reply": frozenset({409}),  # conversation.not_taken
    "POST /console/inbox/{conversation}/template": frozenset({409}),  # conversation.not_taken
    "POST /console/inbox/{conversation}/retry/{message}": frozenset({409}),  # conversation.not_taken
    "POST /console/inbox/{conversation}/reunite": frozenset({404}),  # not_found
    "GET /console/settings/logo": frozenset({404}),  # logo.none
    "POST /console/partners/verify-token": frozenset({404}),  # connection.unset
    "POST /console/audit/export": frozenset({404}),  # audit.empty
}
ROWS |= {name: replace(ROWS[name], done=statuses) for name, statuses in _REFUSED.items()}
