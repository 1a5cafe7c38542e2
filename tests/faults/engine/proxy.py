"""A wire between the product and PostgreSQL that can be cut at the worst moment: after the server has done what was asked."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit


class Wire:
    """Listens on a Unix socket and carries bytes. After `cut(word)` the next request with `word` is carried, its answer is not."""

    def __init__(self, dsn: str, folder: str) -> None:
        self._real = urlsplit(dsn)
        self._folder = folder
        self._word: bytes | None = None
        self.cuts = 0

    @property
    def dsn(self) -> str:
        parts = self._real
        user = parts.username + (f":{parts.password}" if parts.password else "")
        query = urlencode({"host": self._folder, "port": "5432", "sslmode": "disable"})
        return urlunsplit(("postgresql", f"{user}@", parts.path, query, ""))

    def cut(self, word: str) -> None:
        self._word = word.encode()

    async def _to_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        query = {name: values[0] for name, values in parse_qs(self._real.query).items()}
        host = query.get("host", self._real.hostname or "127.0.0.1")
        port = int(query.get("port", self._real.port or 5432))
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await self._to_server()
        doomed = asyncio.Event()

        async def there() -> None:
            while piece := await reader.read(65536):
                if self._word is not None and self._word in piece:
                    self._word = None
                    doomed.set()
                server_writer.write(piece)
                await server_writer.drain()
            server_writer.close()

        async def back() -> None:
            while piece := await server_reader.read(65536):
                if doomed.is_set():  # the server has answered, so it has done it; nobody will hear
                    self.cuts += 1
                    break
                writer.write(piece)
                await writer.drain()
            writer.close()
            server_writer.close()

        with suppress(ConnectionError):
            await asyncio.gather(there(), back())


@asynccontextmanager
async def wire(dsn: str) -> AsyncIterator[Wire]:
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        line = Wire(dsn, folder)
        server = await asyncio.start_unix_server(line.carry, str(Path(folder) / ".s.PGSQL.5432"))
        try:
            yield line
        finally:
            server.close()
