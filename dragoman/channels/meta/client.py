"""The Cloud API as a Channel: one call per message, never repeated here, and an outcome that tells apart what is known.

Source: Meta, "Messages" and "Media" of the Cloud API. The API has no idempotency key: a call that was written and not
answered is Unknown until a status echoes its tracker.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from dragoman.channels.media import kind_of, small_picture
from dragoman.channels.meta import wire
from dragoman.channels.meta.errors import parse, refusal
from dragoman.channels.meta.graph import Graph, MetaSettings, bearer, checked, decoded, is_object_id
from dragoman.channels.meta.loose import text, whole
from dragoman.channels.meta.templates import list_templates
from dragoman.channels.meta.uploads import MediaIds
from dragoman.conversations.channel import (
    Accepted,
    Fetched,
    FetchError,
    NetworkTemplate,
    NumberAccess,
    Outcome,
    Recipient,
    Refused,
    SendError,
    Unknown,
    Verdict,
)
from dragoman.conversations.message import Media, Say
from dragoman.kit.http import Answer, AnswerTooLarge, ForbiddenTarget, Http, HttpError, NoAnswer, NotSent

Documents = Callable[[str], Awaitable[bytes]]  # stored document id -> content; LookupError when there is none


class MetaChannel:
    """WhatsApp for any number of business numbers. `documents` loads what a rendered body still has to upload."""

    name = "meta"

    def __init__(
        self, http: Http, files: Http, settings: MetaSettings | None = None, documents: Documents | None = None
    ) -> None:
        """`http` calls the API; `files` downloads and must be made with `guard=settings.guard`."""
        self._settings = settings or MetaSettings()
        self.graph = Graph(http, self._settings)
        self._files = files
        self._documents = documents
        self._media_ids = MediaIds()

    def render(self, say: Say, *, as_template: bool = False) -> Sequence[bytes]:
        """See Channel.render; limits and rules in `wire`."""
        if not as_template:
            return wire.render(say)
        if say.template is None:
            raise ValueError("this message has no template")
        return [wire.render_template(say.template)]

    async def send(self, access: NumberAccess, to: Recipient, body: bytes, tracker: str) -> Outcome:
        """Send one rendered body. A document is uploaded first, once per number; then the message is one POST."""
        try:
            path = f"{checked(access.number_id)}/messages"
            media_id = await self._media_id(access, body)
            message = wire.complete(body, to, tracker, media_id)
        except SendError as error:
            return Refused(error.code, error.detail, error.verdict)
        except (ValueError, msgspec.MsgspecError) as error:
            return Refused(0, str(error), Verdict.PAYLOAD)
        try:
            answer = await self.graph.post(access, path, message)
        except NotSent as error:
            return Refused(0, error.code, Verdict.RETRY)
        except NoAnswer as error:
            return Unknown(error.code)
        outcome = _outcome(answer)
        if media_id and isinstance(outcome, Refused):
            self._media_ids.forget(access.number_id, media_id)
        return outcome

    async def _media_id(self, access: NumberAccess, body: bytes) -> str:
        upload = wire.upload_of(body)
        if upload is None:
            return ""
        known = self._media_ids.find(access.number_id, upload.document)
        if known:
            return known
        if self._documents is None:
            raise SendError(0, "no store of documents", Verdict.PAYLOAD)
        try:
            content = await self._documents(upload.document)
        except LookupError as error:
            raise SendError(0, "the document is not stored", Verdict.PAYLOAD) from error
        except Exception as error:  # whatever the store's trouble, the message was certainly not sent
            raise SendError(0, f"the document could not be read: {type(error).__name__}", Verdict.RETRY) from error
        media_id = await self.upload(access, content, upload.media_type, upload.filename)
        self._media_ids.keep(access.number_id, upload.document, media_id)
        return media_id

    async def upload(self, access: NumberAccess, content: bytes, media_type: str, filename: str) -> str:
        """Upload a file (kept 30 days at Meta) and return its media id; raises SendError, with RETRY when worth it.

        An upload that was not answered may be repeated: nobody sees a file that no message names.
        """
        form = {"messaging_product": "whatsapp", "type": media_type}
        files = {"file": (filename, content, media_type)}
        found = await self.graph.ask(access, "POST", f"{checked(access.number_id)}/media", form=form, files=files)
        media_id = text(found, "id")
        if not is_object_id(media_id):
            raise SendError(0, "no media id in the answer", Verdict.RETRY)
        return media_id

    async def fetch(self, access: NumberAccess, media: Media, *, limit_bytes: int) -> Fetched:
        """Download a file that a person sent, from its own address if that still works, else from a fresh one.

        The token goes to Meta's hosts and the configured one only. Raises FetchError gone, too_large, type, host or
        network.
        """
        answer = None
        if media.url and self._settings.trusts(media.url):
            answer = await self._download(access, media.url, limit_bytes)
        if answer is None or not answer.ok:
            answer = await self._download(access, await self._media_url(access, media, limit_bytes), limit_bytes)
        if answer.status in (400, 404, 410):
            raise FetchError("gone")
        if not answer.ok:
            raise FetchError("network")
        found = await asyncio.to_thread(kind_of, answer.body, media.media_type)
        if not found:
            raise FetchError("type")
        return Fetched(answer.body, found, hashlib.sha256(answer.body).hexdigest())

    async def _media_url(self, access: NumberAccess, media: Media, limit_bytes: int) -> str:
        if not is_object_id(media.id):
            raise FetchError("gone")
        try:
            found = await self.graph.ask(access, "GET", media.id, query={"phone_number_id": access.number_id})
        except SendError as error:
            raise FetchError("gone" if error.verdict is Verdict.PAYLOAD else "network") from error
        if whole(found, "file_size") > limit_bytes:
            raise FetchError("too_large")
        return text(found, "url")

    async def _download(self, access: NumberAccess, url: str, limit_bytes: int) -> Answer:
        if not self._settings.trusts(url):
            raise FetchError("host")
        patience = self._settings.fetch_timeouts
        try:
            return await self._files.call(
                "GET", url, headers=bearer(access), timeouts=patience, limit_bytes=limit_bytes
            )
        except AnswerTooLarge as error:
            raise FetchError("too_large") from error
        except ForbiddenTarget as error:
            raise FetchError("host") from error
        except HttpError as error:
            raise FetchError("network") from error

    def file_kind(self, content: bytes, claimed: str) -> str:
        """See Channel.file_kind."""
        return kind_of(content, claimed)

    def small_picture(self, content: bytes, media_type: str) -> bytes | None:
        """See Channel.small_picture."""
        return small_picture(content, media_type)

    async def templates(self, access: NumberAccess) -> Sequence[NetworkTemplate]:
        """See Channel.templates."""
        return [
            NetworkTemplate(one.name, one.language, one.status, one.category, one.body)
            for one in await list_templates(self.graph, access)
        ]

    async def seen(self, access: NumberAccess, external_id: str, *, typing: bool) -> None:
        """Mark as read, with the typing indicator on request; a courtesy, so a refusal is nobody's concern."""
        body = wire.seen_body(external_id, typing=typing)
        with contextlib.suppress(HttpError, SendError):
            await self.graph.post(access, f"{checked(access.number_id)}/messages", body)

    async def check(self, access: NumberAccess) -> str:
        """Ask for the number's own record; a sentence with its name, quality and throughput, or SendError."""
        fields = "display_phone_number,verified_name,quality_rating,throughput"
        found = await self.graph.ask(access, "GET", checked(access.number_id), query={"fields": fields})
        shown = text(found, "display_phone_number") or access.number_id
        named = text(found, "verified_name") or "no approved name"
        quality = text(found, "quality_rating") or "UNKNOWN"
        level = text(found, "throughput", "level") or "STANDARD"
        return f"WhatsApp number {shown} ({named}) answers; quality {quality}, throughput {level}."


def _outcome(answer: Answer) -> Outcome:
    if answer.ok:
        found = decoded(answer)
        wamid = text(found, "messages", 0, "id")
        if wamid:
            return Accepted(wamid, held=text(found, "messages", 0, "message_status") not in ("", "accepted"))
        if parse(answer.body) is None:
            return Unknown("no_message_id")
    refused = refusal(answer.status, answer.headers, answer.body)
    return Unknown(f"http_{answer.status}") if refused is None else refused
