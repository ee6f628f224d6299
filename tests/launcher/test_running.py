"""Commands find the server that runs by what it has written down."""

from pathlib import Path

import pytest

from launcher import running
from launcher.running import Running

WRITTEN = Running(url="http://127.0.0.1:8123", flower_url="http://127.0.0.1:8124", public_url="https://torale.example")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TORALE_HOME", str(tmp_path))
    for name in ("PORT", "FLOWER_PORT", "PUBLIC_URL", "FLOWER_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_command_without_a_port_finds_the_server(home: Path) -> None:
    WRITTEN.write(home)
    assert (running.local_url(), running.public_url()) == (WRITTEN.url, WRITTEN.public_url)
    assert running.flower_url() == WRITTEN.flower_url


def test_what_is_given_wins(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    WRITTEN.write(home)
    monkeypatch.setenv("PORT", "9000")
    assert running.local_url() == running.public_url() == "http://127.0.0.1:9000"
    monkeypatch.setenv("PUBLIC_URL", "https://other.example/")
    assert running.public_url() == "https://other.example"


@pytest.mark.parametrize("spoilt", [None, "", "[]", "{}", '{"url": 1}'])
def test_without_a_server_the_usual_port_is_meant(home: Path, spoilt: str | None) -> None:
    if spoilt is not None:
        (home / running.FILE).write_text(spoilt)
    assert running.local_url() == "http://127.0.0.1:8000"


def test_a_server_that_has_stopped_is_forgotten(home: Path) -> None:
    WRITTEN.write(home)
    running.forget(home)
    running.forget(home)
    assert Running.read() is None
