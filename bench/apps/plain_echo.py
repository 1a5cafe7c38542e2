"""What most teams would write: FastAPI, SQLAlchemy on asyncpg, store, send, store. `python -m bench.apps.plain_echo PORT STUB_PORT DSN`."""

from __future__ import annotations

import hashlib
import hmac
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import fastapi
import httpx2
import uvicorn
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.shapes import SIM
from dragoman.engine.address import sqlalchemy_arguments


class Table(DeclarativeBase):
    """Parent of the tables."""


class Message(Table):
    """One message, in or out."""

    __tablename__ = "echo_message"
    id: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str]
    text: Mapped[str]
    answered: Mapped[str | None]


def build(stub: int, dsn: str) -> fastapi.FastAPI:
    """The bot."""
    engine = create_async_engine(**sqlalchemy_arguments(dsn), pool_size=16, max_overflow=0)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    graph = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stub}", trust_env=False)

    @asynccontextmanager
    async def life(_: fastapi.FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Table.metadata.create_all)
        yield
        await graph.aclose()
        await engine.dispose()

    app = fastapi.FastAPI(lifespan=life)

    @app.post("/webhook")
    async def webhook(request: fastapi.Request) -> fastapi.Response:
        body = await request.body()
        wanted = "sha256=" + hmac.new(SIM.whatsapp_app_secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("x-hub-signature-256", ""), wanted):
            return fastapi.Response(status_code=403)
        for message in _messages(await request.json()):
            async with sessions() as session:
                row = {"id": message["id"], "phone": message["from"], "text": message["text"]["body"]}
                stored = await session.execute(
                    insert(Message).values(**row).on_conflict_do_nothing().returning(Message.id)
                )
                await session.commit()
                if stored.scalar() is None:
                    continue
            answer = await graph.post(
                f"/v23.0/{SIM.whatsapp_phone_number_id}/messages",
                json={
                    "messaging_product": "whatsapp",
                    "to": row["phone"],
                    "type": "text",
                    "text": {"body": row["text"]},
                },
            )
            async with sessions() as session:
                known = (await session.scalars(select(Message).where(Message.id == row["id"]))).one()
                known.answered = answer.json()["messages"][0]["id"]
                await session.commit()
        return fastapi.Response()

    return app


def _messages(update: dict[str, Any]) -> list[dict[str, Any]]:
    return [m for e in update["entry"] for c in e["changes"] for m in c["value"].get("messages", [])]


if __name__ == "__main__":
    uvicorn.run(build(int(sys.argv[2]), sys.argv[3]), port=int(sys.argv[1]), log_level="critical", access_log=False)
