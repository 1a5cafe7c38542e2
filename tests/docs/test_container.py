"""Dockerfile and compose.yaml, read: they name only what exists, hold no secret and listen on this machine alone."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.docs import pages
from tests.docs.pages import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "dragoman"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
_FOR_THE_DATABASE = {"DRAGOMAN_OWNER_PASSWORD", "DRAGOMAN_APP_PASSWORD", "POSTGRES_PASSWORD"}


def test_the_services_are_web_two_workers_and_postgresql_16() -> None:
    assert sorted(SERVICES) == ["database", "migrate", "web", "worker"]
    assert SERVICES["database"]["image"].startswith("postgres:16")
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_run_commands_that_exist(name: str) -> None:
    assert " ".join(OURS[name]["command"]) in pages.commands()


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_set_settings_that_exist(name: str) -> None:
    assert set(OURS[name]["environment"]) - pages.settings() == _FOR_THE_DATABASE


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_database_s_own_passwords_stay_out_of_the_product(name: str) -> None:
    assert {OURS[name]["environment"][key] for key in _FOR_THE_DATABASE} == {""}


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    filled = re.findall(r"\$\{(\w+)([^}]*)\}", text)
    assert {variable for variable, rest in filled if not rest.startswith(":?")} == set()
    for service in SERVICES.values():
        for key, value in service["environment"].items():
            if re.search(r"PASSWORD|KEY|SECRET|TOKEN|_URL", key):
                assert value == "" or ":?" in value, key


def test_ports_are_bound_to_this_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]


def test_what_is_waited_for_exists_and_mounted_files_exist() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"]


def test_the_roles_script_is_a_script_and_makes_what_compose_names() -> None:
    script = ROOT / "scripts/postgres-roles.sh"
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert script.stat().st_mode & 0o111
    text = script.read_text()
    for role in ("dragoman_owner", "dragoman_app"):
        assert f"create role {role} login nosuperuser nobypassrls" in text
        assert f"postgresql://{role}:" in (ROOT / "compose.yaml").read_text()
    assert set(re.findall(r"\$([A-Z_]+)", text)) <= {*SERVICES["database"]["environment"], "POSTGRES_USER"}


def test_the_dockerfile_copies_what_exists_and_the_ignore_file_lets_through() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    sources = [
        word for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source.split("/")[0] in allowed, source


def test_the_image_installs_pinned_packages_and_runs_as_nobody_special() -> None:
    installs = re.findall(r"pip install (.+)$", DOCKERFILE, re.MULTILINE)
    assert [i for i in installs if "--require-hashes" not in i and "--no-index" not in i] == []
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER dragoman$", last, re.MULTILINE)
    assert re.search(r'^CMD \["(\w+)"\]$', last, re.MULTILINE).group(1) in pages.commands()  # type: ignore[union-attr]
    assert set(re.findall(r"DRAGOMAN_\w+", DOCKERFILE)) <= pages.settings()
    version = re.search(r"python:3\.(\d+)", last)
    assert version is not None
    assert int(version.group(1)) >= 11
