"""The tester's desk of a story: faults, the airline, staff, the mailbox, and what the partners have on record."""

from __future__ import annotations

import re
from typing import Any

from dragoman.access import Doer, Role, Surface
from dragoman.bookings.after_sale import approve_cancellation, decline_cancellation
from tests.stories import truth
from tests.stories.bureau import Bureau
from tests.stories.script import Line, fits
from tests.stories.stage import Stage

BAYO = Doer(Role.SALES, "st_bayoade")
CHIDI = Doer(Role.OPERATIONS, "st_chidieze")
_COUNT = re.compile(r"(at|to|of) (\w+): (.+)")


class Desk:
    """Does what no phone can, and reads what no phone shows; `do` answers with what is wrong, or ""."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._mail_read = 0
        self._alerts_named: set[str] = set()
        self._bureau = Bureau(stage, BAYO)

    async def do(self, line: Line) -> str:
        """Carry out one line."""
        words = line.words
        if line.act == "fault":
            return await self._fault(words)
        if line.act == "faults":
            await self._stage.partners.delete("/faults")
            return ""
        if line.act == "mail":
            return await self._mail(words, line.more)
        if line.act == "no":
            return await self._none(words)
        if line.act in ("orders", "charges", "refunds"):
            return await self._count(line.act, words)
        if line.act == "bookings":
            return await self._bookings(words)
        if line.act == "alert":
            return await self._alert(words)
        if line.act == "airline":
            return await self._airline(words)
        if line.act == "staff":
            return await self._staff(words)
        if line.act == "network":
            return await self._network(words)
        return f"cannot do “{line.act}”"

    async def _fault(self, words: str) -> str:
        """`fault duffel create_order timeout_after_success x2 seconds=30`"""
        partner, operation, name, *rest = words.split()
        times = next((int(part[1:]) for part in rest if re.fullmatch(r"x\d+", part)), 1)
        options = {k: float(v) for k, _, v in (part.partition("=") for part in rest if "=" in part)}
        body = {"partner": partner, "operation": operation, "fault": name, "times": times, "options": options}
        answer = await self._stage.partners.post("/faults", json=body)
        return "" if answer.status_code == 201 else answer.text

    async def _mails(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self._stage.partners.get("/mail/api/messages")).json()
        return rows[::-1]

    async def _mail(self, words: str, more: list[str]) -> str:
        """The next e-mail: `mail: ada.obi@example.com ~ You are booked`, below it `with *.pdf`."""
        if len(await self._mails()) <= self._mail_read:
            return "no further e-mail came"
        mail = (await self._mails())[self._mail_read]
        self._mail_read += 1
        to, _, pattern = words.partition(" ~ ")
        if [to] != mail["to"]:
            return f"it went to {mail['to']}"
        names = [attachment["filename"] for attachment in mail["attachments"]]
        for part in more:
            if part.startswith("with ") and not any(fits(part[5:].replace("*", "..."), name) for name in names):
                return f"enclosed are {names}"
        text = f"{mail['subject']} {mail['text']}"
        return "" if fits(pattern, text) else f"it says: {text}"

    async def _none(self, words: str) -> str:
        if words == "mail":
            return "" if len(await self._mails()) <= self._mail_read else "an e-mail came"
        if words == "alerts":
            open_now = await self._open_alerts() - self._alerts_named
            return f"open: {', '.join(open_now)}" if open_now else ""
        return f"cannot look for {words}"

    async def _count(self, what: str, words: str) -> str:
        """`orders at duffel: 1`, `charges at paystack: 2`, `refunds at paystack: 1 processed`, `… : all` (everything paid)."""
        match = _COUNT.fullmatch(words)
        if not match:
            return "cannot be read"
        wanted = match[3]
        if what == "orders":
            live = [o for o in truth.duffel(self._stage).orders if not o.fails and o.cancelled_at is None]
            got = str(len(live))
        elif what == "charges":
            got = str(sum(1 for t in truth.paystack(self._stage).transactions.values() if t.paid_at is not None))
        else:
            kept = truth.paystack(self._stage)
            refunds = [r for r in kept.refunds.values() if r.status != "failed"]
            got = str(len(refunds))
            if wanted == "all":
                paid = sum(t.amount for t in kept.transactions.values() if t.paid_at is not None)
                back = sum(r.amount for r in refunds)
                return "" if paid == back else f"{paid} was paid, {back} went back"
        return "" if got == wanted else f"there are {got}"

    async def _bookings(self, words: str) -> str:
        """`bookings: CONFIRMED, CANCELLED` in the order of their making."""
        rows = await self._stage.books.fetch("select state from booking order by created_at, id")
        got = ", ".join(row["state"] for row in rows)
        return "" if got == words else f"they are: {got}"

    async def _open_alerts(self) -> set[str]:
        rows = await self._stage.books.fetch("select distinct kind from alert where closed_at is null")
        return {row["kind"] for row in rows}

    async def _alert(self, words: str) -> str:
        kind = words
        self._alerts_named.add(kind)
        open_now = await self._open_alerts()
        return "" if kind in open_now else f"open are: {', '.join(sorted(open_now)) or 'none'}"

    async def _airline(self, words: str) -> str:
        """`airline schedule_change hours=3` or `airline airline_cancelled`: the newest order."""
        event, *rest = words.split()
        order = truth.duffel(self._stage).orders[-1]
        body = {"event": event, **{k: float(v) for k, _, v in (part.partition("=") for part in rest)}}
        answer = await self._stage.partners.post(f"/duffel/_control/orders/{order.id}", json=body)
        return "" if answer.is_success else answer.text

    async def _staff(self, words: str) -> str:
        """`staff takes over`, `staff says …` (see bureau.py): Bayo, with the newest conversation; `staff approves`, `staff declines`: Chidi,
        the newest booking's cancellation.
        """
        if words in ("approves", "declines"):
            booking = await self._stage.books.fetchval("select id from booking order by created_at desc limit 1")
            decide = approve_cancellation if words == "approves" else decline_cancellation
            async with self._stage.house.desk.work(self._stage.tenant, CHIDI, Surface.CONSOLE, proven=True) as work:
                await decide(work, booking)
            return ""
        conversation = await self._stage.books.fetchval("select id from conversation order by created_at desc limit 1")
        return await self._bureau.do(words, conversation)

    async def _network(self, words: str) -> str:
        """`network copies=3 shuffle=1`: how WhatsApp delivers its webhooks from now on."""
        mode = {
            k: (v if not v.replace(".", "").isdigit() else float(v) if "." in v else int(v))
            for k, _, v in (p.partition("=") for p in words.split())
        }
        if "shuffle" in mode:
            mode["shuffle"] = bool(mode["shuffle"])
        answer = await self._stage.partners.post("/graph/_mode", json=mode)
        return "" if answer.is_success else answer.text

    async def unnamed(self) -> list[str]:
        """E-mails and alerts that no line has named."""
        mails = (await self._mails())[self._mail_read :]
        left = [f"an e-mail came that the story does not name: to {m['to']}: {m['subject']}" for m in mails]
        open_now = await self._open_alerts() - self._alerts_named
        return left + [f"an alert is open that the story does not name: {kind}" for kind in sorted(open_now)]
