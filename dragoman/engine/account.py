"""Under which account the private PostgreSQL runs: it refuses root, so root needs a way to be somebody else.

An ordinary user runs it as is. Root runs it in a user namespace where it is an ordinary user (nothing changes owner,
no account is made); where namespaces are refused, as `nobody`, with the cluster and a copy of the programs under /var/lib/dragoman.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from dragoman.engine.binaries import Binaries

_PRIVATE_ROOT = Path("/var/lib/dragoman")
_NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]


class _Way(Enum):
    SELF = "self"
    NAMESPACE = "namespace"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """How to run a program as the server's account; `uid` owns the cluster's files as this process sees them."""

    way: _Way
    uid: int
    gid: int

    def wrap(self, command: list[str]) -> list[str]:
        """Return the command line that runs `command` as this account."""
        return [*_NAMESPACE, *command] if self.way is _Way.NAMESPACE else command

    def popen_options(self) -> dict[str, Any]:
        """Return what subprocess needs to change to this account."""
        if self.way is not _Way.NOBODY:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if self.way is _Way.NOBODY:
            os.chown(path, self.uid, self.gid)

    def prepare(self, folder: Path) -> Path:
        """Return the directory (0700) that holds the cluster: `folder` itself, or for `nobody` one it can reach."""
        if self.way is not _Way.NOBODY:
            return folder
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        _PRIVATE_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        root = _PRIVATE_ROOT / digest
        root.mkdir(mode=0o700, exist_ok=True)
        self.own(root)
        return root

    def reachable(self, binaries: Binaries) -> Binaries:
        """Return the installation, copied once to where `nobody` can read it when that is the account."""
        if self.way is not _Way.NOBODY or self._can_run(binaries):
            return binaries
        installation = binaries.folder.parent
        package = installation.parent
        copy = (
            _PRIVATE_ROOT / f"programs-{binaries.major}-{hashlib.sha256(str(installation).encode()).hexdigest()[:12]}"
        )
        if not copy.exists():
            unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(installation, unfinished / package.name / installation.name, symlinks=True)
            libraries = package.with_name(
                f"{package.name}.libs"
            )  # where a wheel's programs look, relative to themselves
            if libraries.is_dir():
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            unfinished.rename(copy)
        return Binaries(copy / package.name / installation.name / "bin", binaries.major)

    def _can_run(self, binaries: Binaries) -> bool:
        command = [binaries.program("initdb"), "--version"]
        try:
            answer = subprocess.run(command, capture_output=True, check=False, cwd="/", **self.popen_options())  # noqa: S603
        except PermissionError:
            return False
        return answer.returncode == 0


def choose_account(folder: Path) -> Account:
    """Choose the account for the server of `folder`; a cluster that `nobody` once made keeps that account."""
    if os.getuid() != 0:
        return Account(_Way.SELF, os.getuid(), os.getgid())
    nobody = pwd.getpwnam("nobody")
    as_nobody = Account(_Way.NOBODY, nobody.pw_uid, nobody.pw_gid)
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    if (_PRIVATE_ROOT / digest / "cluster").exists() or not _namespaces_work():
        return as_nobody
    return Account(_Way.NAMESPACE, 0, 0)


def _namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
