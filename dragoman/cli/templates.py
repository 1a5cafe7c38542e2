"""Hand the product's own templates in to the network, once; what is there already is left as it is."""

from __future__ import annotations

from dragoman.access import SYSTEM, Surface
from dragoman.channels.meta.client import MetaChannel
from dragoman.channels.meta.templates import Category, TemplateText, sync_templates
from dragoman.cli.house import House
from dragoman.conversations.channel import SendError
from dragoman.dialogues.languages import offered
from dragoman.kit.log import log
from dragoman.notifications.templates import DRAFTS
from dragoman.tenancy.queries import numbers


async def ensure_templates(house: House, tenant: str) -> list[str]:
    """Create what is missing on each of the tenant's WhatsApp accounts, in the languages it offers; returns the names handed in.

    A network that refuses or does not answer is logged and asked again at the next start: free text inside the window
    works without templates.
    """
    handed_in: list[str] = []
    channel = house.channels["meta"]
    if not isinstance(channel, MetaChannel):
        return handed_in
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        own = [number.id for number in await numbers(work) if number.channel == "meta"]
        languages = offered(work.tenant.settings.languages)
    accounts = {}
    for number in own:
        access = await house.number_keys.get(tenant, number)
        accounts[access.account_id] = access
    for access in accounts.values():
        try:
            wanted = [
                TemplateText(d.name, d.language, Category.UTILITY, d.body, d.examples)
                for d in DRAFTS
                if d.language.partition("_")[0] in languages
            ]
            _, made = await sync_templates(channel.graph, access, wanted)
            handed_in += [one.name for one in made]
        except SendError as reason:
            log().warning("templates_not_handed_in", tenant=tenant, code=reason.code)
    return handed_in
