"""The way from a search to tickets, with the money in the books at every step."""

from dragoman.bookings import facts
from dragoman.flights import facts as flights
from dragoman.kit.money import Money
from dragoman.payments import facts as payments
from tests.rooms.bookings.world import World


async def test_from_search_to_ticket(world: World) -> None:
    name, reference = await world.linked()
    link = world.heard(payments.PaymentLinkReady)
    # 120 USD x 1500 = 180,000.00 NGN at the market, plus 1.5 % for exchange
    assert [(f.booking, f.url, f.amount) for f in link] == [
        (name, f"https://pay.example/{reference}", Money(182_700_00, "NGN"))
    ]
    assert (await world.view(name)).standing == "awaiting_payment"
    await world.pay(reference)
    view = await world.view(name)
    assert (view.state, view.pnr, view.tickets, view.paid) == (
        "CONFIRMED",
        "PNR1",
        ("999-1-pas_0",),
        Money(182_700_00, "NGN"),
    )
    assert world.heard(facts.BookingConfirmed) == [facts.BookingConfirmed(name)]
    assert len(world.heard(payments.PaymentSettled)) == 1
    assert len(world.heard(flights.OrderTicketed)) == 1
    assert world.airline.asked["issue"] == 1
    assert await world.books() == {
        "clearing NGN": 182_700_00 - 150_00,
        "fees NGN": 150_00,
        "platform NGN": -2_700_00,
        "fx NGN": -180_000_00,
        "fx USD": 120_00,
        "supplier USD": -120_00,
    }
    assert world.bank.held() == 182_700_00 - 150_00
    await world.nobody_poisoned()
