"""The ports of this machine that a process needs for itself."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

_LEAVE_WITHIN_S = 6.0


async def wait_for_free_port(host: str, port: int, setting: str) -> None:
    """Wait a moment for simulators whose product was killed: they see it and end; then raise PortTaken."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LEAVE_WITHIN_S):
            while True:
                try:
                    return need_free_port(host, port, setting)
                except PortTaken:
                    await asyncio.sleep(0.1)  # nothing announces a port that is free again; bounded above
    need_free_port(host, port, setting)


def need_free_port(host: str, port: int, setting: str) -> None:
    """Raise PortTaken with what to do when something else listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(
                f"Port {port} is taken. Stop what listens there, or set {setting} to a free port."
            ) from None


class PortTaken(RuntimeError):
    """Something else listens on a port that is needed."""
