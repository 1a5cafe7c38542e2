"""The echo bot of pywa's own first page, as it comes, on FastAPI. `python -m bench.apps.pywa_echo PORT STUB_PORT`."""

from __future__ import annotations

import logging
import sys

import fastapi
import httpx
import uvicorn
from pywa_async import WhatsApp, types

from bench.shapes import SIM


def build(stub: int) -> fastapi.FastAPI:
    """The bot, its sends turned to the stub."""
    app = fastapi.FastAPI()
    session = httpx.AsyncClient()
    wa = WhatsApp(
        phone_id=SIM.whatsapp_phone_number_id, token=SIM.whatsapp_access_token, session=session, server=app,
        webhook_endpoint="/webhook", verify_token=SIM.whatsapp_verify_token, app_secret=SIM.whatsapp_app_secret,
    )  # fmt: skip
    session.base_url = f"http://127.0.0.1:{stub}/v23.0"

    @wa.on_message
    async def echo(_: WhatsApp, message: types.Message) -> None:
        await message.reply_text(message.text or "")

    return app


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # its log of lost sends is no part of the comparison
    uvicorn.run(build(int(sys.argv[2])), port=int(sys.argv[1]), log_level="critical", access_log=False)
