"""The simulators without their snapshots on disk, which would share the cores. `python -m bench.apps.simulators`."""

from __future__ import annotations

import uvicorn

from dragoman.simulators.app import build_app
from dragoman.simulators.settings import SimSettings

if __name__ == "__main__":
    settings = SimSettings(_env_file=None, state_folder=None)
    uvicorn.run(build_app(settings), port=settings.port, log_level="warning", access_log=False)
