"""Ask partners whether credentials work: for `dragoman check`, and for the settings screen before anything is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from dragoman.access import SYSTEM, Surface
from dragoman.cli.mailing import Mailers
from dragoman.cli.partners import Partners
from dragoman.command import Desk
from dragoman.conversations.channel import Channel, NumberAccess, SendError
from dragoman.flights.supplier import SupplierError
from dragoman.kit.clock import Clock
from dragoman.kit.http import ForbiddenTarget, HttpError, Transport
from dragoman.kit.settings import Settings
from dragoman.partners.duffel.client import Duffel
from dragoman.partners.paystack.client import Paystack
from dragoman.payments.gateway import GatewayRefused, GatewayUnavailable
from dragoman.payments.rates import RateError
from dragoman.tenancy.connections import FORMS, Finding, Partner, digest_of, filled, mail_account
from dragoman.tenancy.queries import numbers, secrets_of
from dragoman.understanding.engines import EngineError


class PartnerConnections:
    """Implements `tenancy.connections.Connections` over this installation's adapters."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        partners: Partners,
        channel: Channel,
        clock: Clock,
        transport: Transport | None = None,
    ) -> None:
        """`channel` is WhatsApp's; `transport` stands in for the network in tests."""
        self._desk = desk
        self._settings = settings
        self._mailers = Mailers(desk, settings, clock)
        self._partners = partners
        self._channel = channel
        self._clock = clock
        self._transport = transport
        self._questions: dict[Partner, Callable[[str, Mapping[str, str]], Awaitable[str]]] = {
            Partner.WHATSAPP: self._whatsapp,
            Partner.DUFFEL: self._duffel,
            Partner.PAYSTACK: self._paystack,
            Partner.RATES: self._rates,
            Partner.MAIL: self._mail,
            Partner.ENGINE: self._engine,
        }

    def partners(self) -> tuple[Partner, ...]:
        """Name the partners that can be asked; an intent engine only where the installation has one."""
        return tuple(p for p in self._questions if p is not Partner.ENGINE or self._settings.engine)

    async def ask(self, tenant: str, partner: Partner, given: Mapping[str, str]) -> Finding:
        """Ask one partner; what is left blank comes from the stored credentials."""
        digest = digest_of(partner, given)
        try:
            says = await self._questions[partner](tenant, filled(partner, given))
        except (SendError, SupplierError, GatewayRefused) as reason:
            return Finding(partner, False, str(reason.detail or reason), str(reason.code), digest)
        except EngineError as reason:
            return Finding(
                partner,
                False,
                f"No opinion ({reason.fault.value}). {reason.detail}".strip(),
                reason.fault.value,
                digest,
            )
        except GatewayUnavailable as reason:
            return Finding(partner, False, _NO_ANSWER.format(code=reason.code), reason.code, digest)
        except RateError as reason:
            return Finding(partner, False, f"No rate ({reason.code}).", reason.code, digest)
        except ForbiddenTarget:
            return Finding(
                partner, False, "That server lies inside a private network; it is not called.", "forbidden", digest
            )
        except HttpError as reason:
            return Finding(partner, False, _NO_ANSWER.format(code=reason.code), reason.code, digest)
        except (LookupError, ValueError) as reason:
            return Finding(partner, False, str(reason.args[0]), "unset", digest)
        return Finding(partner, True, says, "", digest)

    async def _stored(self, tenant: str, partner: Partner, given: Mapping[str, str]) -> dict[str, str]:
        """Fill blanks with what is stored; raises LookupError for something needed that is nowhere."""
        values = dict(given)
        async with self._desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            for blank in FORMS[partner]:
                if blank.name not in values and blank.secret:
                    kept = await secrets_of(work, blank.secret)
                    if kept:
                        values[blank.name] = kept[0]
        for blank in FORMS[partner]:
            if blank.needed and blank.secret and blank.name not in values:
                raise LookupError(f"No {partner} {blank.name.replace('_', ' ')} is set.")
        return values

    async def _whatsapp(self, tenant: str, given: Mapping[str, str]) -> str:
        values = await self._stored(tenant, Partner.WHATSAPP, given)
        if "number_id" in values:
            return await self._channel.check(
                NumberAccess(values["number_id"], values.get("account_id", ""), values["token"])
            )
        async with self._desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            known = [n for n in await numbers(work) if n.channel == "meta"]
        if not known:
            raise LookupError("No WhatsApp number is connected.")
        said = [await self._channel.check(NumberAccess(n.number_id, n.account_id, values["token"])) for n in known]
        return " ".join(said)

    async def _duffel(self, tenant: str, given: Mapping[str, str]) -> str:
        values = await self._stored(tenant, Partner.DUFFEL, given)
        client = Duffel.open(self._settings.duffel_url, values["token"], self._clock, self._transport)
        try:
            return await client.check()
        finally:
            await client.close()

    async def _paystack(self, tenant: str, given: Mapping[str, str]) -> str:
        values = await self._stored(tenant, Partner.PAYSTACK, given)
        client = Paystack.open(self._settings.paystack_url, values["key"], self._clock, self._transport)
        try:
            return await client.check()
        finally:
            await client.close()

    async def _rates(self, tenant: str, given: Mapping[str, str]) -> str:
        async with self._desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            currency = work.tenant.currency
        rate = await self._partners.rates.latest("GBP", currency)
        return f"1 GBP is {rate.value.normalize():f} {currency}, says {rate.source}."

    async def _engine(self, tenant: str, given: Mapping[str, str]) -> str:
        key = given.get("key")
        return await (await self._partners.engine(tenant, key)).check()

    async def _mail(self, tenant: str, given: Mapping[str, str]) -> str:
        async with self._desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
            values = {**await mail_account(work), **given}
        mailer = await self._mailers.of(values)
        if mailer is None:
            raise LookupError("No mail server is set.")
        return await mailer.check()


_NO_ANSWER = "No answer ({code}). Try again; if it stays so, look at the partner's status page."
