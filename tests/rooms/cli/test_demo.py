"""The demo's business is one like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.api.returning import _TENANT
from dragoman.cli import demo
from dragoman.cli.demo import DEMO_TENANT
from dragoman.kit.settings import Settings


def test_a_payer_of_the_demo_comes_back_to_their_own_business() -> None:
    assert _TENANT.fullmatch(DEMO_TENANT)
    assert len(DEMO_TENANT) == len("tn_") + 26


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_check_beside_the_demo_asks_the_simulators_and_not_the_real_partners(home: Path) -> None:
    shown = demo.settings()
    demo.remember(shown)
    beside = demo.beside()
    names = ("graph_url", "duffel_url", "paystack_url", "fx_url", "smtp_host", "smtp_from", "meta_token", "demo")
    assert [getattr(beside, n) for n in names] == [getattr(shown, n) for n in names]
    assert beside.graph_url.startswith("http://127.0.0.1:")
    assert (home / "demo.env").stat().st_mode & 0o777 == 0o600


def test_what_the_environment_says_comes_before_what_the_demo_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.remember(demo.settings())
    monkeypatch.setenv("DRAGOMAN_DUFFEL_URL", "https://duffel.example")
    assert demo.beside().duffel_url == "https://duffel.example"


def test_a_run_without_the_demo_leaves_no_simulator_behind(home: Path) -> None:
    demo.remember(demo.settings())
    demo.forget(Settings())
    assert demo.beside().duffel_url == "https://api.duffel.com"


@pytest.mark.parametrize("text", ["plain", "it's", "a\\b", "Lagos Tours <trips@lagostours.example>", "$HOME #1"])
def test_a_setting_survives_the_file(home: Path, text: str) -> None:
    demo.remember(demo.settings().model_copy(update={"business_name": text}))
    assert demo.beside().business_name == text
