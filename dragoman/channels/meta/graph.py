"""One authenticated call of the Graph API: where it is, what it may take, and refusals as errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec

from dragoman.channels.meta.errors import by_status, parse, refusal
from dragoman.conversations.channel import NumberAccess, SendError, Verdict
from dragoman.kit.http import Answer, File, Guard, Http, HttpError, Timeouts

MEDIA_HOSTS = frozenset({"lookaside.fbsbx.com", "mmg.whatsapp.net", "media.whatsapp.net", "scontent.whatsapp.net"})
ANSWER_BYTES = 4 * 1024 * 1024
JSON = {"content-type": "application/json"}
_OBJECT_ID = re.compile(r"[A-Za-z0-9_.-]{1,256}")


@dataclass(frozen=True, slots=True)
class MetaSettings:
    """Where the Cloud API is. `media_hosts` are the hosts that may be given the token to fetch a file from.

    A send with its upload takes at most 30 s together, a fetch with its look-up 55 s: what runs them must wait longer,
    or it takes for unknown what is known.
    """

    base_url: str = "https://graph.facebook.com"
    version: str = "v23.0"
    media_hosts: frozenset[str] = MEDIA_HOSTS
    send_timeouts: Timeouts = field(default_factory=lambda: Timeouts(connect=4, write=4, read=12, pool=4, total=15))
    upload_timeouts: Timeouts = field(default_factory=lambda: Timeouts(connect=4, write=12, read=12, pool=4, total=15))
    fetch_timeouts: Timeouts = field(default_factory=lambda: Timeouts(connect=4, write=4, read=15, pool=4, total=20))

    @property
    def root(self) -> str:
        """The address that every path stands under."""
        return f"{self.base_url.rstrip('/')}/{self.version}"

    @property
    def guard(self) -> Guard:
        """The guard of file downloads: public addresses for all but the configured host, which may be our own."""
        return Guard(allowed_hosts=frozenset({(urlsplit(self.base_url).hostname or "").lower()}))

    def trusts(self, url: str) -> bool:
        """Whether a file's address may be given the token: Meta's media hosts, or the configured origin itself."""
        origin = origin_of(url)
        if origin is None:
            return False
        return origin == origin_of(self.base_url) or (
            origin[0] == "https" and origin[1] in self.media_hosts and origin[2] == 443
        )


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an http(s) address without user part; None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname.lower(), port or (443 if parts.scheme == "https" else 80)


def is_object_id(text: str) -> bool:
    """Whether a text may stand as an id in a path."""
    return _OBJECT_ID.fullmatch(text) is not None and text.strip(".") != ""


def checked(object_id: str) -> str:
    """A configured id for a path; SendError for the operator when it cannot be one."""
    if not is_object_id(object_id):
        raise SendError(33, "the configured id is not an id", Verdict.PAYLOAD)
    return object_id


def bearer(access: NumberAccess) -> dict[str, str]:
    """The header that carries the token."""
    return {"authorization": f"Bearer {access.secret}"}


def decoded(answer: Answer) -> object:
    """The JSON of an answer; None when it is none."""
    try:
        value: object = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return value


class Graph:
    """The Graph API over one HTTP client."""

    def __init__(self, http: Http, settings: MetaSettings) -> None:
        self.settings = settings
        self._http = http

    async def post(self, access: NumberAccess, path: str, body: bytes) -> Answer:
        """Post JSON and return any answer; raises what `Http.call` raises."""
        return await self._http.call(
            "POST",
            f"{self.settings.root}/{path}",
            headers=JSON | bearer(access),
            content=body,
            timeouts=self.settings.send_timeouts,
            limit_bytes=ANSWER_BYTES,
        )

    async def ask(
        self,
        access: NumberAccess,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, File] | None = None,
    ) -> object:
        """Make a call that may be repeated safely and return its JSON; raises SendError, RETRY when nobody answered."""
        try:
            answer = await self._http.call(
                method,
                f"{self.settings.root}/{path}",
                headers=bearer(access) | (JSON if content is not None else {}),
                query=query,
                content=content,
                form=form,
                files=files,
                timeouts=self.settings.upload_timeouts if files else self.settings.send_timeouts,
                limit_bytes=ANSWER_BYTES,
            )
        except HttpError as error:
            raise SendError(0, error.code, Verdict.RETRY) from error
        if answer.ok and parse(answer.body) is None:
            return decoded(answer)
        refused = refusal(answer.status, answer.headers, answer.body)
        if refused is None:
            raise SendError(answer.status, f"HTTP {answer.status}", by_status(answer.status).verdict)
        raise SendError(refused.code, refused.detail, refused.verdict)
