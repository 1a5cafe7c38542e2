"""The phones of a story: everything a person can do on one, and what has been shown but not yet been expected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.stories.script import PEOPLE
from tests.stories.stage import Stage

_FILES = {
    "photo": ("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + b"0" * 64),
    "sticker": ("sticker.webp", "image/webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"0" * 32),
    "voice": ("note.ogg", "audio/ogg", b"OggS" + b"0" * 64),
    "video": ("clip.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42" + b"0" * 64),
    "document": ("passport.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),
}


class Impossible(AssertionError):
    """A person of the story tries what the phone does not offer."""


@dataclass
class Phone:
    """One person's phone. `fresh` are bubbles of the business that no line has named yet."""

    stage: Stage
    owner: str
    number: str
    bubbles: list[dict[str, Any]] = field(default_factory=list)
    fresh: list[dict[str, Any]] = field(default_factory=list)
    inputs: int = 0
    redirect: str | None = None
    paid_at: list[float] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where the simulator serves this phone."""
        return f"/phone/api/{self.number}"

    async def look(self) -> list[dict[str, Any]]:
        """Look at the chat; returns what is new there, of either side."""
        answer = await self.stage.partners.get(f"{self.path}/messages", params={"after": 0})
        shown = answer.json()["messages"]
        new = shown[len(self.bubbles) :]
        self.bubbles = shown
        self.fresh += [b for b in new if b["from"] == "business"]
        return new

    async def send(self, **act: Any) -> None:
        """Do one thing in the chat."""
        answer = await self.stage.partners.post(f"{self.path}/messages", json=act)
        if answer.status_code != 202:
            raise Impossible(f"{self.owner}’s phone says: {answer.text}")

    async def say(self, text: str) -> None:
        """Type a message."""
        self.inputs += 1
        await self.send(text=text)

    async def tap(self, words: str) -> None:
        """Tap a choice by its title or its number in the newest message with choices; `old …`: in the oldest one that has it."""
        self.inputs += 1
        old = words.startswith("old ")
        wanted = words.removeprefix("old ")
        asked = [b for b in self.bubbles if b["from"] == "business" and b["choices"]]
        for bubble in asked if old else asked[::-1]:
            for place, choice in enumerate(bubble["choices"], 1):
                if wanted in (choice["title"], str(place)) or (len(wanted) > 3 and wanted in choice["title"]):
                    await self.send(choose=choice["id"], of=bubble["n"])
                    return
            if wanted.isdigit():
                break
        raise Impossible(f"nothing offers “{wanted}”")

    async def pay(self, words: str) -> str:
        """Pay on the newest payment page (`old …`: the first one): a card, `transfer`, then amount=, currency=, pin= …"""
        self.inputs += 1
        links = [b["link"] for b in self.bubbles if b["from"] == "business" and b["link"] and "/checkout/" in b["link"]]
        if not links:
            raise Impossible("no payment link has come")
        parts = words.split()
        old = parts[0] == "old"
        means = parts[1 if old else 0]
        body: dict[str, Any] = {"channel": "bank_transfer"} if means == "transfer" else {"card": means}
        for part in parts[2 if old else 1 :]:
            name, _, value = part.partition("=")
            body[name] = await self._sum(links[0 if old else -1], value) if name == "amount" else value
        return await self._checkout(links[0 if old else -1], body)

    async def _checkout(self, link: str, body: dict[str, Any]) -> str:
        answer = await self.stage.partners.post(_path(link) + "/pay", json=body)
        if answer.status_code != 200:
            raise Impossible(f"the payment page says: {answer.text}")
        outcome: dict[str, Any] = answer.json()
        self.paid_at.append(self.stage.now().timestamp())
        self.redirect = outcome.get("redirect")
        return f"{outcome['status']}: {outcome['message']}"

    async def _sum(self, link: str, value: str) -> int:
        """An amount in whole units, or `half` or `double` of what is asked."""
        asked: int = (await self.stage.partners.get(_path(link) + "/details")).json()["amount"]
        return {"half": asked // 2, "double": asked * 2}.get(value) or int(value) * 100

    async def come_back(self) -> None:
        """Be sent back by the payment page to the product's own."""
        if not self.redirect:
            raise Impossible("the payment page sent nobody back")
        answer = await self.stage.product.get(self.redirect)
        if answer.status_code != 200 or "Thank you" not in answer.text:
            raise Impossible(f"the page after payment answers {answer.status_code}")

    async def send_file(self, words: str) -> None:
        """Send a file: photo, sticker, voice, video or document, with an optional caption."""
        kind, _, caption = words.partition(" ")
        name, mime, content = _FILES[kind]
        self.inputs += 1
        answer = await self.stage.partners.post(
            f"{self.path}/messages", files={"file": (name, content, mime)}, data={"caption": caption, "voice": "1"}
        )
        if answer.status_code != 202:
            raise Impossible(f"{self.owner}’s phone says: {answer.text}")

    async def send_other(self, words: str) -> None:
        """Send a location, contacts, or a message of a type that the API does not carry."""
        self.inputs += 1
        if words == "location":
            await self.send(location={"latitude": 6.5774, "longitude": 3.3212, "name": "Ikeja"})
        elif words == "contacts":
            await self.send(
                contacts=[{"name": {"formatted_name": "Bayo Ade"}, "phones": [{"phone": "+2348035550199"}]}]
            )
        elif words == "unsupported":
            await self.send(raw={"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]})
        else:
            await self.send_file(words)

    async def edit(self, text: str) -> None:
        """Edit one's last message."""
        await self.send(edit={"n": self._own(), "text": text})

    async def revoke(self) -> None:
        """Delete one's last message for everyone."""
        await self.send(revoke={"n": self._own()})

    async def react(self, emoji: str) -> None:
        """React to the last message of the business."""
        n = [b["n"] for b in self.bubbles if b["from"] == "business"][-1]
        await self.send(reaction={"n": n, "emoji": emoji})

    async def set(self, **change: Any) -> None:
        """Change the phone's settings."""
        answer = await self.stage.partners.post(self.path, json=change)
        assert answer.status_code == 200, answer.text

    def _own(self) -> int:
        return [b["n"] for b in self.bubbles if b["from"] == "customer"][-1]


def _path(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def phones(stage: Stage) -> dict[str, Phone]:
    """Everybody's phone."""
    return {name: Phone(stage, name, number) for name, number in PEOPLE.items()}
