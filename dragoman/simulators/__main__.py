"""Runs the simulators: `python -m dragoman.simulators`."""

from __future__ import annotations

import os
import signal
import threading

import uvicorn

from dragoman.simulators.app import build_app
from dragoman.simulators.settings import SimSettings


def main() -> None:
    """Serve every simulator in one process until interrupted."""
    settings = SimSettings()
    if settings.follow_stdin:
        threading.Thread(target=_end_with_starter, name="starter", daemon=True).start()
    uvicorn.run(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )


def _end_with_starter() -> None:
    """Stop as by Ctrl-C once stdin closes: the kernel closes it even when the starter was killed.

    Reads past `sys.stdin`, whose lock this thread would still hold while the interpreter ends.
    """
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
