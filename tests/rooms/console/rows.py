"""One row for every route of the console: who may, written by hand, and what a request of it needs.

A new route without a row fails `test_matrix.py`. `things` makes what the path's ids name; it is called anew for every request that
may be done, so that one cannot spoil the next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from dragoman.access import Role, Surface
from dragoman.staff.links import LinkKind
from dragoman.staff.members import deactivate, invite
from dragoman.staff.sessions import Level, Where, begin
from dragoman.tenancy.queries import StaffCard
from tests import lagos
from tests.rooms.console import money_rows
from tests.rooms.console.world import Office

Things = Callable[[Office], Awaitable[dict[str, str]]]
EVERYBODY = frozenset({Role.SALES, Role.OPERATIONS, Role.FIELD_STAFF, Role.MANAGER, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Row:
    """`roles` None: for anybody. `things` names the ids in the path; `own` when they are the asker's own and need no stranger."""

    roles: frozenset[Role] | None
    things: Things | None = None
    form: dict[str, str] = field(default_factory=dict)
    query: str = ""
    stream: bool = False
    # What a path with an id that does not exist answers; 303 where the route leads on whatever is named.
    unknown: int = 404


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
}
