"""Duffel's maintained JavaScript client (@duffel/api) against the simulator; the best judge of its v2 wire.

Needs node and npm; the package is fetched once into the system's temporary folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

VERSION = "4.30.0"
SCRIPT = Path(__file__).with_name("official_client.mjs")

pytestmark = pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node is not installed")


@pytest.fixture(scope="module")
def folder() -> Path:
    place = Path(tempfile.gettempdir()) / f"dragoman-duffel-api-{VERSION}"
    if not (place / "node_modules" / "@duffel" / "api" / "package.json").exists():
        place.mkdir(exist_ok=True)
        (place / "package.json").write_text('{"private":true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", f"@duffel/api@{VERSION}"]
        subprocess.run(command, cwd=place, check=True, timeout=180, capture_output=True)
    return place


def test_the_official_javascript_client_books_changes_cancels_and_holds(folder, served):
    script = folder / SCRIPT.name
    script.write_text(SCRIPT.read_text())
    day = (datetime.now(UTC) + timedelta(days=45)).date().isoformat()
    command = ["node", str(script), served.url + "/duffel/", served.settings.duffel_token, day]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr[-800:]
    assert json.loads(run.stdout) == {
        "place": "LOS",
        "sameTotal": True,
        "documents": ["electronic_ticket", "electronic_miscellaneous_document_associated"],
        "total": True,
        "listed": [True],
        "change": "125.00",
        "refund": "balance",
        "confirmed": True,
        "awaiting": True,
        "payment": "succeeded",
        "changes": 0,
        "webhook": True,
        "refusal": [404, "not_found"],
    }
