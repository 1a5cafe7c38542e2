"""What a phone shows of a chat, as JSON: text, choices, link, document, media, quote, reactions and ticks."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from dragoman.simulators.whatsapp.media import MediaStore
from dragoman.simulators.whatsapp.state import Bubble, Chat

View = dict[str, Any]
LINK = re.compile(r"https?://[^\s<>\"]+")
MEDIA = frozenset({"image", "video", "audio", "document", "sticker"})


class Views:
    """Renders bubbles; `origin` (scheme and host) goes before the addresses of stored files."""

    def __init__(self, media: MediaStore, now: float, origin: str) -> None:
        self._media = media
        self._now = now
        self._origin = origin.rstrip("/")

    def bubble(self, chat: Chat, bubble: Bubble) -> View:
        """One bubble in the shape of `GET /phone/api/{number}/messages`."""
        view: View = {
            "n": bubble.n,
            "id": bubble.id,
            "from": bubble.sender,
            "type": bubble.type,
            "text": "",
            "choices": [],
            "link": None,
            "document": None,
            "status": bubble.status,
            "at": bubble.at,
            "reactions": bubble.reactions,
            "edited": bubble.edited,
            "revoked": bubble.revoked,
            "chosen": bubble.chosen,
        }
        if bubble.revoked:
            return view | {"reactions": {}}
        view |= self._content(bubble)
        view["document"] = view["document"] or (view.get("header") or {}).get("document")
        if view["link"] is None and (found := LINK.search(view["text"])):
            view["link"] = found.group().rstrip(".,;:!?)*_")
        if bubble.quotes and (quoted := chat.find(bubble.quotes)):
            view["quoted"] = {"n": quoted.n, "from": quoted.sender, "text": self._gist(quoted)}
        return view

    def _content(self, bubble: Bubble) -> View:
        if bubble.sender == "customer":
            return self._received(bubble.type, bubble.content)
        if bubble.type == "text":
            return {"text": bubble.content["body"]}
        if bubble.type == "template":
            return self._template(bubble.content["shown"])
        if bubble.type == "interactive":
            return self._interactive(bubble.content)
        if bubble.type in MEDIA:
            return self._file(bubble.type, bubble.content)
        if bubble.type == "location":
            return _location(bubble.content)
        return _contacts(bubble.content["contacts"])

    def _received(self, kind: str, content: View) -> View:
        """What the person sent; `raw` acts may hold anything, so nothing is taken for granted."""
        inner = _table(content.get(kind))
        if kind == "interactive":
            reply = _table(inner.get("button_reply")) or _table(inner.get("list_reply"))
            if reply:
                return {"text": str(reply.get("title", "")), "detail": str(reply.get("description", ""))}
            return {"text": str(_table(inner.get("nfm_reply")).get("body", ""))}
        if kind in MEDIA:
            return self._file(kind, inner)
        if kind == "location":
            return _location(inner)
        if kind == "contacts":
            return _contacts(content.get(kind))
        return {"text": str(inner.get("body") or inner.get("text") or "")}

    def _interactive(self, inner: View) -> View:
        action = inner.get("action") or {}
        view: View = {
            "interactive": inner.get("type"),
            "text": (inner.get("body") or {}).get("text", ""),
            "footer": (inner.get("footer") or {}).get("text"),
            "header": self._header(inner.get("header")),
            "choices": choices_of_interactive(inner),
        }
        kind, parameters = inner.get("type"), action.get("parameters") or {}
        if kind == "list":
            view |= {"button": action.get("button"), "sections": action.get("sections")}
        elif kind == "cta_url":
            view |= {"link": parameters.get("url"), "button": parameters.get("display_text")}
        elif kind == "flow":
            view |= {"button": parameters.get("flow_cta"), "flow": parameters}
        elif kind == "carousel":
            view["cards"] = [self._card(card) for card in action.get("cards", [])]
        return view

    def _card(self, card: View) -> View:
        parameters = (card.get("action") or {}).get("parameters") or {}
        return {
            "header": self._header(card.get("header")),
            "text": (card.get("body") or {}).get("text", ""),
            "link": parameters.get("url"),
            "button": parameters.get("display_text"),
        }

    def _template(self, shown: View) -> View:
        buttons = shown["buttons"]
        link = next((button["url"] for button in buttons if button.get("url")), None)
        return {
            "text": shown["body"],
            "footer": shown["footer"],
            "header": self._header(shown["header"]),
            "choices": choices_of_template(shown),
            "link": link,
            "buttons": [button for button in buttons if button["type"] != "quick_reply"],
        }

    def _header(self, header: View | None) -> View | None:
        if not header:
            return None
        kind = header["type"]
        if kind == "text":
            return {"type": "text", "text": header["text"]}
        if kind == "location":
            return {"type": "location", "location": header["location"]}
        return {"type": kind, **self._file(kind, header[kind])}

    def _file(self, kind: str, body: View) -> View:
        item = self._media.find(str(body["id"]), self._now) if body.get("id") else None
        name = str(body.get("filename") or (item.filename if item else "") or kind)
        url = str(body.get("link") or "")
        if item is not None:
            url = f"{self._origin}/phone/media/{item.id}/{quote(name, safe='')}"
        file: View = {"url": url, "mime": item.mime if item else "", "size": len(item.content) if item else None}
        view: View = {"text": str(body.get("caption") or ""), "media": file | {"kind": kind, "filename": name}}
        if kind == "document":
            view["document"] = {"filename": name, "url": url}
        return view

    def _gist(self, bubble: Bubble) -> str:
        if bubble.revoked:
            return "This message was deleted"
        view = self._content(bubble)
        media = view.get("media")
        return str(view.get("text") or (media["filename"] if media else bubble.type))[:160]


def _table(value: Any) -> View:
    return value if isinstance(value, dict) else {}


def _location(place: View) -> View:
    words = ", ".join(str(place[key]) for key in ("name", "address") if place.get(key))
    return {"text": words, "location": {key: place.get(key) for key in ("latitude", "longitude", "name", "address")}}


def _contacts(cards: Any) -> View:
    known = [_table(card) for card in cards] if isinstance(cards, list) else []
    names = [str(_table(card.get("name")).get("formatted_name", "")) for card in known]
    lists = [card["phones"] for card in known if isinstance(card.get("phones"), list)]
    phones = [str(_table(phone).get("phone", "")) for phones in lists for phone in phones]
    return {"text": ", ".join(names), "contacts": [{"names": names, "phones": phones}]}


def choices_of(bubble: Bubble) -> list[View]:
    """The tappable choices a bubble offers: reply buttons, list rows, or a template's quick replies."""
    if bubble.sender != "business" or bubble.revoked:
        return []
    if bubble.type == "interactive":
        return choices_of_interactive(bubble.content)
    if bubble.type == "template":
        return choices_of_template(bubble.content["shown"])
    return []


def choices_of_interactive(body: View) -> list[View]:
    """Choices of an interactive body: {"id", "title", "description"?}."""
    action = body.get("action") or {}
    if body.get("type") == "list":
        rows = [row for section in action["sections"] for row in section["rows"]]
        return [{key: row[key] for key in ("id", "title", "description") if row.get(key)} for row in rows]
    if body.get("type") == "button":
        return [dict(button["reply"]) for button in action["buttons"] if button.get("type") == "reply"]
    return []


def choices_of_template(shown: View) -> list[View]:
    """Quick replies of a template; their id is the payload the business gave."""
    return [{"id": b["payload"], "title": b["text"]} for b in shown["buttons"] if b["type"] == "quick_reply"]
