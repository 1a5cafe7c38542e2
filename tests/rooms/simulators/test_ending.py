"""The simulators as a process: they end, with all that they keep, when whoever started them is gone."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

_WITHIN_S = 30.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listening(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_simulators_end_when_their_starter_is_gone(tmp_path: Path) -> None:
    port, mail = _free_port(), _free_port()
    environment = os.environ | {
        "DRAGOMAN_HOME": str(tmp_path),
        "DRAGOMAN_SIM_PORT": str(port),
        "DRAGOMAN_SIM_MAIL_PORT": str(mail),
        "DRAGOMAN_SIM_FOLLOW_STDIN": "1",
    }
    command = [sys.executable, "-m", "dragoman.simulators"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:
        try:
            until = time.monotonic() + _WITHIN_S
            while not _listening(port):
                assert process.poll() is None
                assert time.monotonic() < until, "not ready"
                time.sleep(0.05)  # a process of its own announces nothing
            assert process.stdin is not None
            process.stdin.close()
            process.wait(_WITHIN_S)
        finally:
            process.kill()
    assert not _listening(port)
    assert list((tmp_path / "simulators").iterdir()), "nothing was kept"
