"""`dragoman check`: ask each partner whether the credentials work, and print its own words when they do not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dragoman.access import SYSTEM, Surface
from dragoman.cli.database import database, prepare
from dragoman.cli.house import House, opened
from dragoman.conversations.channel import SendError
from dragoman.flights.supplier import SupplierError
from dragoman.kit.settings import Settings
from dragoman.payments.gateway import GatewayRefused, GatewayUnavailable
from dragoman.payments.rates import RateError
from dragoman.tenancy.queries import numbers
from dragoman.understanding.engines import EngineError

Question = Callable[[], Awaitable[str]]


async def check(settings: Settings) -> int:
    """Check every business of this installation; returns 0 when all answered well, 1 otherwise, 2 when there is none."""
    async with database(settings) as addresses:
        await prepare(addresses)
        async with opened(settings, addresses) as house:
            tenants = await house.tenants()
            if not tenants:
                print("No business is set up yet. Fill in .env, then: dragoman setup")
                return 2
            good = True
            for tenant in tenants:
                for name, question in await _questions(house, tenant):
                    good = await _asked(name, question) and good
    return 0 if good else 1


async def _questions(house: House, tenant: str) -> list[tuple[str, Question]]:
    async with house.desk.work(tenant, SYSTEM, Surface.SYSTEM) as work:
        print(f"{work.tenant.name} ({tenant})")
        connected = await numbers(work)
        currency = work.tenant.currency
    questions: list[tuple[str, Question]] = []

    for number in connected:

        async def of_number(number_id: str = number.id, channel: str = number.channel) -> str:
            return await house.channels[channel].check(await house.number_keys.get(tenant, number_id))

        questions.append(("WhatsApp", of_number))

    async def flights() -> str:
        return await (await house.partners.supplier(tenant)).check()

    async def money() -> str:
        return await (await house.partners.gateway(tenant)).check()

    async def rates() -> str:
        rate = await house.partners.rates.latest("GBP", currency)
        return f"1 GBP is {rate.value.normalize():f} {currency}, says {rate.source}."

    questions += [("Duffel", flights), ("Paystack", money), ("Exchange rates", rates)]
    if house.settings.engine:

        async def engine() -> str:
            return await (await house.partners.engine(tenant)).check()

        questions.append(("Intent engine", engine))
    if house.mailer is not None:
        questions.append(("Mail", house.mailer.check))
    return questions


async def _asked(name: str, question: Question) -> bool:
    try:
        said = await question()
    except (SendError, SupplierError, GatewayRefused) as reason:
        print(f"  ✗ {name}: {reason.detail or reason}")
    except EngineError as reason:
        print(f"  ✗ {name}: no opinion ({reason.fault.value}). {reason.detail}".rstrip())
    except GatewayUnavailable as reason:
        print(f"  ✗ {name}: no answer ({reason.code}). Try again; if it stays so, look at the partner's status page.")
    except RateError as reason:
        print(f"  ✗ {name}: no rate ({reason.code}).")
    except LookupError as reason:
        print(f"  ✗ {name}: {reason}")
    else:
        print(f"  ✓ {name}: {said}")
        return True
    return False
