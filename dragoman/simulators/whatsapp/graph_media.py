"""Edges of media: upload, address, download, deletion."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from dragoman.simulators.faults import HttpFault
from dragoman.simulators.whatsapp.errors import GraphError, no_such_object
from dragoman.simulators.whatsapp.graph import Call, Edge, Graph
from dragoman.simulators.whatsapp.media import MEGA, URL_SECONDS, MediaItem, check_upload, plain_mime
from dragoman.simulators.whatsapp.network import Network
from dragoman.simulators.whatsapp.state import Number

UPLOAD_LIMIT = 101 * MEGA


class MediaEdges:
    """What Graph offers on `/{phone}/media` and on a media id."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.edges: dict[tuple[str, str], Edge] = {("POST", "media"): self.upload}

    async def upload(self, call: Call) -> Any:
        """Take a file (multipart: file, type, messaging_product) and give it an id for 30 days."""
        number = self._network.number(call.target)
        async with self._network.world.operation("whatsapp", "media") as fault:
            if fault and fault.name == "refused":
                raise GraphError(131053, "the file could not be processed")
            if int(call.request.headers.get("content-length") or 0) > UPLOAD_LIMIT:
                raise GraphError(131053, "the file exceeds 100 MB")
            form = await call.request.form(max_files=1, max_fields=8, max_part_size=UPLOAD_LIMIT)
            file = form.get("file")
            if form.get("messaging_product") != "whatsapp":
                raise GraphError(100, message="(#100) The parameter messaging_product is required.")
            if not isinstance(file, UploadFile):
                raise GraphError(100, message="(#100) The parameter file is required.")
            content = await file.read(UPLOAD_LIMIT)
            mime = plain_mime(file.content_type or str(form.get("type") or ""))
            check_upload(mime, content)
            return {"id": keep(self._network, number, mime, file.filename or "file", content, inbound=False).id}

    async def get(self, call: Call) -> Any:
        """The address of a file, valid for five minutes; the caller has made sure that the id is no other object's."""
        async with self._network.world.operation("whatsapp", "media"):
            item = self._find(call)
            return {
                "url": address(self._network, item.id),
                "mime_type": item.mime,
                "sha256": item.sha256,
                "file_size": len(item.content),
                "id": item.id,
                "messaging_product": "whatsapp",
            }

    async def delete(self, call: Call) -> Any:
        """Forget a file."""
        self._network.media.remove(self._find(call).id)
        return {"success": True}

    def _find(self, call: Call) -> MediaItem:
        item = self._network.media.find(call.target, self._network.now())
        wanted = call.request.query_params.get("phone_number_id")
        if item is None or (wanted and wanted != item.number):
            raise no_such_object(call.target, call.request.method.lower())
        return item


class Download:
    """The address behind a media id: needs the token, a genuine signature, and less than five minutes of age."""

    def __init__(self, network: Network, graph: Graph) -> None:
        self._network = network
        self._graph = graph

    async def serve(self, request: Request) -> Response:
        """Send the file, or 401 without token, 404 when it has expired."""
        try:
            self._graph.authorise(request)
            async with self._network.world.operation("whatsapp", "media"):
                return self._file(request)
        except GraphError as refusal:
            return Response(refusal.body("download"), refusal.status, media_type="application/json")
        except HttpFault as fault:
            return Response(status_code=fault.status)

    def _file(self, request: Request) -> Response:
        now = self._network.now()
        media_id = request.path_params["media_id"]
        expires = request.query_params.get("ext", "")
        genuine = (
            expires.isascii()
            and expires.isdigit()
            and len(expires) < 12
            and self._network.media.url_valid(media_id, int(expires), request.query_params.get("hash", ""), now)
        )
        item = self._network.media.find(media_id, now) if genuine else None
        if item is None:
            return Response("Not found\n", 404, media_type="text/plain")
        return Response(item.content, media_type=item.mime)


def keep(network: Network, number: Number, mime: str, filename: str, content: bytes, *, inbound: bool) -> MediaItem:
    """Put a file on the shelf under a fresh id."""
    digest = hashlib.sha256(content).hexdigest()
    item = MediaItem(network.object_id("media"), mime, digest, filename, content, number.id, network.now(), inbound)
    network.media.add(item)
    return item


def address(network: Network, media_id: str) -> str:
    """A download address that is good for the next five minutes."""
    expires = int(network.now()) + URL_SECONDS
    signature = network.media.hash_for(media_id, expires)
    return f"{network.world.settings.own_url}/graph/_media/{media_id}?mid={media_id}&ext={expires}&hash={signature}"
