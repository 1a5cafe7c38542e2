"""Connections: each partner's credentials, tested before they are kept, and the webhook addresses to paste."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.access import SETTINGS, STAFF
from dragoman.api.tally import Source, refusals, sources
from dragoman.command import Work, not_found
from dragoman.console import page
from dragoman.console.gate import Visiting, needs
from dragoman.console.menu import Place, Screen
from dragoman.console.page import Toast
from dragoman.console.route import ConsoleRoute
from dragoman.tenancy import connections as known
from dragoman.tenancy.connections import FORMS, Finding, Partner
from dragoman.tenancy.queries import numbers

router = APIRouter(prefix="/console/partners", route_class=ConsoleRoute, include_in_schema=False)
ADMINS = SETTINGS & STAFF
SCREEN = Screen(router, (Place("Connections", "/console/partners", "link", ADMINS, group="business"),))
_WEBHOOKS = {Partner.WHATSAPP: "meta", Partner.PAYSTACK: "paystack", Partner.DUFFEL: "duffel"}


@router.get("")
@needs(ADMINS)
async def partners(visit: Visiting) -> Response:
    """Show how every partner stands."""
    return await _shown(visit)


@router.get("/received")
@needs(ADMINS)
async def received(visit: Visiting) -> Response:
    """Show when each partner's last webhook came; asked again every few seconds by the page."""
    async with visit.work() as work:
        seen = {source.source: source for source in await sources(work.sql)}
    return await page.render(visit, "partners/received.html", addresses=_addresses(visit), seen=seen, now=visit.now)


@router.post("/verify-token")
@needs(ADMINS)
async def verify_token(visit: Visiting) -> Response:
    """Show the token that WhatsApp asks for."""
    async with visit.work() as work:
        token = await known.reveal_verify_token(work)
    return await _shown(visit, revealed=token)


@router.post("")
@needs(ADMINS)
async def test(visit: Visiting) -> Response:
    """Show the partner the credentials; with "save" they are kept when it accepts them, otherwise nothing changes."""
    partner = visit.text("partner")
    if partner not in tuple(Partner):
        raise not_found("partner")
    named = Partner(partner)
    given = {blank.name: visit.text(blank.name, longest=8000) for blank in FORMS[named]}
    if named is Partner.MAIL and not given["host"]:
        given = dict.fromkeys(given, "")  # nothing was filled in: the account that is set is asked
    found = await visit.house.behind.connections.ask(visit.tenant.id, named, given)
    if visit.text("act") == "save" and found.works:
        async with visit.work() as work:
            await known.connect_partner(work, found, given, keep_older=bool(visit.text("keep_older")))
        visit.desk.tenants.forget(visit.tenant.id)
        return page.go("/console/partners", Toast(visit.say("Saved. It is in use within ten seconds.")))
    async with visit.work() as work:
        if await _stands(work, named, given):
            await known.note_finding(work, found)
    return await _shown(
        visit,
        found,
        {blank.name: given[blank.name] for blank in FORMS[named] if not blank.secret and blank.name != "password"},
    )


async def _stands(work: Work, partner: Partner, given: dict[str, str]) -> bool:
    """Say whether what was tested is what is in use; a trial of something else says nothing about that."""
    if any(given[blank.name] for blank in FORMS[partner] if blank.secret):
        return False
    if partner is Partner.MAIL:
        account = await known.mail_account(work)
        return all(account.get(name, "") == value for name, value in given.items() if value)
    own = {(n.number_id, n.account_id, n.display) for n in await numbers(work)}
    return partner is not Partner.WHATSAPP or (given["number_id"], given["account_id"], given["display"]) in own


async def _shown(
    visit: Visiting, found: Finding | None = None, given: dict[str, str] | None = None, revealed: str = ""
) -> Response:
    async with visit.work() as work:
        standing = await known.connections(work)
        connected = await numbers(work)
        seen: dict[str, Source] = {source.source: source for source in await sources(work.sql)}
        turned = await refusals(work.sql, work.now.date())
        account = await known.mail_account(work)
    return await page.render(
        visit, "partners/partners.html", standing=standing, numbers=connected, found=found, given=given or {}, revealed=revealed,
        able=visit.house.behind.connections.partners(), forms=FORMS, addresses=_addresses(visit), seen=seen, refusals=turned, now=visit.now,
        demo=visit.house.behind.demo, account={k: v for k, v in account.items() if k != "password"}, status=422 if found and not found.works else 200,
    )  # fmt: skip


def _addresses(visit: Visiting) -> dict[Partner, tuple[str, str]]:
    """Return by partner the name of its webhooks and the address to paste."""
    return {
        partner: (source, f"{visit.house.own_url}/webhooks/{source}/{visit.tenant.slug}")
        for partner, source in _WEBHOOKS.items()
    }
