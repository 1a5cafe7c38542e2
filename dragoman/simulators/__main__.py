"""Runs the simulators: `python -m dragoman.simulators`."""

from __future__ import annotations

import uvicorn

from dragoman.simulators.app import build_app
from dragoman.simulators.settings import SimSettings


def main() -> None:
    """Serve every simulator in one process until interrupted."""
    settings = SimSettings()
    uvicorn.run(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
